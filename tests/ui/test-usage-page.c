#include "config.h"

#include "core/model/usage.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/usage/date-button.h"
#include "ui/usage/usage-chart.h"
#include "ui/usage/usage-link.h"
#include "ui/usage/usage-page.h"

#define PATH "/user/daily/activity/aggregated"

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  GtkWidget *window;    /* (unowned) */
  OrchUsagePage *page;  /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  fixture->session = session_test_open_master (fixture->server);
  fixture->page = g_object_new (ORCH_TYPE_USAGE_PAGE, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window),
                               data != NULL ? GPOINTER_TO_INT (data) : 900, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->session);
  test_server_free (fixture->server);
}

/* (transfer full): so many days before today, as LiteLLM writes it */
static char *
dup_day (int n_days_ago)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, -n_days_ago);

  return g_date_time_format (day, ORCH_USAGE_DATE_FORMAT);
}

/* Of a day of which the totals tell more. */
static void
reply_usage (Fixture *fixture)
{
  g_autofree char *day = dup_day (2);
  g_autofree char *body = g_strdup_printf (
      "{\"results\": [{\"date\": \"%s\", \"metrics\": {\"spend\": 0.5, \"successful_requests\": 10,"
      " \"failed_requests\": 3, \"total_tokens\": 1500}, \"breakdown\": {\"model_groups\":"
      " {\"gpt-4o\": {\"metrics\": {\"spend\": 0.5, \"successful_requests\": 10}}},"
      " \"api_keys\": {\"aaaa1111\": {\"metrics\": {\"spend\": 0.25},"
      " \"metadata\": {\"key_alias\": \"laptop\"}}}}}],"
      " \"metadata\": {\"total_spend\": 60, \"total_successful_requests\": 1200,"
      " \"total_failed_requests\": 34, \"total_prompt_tokens\": 1000,"
      " \"total_completion_tokens\": 500, \"total_tokens\": 1500, \"total_api_keys\": 21}}",
      day);

  test_server_reply (fixture->server, PATH, 200, body);
}

static void
reply_nothing (Fixture *fixture)
{
  test_server_reply (fixture->server, PATH, 200,
                     "{\"results\": [], \"metadata\": {\"total_spend\": 0}}");
}

static const char *
state (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->page, "states"));
}

static gboolean
shows (gpointer widget, const char *text)
{
  return ui_test_find_label (widget, text) != NULL;
}

static gboolean
is_visible (Fixture *fixture, const char *id)
{
  return gtk_widget_get_visible (ui_test_child (fixture->page, id));
}

static gpointer
get_days (Fixture *fixture, const char *id)
{
  return ui_test_child (ui_test_child (fixture->page, "days"), id);
}

static void
show_target (Fixture *fixture, OrchUsageTarget *target)
{
  orch_usage_page_set_target (fixture->page, fixture->session, target);
  g_object_unref (target);
}

static void
show_everybody (Fixture *fixture)
{
  show_target (fixture, orch_usage_target_new_everybody ());
}

/* Waits for a further request, and until its answer is shown. */
static void
assert_asks (Fixture *fixture, guint n, int first, int last, const char *rest)
{
  g_autofree char *first_day = dup_day (first);
  g_autofree char *last_day = dup_day (last);
  g_autofree char *request = g_strdup_printf (
      "GET " PATH "?start_date=%s&end_date=%s%s&api_key_limit=20", first_day, last_day, rest);

  ui_test_wait_until (test_server_count (fixture->server, "GET " PATH) == n
                      && g_str_equal (state (fixture), "record"));
  g_assert_cmpuint (test_server_count (fixture->server, request), >, 0);
}

static guint
count_rows (GtkColumnView *table)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table)));
}

