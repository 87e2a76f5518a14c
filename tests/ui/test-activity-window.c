#include "config.h"

#include "connections-test.h"
#include "demo/demo-server.h"
#include "test-wait.h"
#include "ui-test.h"
#include "ui/activity/activity-row.h"
#include "ui/activity/activity-window.h"
#include "ui/activity/export-activity.h"

#define USER_ID "demo-user"

/* A demo server, an administrator's connection to it, and a journal without a file. */
typedef struct {
  ConnectionsTest test;
  OrchDemoServer *demo;         /* (owned) */
  OrchActivityJournal *journal; /* (owned) */
  GtkWindow *window;            /* (unowned) (nullable): once it is open */
  guint n_undone;
} Fixture;

static OrchSession *
get_session (Fixture *fixture)
{
  return orch_connector_get_session (fixture->test.connector);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  OrchConnection *connection;

  fixture->demo = orch_demo_server_new (5);
  g_assert_true (orch_demo_server_start (fixture->demo, 0, &error));
  g_assert_no_error (error);

  connections_test_set_up (&fixture->test);
  fixture->journal = orch_activity_journal_new (NULL, 0);
  orch_connector_set_journal (fixture->test.connector, fixture->journal);
  connection = connections_test_add (&fixture->test, "Team",
                                     orch_demo_server_get_url (fixture->demo), ORCH_DEMO_ADMIN_KEY);
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (orch_connector_get_state (fixture->test.connector) == ORCH_CONNECTOR_OPEN);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (fixture->window);
  orch_connector_close (fixture->test.connector);
  connections_test_tear_down (&fixture->test);
  g_object_unref (fixture->journal);
  g_object_unref (fixture->demo);
}

static void
undone_cb (Fixture *fixture)
{
  fixture->n_undone++;
}

static void
open_window (Fixture *fixture)
{
  fixture->window = orch_activity_window_new (NULL, fixture->test.connector);
  g_signal_connect_swapped (fixture->window, "undone", G_CALLBACK (undone_cb), fixture);
  gtk_window_present (fixture->window);
}

static const char *
get_shown (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->window, "states"));
}

static OrchUser *
read_user (Fixture *fixture)
{
  OrchUserService *service = orch_session_get_user_service (get_session (fixture));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchUser *user;

  orch_user_service_read_async (service, USER_ID, NULL, test_keep_result_cb, &result);
  user = orch_user_service_read_finish (service, test_wait_result (&result), &error);
  g_assert_no_error (error);

  return user;
}

static double
read_budget (Fixture *fixture)
{
  g_autoptr (OrchUser) user = read_user (fixture);
  double usd = -1;

  orch_user_get_max_budget (user, &usd);

  return usd;
}

static void
save_budget_with (Fixture *fixture, OrchUserService *service, double usd)
{
  g_autoptr (OrchUser) user = read_user (fixture);
  g_autoptr (OrchUser) edited = orch_user_copy (user);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_double (usd));
  g_autoptr (OrchChanges) changes = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_user_set_value (edited, ORCH_USER_MAX_BUDGET, value);
  changes = orch_user_diff (user, edited);
  orch_user_service_update_async (service, user, changes, FALSE, NULL, test_keep_result_cb,
                                  &result);
  orch_user_service_update_finish (service, test_wait_result (&result), NULL, &error);
  g_assert_no_error (error);
}

static void
save_budget (Fixture *fixture, double usd)
{
  save_budget_with (fixture, orch_session_get_user_service (get_session (fixture)), usd);
}

/* By another program. */
static void
save_budget_elsewhere (Fixture *fixture, double usd)
{
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (fixture->demo), ORCH_DEMO_MASTER_KEY);
  g_autoptr (OrchServer) server = orch_server_new (client, ORCH_NEWEST_TESTED_VERSION);
  g_autoptr (OrchUserService) service = orch_user_service_new (server);

  save_budget_with (fixture, service, usd);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->journal));
}

static OrchActivity *
get_entry (Fixture *fixture, guint position)
{
  g_autoptr (OrchActivity) activity =
      g_list_model_get_item (G_LIST_MODEL (fixture->journal), position);

  return activity; /* the list keeps it alive */
}

/* The row whose entry's changes are this. */
static gboolean
shows (GtkWidget *row, gconstpointer text)
{
  return g_str_equal (gtk_label_get_text (ui_test_child (row, "changes_label")), text);
}

static GtkWidget *
wait_for_row (Fixture *fixture, const char *changes)
{
  ui_test_wait_until (ui_test_find (fixture->window, ORCH_TYPE_ACTIVITY_ROW, shows, changes)
                      != NULL);

  return ui_test_find (fixture->window, ORCH_TYPE_ACTIVITY_ROW, shows, changes);
}

static void
press_undo (GtkWidget *row)
{
  GtkWidget *button = ui_test_child (row, "undo_button");

  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  open_window (fixture);
  g_assert_cmpstr (get_shown (fixture), ==, "empty");

  save_budget (fixture, 123);
  ui_test_wait_until (g_str_equal (get_shown (fixture), "entries"));
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  save_budget (fixture, 123);
  save_budget (fixture, 456);
  open_window (fixture);

  press_undo (wait_for_row (fixture, "Max budget: $123.00 → $456.00"));
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "Max budget: $456.00 → $123.00"));
  ui_test_answer ("_Undo");

  ui_test_wait_until (fixture->n_undone == 1);
  /* Once is enough. */
  ui_test_wait_until (!gtk_widget_get_visible (
      ui_test_child (wait_for_row (fixture, "Max budget: $123.00 → $456.00"), "undo_button")));
  g_assert_cmpfloat (read_budget (fixture), ==, 123);
  g_assert_nonnull (ui_test_find_label (fixture->window, "Undone"));

  /* It is in the journal as well. */
  g_assert_cmpuint (count (fixture), ==, 3);
  wait_for_row (fixture, "Max budget: $456.00 → $123.00");
}

