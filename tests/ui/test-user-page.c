#include "config.h"

#include "core/client/json.h"
#include "demo/demo-server.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/common/budget-bar.h"
#include "ui/common/detail-row.h"
#include "ui/users/update-user-dialog.h"
#include "ui/users/user-page.h"

#define ROW_START                                                                                  \
  "{\"user_id\": \"ann\", \"user_alias\": \"Ann\", \"user_email\": \"ann@example.org\","           \
  " \"user_role\": \"internal_user\", \"created_at\": \"2026-11-01T10:30:00Z\","                   \
  " \"teams\": [\"team-a\", \"team-b\"], \"models\": [\"gpt-4o\", \"o3\"], \"tpm_limit\": 1000,"   \
  " \"rpm_limit\": null, \"metadata\": {\"team\": \"sales\"}, "
#define ROW ROW_START "\"spend\": 3.25, \"max_budget\": 10.0}"

static OrchDemoServer *demo; /* (owned) */

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) (nullable) */
  OrchUser *user;       /* (owned) (nullable) */
  GtkWidget *window;    /* (unowned) */
  OrchUserPage *page;   /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  fixture->server = test_server_new ();
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");
  fixture->page = g_object_new (ORCH_TYPE_USER_PAGE, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (fixture->page));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->user);
  g_clear_object (&fixture->session);
  test_server_free (fixture->server);
}

static void
use_session (Fixture *fixture, const char *url, const char *key)
{
  g_autoptr (OrchClient) client = orch_client_new (url, key);

  fixture->session = orch_session_new (client);
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

/* Shows the user "ann", of whom only the ID is known. */
static void
show_ann (Fixture *fixture)
{
  use_session (fixture, test_server_get_url (fixture->server), "sk-test-0000000000");
  fixture->user = orch_user_new ("ann");
  orch_user_page_set_user (fixture->page, fixture->session, fixture->user);
}

static const char *
state (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->page, "states"));
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return ui_test_find_label (fixture->page, text) != NULL;
}

static gboolean
bar_is_shown (Fixture *fixture)
{
  return gtk_revealer_get_reveal_child (
      ui_test_child (ui_test_child (fixture->page, "error_bar"), "revealer"));
}

static gboolean
activate (Fixture *fixture, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL);
}

static gboolean
button_works (Fixture *fixture, const char *id)
{
  return gtk_widget_is_sensitive (ui_test_child (fixture->page, id));
}

/* Another request has told it. */
static void
name_team (Fixture *fixture, const char *row)
{
  g_autoptr (JsonNode) node = orch_json_parse (row, -1, NULL, NULL, NULL);
  g_autoptr (GPtrArray) teams = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (teams, orch_team_new_from_json (json_node_get_object (node)));
  orch_teams_take (orch_server_get_teams (orch_session_get_server (fixture->session)), teams, TRUE);
}

static void
test_reads_user (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/v2/user/info", 200, ROW);
  show_ann (fixture);
  g_assert_cmpstr (state (fixture), ==, "loading");
  ui_test_wait_until (g_str_equal (state (fixture), "record"));

  g_assert_true (shows (fixture, "Ann"));
  g_assert_true (shows (fixture, "ann@example.org · Internal user"));
  g_assert_true (shows (fixture, "1 Nov 2026, 10:30"));
  g_assert_true (shows (fixture, "team-a\nteam-b"));
  name_team (fixture, "{\"team_id\": \"team-b\", \"team_alias\": \"Builders\"}");
  g_assert_true (shows (fixture, "team-a\nBuilders"));
  g_assert_true (shows (fixture, "gpt-4o, o3"));
  g_assert_true (shows (fixture, "1,000") || shows (fixture, "1000"));
  g_assert_true (shows (fixture, "\"sales\""));
  g_assert_true (shows (fixture, "Not told by the server"));
  g_assert_false (shows (fixture, "SSO ID"));
  g_assert_cmpuint (test_server_count (fixture->server, "GET /v2/user/info"), ==, 1);
}

static gboolean
card_shows (Fixture *fixture, const char *card, const char *text)
{
  return ui_test_find_label (ui_test_child (fixture->page, card), text) != NULL;
}

static void
show_row (Fixture *fixture, const char *rest)
{
  g_autofree char *row = g_strconcat (ROW_START, rest, NULL);
  g_autoptr (JsonNode) node = orch_json_parse (row, -1, NULL, NULL, NULL);

  g_clear_object (&fixture->user);
  fixture->user = orch_user_new_from_json (json_node_get_object (node));
  if (fixture->session == NULL)
    use_session (fixture, test_server_get_url (fixture->server), "sk-test-0000000000");
  orch_user_page_set_user (fixture->page, fixture->session, fixture->user);
}

