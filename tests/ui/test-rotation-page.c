#include "config.h"

#include "demo/demo-server.h"
#include "list-test.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/record-check.h"
#include "ui/common/text-cell.h"
#include "ui/keys/rotation-page.h"

#define N_USERS 60
#define LIST "/key/list"

static OrchDemoServer *demo; /* (owned) */

typedef struct {
  TestServer *server;     /* (owned) (nullable): instead of the demo */
  OrchSession *session;   /* (owned) */
  GSettings *settings;    /* (owned) */
  GtkWidget *window;      /* (unowned) */
  OrchRotationPage *page; /* (unowned) */
  OrchKey *activated;     /* (owned) (nullable) */
  GPtrArray *rotated;     /* (owned) (nullable) */
} Fixture;

static void
key_activated_cb (Fixture *fixture, OrchKey *key)
{
  g_set_object (&fixture->activated, key);
}

static void
rotate_cb (Fixture *fixture, GPtrArray *keys)
{
  fixture->rotated = g_ptr_array_ref (keys);
}

static void
show_page (Fixture *fixture, OrchSession *session, int width)
{
  fixture->session = session;
  fixture->settings = g_settings_new (ORCH_APP_ID);
  fixture->page = g_object_new (ORCH_TYPE_ROTATION_PAGE, NULL);
  g_signal_connect_swapped (fixture->page, "key-activated", G_CALLBACK (key_activated_cb), fixture);
  g_signal_connect_swapped (fixture->page, "rotate", G_CALLBACK (rotate_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  orch_rotation_page_set_session (fixture->page, fixture->session);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (demo), ORCH_DEMO_ADMIN_KEY);

  show_page (fixture, session_test_open (client), data != NULL ? GPOINTER_TO_INT (data) : 1300);
}

/* Keys number @newest down to @oldest of @total, made at different times long ago. */
static void
reply_page (Fixture *fixture, int newest, int oldest, guint total)
{
  g_autoptr (GDateTime) first = g_date_time_new_utc (2000, 1, 1, 0, 0, 0);
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (int i = newest; i >= oldest; i--) {
    g_autoptr (GDateTime) created = g_date_time_add_days (first, i);
    g_autofree char *text = g_date_time_format (created, "%Y-%m-%dT00:00:00Z");

    g_string_append_printf (rows,
                            "%s{\"token\": \"key-%d\", \"created_at\": \"%s\", \"auto_rotate\": %s,"
                            " \"rotation_interval\": \"30d\"}",
                            rows->len > 0 ? ", " : "", i, text, i == 0 ? "true" : "null");
  }
  body = g_strdup_printf ("{\"keys\": [%s], \"total_count\": %u}", rows->str, total);
  test_server_reply (fixture->server, LIST, 200, body);
}

static void
show_server (Fixture *fixture)
{
  show_page (fixture, session_test_open_master (fixture->server), 1300);
}

/* Of 250 keys the oldest 50 come. */
static void
reply_first_pages (Fixture *fixture)
{
  fixture->server = test_server_new ();
  reply_page (fixture, 249, 150, 250);
  reply_page (fixture, 49, 0, 250);
}

static void
set_up_hanging (Fixture *fixture, gconstpointer data)
{
  reply_first_pages (fixture);
  test_server_hang (fixture->server, LIST);
  reply_page (fixture, 149, 50, 250);
  reply_page (fixture, 249, 150, 250);
  show_server (fixture);
}

static void
set_up_failing (Fixture *fixture, gconstpointer data)
{
  reply_first_pages (fixture);
  test_server_reply_fixture (fixture->server, LIST, "error_401_role");
  reply_page (fixture, 149, 50, 250);
  reply_page (fixture, 249, 150, 250);
  show_server (fixture);
}

static void
set_up_failing_at_once (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  test_server_reply_fixture (fixture->server, LIST, "error_401_role");
  reply_page (fixture, 0, 0, 1);
  show_server (fixture);
}

static void
set_up_full (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  reply_page (fixture, 1099, 1000, 1100);
  for (guint i = 0; i < 1100; i += 100)
    reply_page (fixture, i + 99, i, 1100);
  show_server (fixture);
}

static void
set_up_two (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  reply_page (fixture, 1, 0, 2);
  show_server (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_settings_reset (fixture->settings, "rotation-max-age-days");
  g_settings_reset (fixture->settings, "rotation-never-used");
  g_settings_reset (fixture->settings, "rotation-expires-within-days");
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->activated);
  g_clear_pointer (&fixture->rotated, g_ptr_array_unref);
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->server, test_server_free);
}

static OrchDueKeys *
keys (Fixture *fixture)
{
  return orch_rotation_page_get_keys (fixture->page);
}

