#include "config.h"

#include "demo/demo-server.h"
#include "list-test.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/record-check.h"
#include "ui/common/text-cell.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/keys/keys-page.h"

#define N_USERS 60

static OrchDemoServer *demo; /* (owned) */

typedef struct {
  TestServer *server;   /* (owned) (nullable): instead of the demo */
  OrchSession *session; /* (owned) */
  GtkWidget *window;    /* (unowned) */
  OrchKeysPage *page;   /* (unowned) */
  OrchKey *activated;   /* (owned) (nullable) */
} Fixture;

static void
key_activated_cb (Fixture *fixture, OrchKey *key)
{
  g_set_object (&fixture->activated, key);
}

static void
show_page (Fixture *fixture, OrchSession *session, int width)
{
  fixture->session = session;
  fixture->page = g_object_new (ORCH_TYPE_KEYS_PAGE, NULL);
  g_signal_connect_swapped (fixture->page, "key-activated", G_CALLBACK (key_activated_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  orch_keys_page_set_session (fixture->page, fixture->session);
  gtk_window_present (GTK_WINDOW (fixture->window));
  orch_session_load_page (session, ORCH_PAGE_KEYS);
}

static OrchSession *
open_session (const char *key)
{
  g_autoptr (OrchClient) client = orch_client_new (orch_demo_server_get_url (demo), key);

  return session_test_open (client);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  show_page (fixture, open_session (ORCH_DEMO_ADMIN_KEY),
             data != NULL ? GPOINTER_TO_INT (data) : 1500);
}

static void
set_up_replies (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  test_server_reply (fixture->server, "/key/list", 200, data);
  show_page (fixture, session_test_open_master (fixture->server), 1500);
}

static void
set_up_old_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client = NULL;

  fixture->server = test_server_new ();
  client = orch_client_new (test_server_get_url (fixture->server), "sk-test-0000000000");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.81.0\"}");
  test_server_reply (fixture->server, "/key/list", 200, data);
  show_page (fixture, session_test_open (client), 1500);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->activated);
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->server, test_server_free);
  g_strfreev (orch_demo_server_take_log (demo));
}

static GListModel *
rows (Fixture *fixture)
{
  return G_LIST_MODEL (orch_session_get_key_list (fixture->session));
}

/* (nullable) (transfer none): the key of a row that somebody holds anyway */
static OrchKey *
key_at (Fixture *fixture, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (rows (fixture), position);

  return row != NULL ? orch_paged_row_get_item (row) : NULL;
}

static gboolean
activate (Fixture *fixture, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL);
}

static gboolean
demo_was_asked (const char *part)
{
  g_auto (GStrv) log = orch_demo_server_take_log (demo);

  for (guint i = 0; log[i] != NULL; i++)
    if (strstr (log[i], part) != NULL)
      return TRUE;

  return FALSE;
}

/* All of them are there, as the footer says. */
static void
wait_for_rows (Fixture *fixture)
{
  ui_test_wait_until (key_at (fixture, 0) != NULL
                      && g_str_has_suffix (list_test_footer (fixture->page), " keys")
                      && g_list_model_get_n_items (rows (fixture)) > 100);
}

static void
test_fills_rows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;
  OrchKey *key;

  wait_for_rows (fixture);
  key = key_at (fixture, 0);
  ui_test_wait_until (list_test_shows (fixture->page, orch_key_get_user_id (key)));
  shown = orch_key_get_alias (key) != NULL
              ? g_strdup_printf ("%s  %s", orch_key_get_alias (key), orch_key_get_masked_name (key))
              : g_strdup (orch_key_get_masked_name (key));
  g_assert_true (list_test_shows (fixture->page, shown));
  g_assert_cmpstr (list_test_state (fixture->page), ==, "table");
  /* The server's own order, which is the only safe one. */
  g_assert_false (demo_was_asked ("/key/list?return_full_object=true&page=1&size=50&sort_by"));
}

static void
test_searches (Fixture *fixture, gconstpointer data)
{
  const char *alias = NULL;

  wait_for_rows (fixture);
  for (guint i = 0; alias == NULL; i++)
    alias = orch_key_get_alias (key_at (fixture, i));

  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), alias);
  ui_test_wait_until (g_str_equal (list_test_footer (fixture->page), "1 key found"));
  g_assert_cmpstr (orch_key_get_alias (key_at (fixture, 0)), ==, alias);

  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), "nothing-has-this");
  ui_test_wait_until (g_str_equal (list_test_state (fixture->page), "no-results"));
  g_assert_true (activate (fixture, "keys.clear"));
  wait_for_rows (fixture);
}

