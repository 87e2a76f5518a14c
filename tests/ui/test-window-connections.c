#include "config.h"

#include "connections-test.h"
#include "demo/demo-server.h"
#include "test-wait.h"
#include "ui-test.h"
#include "ui/connect/rename-dialog.h"
#include "ui/window/window.h"

static OrchDemoServer *demo;         /* (owned) */
static OrchApplication *application; /* (owned) */

typedef struct {
  ConnectionsTest test;
  OrchWindow *window;     /* (unowned) */
  OrchConnection *first;  /* (unowned) */
  OrchConnection *second; /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *address = orch_demo_server_get_url (demo);

  connections_test_set_up (&fixture->test);
  fixture->first = connections_test_add (&fixture->test, "One_1", address, ORCH_DEMO_ADMIN_KEY);
  fixture->second = connections_test_add (&fixture->test, "Two", address, ORCH_DEMO_USER_KEY);
  fixture->window = orch_window_new (GTK_APPLICATION (application), fixture->test.connector);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  connections_test_tear_down (&fixture->test);
}

static void
activate (Fixture *fixture, const char *action, OrchConnection *connection)
{
  g_autofree char *name = g_strconcat ("win.", action, NULL);

  g_assert_true (gtk_widget_activate_action (
      GTK_WIDGET (fixture->window), name, connection != NULL ? "s" : NULL,
      connection != NULL ? orch_connection_get_id (connection) : NULL));
}

static const char *
page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->window, "pages"));
}

static const char *
subtitle (Fixture *fixture)
{
  return adw_window_title_get_subtitle (ui_test_child (fixture->window, "title"));
}

static void
open (Fixture *fixture, OrchConnection *connection)
{
  activate (fixture, "open-connection", connection);
  ui_test_wait_until (orch_connector_get_state (fixture->test.connector) == ORCH_CONNECTOR_OPEN);
  g_assert_cmpstr (subtitle (fixture), ==, orch_connection_get_name (connection));
}

static void
test_switch (Fixture *fixture, gconstpointer data)
{
  open (fixture, fixture->first);
  g_assert_cmpstr (page (fixture), ==, "users");
  open (fixture, fixture->second);
  g_assert_cmpstr (page (fixture), ==, "user");
  g_assert_true (orch_connections_get_last_used (fixture->test.connections) == fixture->second);

  activate (fixture, "disconnect", NULL);
  g_assert_cmpstr (page (fixture), ==, "connect");
  open (fixture, fixture->first);
  activate (fixture, "new-connection", NULL);
  g_assert_cmpstr (page (fixture), ==, "connect");
}

static guint
count_items (GMenuModel *menu)
{
  guint n_items = 0;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++) {
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

    n_items += g_menu_model_get_n_items (section);
  }

  return n_items;
}

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  GtkWidget *menu = ui_test_child (fixture->window, "connection_button");
  GtkMenuButton *button = ui_test_child (menu, "button");
  GtkPopoverMenu *popover = GTK_POPOVER_MENU (gtk_menu_button_get_popover (button));
  GtkLabel *name = ui_test_child (menu, "name_label");
  g_autoptr (OrchConnection) unlisted =
      orch_connection_new ("Unlisted", orch_demo_server_get_url (demo));

  open (fixture, fixture->first);
  g_assert_cmpstr (gtk_label_get_label (name), ==, "One_1");
  gtk_menu_button_popup (button);
  /* Who, another connection, rename, remove, new, disconnect. */
  g_assert_cmpuint (count_items (gtk_popover_menu_get_menu_model (popover)), ==, 6);
  g_assert_nonnull (ui_test_find_label (popover, "Two"));
  gtk_menu_button_popdown (button);

  open (fixture, fixture->second);
  gtk_menu_button_popup (button);
  g_assert_nonnull (ui_test_find_label (popover, "One_1"));
  gtk_menu_button_popdown (button);

  orch_connector_open_with_key (fixture->test.connector, unlisted, ORCH_DEMO_ADMIN_KEY);
  ui_test_wait_until (g_str_equal (subtitle (fixture), "Unlisted"));
  gtk_menu_button_popup (button);
  g_assert_cmpuint (count_items (gtk_popover_menu_get_menu_model (popover)), ==, 5);
  gtk_menu_button_popdown (button);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog;
  GtkEditable *name;

  open (fixture, fixture->first);
  activate (fixture, "rename-connection", fixture->first);
  dialog = ui_test_find_window (ORCH_TYPE_RENAME_DIALOG);
  name = ui_test_child (dialog, "name_row");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "One_1");

  gtk_editable_set_text (name, "Two");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "rename"));
  gtk_editable_set_text (name, "  ");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "rename"));
  gtk_editable_set_text (name, " Three ");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "rename"));
  ui_test_answer ("_Rename");
  g_assert_cmpstr (orch_connection_get_name (fixture->first), ==, "Three");
  g_assert_cmpstr (subtitle (fixture), ==, "Three");

  activate (fixture, "rename-connection", fixture->second);
  gtk_editable_set_text (ui_test_child (ui_test_find_window (ORCH_TYPE_RENAME_DIALOG), "name_row"),
                         "Four");
  ui_test_answer ("_Cancel");
  g_assert_cmpstr (orch_connection_get_name (fixture->second), ==, "Two");
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchConnection) first = g_object_ref (fixture->first);

  open (fixture, first);
  activate (fixture, "remove-connection", first);
  ui_test_answer ("_Cancel");
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 2);

  /* Another than the open one. */
  activate (fixture, "remove-connection", fixture->second);
  ui_test_answer ("Re_move");
  ui_test_wait_until (connections_test_count (&fixture->test) == 1);
  g_assert_cmpstr (page (fixture), ==, "users");

  activate (fixture, "remove-connection", first);
  ui_test_answer ("Re_move");
  ui_test_wait_until (g_str_equal (page (fixture), "connect"));
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 0);
  g_assert_true (connections_test_has_key (&fixture->test, first, NULL));
}