static OrchKey *
key_at (Fixture *fixture, guint position)
{
  g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (keys (fixture)), position);

  return key; /* the list holds it, too */
}

static guint
count_keys (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (keys (fixture)));
}

static const char *
label (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (ui_test_child (fixture->page, id));
}

static gboolean
is_visible (Fixture *fixture, const char *id)
{
  return gtk_widget_get_visible (ui_test_child (fixture->page, id));
}

static gboolean
act (Fixture *fixture, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL);
}

static void
wait_until_done (Fixture *fixture)
{
  ui_test_wait_until (orch_due_keys_get_state (keys (fixture)) == ORCH_DUE_KEYS_DONE);
}

/* Each key has its row, wherever it came in. */
static void
assert_rows_agree (Fixture *fixture)
{
  GtkColumnView *table = ui_test_child (GTK_WIDGET (fixture->page), "table");
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (table));

  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, count_keys (fixture));
  for (guint i = 0; i < count_keys (fixture); i++) {
    g_autoptr (OrchPagedRow) row = g_list_model_get_item (rows, i);

    g_assert_true (orch_paged_row_get_item (row) == key_at (fixture, i));
  }
}

static void
test_finds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *total = NULL;
  guint n_looked_at;

  wait_until_done (fixture);
  assert_rows_agree (fixture);
  g_assert_cmpuint (count_keys (fixture), >, 10);
  for (guint i = 1; i < count_keys (fixture); i++)
    g_assert_cmpint (g_date_time_compare (orch_rotation_due_get_since (key_at (fixture, i - 1)),
                                          orch_rotation_due_get_since (key_at (fixture, i))),
                     <=, 0);

  total = g_strdup_printf ("%u keys are due", count_keys (fixture));
  g_assert_cmpstr (list_test_footer (fixture->page), ==, total);
  n_looked_at = orch_due_keys_get_n_looked_at (keys (fixture));
  g_assert_cmpuint (n_looked_at, >, count_keys (fixture));
  g_assert_nonnull (strstr (label (fixture, "progress_label"), " keys"));
  g_assert_false (is_visible (fixture, "stop_button"));
  g_assert_false (is_visible (fixture, "continue_button"));
  ui_test_wait_until (list_test_shows (fixture->page, orch_key_get_user_id (key_at (fixture, 0))));
}

static void
test_describes (Fixture *fixture, gconstpointer data)
{
  wait_until_done (fixture);
  ui_test_wait_until (list_test_shows (fixture->page, "key-0"));
  g_assert_true (list_test_shows (fixture->page, "Old"));
  g_assert_true (list_test_shows (fixture->page, "Every 30d"));
  g_assert_true (list_test_shows (fixture->page, "Off"));
  g_assert_cmpstr (label (fixture, "progress_label"), ==, "Looked at 2 of 2 keys");

  /* What was done to it meanwhile. */
  orch_key_set_value (key_at (fixture, 1), ORCH_KEY_BLOCKED, g_variant_new_boolean (TRUE));
  ui_test_wait_until (list_test_shows (fixture->page, "Blocked"));
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *cell;

  wait_until_done (fixture);
  ui_test_wait_until (!list_test_shows (fixture->page, "Off"));
  cell = ui_test_find (fixture->page, ORCH_TYPE_TEXT_CELL, NULL, NULL);
  g_assert_nonnull (cell);
  g_assert_nonnull (strstr (orch_text_cell_get_second_line (ORCH_TEXT_CELL (cell)), " · Old"));
}

static void
test_activates (Fixture *fixture, gconstpointer data)
{
  wait_until_done (fixture);
  g_signal_emit_by_name (ui_test_child (fixture->page, "table"), "activate", 1);
  g_assert_true (fixture->activated == key_at (fixture, 1));
}

