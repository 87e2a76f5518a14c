#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/services/activity-journal.h"
#include "demo/demo-server.h"
#include "key-fixture.h"
#include "service-fixture.h"

/* Secrets for tests alone. */
#define SECRET "sk-journal-0123456789"
#define NEW_SECRET "sk-journal-9876543210"
#define PASSWORD "correct-horse-battery"

/* A file in a folder that does not exist yet. */
typedef struct {
  char *folder; /* (owned) */
  char *path;   /* (owned) */
  GFile *file;  /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *scratch = g_dir_make_tmp ("journal-XXXXXX", &error);

  g_assert_no_error (error);
  fixture->folder = g_build_filename (scratch, "state", NULL);
  fixture->path = g_build_filename (fixture->folder, "activity.jsonl", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *scratch = g_path_get_dirname (fixture->folder);

  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_rmdir (scratch);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->file);
}

static void
wait_for (OrchActivityJournal *journal)
{
  guint deadline = test_deadline_add ();

  while (orch_activity_journal_get_busy (journal))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_no_error (orch_activity_journal_get_error (journal));
}

static OrchActivityJournal *
load (Fixture *fixture, guint days)
{
  OrchActivityJournal *journal = orch_activity_journal_new (fixture->file, days);

  orch_activity_journal_load (journal);
  wait_for (journal);
  g_assert_false (orch_activity_journal_get_loading (journal));

  return journal;
}

static OrchActivity *
get (OrchActivityJournal *journal, guint position)
{
  g_autoptr (OrchActivity) activity = g_list_model_get_item (G_LIST_MODEL (journal), position);

  g_assert_nonnull (activity);

  return activity; /* the list keeps it alive */
}

static void
assert_names (OrchActivityJournal *journal, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (journal)); i++)
    g_string_append (found, orch_activity_get_name (get (journal, i)));
  g_assert_cmpstr (found->str, ==, names);
}

static void
add (OrchActivityJournal *journal, const char *name)
{
  g_autoptr (OrchActivity) activity =
      orch_activity_new (ORCH_ACTIVITY_DELETE_KEY, "0123", name, NULL);

  orch_activity_journal_add (journal, activity);
}

static char *
read_file (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchActivityJournal) journal = load (fixture, 90);
  g_autoptr (OrchActivityJournal) next = NULL;
  struct stat status;

  g_assert_false (g_file_query_exists (fixture->file, NULL));
  add (journal, "a");
  add (journal, "b");
  assert_names (journal, "ba");
  wait_for (journal);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (fixture->folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);

  next = load (fixture, 90);
  add (next, "c");
  assert_names (next, "cba");
  wait_for (next);
}

/* What is done while the file is still being read comes after it. */
static void
test_added_while_loading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchActivityJournal) journal = load (fixture, 90);
  g_autoptr (OrchActivityJournal) next = orch_activity_journal_new (fixture->file, 90);
  g_autoptr (OrchActivityJournal) last = NULL;

  add (journal, "a");
  wait_for (journal);

  orch_activity_journal_load (next);
  g_assert_true (orch_activity_journal_get_loading (next));
  add (next, "b");
  wait_for (next);
  assert_names (next, "ba");

  last = load (fixture, 90);
  assert_names (last, "ba");
}

/* Two programs append whole lines; half a line of a third one is passed over. */
static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchActivityJournal) one = NULL;
  g_autoptr (OrchActivityJournal) other = NULL;
  g_autoptr (OrchActivityJournal) next = NULL;

  write_file (fixture, "{\"time\": \"2026-0");
  one = orch_activity_journal_new (fixture->file, 90);
  other = orch_activity_journal_new (fixture->file, 90);
  for (guint i = 0; i < 50; i++) {
    add (one, "a");
    add (other, "b");
  }
  wait_for (one);
  wait_for (other);

  next = load (fixture, 90);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (next)), ==, 100);
}

