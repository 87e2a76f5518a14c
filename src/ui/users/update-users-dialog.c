#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/users/user-job-dialog.h"
#include "ui/users/users-form.h"

#include "ui/users/update-users-dialog.h"

struct _OrchUpdateUsersDialog {
  OrchEditDialog parent_instance;

  OrchSession *session; /* (owned) (nullable) */
  OrchUserJob *job;     /* (owned) (nullable): the last one */

  OrchUsersForm *form; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUpdateUsersDialog, orch_update_users_dialog, ORCH_TYPE_EDIT_DIALOG)

enum {
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
orch_update_users_dialog_can_send (OrchEditDialog *dialog)
{
  OrchUpdateUsersDialog *self = ORCH_UPDATE_USERS_DIALOG (dialog);
  g_auto (GStrv) names = orch_users_form_get_names (self->form);

  return *names != NULL
         && ORCH_EDIT_DIALOG_CLASS (orch_update_users_dialog_parent_class)->can_send (dialog);
}

static void
saved_cb (OrchUpdateUsersDialog *self)
{
  g_signal_emit (self, signals[SAVED], 0);
}

static gboolean
is_finished (OrchUserJob *job)
{
  return orch_user_job_count (job, ORCH_USER_JOB_SAVED) > 0
         && orch_user_job_count (job, ORCH_USER_JOB_WAITING) == 0
         && orch_user_job_count (job, ORCH_USER_JOB_SAVING) == 0
         && orch_user_job_count (job, ORCH_USER_JOB_CONFLICT) == 0
         && orch_user_job_count (job, ORCH_USER_JOB_PARTLY) == 0
         && orch_user_job_count (job, ORCH_USER_JOB_FAILED) == 0;
}

/* It takes the preview along. What was not saved can be sent again from here, with what was typed.
 */
static gboolean
preview_closed_cb (OrchUpdateUsersDialog *self)
{
  if (!is_finished (self->job))
    return GDK_EVENT_PROPAGATE;

  gtk_window_destroy (GTK_WINDOW (self));

  return GDK_EVENT_STOP;
}

static void
orch_update_users_dialog_send (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchUpdateUsersDialog *self = ORCH_UPDATE_USERS_DIALOG (dialog);
  g_autoptr (OrchChanges) changes = orch_edit_dialog_get_changes (dialog);
  g_auto (GStrv) names = orch_users_form_get_names (self->form);
  GtkWindow *preview;

  g_clear_object (&self->job);
  self->job = orch_user_job_new (orch_session_get_user_service (self->session),
                                 orch_session_get_identity (self->session), changes,
                                 (const char *const *) names);
  preview = orch_user_job_dialog_new (GTK_WINDOW (self), self->job);
  g_signal_connect_object (preview, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (preview, "close-request", G_CALLBACK (preview_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (preview);
  orch_edit_dialog_finish (dialog);
}

static void
orch_update_users_dialog_dispose (GObject *object)
{
  OrchUpdateUsersDialog *self = ORCH_UPDATE_USERS_DIALOG (object);

  g_clear_object (&self->job);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_update_users_dialog_parent_class)->dispose (object);
}

static void
orch_update_users_dialog_class_init (OrchUpdateUsersDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchEditDialogClass *dialog_class = ORCH_EDIT_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_update_users_dialog_dispose;
  dialog_class->can_send = orch_update_users_dialog_can_send;
  dialog_class->send = orch_update_users_dialog_send;

  /**
   * OrchUpdateUsersDialog::saved:
   * @self: the dialog
   *
   * Users were saved, perhaps not all of them.
   */
  signals[SAVED] = g_signal_new ("saved", ORCH_TYPE_UPDATE_USERS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ORCH_TYPE_USERS_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/update-users-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUsersDialog, form);
}

static void
orch_update_users_dialog_init (OrchUpdateUsersDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_update_users_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @user_ids: (nullable): who was chosen, %NULL lets the person paste a list
 *
 * Creates a dialog that saves the same values for several users, see #OrchUserJob.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_update_users_dialog_new (GtkWindow *parent, OrchSession *session, const char *const *user_ids)
{
  OrchUpdateUsersDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);

  self = g_object_new (ORCH_TYPE_UPDATE_USERS_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  orch_users_form_set_up (self->form, session, user_ids);
  if (user_ids != NULL) {
    guint n = g_strv_length ((char **) user_ids);
    g_autofree char *count = orch_format_count (n);
    g_autofree char *subtitle = g_strdup_printf (ngettext ("%s user", "%s users", n), count);

    orch_edit_dialog_set_subtitle (ORCH_EDIT_DIALOG (self), subtitle);
  }
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));

  return GTK_WINDOW (self);
}