static void
test_cards_without_limits (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, "/v2/user/info");
  show_row (fixture, "\"spend\": 3.25, \"max_budget\": null, \"budget_duration\": null}");

  g_assert_true (card_shows (fixture, "spend_card", "$3.25"));
  g_assert_false (card_shows (fixture, "spend_card", "Since the last budget reset"));
  g_assert_true (card_shows (fixture, "budget_card", "No limit"));
  g_assert_false (gtk_widget_is_visible (ui_test_find (ui_test_child (fixture->page, "budget_card"),
                                                       ORCH_TYPE_BUDGET_BAR, NULL, NULL)));
  g_assert_true (card_shows (fixture, "reset_card", "Never"));
}

static void
test_cards_with_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) week = g_date_time_add_days (now, 7);
  g_autofree char *time = g_date_time_format_iso8601 (week);
  g_autofree char *rest = g_strdup_printf ("\"spend\": 3.25, \"max_budget\": 10.0,"
                                           " \"budget_duration\": \"30d\","
                                           " \"budget_reset_at\": \"%s\"}",
                                           time);

  test_server_hang (fixture->server, "/v2/user/info");
  show_row (fixture, rest);
  g_assert_true (card_shows (fixture, "spend_card", "Since the last budget reset"));
  g_assert_true (card_shows (fixture, "budget_card", "$10.00"));
  g_assert_true (card_shows (fixture, "budget_card", "$6.75 left"));
  g_assert_true (card_shows (fixture, "reset_card", "in 7 days"));

  show_row (fixture, "\"spend\": 13.25, \"max_budget\": 10.0, \"budget_duration\": \"30d\"}");
  g_assert_true (card_shows (fixture, "budget_card", "$3.25 over the budget"));
  g_assert_true (card_shows (fixture, "reset_card", "Not told by the server"));
}

static void
test_follows_user (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, "/v2/user/info");
  show_row (fixture, "\"spend\": 3.25}");
  orch_user_set_value (fixture->user, ORCH_USER_MAX_BUDGET, g_variant_new_double (42.5));
  g_assert_true (card_shows (fixture, "budget_card", "$42.50"));
}

static void
test_first_reading_fails (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_404");
  test_server_reply (fixture->server, "/v2/user/info", 200, ROW);
  show_ann (fixture);
  ui_test_wait_until (g_str_equal (state (fixture), "error"));
  g_assert_true (shows (fixture, "The server does not have this any more."));
  g_assert_false (bar_is_shown (fixture));

  g_assert_true (activate (fixture, "user.refresh"));
  ui_test_wait_until (g_str_equal (state (fixture), "record"));
}

static void
test_keeps_data_when_refresh_fails (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/v2/user/info", 200, ROW);
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_400");
  test_server_reply (fixture->server, "/v2/user/info", 200, ROW_START "\"spend\": 4.5}");
  show_ann (fixture);
  ui_test_wait_until (g_str_equal (state (fixture), "record"));

  g_assert_true (activate (fixture, "user.refresh"));
  ui_test_wait_until (bar_is_shown (fixture));
  g_assert_cmpstr (state (fixture), ==, "record");
  g_assert_true (card_shows (fixture, "spend_card", "$3.25"));

  g_assert_true (activate (fixture, "user.refresh"));
  ui_test_wait_until (!bar_is_shown (fixture) && card_shows (fixture, "spend_card", "$4.50"));
}

static void
test_next_user_cancels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) other = orch_user_new ("bob");

  test_server_hang (fixture->server, "/v2/user/info");
  test_server_reply (fixture->server, "/v2/user/info", 200,
                     "{\"user_id\": \"bob\", \"user_alias\": \"Bob\", \"spend\": 1}");
  show_ann (fixture);
  ui_test_wait_until (test_server_count (fixture->server, "GET /v2/user/info?user_id=ann") == 1);

  orch_user_page_set_user (fixture->page, fixture->session, other);
  ui_test_wait_until (shows (fixture, "Bob"));
  g_assert_false (bar_is_shown (fixture));

  orch_user_page_set_user (fixture->page, NULL, NULL);
  g_assert_cmpstr (state (fixture), ==, "loading");
}