static gboolean
is_check_of (GtkWidget *check, gconstpointer key)
{
  g_autofree char *name =
      g_strdup_printf ("Select %s", orch_key_get_display_name ((OrchKey *) key));
  g_autofree char *found = gtk_test_accessible_check_property (GTK_ACCESSIBLE (check),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return found == NULL && gtk_widget_get_mapped (check);
}

static void
toggle (Fixture *fixture, guint position)
{
  GtkWidget *check;

  ui_test_wait_until ((check = ui_test_find (fixture->page, ORCH_TYPE_RECORD_CHECK, is_check_of,
                                             key_at (fixture, position)))
                      != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               !gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
}

static const char *
rotate_label (Fixture *fixture)
{
  return gtk_button_get_label (ui_test_child (fixture->page, "rotate_button"));
}

static gboolean
can_rotate (Fixture *fixture)
{
  return gtk_widget_get_sensitive (ui_test_child (fixture->page, "rotate_button"));
}

static void
test_rotates (Fixture *fixture, gconstpointer data)
{
  wait_until_done (fixture);
  g_assert_cmpstr (rotate_label (fixture), ==, "_Rotate");
  g_assert_false (can_rotate (fixture));

  toggle (fixture, 3);
  g_assert_cmpstr (rotate_label (fixture), ==, "_Rotate 1 key");
  toggle (fixture, 0);
  toggle (fixture, 1);
  g_assert_cmpstr (rotate_label (fixture), ==, "_Rotate 3 keys");
  g_assert_cmpstr (label (fixture, "count_label"), ==, "3 keys selected");
  toggle (fixture, 1);
  g_assert_true (can_rotate (fixture));

  /* The oldest first. */
  g_assert_true (act (fixture, "rotation.rotate"));
  g_assert_cmpuint (fixture->rotated->len, ==, 2);
  g_assert_true (fixture->rotated->pdata[0] == key_at (fixture, 0));
  g_assert_true (fixture->rotated->pdata[1] == key_at (fixture, 3));
}

/* What was rotated is no longer chosen. */
static void
test_removes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *removed = NULL;
  guint total;

  wait_until_done (fixture);
  total = count_keys (fixture);
  removed = g_strdup (orch_key_get_id (key_at (fixture, 0)));
  toggle (fixture, 0);
  toggle (fixture, 1);
  orch_due_keys_remove (keys (fixture), removed);
  assert_rows_agree (fixture);
  g_assert_cmpuint (count_keys (fixture), ==, total - 1);
  g_assert_cmpstr (rotate_label (fixture), ==, "_Rotate 1 key");
  g_assert_true (act (fixture, "rotation.rotate"));
  g_assert_cmpuint (fixture->rotated->len, ==, 1);
  g_assert_true (fixture->rotated->pdata[0] == key_at (fixture, 0));

  g_assert_true (act (fixture, "rotation.refresh"));
  g_assert_cmpstr (label (fixture, "count_label"), ==, "No keys selected");
  /* Others may have expired meanwhile. */
  wait_until_done (fixture);
  g_assert_nonnull (orch_due_keys_find (keys (fixture), removed));
}

static void
test_policy (Fixture *fixture, gconstpointer data)
{
  GtkSpinButton *max_age =
      GTK_SPIN_BUTTON (ui_test_find (fixture->page, GTK_TYPE_SPIN_BUTTON, NULL, NULL));
  GtkCheckButton *never_used = ui_test_child (fixture->page, "never_used");
  guint n_before;

  g_assert_cmpfloat (gtk_spin_button_get_value (max_age), ==, 90);
  g_assert_true (gtk_check_button_get_active (never_used));
  wait_until_done (fixture);
  n_before = count_keys (fixture);

  gtk_spin_button_set_value (max_age, 3650);
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "rotation-max-age-days"), ==, 3650);
  ui_test_wait_until (count_keys (fixture) < n_before);
  wait_until_done (fixture);
  g_assert_cmpuint (count_keys (fixture), >, 0);

  gtk_check_button_set_active (never_used, FALSE);
  g_settings_set_uint (fixture->settings, "rotation-expires-within-days", 0);
  ui_test_wait_until (g_str_equal (list_test_state (fixture->page), "empty"));
  g_assert_cmpstr (list_test_footer (fixture->page), ==, "0 keys are due");
}

/* Leaving the page settles a policy; the other settings are none. */
static void
test_other_settings (Fixture *fixture, gconstpointer data)
{
  OrchDueKeys *before;

  wait_until_done (fixture);
  before = keys (fixture);
  g_settings_set_uint (fixture->settings, "rotation-max-age-days", 91);
  g_settings_set_uint (fixture->settings, "rotation-max-age-days", 90);
  g_settings_set_int (fixture->settings, "window-height", 555);
  gtk_widget_hide (GTK_WIDGET (fixture->page));
  g_assert_true (keys (fixture) == before);

  gtk_widget_show (GTK_WIDGET (fixture->page));
  g_settings_set_uint (fixture->settings, "rotation-max-age-days", 91);
  g_assert_true (keys (fixture) == before);
  gtk_widget_hide (GTK_WIDGET (fixture->page));
  g_assert_true (keys (fixture) != before);
  g_settings_reset (fixture->settings, "window-height");
}

/* The third page is on its way. */
static void
wait_until_hanging (Fixture *fixture)
{
  test_server_wait_count (fixture->server, "GET " LIST, 3);
  g_assert_cmpstr (label (fixture, "progress_label"), ==, "Looked at 50 of 250 keys");
}