static void
test_not_wanted (Fixture *fixture, gconstpointer data)
{
  save_budget (fixture, 123);
  save_budget (fixture, 456);
  open_window (fixture);

  press_undo (wait_for_row (fixture, "Max budget: $123.00 → $456.00"));
  ui_test_answer ("_Cancel");
  g_assert_cmpfloat (read_budget (fixture), ==, 456);
  g_assert_cmpuint (count (fixture), ==, 2);
}

/* Whatever somebody else wrote since stays. */
static void
test_changed_since (Fixture *fixture, gconstpointer data)
{
  save_budget (fixture, 123);
  save_budget (fixture, 456);
  save_budget_elsewhere (fixture, 789);
  open_window (fixture);

  press_undo (wait_for_row (fixture, "Max budget: $123.00 → $456.00"));
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "Now: $789.00"));
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "Written here: $456.00"));
  ui_test_answer ("_Close");

  g_assert_cmpfloat (read_budget (fixture), ==, 789);
  g_assert_cmpuint (count (fixture), ==, 2);
  g_assert_cmpuint (fixture->n_undone, ==, 0);
}

static OrchKey *
generate (Fixture *fixture)
{
  OrchKeyService *service = orch_session_get_key_service (get_session (fixture));
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new_random (USER_ID, "laptop");
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchKey *key = NULL;

  orch_key_service_generate_async (service, wanted, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  g_autoptr (OrchKeyMaterial) material =
      orch_key_service_generate_finish (service, test_wait_result (&result), &key, NULL, &error);
  g_assert_no_error (error);

  return key;
}

static void
block (Fixture *fixture, OrchKey *key)
{
  OrchKeyService *service = orch_session_get_key_service (get_session (fixture));
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_set_blocked_async (service, key, TRUE, FALSE, NULL, test_keep_result_cb,
                                      &result);
  g_assert_true (orch_key_service_set_blocked_finish (service, test_wait_result (&result), NULL));
}

static void
test_undo_block (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) key = generate (fixture);
  g_autofree char *csv = NULL;

  block (fixture, key);
  open_window (fixture);

  /* What was created cannot be undone. */
  g_assert_false (gtk_widget_get_visible (
      ui_test_child (wait_for_row (fixture, "Key alias: empty → laptop"), "undo_button")));

  press_undo (wait_for_row (fixture, "Blocked: off → on"));
  ui_test_answer ("_Undo");
  ui_test_wait_until (fixture->n_undone == 1);
  g_assert_cmpint (orch_activity_get_action (get_entry (fixture, 0)), ==,
                   ORCH_ACTIVITY_UNBLOCK_KEY);
  wait_for_row (fixture, "Blocked: on → off");

  csv = orch_export_activity_to_csv (G_LIST_MODEL (fixture->journal));
  g_assert_nonnull (strstr (csv, "\"Unblock key\""));
  g_assert_nonnull (strstr (csv, "\"laptop\",\"Blocked\",\"on\",\"off\",\"Done\""));
}

/* Another server has another user of the same name. */
static void
test_other_server (Fixture *fixture, gconstpointer data)
{
  save_budget (fixture, 123);
  orch_activity_set_origin (get_entry (fixture, 0), "Other", "https://other.example.org", NULL);
  open_window (fixture);
  ui_test_wait_until (ui_test_find (fixture->window, ORCH_TYPE_ACTIVITY_ROW, NULL, NULL) != NULL);

  g_assert_false (gtk_widget_get_visible (ui_test_child (
      ui_test_find (fixture->window, ORCH_TYPE_ACTIVITY_ROW, NULL, NULL), "undo_button")));
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  GtkEditable *search;

  save_budget (fixture, 123);
  save_budget (fixture, 456);
  open_window (fixture);
  search = ui_test_child (fixture->window, "search");

  gtk_editable_set_text (search, "nothing like this");
  ui_test_wait_until (g_str_equal (get_shown (fixture), "no-results"));
  gtk_editable_set_text (search, "$456");
  ui_test_wait_until (g_str_equal (get_shown (fixture), "entries"));
  gtk_editable_set_text (search, "UPDATE USER");
  ui_test_wait_until (g_str_equal (get_shown (fixture), "entries"));
}

static void
closed_cb (Fixture *fixture)
{
  fixture->window = NULL;
}

static void
test_escape (Fixture *fixture, gconstpointer data)
{
  open_window (fixture);
  g_signal_connect_swapped (fixture->window, "destroy", G_CALLBACK (closed_cb), fixture);

  g_signal_emit_by_name (ui_test_child (fixture->window, "search"), "stop-search");
  g_assert_null (fixture->window);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/activity-window/empty", test_empty },
    { "/activity-window/undo", test_undo },
    { "/activity-window/not-wanted", test_not_wanted },
    { "/activity-window/changed-since", test_changed_since },
    { "/activity-window/undo-block", test_undo_block },
    { "/activity-window/other-server", test_other_server },
    { "/activity-window/search", test_search },
    { "/activity-window/escape", test_escape },
  };

  ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