static void
test_dropped_when_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) old = g_date_time_add_days (now, -31);
  g_autoptr (GDateTime) young = g_date_time_add_days (now, -29);
  g_autofree char *old_time = g_date_time_format_iso8601 (old);
  g_autofree char *young_time = g_date_time_format_iso8601 (young);
  g_autofree char *text = g_strdup_printf (
      "{\"time\":\"%s\",\"action\":\"delete-key\",\"name\":\"old\",\"outcome\":\"done\"}\n"
      "nonsense\n"
      "{\"time\":\"%s\",\"action\":\"delete-key\",\"name\":\"young\",\"outcome\":\"done\"}\n",
      old_time, young_time);
  g_autoptr (OrchActivityJournal) journal = NULL;
  g_autofree char *left = NULL;

  write_file (fixture, text);
  journal = load (fixture, 30);
  assert_names (journal, "young");
  left = read_file (fixture);
  g_assert_null (strstr (left, "old"));
  g_assert_nonnull (strstr (left, "young"));
}

static void
test_keeps_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchActivityJournal) journal = load (fixture, 90);
  g_autoptr (OrchActivityJournal) next = NULL;

  add (journal, "a");
  wait_for (journal);

  next = load (fixture, 0);
  g_assert_false (g_file_query_exists (fixture->file, NULL));
  add (next, "b");
  wait_for (next);
  assert_names (next, "b");
  g_assert_false (g_file_query_exists (fixture->file, NULL));
}

static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchActivityJournal) journal = load (fixture, 90);
  guint deadline = test_deadline_add ();

  /* A file in the place of the folder. */
  g_assert_true (g_file_set_contents (fixture->folder, "", 0, NULL));
  add (journal, "a");
  while (orch_activity_journal_get_busy (journal))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_nonnull (orch_activity_journal_get_error (journal));
  assert_names (journal, "a");
  g_unlink (fixture->folder);
}

/* --- what a session writes --- */

typedef struct {
  OrchDemoServer *demo;         /* (owned) */
  OrchSession *session;         /* (owned) */
  OrchActivityJournal *journal; /* (owned) */
} Desk;