/* Whoever comes back from the only row, which is about to go, is not left to chance. */
static void
test_focus_without_rows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *table = ui_test_child (fixture->page, "table");
  GtkWidget *entry = ui_test_child (fixture->page, "search_entry");

  wait_for_rows (fixture);
  gtk_editable_set_text (GTK_EDITABLE (entry), orch_key_get_id (key_at (fixture, 0)));
  ui_test_wait_until (g_str_equal (list_test_footer (fixture->page), "1 key found"));
  gtk_widget_child_focus (table, GTK_DIR_TAB_FORWARD);
  g_signal_emit_by_name (table, "activate", 0);
  gtk_widget_hide (GTK_WIDGET (fixture->page));

  orch_session_reload_page (fixture->session, ORCH_PAGE_KEYS);
  gtk_widget_show (GTK_WIDGET (fixture->page));
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), entry));
}

static void
test_filters_by_status (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *query;
    OrchKeyStatus status;
  } cases[] = {
    { "status=active", ORCH_KEY_STATUS_ACTIVE },
    { "status=expired", ORCH_KEY_STATUS_EXPIRED },
    { "status=revoked", ORCH_KEY_STATUS_BLOCKED },
  };
  GtkDropDown *filter = ui_test_child (fixture->page, "status_filter");
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  wait_for_rows (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (filter)), ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_strfreev (orch_demo_server_take_log (demo));
    gtk_drop_down_set_selected (filter, i + 1);
    ui_test_wait_until (demo_was_asked (cases[i].query));
    ui_test_wait_until (key_at (fixture, 0) != NULL
                        && orch_key_get_status (key_at (fixture, 0), now) == cases[i].status);
  }
}

static gboolean
is_of_team (OrchKey *key, const char *id)
{
  return key != NULL && g_strcmp0 (orch_key_get_team_id (key), id) == 0;
}

static void
test_filters_by_team (Fixture *fixture, gconstpointer data)
{
  GtkWidget *filter = ui_test_child (fixture->page, "team_filter");
  GtkDropDown *choice = GTK_DROP_DOWN (gtk_widget_get_first_child (filter));

  wait_for_rows (fixture);
  ui_test_wait_until (gtk_widget_get_visible (filter));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (choice)), ==, 6);
  gtk_drop_down_set_selected (choice, 2);
  ui_test_wait_until (demo_was_asked ("team_id=team-platform"));
  ui_test_wait_until (is_of_team (key_at (fixture, 0), "team-platform"));
  ui_test_wait_until (list_test_shows (fixture->page, "Platform"));
  ui_test_wait_until (g_str_has_suffix (list_test_footer (fixture->page), "found"));

  /* A team stays chosen when the teams are read again. */
  activate (fixture, "keys.refresh");
  ui_test_wait_until (demo_was_asked ("GET /v2/team/list"));
  ui_test_wait_until (is_of_team (key_at (fixture, 0), "team-platform"));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 2);

  activate (fixture, "keys.clear");
  g_assert_null (orch_key_list_get_query (orch_session_get_key_list (fixture->session))->team_id);
  wait_for_rows (fixture);
}

/* There is nothing to choose from. */
static void
test_no_teams (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (test_server_count (fixture->server, "GET /v2/team/list") == 1);
  ui_test_wait_until (list_test_shows (fixture->page, "t1"));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "team_filter")));
}

static void
test_looks_at_deleted (Fixture *fixture, gconstpointer data)
{
  GtkWidget *select = ui_test_child (fixture->page, "select_button");

  wait_for_rows (fixture);
  g_assert_true (gtk_widget_get_visible (select));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (select), TRUE);
  gtk_drop_down_set_selected (ui_test_child (fixture->page, "status_filter"), 4);
  ui_test_wait_until (demo_was_asked ("status=deleted"));
  /* There is nothing to be done to them. */
  g_assert_false (gtk_widget_get_visible (select));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (select)));
}

static void
test_sorts_on_the_server (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);

  list_test_sort_by (fixture->page, "Spend", GTK_SORT_DESCENDING);
  ui_test_wait_until (demo_was_asked ("sort_by=spend&sort_order=desc"));
  list_test_sort_by (fixture->page, "Max budget", GTK_SORT_ASCENDING);
  ui_test_wait_until (demo_was_asked ("sort_by=max_budget&sort_order=asc"));
  /* The oldest are those that were created first. */
  list_test_sort_by (fixture->page, "Age", GTK_SORT_DESCENDING);
  ui_test_wait_until (demo_was_asked ("sort_by=created_at&sort_order=asc"));
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *cell;

  wait_for_rows (fixture);
  ui_test_wait_until (!list_test_shows (fixture->page, "Active"));
  cell = ui_test_find (fixture->page, ORCH_TYPE_TEXT_CELL, NULL, NULL);
  g_assert_nonnull (cell);
  g_assert_nonnull (strchr (orch_text_cell_get_second_line (ORCH_TEXT_CELL (cell)), '$'));
}

