#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/close-guard.h"
#include "ui/common/dialog-title.h"
#include "ui/common/error-page.h"
#include "ui/keys/key-job-row.h"
#include "ui/keys/key-job-words.h"

#include "ui/keys/key-job-dialog.h"

struct _OrchKeyJobDialog {
  AdwWindow parent_instance;

  OrchKeyJobKind kind;
  OrchSession *session;      /* (owned) (nullable) */
  char *user_id;             /* (owned) (nullable): whose keys are read, and asked about here */
  char *user_name;           /* (owned) (nullable) */
  OrchKeyJob *job;           /* (owned) (nullable): once the keys are known */
  GCancellable *cancellable; /* (owned): of the window */
  GCancellable *run;         /* (owned) (nullable): while the job runs */
  gboolean runs_at_once;     /* until it is shown */
  gboolean was_run;
  char *note; /* (owned) (nullable): what is said with what became of the keys */

  OrchDialogTitle *window_title; /* (unowned) */
  GtkButton *close_button;       /* (unowned) */
  GtkButton *run_button;         /* (unowned) */
  GtkWidget *stop_button;        /* (unowned) */
  GtkStack *states;              /* (unowned) */
  OrchErrorPage *error_page;     /* (unowned) */
  GtkLabel *summary_label;       /* (unowned) */
  GtkProgressBar *progress_bar;  /* (unowned) */
  GtkListView *list;             /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchKeyJobDialog, orch_key_job_dialog, ADW_TYPE_WINDOW)

enum {
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
count (OrchKeyJobDialog *self, OrchKeyJobState state)
{
  return self->job != NULL ? orch_key_job_count (self->job, state) : 0;
}

/* For how many keys it is still to be done. */
static guint
count_left (OrchKeyJobDialog *self)
{
  return count (self, ORCH_KEY_JOB_WAITING) + count (self, ORCH_KEY_JOB_RUNNING)
         + count (self, ORCH_KEY_JOB_FAILED);
}

static char *
describe_question (OrchKeyJobDialog *self)
{
  guint n_left = count_left (self);
  guint n_before = count (self, ORCH_KEY_JOB_BEFORE);
  g_autofree char *effect = NULL;
  g_autofree char *more = NULL;

  if (n_left == 0 && n_before > 0)
    return g_strdup (_ ("All keys that could be blocked are blocked already."));
  if (n_left == 0)
    return NULL;

  effect = g_strdup_printf (ngettext ("%u key of %s will be blocked: the server will refuse it "
                                      "until it is unblocked.",
                                      "%u keys of %s will be blocked: the server will refuse them "
                                      "until they are unblocked.",
                                      n_left),
                            n_left, self->user_name);
  if (n_before == 0)
    return g_steal_pointer (&effect);

  more = g_strdup_printf (
      ngettext ("%u more is blocked already.", "%u more are blocked already.", n_before), n_before);

  return g_strjoin (" ", effect, more, NULL);
}

static char *
describe_job (OrchKeyJobDialog *self)
{
  if (self->was_run)
    return orch_key_job_words_outcome (self->job);
  if (self->user_id != NULL)
    return describe_question (self);

  return g_strdup (_ ("There is nothing to do."));
}

static void
say (OrchKeyJobDialog *self, const char *text)
{
  g_autofree char *all = g_strjoin ("\n\n", text, self->note, NULL);

  gtk_label_set_text (self->summary_label, all);
}

static void
show_summary (OrchKeyJobDialog *self)
{
  const char *own = count (self, ORCH_KEY_JOB_OWN) > 0 ? orch_key_job_words_own_left_out () : NULL;
  g_autofree char *job = describe_job (self);
  g_autofree char *text =
      job != NULL ? g_strjoin (" ", job, own, NULL) : g_strdup (own != NULL ? own : "");

  say (self, text);
}

static void
show_progress (OrchKeyJobDialog *self)
{
  guint n_done = count (self, ORCH_KEY_JOB_DONE) + count (self, ORCH_KEY_JOB_UNFINISHED);
  guint n_all = n_done + count_left (self);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), self->was_run);
  gtk_progress_bar_set_fraction (self->progress_bar, n_all > 0 ? (double) n_done / n_all : 1);
}