static void
desk_clear (Desk *desk)
{
  g_clear_object (&desk->session);
  g_clear_object (&desk->journal);
  g_clear_object (&desk->demo);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static void
desk_open (Desk *desk, Fixture *fixture)
{
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk->demo = orch_demo_server_new (5);
  orch_demo_server_set_enterprise (desk->demo, TRUE);
  g_assert_true (orch_demo_server_start (desk->demo, 0, &error));
  g_assert_no_error (error);

  client = orch_client_new (orch_demo_server_get_url (desk->demo), ORCH_DEMO_ADMIN_KEY);
  desk->session = orch_session_new (client);
  orch_session_open_async (desk->session, NULL, test_keep_result_cb, &result);
  g_assert_true (orch_session_open_finish (desk->session, test_wait_result (&result), &error));
  g_assert_no_error (error);

  desk->journal = load (fixture, 90);
  orch_activity_journal_watch (desk->journal, desk->session, "Demo");
}

static OrchUser *
create_user (Desk *desk, const char *id)
{
  OrchUserService *service = orch_session_get_user_service (desk->session);
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *metadata = g_strdup_printf ("{\"password\": \"%s\"}", PASSWORD);

  orch_changes_add (values, orch_user_id_field (), NULL, g_variant_new_string (id));
  orch_changes_add (values, orch_user_field (ORCH_USER_ROLE), NULL,
                    g_variant_new_string ("internal_user"));
  orch_changes_add (values, orch_user_field (ORCH_USER_MAX_BUDGET), NULL, g_variant_new_double (5));
  orch_changes_add (values, orch_user_field (ORCH_USER_METADATA), NULL,
                    g_variant_new_string (metadata));
  orch_user_service_create_async (service, values, NULL, test_keep_result_cb, &result);

  return orch_user_service_create_finish (service, test_wait_result (&result), NULL, &error);
}

static OrchUpdateOutcome
update (Desk *desk, OrchUser *user, const OrchChanges *changes)
{
  OrchUserService *service = orch_session_get_user_service (desk->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome;

  orch_user_service_update_async (service, user, changes, TRUE, NULL, test_keep_result_cb, &result);
  outcome = orch_user_service_update_finish (service, test_wait_result (&result), NULL, &error);
  g_assert_no_error (error);

  return outcome;
}

static void
set_budget (Desk *desk, OrchUser *user, double usd)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  orch_changes_add (changes, orch_user_field (ORCH_USER_MAX_BUDGET), g_variant_new_double (1),
                    g_variant_new_double (usd));
  g_assert_cmpint (update (desk, user, changes), ==, ORCH_UPDATE_SAVED);
}

static OrchKey *
generate (Desk *desk, const char *user_id)
{
  OrchKeyService *service = orch_session_get_key_service (desk->session);
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new (user_id, "laptop", SECRET);
  g_autoptr (OrchChanges) values =
      key_create_values ("{\"tpm_limit\": 7, \"metadata\": {\"password\": \"" PASSWORD "\"}}");
  g_autoptr (GAsyncResult) result = NULL;
  OrchKey *key = NULL;

  orch_key_service_generate_async (service, wanted, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  g_autoptr (OrchKeyMaterial) material =
      orch_key_service_generate_finish (service, test_wait_result (&result), &key, NULL, NULL);
  g_assert_nonnull (material);

  return key;
}

static OrchKey *
regenerate (Desk *desk, OrchKey *old)
{
  OrchKeyService *service = orch_session_get_key_service (desk->session);
  g_autoptr (OrchKeyMaterial) wanted =
      orch_key_material_new (orch_key_get_user_id (old), NULL, NEW_SECRET);
  g_autoptr (GAsyncResult) result = NULL;
  OrchKey *key = NULL;

  orch_key_service_regenerate_user_key_async (service, old, wanted, NULL, FALSE, NULL, NULL,
                                              test_keep_result_cb, &result);
  g_autoptr (OrchKeyMaterial) material = orch_key_service_regenerate_user_key_finish (
      service, test_wait_result (&result), &key, NULL, NULL);
  g_assert_nonnull (material);

  return key;
}

static void
block_and_delete (Desk *desk, OrchKey *key)
{
  OrchKeyService *service = orch_session_get_key_service (desk->session);
  g_autoptr (GAsyncResult) blocked = NULL;
  g_autoptr (GAsyncResult) reset = NULL;
  g_autoptr (GAsyncResult) deleted = NULL;
  g_autoptr (GAsyncResult) again = NULL;

  orch_key_service_set_blocked_async (service, key, TRUE, FALSE, NULL, test_keep_result_cb,
                                      &blocked);
  g_assert_true (orch_key_service_set_blocked_finish (service, test_wait_result (&blocked), NULL));
  orch_key_service_reset_spend_async (service, key, NULL, test_keep_result_cb, &reset);
  g_assert_true (orch_key_service_reset_spend_finish (service, test_wait_result (&reset), NULL));
  orch_key_service_delete_async (service, key, NULL, test_keep_result_cb, &deleted);
  g_assert_true (orch_key_service_delete_finish (service, test_wait_result (&deleted), NULL));
  orch_key_service_delete_async (service, key, NULL, test_keep_result_cb, &again);
  g_assert_false (orch_key_service_delete_finish (service, test_wait_result (&again), NULL));
}

static void
assert_entry (OrchActivityJournal *journal, guint age, OrchActivityAction action,
              OrchActivityOutcome outcome)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (journal));
  OrchActivity *activity = get (journal, n - 1 - age);

  g_assert_cmpint (orch_activity_get_action (activity), ==, action);
  g_assert_cmpint (orch_activity_get_outcome (activity), ==, outcome);
  g_assert_cmpstr (orch_activity_get_connection (activity), ==, "Demo");
  g_assert_cmpstr (orch_activity_get_user_id (activity), ==, "demo-admin");
  g_assert_nonnull (orch_activity_get_record_id (activity));
}