static void
test_activates (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);
  g_signal_emit_by_name (ui_test_child (fixture->page, "table"), "activate", 1);
  g_assert_true (fixture->activated == key_at (fixture, 1));
}

static gboolean
is_check_of (GtkWidget *widget, gconstpointer active)
{
  return gtk_widget_get_mapped (widget)
         && gtk_check_button_get_active (GTK_CHECK_BUTTON (widget)) == GPOINTER_TO_INT (active);
}

static GtkWidget *
find_check (Fixture *fixture, gboolean active)
{
  return ui_test_find (fixture->page, ORCH_TYPE_RECORD_CHECK, is_check_of,
                       GINT_TO_POINTER (active));
}

static const char *
count_label (Fixture *fixture)
{
  return gtk_label_get_text (ui_test_child (fixture->page, "count_label"));
}

static gboolean
can_delete (Fixture *fixture)
{
  return gtk_widget_get_sensitive (ui_test_child (fixture->page, "delete_button"));
}

static void
test_selects (Fixture *fixture, gconstpointer data)
{
  GtkWidget *table = ui_test_child (fixture->page, "table");
  GtkToggleButton *select = ui_test_child (fixture->page, "select_button");

  wait_for_rows (fixture);
  g_assert_null (find_check (fixture, FALSE));
  gtk_toggle_button_set_active (select, TRUE);
  ui_test_wait_until (find_check (fixture, FALSE) != NULL);
  g_assert_false (can_delete (fixture));

  g_signal_emit_by_name (table, "activate", 1);
  g_assert_null (fixture->activated);
  g_assert_cmpstr (count_label (fixture), ==, "1 key selected");
  g_assert_nonnull (find_check (fixture, TRUE));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (fixture, FALSE)), TRUE);
  g_assert_cmpstr (count_label (fixture), ==, "2 keys selected");
  g_assert_true (can_delete (fixture));
  g_signal_emit_by_name (table, "activate", 1);
  g_assert_cmpstr (count_label (fixture), ==, "1 key selected");

  g_assert_true (activate (fixture, "keys.refresh"));
  g_assert_cmpstr (count_label (fixture), ==, "No keys selected");
  wait_for_rows (fixture);
  g_signal_emit_by_name (table, "activate", 1);
  gtk_toggle_button_set_active (select, FALSE);
  g_assert_cmpstr (count_label (fixture), ==, "No keys selected");
  ui_test_wait_until (find_check (fixture, FALSE) == NULL);
}

/* Selects what is not blocked yet. */
static void
select_active (Fixture *fixture, guint n_wanted)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  gtk_toggle_button_set_active (ui_test_child (fixture->page, "select_button"), TRUE);
  for (guint i = 0; n_wanted > 0; i++)
    if (orch_key_get_status (key_at (fixture, i), now) == ORCH_KEY_STATUS_ACTIVE) {
      g_signal_emit_by_name (ui_test_child (fixture->page, "table"), "activate", i);
      n_wanted--;
    }
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (ui_test_child (fixture->page, "selection_bar"), action, NULL);
}

static void
close_job (const char *summary)
{
  GtkWidget *job;

  ui_test_wait_until ((job = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG)) != NULL);
  ui_test_wait_until (g_strrstr (gtk_label_get_text (ui_test_child (job, "summary_label")), summary)
                      != NULL);
  gtk_window_close (GTK_WINDOW (job));
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG) == NULL);
}

static void
test_blocks_several (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);
  select_active (fixture, 12);
  act (fixture, "selection.block");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "12 keys will be blocked"));
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "and 2 more"));
  ui_test_answer ("_Block");
  close_job ("12 keys were blocked.");
  g_assert_true (list_test_shows (fixture->page, "Blocked"));

  act (fixture, "selection.unblock");
  ui_test_answer ("_Unblock");
  close_job ("12 keys were unblocked.");
}

static void
test_deletes_several (Fixture *fixture, gconstpointer data)
{
  guint total;

  wait_for_rows (fixture);
  total = orch_paged_list_get_total (ORCH_PAGED_LIST (rows (fixture)));
  select_active (fixture, 2);
  act (fixture, "selection.delete");
  ui_test_answer ("_Delete");
  close_job ("2 keys were deleted.");
  ui_test_wait_until (orch_paged_list_get_total (ORCH_PAGED_LIST (rows (fixture))) == total - 2);
  g_assert_cmpstr (count_label (fixture), ==, "No keys selected");
}

static void
new_key_cb (gboolean *is_wanted)
{
  *is_wanted = TRUE;
}

