#include "config.h"

#include "connections-test.h"
#include "demo/demo-server.h"
#include "ui-test.h"
#include "ui/users/users-page.h"
#include "ui/window/window.h"

static OrchDemoServer *demo;         /* (owned) */
static OrchApplication *application; /* (owned): a process has one */

typedef struct {
  ConnectionsTest test;
  OrchWindow *window; /* (unowned) (nullable) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  connections_test_set_up (&fixture->test);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  connections_test_tear_down (&fixture->test);
}

static void
present (Fixture *fixture)
{
  fixture->window = orch_window_new (GTK_APPLICATION (application), fixture->test.connector);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static const char *
page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->window, "pages"));
}

static const char *
title (Fixture *fixture)
{
  return adw_window_title_get_title (ui_test_child (fixture->window, "title"));
}

static const char *
label (gpointer widget, const char *id)
{
  return gtk_label_get_label (ui_test_child (widget, id));
}

static gboolean
can (Fixture *fixture, const char *action)
{
  g_autofree char *name = g_strdup_printf ("win.%s", action);

  return gtk_widget_activate_action (GTK_WIDGET (fixture->window), name, NULL);
}

static void
open_with_key (Fixture *fixture, const char *url, const char *key)
{
  g_autoptr (OrchConnection) connection = orch_connection_new (url, url);

  orch_connector_open_with_key (fixture->test.connector, connection, key);
  present (fixture);
  g_assert_cmpstr (page (fixture), ==, "users");
}

static void
test_administrator (Fixture *fixture, gconstpointer data)
{
  GtkWidget *back;
  GtkWidget *menu;
  OrchUsersPage *users;
  g_autoptr (OrchUser) user = orch_user_new ("user-000007");

  open_with_key (fixture, orch_demo_server_get_url (demo), data);
  back = ui_test_child (fixture->window, "back_button");
  menu = ui_test_child (fixture->window, "connection_button");
  users = ui_test_page (fixture->window, "users");
  ui_test_wait_until (g_str_has_prefix (label (menu, "role_label"), "Administrator"));
  g_assert_cmpstr (page (fixture), ==, "users");
  g_assert_cmpstr (title (fixture), ==, "Users");
  g_assert_true (gtk_widget_get_visible (menu));
  g_assert_false (gtk_widget_get_visible (back));
  ui_test_wait_until (g_str_has_prefix (label (menu, "version_label"), "LiteLLM 1."));
  /* And not in a field of the connect page, which is hidden now. */
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         GTK_WIDGET (users)));

  g_signal_emit_by_name (users, "user-activated", user);
  g_assert_cmpstr (page (fixture), ==, "user");
  g_assert_true (gtk_widget_get_visible (back));
  g_assert_cmpstr (title (fixture), ==, "User");
  /* The page reads the user and shows the name. */
  ui_test_wait_until (ui_test_find_label (ui_test_page (fixture->window, "user"), "@") != NULL);

  g_assert_true (can (fixture, "back"));
  g_assert_cmpstr (page (fixture), ==, "users");

  g_assert_true (can (fixture, "disconnect"));
  g_assert_cmpstr (page (fixture), ==, "connect");
  g_assert_false (gtk_widget_get_visible (menu));
}

static void
test_own_page (Fixture *fixture, gconstpointer data)
{
  open_with_key (fixture, orch_demo_server_get_url (demo), data);
  ui_test_wait_until (g_str_equal (page (fixture), "user"));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->window, "back_button")));
}

static void
test_no_user (Fixture *fixture, gconstpointer data)
{
  AdwStatusPage *shown;

  open_with_key (fixture, orch_demo_server_get_url (demo), data);
  ui_test_wait_until (g_str_equal (page (fixture), "no-user"));
  shown = ADW_STATUS_PAGE (gtk_stack_get_visible_child (ui_test_child (fixture->window, "pages")));
  g_assert_cmpstr (adw_status_page_get_title (shown), !=, "");
}

static void
test_wrong_key (Fixture *fixture, gconstpointer data)
{
  GtkWidget *connect_page;

  open_with_key (fixture, orch_demo_server_get_url (demo), "sk-nobody-knows-this");
  ui_test_wait_until (g_str_equal (page (fixture), "connect"));
  connect_page = ui_test_page (fixture->window, "connect");
  g_assert_true (
      gtk_widget_get_visible (ui_test_child (ui_test_child (connect_page, "form"), "key_error")));
  g_assert_cmpstr (
      gtk_editable_get_text (ui_test_child (ui_test_child (connect_page, "form"), "address_row")),
      ==, orch_demo_server_get_url (demo));
}

static void
test_nothing_there (Fixture *fixture, gconstpointer data)
{
  GtkWidget *connect_page;

  open_with_key (fixture, "http://127.0.0.1:1", "sk-something-0000");
  ui_test_wait_until (g_str_equal (page (fixture), "connect"));
  connect_page = ui_test_page (fixture->window, "connect");
  g_assert_true (gtk_widget_get_visible (ui_test_child (connect_page, "failure")));
}

static void
test_profile (Fixture *fixture, gconstpointer data)
{
  present (fixture);
  g_assert_cmpint (gtk_widget_has_css_class (GTK_WIDGET (fixture->window), "devel"), ==,
                   g_str_has_suffix (ORCH_APP_ID, ".Devel"));
}

static GtkWindow *
find_shortcuts (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++) {
    g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

    if (GTK_IS_SHORTCUTS_WINDOW (toplevel))
      return toplevel;
  }

  return NULL;
}

static void
test_shortcuts (Fixture *fixture, gconstpointer data)
{
  present (fixture);
  g_assert_null (find_shortcuts ());
  g_assert_true (can (fixture, "show-help-overlay"));
  g_assert_true (gtk_window_get_transient_for (find_shortcuts ()) == GTK_WINDOW (fixture->window));

  gtk_window_close (find_shortcuts ());
  ui_test_wait_until (find_shortcuts () == NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  ui_test_init (&argc, &argv);
  demo = orch_demo_server_new (60);
  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);
  application = connections_test_new_application ();

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/window/profile", NULL, test_profile);
  ADD ("/window/administrator", ORCH_DEMO_ADMIN_KEY, test_administrator);
  ADD ("/window/master-key", ORCH_DEMO_MASTER_KEY, test_administrator);
  ADD ("/window/viewer", ORCH_DEMO_ADMIN_VIEWER_KEY, test_administrator);
  ADD ("/window/own-page", ORCH_DEMO_USER_KEY, test_own_page);
  ADD ("/window/own-page-viewer", ORCH_DEMO_USER_VIEWER_KEY, test_own_page);
  ADD ("/window/no-user", ORCH_DEMO_NO_USER_KEY, test_no_user);
  ADD ("/window/missing-user", ORCH_DEMO_MISSING_USER_KEY, test_no_user);
  ADD ("/window/wrong-key", NULL, test_wrong_key);
  ADD ("/window/nothing-there", NULL, test_nothing_there);
  ADD ("/window/shortcuts", NULL, test_shortcuts);
#undef ADD

  status = g_test_run ();
  g_clear_object (&application);
  g_clear_object (&demo);

  return status;
}