static void
update_actions (OrchKeyJobDialog *self)
{
  gboolean busy = self->run != NULL;
  guint n_left = count_left (self);
  const char *verb = orch_key_job_words_verb (self->kind);

  if (self->was_run)
    verb = count (self, ORCH_KEY_JOB_WAITING) > 0 ? _ ("_Go on") : _ ("_Try again");

  gtk_button_set_label (self->run_button, verb);
  gtk_widget_set_visible (GTK_WIDGET (self->run_button), !busy && n_left > 0);
  gtk_widget_set_visible (self->stop_button, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.run", !busy && n_left > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.stop", busy);
  gtk_button_set_label (self->close_button, self->was_run || (self->job != NULL && n_left == 0)
                                                ? _ ("_Close")
                                                : _ ("_Cancel"));
}

static void
job_changed_cb (OrchKeyJobDialog *self)
{
  show_progress (self);
}

static void
run_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchKeyJobDialog) self = user_data;

  /* Each item has its own error; that it was stopped is to be seen. */
  orch_key_job_run_finish (ORCH_KEY_JOB (source), result, NULL);

  g_clear_object (&self->run);
  orch_close_guard_remove (GTK_WINDOW (self));
  /* The window is gone. */
  if (self->job == NULL)
    return;

  show_summary (self);
  show_progress (self);
  update_actions (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->close_button));
  g_signal_emit (self, signals[FINISHED], 0);
}

static void
run_job (OrchKeyJobDialog *self)
{
  self->was_run = TRUE;
  self->run = g_cancellable_new ();
  if (self->kind == ORCH_KEY_JOB_ROTATE)
    orch_close_guard_add (GTK_WINDOW (self), orch_key_job_words_busy (self->kind));
  say (self, orch_key_job_words_busy (self->kind));
  show_progress (self);
  update_actions (self);
  gtk_widget_grab_focus (self->stop_button);
  orch_key_job_run_async (self->job, self->run, run_finished_cb, g_object_ref (self));
}

static void
run_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  run_job (ORCH_KEY_JOB_DIALOG (widget));
}

/* The end comes with the current key. */
static void
stop_job (OrchKeyJobDialog *self)
{
  if (self->kind == ORCH_KEY_JOB_ROTATE)
    say (self, _ ("Stopping: the current key is finished first…"));
  g_cancellable_cancel (self->run);
}

static void
stop_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  stop_job (ORCH_KEY_JOB_DIALOG (widget));
}

static void
show_job (OrchKeyJobDialog *self)
{
  g_autoptr (GtkNoSelection) selection =
      gtk_no_selection_new (g_object_ref (orch_key_job_get_items (self->job)));

  g_signal_connect_object (self->job, "changed", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));

  show_summary (self);
  show_progress (self);
  update_actions (self);
  gtk_stack_set_visible_child_name (self->states, "keys");
  gtk_widget_grab_focus (GTK_WIDGET (self->close_button));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchKeyJobDialog *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys =
      orch_key_service_list_of_user_finish (ORCH_KEY_SERVICE (source), result, &error);

  /* The window is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_KEY_JOB_DIALOG (user_data);
  if (keys == NULL) {
    orch_error_page_set_error (self->error_page, error);
    gtk_stack_set_visible_child_name (self->states, "error");
  } else if (keys->len == 0) {
    gtk_stack_set_visible_child_name (self->states, "none");
  } else {
    self->job = orch_key_job_new (ORCH_KEY_SERVICE (source), self->kind,
                                  orch_session_get_identity (self->session), keys);
    show_job (self);
  }
}

static void
read_keys (OrchKeyJobDialog *self)
{
  gtk_stack_set_visible_child_name (self->states, "loading");
  orch_key_service_list_of_user_async (orch_session_get_key_service (self->session), self->user_id,
                                       self->cancellable, listed_cb, self);
}

static void
read_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  read_keys (ORCH_KEY_JOB_DIALOG (widget));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, orch_key_job_row_new (ORCH_KEY_JOB_DIALOG (user_data)->kind));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_job_row_set_item (ORCH_JOB_ROW (gtk_list_item_get_child (item)),
                         gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_job_row_set_item (ORCH_JOB_ROW (gtk_list_item_get_child (item)), NULL);
}

/* Not before, because GTK 4.8 hides a window from screen readers whose widgets had the focus before
 * it was shown. */
static void
orch_key_job_dialog_map (GtkWidget *widget)
{
  OrchKeyJobDialog *self = ORCH_KEY_JOB_DIALOG (widget);

  GTK_WIDGET_CLASS (orch_key_job_dialog_parent_class)->map (widget);

  if (!self->runs_at_once)
    return;

  self->runs_at_once = FALSE;
  show_job (self);
  if (count_left (self) > 0)
    run_job (self);
}

