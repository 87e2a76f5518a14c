#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "ui/common/question.h"
#include "ui/keys/replacement-words.h"

#include "ui/keys/regenerate-dialog-private.h"

static OrchReplacement *
create_replacement (OrchRegenerateDialog *self, const OrchChanges *changes,
                    OrchReplacementJournal *journal)
{
  return orch_replacement_new (self->service, self->key, changes,
                               orch_regenerate_dialog_get_identity (self), journal);
}

/* --- what is shown before it begins --- */

static gboolean
changes_expiry (OrchRegenerateDialog *self)
{
  g_autoptr (OrchChanges) changes =
      orch_rotation_terms_wants_changes (self->terms)
          ? orch_record_form_get_changes (ORCH_RECORD_FORM (self->form))
          : NULL;

  return changes != NULL
         && orch_changes_find (changes, orch_key_field (ORCH_KEY_EXPIRES)->name) != NULL;
}

/* Until the plan is there, sending tells. */
gboolean
orch_regenerate_dialog_can_replace (OrchRegenerateDialog *self)
{
  const OrchReplacementPlan *plan =
      self->preview != NULL ? orch_replacement_get_plan (self->preview) : NULL;

  return plan == NULL || plan->refusal == ORCH_REPLACEMENT_REFUSAL_NONE
         || (plan->refusal == ORCH_REPLACEMENT_REFUSAL_EXPIRED && changes_expiry (self));
}

static void
tell_refusal (OrchRegenerateDialog *self, OrchReplacementRefusal refusal)
{
  orch_edit_dialog_show_message (ORCH_EDIT_DIALOG (self), orch_replacement_words_refusal (refusal));
  if (refusal == ORCH_REPLACEMENT_REFUSAL_EXPIRED)
    orch_rotation_terms_want_changes (self->terms);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *preview = ORCH_REPLACEMENT (source);
  OrchRegenerateDialog *self;
  g_autoptr (GError) error = NULL;
  gboolean is_prepared = orch_replacement_prepare_finish (preview, result, &error);

  /* The dialog is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_REGENERATE_DIALOG (user_data);
  g_clear_object (&self->previewing);
  if (!is_prepared) {
    g_autofree char *words = orch_replacement_words_error (error);

    orch_edit_dialog_show_failure (ORCH_EDIT_DIALOG (self), words, error);
    return;
  }

  orch_rotation_terms_show_replace (self->terms, orch_replacement_get_plan (preview));
  if (orch_replacement_get_plan (preview)->refusal != ORCH_REPLACEMENT_REFUSAL_NONE)
    tell_refusal (self, orch_replacement_get_plan (preview)->refusal);
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));
}

/* Writes nothing, and so is in no journal. */
void
orch_regenerate_dialog_preview (OrchRegenerateDialog *self)
{
  g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
  g_clear_object (&self->preview);

  orch_rotation_terms_show_replace (self->terms, NULL);
  self->preview = create_replacement (self, NULL, NULL);
  self->previewing = g_cancellable_new ();
  orch_replacement_prepare_async (self->preview, self->previewing, previewed_cb, self);
}

/* --- how it ends --- */

static void
finish (OrchRegenerateDialog *self)
{
  const char *const *missing = orch_replacement_get_missing (self->replacement);
  OrchRotation rotation = {
    .key = orch_replacement_get_new_key (self->replacement),
    .material = orch_replacement_get_material (self->replacement),
    .is_saved = self->is_saved,
    .replacement = self->replacement,
    .delete_old = orch_rotation_terms_get_delete_old (self->terms),
  };
  g_autofree char *text = NULL;

  if (self->is_done)
    return;

  /* Where the server has chosen the secret. */
  if (!g_str_equal (rotation.material->key_id, self->material->key_id)) {
    orch_handover_drop (self->handover, self->material->key_id);
    rotation.is_saved = FALSE;
  }

  text = orch_replacement_words_replaced (orch_key_get_display_name (self->key),
                                          rotation.delete_old, missing);
  rotation.text = text;
  orch_regenerate_dialog_done (self, &rotation);
}

static void
fail (OrchRegenerateDialog *self, const GError *error)
{
  OrchReplacementStep step = orch_replacement_get_step (self->replacement);
  gboolean is_changed =
      g_error_matches (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_autofree char *words = orch_replacement_words_error (error);

  if (step == ORCH_REPLACEMENT_GENERATING) {
    orch_regenerate_dialog_fail (self, error);
    return;
  }

  /* What could not be taken back is offered later; what no key has is good for the next attempt. */
  if (step == ORCH_REPLACEMENT_GENERATED)
    orch_handover_leave (self->handover, self->material->key_id);
  else if (step == ORCH_REPLACEMENT_UNDONE)
    orch_regenerate_dialog_forget_secret (self);
  else
    orch_regenerate_dialog_set_in_doubt (self, FALSE);

  if (error->domain == ORCH_REPLACEMENT_ERROR)
    orch_regenerate_dialog_tell (self, words);
  else
    orch_regenerate_dialog_fail (self, error);
  if (is_changed)
    orch_regenerate_dialog_preview (self);
}

/* What comes after the dialog was closed waits, and is offered. */
static void
generated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchRegenerateDialog) self = ORCH_REGENERATE_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  if (orch_replacement_generate_finish (ORCH_REPLACEMENT (source), result, &error))
    finish (self);
  /* The dialog knows. */
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, error);
}

