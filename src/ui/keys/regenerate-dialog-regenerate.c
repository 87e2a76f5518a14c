#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "core/rules/regeneration.h"
#include "ui/common/question.h"
#include "ui/common/save-words.h"
#include "ui/keys/replacement-words.h"

#include "ui/keys/regenerate-dialog-private.h"

static void
finish (OrchRegenerateDialog *self, OrchKey *key, const OrchKeyMaterial *material,
        const OrchChanges *not_taken)
{
  g_autofree char *done = NULL;
  g_autofree char *text = NULL;
  OrchRotation rotation = { .key = key, .material = material, .is_saved = self->is_saved };

  if (self->is_done)
    return;

  /* Where the server has chosen the secret. */
  if (!g_str_equal (material->key_id, self->material->key_id)) {
    orch_handover_drop (self->handover, self->material->key_id);
    rotation.is_saved = FALSE;
  }

  /* Translators: the name of a key */
  done = g_strdup_printf (_ ("“%s” has a new secret."), orch_key_get_display_name (key));
  if (not_taken != NULL) {
    g_autofree char *missing = orch_save_words_done (self->changes, not_taken);

    text = g_strjoin (" ", done, missing, NULL);
  }
  rotation.text = text != NULL ? text : done;
  orch_regenerate_dialog_done (self, &rotation);
}

static void
offer_to_replace (OrchRegenerateDialog *self)
{
  gboolean was_saved = self->is_saved;

  orch_regenerate_dialog_forget_secret (self);
  orch_regenerate_dialog_set_replaces (self);
  orch_regenerate_dialog_tell (
      self, was_saved ? _ ("This server runs the community edition of LiteLLM, which can’t "
                           "regenerate keys. Nothing was changed, and the secret that you saved "
                           "is of no use. You can replace the key instead.")
                      : _ ("This server runs the community edition of LiteLLM, which can’t "
                           "regenerate keys. Nothing was changed. You can replace the key "
                           "instead."));
}

static void
overwrite_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchRegenerateDialog *self = ORCH_REGENERATE_DIALOG (user_data);

  if (orch_question_ask_finish (result) != ORCH_ANSWER_YES)
    return;

  self->overwrite = TRUE;
  orch_edit_dialog_send (ORCH_EDIT_DIALOG (self));
}

static void
ask_to_overwrite (OrchRegenerateDialog *self, const OrchChanges *conflict)
{
  g_autofree char *body = orch_save_words_conflict (conflict);

  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  orch_question_ask_async (GTK_WIDGET (self), _ ("Overwrite Somebody Else’s Change?"), body,
                           _ ("_Overwrite"), ORCH_QUESTION_DESTRUCTIVE, NULL, overwrite_answered_cb,
                           self);
}

static void
tell_regeneration_error (OrchRegenerateDialog *self, const GError *error)
{
  g_autofree char *words = orch_replacement_words_error (error);

  orch_regenerate_dialog_tell (self, words);
  if (error->code == ORCH_REGENERATION_ERROR_EXPIRED)
    orch_rotation_terms_want_changes (self->terms);
}

static void
tell_gone (OrchRegenerateDialog *self)
{
  orch_regenerate_dialog_tell (
      self, _ ("Somebody has deleted this key meanwhile, or given it a new secret."));
}

static void
fail (OrchRegenerateDialog *self, const GError *error, const OrchChanges *details,
      GCancellable *cancellable)
{
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_ENTERPRISE)) {
    offer_to_replace (self);
    return;
  }

  orch_regenerate_dialog_set_in_doubt (self,
                                       self->was_in_doubt || orch_error_may_have_happened (error));
  if (g_error_matches (error, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_CHANGED))
    ask_to_overwrite (self, details);
  else if (error->domain == ORCH_REGENERATION_ERROR)
    tell_regeneration_error (self, error);
  /* An earlier attempt may have done it after all. */
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND) && self->was_in_doubt)
    orch_regenerate_dialog_look_for_regenerated (self, cancellable);
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    tell_gone (self);
  else
    orch_regenerate_dialog_fail (self, error);
}

/* What comes after the dialog was closed waits, and is offered. */
static void
regenerated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchRegenerateDialog) self = ORCH_REGENERATE_DIALOG (user_data);
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material = orch_key_service_regenerate_user_key_finish (
      ORCH_KEY_SERVICE (source), result, &key, &details, &error);

  if (material != NULL)
    finish (self, key, material, details);
  /* The dialog knows. */
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, error, details, g_task_get_cancellable (G_TASK (result)));
}

static void
send (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  g_autofree char *grace_period = NULL;
  gboolean overwrite = self->overwrite;

  self->overwrite = FALSE;
  self->was_in_doubt = self->in_doubt;
  orch_regenerate_dialog_set_in_doubt (self, TRUE);
  orch_rotation_terms_get_grace_period (self->terms, &grace_period);
  orch_key_service_regenerate_user_key_async (self->service, self->key, self->material,
                                              self->changes, overwrite, grace_period, cancellable,
                                              regenerated_cb, g_object_ref (self));
}