static gboolean
orch_key_job_dialog_close_request (GtkWindow *window)
{
  OrchKeyJobDialog *self = ORCH_KEY_JOB_DIALOG (window);

  if (self->run != NULL) {
    stop_job (self);
    return GDK_EVENT_STOP;
  }

  return GTK_WINDOW_CLASS (orch_key_job_dialog_parent_class)->close_request (window);
}

static void
orch_key_job_dialog_dispose (GObject *object)
{
  OrchKeyJobDialog *self = ORCH_KEY_JOB_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_cancellable_cancel (self->run);
  g_clear_object (&self->job);
  g_clear_object (&self->session);
  g_clear_pointer (&self->user_id, g_free);
  g_clear_pointer (&self->user_name, g_free);
  g_clear_pointer (&self->note, g_free);

  G_OBJECT_CLASS (orch_key_job_dialog_parent_class)->dispose (object);
}

static void
orch_key_job_dialog_class_init (OrchKeyJobDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_job_dialog_dispose;
  widget_class->map = orch_key_job_dialog_map;
  GTK_WINDOW_CLASS (klass)->close_request = orch_key_job_dialog_close_request;

  /**
   * OrchKeyJobDialog::finished:
   * @self: the dialog
   *
   * The job was run, whatever came of it; it can be run again.
   */
  signals[FINISHED] = g_signal_new ("finished", ORCH_TYPE_KEY_JOB_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "dialog.read", NULL, read_activated_cb);
  gtk_widget_class_install_action (widget_class, "dialog.run", NULL, run_activated_cb);
  gtk_widget_class_install_action (widget_class, "dialog.stop", NULL, stop_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_DIALOG_TITLE);
  g_type_ensure (ORCH_TYPE_ERROR_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-job-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, run_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, states);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobDialog, list);
}

static void
orch_key_job_dialog_init (OrchKeyJobDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  update_actions (self);
}

/**
 * orch_key_job_dialog_new_for_job:
 * @parent: (nullable): the window that it stands in front of
 * @job: what to do; not run yet
 * @note: (nullable): what is said with what became of the keys
 *
 * Creates a dialog that runs a job once it is shown; whoever makes it has asked before. While keys
 * get new secrets, the program does not end.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_key_job_dialog_new_for_job (GtkWindow *parent, OrchKeyJob *job, const char *note)
{
  OrchKeyJobDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_KEY_JOB (job), NULL);

  self = g_object_new (ORCH_TYPE_KEY_JOB_DIALOG, "transient-for", parent, "title",
                       orch_key_job_words_title (orch_key_job_get_kind (job)), NULL);
  self->kind = orch_key_job_get_kind (job);
  self->job = g_object_ref (job);
  self->note = g_strdup (note);
  self->runs_at_once = TRUE;

  return GTK_WINDOW (self);
}

/**
 * orch_key_job_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @kind: what to do
 * @keys: (element-type OrchKey): to which keys; not to be changed afterwards
 *
 * Creates a dialog that does it once it is shown, to one key after the other; whoever makes it has
 * asked before. What there is nothing to do for, and the key of the connection itself where that
 * would lock the person out, are left as they are.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_key_job_dialog_new (GtkWindow *parent, OrchSession *session, OrchKeyJobKind kind,
                         GPtrArray *keys)
{
  g_autoptr (OrchKeyJob) job = NULL;

  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (keys != NULL && keys->len > 0, NULL);

  job = orch_key_job_new (orch_session_get_key_service (session), kind,
                          orch_session_get_identity (session), keys);

  return orch_key_job_dialog_new_for_job (parent, job, NULL);
}

/**
 * orch_key_job_dialog_new_for_user:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @user: whose keys
 *
 * Reads the keys of @user (GET /key/list) and creates a dialog that asks whether to block them, and
 * does it (POST /key/block, one after the other). Those that are blocked already, and the key of
 * the connection itself, are left as they are.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_key_job_dialog_new_for_user (GtkWindow *parent, OrchSession *session, OrchUser *user)
{
  OrchKeyJobDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (ORCH_IS_USER (user), NULL);

  self = g_object_new (ORCH_TYPE_KEY_JOB_DIALOG, "transient-for", parent, "title",
                       _ ("Block all keys"), NULL);
  self->session = g_object_ref (session);
  self->kind = ORCH_KEY_JOB_BLOCK;
  self->user_id = g_strdup (orch_user_get_id (user));
  self->user_name = g_strdup (orch_user_get_display_name (user));
  orch_dialog_title_set_subtitle (self->window_title, self->user_name);
  read_keys (self);

  return GTK_WINDOW (self);
}
