#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/question.h"
#include "ui/common/words.h"
#include "ui/users/save-words.h"
#include "ui/users/update-user-dialog.h"
#include "ui/users/user-form.h"

struct _OrchUpdateUserDialog {
  OrchEditDialog parent_instance;

  OrchUserService *service; /* (owned) (nullable) */
  OrchUser *user;           /* (owned) (nullable) */
  OrchChanges *changes;     /* (owned) (nullable): what is being saved */
  OrchChanges *sent_before; /* (owned) (nullable): by a save that did not end well */
  gboolean overwrite;       /* the person knows of somebody else's change */

  OrchUserForm *form; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUpdateUserDialog, orch_update_user_dialog, ORCH_TYPE_EDIT_DIALOG)

enum {
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
finish_saving (OrchUpdateUserDialog *self, const OrchChanges *not_taken)
{
  g_autofree char *text = orch_save_words_done (self->changes, not_taken);

  g_signal_emit (self, signals[SAVED], 0, text);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Whether nobody else changed anything: the server has what this dialog sent before. */
static gboolean
is_own_change (OrchUpdateUserDialog *self, const OrchChanges *conflict)
{
  for (guint i = 0; self->sent_before != NULL && i < orch_changes_get_n (conflict); i++) {
    const OrchChange *change = orch_changes_get (conflict, i);
    const OrchChange *sent = orch_changes_find (self->sent_before, change->field->name);

    if (sent == NULL || !orch_field_equal (change->field, change->from, sent->to))
      return FALSE;
  }

  return self->sent_before != NULL;
}

static void
save_again (OrchUpdateUserDialog *self)
{
  self->overwrite = TRUE;
  orch_edit_dialog_send (ORCH_EDIT_DIALOG (self));
}

static void
overwrite_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    save_again (ORCH_UPDATE_USER_DIALOG (user_data));
}

static void
ask_to_overwrite (OrchUpdateUserDialog *self, const OrchChanges *conflict)
{
  g_autofree char *body = orch_save_words_conflict (conflict);

  orch_question_ask_async (GTK_WIDGET (self), _ ("Overwrite Somebody Else’s Change?"), body,
                           _ ("_Overwrite"), ORCH_QUESTION_DESTRUCTIVE, NULL, overwrite_answered_cb,
                           self);
}

static void
show_error (OrchUpdateUserDialog *self, const GError *error)
{
  g_autofree char *words = orch_words_error (error);
  /* Translators: why not */
  g_autofree char *failure = g_strdup_printf (_ ("Nothing was saved. %s"), words);

  if (orch_error_may_have_happened (error))
    orch_edit_dialog_show_doubt (ORCH_EDIT_DIALOG (self), words);
  else if (!orch_user_form_show_error (self->form, error))
    orch_edit_dialog_show_message (ORCH_EDIT_DIALOG (self), failure);
}

static void
save_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchUpdateUserDialog *self;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome;

  outcome = orch_user_service_update_finish (ORCH_USER_SERVICE (source), result, &details, &error);

  /* The dialog knows, or is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_UPDATE_USER_DIALOG (user_data);
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));

  switch (outcome) {
  case ORCH_UPDATE_SAVED:
  case ORCH_UPDATE_PARTLY:
    finish_saving (self, details);
    break;
  case ORCH_UPDATE_CONFLICT:
    if (is_own_change (self, details))
      save_again (self);
    else
      ask_to_overwrite (self, details);
    break;
  case ORCH_UPDATE_FAILED:
  default:
    show_error (self, error);
    break;
  }
}

static gboolean
orch_update_user_dialog_is_edited (OrchEditDialog *dialog)
{
  return orch_user_form_is_edited (ORCH_UPDATE_USER_DIALOG (dialog)->form);
}

static gboolean
orch_update_user_dialog_can_send (OrchEditDialog *dialog)
{
  g_autoptr (OrchChanges) changes =
      orch_user_form_get_changes (ORCH_UPDATE_USER_DIALOG (dialog)->form);

  return changes != NULL;
}

static void
orch_update_user_dialog_send (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (dialog);
  gboolean overwrite = self->overwrite;

  self->overwrite = FALSE;
  g_clear_pointer (&self->sent_before, orch_changes_free);
  self->sent_before = g_steal_pointer (&self->changes);
  self->changes = orch_user_form_get_changes (self->form);
  g_assert (self->changes != NULL);

  orch_user_service_update_async (self->service, self->user, self->changes, overwrite, cancellable,
                                  save_finished_cb, self);
}

static void
show_not_seen (OrchUpdateUserDialog *self, const GError *error)
{
  g_autofree char *cause = orch_words_error (error);
  /* Translators: why looking did not work */
  g_autofree char *text =
      g_strdup_printf (_ ("%s\nSo it is still not known whether this was saved."), cause);

  orch_edit_dialog_show_doubt (ORCH_EDIT_DIALOG (self), text);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchUpdateUserDialog *self;
  g_autoptr (OrchChanges) missing = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  OrchUpdateOutcome outcome;

  outcome = orch_user_service_check_finish (ORCH_USER_SERVICE (source), result, &missing, &error);

  /* The dialog knows, or is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_UPDATE_USER_DIALOG (user_data);
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));

  switch (outcome) {
  case ORCH_UPDATE_SAVED:
    finish_saving (self, NULL);
    break;
  case ORCH_UPDATE_PARTLY:
    text = orch_save_words_missing (missing);
    orch_edit_dialog_show_message (ORCH_EDIT_DIALOG (self), text);
    break;
  case ORCH_UPDATE_CONFLICT:
  case ORCH_UPDATE_FAILED:
  default:
    show_not_seen (self, error);
    break;
  }
}

static void
orch_update_user_dialog_look (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (dialog);

  orch_user_service_check_async (self->service, self->user, self->changes, cancellable, looked_cb,
                                 self);
}

static void
orch_update_user_dialog_dispose (GObject *object)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (object);

  g_clear_pointer (&self->changes, orch_changes_free);
  g_clear_pointer (&self->sent_before, orch_changes_free);
  g_clear_object (&self->user);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_update_user_dialog_parent_class)->dispose (object);
}

static void
orch_update_user_dialog_class_init (OrchUpdateUserDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchEditDialogClass *dialog_class = ORCH_EDIT_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_update_user_dialog_dispose;
  dialog_class->is_edited = orch_update_user_dialog_is_edited;
  dialog_class->can_send = orch_update_user_dialog_can_send;
  dialog_class->send = orch_update_user_dialog_send;
  dialog_class->look = orch_update_user_dialog_look;

  /**
   * OrchUpdateUserDialog::saved:
   * @self: the dialog
   * @text: what was saved, for a toast
   *
   * Emitted once the server has answered, before the dialog closes.
   */
  signals[SAVED] = g_signal_new ("saved", ORCH_TYPE_UPDATE_USER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (ORCH_TYPE_USER_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/update-user-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, orch_edit_dialog_update);
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
  orch_user_form_set_server (self->form, orch_session_get_server (session));
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));

  return GTK_WINDOW (self);
}