static void
test_wants_new_key (Fixture *fixture, gconstpointer data)
{
  gboolean is_wanted = FALSE;

  g_signal_connect_swapped (fixture->page, "new-key", G_CALLBACK (new_key_cb), &is_wanted);
  g_assert_true (gtk_widget_get_visible (ui_test_child (fixture->page, "new_button")));
  g_assert_true (activate (fixture, "keys.new"));
  g_assert_true (is_wanted);
}

static void
test_viewer (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->session);
  fixture->session = open_session (ORCH_DEMO_ADMIN_VIEWER_KEY);
  orch_keys_page_set_session (fixture->page, fixture->session);
  orch_session_load_page (fixture->session, ORCH_PAGE_KEYS);
  wait_for_rows (fixture);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "new_button")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "select_button")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "rotation_button")));

  orch_keys_page_set_session (fixture->page, NULL);
  g_assert_true (activate (fixture, "keys.refresh"));
  g_assert_true (activate (fixture, "keys.retry"));
}

#define EMPTY_LIST "{\"keys\": [], \"total_count\": 0, \"current_page\": 1, \"total_pages\": 0}"

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (g_str_equal (list_test_state (fixture->page), "empty"));
}

static void
assert_placeholder (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (ui_test_child (fixture->page, "search_entry"), "placeholder-text", &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* They search less, and know only the deleted keys and the others (contract §12.3). */
static void
test_old_proxy (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *filter = ui_test_child (fixture->page, "status_filter");

  ui_test_wait_until (orch_server_get_settled (orch_session_get_server (fixture->session)));
  assert_placeholder (fixture, "Search by whole alias or key ID");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (filter)), ==, 2);

  test_server_reply (fixture->server, "/key/list", 200, EMPTY_LIST);
  gtk_drop_down_set_selected (filter, 1);
  g_assert_cmpint (orch_key_list_get_query (orch_session_get_key_list (fixture->session))->filter,
                   ==, ORCH_KEY_FILTER_DELETED);

  orch_keys_page_set_session (fixture->page, NULL);
  assert_placeholder (fixture, "Search by alias or whole key ID");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (filter)), ==, 5);
}

/* What ends first is named. */
static void
test_names_tighter_budget (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (list_test_shows (fixture->page, "$95.00 of $100.00 (team)"));
  ui_test_wait_until (list_test_shows (fixture->page, "$10.00"));
  ui_test_wait_until (list_test_shows (fixture->page, "500 TPM · 60 RPM"));
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

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
#define ADD_REPLIES(path, reply, function)                                                         \
  g_test_add (path, Fixture, reply, set_up_replies, function, tear_down)
  ADD ("/keys-page/fills-rows", test_fills_rows);
  ADD ("/keys-page/searches", test_searches);
  ADD ("/keys-page/focus-without-rows", test_focus_without_rows);
  ADD ("/keys-page/filters-by-status", test_filters_by_status);
  ADD ("/keys-page/filters-by-team", test_filters_by_team);
  ADD_REPLIES ("/keys-page/no-teams",
               "{\"keys\": [{\"token\": \"k\", \"team_id\": \"t1\"}], \"total_count\": 1}",
               test_no_teams);
  ADD ("/keys-page/looks-at-deleted", test_looks_at_deleted);
  ADD ("/keys-page/sorts-on-the-server", test_sorts_on_the_server);
  ADD ("/keys-page/activates", test_activates);
  ADD ("/keys-page/selects", test_selects);
  ADD ("/keys-page/wants-new-key", test_wants_new_key);
  ADD ("/keys-page/viewer", test_viewer);
  g_test_add ("/keys-page/narrow", Fixture, GINT_TO_POINTER (400), set_up, test_narrow, tear_down);
  ADD_REPLIES ("/keys-page/empty", EMPTY_LIST, test_empty);
  g_test_add ("/keys-page/old-proxy", Fixture, EMPTY_LIST, set_up_old_proxy, test_old_proxy,
              tear_down);
  ADD_REPLIES (
      "/keys-page/names-tighter-budget",
      "{\"keys\": [{\"token\": \"k\", \"spend\": 3, \"max_budget\": 10, \"team_spend\": 95,"
      " \"team_max_budget\": 100, \"tpm_limit\": 500, \"rpm_limit\": 60}],"
      " \"total_count\": 1, \"current_page\": 1, \"total_pages\": 1}",
      test_names_tighter_budget);
  ADD ("/keys-page/blocks-several", test_blocks_several);
  ADD ("/keys-page/deletes-several", test_deletes_several);
#undef ADD
#undef ADD_REPLIES

  status = g_test_run ();
  g_clear_object (&demo);

  return status;
}
