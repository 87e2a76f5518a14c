#include "config.h"

#include "client-fixture.h"
#include "connections-test.h"
#include "demo/demo-server.h"
#include "list-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/export/export-dialog.h"
#include "ui/keys/key-page.h"
#include "ui/keys/new-key-dialog.h"
#include "ui/keys/regenerate-dialog.h"
#include "ui/keys/rotation-page.h"
#include "ui/keys/secret-dialog.h"
#include "ui/usage/usage-page.h"
#include "ui/users/user-page.h"
#include "ui/window/window.h"

/* How one gets from one page of the window to another. */

static OrchDemoServer *demo;         /* (owned) */
static OrchApplication *application; /* (owned): a process has one */

typedef struct {
  ConnectionsTest test;
  OrchWindow *window; /* (unowned) */
} Fixture;

/* Whose key, and the page that the program was started with. */
typedef struct {
  const char *key;
  OrchPage page;
} Start;

static const Start admin = { ORCH_DEMO_ADMIN_KEY, ORCH_PAGE_USERS };
static const Start admin_keys = { ORCH_DEMO_ADMIN_KEY, ORCH_PAGE_KEYS };
static const Start user_keys = { ORCH_DEMO_USER_KEY, ORCH_PAGE_KEYS };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Start *start = data;
  g_autoptr (OrchConnection) connection =
      orch_connection_new ("Demo", orch_demo_server_get_url (demo));

  connections_test_set_up (&fixture->test);
  orch_connector_set_first_page (fixture->test.connector, start->page);
  orch_connector_open_with_key (fixture->test.connector, connection, start->key);
  fixture->window = orch_window_new (GTK_APPLICATION (application), fixture->test.connector);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_test_wait_until (orch_connector_get_state (fixture->test.connector) == ORCH_CONNECTOR_OPEN);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  connections_test_tear_down (&fixture->test);
}

static const char *
page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->window, "pages"));
}

static gpointer
get_page (Fixture *fixture, const char *name)
{
  return ui_test_page (fixture->window, name);
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
}

static void
choose_page (Fixture *fixture, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.page", "s", name);
}

/* Until the first row of the page's table can be opened. */
static gboolean
open_first (Fixture *fixture, const char *page_name)
{
  const char *before = page (fixture);

  g_signal_emit_by_name (ui_test_child (get_page (fixture, page_name), "table"), "activate", 0);

  return !g_str_equal (page (fixture), before);
}

static gboolean
has_rows (gpointer list_page)
{
  GtkColumnView *table = ui_test_child (list_page, "table");
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (table));

  return rows != NULL && g_list_model_get_n_items (rows) > 0;
}

static void
test_switches (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *users = ui_test_child (fixture->window, "users_button");
  GtkToggleButton *keys = ui_test_child (fixture->window, "keys_button");
  OrchSession *session = orch_connector_get_session (fixture->test.connector);

  g_assert_cmpstr (page (fixture), ==, "users");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (keys)));
  g_assert_true (gtk_toggle_button_get_active (users));
  g_assert_cmpint (orch_paged_list_get_total (orch_session_get_list (session, ORCH_PAGE_KEYS)), ==,
                   0);

  g_signal_emit_by_name (keys, "clicked");
  g_assert_cmpstr (page (fixture), ==, "keys");
  g_assert_true (gtk_toggle_button_get_active (keys));
  g_assert_false (gtk_toggle_button_get_active (users));
  ui_test_wait_until (g_str_has_suffix (list_test_footer (get_page (fixture, "keys")), " keys"));
  /* What can't be seen can't be found. */
  ui_test_wait_until (!gtk_widget_get_visible (get_page (fixture, "users")));

  choose_page (fixture, "users");
  g_assert_cmpstr (page (fixture), ==, "users");
  g_assert_true (gtk_toggle_button_get_active (users));
  choose_page (fixture, "teams");
  g_assert_cmpstr (page (fixture), ==, "users");
}

