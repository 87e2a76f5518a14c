#include "config.h"

#include <glib/gi18n.h>

#include "core/services/export.h"
#include "ui/common/details-button.h"
#include "ui/common/dialog-title.h"
#include "ui/common/format.h"
#include "ui/common/words.h"

#include "ui/export/export-dialog.h"

struct _OrchExportDialog {
  AdwWindow parent_instance;

  OrchPage page;             /* what is exported */
  OrchExport *export;        /* (owned) */
  GFile *file;               /* (owned) (nullable): until the window is gone */
  GOutputStream *stream;     /* (owned) (nullable): while the file is open */
  GCancellable *cancellable; /* (owned) (nullable): while it runs */

  GtkButton *close_button;           /* (unowned) */
  GtkWidget *again_button;           /* (unowned) */
  GtkLabel *label;                   /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkProgressBar *progress_bar;      /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchExportDialog, orch_export_dialog, ADW_TYPE_WINDOW)

static void
update (OrchExportDialog *self, gboolean can_run)
{
  gboolean is_running = self->cancellable != NULL;

  gtk_button_set_label (self->close_button, is_running ? _ ("_Stop") : _ ("_Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), is_running);
  gtk_widget_set_visible (self->again_button, can_run);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.run", can_run);
}

/* --- words --- */

static char *
describe_progress (OrchExportDialog *self)
{
  guint total = orch_export_get_total (self->export);
  g_autofree char *n_text = orch_format_count (orch_export_get_n_rows (self->export));
  g_autofree char *total_text = orch_format_count (total);

  if (self->page == ORCH_PAGE_USERS)
    /* Translators: so many users were exported of so many */
    return g_strdup_printf (ngettext ("%s of %s user", "%s of %s users", total), n_text,
                            total_text);

  /* Translators: so many API keys were exported of so many */
  return g_strdup_printf (ngettext ("%s of %s key", "%s of %s keys", total), n_text, total_text);
}

static char *
describe_outcome (OrchExportDialog *self)
{
  guint n = orch_export_get_n_rows (self->export);
  g_autofree char *n_text = orch_format_count (n);
  g_autofree char *path = g_file_get_parse_name (self->file);
  g_autofree char *what = NULL;

  if (self->page == ORCH_PAGE_USERS)
    /* Translators: so many users; the path of a file */
    what = g_strdup_printf (ngettext ("%s user is in %s.", "%s users are in %s.", n), n_text, path);
  else
    /* Translators: so many API keys; the path of a file */
    what = g_strdup_printf (ngettext ("%s key is in %s.", "%s keys are in %s.", n), n_text, path);

  if (orch_export_is_exact (self->export))
    return g_steal_pointer (&what);

  return g_strjoin ("\n\n", what,
                    _ ("The list changed on the server while it was read, so that some may be "
                       "missing."),
                    NULL);
}

static char *
describe_failure (OrchExportDialog *self, const GError *error)
{
  g_autofree char *words = orch_words_error (error);
  g_autofree char *path = g_file_get_parse_name (self->file);
  /* Translators: the path of a file */
  g_autofree char *nothing = g_strdup_printf (_ ("Nothing was written to %s."), path);

  return g_strjoin ("\n\n", words, nothing, NULL);
}

/* --- the run --- */

static void
end (OrchExportDialog *self, const GError *error)
{
  gboolean was_stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autofree char *text = NULL;

  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  if (self->file == NULL)
    return;

  if (was_stopped) {
    gtk_window_destroy (GTK_WINDOW (self));
    return;
  }

  text = error != NULL ? describe_failure (self, error) : describe_outcome (self);
  gtk_label_set_text (self->label, text);
  orch_details_button_set_error (self->details_button, error);
  update (self, error != NULL || !orch_export_is_exact (self->export));
  gtk_widget_grab_focus (GTK_WIDGET (self->close_button));
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error);
  end (self, error);
}

/* A run that ends while its stream is being closed. */
typedef struct {
  OrchExportDialog *dialog; /* (owned) */
  GError *error;            /* (owned) */
} Failure;

static void
given_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Failure *failure = user_data;

  end (failure->dialog, failure->error);
  g_object_unref (failure->dialog);
  g_error_free (failure->error);
  g_free (failure);
}

