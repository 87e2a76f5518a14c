#include "config.h"

#include "connections-test.h"
#include "core/client/error.h"
#include "demo/demo-server.h"
#include "fault-table.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/common/words.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/users/new-user-dialog.h"
#include "ui/users/update-user-dialog.h"
#include "ui/users/user-keys.h"
#include "ui/window/window.h"

/* Every fault of the demo server, met by everything that a person does in the real window. */

#define N_USERS 300
#define USER_ID "user-000007"
#define PATIENCE_MS 400 /* how long the client waits for a server that hangs */

static OrchApplication *application; /* (owned): a process has one */
static FaultTable *table;            /* (owned) */

typedef struct {
  const Fault *fault;
  OrchDemoServer *demo; /* (owned) */
  ConnectionsTest connections;
  OrchClient *client; /* (owned) (nullable): of the newest session */
  OrchUserList *list; /* (owned) (nullable): of the newest session */
  OrchWindow *window; /* (unowned) */
  gpointer user_page; /* (nullable): once a user was opened */
  char *expected;     /* (owned) (nullable): what the fault's words begin with */
} Fixture;

/* One thing that a person does. */
typedef struct {
  const char *name;
  const char *path;
  gboolean is_write; /* what goes wrong is a write */
  void (*start) (Fixture *fixture);
  gboolean (*is_done) (Fixture *fixture);
  void (*check_kept) (Fixture *fixture); /* (nullable) */
  void (*retry) (Fixture *fixture);
} Operation;

static void
state_changed_cb (Fixture *fixture, GParamSpec *pspec, OrchConnector *connector)
{
  OrchSession *session = orch_connector_get_session (connector);

  if (session == NULL)
    return;
  g_set_object (&fixture->client, orch_session_get_client (session));
  g_set_object (&fixture->list, orch_session_get_user_list (session));
  orch_client_set_retry_pause (fixture->client, 1);
  if (g_str_equal (fixture->fault->fault, "hang"))
    orch_client_set_time_limits (fixture->client, 60, PATIENCE_MS);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->fault = data;
  if (fixture->fault->code >= 0)
    fixture->expected = fault_get_first_words (fixture->fault);
  fixture->demo = orch_demo_server_new (N_USERS);
  orch_demo_server_start (fixture->demo, 0, &error);
  g_assert_no_error (error);

  connections_test_set_up (&fixture->connections);
  g_signal_connect_swapped (fixture->connections.connector, "notify::state",
                            G_CALLBACK (state_changed_cb), fixture);
  fixture->window = orch_window_new (GTK_APPLICATION (application), fixture->connections.connector);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  connections_test_tear_down (&fixture->connections);
  g_clear_object (&fixture->list);
  g_clear_object (&fixture->client);
  g_object_unref (fixture->demo);
  g_free (fixture->expected);
}

static gboolean
is_seen (GtkWidget *label, gconstpointer text)
{
  return gtk_widget_get_mapped (label)
         && strstr (gtk_label_get_text (GTK_LABEL (label)), text) != NULL;
}

/* (nullable): a text in front that holds these words */
static const char *
find_text (const char *words)
{
  gpointer window = ui_test_find_window (ORCH_TYPE_EDIT_DIALOG);
  GtkWidget *label;

  if (window == NULL)
    window = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG);
  if (window == NULL)
    window = ui_test_find_window (ORCH_TYPE_WINDOW);
  label = ui_test_find (window, GTK_TYPE_LABEL, is_seen, words);

  return label != NULL ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

static const char *
page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->window, "pages"));
}

/* Built when it is shown first. */
static gpointer
users_page (Fixture *fixture)
{
  return ui_test_page (fixture->window, "users");
}

static const char *
state (gpointer widget)
{
  return gtk_stack_get_visible_child_name (ui_test_child (widget, "states"));
}

static gboolean
bar_is_shown (gpointer widget)
{
  return gtk_revealer_get_reveal_child (
      ui_test_child (ui_test_child (widget, "error_bar"), "revealer"));
}

static void
open_session (Fixture *fixture)
{
  g_autoptr (OrchConnection) connection =
      orch_connection_new ("Demo", orch_demo_server_get_url (fixture->demo));

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.disconnect", NULL);
  orch_connector_open_with_key (fixture->connections.connector, connection, ORCH_DEMO_ADMIN_KEY);
}