static void
send (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  orch_regenerate_dialog_set_in_doubt (self, TRUE);
  orch_replacement_generate_async (self->replacement, cancellable, generated_cb,
                                   g_object_ref (self));
}

static void
generate (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  g_clear_pointer (&self->material, orch_key_material_free);
  self->material = orch_key_material_copy (orch_replacement_get_material (self->replacement));
  orch_regenerate_dialog_secure (
      self,
      _ ("This secret is not kept in a keyring, so it is shown before the new key is created: save "
         "it now. Until you say that you have, nothing is replaced."),
      cancellable, send);
}

/* --- somebody else at the same key --- */

/* What the person is asked about while it waits. */
typedef struct {
  OrchRegenerateDialog *dialog; /* (owned) */
  GCancellable *cancellable;    /* (owned) */
} Waiting;

static void
rivals_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  if (!g_cancellable_is_cancelled (waiting->cancellable)) {
    if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
      generate (waiting->dialog, waiting->cancellable);
    else
      orch_edit_dialog_finish (ORCH_EDIT_DIALOG (waiting->dialog));
  }
  g_object_unref (waiting->dialog);
  g_object_unref (waiting->cancellable);
  g_free (waiting);
}

static void
ask_about_rivals (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  g_autofree char *body =
      orch_replacement_words_rivals (orch_replacement_get_rivals (self->replacement));
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->dialog = g_object_ref (self);
  waiting->cancellable = g_object_ref (cancellable);
  orch_question_ask_async (GTK_WIDGET (self), _ ("Replace It Once More?"), body, _ ("_Replace key"),
                           ORCH_QUESTION_DESTRUCTIVE, cancellable, rivals_answered_cb, waiting);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  OrchRegenerateDialog *self;
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean is_prepared = orch_replacement_prepare_finish (replacement, result, &error);
  const OrchReplacementPlan *plan = orch_replacement_get_plan (replacement);

  /* The dialog knows, or is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_REGENERATE_DIALOG (user_data);
  if (!is_prepared) {
    orch_regenerate_dialog_fail (self, error);
  } else if (plan->refusal != ORCH_REPLACEMENT_REFUSAL_NONE) {
    orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
    tell_refusal (self, plan->refusal);
  } else if (orch_replacement_get_rivals (replacement)->len > 0) {
    ask_about_rivals (self, cancellable);
  } else {
    generate (self, cancellable);
  }
}

static void
begin (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  OrchReplacementJournal *journal =
      orch_pending_secrets_get_journal (orch_handover_get_pending (self->handover));

  g_clear_object (&self->replacement);
  self->replacement = create_replacement (self, self->changes, journal);
  if (self->material != NULL)
    orch_replacement_set_secret (self->replacement, self->material->secret);
  orch_replacement_prepare_async (self->replacement, cancellable, prepared_cb, self);
}

/* --- where the answer was lost --- */

/* Else nothing was sent yet. */
static gboolean
may_be_made (OrchRegenerateDialog *self)
{
  return self->in_doubt
         && orch_replacement_get_step (self->replacement) > ORCH_REPLACEMENT_PREPARED;
}

/* (nullable): where the dialog knows, or is gone. */
static OrchRegenerateDialog *
take_resumed (GObject *source, GAsyncResult *result, gpointer user_data, gboolean *is_undone)
{
  OrchRegenerateDialog *self;
  g_autoptr (GError) error = NULL;
  gboolean is_known = orch_replacement_resume_finish (ORCH_REPLACEMENT (source), result, &error);

  *is_undone = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;

  self = ORCH_REGENERATE_DIALOG (user_data);
  if (!is_known) {
    orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
    orch_edit_dialog_show_not_seen (ORCH_EDIT_DIALOG (self), error);
  } else if (orch_replacement_get_step (self->replacement) == ORCH_REPLACEMENT_UNDONE) {
    orch_regenerate_dialog_forget_secret (self);
    *is_undone = TRUE;
  } else {
    finish (self);
  }

  return self;
}

static void
tell_undone (OrchRegenerateDialog *self)
{
  orch_regenerate_dialog_tell (self, _ ("There is no new key. You can try again."));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean is_undone;
  OrchRegenerateDialog *self = take_resumed (source, result, user_data, &is_undone);

  if (self != NULL && is_undone)
    tell_undone (self);
}

void
orch_regenerate_dialog_look_for_replaced (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  if (may_be_made (self)) {
    orch_replacement_resume_async (self->replacement, cancellable, looked_cb, self);
  } else {
    orch_regenerate_dialog_set_in_doubt (self, FALSE);
    tell_undone (self);
  }
}

/* Before another key is made. */
static void
looked_first_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean is_undone;
  OrchRegenerateDialog *self = take_resumed (source, result, user_data, &is_undone);

  if (self != NULL && is_undone)
    begin (self, g_task_get_cancellable (G_TASK (result)));
}

void
orch_regenerate_dialog_replace (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  if (may_be_made (self))
    orch_replacement_resume_async (self->replacement, cancellable, looked_first_cb, self);
  else
    begin (self, cancellable);
}
