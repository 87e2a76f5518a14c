#include "config.h"

#include "demo/demo-server.h"
#include "list-test.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/common/record-check.h"
#include "ui/users/invitation-dialog.h"
#include "ui/users/new-user-dialog.h"
#include "ui/users/update-users-dialog.h"
#include "ui/users/users-page.h"

#define N_USERS 300

static OrchDemoServer *demo; /* (owned) */

typedef struct {
  TestServer *server;   /* (owned) (nullable): instead of the demo */
  OrchSession *session; /* (owned) */
  GtkWidget *window;    /* (unowned) */
  OrchUsersPage *page;  /* (unowned) */
  OrchUser *activated;  /* (owned) (nullable) */
} Fixture;

static void
user_activated_cb (Fixture *fixture, OrchUser *user)
{
  g_set_object (&fixture->activated, user);
}

static void
show_page (Fixture *fixture, const char *url, const char *key, int width)
{
  g_autoptr (OrchClient) client = orch_client_new (url, key);

  fixture->session = orch_session_new (client);
  fixture->page = g_object_new (ORCH_TYPE_USERS_PAGE, NULL);
  g_signal_connect_swapped (fixture->page, "user-activated", G_CALLBACK (user_activated_cb),
                            fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  orch_users_page_set_session (fixture->page, fixture->session);
  gtk_window_present (GTK_WINDOW (fixture->window));
  orch_paged_list_reload (orch_session_get_list (fixture->session, ORCH_PAGE_USERS));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  show_page (fixture, orch_demo_server_get_url (demo), ORCH_DEMO_ADMIN_KEY,
             data != NULL ? GPOINTER_TO_INT (data) : 1000);
}

static void
set_up_replies (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  test_server_reply_fixture (fixture->server, "/user/list", data);
  show_page (fixture, test_server_get_url (fixture->server), "sk-test-0000000000", 1000);
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
  return G_LIST_MODEL (orch_session_get_user_list (fixture->session));
}

/* (nullable) (transfer none): the user of a row that somebody holds anyway */
static OrchUser *
user_at (Fixture *fixture, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (rows (fixture), position);

  return row != NULL ? orch_paged_row_get_item (row) : NULL;
}

static const char *
state (Fixture *fixture)
{
  return list_test_state (fixture->page);
}

static const char *
footer (Fixture *fixture)
{
  return list_test_footer (fixture->page);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return list_test_shows (fixture->page, text);
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

static void
wait_for_rows (Fixture *fixture)
{
  ui_test_wait_until (g_list_model_get_n_items (rows (fixture)) == N_USERS);
}

static void
test_fills_rows (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_get_visible (ui_test_child (fixture->page, "busy_label")));
  ui_test_wait_until (shows (fixture, "demo-admin"));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "busy_label")));
  g_assert_cmpstr (state (fixture), ==, "table");
  g_assert_true (shows (fixture, "Ana Duarte"));
  g_assert_true (shows (fixture, "ana.duarte@example.com"));
  g_assert_true (shows (fixture, "Administrator"));
  g_assert_cmpstr (footer (fixture), ==, "300 users");
  g_assert_true (demo_was_asked ("sort_by=user_id"));
  wait_for_rows (fixture);
}

static void
test_scrolls_to_end (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (ui_test_child (fixture->page, "scroller"));

  wait_for_rows (fixture);
  ui_test_wait_until (gtk_adjustment_get_upper (adjustment) > 5000);
  g_strfreev (orch_demo_server_take_log (demo));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  ui_test_wait_until (user_at (fixture, N_USERS - 1) != NULL);
  ui_test_wait_until (shows (fixture, orch_user_get_id (user_at (fixture, N_USERS - 1))));
  /* Nothing in between was loaded. */
  g_assert_null (user_at (fixture, N_USERS / 2));
}

static void
test_searches (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);
  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), "uma.prasad");
  ui_test_wait_until (g_str_equal (footer (fixture), "1 user found"));
  g_assert_true (shows (fixture, "demo-user"));
  g_assert_true (demo_was_asked ("search=uma.prasad"));
}

static void
test_no_results (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);
  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), "nobody-has-this");
  ui_test_wait_until (g_str_equal (state (fixture), "no-results"));

  g_assert_true (activate (fixture, "users.clear"));
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "search_entry")), ==, "");
  wait_for_rows (fixture);
  g_assert_cmpstr (state (fixture), ==, "table");
  g_assert_cmpstr (footer (fixture), ==, "300 users");
}