/* The totals are the server's, whatever the days add up to. */
static void
test_shows (Fixture *fixture, gconstpointer data)
{
  reply_usage (fixture);
  show_everybody (fixture);
  g_assert_cmpstr (state (fixture), ==, "loading");
  assert_asks (fixture, 1, 29, 0, "");

  g_assert_true (shows (ui_test_child (fixture->page, "spend_card"), "$60.00"));
  g_assert_true (shows (ui_test_child (fixture->page, "spend_card"), "$2.00 a day on average"));
  g_assert_true (shows (ui_test_child (fixture->page, "requests_card"), "1234")
                 || shows (ui_test_child (fixture->page, "requests_card"), "1,234"));
  g_assert_true (shows (ui_test_child (fixture->page, "requests_card"), "34 failed"));
  g_assert_true (shows (fixture->page, "The 20 keys with the highest spend of 21"));
  g_assert_false (is_visible (fixture, "dates"));
  g_assert_false (is_visible (fixture, "empty_page"));
  g_assert_cmpuint (count_rows (ui_test_child (fixture->page, "models_table")), ==, 2);
  g_assert_cmpuint (count_rows (ui_test_child (fixture->page, "keys_table")), ==, 2);
}

/* GTK 4.8 takes the wheel in a scrolled window, even where that does not scroll: with the pointer
 * on a table the page would stand still. */
static void
test_wheel (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = ui_test_child (fixture->page, "scroller");
  GtkWidget *const tables[] = {
    get_days (fixture, "table"),
    ui_test_child (fixture->page, "models_table"),
    ui_test_child (fixture->page, "keys_table"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_assert_true (gtk_widget_get_ancestor (tables[i], GTK_TYPE_SCROLLED_WINDOW) == scroller);
}

static void
keep_key_cb (GPtrArray *opened, const char *key_id)
{
  g_ptr_array_add (opened, g_strdup (key_id));
}

/* The row of all other keys leads nowhere. */
static void
test_opens_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) opened = g_ptr_array_new_with_free_func (g_free);
  GtkColumnView *table;

  reply_usage (fixture);
  show_everybody (fixture);
  assert_asks (fixture, 1, 29, 0, "");
  g_signal_connect_swapped (fixture->page, "key-activated", G_CALLBACK (keep_key_cb), opened);

  table = ui_test_child (fixture->page, "keys_table");
  g_assert_true (gtk_column_view_get_single_click_activate (table));
  g_signal_emit_by_name (table, "activate", 1);
  g_assert_cmpuint (opened->len, ==, 0);
  g_signal_emit_by_name (table, "activate", 0);
  g_assert_cmpuint (opened->len, ==, 1);
  g_assert_cmpstr (opened->pdata[0], ==, "aaaa1111");
}

static void
test_targets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) user = orch_user_new ("ann");
  g_autoptr (JsonNode) row = json_from_string ("{\"token\": \"aaaa1111\"}", NULL);
  g_autoptr (OrchKey) key = orch_key_new_from_json (json_node_get_object (row));

  reply_usage (fixture);
  show_target (fixture, orch_usage_target_new_user (user));
  assert_asks (fixture, 1, 29, 0, "&user_id=ann");
  g_assert_true (is_visible (fixture, "by_key"));

  show_target (fixture, orch_usage_target_new_key (key));
  assert_asks (fixture, 2, 29, 0, "&api_key=aaaa1111");
  g_assert_false (is_visible (fixture, "by_key"));
}

static void
choose_range (Fixture *fixture, guint position)
{
  gtk_drop_down_set_selected (ui_test_child (fixture->page, "range"), position);
}

