#include "config.h"

#include "core/services/key-job.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define BLOCK "/key/block"
#define UNBLOCK "/key/unblock"
#define UPDATE "/key/update"
#define DELETE "/key/delete"

/* Signed in with the key "own". */
static OrchKeyJob *
create_job_as (ClientFixture *fixture, const char *version, OrchKeyJobKind kind, OrchRole role,
               const char *const *keys)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, version);
  g_autoptr (OrchIdentity) identity = orch_identity_new (ORCH_IDENTITY_USER, "me", role);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  identity->key_id = g_strdup ("own");
  for (guint i = 0; keys[i] != NULL; i++)
    g_ptr_array_add (list, key_create (keys[i]));

  return orch_key_job_new (service, kind, identity, list);
}

static OrchKeyJob *
create_admins_job (ClientFixture *fixture, OrchKeyJobKind kind, const char *const *keys)
{
  return create_job_as (fixture, SERVICE_NEWEST, kind, ORCH_ROLE_PROXY_ADMIN, keys);
}

/* The keys "one", "two" and "three", one that is blocked already and one that is signed in with. */
static OrchKeyJob *
create_job (ClientFixture *fixture)
{
  static const char *const keys[] = {
    "{\"token\": \"one\", \"blocked\": false}",  "{\"token\": \"before\", \"blocked\": true}",
    "{\"token\": \"two\", \"blocked\": null}",   "{\"token\": \"own\", \"blocked\": null}",
    "{\"token\": \"three\", \"blocked\": null}", NULL,
  };

  return create_admins_job (fixture, ORCH_KEY_JOB_BLOCK, keys);
}

static void
reply_blocked (ClientFixture *fixture, const char *id)
{
  g_autofree char *body = g_strdup_printf ("{\"token\": \"%s\", \"blocked\": true}", id);

  test_server_reply (fixture->server, BLOCK, 200, body);
}

static gboolean
run (OrchKeyJob *job, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_job_run_async (job, NULL, test_keep_result_cb, &result);

  return orch_key_job_run_finish (job, test_wait_result (&result), error);
}

static void
assert_runs (OrchKeyJob *job)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run (job, &error));
  g_assert_no_error (error);
}

static void
assert_item (OrchKeyJob *job, guint position, const char *id, OrchKeyJobState state)
{
  g_autoptr (OrchKeyJobItem) item = g_list_model_get_item (orch_key_job_get_items (job), position);

  g_assert_cmpstr (orch_key_get_id (orch_key_job_item_get_key (item)), ==, id);
  g_assert_cmpint (orch_key_job_item_get_state (item), ==, state);
  g_assert_true ((orch_key_job_item_get_error (item) != NULL) == (state == ORCH_KEY_JOB_FAILED));
}

static void
test_blocks_all (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job = create_job (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (orch_key_job_get_items (job)), ==, 5);
  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_WAITING), ==, 3);
  g_assert_cmpint (orch_key_job_get_kind (job), ==, ORCH_KEY_JOB_BLOCK);

  reply_blocked (fixture, "one");
  reply_blocked (fixture, "two");
  reply_blocked (fixture, "three");
  g_assert_true (run (job, &error));
  g_assert_no_error (error);

  service_assert_n_requests (fixture, 3);
  assert_item (job, 0, "one", ORCH_KEY_JOB_DONE);
  assert_item (job, 1, "before", ORCH_KEY_JOB_BEFORE);
  assert_item (job, 2, "two", ORCH_KEY_JOB_DONE);
  assert_item (job, 3, "own", ORCH_KEY_JOB_OWN);
  assert_item (job, 4, "three", ORCH_KEY_JOB_DONE);
  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_DONE), ==, 3);
  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_WAITING), ==, 0);
}

static void
note_cb (OrchKeyJob *job, GString *notes)
{
  g_string_append_printf (notes, "%u/%u ", orch_key_job_count (job, ORCH_KEY_JOB_RUNNING),
                          orch_key_job_count (job, ORCH_KEY_JOB_DONE));
}

static void
test_tells_progress (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job = create_job (fixture);
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (job, "changed", G_CALLBACK (note_cb), notes);
  reply_blocked (fixture, "one");
  reply_blocked (fixture, "two");
  reply_blocked (fixture, "three");
  g_assert_true (run (job, &error));
  g_assert_cmpstr (notes->str, ==, "1/0 0/1 1/1 0/2 1/2 0/3 ");
}