static void
test_starts_with_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (page (fixture), ==, "keys");
  g_assert_null (gtk_stack_get_child_by_name (ui_test_child (fixture->window, "pages"), "users"));
  choose_page (fixture, "users");
  ui_test_wait_until (has_rows (get_page (fixture, "users")));
}

static void
test_goes_back (Fixture *fixture, gconstpointer data)
{
  GtkWidget *back = ui_test_child (fixture->window, "back_button");
  OrchKey *key;
  gboolean handled;

  ui_test_wait_until (open_first (fixture, "keys"));
  g_assert_cmpstr (page (fixture), ==, "key");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->window, "page_switcher")));
  key = orch_key_page_get_key (get_page (fixture, "key"));

  /* To the owner, to one of the owner's keys, and all the way back. */
  g_signal_emit_by_name (ui_test_child (get_page (fixture, "key"), "summary_label"),
                         "activate-link", "owner", &handled);
  g_assert_cmpstr (page (fixture), ==, "user");
  g_assert_cmpstr (orch_user_get_id (orch_user_page_get_user (get_page (fixture, "user"))), ==,
                   orch_key_get_user_id (key));
  ui_test_wait_until (open_first (fixture, "user"));
  g_assert_cmpstr (page (fixture), ==, "key");
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "user");
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "key");
  g_assert_true (orch_key_page_get_key (get_page (fixture, "key")) == key);
  g_assert_true (gtk_widget_get_visible (back));
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "keys");
  g_assert_false (gtk_widget_get_visible (back));
}

static OrchKey *
find_key (OrchPagedList *list, const char *id)
{
  return orch_paged_list_find (list, id);
}

/* What is done to a key shows in every table that has it. */
static void
test_tables_agree (Fixture *fixture, gconstpointer data)
{
  OrchSession *session = orch_connector_get_session (fixture->test.connector);
  OrchPagedList *keys = orch_session_get_list (session, ORCH_PAGE_KEYS);
  g_autofree char *id = NULL;
  gboolean handled;

  ui_test_wait_until (open_first (fixture, "keys"));
  g_signal_emit_by_name (ui_test_child (get_page (fixture, "key"), "summary_label"),
                         "activate-link", "owner", &handled);
  ui_test_wait_until (open_first (fixture, "user"));
  id = g_strdup (orch_key_get_id (orch_key_page_get_key (get_page (fixture, "key"))));
  if (find_key (keys, id) == NULL) {
    g_test_skip ("the owner's newest key is on another page");
    return;
  }

  ui_test_wait_until (
      !gtk_spinner_get_spinning (ui_test_child (get_page (fixture, "key"), "busy_spinner")));
  gtk_widget_activate_action (get_page (fixture, "key"), "key.block", NULL);
  ui_test_answer ("_Block");
  ui_test_wait_until (orch_key_is_blocked (find_key (keys, id)));
  gtk_widget_activate_action (get_page (fixture, "key"), "key.unblock", NULL);
  ui_test_wait_until (!orch_key_is_blocked (find_key (keys, id)));
}

/* People without rights see themselves, and their keys. */
static void
test_own_page (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (page (fixture), ==, "user");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->window, "page_switcher")));
  choose_page (fixture, "keys");
  g_assert_cmpstr (page (fixture), ==, "user");

  ui_test_wait_until (open_first (fixture, "user"));
  g_assert_cmpstr (page (fixture), ==, "key");
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "user");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->window, "back_button")));
}