static void
choose_day (Fixture *fixture, const char *id, int n_days_ago)
{
  OrchDateButton *button = ui_test_child (fixture->page, id);
  g_autofree char *text = dup_day (n_days_ago);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_parse (&date, text);
  orch_date_button_set_date (button, &date);
  g_signal_emit_by_name (button, "chosen");
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  reply_usage (fixture);
  show_everybody (fixture);
  assert_asks (fixture, 1, 29, 0, "");

  choose_range (fixture, 0);
  g_assert_cmpstr (state (fixture), ==, "record");
  assert_asks (fixture, 2, 6, 0, "");
  choose_range (fixture, 2);
  assert_asks (fixture, 3, 89, 0, "");

  /* Nothing is asked before a day is chosen. */
  choose_range (fixture, 3);
  g_assert_true (is_visible (fixture, "dates"));
  choose_day (fixture, "first_button", 40);
  assert_asks (fixture, 4, 40, 0, "");
  choose_day (fixture, "last_button", 20);
  assert_asks (fixture, 5, 40, 20, "");

  /* The other day follows, no day is to come, and there are not too many. */
  choose_day (fixture, "first_button", 10);
  assert_asks (fixture, 6, 10, 10, "");
  choose_day (fixture, "last_button", -3);
  assert_asks (fixture, 7, 10, 0, "");
  choose_day (fixture, "first_button", 1000);
  assert_asks (fixture, 8, 1000, 1000 - 365, "");
}

static void
test_measures (Fixture *fixture, gconstpointer data)
{
  reply_usage (fixture);
  show_everybody (fixture);
  assert_asks (fixture, 1, 29, 0, "");

  g_assert_false (gtk_widget_get_visible (get_days (fixture, "failed_label")));
  gtk_toggle_button_set_active (get_days (fixture, "measure_requests"), TRUE);
  g_assert_true (gtk_widget_get_visible (get_days (fixture, "failed_label")));
  gtk_toggle_button_set_active (get_days (fixture, "measure_tokens"), TRUE);
  g_assert_false (gtk_widget_get_visible (get_days (fixture, "failed_label")));

  g_assert_false (gtk_widget_get_visible (get_days (fixture, "table_box")));
  gtk_toggle_button_set_active (get_days (fixture, "as_table"), TRUE);
  g_assert_true (gtk_widget_get_visible (get_days (fixture, "table_box")));
  g_assert_false (gtk_widget_get_visible (get_days (fixture, "chart_box")));
  g_assert_cmpuint (count_rows (get_days (fixture, "table")), ==, 30);
}

/* What a screen reader says of the chart. */
static void
test_summary (void)
{
  g_autoptr (JsonNode) node = json_from_string (
      "{\"results\": [{\"date\": \"2026-11-02\", \"metrics\": {\"spend\": 0.5,"
      " \"successful_requests\": 7, \"failed_requests\": 3, \"total_tokens\": 900}}],"
      " \"metadata\": {\"total_spend\": 0.5}}",
      NULL);
  GDate first, last;
  g_autoptr (OrchUsage) usage = NULL;
  static const char *const expected[] = {
    "Spend by day, 1 Nov 2026 to 3 Nov 2026. Most on 2 Nov 2026: $0.50.",
    "Requests by day, 1 Nov 2026 to 3 Nov 2026. Most on 2 Nov 2026: 10 requests, 3 failed.",
    "Tokens by day, 1 Nov 2026 to 3 Nov 2026. Most on 2 Nov 2026: 900 tokens.",
  };

  g_date_clear (&first, 1);
  g_date_set_dmy (&first, 1, G_DATE_NOVEMBER, 2026);
  last = first;
  g_date_add_days (&last, 2);
  usage = orch_usage_new_from_json (json_node_get_object (node), &first, &last);

  for (OrchUsageMeasure i = 0; i < ORCH_N_USAGE_MEASURES; i++) {
    GtkWidget *chart = g_object_ref_sink (g_object_new (ORCH_TYPE_USAGE_CHART, NULL));
    g_autofree char *summary = orch_usage_words_summary (usage->days, i);

    g_assert_cmpstr (summary, ==, expected[i]);
    orch_usage_chart_set_days (ORCH_USAGE_CHART (chart), usage->days, i);
    gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
    gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, expected[i]);
    g_object_unref (chart);
  }
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  reply_nothing (fixture);
  show_everybody (fixture);
  assert_asks (fixture, 1, 29, 0, "");

  g_assert_true (is_visible (fixture, "empty_page"));
  g_assert_false (is_visible (fixture, "usage_box"));
  g_assert_true (shows (ui_test_child (fixture->page, "spend_card"), "$0.00"));
}

