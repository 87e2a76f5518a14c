#include "config.h"

#include "fault-walk.h"
#include "ui-test.h"
#include "ui/common/edit-dialog.h"
#include "ui/common/field-row.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/keys/key-page.h"

#define N_USERS 300
#define PATIENCE_MS 400 /* how long the client waits for a server that hangs */

static void
state_changed_cb (FaultWalk *walk, GParamSpec *pspec, OrchConnector *connector)
{
  OrchSession *session = orch_connector_get_session (connector);

  if (session == NULL)
    return;
  g_set_object (&walk->session, session);
  g_set_object (&walk->client, orch_session_get_client (session));
  orch_client_set_retry_pause (walk->client, 1);
  if (g_str_equal (walk->fault->fault, "hang"))
    orch_client_set_time_limits (walk->client, 60, PATIENCE_MS);
}

void
fault_walk_set_up (FaultWalk *walk, const Fault *fault, FaultTable *table,
                   OrchApplication *application)
{
  g_autoptr (GError) error = NULL;

  walk->fault = fault;
  walk->table = table;
  if (fault->code >= 0)
    walk->expected = fault_get_first_words (fault);
  walk->demo = orch_demo_server_new (N_USERS);
  orch_demo_server_start (walk->demo, 0, &error);
  g_assert_no_error (error);

  connections_test_set_up (&walk->connections);
  g_signal_connect_swapped (walk->connections.connector, "notify::state",
                            G_CALLBACK (state_changed_cb), walk);
  walk->window = orch_window_new (GTK_APPLICATION (application), walk->connections.connector);
  gtk_window_set_default_size (GTK_WINDOW (walk->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (walk->window));
}

void
fault_walk_tear_down (FaultWalk *walk)
{
  gtk_window_destroy (GTK_WINDOW (walk->window));
  connections_test_tear_down (&walk->connections);
  g_clear_object (&walk->session);
  g_clear_object (&walk->client);
  g_object_unref (walk->demo);
  g_free (walk->expected);
}

static gboolean
is_seen (GtkWidget *label, gconstpointer text)
{
  return gtk_widget_get_mapped (label)
         && strstr (gtk_label_get_text (GTK_LABEL (label)), text) != NULL;
}

const char *
fault_walk_find_text (const char *words)
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

const char *
fault_walk_page (FaultWalk *walk)
{
  return gtk_stack_get_visible_child_name (ui_test_child (walk->window, "pages"));
}

/* Built when it is shown first. */
gpointer
fault_walk_get_page (FaultWalk *walk, const char *name)
{
  return ui_test_page (walk->window, name);
}

const char *
fault_walk_state (gpointer widget)
{
  return gtk_stack_get_visible_child_name (ui_test_child (widget, "states"));
}

gboolean
fault_walk_bar_is_shown (gpointer widget)
{
  return gtk_revealer_get_reveal_child (
      ui_test_child (ui_test_child (widget, "error_bar"), "revealer"));
}

gboolean
fault_walk_shows_record (FaultWalk *walk, const char *page)
{
  gpointer widget;

  if (!g_str_equal (fault_walk_page (walk), page))
    return FALSE;

  widget = fault_walk_get_page (walk, page);

  return g_str_equal (fault_walk_state (widget), "record") && !fault_walk_bar_is_shown (widget)
         && !gtk_spinner_get_spinning (ui_test_child (widget, "busy_spinner"));
}

void
fault_walk_open_session (FaultWalk *walk)
{
  g_autoptr (OrchConnection) connection =
      orch_connection_new ("Demo", orch_demo_server_get_url (walk->demo));

  gtk_widget_activate_action (GTK_WIDGET (walk->window), "win.disconnect", NULL);
  orch_connector_open_with_key (walk->connections.connector, connection, ORCH_DEMO_ADMIN_KEY);
}

void
fault_walk_act (FaultWalk *walk, const char *page, const char *action)
{
  gtk_widget_activate_action (fault_walk_get_page (walk, page), action, NULL);
}

static gpointer
get_dialog (void)
{
  gpointer dialog = ui_test_find_window (ORCH_TYPE_EDIT_DIALOG);

  g_assert_nonnull (dialog);

  return dialog;
}

static OrchFieldRow *
get_row (const char *field)
{
  return ui_test_child (ui_test_child (get_dialog (), "form"), field);
}

void
fault_walk_open_dialog (FaultWalk *walk, const char *page, const char *action)
{
  fault_walk_act (walk, page, action);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_EDIT_DIALOG) != NULL);
}

void
fault_walk_type (FaultWalk *walk, const char *field, const char *text)
{
  orch_field_row_set_text (get_row (field), text);
}