static void
test_copies_id (Fixture *fixture, gconstpointer data)
{
  GtkWidget *details = ui_test_child (fixture->page, "details");
  GtkWidget *button = ui_test_child (ui_test_child (details, "id_row"), "copy_button");
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  test_server_hang (fixture->server, "/v2/user/info");
  show_row (fixture, "\"spend\": 3.25}");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Copy user ID");
  g_signal_emit_by_name (button, "clicked");

  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (button));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (&value), ==, "ann");
  ui_test_wait_until (ui_test_find_label (fixture->window, "Copied") != NULL);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkOrientable *cards =
      GTK_ORIENTABLE (adw_bin_get_child (ui_test_child (fixture->page, "cards_bin")));

  test_server_hang (fixture->server, "/v2/user/info");
  show_row (fixture, "\"spend\": 3.25}");
  g_assert_cmpint (gtk_orientable_get_orientation (cards), ==, GTK_ORIENTATION_HORIZONTAL);

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 700);
  ui_test_wait_until (gtk_orientable_get_orientation (cards) == GTK_ORIENTATION_VERTICAL);
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->page)) == 360);

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  ui_test_wait_until (gtk_orientable_get_orientation (cards) == GTK_ORIENTATION_HORIZONTAL);
}

/* Shows a user of the demo and opens the connection only then: the actions come late. */
static void
show_demo_user (Fixture *fixture, const char *key, const char *user_id)
{
  use_session (fixture, orch_demo_server_get_url (demo), key);
  fixture->user = orch_user_new (user_id);
  orch_user_page_set_user (fixture->page, fixture->session, fixture->user);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "edit_button")));

  open_session (fixture);
  ui_test_wait_until (g_str_equal (state (fixture), "record"));
}

static void
test_may_write (Fixture *fixture, gconstpointer data)
{
  GtkWidget *edit = ui_test_child (fixture->page, "edit_button");
  GtkWidget *reset = ui_test_child (fixture->page, "reset_spend_button");

  show_demo_user (fixture, data, "demo-user");
  orch_user_set_value (fixture->user, ORCH_USER_SPEND, g_variant_new_double (1));
  g_assert_true (gtk_widget_get_visible (edit));
  g_assert_true (button_works (fixture, "edit_button"));
  g_assert_true (gtk_widget_get_visible (reset));
  g_assert_true (button_works (fixture, "reset_spend_button"));
  g_assert_null (gtk_widget_get_tooltip_text (reset));

  orch_user_set_value (fixture->user, ORCH_USER_SPEND, g_variant_new_double (0));
  g_assert_true (gtk_widget_get_visible (reset));
  g_assert_false (button_works (fixture, "reset_spend_button"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (reset), ==, "Nothing has been spent yet.");
}

static void
test_may_not_write (Fixture *fixture, gconstpointer data)
{
  const char *user_id =
      g_strcmp0 (data, ORCH_DEMO_USER_VIEWER_KEY) == 0 ? "demo-user-viewer" : "demo-user";

  show_demo_user (fixture, data, user_id);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "edit_button")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "reset_spend_button")));
  g_assert_false (button_works (fixture, "edit_button"));
}

static void
test_edits (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  show_demo_user (fixture, ORCH_DEMO_ADMIN_KEY, "demo-user");
  g_assert_true (activate (fixture, "user.edit"));
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_UPDATE_USER_DIALOG)) != NULL);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (dialog))
                 == GTK_WINDOW (fixture->window));

  g_signal_emit_by_name (dialog, "saved", "It was saved");
  ui_test_wait_until (ui_test_find_label (fixture->window, "It was saved") != NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_resets_spend (Fixture *fixture, gconstpointer data)
{
  show_demo_user (fixture, ORCH_DEMO_ADMIN_KEY, "user-000003");
  orch_user_set_value (fixture->user, ORCH_USER_SPEND, g_variant_new_double (2));

  g_assert_true (activate (fixture, "user.reset-spend"));
  g_assert_false (button_works (fixture, "reset_spend_button"));
  ui_test_answer ("_Cancel");
  ui_test_wait_until (button_works (fixture, "reset_spend_button"));
  g_assert_cmpfloat (orch_user_get_spend (fixture->user), ==, 2);

  g_assert_true (activate (fixture, "user.reset-spend"));
  ui_test_answer ("_Reset spend");
  ui_test_wait_until (card_shows (fixture, "spend_card", "$0.00"));
  ui_test_wait_until (ui_test_find_label (fixture->window, "Spend was reset") != NULL);
  g_assert_false (button_works (fixture, "reset_spend_button"));
}

static void
set_fault (const char *fault)
{
  g_assert_true (orch_demo_server_set_fault (demo, fault, NULL));
}

/* The next user is opened while the spend of this one is being reset. */
static void
test_reset_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) other = orch_user_new ("user-000004");

  show_demo_user (fixture, ORCH_DEMO_ADMIN_KEY, "user-000003");
  orch_user_set_value (fixture->user, ORCH_USER_SPEND, g_variant_new_double (2));

  set_fault ("delay:200@POST /user/update");
  g_assert_true (activate (fixture, "user.reset-spend"));
  ui_test_answer ("_Reset spend");
  orch_user_page_set_user (fixture->page, fixture->session, other);
  orch_user_set_value (other, ORCH_USER_SPEND, g_variant_new_double (1));
  g_assert_true (button_works (fixture, "reset_spend_button"));

  ui_test_wait_until (ui_test_find_label (fixture->window, ": Spend was reset") != NULL);
  g_assert_nonnull (
      ui_test_find_label (fixture->window, orch_user_get_display_name (fixture->user)));
  g_assert_cmpfloat (orch_user_get_spend (fixture->user), ==, 0);
  set_fault (NULL);
}