static void
test_filters_by_team (Fixture *fixture, gconstpointer data)
{
  GtkWidget *filter = ui_test_child (fixture->page, "team_filter");
  GtkDropDown *choice = GTK_DROP_DOWN (gtk_widget_get_first_child (filter));

  wait_for_rows (fixture);
  g_assert_false (gtk_widget_get_visible (filter));
  orch_session_open_async (fixture->session, NULL, NULL, NULL);
  ui_test_wait_until (gtk_widget_get_visible (filter));
  ui_test_wait_until (shows (fixture, "Platform"));
  g_assert_false (shows (fixture, "team-platform"));

  gtk_drop_down_set_selected (choice, 2);
  ui_test_wait_until (demo_was_asked ("team=team-platform"));
  ui_test_wait_until (g_str_has_suffix (footer (fixture), "found"));
  ui_test_wait_until (!shows (fixture, "Sales"));
  g_assert_true (shows (fixture, "Platform"));

  gtk_drop_down_set_selected (choice, 0);
  wait_for_rows (fixture);
}

static void
test_filters_by_role (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *filter = ui_test_child (fixture->page, "role_filter");

  wait_for_rows (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (filter)), ==, 5);

  gtk_drop_down_set_selected (filter, 2);
  ui_test_wait_until (g_str_has_suffix (footer (fixture), "found"));
  ui_test_wait_until (!shows (fixture, "Internal user"));
  g_assert_true (shows (fixture, "Administrator (view only)"));
  g_assert_true (demo_was_asked ("role=proxy_admin_viewer"));

  gtk_drop_down_set_selected (filter, 0);
  wait_for_rows (fixture);
}

static void
test_sorts_on_the_server (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);
  g_strfreev (orch_demo_server_take_log (demo));

  list_test_sort_by (fixture->page, "Spend", GTK_SORT_DESCENDING);
  ui_test_wait_until (demo_was_asked ("sort_by=spend&sort_order=desc"));
  ui_test_wait_until (user_at (fixture, 1) != NULL
                      && orch_user_get_spend (user_at (fixture, 0))
                             >= orch_user_get_spend (user_at (fixture, 1))
                      && orch_user_get_spend (user_at (fixture, 1)) > 0);

  list_test_sort_by (fixture->page, "Created", GTK_SORT_ASCENDING);
  ui_test_wait_until (demo_was_asked ("sort_by=created_at&sort_order=asc"));
}

static void
test_starts_at_top_again (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (ui_test_child (fixture->page, "scroller"));

  wait_for_rows (fixture);
  ui_test_wait_until (gtk_adjustment_get_upper (adjustment) > 5000);
  gtk_adjustment_set_value (adjustment, 5000);
  ui_test_wait_until (user_at (fixture, 5000 * N_USERS / gtk_adjustment_get_upper (adjustment)));

  list_test_sort_by (fixture->page, "Email", GTK_SORT_ASCENDING);
  ui_test_wait_until (gtk_adjustment_get_value (adjustment) == 0);
  ui_test_wait_until (user_at (fixture, 0) != NULL);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (shows (fixture, "Ana Duarte"));
  ui_test_wait_until (!shows (fixture, "demo-admin"));
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->page)) < 600);
  g_assert_false (shows (fixture, "ana.duarte@example.com"));

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  ui_test_wait_until (shows (fixture, "ana.duarte@example.com"));
  g_assert_true (shows (fixture, "demo-admin"));
}

static void
test_activates (Fixture *fixture, gconstpointer data)
{
  GtkWidget *table = ui_test_child (fixture->page, "table");
  GtkWidget *entry = ui_test_child (fixture->page, "search_entry");
  GtkWidget *focus;

  wait_for_rows (fixture);
  ui_test_wait_until (shows (fixture, "demo-admin"));
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), entry));

  gtk_widget_child_focus (table, GTK_DIR_TAB_FORWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (gtk_widget_is_ancestor (focus, table));
  g_signal_emit_by_name (table, "activate", 0);
  g_assert_nonnull (fixture->activated);
  g_assert_true (fixture->activated == user_at (fixture, 0));

  /* Where one was before the other page. */
  gtk_widget_hide (GTK_WIDGET (fixture->page));
  gtk_widget_show (GTK_WIDGET (fixture->page));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == focus);

  g_assert_true (activate (fixture, "users.search"));
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), entry));
}

