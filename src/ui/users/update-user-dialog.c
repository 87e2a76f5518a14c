#include "config.h"

#include "ui/users/user-form.h"

#include "ui/users/update-user-dialog.h"

struct _OrchUpdateUserDialog {
  OrchUpdateDialog parent_instance;

  OrchUserService *service; /* (owned) (nullable) */
  OrchUser *user;           /* (owned) (nullable) */

  OrchUserForm *form; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUpdateUserDialog, orch_update_user_dialog, ORCH_TYPE_UPDATE_DIALOG)

static void
orch_update_user_dialog_update_async (OrchUpdateDialog *dialog, const OrchChanges *changes,
                                      gboolean overwrite, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (dialog);

  orch_user_service_update_async (self->service, self->user, changes, overwrite, cancellable,
                                  callback, user_data);
}

static OrchUpdateOutcome
orch_update_user_dialog_update_finish (OrchUpdateDialog *dialog, GAsyncResult *result,
                                       OrchChanges **details, GError **error)
{
  return orch_user_service_update_finish (ORCH_UPDATE_USER_DIALOG (dialog)->service, result,
                                          details, error);
}

static void
orch_update_user_dialog_check_async (OrchUpdateDialog *dialog, const OrchChanges *changes,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (dialog);

  orch_user_service_check_async (self->service, self->user, changes, cancellable, callback,
                                 user_data);
}

static OrchUpdateOutcome
orch_update_user_dialog_check_finish (OrchUpdateDialog *dialog, GAsyncResult *result,
                                      OrchChanges **details, GError **error)
{
  return orch_user_service_check_finish (ORCH_UPDATE_USER_DIALOG (dialog)->service, result, details,
                                         error);
}

static void
orch_update_user_dialog_finalize (GObject *object)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (object);

  g_clear_object (&self->user);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_update_user_dialog_parent_class)->finalize (object);
}

static void
orch_update_user_dialog_class_init (OrchUpdateUserDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchUpdateDialogClass *dialog_class = ORCH_UPDATE_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = orch_update_user_dialog_finalize;
  dialog_class->update_async = orch_update_user_dialog_update_async;
  dialog_class->update_finish = orch_update_user_dialog_update_finish;
  dialog_class->check_async = orch_update_user_dialog_check_async;
  dialog_class->check_finish = orch_update_user_dialog_check_finish;

  g_type_ensure (ORCH_TYPE_USER_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/update-user-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, form);
}

static void
orch_update_user_dialog_init (OrchUpdateUserDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_update_user_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @user: whom to edit; updated in place by a save
 *
 * Creates a dialog that edits a copy of @user and saves what was changed (POST /user/update).
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_update_user_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user)
{
  OrchUpdateUserDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (ORCH_IS_USER (user), NULL);

  self = g_object_new (ORCH_TYPE_UPDATE_USER_DIALOG, "transient-for", parent, NULL);
  self->service = g_object_ref (orch_session_get_user_service (session));
  self->user = g_object_ref (user);

  orch_edit_dialog_set_subtitle (ORCH_EDIT_DIALOG (self), orch_user_get_display_name (user));
  orch_user_form_set_user (self->form, orch_session_get_identity (session), user);
  orch_record_form_set_server (ORCH_RECORD_FORM (self->form), orch_session_get_server (session));
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));

  return GTK_WINDOW (self);
}