/* The secret is shown, the new key's page is behind it, and Back leads to its table. */
static void
test_creates_key (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  guint total;
  OrchUserPage *user_page;

  ui_test_wait_until (g_str_equal (page (fixture), "user"));
  user_page = get_page (fixture, "user");
  ui_test_wait_until (orch_paged_list_get_total (orch_user_page_get_keys (user_page)) > 0);
  total = orch_paged_list_get_total (orch_user_page_get_keys (user_page));

  gtk_widget_activate_action (ui_test_child (user_page, "keys"), "keys.new", NULL);
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_NEW_KEY_DIALOG)) != NULL);
  ui_test_wait_until (ui_test_can_send (dialog));
  ui_test_send (dialog);
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  gtk_widget_activate_action (dialog, "secret.saved", NULL);
  ui_test_wait_until (ui_test_find_label (fixture->window, "Created “") != NULL);
  g_assert_cmpstr (page (fixture), ==, "key");
  g_assert_null (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG));

  act (fixture, "win.back");
  ui_test_wait_until (orch_paged_list_get_total (orch_user_page_get_keys (user_page)) == total + 1);
}

static void
test_deletes_key (Fixture *fixture, gconstpointer data)
{
  OrchSession *session = orch_connector_get_session (fixture->test.connector);
  OrchPagedList *keys = orch_session_get_list (session, ORCH_PAGE_KEYS);
  GtkWidget *entry;
  guint total;

  ui_test_wait_until (open_first (fixture, "keys"));
  total = orch_paged_list_get_total (keys);
  ui_test_wait_until (
      !gtk_spinner_get_spinning (ui_test_child (get_page (fixture, "key"), "busy_spinner")));
  gtk_widget_activate_action (get_page (fixture, "key"), "key.delete", NULL);
  ui_test_wait_until (ui_test_find_question () != NULL);
  entry = ui_test_find (ui_test_find_question (), GTK_TYPE_ENTRY, NULL, NULL);
  if (entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), orch_key_get_display_name (orch_key_page_get_key (
                                                     get_page (fixture, "key"))));
  ui_test_answer ("_Delete");
  ui_test_wait_until (g_str_equal (page (fixture), "keys"));
  ui_test_wait_until (orch_paged_list_get_total (keys) == total - 1);
  g_assert_nonnull (ui_test_find_label (fixture->window, "Deleted “"));
}

/* To what everybody has used, what a user has, and back. */
static void
test_usage (Fixture *fixture, gconstpointer data)
{
  OrchUsageTarget *of_user;

  ui_test_wait_until (has_rows (get_page (fixture, "users")));
  act (fixture, "win.show-usage");
  act (fixture, "win.show-usage");
  g_assert_cmpstr (page (fixture), ==, "usage");
  g_assert_cmpstr (adw_window_title_get_title (ui_test_child (fixture->window, "title")), ==,
                   "Usage");
  g_assert_null (
      orch_usage_target_get_user_id (orch_usage_page_get_target (get_page (fixture, "usage"))));
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "users");
  act (fixture, "win.show-usage-of-place");
  g_assert_cmpstr (page (fixture), ==, "users");

  g_assert_true (open_first (fixture, "users"));
  act (fixture, "win.show-usage-of-place");
  g_assert_cmpstr (page (fixture), ==, "usage");
  of_user = orch_usage_page_get_target (get_page (fixture, "usage"));
  g_assert_nonnull (orch_usage_target_get_user_id (of_user));
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "user");
  act (fixture, "win.disconnect");
  g_assert_null (orch_usage_page_get_target (get_page (fixture, "usage")));
}

/* To a key that was used, and to one that is no more. */
static void
test_key_of_usage (Fixture *fixture, gconstpointer data)
{
  gpointer usage, key_page;
  GtkColumnView *table;

  ui_test_wait_until (has_rows (get_page (fixture, "users")));
  act (fixture, "win.show-usage");
  usage = get_page (fixture, "usage");
  table = ui_test_child (usage, "keys_table");
  ui_test_wait_until (gtk_column_view_get_model (table) != NULL);
  g_signal_emit_by_name (table, "activate", 0);
  g_assert_cmpstr (page (fixture), ==, "key");
  key_page = get_page (fixture, "key");
  ui_test_wait_until (g_str_equal (
      gtk_stack_get_visible_child_name (ui_test_child (key_page, "states")), "record"));
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "usage");

  g_signal_emit_by_name (usage, "key-activated", "0123abcd");
  g_assert_cmpstr (page (fixture), ==, "key");
  ui_test_wait_until (
      g_str_equal (gtk_stack_get_visible_child_name (ui_test_child (key_page, "states")), "error"));
  g_assert_nonnull (ui_test_find_label (key_page, "The server does not have this any more."));
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "usage");
}