static void
test_without_session (Fixture *fixture, gconstpointer data)
{
  wait_for_rows (fixture);
  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), "user");

  orch_users_page_set_session (fixture->page, NULL);
  g_assert_cmpstr (state (fixture), ==, "table");
  g_assert_null (gtk_column_view_get_model (ui_test_child (fixture->page, "table")));
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "search_entry")), ==, "");
  g_assert_true (activate (fixture, "users.refresh"));
  g_assert_true (activate (fixture, "users.retry"));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (g_str_equal (state (fixture), "empty"));
  g_assert_false (list_test_bar_is_shown (fixture->page));
}

static void
assert_placeholder (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (ui_test_child (fixture->page, "search_entry"), "placeholder-text", &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* Old proxies search only one of them (contract §12.3). */
static void
test_old_proxy_searches_one_field (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  assert_placeholder (fixture, "Search by e-mail or user ID");
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.93.2\"}");
  orch_server_wait_for_version_async (orch_session_get_server (fixture->session), NULL,
                                      test_keep_result_cb, &result);
  test_wait_result (&result);
  assert_placeholder (fixture, "Search by user ID, or e-mail with @");

  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), "nobody");
  ui_test_wait_until (g_str_equal (state (fixture), "no-results"));
  g_assert_nonnull (ui_test_find_label (fixture->page, "any other text in user IDs"));

  orch_users_page_set_session (fixture->page, NULL);
  assert_placeholder (fixture, "Search by e-mail or user ID");
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  ui_test_wait_until (g_str_equal (state (fixture), "error"));
  g_assert_nonnull (ui_test_find_label (fixture->page, "The server did not accept a value."));
  g_assert_false (list_test_bar_is_shown (fixture->page));

  g_assert_true (activate (fixture, "users.retry"));
  ui_test_wait_until (g_str_equal (state (fixture), "table"));
}

static void
test_keeps_rows_when_refresh_fails (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_400");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  ui_test_wait_until (shows (fixture, "probe-List22"));

  g_assert_true (activate (fixture, "users.refresh"));
  ui_test_wait_until (list_test_bar_is_shown (fixture->page));
  g_assert_cmpstr (state (fixture), ==, "table");
  g_assert_true (shows (fixture, "probe-List22"));

  g_assert_true (activate (fixture, "users.retry"));
  ui_test_wait_until (!list_test_bar_is_shown (fixture->page));
}

/* The second page has a row of the first one instead of its own. */
static void
test_tells_what_is_left_out (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/user/list", 200,
                     "{\"users\": [{\"user_id\": \"a\", \"spend\": 0}, {\"user_id\": \"b\","
                     " \"spend\": 0}], \"total\": 3, \"page\": 1, \"page_size\": 2,"
                     " \"total_pages\": 2}");
  test_server_reply (fixture->server, "/user/list", 200,
                     "{\"users\": [{\"user_id\": \"a\", \"spend\": 0}], \"total\": 3,"
                     " \"page\": 2, \"page_size\": 2, \"total_pages\": 2}");
  ui_test_wait_until (shows (fixture, "probe-List22"));

  orch_paged_list_set_page_size (ORCH_PAGED_LIST (rows (fixture)), 2);
  g_assert_true (activate (fixture, "users.refresh"));
  ui_test_wait_until (ui_test_find_label (fixture->page, "1 row could not be shown") != NULL);
  g_assert_cmpstr (footer (fixture), ==, "3 users");
}

static void
open_session (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_session_open_async (fixture->session, NULL, test_keep_result_cb, &result);
  orch_session_open_finish (fixture->session, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
test_creates (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = ui_test_child (fixture->page, "new_button");
  GtkWidget *dialog;
  GtkWidget *form;

  g_assert_false (gtk_widget_get_visible (button));
  open_session (fixture);
  g_assert_true (gtk_widget_get_visible (button));
  wait_for_rows (fixture);

  g_assert_true (activate (fixture, "users.new"));
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_NEW_USER_DIALOG)) != NULL);
  form = ui_test_child (dialog, "form");
  /* Before all others in the list, so that its row is loaded. */
  orch_field_row_set_text (ui_test_child (form, "user_id"), "0-new-user");
  gtk_switch_set_active (ui_test_child (form, "invite_switch"), TRUE);
  gtk_widget_activate_action (dialog, "dialog.send", NULL);

  ui_test_wait_until (fixture->activated != NULL);
  g_assert_cmpstr (orch_user_get_id (fixture->activated), ==, "0-new-user");
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_INVITATION_DIALOG)) != NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* The object of the page is the object of the row. */
  ui_test_wait_until (g_list_model_get_n_items (rows (fixture)) == N_USERS + 1);
  ui_test_wait_until (user_at (fixture, 0) == fixture->activated);
}

