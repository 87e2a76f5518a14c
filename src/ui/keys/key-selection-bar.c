#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/question.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/keys/key-job-words.h"

#include "ui/keys/key-selection-bar.h"

struct _OrchKeySelectionBar {
  AdwBin parent_instance;

  GtkOrientable *bar;            /* (unowned) */
  GtkLabel *count_label;         /* (unowned) */
  GtkWidget *block_button;       /* (unowned) */
  GtkWidget *unblock_button;     /* (unowned) */
  GtkWidget *reset_spend_button; /* (unowned) */
  GtkWidget *delete_button;      /* (unowned) */

  OrchSession *session;            /* (owned) (nullable) */
  OrchRecordSelection *selection;  /* (owned) (nullable) */
  GSignalGroup *session_signals;   /* (owned) */
  GSignalGroup *selection_signals; /* (owned) */
  GCancellable *cancellable;       /* (owned): of questions */
};

G_DEFINE_FINAL_TYPE (OrchKeySelectionBar, orch_key_selection_bar, ADW_TYPE_BIN)

static const struct {
  const char *action_name;
  OrchKeyJobKind kind;
  OrchKeyAction action;
} actions[] = {
  { "selection.block", ORCH_KEY_JOB_BLOCK, ORCH_KEY_ACTION_BLOCK },
  { "selection.unblock", ORCH_KEY_JOB_UNBLOCK, ORCH_KEY_ACTION_BLOCK },
  { "selection.reset-spend", ORCH_KEY_JOB_RESET_SPEND, ORCH_KEY_ACTION_RESET_SPEND },
  { "selection.delete", ORCH_KEY_JOB_DELETE, ORCH_KEY_ACTION_DELETE },
};

/* What is asked about. */
typedef struct {
  OrchKeySelectionBar *bar; /* (owned) */
  OrchSession *session;     /* (owned) */
  OrchKeyJobKind kind;
  GPtrArray *keys; /* (owned) */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->bar);
  g_object_unref (question->session);
  g_ptr_array_unref (question->keys);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
is_allowed (const OrchIdentity *identity, OrchKeyAction action)
{
  return identity != NULL
         && orch_permissions_check_key (identity, action, NULL, TRUE, NULL) == ORCH_ACCESS_ALLOWED;
}

static guint
count (OrchKeySelectionBar *self)
{
  return self->selection != NULL ? orch_record_selection_get_records (self->selection)->len : 0;
}

static void
update (OrchKeySelectionBar *self)
{
  GtkWidget *const buttons[] = { self->block_button, self->unblock_button, self->reset_spend_button,
                                 self->delete_button };
  const OrchIdentity *identity =
      self->session != NULL ? orch_session_get_identity (self->session) : NULL;
  guint n = count (self);
  g_autofree char *text =
      n > 0 ? g_strdup_printf (ngettext ("%u key selected", "%u keys selected", n), n)
            : g_strdup (_ ("No keys selected"));

  gtk_label_set_text (self->count_label, text);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gboolean allowed = is_allowed (identity, actions[i].action);

    gtk_widget_set_visible (buttons[i], allowed);
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].action_name, allowed && n > 0);
  }
}