/* Who is no administrator sees their own, and their keys'. */
static void
test_own_usage (Fixture *fixture, gconstpointer data)
{
  GtkWidget *link;

  ui_test_wait_until (g_str_equal (page (fixture), "user"));
  link = ui_test_child (get_page (fixture, "user"), "usage_link");
  ui_test_wait_until (gtk_widget_get_sensitive (ui_test_child (link, "row"))
                      && gtk_widget_get_mapped (link));
  act (fixture, "win.show-usage");
  g_assert_cmpstr (page (fixture), ==, "user");
  g_signal_emit_by_name (ui_test_child (link, "row"), "activated");
  g_assert_cmpstr (page (fixture), ==, "usage");
  g_assert_cmpstr (
      orch_usage_target_get_user_id (orch_usage_page_get_target (get_page (fixture, "usage"))), ==,
      "demo-user");
}

/* To the keys that are due, to one of them, and back. */
static void
test_rotation (Fixture *fixture, gconstpointer data)
{
  OrchDueKeys *due;

  ui_test_wait_until (has_rows (get_page (fixture, "keys")));
  ui_test_wait_until (
      gtk_widget_get_mapped (ui_test_child (get_page (fixture, "keys"), "rotation_button")));
  gtk_widget_activate_action (get_page (fixture, "keys"), "keys.rotation", NULL);
  g_assert_cmpstr (page (fixture), ==, "rotation");
  g_assert_cmpstr (adw_window_title_get_title (ui_test_child (fixture->window, "title")), ==,
                   "Rotation");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->window, "page_switcher")));
  due = orch_rotation_page_get_keys (get_page (fixture, "rotation"));

  ui_test_wait_until (has_rows (get_page (fixture, "rotation")));
  g_assert_true (open_first (fixture, "rotation"));
  g_assert_cmpstr (page (fixture), ==, "key");
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "rotation");
  g_assert_true (orch_rotation_page_get_keys (get_page (fixture, "rotation")) == due);
  ui_test_wait_until (orch_due_keys_get_state (due) == ORCH_DUE_KEYS_DONE);
  g_assert_true (gtk_widget_get_visible (ui_test_child (fixture->window, "back_button")));
  act (fixture, "win.back");
  g_assert_cmpstr (page (fixture), ==, "keys");

  /* They are looked for again. */
  gtk_widget_activate_action (get_page (fixture, "keys"), "keys.rotation", NULL);
  g_assert_true (orch_rotation_page_get_keys (get_page (fixture, "rotation")) != due);
  act (fixture, "win.disconnect");
  g_assert_null (orch_rotation_page_get_keys (get_page (fixture, "rotation")));
}