static gboolean
is_check (GtkWidget *widget, gconstpointer data)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_sensitive (widget);
}

static void
test_selects (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *select = ui_test_child (fixture->page, "select_button");
  GtkWidget *bar = ui_test_child (fixture->page, "selection_bar");
  GtkLabel *count = ui_test_child (bar, "count_label");
  GtkWidget *check;
  GtkWidget *dialog;

  open_session (fixture);
  wait_for_rows (fixture);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (select)));
  g_assert_false (gtk_widget_get_visible (bar));

  gtk_toggle_button_set_active (select, TRUE);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_cmpstr (gtk_label_get_text (count), ==, "No users selected");
  ui_test_wait_until ((check = ui_test_find (fixture->page, ORCH_TYPE_RECORD_CHECK, is_check, NULL))
                      != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_cmpstr (gtk_label_get_text (count), ==, "1 user selected");

  /* Who is chosen stays so in another search. */
  gtk_editable_set_text (ui_test_child (fixture->page, "search_entry"), "user-000123");
  ui_test_wait_until (g_str_equal (footer (fixture), "1 user found"));
  ui_test_wait_until ((check = ui_test_find (fixture->page, ORCH_TYPE_RECORD_CHECK, is_check, NULL))
                          != NULL
                      && !gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_cmpstr (gtk_label_get_text (count), ==, "2 users selected");

  g_assert_true (gtk_widget_activate_action (bar, "selection.update", NULL));
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_UPDATE_USERS_DIALOG)) != NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_toggle_button_set_active (select, FALSE);
  g_assert_cmpstr (gtk_label_get_text (count), ==, "No users selected");
}

static void
test_may_not_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (demo), ORCH_DEMO_ADMIN_VIEWER_KEY);

  g_clear_object (&fixture->session);
  fixture->session = orch_session_new (client);
  orch_users_page_set_session (fixture->page, fixture->session);
  open_session (fixture);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "new_button")));
  activate (fixture, "users.new");
  g_assert_null (ui_test_find_window (ORCH_TYPE_NEW_USER_DIALOG));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "select_button")));
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
#define ADD_REPLIES(path, fixture, function)                                                       \
  g_test_add (path, Fixture, fixture, set_up_replies, function, tear_down)
  ADD ("/users-page/fills-rows", test_fills_rows);
  ADD ("/users-page/scrolls-to-end", test_scrolls_to_end);
  ADD ("/users-page/searches", test_searches);
  ADD ("/users-page/no-results", test_no_results);
  ADD ("/users-page/filters-by-role", test_filters_by_role);
  ADD ("/users-page/filters-by-team", test_filters_by_team);
  ADD ("/users-page/sorts-on-the-server", test_sorts_on_the_server);
  ADD ("/users-page/starts-at-top-again", test_starts_at_top_again);
  ADD ("/users-page/activates", test_activates);
  ADD ("/users-page/without-session", test_without_session);
  ADD ("/users-page/selects", test_selects);
  ADD ("/users-page/may-not-create", test_may_not_create);
  g_test_add ("/users-page/narrow", Fixture, GINT_TO_POINTER (400), set_up, test_narrow, tear_down);
  ADD_REPLIES ("/users-page/empty", "user_list_empty", test_empty);
  ADD_REPLIES ("/users-page/old-proxy", "user_list_empty", test_old_proxy_searches_one_field);
  ADD_REPLIES ("/users-page/error", "user_list_400", test_error);
  ADD_REPLIES ("/users-page/keeps-rows-when-refresh-fails", "user_list_page",
               test_keeps_rows_when_refresh_fails);
  ADD_REPLIES ("/users-page/tells-what-is-left-out", "user_list_page", test_tells_what_is_left_out);
  /* The last one, because the demo has one user more after it. */
  ADD ("/users-page/creates", test_creates);
#undef ADD
#undef ADD_REPLIES

  status = g_test_run ();
  g_clear_object (&demo);

  return status;
}
