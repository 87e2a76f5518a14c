#include "config.h"

#include "core/services/block-job.h"
#include "service-fixture.h"

#define BLOCK "/key/block"

static OrchKey *
create_key (const char *id, gboolean blocked)
{
  g_autoptr (JsonObject) row = json_object_new ();

  json_object_set_string_member (row, "token", id);
  json_object_set_boolean_member (row, "blocked", blocked);

  return orch_key_new_from_json (row);
}

/* The keys "one", "two" and "three", one that is blocked already and one that is signed in with. */
static OrchBlockJob *
create_job (ClientFixture *fixture)
{
  g_autoptr (OrchServer) server = orch_server_new (fixture->client, "1.106.2");
  g_autoptr (OrchKeyService) service = orch_key_service_new (server);
  g_autoptr (OrchIdentity) identity =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);

  identity->key_id = g_strdup ("own");
  g_ptr_array_add (keys, create_key ("one", FALSE));
  g_ptr_array_add (keys, create_key ("before", TRUE));
  g_ptr_array_add (keys, create_key ("two", FALSE));
  g_ptr_array_add (keys, create_key ("own", FALSE));
  g_ptr_array_add (keys, create_key ("three", FALSE));

  return orch_block_job_new (service, identity, keys);
}

static void
reply_blocked (ClientFixture *fixture, const char *id)
{
  g_autofree char *body = g_strdup_printf ("{\"token\": \"%s\", \"blocked\": true}", id);

  test_server_reply (fixture->server, BLOCK, 200, body);
}

static gboolean
run (OrchBlockJob *job, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_block_job_run_async (job, NULL, test_keep_result_cb, &result);

  return orch_block_job_run_finish (job, test_wait_result (&result), error);
}

static void
assert_item (OrchBlockJob *job, guint position, const char *id, OrchBlockState state)
{
  g_autoptr (OrchBlockItem) item = g_list_model_get_item (orch_block_job_get_items (job), position);

  g_assert_cmpstr (orch_key_get_id (orch_block_item_get_key (item)), ==, id);
  g_assert_cmpint (orch_block_item_get_state (item), ==, state);
  g_assert_true ((orch_block_item_get_error (item) != NULL) == (state == ORCH_BLOCK_FAILED));
}

static void
test_blocks_all (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchBlockJob) job = create_job (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (orch_block_job_get_items (job)), ==, 5);
  g_assert_cmpuint (orch_block_job_count (job, ORCH_BLOCK_WAITING), ==, 3);

  reply_blocked (fixture, "one");
  reply_blocked (fixture, "two");
  reply_blocked (fixture, "three");
  g_assert_true (run (job, &error));
  g_assert_no_error (error);

  service_assert_n_requests (fixture, 3);
  assert_item (job, 0, "one", ORCH_BLOCK_DONE);
  assert_item (job, 1, "before", ORCH_BLOCK_BEFORE);
  assert_item (job, 2, "two", ORCH_BLOCK_DONE);
  assert_item (job, 3, "own", ORCH_BLOCK_OWN);
  assert_item (job, 4, "three", ORCH_BLOCK_DONE);
  g_assert_cmpuint (orch_block_job_count (job, ORCH_BLOCK_DONE), ==, 3);
  g_assert_cmpuint (orch_block_job_count (job, ORCH_BLOCK_WAITING), ==, 0);
}

static void
note_cb (OrchBlockJob *job, GString *notes)
{
  g_string_append_printf (notes, "%u/%u ", orch_block_job_count (job, ORCH_BLOCK_RUNNING),
                          orch_block_job_count (job, ORCH_BLOCK_DONE));
}

static void
test_tells_progress (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchBlockJob) job = create_job (fixture);
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
  g_autoptr (OrchBlockJob) job = create_job (fixture);
  g_autoptr (GError) error = NULL;

  reply_blocked (fixture, "one");
  test_server_reply_fixture (fixture->server, BLOCK, "key_block_404");
  reply_blocked (fixture, "three");
  reply_blocked (fixture, "two");
  g_assert_false (run (job, &error));
  g_assert_no_error (error);
  assert_item (job, 0, "one", ORCH_BLOCK_DONE);
  assert_item (job, 2, "two", ORCH_BLOCK_FAILED);
  assert_item (job, 4, "three", ORCH_BLOCK_DONE);
  g_assert_cmpuint (orch_block_job_count (job, ORCH_BLOCK_FAILED), ==, 1);

  g_assert_true (run (job, &error));
  g_assert_no_error (error);
  assert_item (job, 2, "two", ORCH_BLOCK_DONE);
  service_assert_n_requests (fixture, 4);
}

static void
test_stops (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchBlockJob) job = create_job (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reply_blocked (fixture, "one");
  test_server_hang (fixture->server, BLOCK);
  reply_blocked (fixture, "two");
  reply_blocked (fixture, "three");
  orch_block_job_run_async (job, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "POST " BLOCK " {\"key\":\"two\"}");
  assert_item (job, 2, "two", ORCH_BLOCK_RUNNING);
  g_cancellable_cancel (cancellable);
  g_assert_false (orch_block_job_run_finish (job, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  assert_item (job, 0, "one", ORCH_BLOCK_DONE);
  assert_item (job, 2, "two", ORCH_BLOCK_WAITING);
  assert_item (job, 4, "three", ORCH_BLOCK_WAITING);

  g_clear_object (&result);
  g_clear_error (&error);
  g_assert_true (run (job, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&job));
}

static void
test_cancelled_before (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchBlockJob) job = create_job (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  orch_block_job_run_async (job, cancellable, test_keep_result_cb, &result);
  g_assert_false (orch_block_job_run_finish (job, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  service_assert_n_requests (fixture, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/block-job/" name, ClientFixture, NULL, client_fixture_set_up, function,            \
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

  return g_test_run ();
}
