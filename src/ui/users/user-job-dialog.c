#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/details-button.h"
#include "ui/common/dialog-title.h"
#include "ui/common/words.h"
#include "ui/users/user-job-row.h"
#include "ui/users/user-job-words.h"

#include "ui/users/user-job-dialog.h"

struct _OrchUserJobDialog {
  AdwWindow parent_instance;

  OrchUserJob *job;  /* (owned) (nullable): until it is disposed of */
  GCancellable *run; /* (owned) (nullable): while users are read or saved */
  gboolean was_saved;

  GtkButton *close_button;           /* (unowned) */
  GtkButton *run_button;             /* (unowned) */
  GtkWidget *stop_button;            /* (unowned) */
  GtkLabel *summary_label;           /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkProgressBar *progress_bar;      /* (unowned) */
  GtkListView *list;                 /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUserJobDialog, orch_user_job_dialog, ADW_TYPE_WINDOW)

enum {
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
count (OrchUserJobDialog *self, OrchUserJobState state)
{
  return orch_user_job_count (self->job, state);
}

static guint
count_unread (OrchUserJobDialog *self)
{
  return count (self, ORCH_USER_JOB_UNREAD) + count (self, ORCH_USER_JOB_READING);
}

static guint
count_unsaved (OrchUserJobDialog *self)
{
  return count (self, ORCH_USER_JOB_WAITING) + count (self, ORCH_USER_JOB_SAVING)
         + count (self, ORCH_USER_JOB_CONFLICT) + count (self, ORCH_USER_JOB_FAILED);
}

static void
show_progress (OrchUserJobDialog *self)
{
  guint n_items = g_list_model_get_n_items (orch_user_job_get_items (self->job));
  guint n_saved = count (self, ORCH_USER_JOB_SAVED) + count (self, ORCH_USER_JOB_PARTLY);
  guint n_all = self->was_saved ? n_saved + count_unsaved (self) : n_items;
  guint n_done = self->was_saved ? n_saved : n_items - count_unread (self);

  gtk_progress_bar_set_fraction (self->progress_bar, n_all > 0 ? (double) n_done / n_all : 1);
}

static const char *
get_verb (OrchUserJobDialog *self)
{
  if (count_unread (self) > 0)
    return _ ("_Go on");
  if (!self->was_saved)
    return _ ("_Save");

  return count (self, ORCH_USER_JOB_WAITING) > 0 ? _ ("_Go on") : _ ("_Try again");
}

static void
update_actions (OrchUserJobDialog *self)
{
  gboolean busy = self->run != NULL;
  gboolean can_run = !busy && count_unread (self) + count_unsaved (self) > 0;

  gtk_button_set_label (self->run_button, get_verb (self));
  gtk_widget_set_visible (GTK_WIDGET (self->run_button), can_run);
  gtk_widget_set_visible (self->stop_button, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), busy || self->was_saved);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.run", can_run);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.stop", busy);
  gtk_button_set_label (self->close_button, self->was_saved ? _ ("_Close") : _ ("_Back"));
}

/* @error: (nullable): why it ended early */
static void
say (OrchUserJobDialog *self, const char *text, const GError *error)
{
  gboolean was_stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  gtk_label_set_text (self->summary_label, text);
  orch_details_button_set_error (self->details_button, was_stopped ? NULL : error);
}

static void
begin (OrchUserJobDialog *self, const char *text)
{
  self->run = g_cancellable_new ();
  say (self, text, NULL);
  show_progress (self);
  update_actions (self);
  gtk_widget_grab_focus (self->stop_button);
}

/* Returns: whether the window is still there */
static gboolean
end (OrchUserJobDialog *self)
{
  g_clear_object (&self->run);
  if (self->job == NULL)
    return FALSE;

  show_progress (self);
  update_actions (self);
  gtk_widget_grab_focus (gtk_widget_get_visible (GTK_WIDGET (self->run_button))
                             ? GTK_WIDGET (self->run_button)
                             : GTK_WIDGET (self->close_button));

  return TRUE;
}