static void
test_fails (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, PATH, "daily_activity_403");
  reply_usage (fixture);
  show_everybody (fixture);
  ui_test_wait_until (g_str_equal (state (fixture), "error"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "usage.refresh", NULL);
  ui_test_wait_until (g_str_equal (state (fixture), "record"));

  /* What was shown stays, and what failed is said. */
  test_server_forget_replies (fixture->server, PATH);
  test_server_reply_fixture (fixture->server, PATH, "daily_activity_403");
  choose_range (fixture, 0);
  ui_test_wait_until (gtk_revealer_get_reveal_child (
      ui_test_child (ui_test_child (fixture->page, "error_bar"), "revealer")));
  g_assert_cmpstr (state (fixture), ==, "record");
  g_assert_true (shows (ui_test_child (fixture->page, "spend_card"), "$60.00"));
}

/* Somebody else's answer is not shown. */
static void
test_changes_target (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) user = orch_user_new ("ann");

  test_server_hang (fixture->server, PATH);
  reply_nothing (fixture);
  show_everybody (fixture);
  test_server_wait_count (fixture->server, "GET " PATH, 1);
  show_target (fixture, orch_usage_target_new_user (user));
  assert_asks (fixture, 2, 29, 0, "&user_id=ann");
  g_assert_true (is_visible (fixture, "empty_page"));

  orch_usage_page_set_target (fixture->page, NULL, NULL);
  g_assert_cmpstr (state (fixture), ==, "loading");
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  reply_usage (fixture);
  show_everybody (fixture);
  assert_asks (fixture, 1, 29, 0, "");
  ui_test_wait_until (shows (fixture->page, "Usage"));
  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 400);
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  OrchUsageLink *link = g_object_ref_sink (g_object_new (ORCH_TYPE_USAGE_LINK, NULL));
  GtkWidget *row = ui_test_child (link, "row");

  orch_usage_link_update (link, NULL, ORCH_USAGE_OF_USER, "ann");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (link)));

  orch_usage_link_update (link, fixture->session, ORCH_USAGE_OF_USER, "ann");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (link)));
  g_assert_true (gtk_widget_get_sensitive (row));
  g_assert_null (gtk_widget_get_tooltip_text (row));

  orch_usage_link_update (link, fixture->session, ORCH_USAGE_OF_USER, "");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (link)));
  g_object_unref (link);
}

/* The row itself says why it leads nowhere, so that a screen reader says it, too. */
static void
test_link_of_old_server (void)
{
  TestServer *server = test_server_new ();
  OrchUsageLink *link = g_object_ref_sink (g_object_new (ORCH_TYPE_USAGE_LINK, NULL));
  GtkWidget *row = ui_test_child (link, "row");
  g_autoptr (OrchSession) session = NULL;

  test_server_reply (server, "/public/model_hub/info", 200, "{\"litellm_version\": \"1.81.0\"}");
  session = session_test_open_master (server);
  orch_usage_link_update (link, session, ORCH_USAGE_OF_USER, "ann");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (link)));
  g_assert_false (gtk_widget_get_sensitive (row));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (row), ==,
                   "This version of the LiteLLM proxy can’t tell this.");

  g_object_unref (link);
  g_clear_object (&session);
  test_server_free (server);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/usage-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  ADD ("shows", test_shows);
  ADD ("wheel", test_wheel);
  ADD ("opens-key", test_opens_key);
  ADD ("targets", test_targets);
  ADD ("ranges", test_ranges);
  ADD ("measures", test_measures);
  ADD ("empty", test_empty);
  ADD ("fails", test_fails);
  ADD ("changes-target", test_changes_target);
  ADD ("link", test_link);
  g_test_add ("/usage-page/narrow", Fixture, GINT_TO_POINTER (360), set_up, test_narrow, tear_down);
  g_test_add_func ("/usage-page/summary", test_summary);
  g_test_add_func ("/usage-page/link-of-old-server", test_link_of_old_server);

  return g_test_run ();
}