/* Closed so, the stream leaves what was there before, or nothing. */
static void
give_up (OrchExportDialog *self, GError *error)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  Failure *failure = g_new0 (Failure, 1);

  failure->dialog = g_object_ref (self);
  failure->error = error;
  g_cancellable_cancel (cancelled);
  g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, cancelled, given_up_cb, failure);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchExportDialog) self = user_data;
  GError *error = NULL;

  if (orch_export_run_finish (ORCH_EXPORT (source), result, &error))
    g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, self->cancellable, closed_cb,
                                 g_object_ref (self));
  else
    give_up (self, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GFileOutputStream *stream = g_file_replace_finish (G_FILE (source), result, &error);

  if (stream == NULL) {
    end (self, error);
    return;
  }

  self->stream = G_OUTPUT_STREAM (stream);
  orch_export_run_async (self->export, self->stream, self->cancellable, exported_cb,
                         g_object_ref (self));
}

static void
run (OrchExportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_label_set_text (self->label, _ ("Reading the list…"));
  orch_details_button_set_error (self->details_button, NULL);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  update (self, FALSE);
  /* Not cancelled: a stream that nobody gets would be closed as if it was whole. */
  g_file_replace_async (self->file, NULL, FALSE, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, NULL,
                        opened_cb, g_object_ref (self));
}

static void
run_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  run (ORCH_EXPORT_DIALOG (widget));
}

static void
progress_cb (OrchExportDialog *self)
{
  g_autofree char *text = describe_progress (self);
  guint total = orch_export_get_total (self->export);

  gtk_label_set_text (self->label, text);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress_bar,
                                   (double) orch_export_get_n_rows (self->export) / total);
}

/* --- the window --- */

/* It goes when what is under way has ended. */
static gboolean
orch_export_dialog_close_request (GtkWindow *window)
{
  OrchExportDialog *self = ORCH_EXPORT_DIALOG (window);

  if (self->cancellable != NULL) {
    g_cancellable_cancel (self->cancellable);
    return GDK_EVENT_STOP;
  }

  return GTK_WINDOW_CLASS (orch_export_dialog_parent_class)->close_request (window);
}

static void
orch_export_dialog_dispose (GObject *object)
{
  OrchExportDialog *self = ORCH_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (orch_export_dialog_parent_class)->dispose (object);
}

static void
orch_export_dialog_finalize (GObject *object)
{
  g_clear_object (&ORCH_EXPORT_DIALOG (object)->export);

  G_OBJECT_CLASS (orch_export_dialog_parent_class)->finalize (object);
}

static void
orch_export_dialog_class_init (OrchExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = orch_export_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "dialog.run", NULL, run_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  g_type_ensure (ORCH_TYPE_DIALOG_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/export/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchExportDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, OrchExportDialog, again_button);
  gtk_widget_class_bind_template_child (widget_class, OrchExportDialog, label);
  gtk_widget_class_bind_template_child (widget_class, OrchExportDialog, details_button);
  gtk_widget_class_bind_template_child (widget_class, OrchExportDialog, progress_bar);
}

static void
orch_export_dialog_init (OrchExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static OrchExport *
create_export (OrchSession *session, OrchPage page)
{
  if (page == ORCH_PAGE_USERS)
    return orch_export_new_users (orch_session_get_user_service (session),
                                  orch_user_list_get_query (orch_session_get_user_list (session)));

  return orch_export_new_keys (orch_session_get_key_service (session),
                               orch_key_list_get_query (orch_session_get_key_list (session)));
}

/**
 * orch_export_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @page: which of its lists, which is exported as it is searched and filtered now
 * @file: where it goes; what is there is replaced
 *
 * Creates a dialog that exports a list at once.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_export_dialog_new (GtkWindow *parent, OrchSession *session, OrchPage page, GFile *file)
{
  OrchExportDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (page < ORCH_N_PAGES, NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (ORCH_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  self->page = page;
  self->file = g_object_ref (file);
  self->export = create_export (session, page);
  g_signal_connect_object (self->export, "progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  run (self);

  return GTK_WINDOW (self);
}
