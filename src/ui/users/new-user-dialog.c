#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "ui/common/save-words.h"
#include "ui/users/user-form.h"

#include "ui/users/new-user-dialog.h"

struct _OrchNewUserDialog {
  OrchEditDialog parent_instance;

  OrchUserService *service; /* (owned) (nullable) */
  OrchChanges *values;      /* (owned) (nullable): what was sent last */
  OrchUser *looked_for;     /* (owned) (nullable): whether there is this user now */

  OrchUserForm *form; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchNewUserDialog, orch_new_user_dialog, ORCH_TYPE_EDIT_DIALOG)

enum {
  CREATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
finish_creating (OrchNewUserDialog *self, OrchUser *user, const OrchChanges *not_taken)
{
  g_autofree char *text = orch_save_words_created (orch_user_get_display_name (user), not_taken);

  g_signal_emit (self, signals[CREATED], 0, user, text,
                 orch_user_form_wants_invitation (self->form));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchNewUserDialog *self;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchUser) user = NULL;

  user = orch_user_service_create_finish (ORCH_USER_SERVICE (source), result, &not_taken, &error);

  /* The dialog knows, or is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_NEW_USER_DIALOG (user_data);
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));

  if (user != NULL)
    finish_creating (self, user, not_taken);
  else
    orch_edit_dialog_show_error (ORCH_EDIT_DIALOG (self), error);
}

static void
show_not_created (OrchNewUserDialog *self, const GError *error)
{
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    orch_edit_dialog_show_message (ORCH_EDIT_DIALOG (self),
                                   _ ("The user was not created. You can try again."));
  else
    orch_edit_dialog_show_not_seen (ORCH_EDIT_DIALOG (self), error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchNewUserDialog *self;
  g_autoptr (OrchChanges) missing = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  OrchUpdateOutcome outcome;

  outcome = orch_user_service_check_finish (ORCH_USER_SERVICE (source), result, &missing, &error);

  /* The dialog knows, or is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_NEW_USER_DIALOG (user_data);
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));

  switch (outcome) {
  case ORCH_UPDATE_SAVED:
    finish_creating (self, self->looked_for, NULL);
    break;
  case ORCH_UPDATE_PARTLY:
    text = orch_save_words_other_user (missing);
    orch_edit_dialog_show_message (ORCH_EDIT_DIALOG (self), text);
    break;
  case ORCH_UPDATE_CONFLICT:
  case ORCH_UPDATE_FAILED:
  default:
    show_not_created (self, error);
    break;
  }
}

static void
orch_new_user_dialog_look (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchNewUserDialog *self = ORCH_NEW_USER_DIALOG (dialog);
  const OrchChange *id = orch_changes_find (self->values, orch_user_id_field ()->name);

  g_clear_object (&self->looked_for);
  self->looked_for = orch_user_new (g_variant_get_string (id->to, NULL));
  orch_user_service_check_async (self->service, self->looked_for, self->values, cancellable,
                                 looked_cb, self);
}

static void
orch_new_user_dialog_send (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchNewUserDialog *self = ORCH_NEW_USER_DIALOG (dialog);

  g_clear_pointer (&self->values, orch_changes_free);
  self->values = orch_edit_dialog_get_changes (dialog);

  orch_user_service_create_async (self->service, self->values, cancellable, created_cb, self);
}

static void
orch_new_user_dialog_dispose (GObject *object)
{
  OrchNewUserDialog *self = ORCH_NEW_USER_DIALOG (object);

  g_clear_pointer (&self->values, orch_changes_free);
  g_clear_object (&self->looked_for);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_new_user_dialog_parent_class)->dispose (object);
}

static void
orch_new_user_dialog_class_init (OrchNewUserDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchEditDialogClass *dialog_class = ORCH_EDIT_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_new_user_dialog_dispose;
  dialog_class->send = orch_new_user_dialog_send;
  dialog_class->look = orch_new_user_dialog_look;

  /**
   * OrchNewUserDialog::created:
   * @self: the dialog
   * @user: the new user
   * @text: what was done, for a toast
   * @wants_invitation: whether an invitation is to be made
   *
   * Emitted once the server has answered, before the dialog closes.
   */
  signals[CREATED] =
      g_signal_new ("created", ORCH_TYPE_NEW_USER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, ORCH_TYPE_USER, G_TYPE_STRING, G_TYPE_BOOLEAN);

  g_type_ensure (ORCH_TYPE_USER_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/new-user-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchNewUserDialog, form);
}

static void
orch_new_user_dialog_init (OrchNewUserDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_new_user_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 *
 * Creates a dialog that creates a user (POST /user/new).
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_new_user_dialog_new (GtkWindow *parent, OrchSession *session)
{
  OrchNewUserDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);

  self = g_object_new (ORCH_TYPE_NEW_USER_DIALOG, "transient-for", parent, NULL);
  self->service = g_object_ref (orch_session_get_user_service (session));
  orch_user_form_set_new (self->form, orch_session_get_identity (session));
  orch_record_form_set_server (ORCH_RECORD_FORM (self->form), orch_session_get_server (session));
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));

  return GTK_WINDOW (self);
}