/* Everything that can be done, and nothing of it that is secret. */
static void
test_watch (Fixture *fixture, gconstpointer data)
{
  static const char *const secrets[] = { SECRET, NEW_SECRET, PASSWORD, ORCH_DEMO_ADMIN_KEY, "sk-" };
  g_auto (Desk) desk = { NULL };
  g_autoptr (OrchUser) user = NULL;
  g_autoptr (OrchUser) twice = NULL;
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchKey) next_key = NULL;
  g_autofree char *text = NULL;

  desk_open (&desk, fixture);
  user = create_user (&desk, "u 1");
  g_assert_nonnull (user);
  twice = create_user (&desk, "u 1");
  g_assert_null (twice);
  set_budget (&desk, user, 7);
  key = generate (&desk, "u 1");
  next_key = regenerate (&desk, key);
  block_and_delete (&desk, next_key);

  assert_entry (desk.journal, 0, ORCH_ACTIVITY_CREATE_USER, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 1, ORCH_ACTIVITY_CREATE_USER, ORCH_ACTIVITY_FAILED);
  assert_entry (desk.journal, 2, ORCH_ACTIVITY_UPDATE_USER, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 3, ORCH_ACTIVITY_CREATE_KEY, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 4, ORCH_ACTIVITY_REGENERATE_KEY, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 5, ORCH_ACTIVITY_BLOCK_KEY, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 6, ORCH_ACTIVITY_RESET_KEY_SPEND, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 7, ORCH_ACTIVITY_DELETE_KEY, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 8, ORCH_ACTIVITY_DELETE_KEY, ORCH_ACTIVITY_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk.journal)), ==, 9);
  g_assert_cmpstr (orch_activity_get_previous_id (get (desk.journal, 4)), ==,
                   orch_key_get_id (key));

  wait_for (desk.journal);
  text = read_file (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_false (strstr (text, secrets[i]) != NULL);
}

/* What was overwritten is what the server had, not what the person saw. */
static void
test_real_value_before (Fixture *fixture, gconstpointer data)
{
  g_auto (Desk) desk = { NULL };
  g_autoptr (OrchUser) user = NULL;
  const OrchChange *change;

  desk_open (&desk, fixture);
  user = create_user (&desk, "u 1");
  set_budget (&desk, user, 7);

  change = orch_changes_get (orch_activity_get_changes (get (desk.journal, 0)), 0);
  g_assert_cmpfloat (g_variant_get_double (change->from), ==, 5);
  g_assert_cmpfloat (g_variant_get_double (change->to), ==, 7);
  wait_for (desk.journal);
}

/* What was dropped is an entry of its own. */
static void
test_not_taken (Fixture *fixture, gconstpointer data)
{
  g_auto (Desk) desk = { NULL };
  g_autoptr (OrchUser) user = NULL;
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  desk_open (&desk, fixture);
  user = create_user (&desk, "u 1");
  orch_demo_server_set_dropped_field (desk.demo, "max_budget");
  orch_changes_add (changes, orch_user_field (ORCH_USER_MAX_BUDGET), g_variant_new_double (5),
                    g_variant_new_double (7));
  orch_changes_add (changes, orch_user_field (ORCH_USER_TPM_LIMIT), NULL, g_variant_new_int64 (9));
  g_assert_cmpint (update (&desk, user, changes), ==, ORCH_UPDATE_PARTLY);

  assert_entry (desk.journal, 1, ORCH_ACTIVITY_UPDATE_USER, ORCH_ACTIVITY_DONE);
  assert_entry (desk.journal, 2, ORCH_ACTIVITY_UPDATE_USER, ORCH_ACTIVITY_FAILED);
  g_assert_cmpuint (orch_changes_get_n (orch_activity_get_changes (get (desk.journal, 1))), ==, 1);
  g_assert_cmpuint (orch_changes_get_n (orch_activity_get_changes (get (desk.journal, 0))), ==, 1);
  g_assert_nonnull (
      orch_changes_find (orch_activity_get_changes (get (desk.journal, 0)), "max_budget"));
  wait_for (desk.journal);
}

static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_auto (Desk) desk = { NULL };
  g_autoptr (OrchUser) user = NULL;
  g_autoptr (GError) error = NULL;

  desk_open (&desk, fixture);
  orch_demo_server_set_fault (desk.demo, "reset@POST /user/new", &error);
  g_assert_no_error (error);
  user = create_user (&desk, "u 1");
  g_assert_null (user);

  assert_entry (desk.journal, 0, ORCH_ACTIVITY_CREATE_USER, ORCH_ACTIVITY_UNKNOWN);
  wait_for (desk.journal);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/activity-journal/kept", test_kept },
    { "/activity-journal/added-while-loading", test_added_while_loading },
    { "/activity-journal/two-programs", test_two_programs },
    { "/activity-journal/dropped-when-old", test_dropped_when_old },
    { "/activity-journal/keeps-none", test_keeps_none },
    { "/activity-journal/unwritable", test_unwritable },
    { "/activity-journal/watch", test_watch },
    { "/activity-journal/real-value-before", test_real_value_before },
    { "/activity-journal/not-taken", test_not_taken },
    { "/activity-journal/lost-answer", test_lost_answer },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
