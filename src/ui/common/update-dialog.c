#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/question.h"
#include "ui/common/save-words.h"

#include "ui/common/update-dialog.h"

typedef struct {
  OrchChanges *changes;     /* (owned) (nullable): what is being saved */
  OrchChanges *sent_before; /* (owned) (nullable): by a save that did not end well */
  gboolean overwrite;       /* the person knows of somebody else's change */
} OrchUpdateDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchUpdateDialog, orch_update_dialog, ORCH_TYPE_EDIT_DIALOG)

enum {
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static OrchUpdateDialogPrivate *
get_private (OrchUpdateDialog *self)
{
  return orch_update_dialog_get_instance_private (self);
}

static void
finish_saving (OrchUpdateDialog *self, const OrchChanges *not_taken)
{
  g_autofree char *text = orch_save_words_done (get_private (self)->changes, not_taken);

  g_signal_emit (self, signals[SAVED], 0, text);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Whether nobody else changed anything: the server has what this dialog sent before. */
static gboolean
is_own_change (OrchUpdateDialog *self, const OrchChanges *conflict)
{
  const OrchChanges *sent_before = get_private (self)->sent_before;

  for (guint i = 0; sent_before != NULL && i < orch_changes_get_n (conflict); i++) {
    const OrchChange *change = orch_changes_get (conflict, i);
    const OrchChange *sent = orch_changes_find (sent_before, change->field->name);

    if (sent == NULL || !orch_field_equal (change->field, change->from, sent->to))
      return FALSE;
  }

  return sent_before != NULL;
}

static void
save_again (OrchUpdateDialog *self)
{
  get_private (self)->overwrite = TRUE;
  orch_edit_dialog_send (ORCH_EDIT_DIALOG (self));
}

static void
overwrite_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    save_again (ORCH_UPDATE_DIALOG (user_data));
}

static void
ask_to_overwrite (OrchUpdateDialog *self, const OrchChanges *conflict)
{
  g_autofree char *body = orch_save_words_conflict (conflict);

  orch_question_ask_async (GTK_WIDGET (self), _ ("Overwrite Somebody Else’s Change?"), body,
                           _ ("_Overwrite"), ORCH_QUESTION_DESTRUCTIVE, NULL, overwrite_answered_cb,
                           self);
}

/* The dialog knows, or is gone: what the result is of does not matter any more. */
static gboolean
is_cancelled (GAsyncResult *result)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result)));
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchUpdateDialog *self;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome;

  if (is_cancelled (result))
    return;

  self = ORCH_UPDATE_DIALOG (user_data);
  outcome = ORCH_UPDATE_DIALOG_GET_CLASS (self)->update_finish (self, result, &details, &error);

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
    orch_edit_dialog_show_error (ORCH_EDIT_DIALOG (self), error);
    break;
  }
}

static void
orch_update_dialog_send (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchUpdateDialog *self = ORCH_UPDATE_DIALOG (dialog);
  OrchUpdateDialogPrivate *priv = get_private (self);
  gboolean overwrite = priv->overwrite;

  priv->overwrite = FALSE;
  g_clear_pointer (&priv->sent_before, orch_changes_free);
  priv->sent_before = g_steal_pointer (&priv->changes);
  priv->changes = orch_edit_dialog_get_changes (dialog);

  ORCH_UPDATE_DIALOG_GET_CLASS (self)->update_async (self, priv->changes, overwrite, cancellable,
                                                     updated_cb, self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchUpdateDialog *self;
  g_autoptr (OrchChanges) missing = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  OrchUpdateOutcome outcome;

  if (is_cancelled (result))
    return;

  self = ORCH_UPDATE_DIALOG (user_data);
  outcome = ORCH_UPDATE_DIALOG_GET_CLASS (self)->check_finish (self, result, &missing, &error);

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
    orch_edit_dialog_show_not_seen (ORCH_EDIT_DIALOG (self), error);
    break;
  }
}

static void
orch_update_dialog_look (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchUpdateDialog *self = ORCH_UPDATE_DIALOG (dialog);

  ORCH_UPDATE_DIALOG_GET_CLASS (self)->check_async (self, get_private (self)->changes, cancellable,
                                                    looked_cb, self);
}

static void
orch_update_dialog_finalize (GObject *object)
{
  OrchUpdateDialogPrivate *priv = get_private (ORCH_UPDATE_DIALOG (object));

  g_clear_pointer (&priv->changes, orch_changes_free);
  g_clear_pointer (&priv->sent_before, orch_changes_free);

  G_OBJECT_CLASS (orch_update_dialog_parent_class)->finalize (object);
}

static void
orch_update_dialog_class_init (OrchUpdateDialogClass *klass)
{
  OrchEditDialogClass *dialog_class = ORCH_EDIT_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = orch_update_dialog_finalize;
  dialog_class->send = orch_update_dialog_send;
  dialog_class->look = orch_update_dialog_look;

  /**
   * OrchUpdateDialog::saved:
   * @self: the dialog
   * @text: what was saved, for a toast
   *
   * Emitted once the server has answered, before the dialog closes.
   */
  signals[SAVED] = g_signal_new ("saved", ORCH_TYPE_UPDATE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
orch_update_dialog_init (OrchUpdateDialog *self)
{
  g_object_set (self, "verb", _ ("_Save"), "busy-text", _ ("Saving"), "failure-text",
                _ ("Nothing was saved."), "discard-text",
                _ ("What you changed has not been saved."), "cancelled-text",
                _ ("Cancelled. If the server was already saving, it may have saved."), "doubt-text",
                _ ("So it is still not known whether this was saved."), NULL);
}