static void
test_stops (Fixture *fixture, gconstpointer data)
{
  wait_until_hanging (fixture);
  g_assert_cmpstr (list_test_state (fixture->page), ==, "table");
  g_assert_true (is_visible (fixture, "stop_button"));
  g_assert_false (is_visible (fixture, "continue_button"));

  g_assert_true (act (fixture, "rotation.stop"));
  g_assert_false (is_visible (fixture, "stop_button"));
  g_assert_true (is_visible (fixture, "continue_button"));
  g_assert_cmpuint (count_keys (fixture), ==, 50);

  g_assert_true (act (fixture, "rotation.continue"));
  wait_until_done (fixture);
  g_assert_cmpstr (label (fixture, "progress_label"), ==, "Looked at 250 of 250 keys");
  g_assert_false (is_visible (fixture, "continue_button"));
  g_assert_cmpuint (count_keys (fixture), ==, 250);
}

static void
test_rests_off_screen (Fixture *fixture, gconstpointer data)
{
  wait_until_hanging (fixture);
  gtk_widget_hide (GTK_WIDGET (fixture->page));
  g_assert_cmpint (orch_due_keys_get_state (keys (fixture)), ==, ORCH_DUE_KEYS_STOPPED);
  gtk_widget_show (GTK_WIDGET (fixture->page));
  wait_until_done (fixture);
  g_assert_cmpuint (count_keys (fixture), ==, 250);

  /* What the person stopped stays stopped. */
  test_server_hang (fixture->server, LIST);
  g_assert_true (act (fixture, "rotation.refresh"));
  g_assert_true (act (fixture, "rotation.stop"));
  gtk_widget_hide (GTK_WIDGET (fixture->page));
  gtk_widget_show (GTK_WIDGET (fixture->page));
  g_assert_cmpint (orch_due_keys_get_state (keys (fixture)), ==, ORCH_DUE_KEYS_STOPPED);
}

static void
test_fails (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (list_test_bar_is_shown (fixture->page));
  g_assert_cmpstr (list_test_state (fixture->page), ==, "table");
  g_assert_nonnull (ui_test_find_label (fixture->page, "Not all keys were looked at"));
  g_assert_cmpuint (count_keys (fixture), ==, 50);

  g_assert_true (act (fixture, "rotation.continue"));
  wait_until_done (fixture);
  g_assert_false (list_test_bar_is_shown (fixture->page));
  g_assert_cmpuint (count_keys (fixture), ==, 250);
}

static void
test_fails_at_once (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (g_str_equal (list_test_state (fixture->page), "error"));
  g_assert_false (list_test_bar_is_shown (fixture->page));
  g_assert_cmpstr (list_test_footer (fixture->page), ==, "");
  g_assert_true (act (fixture, "rotation.continue"));
  ui_test_wait_until (g_str_equal (list_test_state (fixture->page), "table"));
  wait_until_done (fixture);
  g_assert_cmpstr (list_test_footer (fixture->page), ==, "1 key is due");
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  wait_until_done (fixture);
  g_assert_cmpuint (count_keys (fixture), ==, ORCH_DUE_KEYS_MAX);
  g_assert_nonnull (strstr (label (fixture, "progress_label"), "More keys are due."));
}

static void
test_without_session (Fixture *fixture, gconstpointer data)
{
  orch_rotation_page_set_session (fixture->page, NULL);
  g_assert_null (keys (fixture));
  g_assert_true (act (fixture, "rotation.refresh"));
  g_assert_true (act (fixture, "rotation.stop"));
  g_assert_true (act (fixture, "rotation.continue"));
  g_assert_cmpstr (label (fixture, "progress_label"), ==, "");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  ui_test_init (&argc, &argv);
  demo = orch_demo_server_new (N_USERS);
  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);

#define ADD(name, set_up, function)                                                                \
  g_test_add ("/rotation-page/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("finds", set_up, test_finds);
  ADD ("describes", set_up_two, test_describes);
  g_test_add ("/rotation-page/narrow", Fixture, GINT_TO_POINTER (400), set_up, test_narrow,
              tear_down);
  ADD ("activates", set_up, test_activates);
  ADD ("rotates", set_up, test_rotates);
  ADD ("removes", set_up, test_removes);
  ADD ("policy", set_up, test_policy);
  ADD ("other-settings", set_up, test_other_settings);
  ADD ("stops", set_up_hanging, test_stops);
  ADD ("rests-off-screen", set_up_hanging, test_rests_off_screen);
  ADD ("fails", set_up_failing, test_fails);
  ADD ("fails-at-once", set_up_failing_at_once, test_fails_at_once);
  ADD ("full", set_up_full, test_full);
  ADD ("without-session", set_up, test_without_session);
#undef ADD

  status = g_test_run ();
  g_clear_object (&demo);

  return status;
}