/* What is done on a key's page shows in the table of those that are due. */
static void
test_rotation_agrees (Fixture *fixture, gconstpointer data)
{
  OrchDueKeys *due;
  OrchKey *key;
  gboolean handled;
  g_autofree char *id = NULL;
  g_autoptr (OrchKey) other = NULL;

  ui_test_wait_until (has_rows (get_page (fixture, "keys")));
  gtk_widget_activate_action (get_page (fixture, "keys"), "keys.rotation", NULL);
  due = orch_rotation_page_get_keys (get_page (fixture, "rotation"));
  ui_test_wait_until (orch_due_keys_get_state (due) == ORCH_DUE_KEYS_DONE);
  g_assert_true (open_first (fixture, "rotation"));
  key = orch_key_page_get_key (get_page (fixture, "key"));
  id = g_strdup (orch_key_get_id (key));

  /* The owner's page has an object of its own for the key. */
  g_signal_emit_by_name (ui_test_child (get_page (fixture, "key"), "summary_label"),
                         "activate-link", "owner", &handled);
  ui_test_wait_until (find_key (orch_user_page_get_keys (get_page (fixture, "user")), id) != NULL);
  other = g_object_ref (find_key (orch_user_page_get_keys (get_page (fixture, "user")), id));
  g_assert_true (other != key);
  g_signal_emit_by_name (get_page (fixture, "user"), "key-activated", other);
  orch_key_set_value (other, ORCH_KEY_ALIAS, g_variant_new_string ("renamed"));
  g_assert_cmpstr (orch_key_get_alias (orch_due_keys_find (due, id)), ==, "renamed");

  g_signal_emit_by_name (get_page (fixture, "key"), "deleted", "Deleted", TRUE);
  g_assert_null (orch_due_keys_find (due, id));
}

/* Replaces the key that is asked about, and says that the secret is saved. */
static void
rotate_one (const char *place)
{
  GtkWidget *dialog, *secret_dialog;

  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_REGENERATE_DIALOG)) != NULL
                      && ui_test_find_label (dialog, place) != NULL
                      && ui_test_find_label (dialog, "Stays as it is") != NULL);
  ui_test_send (dialog);
  ui_test_wait_until ((secret_dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  gtk_widget_activate_action (secret_dialog, "secret.saved", NULL);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) == NULL);
}

/* One after the other. */
static void
test_rotates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  OrchDueKeys *due;

  ui_test_wait_until (has_rows (get_page (fixture, "keys")));
  gtk_widget_activate_action (get_page (fixture, "keys"), "keys.rotation", NULL);
  due = orch_rotation_page_get_keys (get_page (fixture, "rotation"));
  ui_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (due)) > 1);
  g_ptr_array_add (chosen, g_list_model_get_item (G_LIST_MODEL (due), 1));
  g_ptr_array_add (chosen, g_list_model_get_item (G_LIST_MODEL (due), 0));
  g_signal_emit_by_name (get_page (fixture, "rotation"), "rotate", chosen);
  rotate_one ("1 of 2: ");
  rotate_one ("2 of 2: ");
  for (guint i = 0; i < chosen->len; i++)
    ui_test_wait_until (orch_due_keys_find (due, orch_key_get_id (chosen->pdata[i])) == NULL);
  g_assert_cmpstr (page (fixture), ==, "rotation");
  ui_test_dismiss_toasts (fixture->window);
}

/* Whoever gives one up is not asked about the others. */
static void
test_gives_up_rotating (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  OrchDueKeys *due;
  GtkWidget *dialog;

  ui_test_wait_until (has_rows (get_page (fixture, "keys")));
  gtk_widget_activate_action (get_page (fixture, "keys"), "keys.rotation", NULL);
  due = orch_rotation_page_get_keys (get_page (fixture, "rotation"));
  ui_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (due)) > 1);
  g_ptr_array_add (chosen, g_list_model_get_item (G_LIST_MODEL (due), 0));
  g_ptr_array_add (chosen, g_list_model_get_item (G_LIST_MODEL (due), 1));
  g_signal_emit_by_name (get_page (fixture, "rotation"), "rotate", chosen);
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_REGENERATE_DIALOG)) != NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_REGENERATE_DIALOG) == NULL);
  for (guint i = 0; i < chosen->len; i++)
    g_assert_nonnull (orch_due_keys_find (due, orch_key_get_id (chosen->pdata[i])));
}

/* As an administrator does it in another program. */
static void
set_role (Fixture *fixture, const char *role)
{
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (demo), ORCH_DEMO_MASTER_KEY);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = NULL;

  json_object_set_string_member (body, "user_id", "demo-user");
  json_object_set_string_member (body, "user_role", role);
  reply = client_call (client, orch_request_new_post (node, "user", "update", NULL), NULL, &error);
  g_assert_no_error (error);
}

