#include "config.h"

#include <string.h>

#include "core/services/key-job.h"
#include "rotation-test.h"
#include "ui-test.h"
#include "ui/keys/file-rotator.h"

typedef struct {
  RotationFixture base;
  OrchKeyJob *job; /* (owned) */
} Fixture;

static void
create_job (Fixture *fixture)
{
  RotationFixture *base = &fixture->base;
  g_autoptr (OrchSecretFile) file = orch_secret_file_new (base->file);
  g_autoptr (OrchKeyRotator) rotator = orch_file_rotator_new (base->handover, file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_secret_file_create_async (file, NULL, test_keep_result_cb, &result);
  orch_secret_file_create_finish (file, test_wait_result (&result), &error);
  g_assert_no_error (error);

  fixture->job = orch_key_job_new_rotation (orch_session_get_key_service (base->session), rotator,
                                            orch_session_get_identity (base->session), base->keys);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  rotation_test_set_up (&fixture->base, data);
  create_job (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rotation_test_limit_file (&fixture->base, -1);
  g_object_unref (fixture->job);
  rotation_test_tear_down (&fixture->base, data);
}

static gboolean
run (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  orch_key_job_run_async (fixture->job, NULL, test_keep_result_cb, &result);
  is_done = orch_key_job_run_finish (fixture->job, test_wait_result (&result), &error);
  g_assert_no_error (error);

  return is_done;
}

/* Of the key at @position; its error says @text, where there is one. */
static void
assert_item (Fixture *fixture, guint position, OrchKeyJobState state, const char *text)
{
  g_autoptr (OrchKeyJobItem) item =
      g_list_model_get_item (orch_key_job_get_items (fixture->job), position);
  const GError *error = orch_key_job_item_get_error (item);

  g_assert_cmpint (orch_key_job_item_get_state (item), ==, state);
  g_assert_true ((error != NULL) == (text != NULL));
  if (text != NULL && strstr (error->message, text) == NULL)
    g_error ("“%s” does not say “%s”", error->message, text);
}

static void
assert_all (Fixture *fixture, OrchKeyJobState state)
{
  g_assert_cmpuint (orch_key_job_count (fixture->job, state), ==, fixture->base.keys->len);
}

/* Runs the job until @request is under way. */
static void
begin (Fixture *fixture, GCancellable *cancellable, const char *request, GAsyncResult **result)
{
  orch_key_job_run_async (fixture->job, cancellable, test_keep_result_cb, result);
  ui_test_wait_until (rotation_test_count_requests (&fixture->base, request) > 0);
}

static void
assert_stopped (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (orch_key_job_run_finish (fixture->job, test_wait_result (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- both editions --- */

/* The data of the tests that are the same but for the rows. */
static const char *
get_rows (const RotationSetting *setting)
{
  return setting->enterprise ? "one:prepared one:done two:prepared two:done three:prepared "
                               "three:done"
                             : "one:done two:done three:done";
}

static const char *
get_request (const RotationSetting *setting)
{
  return setting->enterprise ? ROTATION_REGENERATE : ROTATION_GENERATE;
}

static void
test_rotates (Fixture *fixture, gconstpointer data)
{
  g_assert_true (run (fixture));
  assert_all (fixture, ORCH_KEY_JOB_DONE);
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  rotation_test_assert_all_rotated (&fixture->base);
}

static void
test_lost_and_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fault = g_strconcat ("reset*1@", get_request (data), NULL);

  rotation_test_set_fault (&fixture->base, fault);
  g_assert_true (run (fixture));
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  rotation_test_assert_all_rotated (&fixture->base);
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, get_request (data)), ==, 3);
}

static void
test_lost_and_not_done (Fixture *fixture, gconstpointer data)
{
  const RotationSetting *setting = data;
  g_autofree char *fault = g_strconcat ("500@", get_request (data), NULL);

  rotation_test_set_fault (&fixture->base, fault);
  g_assert_false (run (fixture));
  assert_all (fixture, ORCH_KEY_JOB_FAILED);
  assert_item (fixture, 0, ORCH_KEY_JOB_FAILED, "the key was not changed");
  rotation_test_assert_rows (&fixture->base,
                             setting->enterprise ? "one:prepared two:prepared three:prepared" : "");
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 0);
  rotation_test_assert_none_rotated (&fixture->base);

  rotation_test_set_fault (&fixture->base, NULL);
  g_assert_true (run (fixture));
  rotation_test_assert_all_rotated (&fixture->base);
}

/* The secret stays pending, and is offered; the key is not tried again. */
static void
test_not_known (Fixture *fixture, gconstpointer data)
{
  OrchClient *client = orch_session_get_client (fixture->base.session);
  g_autofree char *fault = g_strconcat ("hang@", get_request (data), NULL);
  g_autoptr (GAsyncResult) result = NULL;

  orch_client_set_time_limits (client, 60, 1000);
  rotation_test_set_fault (&fixture->base, fault);
  begin (fixture, NULL, get_request (data), &result);
  rotation_test_set_fault (&fixture->base, "503@GET /key/info");
  g_assert_false (orch_key_job_run_finish (fixture->job, test_wait_result (&result), NULL));
  assert_item (fixture, 0, ORCH_KEY_JOB_UNFINISHED, "not known");
  g_assert_cmpuint (orch_key_job_count (fixture->job, ORCH_KEY_JOB_FAILED), ==, 2);
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 1);
  ui_test_wait_until (rotation_test_count_waiting (&fixture->base) == 1);

  rotation_test_set_fault (&fixture->base, NULL);
  g_assert_false (run (fixture));
  assert_item (fixture, 0, ORCH_KEY_JOB_UNFINISHED, "not known");
  g_assert_true (rotation_test_new_works (&fixture->base, "two"));
  g_assert_true (rotation_test_new_works (&fixture->base, "three"));
}

/* The key whose turn it is is finished. */
static void
test_stops (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fault = g_strconcat ("delay:300*1@", get_request (data), NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  rotation_test_set_fault (&fixture->base, fault);
  begin (fixture, cancellable, get_request (data), &result);
  g_cancellable_cancel (cancellable);
  assert_stopped (fixture, &result);
  assert_item (fixture, 0, ORCH_KEY_JOB_DONE, NULL);
  g_assert_cmpuint (orch_key_job_count (fixture->job, ORCH_KEY_JOB_WAITING), ==, 2);
  g_assert_true (rotation_test_new_works (&fixture->base, "one"));
  g_assert_false (rotation_test_old_works (&fixture->base, 0));
  g_assert_true (rotation_test_old_works (&fixture->base, 1));
  g_assert_true (rotation_test_old_works (&fixture->base, 2));
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, get_request (data)), ==, 1);

  g_assert_true (run (fixture));
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  rotation_test_assert_all_rotated (&fixture->base);
}

