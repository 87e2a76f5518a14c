#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/question.h"
#include "ui/common/words.h"
#include "ui/users/save-words.h"
#include "ui/users/update-user-dialog.h"
#include "ui/users/user-form.h"

struct _OrchUpdateUserDialog {
  AdwWindow parent_instance;

  OrchUserService *service; /* (owned) (nullable) */
  OrchUser *user;           /* (owned) (nullable) */
  OrchChanges *changes;     /* (owned) (nullable): what is being saved */
  GCancellable *save;       /* (owned) (nullable): while a save is under way */

  AdwWindowTitle *window_title;
  OrchUserForm *form;
  GtkSpinner *spinner;
  GtkRevealer *message_revealer;
  GtkLabel *message_label;
};

G_DEFINE_FINAL_TYPE (OrchUpdateUserDialog, orch_update_user_dialog, ADW_TYPE_WINDOW)

enum {
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_sensitivity (OrchUpdateUserDialog *self)
{
  gboolean busy = self->save != NULL;
  g_autoptr (OrchChanges) changes = orch_user_form_get_changes (self->form);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.save", !busy && changes != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
show_message (OrchUpdateUserDialog *self, const char *message)
{
  if (message != NULL)
    gtk_label_set_text (self->message_label, message);
  gtk_revealer_set_reveal_child (self->message_revealer, message != NULL);
}

static void
show_error (OrchUpdateUserDialog *self, const GError *error)
{
  g_autofree char *words = orch_words_error (error);

  if (!g_error_matches (error, ORCH_ERROR, ORCH_ERROR_INVALID)
      || !orch_user_form_set_error (self->form, orch_error_get_field (error), words))
    show_message (self, words);
}

static void
finish_saving (OrchUpdateUserDialog *self, const OrchChanges *not_taken)
{
  g_autofree char *text = orch_save_words_done (self->changes, not_taken);

  g_signal_emit (self, signals[SAVED], 0, text);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void ask_to_overwrite (OrchUpdateUserDialog *self, const OrchChanges *conflict);

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
  g_clear_object (&self->save);
  update_sensitivity (self);

  switch (outcome) {
  case ORCH_UPDATE_SAVED:
  case ORCH_UPDATE_PARTLY:
    finish_saving (self, details);
    break;
  case ORCH_UPDATE_CONFLICT:
    ask_to_overwrite (self, details);
    break;
  case ORCH_UPDATE_FAILED:
  default:
    show_error (self, error);
    break;
  }
}

static void
start_saving (OrchUpdateUserDialog *self, gboolean overwrite)
{
  self->save = g_cancellable_new ();
  show_message (self, NULL);
  update_sensitivity (self);

  orch_user_service_update_async (self->service, self->user, self->changes, overwrite, self->save,
                                  save_finished_cb, self);
}

static void
cancel_saving (OrchUpdateUserDialog *self)
{
  g_cancellable_cancel (self->save);
  g_clear_object (&self->save);

  show_message (self, _ ("Cancelled. If the server was already saving, it may have saved."));
  update_sensitivity (self);
}

static void
overwrite_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    start_saving (ORCH_UPDATE_USER_DIALOG (user_data), TRUE);
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
discard_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    gtk_window_destroy (GTK_WINDOW (user_data));
}

static void
save_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (widget);

  g_clear_pointer (&self->changes, orch_changes_free);
  self->changes = orch_user_form_get_changes (self->form);
  g_assert (self->changes != NULL);

  start_saving (self, FALSE);
}

static void
form_changed_cb (OrchUpdateUserDialog *self)
{
  update_sensitivity (self);
}

static gboolean
orch_update_user_dialog_close_request (GtkWindow *window)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (window);

  if (self->save != NULL) {
    cancel_saving (self);
    return GDK_EVENT_STOP;
  }

  if (orch_user_form_is_edited (self->form)) {
    orch_question_ask_async (GTK_WIDGET (self), _ ("Discard Changes?"),
                             _ ("What you changed has not been saved."), _ ("_Discard"),
                             ORCH_QUESTION_DESTRUCTIVE, NULL, discard_answered_cb, self);
    return GDK_EVENT_STOP;
  }

  return GTK_WINDOW_CLASS (orch_update_user_dialog_parent_class)->close_request (window);
}

static void
orch_update_user_dialog_map (GtkWidget *widget)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (widget);

  GTK_WIDGET_CLASS (orch_update_user_dialog_parent_class)->map (widget);

  /* In the form, not on Cancel. */
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
orch_update_user_dialog_dispose (GObject *object)
{
  OrchUpdateUserDialog *self = ORCH_UPDATE_USER_DIALOG (object);

  g_cancellable_cancel (self->save);
  g_clear_object (&self->save);
  g_clear_pointer (&self->changes, orch_changes_free);
  g_clear_object (&self->user);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_update_user_dialog_parent_class)->dispose (object);
}

static void
orch_update_user_dialog_class_init (OrchUpdateUserDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_update_user_dialog_dispose;
  widget_class->map = orch_update_user_dialog_map;
  GTK_WINDOW_CLASS (klass)->close_request = orch_update_user_dialog_close_request;

  /**
   * OrchUpdateUserDialog::saved:
   * @self: the dialog
   * @text: what was saved, for a toast
   *
   * Emitted once the server has answered, before the dialog closes.
   */
  signals[SAVED] = g_signal_new ("saved", ORCH_TYPE_UPDATE_USER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "dialog.save", NULL, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_USER_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/update-user-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, form);
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, OrchUpdateUserDialog, message_label);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
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

  adw_window_title_set_subtitle (self->window_title, orch_user_get_display_name (user));
  orch_user_form_set_user (self->form, orch_session_get_identity (session), user);
  update_sensitivity (self);

  return GTK_WINDOW (self);
}