/* The answer is lost: what the server has now tells what became of it. */
static void
test_reset_looks (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *fault;
    const char *text;
  } cases[] = {
    { "500@/user/update", "Spend was not reset" },
    { "reset@/user/update", "Spend was reset" },
  };

  show_demo_user (fixture, ORCH_DEMO_ADMIN_KEY, "user-000005");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    if (orch_user_get_spend (fixture->user) == 0)
      orch_user_set_value (fixture->user, ORCH_USER_SPEND, g_variant_new_double (2));
    set_fault (cases[i].fault);
    g_assert_true (activate (fixture, "user.reset-spend"));
    ui_test_answer ("_Reset spend");
    ui_test_wait_until (ui_test_find_label (fixture->window, cases[i].text) != NULL);
  }
  set_fault (NULL);
}

static void
reply_keys (Fixture *fixture, guint n)
{
  g_autoptr (GString) body = g_string_new ("{\"keys\": [");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (body, "%s{\"token\": \"%064u\", \"spend\": 0, \"user_id\": \"ann\"}",
                            i > 0 ? "," : "", i);
  g_string_append_printf (body, "], \"total_count\": %u, \"current_page\": 1, \"total_pages\": 1}",
                          n);
  test_server_reply (fixture->server, "/key/list", 200, body->str);
}

/* Whether the wheel scrolls the keys, not the page. */
static gboolean
keys_take_wheel (Fixture *fixture)
{
  GtkWidget *view = ui_test_child (ui_test_child (fixture->page, "keys"), "view");
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (ui_test_child (view, "scroller"));
  gboolean takes = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    takes |= GTK_IS_EVENT_CONTROLLER_SCROLL (controller)
             && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_BUBBLE;
  }

  return takes;
}

static void
test_wheel (Fixture *fixture, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);

  test_server_reply (fixture->server, "/v2/user/info", 200, ROW);
  reply_keys (fixture, n);
  show_ann (fixture);
  ui_test_wait_until (shows (fixture, n > 3 ? "40 keys" : "3 keys"));
  ui_test_wait_until (keys_take_wheel (fixture) == (n > 3));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  ui_test_init (&argc, &argv);
  demo = orch_demo_server_new (30);
  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/user-page/reads-user", NULL, test_reads_user);
  ADD ("/user-page/cards-without-limits", NULL, test_cards_without_limits);
  ADD ("/user-page/cards-with-limits", NULL, test_cards_with_limits);
  ADD ("/user-page/follows-user", NULL, test_follows_user);
  ADD ("/user-page/first-reading-fails", NULL, test_first_reading_fails);
  ADD ("/user-page/keeps-data-when-refresh-fails", NULL, test_keeps_data_when_refresh_fails);
  ADD ("/user-page/next-user-cancels", NULL, test_next_user_cancels);
  ADD ("/user-page/copies-id", NULL, test_copies_id);
  ADD ("/user-page/narrow", NULL, test_narrow);
  ADD ("/user-page/role/master", ORCH_DEMO_MASTER_KEY, test_may_write);
  ADD ("/user-page/role/admin", ORCH_DEMO_ADMIN_KEY, test_may_write);
  ADD ("/user-page/role/admin-viewer", ORCH_DEMO_ADMIN_VIEWER_KEY, test_may_not_write);
  ADD ("/user-page/role/user", ORCH_DEMO_USER_KEY, test_may_not_write);
  ADD ("/user-page/role/user-viewer", ORCH_DEMO_USER_VIEWER_KEY, test_may_not_write);
  ADD ("/user-page/wheel/few-keys", GUINT_TO_POINTER (3), test_wheel);
  ADD ("/user-page/wheel/many-keys", GUINT_TO_POINTER (40), test_wheel);
  ADD ("/user-page/edits", NULL, test_edits);
  ADD ("/user-page/resets-spend", NULL, test_resets_spend);
  ADD ("/user-page/reset-goes-on", NULL, test_reset_goes_on);
  ADD ("/user-page/reset-looks", NULL, test_reset_looks);
#undef ADD

  status = g_test_run ();
  g_clear_object (&demo);

  return status;
}