/* Before anything was sent, nothing has happened. */
static void
test_stops_before (Fixture *fixture, gconstpointer data)
{
  const RotationSetting *setting = data;
  const char *read = setting->enterprise ? "GET /health/license" : "GET /key/info";
  g_autofree char *fault = g_strconcat ("hang@", read, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  rotation_test_set_fault (&fixture->base, fault);
  begin (fixture, cancellable, read, &result);
  g_cancellable_cancel (cancellable);
  assert_stopped (fixture, &result);
  rotation_test_set_fault (&fixture->base, NULL);
  assert_all (fixture, ORCH_KEY_JOB_WAITING);
  rotation_test_assert_rows (&fixture->base, "");
  rotation_test_assert_none_rotated (&fixture->base);
}

/* With this key the person is signed in. */
static void
test_leaves_own (Fixture *fixture, gconstpointer data)
{
  const OrchIdentity *identity = orch_session_get_identity (fixture->base.session);

  g_ptr_array_insert (fixture->base.keys, 0, orch_key_new (identity->key_id));
  g_ptr_array_insert (fixture->base.old, 0,
                      orch_key_material_new (NULL, NULL, ORCH_DEMO_ADMIN_KEY));
  g_clear_object (&fixture->job);
  g_assert_true (g_file_delete (fixture->base.file, NULL, NULL));
  create_job (fixture);

  g_assert_true (run (fixture));
  assert_item (fixture, 0, ORCH_KEY_JOB_OWN, NULL);
  g_assert_cmpuint (orch_key_job_count (fixture->job, ORCH_KEY_JOB_DONE), ==, 3);
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  g_assert_true (rotation_test_old_works (&fixture->base, 0));
}

/* --- the Enterprise edition --- */

/* The secret is on the disk before the server has it. */
static void
test_writes_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  rotation_test_set_fault (&fixture->base, "delay:300@" ROTATION_REGENERATE);
  begin (fixture, NULL, ROTATION_REGENERATE, &result);
  rotation_test_assert_rows (&fixture->base, "one:prepared");
  g_assert_true (orch_key_job_run_finish (fixture->job, test_wait_result (&result), NULL));
}