/* Deleted keys are no longer among those that are listed. */
static void
finished_cb (OrchKeySelectionBar *self, GtkWindow *dialog)
{
  if (self->session != NULL)
    orch_paged_list_reload (orch_session_get_list (self->session, ORCH_PAGE_KEYS));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  OrchKeySelectionBar *self = question->bar;
  GtkWindow *dialog;

  if (orch_question_ask_finish (result) != ORCH_ANSWER_YES)
    return;

  dialog = orch_key_job_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                    question->session, question->kind, question->keys);
  if (question->kind == ORCH_KEY_JOB_DELETE)
    g_signal_connect_object (dialog, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* (transfer floating): in line with each other, which the text above is not */
static GtkWidget *
create_list (GPtrArray *keys)
{
  g_autofree char *text = orch_key_job_words_list (keys);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

static void
ask (OrchKeySelectionBar *self, OrchKeyJobKind kind)
{
  GPtrArray *keys = orch_record_selection_get_records (self->selection);
  g_autofree char *body =
      orch_key_job_words_question (kind, keys, orch_session_get_identity (self->session));
  Question *question = g_new0 (Question, 1);

  question->bar = g_object_ref (self);
  question->session = g_object_ref (self->session);
  question->kind = kind;
  question->keys = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (question->keys, g_object_ref (keys->pdata[i]));
  orch_question_ask_with_async (GTK_WIDGET (self), orch_key_job_words_heading (kind), body,
                                create_list (keys), orch_key_job_words_verb (kind),
                                kind == ORCH_KEY_JOB_UNBLOCK ? ORCH_QUESTION_SUGGESTED
                                                             : ORCH_QUESTION_DESTRUCTIVE,
                                self->cancellable, answered_cb, question);
}

static void
action_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].action_name, action_name))
      ask (ORCH_KEY_SELECTION_BAR (widget), actions[i].kind);
}

static void
orch_key_selection_bar_dispose (GObject *object)
{
  OrchKeySelectionBar *self = ORCH_KEY_SELECTION_BAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->selection_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (orch_key_selection_bar_parent_class)->dispose (object);
}

static void
orch_key_selection_bar_class_init (OrchKeySelectionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_selection_bar_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-selection-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeySelectionBar, bar);
  gtk_widget_class_bind_template_child (widget_class, OrchKeySelectionBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, OrchKeySelectionBar, block_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeySelectionBar, unblock_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeySelectionBar, reset_spend_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeySelectionBar, delete_button);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].action_name, NULL,
                                     action_activated_cb);
}

static void
orch_key_selection_bar_init (OrchKeySelectionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->cancellable = g_cancellable_new ();
  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity", G_CALLBACK (update),
                                  self);
  self->selection_signals = g_signal_group_new (ORCH_TYPE_RECORD_SELECTION);
  g_signal_group_connect_swapped (self->selection_signals, "changed", G_CALLBACK (update), self);
  update (self);
}

/**
 * orch_key_selection_bar_set_selection:
 * @self: a bar
 * @selection: what is chosen
 */
void
orch_key_selection_bar_set_selection (OrchKeySelectionBar *self, OrchRecordSelection *selection)
{
  g_return_if_fail (ORCH_IS_KEY_SELECTION_BAR (self));
  g_return_if_fail (ORCH_IS_RECORD_SELECTION (selection));

  g_set_object (&self->selection, selection);
  g_signal_group_set_target (self->selection_signals, selection);
  update (self);
}

/**
 * orch_key_selection_bar_set_session:
 * @self: a bar
 * @session: (nullable): the connection that the keys are from, %NULL for none
 *
 * Questions of another connection are taken back.
 */
void
orch_key_selection_bar_set_session (OrchKeySelectionBar *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_KEY_SELECTION_BAR (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  update (self);
}

/**
 * orch_key_selection_bar_set_narrow:
 * @self: a bar
 * @narrow: whether the window is small
 *
 * Shows the buttons in two rows, or in one again.
 */
void
orch_key_selection_bar_set_narrow (OrchKeySelectionBar *self, gboolean narrow)
{
  g_return_if_fail (ORCH_IS_KEY_SELECTION_BAR (self));

  GtkWidget *const buttons[] = { self->block_button, self->unblock_button, self->reset_spend_button,
                                 self->delete_button };

  gtk_orientable_set_orientation (self->bar,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_widget_set_hexpand (buttons[i], narrow);
}

/**
 * orch_key_selection_bar_is_useful:
 * @identity: who is signed in
 *
 * Returns: whether there is anything that they may do to several keys
 */
gboolean
orch_key_selection_bar_is_useful (const OrchIdentity *identity)
{
  g_return_val_if_fail (identity != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (is_allowed (identity, actions[i].action))
      return TRUE;

  return FALSE;
}