static gboolean
shows_rows (Fixture *fixture)
{
  return g_str_equal (page (fixture), "users")
         && g_str_equal (state (users_page (fixture)), "table")
         && !bar_is_shown (users_page (fixture))
         && g_list_model_get_n_items (G_LIST_MODEL (fixture->list)) == N_USERS;
}

/* The list may have failed alone, or the connection. */
static void
load_again (Fixture *fixture)
{
  if (g_str_equal (page (fixture), "users"))
    gtk_widget_activate_action (users_page (fixture), "users.retry", NULL);
  else
    open_session (fixture);
}

static gboolean
is_loaded (Fixture *fixture, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  return row != NULL && orch_paged_row_get_item (row) != NULL;
}

static void
scroll_to_end (Fixture *fixture)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (ui_test_child (users_page (fixture), "scroller"));

  ui_test_wait_until (gtk_adjustment_get_upper (adjustment) > 5000);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static gboolean
shows_end (Fixture *fixture)
{
  return shows_rows (fixture) && is_loaded (fixture, N_USERS - 1);
}

static void
check_rows_stay (Fixture *fixture)
{
  g_assert_cmpstr (state (users_page (fixture)), ==, "table");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), >, 0);
  g_assert_true (is_loaded (fixture, 0));
  g_assert_true (bar_is_shown (users_page (fixture)));
  g_assert_nonnull (find_text ("last updated: "));
}

static void
search (Fixture *fixture)
{
  gtk_editable_set_text (ui_test_child (users_page (fixture), "search_entry"), USER_ID);
}

static gboolean
shows_found (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list)) == 1
         && !bar_is_shown (users_page (fixture)) && find_text ("1 user found") != NULL;
}

static void
check_search_stays (Fixture *fixture)
{
  GtkEditable *entry = ui_test_child (users_page (fixture), "search_entry");

  check_rows_stay (fixture);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, USER_ID);
  /* The rows are those of the last search, and so is their number. */
  g_assert_nonnull (find_text ("300 users"));
  g_assert_null (find_text ("300 users found"));
}

static void
sort (Fixture *fixture)
{
  GtkColumnView *view = ui_test_child (users_page (fixture), "table");
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr (GtkColumnViewColumn) second = g_list_model_get_item (columns, 1);

  gtk_column_view_sort_by_column (view, second, GTK_SORT_DESCENDING);
}

static gboolean
is_sorted (Fixture *fixture)
{
  return orch_paged_list_get_state (ORCH_PAGED_LIST (fixture->list)) == ORCH_LIST_READY
         && shows_found (fixture);
}

static void
open_user (Fixture *fixture)
{
  g_signal_emit_by_name (ui_test_child (users_page (fixture), "table"), "activate", 0);
  fixture->user_page = ui_test_page (fixture->window, "user");
}

static gboolean
shows_user (Fixture *fixture)
{
  return g_str_equal (page (fixture), "user") && g_str_equal (state (fixture->user_page), "record")
         && !bar_is_shown (fixture->user_page)
         && !gtk_spinner_get_spinning (ui_test_child (fixture->user_page, "busy_spinner"));
}

static void
check_user_stays (Fixture *fixture)
{
  g_assert_cmpstr (state (fixture->user_page), ==, "record");
  g_assert_nonnull (find_text (USER_ID));
}

static void
refresh_user (Fixture *fixture)
{
  gtk_widget_activate_action (fixture->user_page, "user.refresh", NULL);
}

static gboolean
spend_is_zero (Fixture *fixture)
{
  return ui_test_find_label (ui_test_child (fixture->user_page, "spend_card"), "$0.00") != NULL;
}

static void
reset_spend (Fixture *fixture)
{
  if (spend_is_zero (fixture))
    return;

  gtk_widget_activate_action (fixture->user_page, "user.reset-spend", NULL);
  ui_test_answer ("_Reset spend");
}

static gpointer
get_dialog (void)
{
  gpointer dialog = ui_test_find_window (ORCH_TYPE_EDIT_DIALOG);

  g_assert_nonnull (dialog);

  return dialog;
}

static gboolean
dialog_is_closed (Fixture *fixture)
{
  return ui_test_find_window (ORCH_TYPE_EDIT_DIALOG) == NULL;
}