void
fault_walk_send (FaultWalk *walk)
{
  ui_test_send (get_dialog ());
}

gboolean
fault_walk_dialog_is_closed (FaultWalk *walk)
{
  return ui_test_find_window (ORCH_TYPE_EDIT_DIALOG) == NULL;
}

void
fault_walk_check_field (FaultWalk *walk, const char *field, const char *text)
{
  GtkEditable *entry = ui_test_child (get_row (field), "entry_row");

  g_assert_cmpstr (gtk_editable_get_text (entry), ==, text);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (get_row (field))));
}

void
fault_walk_check_look (FaultWalk *walk, gboolean is_offered)
{
  g_assert_true (gtk_widget_is_visible (ui_test_child (get_dialog (), "look_button"))
                 == is_offered);
}

static void
check_only_read (FaultWalk *walk)
{
  g_auto (GStrv) log = orch_demo_server_take_log (walk->demo);

  g_assert_cmpuint (fault_count_requests (log, "GET", "/", NULL), >, 0);
  g_assert_cmpuint (fault_count_requests (log, "POST", "/", NULL), ==, 0);
}

void
fault_walk_look_and_send (FaultWalk *walk, const char *words)
{
  if (walk->fault->is_undecided) {
    gtk_widget_activate_action (get_dialog (), "dialog.look", NULL);
    if (walk->fault->is_done)
      ui_test_wait_until (fault_walk_dialog_is_closed (walk));
    else
      ui_test_wait_until (fault_walk_find_text (words) != NULL);
    check_only_read (walk);
  }
  if (!walk->fault->is_done)
    fault_walk_send (walk);
}

/* The real path of a step. */
static char *
dup_path (FaultWalk *walk, const FaultStep *step)
{
  g_auto (GStrv) parts = g_strsplit (step->path, "*", 2);

  return parts[1] == NULL
             ? g_strdup (step->path)
             : g_strjoinv (
                 orch_key_get_id (orch_key_page_get_key (fault_walk_get_page (walk, "key"))),
                 parts);
}

static void
set_fault (FaultWalk *walk, const char *path)
{
  g_autofree char *text = path != NULL ? g_strconcat (walk->fault->fault, "@", path, NULL) : NULL;

  g_assert_true (orch_demo_server_set_fault (walk->demo, text, NULL));
}

/* (nullable): a write that may have happened is looked after by itself, and its outcome told. */
static const char *
get_expected (FaultWalk *walk, const FaultStep *step)
{
  if (step->is_done != NULL && walk->fault->is_undecided)
    return walk->fault->is_done ? step->is_done : step->is_not_done;

  return walk->expected;
}

static void
check_requests (FaultWalk *walk, const FaultStep *step, const char *path, const char *told)
{
  g_auto (GStrv) log = orch_demo_server_take_log (walk->demo);
  guint n_reads = fault_count_requests (log, "GET", path, step->query);
  guint n_writes = fault_count_requests (log, "POST", "/", NULL);
  guint wanted =
      g_str_equal (path, "/user/list") ? walk->fault->n_list_reads : walk->fault->n_reads;

  g_assert_cmpuint (n_reads, ==, step->is_write ? 0 : wanted);
  g_assert_cmpuint (n_writes, ==, step->is_write || told == NULL ? step->n_writes : 0);
  fault_table_add (walk->table, step->name, n_reads, n_writes, told);
}

static void
run_step (FaultWalk *walk, const FaultStep *step)
{
  g_autofree char *path = dup_path (walk, step);
  g_autofree char *told = NULL;

  g_test_message ("%s", step->name);
  ui_test_dismiss_toasts (walk->window);
  g_strfreev (orch_demo_server_take_log (walk->demo));
  set_fault (walk, path);
  step->start (walk);

  if (walk->expected != NULL) {
    const char *expected = get_expected (walk, step);

    ui_test_wait_until (fault_walk_find_text (expected) != NULL);
    told = g_strdup (fault_walk_find_text (expected));
    if (step->is_write && expected == walk->expected)
      g_assert_true ((strstr (told, "It is not known whether") != NULL)
                     == walk->fault->is_undecided);
    if (step->check_kept != NULL)
      step->check_kept (walk);
  } else {
    ui_test_wait_until (step->is_finished (walk));
  }

  check_requests (walk, step, path, told);
  set_fault (walk, NULL);
  if (told != NULL)
    step->retry (walk);
  ui_test_wait_until (step->is_finished (walk));
  if (step->finish != NULL)
    step->finish (walk);
}

void
fault_walk_run (FaultWalk *walk, const FaultStep *steps, guint n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    run_step (walk, &steps[i]);
}