static void
test_tries_failed_again (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job = create_job (fixture);
  g_autoptr (GError) error = NULL;

  reply_blocked (fixture, "one");
  test_server_reply_fixture (fixture->server, BLOCK, "key_block_404");
  reply_blocked (fixture, "three");
  reply_blocked (fixture, "two");
  g_assert_false (run (job, &error));
  g_assert_no_error (error);
  assert_item (job, 0, "one", ORCH_KEY_JOB_DONE);
  assert_item (job, 2, "two", ORCH_KEY_JOB_FAILED);
  assert_item (job, 4, "three", ORCH_KEY_JOB_DONE);
  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_FAILED), ==, 1);

  g_assert_true (run (job, &error));
  g_assert_no_error (error);
  assert_item (job, 2, "two", ORCH_KEY_JOB_DONE);
  service_assert_n_requests (fixture, 4);
}

static void
test_stops (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job = create_job (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reply_blocked (fixture, "one");
  test_server_hang (fixture->server, BLOCK);
  reply_blocked (fixture, "two");
  reply_blocked (fixture, "three");
  orch_key_job_run_async (job, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "POST " BLOCK " {\"key\":\"two\"}");
  assert_item (job, 2, "two", ORCH_KEY_JOB_RUNNING);
  g_cancellable_cancel (cancellable);
  g_assert_false (orch_key_job_run_finish (job, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  assert_item (job, 0, "one", ORCH_KEY_JOB_DONE);
  assert_item (job, 2, "two", ORCH_KEY_JOB_WAITING);
  assert_item (job, 4, "three", ORCH_KEY_JOB_WAITING);

  g_clear_object (&result);
  g_clear_error (&error);
  g_assert_true (run (job, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&job));
}

static void
test_cancelled_before (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job = create_job (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  orch_key_job_run_async (job, cancellable, test_keep_result_cb, &result);
  g_assert_false (orch_key_job_run_finish (job, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  service_assert_n_requests (fixture, 0);
}

static void
test_unblocks (ClientFixture *fixture, gconstpointer data)
{
  static const char *const keys[] = {
    "{\"token\": \"one\", \"blocked\": true}",
    "{\"token\": \"open\", \"blocked\": null}",
    "{\"token\": \"own\", \"blocked\": true}",
    NULL,
  };
  g_autoptr (OrchKeyJob) job = create_admins_job (fixture, ORCH_KEY_JOB_UNBLOCK, keys);

  test_server_reply (fixture->server, UNBLOCK, 200, "{\"token\": \"one\", \"blocked\": false}");
  test_server_reply (fixture->server, UNBLOCK, 200, "{\"token\": \"own\", \"blocked\": null}");
  assert_item (job, 1, "open", ORCH_KEY_JOB_BEFORE);
  assert_runs (job);
  assert_item (job, 0, "one", ORCH_KEY_JOB_DONE);
  /* Nobody locks themselves out by it. */
  assert_item (job, 2, "own", ORCH_KEY_JOB_DONE);
  g_assert_cmpuint (test_server_count (fixture->server, "POST " UNBLOCK), ==, 2);
}

static void
test_resets_spend (ClientFixture *fixture, gconstpointer data)
{
  static const char *const keys[] = {
    "{\"token\": \"one\", \"spend\": 1.5}",
    "{\"token\": \"unused\", \"spend\": 0.0}",
    "{\"token\": \"own\", \"spend\": 2.0}",
    NULL,
  };
  g_autoptr (OrchKeyJob) job = create_admins_job (fixture, ORCH_KEY_JOB_RESET_SPEND, keys);

  test_server_reply (fixture->server, "/key/one/reset_spend", 200,
                     "{\"key_hash\": \"one\", \"spend\": 0.0}");
  test_server_reply (fixture->server, "/key/own/reset_spend", 200,
                     "{\"key_hash\": \"own\", \"spend\": 0.0}");
  assert_runs (job);
  assert_item (job, 0, "one", ORCH_KEY_JOB_DONE);
  assert_item (job, 1, "unused", ORCH_KEY_JOB_BEFORE);
  assert_item (job, 2, "own", ORCH_KEY_JOB_DONE);
  service_assert_n_requests (fixture, 2);
}

static void
test_deletes (ClientFixture *fixture, gconstpointer data)
{
  static const char *const keys[] = {
    "{\"token\": \"one\"}",
    "{\"token\": \"own\"}",
    "{\"token\": \"gone\", \"deleted_at\": \"2026-11-23T21:39:33Z\"}",
    NULL,
  };
  g_autoptr (OrchKeyJob) job = create_admins_job (fixture, ORCH_KEY_JOB_DELETE, keys);

  test_server_reply (fixture->server, DELETE, 200, "{\"deleted_keys\": [\"one\"]}");
  assert_runs (job);
  assert_item (job, 0, "one", ORCH_KEY_JOB_DONE);
  assert_item (job, 1, "own", ORCH_KEY_JOB_OWN);
  assert_item (job, 2, "gone", ORCH_KEY_JOB_BEFORE);
  service_assert_n_requests (fixture, 1);
}

/* Somebody else was quicker; or it was this job, and the answer was lost. */
static void
test_deleted_before (ClientFixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "{\"token\": \"one\"}", "{\"token\": \"two\"}", NULL };
  g_autoptr (OrchKeyJob) job = create_admins_job (fixture, ORCH_KEY_JOB_DELETE, keys);

  test_server_reply_fixture (fixture->server, DELETE, "key_delete_404");
  test_server_close_without_reply (fixture->server, DELETE);
  g_assert_false (run (job, NULL));
  assert_item (job, 0, "one", ORCH_KEY_JOB_BEFORE);
  assert_item (job, 1, "two", ORCH_KEY_JOB_FAILED);

  test_server_forget_replies (fixture->server, DELETE);
  test_server_reply_fixture (fixture->server, DELETE, "key_delete_404");
  assert_runs (job);
  assert_item (job, 1, "two", ORCH_KEY_JOB_DONE);
  service_assert_n_requests (fixture, 3);
}

/* Of a user: made by themselves, by an administrator, and somebody else's. */
static const char *const owners_keys[] = {
  "{\"token\": \"mine\", \"user_id\": \"me\", \"created_by\": \"me\"}",
  "{\"token\": \"given\", \"user_id\": \"me\", \"created_by\": \"boss\"}",
  "{\"token\": \"other\", \"user_id\": \"you\", \"created_by\": \"you\"}",
  NULL,
};

static void
test_owner (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job = create_job_as (fixture, SERVICE_NEWEST, ORCH_KEY_JOB_BLOCK,
                                              ORCH_ROLE_INTERNAL_USER, owners_keys);

  test_server_reply (fixture->server, UPDATE, 200, "{\"token\": \"mine\", \"blocked\": true}");
  assert_runs (job);
  assert_item (job, 0, "mine", ORCH_KEY_JOB_DONE);
  assert_item (job, 1, "given", ORCH_KEY_JOB_NOT_ALLOWED);
  assert_item (job, 2, "other", ORCH_KEY_JOB_NOT_ALLOWED);
  service_assert_n_requests (fixture, 1);
  service_assert_sent (fixture, UPDATE, "{\"key\": \"mine\", \"blocked\": true}");
}

/* Before the owner's rule (contract §12.5). */
static void
test_owner_old_proxy (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyJob) job =
      create_job_as (fixture, "1.81.0", ORCH_KEY_JOB_BLOCK, ORCH_ROLE_INTERNAL_USER, owners_keys);

  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_WAITING), ==, 2);
  assert_item (job, 2, "other", ORCH_KEY_JOB_NOT_ALLOWED);
}

static void
test_viewer (ClientFixture *fixture, gconstpointer data)
{
  for (OrchKeyJobKind kind = ORCH_KEY_JOB_BLOCK; kind <= ORCH_KEY_JOB_DELETE; kind++) {
    static const char *const keys[] = {
      "{\"token\": \"one\", \"user_id\": \"me\", \"created_by\": \"me\", \"spend\": 1}",
      "{\"token\": \"two\", \"user_id\": \"me\", \"created_by\": \"me\", \"spend\": 1,"
      " \"blocked\": true}",
      NULL,
    };
    g_autoptr (OrchKeyJob) job =
        create_job_as (fixture, SERVICE_NEWEST, kind, ORCH_ROLE_INTERNAL_USER_VIEWER, keys);

    g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_WAITING), ==, 0);
    assert_runs (job);
  }
  service_assert_n_requests (fixture, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-job/" name, ClientFixture, NULL, client_fixture_set_up, function,              \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("blocks-all", test_blocks_all);
  ADD ("tells-progress", test_tells_progress);
  ADD ("tries-failed-again", test_tries_failed_again);
  ADD ("stops", test_stops);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("unblocks", test_unblocks);
  ADD ("resets-spend", test_resets_spend);
  ADD ("deletes", test_deletes);
  ADD ("deleted-before", test_deleted_before);
  ADD ("owner", test_owner);
  ADD ("owner-old-proxy", test_owner_old_proxy);
  ADD ("viewer", test_viewer);

  return g_test_run ();
}
