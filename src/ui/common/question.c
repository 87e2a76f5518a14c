#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/question.h"

#define RESPONSE_CANCEL "cancel"
#define RESPONSE_YES "yes"

typedef struct {
  GtkWidget *parent; /* (unowned) (nullable): weak */
  OrchAnswer answer;
} Question;

static void
question_free (Question *question)
{
  g_clear_weak_pointer (&question->parent);
  g_free (question);
}

static void
response_cb (GTask *task, const char *response)
{
  Question *question = g_task_get_task_data (task);

  if (g_str_equal (response, RESPONSE_YES))
    question->answer = ORCH_ANSWER_YES;
}

static gboolean
return_answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  Question *question = g_task_get_task_data (task);

  g_task_return_int (task, question->parent != NULL ? question->answer : ORCH_ANSWER_CANCEL);

  return G_SOURCE_REMOVE;
}

/* Not before the dialog is gone, nor while it goes: an answer can destroy the window that asks, and
 * the dialog with it, which must not happen inside of a signal of the dialog. */
static void
dialog_gone_cb (GTask *task, GClosure *closure)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, return_answer_cb, task, g_object_unref);
}

static void
cancelled_cb (GtkWindow *dialog)
{
  gtk_window_close (dialog);
}

/**
 * orch_question_ask_async:
 * @parent: a widget in the window that asks
 * @heading: the question in short
 * @body: what will happen; plain text
 * @verb: (not nullable): the answer that does it, with its mnemonic ("_Delete")
 * @style: how that answer looks
 * @cancellable: (nullable): closes the question, which answers %ORCH_ANSWER_CANCEL
 * @callback: called with the answer, without a source object
 * @user_data: for @callback
 *
 * Asks a modal question with the answers @verb and "Cancel". Escape cancels, and so does the end of
 * the window that asks: after any other answer than %ORCH_ANSWER_YES, @user_data may be gone.
 */
void
orch_question_ask_async (GtkWidget *parent, const char *heading, const char *body, const char *verb,
                         OrchQuestionStyle style, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  orch_question_ask_with_async (parent, heading, body, NULL, verb, style, cancellable, callback,
                                user_data);
}

/**
 * orch_question_ask_with_async:
 * @parent: a widget in the window that asks
 * @heading: the question in short
 * @body: what will happen; plain text
 * @extra: (nullable): what else there is to see, below @body
 * @verb: (not nullable): the answer that does it, with its mnemonic ("_Delete")
 * @style: how that answer looks
 * @cancellable: (nullable): closes the question, which answers %ORCH_ANSWER_CANCEL
 * @callback: called with the answer, without a source object
 * @user_data: for @callback
 *
 * Asks as orch_question_ask_async() does, with a widget in the question.
 */
void
orch_question_ask_with_async (GtkWidget *parent, const char *heading, const char *body,
                              GtkWidget *extra, const char *verb, OrchQuestionStyle style,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;
  GtkWidget *dialog;
  AdwMessageDialog *message;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (heading != NULL && verb != NULL);

  /* It answers even where it was cancelled, and does not keep the window that asks alive. */
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, orch_question_ask_async);

  if (g_cancellable_is_cancelled (cancellable)) {
    if (extra != NULL)
      g_object_unref (g_object_ref_sink (extra));
    g_task_return_int (task, ORCH_ANSWER_CANCEL);
    return;
  }

  question = g_new0 (Question, 1);
  g_set_weak_pointer (&question->parent, parent);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (parent)), heading, body);
  message = ADW_MESSAGE_DIALOG (dialog);
  /* The class says so, too, but GTK 4.8 forgets it where @extra takes the focus early. */
  g_object_set (dialog, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  adw_message_dialog_set_extra_child (message, extra);
  adw_message_dialog_add_responses (message, RESPONSE_CANCEL, _ ("_Cancel"), RESPONSE_YES, verb,
                                    NULL);
  adw_message_dialog_set_response_appearance (
      message, RESPONSE_YES,
      style == ORCH_QUESTION_DESTRUCTIVE ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (
      message, style == ORCH_QUESTION_DESTRUCTIVE ? RESPONSE_CANCEL : RESPONSE_YES);
  adw_message_dialog_set_close_response (message, RESPONSE_CANCEL);

  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), dialog,
                             G_CONNECT_SWAPPED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), g_steal_pointer (&task),
                         (GClosureNotify) dialog_gone_cb, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * orch_question_set_can_answer:
 * @extra: the widget in a question
 * @can_answer: %FALSE while it can only be cancelled
 *
 * Keeps the answer that does something from being given.
 */
void
orch_question_set_can_answer (GtkWidget *extra, gboolean can_answer)
{
  GtkRoot *dialog;

  g_return_if_fail (GTK_IS_WIDGET (extra));

  dialog = gtk_widget_get_root (extra);
  g_return_if_fail (ADW_IS_MESSAGE_DIALOG (dialog));

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), RESPONSE_YES, can_answer);
}

/**
 * orch_question_ask_finish:
 * @result: what the callback got
 *
 * Gets the answer to a question.
 *
 * Returns: the answer
 */
OrchAnswer
orch_question_ask_finish (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), ORCH_ANSWER_CANCEL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_question_ask_async),
                        ORCH_ANSWER_CANCEL);

  return g_task_propagate_int (G_TASK (result), NULL);
}
