#include "config.h"

#include "core/client/error.h"
#include "ui-test.h"
#include "ui/common/error-bar.h"
#include "ui/common/error-page.h"
#include "ui/common/retry-button.h"

typedef struct {
  GtkWidget *window; /* (unowned) */
  guint n_retries;
} Fixture;

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_retries++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("retry", NULL);

  g_signal_connect (action, "activate", G_CALLBACK (retry_cb), fixture);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  fixture->window = gtk_window_new ();
  gtk_widget_insert_action_group (fixture->window, "test", G_ACTION_GROUP (group));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static gpointer
show (Fixture *fixture, GType type)
{
  gpointer widget = g_object_new (type, "action-name", "test.retry", NULL);

  gtk_window_set_child (GTK_WINDOW (fixture->window), widget);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_test_wait_until (gtk_widget_get_mapped (widget));

  return widget;
}

static GError *
create_error (int code)
{
  return g_error_new_literal (ORCH_ERROR, code, "");
}

/* The title of a bar that tells an error. */
static const char *
tell (OrchErrorBar *bar, int code, GDateTime *updated_at)
{
  g_autoptr (GError) error = create_error (code);

  orch_error_bar_set_error (bar, error, updated_at);

  return gtk_label_get_text (ui_test_child (bar, "title_label"));
}

static void
test_bar_tells_age (Fixture *fixture, gconstpointer data)
{
  OrchErrorBar *bar = show (fixture, ORCH_TYPE_ERROR_BAR);
  g_autoptr (GDateTime) day = g_date_time_new_local (2025, 3, 4, 14, 5, 0);

  g_assert_cmpstr (tell (bar, ORCH_ERROR_REFUSED, day), ==,
                   "Offline – last updated: 4 Mar 2025, 14:05");
  g_assert_cmpstr (tell (bar, ORCH_ERROR_TIMED_OUT, NULL), ==, "Offline – may be out of date");
  g_assert_cmpstr (tell (bar, ORCH_ERROR_SERVER, day), ==,
                   "Not up to date – last updated: 4 Mar 2025, 14:05");
  g_assert_cmpstr (tell (bar, ORCH_ERROR_NOT_PERMITTED, NULL), ==, "May be out of date");
  g_assert_nonnull (ui_test_find_label (bar, "You are not allowed to do this."));
  g_assert_true (gtk_revealer_get_reveal_child (ui_test_child (bar, "revealer")));

  orch_error_bar_set_error (bar, NULL, NULL);
  g_assert_false (gtk_revealer_get_reveal_child (ui_test_child (bar, "revealer")));
}

static void
test_page_tells_error (Fixture *fixture, gconstpointer data)
{
  OrchErrorPage *page = show (fixture, ORCH_TYPE_ERROR_PAGE);
  g_autoptr (GError) offline = create_error (ORCH_ERROR_UNREACHABLE);
  g_autoptr (GError) markup = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "<a> & b");
  AdwStatusPage *status_page = ui_test_child (page, "status_page");

  g_object_set (page, "title", "Nothing here", NULL);
  orch_error_page_set_error (page, offline);
  g_assert_nonnull (ui_test_find_label (page, "Nothing here"));
  g_assert_nonnull (ui_test_find_label (page, "The server can’t be reached."));
  g_assert_cmpstr (adw_status_page_get_icon_name (status_page), ==, "network-offline-symbolic");

  orch_error_page_set_error (page, markup);
  g_assert_nonnull (ui_test_find_label (page, "<a> & b"));
  g_assert_cmpstr (adw_status_page_get_icon_name (status_page), ==, "dialog-error-symbolic");
}

static void
change_network (gboolean available)
{
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", available);
}

static void
test_button_retries (Fixture *fixture, gconstpointer data)
{
  OrchErrorPage *page = show (fixture, ORCH_TYPE_ERROR_PAGE);

  g_signal_emit_by_name (ui_test_child (page, "button"), "clicked");
  g_assert_cmpuint (fixture->n_retries, ==, 1);
}

static void
test_network_retries (Fixture *fixture, gconstpointer data)
{
  OrchErrorPage *page = show (fixture, ORCH_TYPE_ERROR_PAGE);

  change_network (TRUE);
  ui_test_wait_until (fixture->n_retries == 1);
  change_network (FALSE);
  ui_test_wait_until (fixture->n_retries == 2);

  gtk_widget_hide (GTK_WIDGET (page));
  change_network (TRUE);
  gtk_widget_show (GTK_WIDGET (page));
  change_network (TRUE);
  ui_test_wait_until (fixture->n_retries == 3);
}

/* A page that is not offline asks for nothing, whatever the network does. */
static void
test_hidden_bar_does_not_retry (Fixture *fixture, gconstpointer data)
{
  OrchErrorBar *bar = show (fixture, ORCH_TYPE_ERROR_BAR);

  change_network (FALSE);
  change_network (TRUE);
  g_assert_cmpuint (fixture->n_retries, ==, 0);

  tell (bar, ORCH_ERROR_REFUSED, NULL);
  ui_test_wait_until (gtk_widget_get_mapped (ui_test_child (bar, "button")));
  change_network (TRUE);
  ui_test_wait_until (fixture->n_retries == 1);

  orch_error_bar_set_error (bar, NULL, NULL);
  ui_test_wait_until (!gtk_widget_get_mapped (ui_test_child (bar, "button")));
  change_network (TRUE);
  g_assert_cmpuint (fixture->n_retries, ==, 1);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test) g_test_add ("/offline/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("bar-tells-age", test_bar_tells_age);
  ADD ("page-tells-error", test_page_tells_error);
  ADD ("button-retries", test_button_retries);
  ADD ("network-retries", test_network_retries);
  ADD ("hidden-bar-does-not-retry", test_hidden_bar_does_not_retry);
#undef ADD

  return g_test_run ();
}