static void
test_file_fails_first (Fixture *fixture, gconstpointer data)
{
  rotation_test_limit_file (&fixture->base, 20);
  g_assert_false (run (fixture));
  rotation_test_limit_file (&fixture->base, -1);
  assert_item (fixture, 0, ORCH_KEY_JOB_FAILED, "can’t be written");
  g_assert_cmpuint (orch_key_job_count (fixture->job, ORCH_KEY_JOB_WAITING), ==, 2);
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, ROTATION_REGENERATE), ==, 0);
  rotation_test_assert_rows (&fixture->base, "");
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 0);
  rotation_test_assert_none_rotated (&fixture->base);

  g_assert_true (run (fixture));
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  rotation_test_assert_all_rotated (&fixture->base);
}

static void
test_file_fails_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  rotation_test_set_fault (&fixture->base, "delay:300@" ROTATION_REGENERATE);
  begin (fixture, NULL, ROTATION_REGENERATE, &result);
  rotation_test_limit_file (&fixture->base, 20);
  g_assert_false (orch_key_job_run_finish (fixture->job, test_wait_result (&result), NULL));
  rotation_test_limit_file (&fixture->base, -1);
  assert_item (fixture, 0, ORCH_KEY_JOB_UNFINISHED, "“prepared”");
  g_assert_cmpuint (orch_key_job_count (fixture->job, ORCH_KEY_JOB_WAITING), ==, 2);
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, ROTATION_REGENERATE), ==, 1);
  rotation_test_assert_rows (&fixture->base, "one:prepared");
  g_assert_true (rotation_test_new_works (&fixture->base, "one"));
  g_assert_true (rotation_test_old_works (&fixture->base, 1));
  ui_test_wait_until (rotation_test_count_waiting (&fixture->base) == 1);
}

/* --- the community edition --- */

/* Where the server does not tell what it is. */
static void
test_edition_unknown (Fixture *fixture, gconstpointer data)
{
  rotation_test_set_fault (&fixture->base, "500@GET /health/license");
  g_assert_true (run (fixture));
  rotation_test_assert_rows (&fixture->base, "one:prepared one:done two:done three:done");
  rotation_test_assert_all_rotated (&fixture->base);
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, ROTATION_REGENERATE), ==, 1);
}

static void
test_server_chooses (Fixture *fixture, gconstpointer data)
{
  orch_demo_server_set_chosen_keys_forbidden (fixture->base.demo, TRUE);
  g_assert_true (run (fixture));
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 0);
  rotation_test_assert_all_rotated (&fixture->base);
}

static void
test_deleting_lost (Fixture *fixture, gconstpointer data)
{
  rotation_test_set_fault (&fixture->base, "reset*1@" ROTATION_DELETE);
  g_assert_true (run (fixture));
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  rotation_test_assert_all_rotated (&fixture->base);
}

/* Both keys work, and the program offers to finish it. */
static void
test_not_deleted (Fixture *fixture, gconstpointer data)
{
  rotation_test_set_fault (&fixture->base, "500@" ROTATION_DELETE);
  g_assert_false (run (fixture));
  rotation_test_set_fault (&fixture->base, NULL);
  assert_all (fixture, ORCH_KEY_JOB_UNFINISHED);
  assert_item (fixture, 0, ORCH_KEY_JOB_UNFINISHED, "The new secret is in the file");
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  g_assert_true (rotation_test_new_works (&fixture->base, "one"));
  g_assert_true (rotation_test_old_works (&fixture->base, 0));
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 0);
  ui_test_wait_until (rotation_test_count_waiting (&fixture->base) == 3);
}

static void
test_not_renamed (Fixture *fixture, gconstpointer data)
{
  orch_demo_server_set_dropped_field (fixture->base.demo, "key_alias");
  g_assert_false (run (fixture));
  assert_all (fixture, ORCH_KEY_JOB_UNFINISHED);
  rotation_test_assert_rows (&fixture->base, get_rows (data));
  g_assert_true (rotation_test_new_works (&fixture->base, "one"));
  g_assert_false (rotation_test_old_works (&fixture->base, 0));
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 0);
  ui_test_wait_until (rotation_test_count_waiting (&fixture->base) == 3);
}