/* A role takes effect with the next refresh, on the page where one is. */
static void
test_role_changes (Fixture *fixture, gconstpointer data)
{
  /* A page that is being read already can't be refreshed. */
  ui_test_wait_until (
      orch_record_page_is_known (get_page (fixture, "user"))
      && !gtk_spinner_get_spinning (ui_test_child (get_page (fixture, "user"), "busy_spinner")));
  set_role (fixture, "proxy_admin");
  gtk_widget_activate_action (get_page (fixture, "user"), "user.refresh", NULL);
  ui_test_wait_until (g_str_equal (page (fixture), "keys"));
  g_assert_true (gtk_widget_get_visible (ui_test_child (fixture->window, "page_switcher")));

  set_role (fixture, "internal_user");
  gtk_widget_activate_action (get_page (fixture, "keys"), "keys.refresh", NULL);
  ui_test_wait_until (g_str_equal (page (fixture), "user"));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->window, "page_switcher")));
}

static gboolean
has_chosen (GtkDialog *chooser, GFile *file)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  return chosen != NULL && g_file_equal (chosen, file);
}

/* The list that is shown, into the file that is chosen; a page that is no list has nothing. */
static void
test_exports (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_dir_make_tmp ("export-XXXXXX", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFile) file = g_file_get_child (folder, "of-the-test.csv");
  GtkDialog *chooser;
  GtkWindow *dialog;

  act (fixture, "win.export");
  ui_test_wait_until ((chooser = ui_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) != NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), g_file_peek_path (file));
  ui_test_wait_until (has_chosen (chooser, file));
  gtk_dialog_response (chooser, GTK_RESPONSE_ACCEPT);
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_EXPORT_DIALOG)) != NULL);
  ui_test_wait_until (ui_test_find_label (dialog, " keys are in ") != NULL);
  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_true (g_file_delete (folder, NULL, NULL));
  gtk_window_close (dialog);

  ui_test_wait_until (open_first (fixture, "keys"));
  act (fixture, "win.export");
  g_assert_null (ui_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG));
}

static void
test_disconnects (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (open_first (fixture, "keys"));
  act (fixture, "win.disconnect");
  g_assert_cmpstr (page (fixture), ==, "connect");
  g_assert_null (orch_key_page_get_key (get_page (fixture, "key")));
  act (fixture, "win.back");
  choose_page (fixture, "keys");
  g_assert_cmpstr (page (fixture), ==, "connect");
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

#define ADD(path, start, function)                                                                 \
  g_test_add ("/window-pages/" path, Fixture, &start, set_up, function, tear_down)
  ADD ("switches", admin, test_switches);
  ADD ("starts-with-keys", admin_keys, test_starts_with_keys);
  ADD ("goes-back", admin_keys, test_goes_back);
  ADD ("tables-agree", admin_keys, test_tables_agree);
  ADD ("own-page", user_keys, test_own_page);
  ADD ("creates-key", user_keys, test_creates_key);
  ADD ("deletes-key", admin_keys, test_deletes_key);
  ADD ("usage", admin, test_usage);
  ADD ("key-of-usage", admin, test_key_of_usage);
  ADD ("own-usage", user_keys, test_own_usage);
  ADD ("rotation", admin_keys, test_rotation);
  ADD ("rotation-agrees", admin_keys, test_rotation_agrees);
  ADD ("rotates", admin_keys, test_rotates);
  ADD ("gives-up-rotating", admin_keys, test_gives_up_rotating);
  ADD ("role-changes", user_keys, test_role_changes);
  ADD ("exports", admin_keys, test_exports);
  ADD ("disconnects", admin_keys, test_disconnects);
#undef ADD

  status = g_test_run ();
  g_clear_object (&application);
  g_clear_object (&demo);

  return status;
}
