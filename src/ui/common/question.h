#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OrchAnswer:
 *
 * What a person answered to a question.
 */
typedef enum {
  ORCH_ANSWER_CANCEL,
  ORCH_ANSWER_YES,
} OrchAnswer;

/**
 * OrchQuestionStyle:
 *
 * How the answer that does something looks.
 */
typedef enum {
  ORCH_QUESTION_SUGGESTED,
  ORCH_QUESTION_DESTRUCTIVE,
} OrchQuestionStyle;

void orch_question_ask_async (GtkWidget *parent, const char *heading, const char *body,
                              const char *verb, OrchQuestionStyle style, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
void orch_question_ask_with_async (GtkWidget *parent, const char *heading, const char *body,
                                   GtkWidget *extra, const char *verb, OrchQuestionStyle style,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
void orch_question_set_can_answer (GtkWidget *extra, gboolean can_answer);
OrchAnswer orch_question_ask_finish (GAsyncResult *result);

G_END_DECLS