/* With the keys, which are read from where the next operation reads. */
static gboolean
shows_new_user (Fixture *fixture)
{
  OrchPagedList *keys = orch_user_keys_get_list (ui_test_child (fixture->user_page, "keys"));

  return dialog_is_closed (fixture) && keys != NULL
         && orch_paged_list_get_state (keys) == ORCH_LIST_READY;
}

static OrchFieldRow *
get_row (const char *field)
{
  return ui_test_child (ui_test_child (get_dialog (), "form"), field);
}

static void
send_dialog (Fixture *fixture)
{
  ui_test_send (get_dialog ());
}

static void
open_dialog (gpointer widget, const char *action, const char *field, const char *text)
{
  gtk_widget_activate_action (widget, action, NULL);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_EDIT_DIALOG) != NULL);
  orch_field_row_set_text (get_row (field), text);
  send_dialog (NULL);
}

static void
check_field (Fixture *fixture, const char *field, const char *text)
{
  GtkEditable *entry = ui_test_child (get_row (field), "entry_row");

  g_assert_cmpstr (gtk_editable_get_text (entry), ==, text);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (get_row (field))));
}

static void
update_user (Fixture *fixture)
{
  open_dialog (fixture->user_page, "user.edit", "user_alias", "Typed");
}

static void
update_user_early (Fixture *fixture)
{
  open_dialog (fixture->user_page, "user.edit", "user_alias", "Typed early");
}

static void
check_update_stays (Fixture *fixture)
{
  check_field (fixture, "user_alias", "Typed early");
  g_assert_false (gtk_widget_is_visible (ui_test_child (get_dialog (), "look_button")));
}

static void
check_look (Fixture *fixture)
{
  g_assert_true (gtk_widget_is_visible (ui_test_child (get_dialog (), "look_button"))
                 == fixture->fault->is_undecided);
}

static void
check_save_stays (Fixture *fixture)
{
  check_field (fixture, "user_alias", "Typed");
  check_look (fixture);
}

static void
look_and_save (Fixture *fixture)
{
  if (fixture->fault->is_undecided) {
    gtk_widget_activate_action (get_dialog (), "dialog.look", NULL);
    if (fixture->fault->is_done)
      return;
    ui_test_wait_until (find_text ("The server does not have your value of: Alias") != NULL);
  }
  send_dialog (fixture);
}

static void
create_user (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
  open_dialog (users_page (fixture), "users.new", "user_id", "typed-one");
}

static void
check_new_user_stays (Fixture *fixture)
{
  check_field (fixture, "user_id", "typed-one");
  check_look (fixture);
}

static void
create_again (Fixture *fixture)
{
  if (fixture->fault->is_undecided) {
    gtk_widget_activate_action (get_dialog (), "dialog.look", NULL);
    if (fixture->fault->is_done)
      return;
    ui_test_wait_until (find_text ("The user was not created.") != NULL);
  }
  send_dialog (fixture);
}

static void
delete_user (Fixture *fixture)
{
  gpointer dialog = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG);

  if (dialog != NULL)
    gtk_window_destroy (dialog);
  gtk_widget_activate_action (fixture->user_page, "user.delete", NULL);
  ui_test_answer ("_Delete");
}

static void
delete_again (Fixture *fixture)
{
  if (!fixture->fault->is_done)
    delete_user (fixture);
}

static gboolean
shows_list (Fixture *fixture)
{
  return g_str_equal (page (fixture), "users");
}

static void
read_keys (Fixture *fixture)
{
  gtk_widget_activate_action (fixture->user_page, "user.block-keys", NULL);
}

static gboolean
has_read_keys (Fixture *fixture)
{
  gpointer dialog = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG);

  return dialog != NULL && !g_str_equal (state (dialog), "error")
         && !g_str_equal (state (dialog), "loading");
}

static void
read_keys_again (Fixture *fixture)
{
  gtk_widget_activate_action (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG), "dialog.read", NULL);
}