static void
add_pending (OrchPendingSecrets *pending)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_pending_secrets_store_async (pending, material, NULL, NULL, test_keep_result_cb, &result);
  orch_pending_secrets_store_finish (pending, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

/* What goes with the connection is said, and only where there is something. */
static void
test_remove_with_secrets (Fixture *fixture, gconstpointer data)
{
  OrchPendingSecrets *pending =
      orch_connections_get_pending_secrets (fixture->test.connections, fixture->second);
  char old_id[] = "old", new_id[] = "new";
  const OrchReplacementRecord record = {
    .old_key_id = old_id,
    .new_key_id = new_id,
    .step = ORCH_REPLACEMENT_GENERATED,
  };

  activate (fixture, "remove-connection", fixture->second);
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_null (ui_test_find_label (ui_test_find_question (), "new secret"));
  g_assert_null (ui_test_find_label (ui_test_find_question (), "replacement"));
  ui_test_answer ("_Cancel");

  add_pending (pending);
  add_pending (pending);
  orch_replacement_journal_put (orch_pending_secrets_get_journal (pending), &record);
  activate (fixture, "remove-connection", fixture->second);
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (),
                                        "2 new secrets that were not saved go with it."));
  g_assert_nonnull (
      ui_test_find_label (ui_test_find_question (), "1 replacement of a key is not finished."));
  ui_test_answer ("_Cancel");
}

static void
test_keyring_does_not_remove (Fixture *fixture, gconstpointer data)
{
  open (fixture, fixture->first);
  connections_test_fail (&fixture->test, ORCH_KEY_STORE_ERROR_LOCKED);
  activate (fixture, "remove-connection", fixture->first);
  ui_test_answer ("Re_move");
  ui_test_answer ("_Cancel");
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 2);

  activate (fixture, "remove-connection", fixture->first);
  ui_test_answer ("Re_move");
  ui_test_answer ("Re_move");
  ui_test_wait_until (g_str_equal (page (fixture), "connect"));
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 1);
}

static void
test_key_not_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchConnection) typed = orch_connection_new ("Typed", orch_demo_server_get_url (demo));

  connections_test_fail (&fixture->test, ORCH_KEY_STORE_ERROR_UNAVAILABLE);
  orch_connector_open_typed (fixture->test.connector, typed, NULL, ORCH_DEMO_ADMIN_KEY, TRUE);
  ui_test_wait_until (ui_test_find_label (fixture->window, "for this run only, and asked") != NULL);
}

static void
test_keyring_slow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchConnection) typed = orch_connection_new ("Typed", orch_demo_server_get_url (demo));

  orch_connections_set_patience (fixture->test.connections, 20);
  orch_memory_key_store_set_delay (fixture->test.keyring, 1000);
  orch_connector_open_typed (fixture->test.connector, typed, NULL, ORCH_DEMO_ADMIN_KEY, TRUE);
  ui_test_wait_until (ui_test_find_label (fixture->window, "has not answered yet") != NULL);
  ui_test_wait_until (!orch_connections_get_keyring_slow (fixture->test.connections));
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
  application = connections_test_new_application ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/window-connections/switch", test_switch);
  ADD ("/window-connections/menu", test_menu);
  ADD ("/window-connections/rename", test_rename);
  ADD ("/window-connections/remove", test_remove);
  ADD ("/window-connections/remove-with-secrets", test_remove_with_secrets);
  ADD ("/window-connections/keyring-does-not-remove", test_keyring_does_not_remove);
  ADD ("/window-connections/key-not-kept", test_key_not_kept);
  ADD ("/window-connections/keyring-slow", test_keyring_slow);
#undef ADD

  status = g_test_run ();
  g_clear_object (&application);
  g_clear_object (&demo);

  return status;
}