static char *
describe_unread (const GError *error)
{
  g_autofree char *cause = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("Stopped before all users were read. Nothing was changed."));

  cause = orch_words_error (error);
  /* Translators: why not */
  return g_strdup_printf (_ ("Not all users could be read. Nothing was changed. %s"), cause);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchUserJobDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean was_read = orch_user_job_read_finish (ORCH_USER_JOB (source), result, &error);

  if (!end (self))
    return;

  text = was_read ? orch_user_job_words_preview (self->job) : describe_unread (error);
  say (self, text, error);
}

static void
read_users (OrchUserJobDialog *self)
{
  begin (self, _ ("Looking for the users…"));
  orch_user_job_read_async (self->job, self->run, read_cb, g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchUserJobDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  orch_user_job_save_finish (ORCH_USER_JOB (source), result, &error);
  g_signal_emit (self, signals[SAVED], 0);
  if (!end (self))
    return;

  text = orch_user_job_words_outcome (self->job, error);
  say (self, text, error);
}

static void
save (OrchUserJobDialog *self)
{
  self->was_saved = TRUE;
  begin (self, _ ("Saving…"));
  orch_user_job_save_async (self->job, self->run, saved_cb, g_object_ref (self));
}

static void
run_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserJobDialog *self = ORCH_USER_JOB_DIALOG (widget);

  if (count_unread (self) > 0)
    read_users (self);
  else
    save (self);
}

/* What is under way is looked for in the next run. */
static void
stop_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_cancellable_cancel (ORCH_USER_JOB_DIALOG (widget)->run);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, orch_user_job_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  orch_job_row_set_item (ORCH_JOB_ROW (gtk_list_item_get_child (item)),
                         gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  orch_job_row_set_item (ORCH_JOB_ROW (gtk_list_item_get_child (item)), NULL);
}

/* Not before, because GTK 4.8 hides a window from screen readers whose widgets had the focus before
 * it was shown. */
static void
orch_user_job_dialog_map (GtkWidget *widget)
{
  OrchUserJobDialog *self = ORCH_USER_JOB_DIALOG (widget);

  GTK_WIDGET_CLASS (orch_user_job_dialog_parent_class)->map (widget);

  if (self->run == NULL && !self->was_saved && count_unread (self) > 0)
    read_users (self);
}

static gboolean
orch_user_job_dialog_close_request (GtkWindow *window)
{
  OrchUserJobDialog *self = ORCH_USER_JOB_DIALOG (window);

  if (self->run != NULL) {
    g_cancellable_cancel (self->run);
    return GDK_EVENT_STOP;
  }

  return GTK_WINDOW_CLASS (orch_user_job_dialog_parent_class)->close_request (window);
}

static void
orch_user_job_dialog_dispose (GObject *object)
{
  OrchUserJobDialog *self = ORCH_USER_JOB_DIALOG (object);

  g_cancellable_cancel (self->run);
  g_clear_object (&self->job);

  G_OBJECT_CLASS (orch_user_job_dialog_parent_class)->dispose (object);
}

static void
orch_user_job_dialog_class_init (OrchUserJobDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_job_dialog_dispose;
  widget_class->map = orch_user_job_dialog_map;
  GTK_WINDOW_CLASS (klass)->close_request = orch_user_job_dialog_close_request;

  /**
   * OrchUserJobDialog::saved:
   * @self: the dialog
   *
   * The job was run, whatever came of it; it can be run again.
   */
  signals[SAVED] = g_signal_new ("saved", ORCH_TYPE_USER_JOB_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "dialog.run", NULL, run_activated_cb);
  gtk_widget_class_install_action (widget_class, "dialog.stop", NULL, stop_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  g_type_ensure (ORCH_TYPE_DIALOG_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-job-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, run_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, details_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobDialog, list);
}

static void
orch_user_job_dialog_init (OrchUserJobDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
}

/**
 * orch_user_job_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @job: what to do; nobody was read yet
 *
 * Creates a dialog that reads the users of @job once it is shown.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_user_job_dialog_new (GtkWindow *parent, OrchUserJob *job)
{
  g_autoptr (GtkNoSelection) selection = NULL;
  OrchUserJobDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_USER_JOB (job), NULL);

  self = g_object_new (ORCH_TYPE_USER_JOB_DIALOG, "transient-for", parent, NULL);
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "changed", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  selection = gtk_no_selection_new (g_object_ref (orch_user_job_get_items (job)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  update_actions (self);

  return GTK_WINDOW (self);
}