/* --- where the answer was lost --- */

static void
look_ended (OrchRegenerateDialog *self, OrchKey *key, const GError *error)
{
  g_autoptr (OrchChanges) not_taken = NULL;

  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  if (key == NULL) {
    orch_edit_dialog_show_not_seen (ORCH_EDIT_DIALOG (self), error);
    return;
  }

  if (self->changes != NULL && orch_key_get_record (key) != NULL)
    not_taken = orch_changes_find_not_taken (self->changes, orch_key_get_record (key));
  finish (self, key, self->material,
          not_taken != NULL && orch_changes_get_n (not_taken) > 0 ? not_taken : NULL);
}

/* Nobody knows it; but the key can be given another one. */
static void
tell_other_secret (OrchRegenerateDialog *self, OrchKey *key)
{
  if (key == NULL) {
    orch_regenerate_dialog_tell (
        self, _ ("The key was deleted, or has another secret, which the server chose and which is "
                 "lost with its answer. The old one works until the grace period ends: close this, "
                 "refresh, and regenerate the key once more."));
    return;
  }

  g_set_object (&self->key, key);
  orch_regenerate_dialog_tell (
      self, _ ("The key has another secret. Unless somebody else has regenerated it meanwhile, the "
               "server chose it, and it is lost with its answer. The old one works until the grace "
               "period ends: regenerate the key once more before that."));
}

static void
other_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_find_by_alias_finish (ORCH_KEY_SERVICE (source), result, &error);

  /* The dialog knows, or is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (key != NULL || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    tell_other_secret (ORCH_REGENERATE_DIALOG (user_data), key);
  else
    look_ended (ORCH_REGENERATE_DIALOG (user_data), NULL, error);
}

/* Neither secret is the key's. */
static void
look_for_other (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  if (!orch_key_service_forbids_chosen_keys (self->service))
    tell_gone (self);
  else if (orch_key_get_alias (self->key) == NULL || orch_key_get_user_id (self->key) == NULL)
    tell_other_secret (self, NULL);
  else
    orch_key_service_find_by_alias_async (self->service, orch_key_get_alias (self->key),
                                          orch_key_get_user_id (self->key), 0, cancellable,
                                          other_found_cb, self);
}

/* Whether the old one is still there tells what became of it. */
static void
old_looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchRegenerateDialog *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKey) old =
      orch_key_service_read_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_REGENERATE_DIALOG (user_data);
  if (old != NULL && !orch_key_is_deleted (old))
    orch_regenerate_dialog_tell (self, _ ("The key was not regenerated: its old secret goes on "
                                          "working. You can try again."));
  else if (old != NULL || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    look_for_other (self, g_task_get_cancellable (G_TASK (result)));
  else
    look_ended (self, NULL, error);
}

/* (nullable): the dialog, if the key does not have the new secret; else there is nothing left to
 * do, or the dialog knows, or is gone. */
static OrchRegenerateDialog *
take_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchRegenerateDialog *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_find_regenerated_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;

  self = ORCH_REGENERATE_DIALOG (user_data);
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return self;

  look_ended (self, key, error);
  return NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchRegenerateDialog *self = take_found (source, result, user_data);

  if (self != NULL)
    orch_key_service_read_async (self->service, orch_key_get_id (self->key),
                                 g_task_get_cancellable (G_TASK (result)), old_looked_cb, self);
}

void
orch_regenerate_dialog_look_for_regenerated (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  orch_key_service_find_regenerated_async (self->service, self->material, cancellable, looked_cb,
                                           self);
}

/* Before it is sent once more: with the same secret. */
static void
looked_first_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchRegenerateDialog *self = take_found (source, result, user_data);

  if (self != NULL)
    send (self, g_task_get_cancellable (G_TASK (result)));
}

void
orch_regenerate_dialog_regenerate (OrchRegenerateDialog *self, GCancellable *cancellable)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GError) error = NULL;

  if (!orch_regeneration_check (self->key, self->changes, now, &error)) {
    tell_regeneration_error (self, error);
    return;
  }

  if (self->in_doubt) {
    orch_key_service_find_regenerated_async (self->service, self->material, cancellable,
                                             looked_first_cb, self);
    return;
  }
  if (self->material == NULL)
    self->material = orch_key_material_new_random (orch_key_get_user_id (self->key),
                                                   orch_key_get_alias (self->key));
  orch_regenerate_dialog_secure (self,
                                 _ ("This secret is not kept in a keyring, so it is shown before "
                                    "the key gets it: save it now. "
                                    "Until you say that you have, the old secret goes on working."),
                                 cancellable, send);
}