static void
test_no_row (Fixture *fixture, gconstpointer data)
{
  rotation_test_limit_file (&fixture->base, 20);
  g_assert_false (run (fixture));
  rotation_test_limit_file (&fixture->base, -1);
  assert_item (fixture, 0, ORCH_KEY_JOB_UNFINISHED, "not in the file");
  g_assert_cmpuint (orch_key_job_count (fixture->job, ORCH_KEY_JOB_WAITING), ==, 2);
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, ROTATION_GENERATE), ==, 1);
  g_assert_cmpuint (rotation_test_count_requests (&fixture->base, ROTATION_DELETE), ==, 0);
  rotation_test_assert_rows (&fixture->base, "");
  g_assert_true (rotation_test_old_works (&fixture->base, 0));
  ui_test_wait_until (rotation_test_count_pending (&fixture->base) == 1);
  ui_test_wait_until (rotation_test_count_waiting (&fixture->base) == 1);
}

/* Somebody else is at it, or left it in the middle. */
static void
test_rival (Fixture *fixture, gconstpointer data)
{
  rotation_test_generate_key (&fixture->base, "two~0a1b2c3d");
  g_assert_false (run (fixture));
  assert_item (fixture, 0, ORCH_KEY_JOB_DONE, NULL);
  assert_item (fixture, 1, ORCH_KEY_JOB_FAILED, "two~0a1b2c3d");
  assert_item (fixture, 2, ORCH_KEY_JOB_DONE, NULL);
  rotation_test_assert_rows (&fixture->base, "one:done three:done");
  g_assert_true (rotation_test_old_works (&fixture->base, 1));
}

int
main (int argc, char *argv[])
{
  static const RotationSetting enterprise = { TRUE, TRUE, ORCH_DEMO_MASTER_KEY };
  static const RotationSetting community = { FALSE, TRUE, ORCH_DEMO_MASTER_KEY };
  static const RotationSetting no_keyring = { TRUE, FALSE, ORCH_DEMO_MASTER_KEY };
  static const RotationSetting no_keyring_community = { FALSE, FALSE, ORCH_DEMO_MASTER_KEY };
  static const RotationSetting admin = { TRUE, TRUE, ORCH_DEMO_ADMIN_KEY };
  static const RotationSetting admin_community = { FALSE, TRUE, ORCH_DEMO_ADMIN_KEY };

  ui_test_init (&argc, &argv);

#define ADD(name, setting, test)                                                                   \
  g_test_add ("/rotation-job/" name, Fixture, &setting, set_up, test, tear_down)
#define ADD_BOTH(name, test)                                                                       \
  ADD ("enterprise/" name, enterprise, test);                                                      \
  ADD ("community/" name, community, test)
  ADD_BOTH ("rotates", test_rotates);
  ADD_BOTH ("lost-and-found", test_lost_and_found);
  ADD_BOTH ("lost-and-not-done", test_lost_and_not_done);
  ADD_BOTH ("not-known", test_not_known);
  ADD_BOTH ("stops", test_stops);
  ADD_BOTH ("stops-before", test_stops_before);
  ADD ("enterprise/no-keyring", no_keyring, test_rotates);
  ADD ("community/no-keyring", no_keyring_community, test_rotates);
  ADD ("enterprise/leaves-own", admin, test_leaves_own);
  ADD ("community/leaves-own", admin_community, test_leaves_own);
  ADD ("enterprise/writes-first", no_keyring, test_writes_first);
  ADD ("enterprise/file-fails-first", enterprise, test_file_fails_first);
  ADD ("enterprise/file-fails-later", enterprise, test_file_fails_later);
  ADD ("community/edition-unknown", community, test_edition_unknown);
  ADD ("community/server-chooses", community, test_server_chooses);
  ADD ("community/deleting-lost", community, test_deleting_lost);
  ADD ("community/not-deleted", community, test_not_deleted);
  ADD ("community/not-renamed", community, test_not_renamed);
  ADD ("community/no-row", community, test_no_row);
  ADD ("community/rival", community, test_rival);
#undef ADD_BOTH
#undef ADD

  return g_test_run ();
}