static const Operation operations[] = {
  { "connect: who is signed in", "/key/info", FALSE, open_session, shows_rows, NULL, load_again },
  { "connect: first rows", "/user/list", FALSE, open_session, shows_rows, NULL, load_again },
  { "scroll to a later page", "/user/list", FALSE, scroll_to_end, shows_end, check_rows_stay,
    load_again },
  { "search", "/user/list", FALSE, search, shows_found, check_search_stays, load_again },
  { "sort", "/user/list", FALSE, sort, is_sorted, check_rows_stay, load_again },
  { "open a user", "/v2/user/info", FALSE, open_user, shows_user, check_user_stays, refresh_user },
  { "reset spend", "/user/update", TRUE, reset_spend, spend_is_zero, NULL, reset_spend },
  { "update user: read before the save", "/v2/user/info", FALSE, update_user_early,
    dialog_is_closed, check_update_stays, send_dialog },
  { "update user: save", "/user/update", TRUE, update_user, dialog_is_closed, check_save_stays,
    look_and_save },
  { "new user", "/user/new", TRUE, create_user, shows_new_user, check_new_user_stays,
    create_again },
  { "block all keys: read them", "/key/list", FALSE, read_keys, has_read_keys, NULL,
    read_keys_again },
  { "delete user", "/user/delete", TRUE, delete_user, shows_list, NULL, delete_again },
};

static void
set_fault (Fixture *fixture, const char *path)
{
  g_autofree char *text =
      path != NULL ? g_strconcat (fixture->fault->fault, "@", path, NULL) : NULL;

  g_assert_true (orch_demo_server_set_fault (fixture->demo, text, NULL));
}

/* What a write that may have happened makes the program say: where it looks by itself, the outcome.
 */
static const char *
get_expected (Fixture *fixture, const Operation *operation)
{
  if (operation->start == reset_spend && fixture->fault->is_undecided)
    return fixture->fault->is_done ? "Spend was reset" : "Spend was not reset";
  if (operation->start == delete_user && fixture->fault->is_undecided)
    return fixture->fault->is_done ? "Deleted “" : "The user was not deleted";

  return fixture->expected;
}

static void
check_requests (Fixture *fixture, const Operation *operation, const char *told)
{
  g_auto (GStrv) log = orch_demo_server_take_log (fixture->demo);
  guint n_reads = fault_count_requests (log, "GET", operation->path);
  guint n_writes = fault_count_requests (log, "POST", "/");
  guint wanted = g_str_equal (operation->path, "/user/list") ? fixture->fault->n_list_reads
                                                             : fixture->fault->n_reads;

  g_assert_cmpuint (n_reads, ==, operation->is_write ? 0 : wanted);
  g_assert_cmpuint (n_writes, ==,
                    operation->is_write || (told == NULL && operation->start == update_user_early));
  fault_table_add (table, operation->name, n_reads, n_writes, told);
}

static void
run (Fixture *fixture, const Operation *operation)
{
  g_autofree char *told = NULL;

  g_test_message ("%s", operation->name);
  ui_test_dismiss_toasts (fixture->window);
  g_strfreev (orch_demo_server_take_log (fixture->demo));
  set_fault (fixture, operation->path);
  operation->start (fixture);

  if (fixture->expected != NULL) {
    const char *expected = get_expected (fixture, operation);

    ui_test_wait_until (find_text (expected) != NULL);
    told = g_strdup (find_text (expected));
    if (operation->is_write && expected == fixture->expected)
      g_assert_true ((strstr (told, "It is not known whether") != NULL)
                     == fixture->fault->is_undecided);
    if (operation->check_kept != NULL)
      operation->check_kept (fixture);
  } else {
    ui_test_wait_until (operation->is_done (fixture));
  }

  check_requests (fixture, operation, told);
  set_fault (fixture, NULL);
  if (told != NULL)
    operation->retry (fixture);
  ui_test_wait_until (operation->is_done (fixture));
}

static void
test_fault (Fixture *fixture, gconstpointer data)
{
  fault_table_begin (table, fixture->fault->fault, fixture->fault->description);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    run (fixture, &operations[i]);
}

static void
test_document (void)
{
  if (fault_table_get_n_faults (table) < N_FAULTS)
    g_test_skip ("only some of the faults were tried");
  else
    fault_table_compare (table);
}

int
main (int argc, char *argv[])
{
  int status;

  ui_test_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application = connections_test_new_application ();
  table = fault_table_new ();

  for (guint i = 0; i < N_FAULTS; i++) {
    g_autofree char *path = g_strconcat ("/faults/", faults[i].fault, NULL);

    g_test_add (path, Fixture, &faults[i], set_up, test_fault, tear_down);
  }
  g_test_add_func ("/faults/document", test_document);

  status = g_test_run ();
  fault_table_free (table);
  g_clear_object (&application);

  return status;
}
