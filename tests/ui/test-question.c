#include "config.h"

#include "ui-test.h"
#include "ui/common/question.h"

typedef struct {
  GtkWidget *window; /* (owned by GTK) (nullable) */
  gboolean answered;
  OrchAnswer answer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->answered);
  /* Whoever gets the answer may destroy the window that asked. */
  g_assert_null (ui_test_find_question ());
  fixture->answered = TRUE;
  fixture->answer = orch_question_ask_finish (result);
}

static GtkWidget *
ask (Fixture *fixture, OrchQuestionStyle style, GCancellable *cancellable)
{
  orch_question_ask_async (fixture->window, "Delete It?", "It will be <gone>.", "_Delete", style,
                           cancellable, answered_cb, fixture);
  ui_test_wait_until (ui_test_find_question () != NULL);

  return ui_test_find_question ();
}

static gboolean
has_label (GtkWidget *widget, gconstpointer data)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0;
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  const char *label = data;
  GtkWidget *question = ask (fixture, ORCH_QUESTION_SUGGESTED, NULL);

  g_assert_nonnull (ui_test_find_label (question, "It will be <gone>."));
  g_signal_emit_by_name (ui_test_find (question, GTK_TYPE_BUTTON, has_label, label), "clicked");
  ui_test_wait_until (fixture->answered && ui_test_find_question () == NULL);

  g_assert_cmpint (fixture->answer, ==,
                   g_str_equal (label, "_Delete") ? ORCH_ANSWER_YES : ORCH_ANSWER_CANCEL);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (ask (fixture, ORCH_QUESTION_SUGGESTED, NULL)));
  ui_test_wait_until (fixture->answered && ui_test_find_question () == NULL);

  g_assert_cmpint (fixture->answer, ==, ORCH_ANSWER_CANCEL);
}

/* Enter must not delete by accident. */
static void
test_default_answer (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (ask (fixture, ORCH_QUESTION_DESTRUCTIVE, NULL));

  g_assert_cmpstr (adw_message_dialog_get_default_response (question), ==, "cancel");

  gtk_window_close (GTK_WINDOW (question));
  ui_test_wait_until (fixture->answered);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  ask (fixture, ORCH_QUESTION_SUGGESTED, cancellable);
  g_cancellable_cancel (cancellable);
  ui_test_wait_until (fixture->answered && ui_test_find_question () == NULL);

  g_assert_cmpint (fixture->answer, ==, ORCH_ANSWER_CANCEL);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  orch_question_ask_async (fixture->window, "Delete It?", "Body", "_Delete",
                           ORCH_QUESTION_SUGGESTED, cancellable, answered_cb, fixture);
  ui_test_wait_until (fixture->answered);

  g_assert_cmpint (fixture->answer, ==, ORCH_ANSWER_CANCEL);
  g_assert_null (ui_test_find_question ());
}

static void
test_window_gone (Fixture *fixture, gconstpointer data)
{
  ask (fixture, ORCH_QUESTION_SUGGESTED, NULL);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  ui_test_wait_until (fixture->answered && ui_test_find_question () == NULL);

  g_assert_cmpint (fixture->answer, ==, ORCH_ANSWER_CANCEL);
}

/* Then nobody is left to whom the answer could mean something. */
static void
test_window_gone_after_yes (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question = ask (fixture, ORCH_QUESTION_SUGGESTED, NULL);

  g_signal_emit_by_name (ui_test_find (question, GTK_TYPE_BUTTON, has_label, "_Delete"), "clicked");
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  ui_test_wait_until (fixture->answered);

  g_assert_cmpint (fixture->answer, ==, ORCH_ANSWER_CANCEL);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, data, test) g_test_add ("/question/" path, Fixture, data, set_up, test, tear_down)

  ADD ("yes", "_Delete", test_answers);
  ADD ("cancel", "_Cancel", test_answers);
  ADD ("closed", NULL, test_closed);
  ADD ("default-answer", NULL, test_default_answer);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("cancelled-before", NULL, test_cancelled_before);
  ADD ("window-gone", NULL, test_window_gone);
  ADD ("window-gone-after-yes", NULL, test_window_gone_after_yes);

#undef ADD

  return g_test_run ();
}
