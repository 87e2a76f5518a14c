#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "core/rules/regeneration.h"
#include "core/services/edition.h"
#include "core/services/replacement.h"
#include "ui/keys/replacement-words.h"

#include "ui/keys/file-rotator.h"

struct _OrchFileRotator {
  GObject parent_instance;

  OrchHandover *handover; /* (owned) */
  OrchSecretFile *file;   /* (owned) */
};

static void orch_file_rotator_iface_init (OrchKeyRotatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchFileRotator, orch_file_rotator, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ORCH_TYPE_KEY_ROTATOR,
                                                      orch_file_rotator_iface_init))

/* The data of a task. */
typedef struct {
  OrchKey *key;                 /* (owned): with the old secret */
  OrchKeyMaterial *material;    /* (owned) (nullable): the new secret, in hand */
  OrchReplacement *replacement; /* (owned) (nullable): where the key is replaced */
  gboolean has_looked;          /* what became of the end of the replacement */
  gboolean stops;               /* no row can be written */
} Rotation;

static void
rotation_free (Rotation *this)
{
  g_object_unref (this->key);
  g_clear_pointer (&this->material, orch_key_material_free);
  g_clear_object (&this->replacement);
  g_free (this);
}

static const OrchIdentity *
get_identity (OrchFileRotator *self)
{
  return orch_session_get_identity (orch_handover_get_session (self->handover));
}

static OrchKeyService *
get_service (OrchFileRotator *self)
{
  return orch_session_get_key_service (orch_handover_get_session (self->handover));
}

/* --- the secret --- */

static void
keep (GTask *task, GAsyncReadyCallback callback)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);

  orch_handover_keep_async (self->handover, this->material, orch_key_get_id (this->key),
                            g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* What is saved, or nobody's. */
static void
drop (GTask *task)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);

  orch_handover_drop (self->handover, this->material->key_id);
}

/* The last moment for it: what was begun from here on is finished. */
static gboolean
is_given_up (GTask *task, GAsyncResult *result)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* Without a keyring it is in memory, and in the file soon. */
  orch_handover_keep_finish (self->handover, result, &error);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    drop (task);
  if (g_task_return_error_if_cancelled (task))
    return TRUE;

  g_task_set_check_cancellable (task, FALSE);

  return FALSE;
}

static void
append (GTask *task, OrchSecretFileState state, GAsyncReadyCallback callback)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);

  orch_secret_file_append_async (self->file, orch_key_get_alias (this->key), this->material, state,
                                 NULL, callback, g_object_ref (task));
}

/* (transfer full) (nullable): why the row is not in the file; then the job stops */
static char *
append_finish (GTask *task, GAsyncResult *result)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (orch_secret_file_append_finish (self->file, result, &error))
    return NULL;

  this->stops = TRUE;
  return g_strdup (error->message);
}

/* --- how it ends --- */

static void
return_done (GTask *task)
{
  drop (task);
  g_task_return_boolean (task, TRUE);
}

static void
return_not_done (GTask *task, const char *message)
{
  g_task_return_new_error (task, ORCH_KEY_ROTATOR_ERROR, ORCH_KEY_ROTATOR_ERROR_NOT_DONE, "%s",
                           message);
}

static void
return_lost_and_not_done (GTask *task)
{
  drop (task);
  return_not_done (task, _ ("The answer was lost, and the key was not changed."));
}

/* The program offers what it left. */
static void
return_unfinished (GTask *task, const char *message)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);

  orch_handover_leave (self->handover, this->material->key_id);
  g_task_return_new_error (task, ORCH_KEY_ROTATOR_ERROR, ORCH_KEY_ROTATOR_ERROR_UNFINISHED, "%s",
                           message);
}

static void
return_not_known (GTask *task)
{
  return_unfinished (task, _ ("It is not known whether there is a new secret."));
}

/* --- the Enterprise edition --- */

static void replace (GTask *task);

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *problem = append_finish (task, result);
  g_autofree char *words = NULL;

  if (problem == NULL) {
    return_done (task);
    return;
  }

  words = g_strdup_printf (
      /* Translators: why a file can't be written; “prepared” is not translated */
      _ ("The key has its new secret, but the file only says “prepared”: %s"), problem);
  return_unfinished (task, words);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_find_regenerated_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (key != NULL)
    append (task, ORCH_SECRET_FILE_DONE, noted_cb);
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return_lost_and_not_done (task);
  else
    return_not_known (task);
}

static void
regenerated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchKeyService *service = ORCH_KEY_SERVICE (source);
  g_autoptr (GTask) task = user_data;
  Rotation *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  /* The server's own secret comes with a grace period only, which is not asked for. */
  g_autoptr (OrchKeyMaterial) material =
      orch_key_service_regenerate_user_key_finish (service, result, NULL, NULL, &error);

  if (material != NULL) {
    append (task, ORCH_SECRET_FILE_DONE, noted_cb);
  } else if (orch_error_may_have_happened (error)) {
    orch_key_service_find_regenerated_async (service, this->material, NULL, found_cb,
                                             g_object_ref (task));
  } else {
    drop (task);
    if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_ENTERPRISE))
      replace (task);
    else
      g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);
  g_autofree char *problem = append_finish (task, result);
  g_autofree char *words = NULL;

  if (problem == NULL) {
    orch_key_service_regenerate_user_key_async (get_service (self), this->key, this->material, NULL,
                                                FALSE, NULL, NULL, regenerated_cb,
                                                g_object_ref (task));
    return;
  }

  drop (task);
  /* Translators: why a file can't be written */
  words = g_strdup_printf (_ ("The key was not changed, because the file can’t be written: %s"),
                           problem);
  return_not_done (task, words);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (!is_given_up (task, result))
    append (task, ORCH_SECRET_FILE_PREPARED, prepared_cb);
}

static void
regenerate (GTask *task)
{
  Rotation *this = g_task_get_task_data (task);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GError) error = NULL;

  if (!orch_regeneration_check (this->key, NULL, now, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  this->material = orch_key_material_new_random (orch_key_get_user_id (this->key),
                                                 orch_key_get_alias (this->key));
  keep (task, kept_cb);
}

/* --- the community edition --- */

static void confirm (GTask *task);

/* The secret is in the file. */
static void
return_unconfirmed (GTask *task, const GError *error)
{
  g_autofree char *problem = orch_replacement_words_error (error);
  g_autofree char *words =
      /* Translators: what went wrong */
      g_strdup_printf (_ ("The new secret is in the file, but the old key may still work: %s"),
                       problem);

  drop (task);
  return_unfinished (task, words);
}

static void
end_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!orch_replacement_resume_finish (replacement, result, &error))
    return_unconfirmed (task, error);
  else if (orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_DONE)
    return_done (task);
  else
    confirm (task);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  Rotation *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (orch_replacement_confirm_finish (replacement, result, &error)) {
    return_done (task);
  } else if (!this->has_looked && orch_error_may_have_happened (error)) {
    this->has_looked = TRUE;
    orch_replacement_resume_async (replacement, NULL, end_seen_cb, g_object_ref (task));
  } else {
    return_unconfirmed (task, error);
  }
}

static void
confirm (GTask *task)
{
  Rotation *this = g_task_get_task_data (task);

  orch_replacement_confirm_async (this->replacement, NULL, confirmed_cb, g_object_ref (task));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Rotation *this = g_task_get_task_data (task);
  const char *const *missing = orch_replacement_get_missing (this->replacement);
  g_autofree char *problem = append_finish (task, result);
  g_autofree char *words = NULL;

  if (problem != NULL) {
    /* Translators: why a file can't be written */
    words =
        g_strdup_printf (_ ("There is a new key, but its secret is not in the file: %s"), problem);
    return_unfinished (task, words);
  } else if (missing != NULL) {
    words = orch_replacement_words_replaced (orch_key_get_display_name (this->key), FALSE, missing);
    drop (task);
    return_unfinished (task, words);
  } else {
    confirm (task);
  }
}

static void
kept_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  orch_handover_keep_finish (ORCH_HANDOVER (source), result, NULL);
  append (task, ORCH_SECRET_FILE_DONE, written_cb);
}

static void
take_new_key (GTask *task)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);
  const OrchKeyMaterial *material = orch_replacement_get_material (this->replacement);

  if (g_str_equal (material->key_id, this->material->key_id)) {
    append (task, ORCH_SECRET_FILE_DONE, written_cb);
    return;
  }

  /* The server has chosen the secret. */
  drop (task);
  g_clear_pointer (&this->material, orch_key_material_free);
  this->material = orch_key_material_copy (material);
  orch_handover_keep_async (self->handover, this->material, orch_key_get_id (this->key), NULL,
                            kept_again_cb, g_object_ref (task));
}

static void
new_key_sought_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;

  if (!orch_replacement_resume_finish (replacement, result, NULL))
    return_not_known (task);
  else if (orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_UNDONE)
    return_lost_and_not_done (task);
  else
    take_new_key (task);
}

static void
generated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_replacement_generate_finish (replacement, result, &error)) {
    take_new_key (task);
  } else if (orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_GENERATING) {
    orch_replacement_resume_async (replacement, NULL, new_key_sought_cb, g_object_ref (task));
  } else if (orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_GENERATED) {
    g_autofree char *words = orch_replacement_words_error (error);

    return_unfinished (task, words);
  } else {
    drop (task);
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
replacement_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Rotation *this = g_task_get_task_data (task);

  if (!is_given_up (task, result))
    orch_replacement_generate_async (this->replacement, NULL, generated_cb, g_object_ref (task));
}

static void
replacement_prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  Rotation *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  OrchReplacementRefusal refusal;
  GPtrArray *rivals;

  if (!orch_replacement_prepare_finish (replacement, result, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  refusal = orch_replacement_get_plan (replacement)->refusal;
  rivals = orch_replacement_get_rivals (replacement);
  if (refusal != ORCH_REPLACEMENT_REFUSAL_NONE) {
    return_not_done (task, orch_replacement_words_refusal (refusal));
  } else if (rivals->len > 0) {
    g_autofree char *words = orch_replacement_words_rivals (rivals);

    return_not_done (task, words);
  } else {
    this->material = orch_key_material_copy (orch_replacement_get_material (replacement));
    keep (task, replacement_kept_cb);
  }
}

static void
replace (GTask *task)
{
  OrchFileRotator *self = g_task_get_source_object (task);
  Rotation *this = g_task_get_task_data (task);
  OrchReplacementJournal *journal =
      orch_pending_secrets_get_journal (orch_handover_get_pending (self->handover));

  g_clear_pointer (&this->material, orch_key_material_free);
  this->replacement =
      orch_replacement_new (get_service (self), this->key, NULL, get_identity (self), journal);
  orch_replacement_set_delete_old (this->replacement, TRUE);
  orch_replacement_prepare_async (this->replacement, g_task_get_cancellable (task),
                                  replacement_prepared_cb, g_object_ref (task));
}

/* --- the beginning --- */

static void
edition_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  OrchEdition edition;

  if (!orch_edition_read_finish (ORCH_SERVER (source), result, &edition, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (edition == ORCH_EDITION_COMMUNITY)
    replace (task);
  else
    regenerate (task);
}

static void
orch_file_rotator_rotate_async (OrchKeyRotator *rotator, OrchKey *key, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  OrchFileRotator *self = ORCH_FILE_ROTATOR (rotator);
  OrchServer *server = orch_session_get_server (orch_handover_get_session (self->handover));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Rotation *this = g_new0 (Rotation, 1);

  this->key = g_object_ref (key);
  g_task_set_source_tag (task, orch_file_rotator_rotate_async);
  g_task_set_task_data (task, this, (GDestroyNotify) rotation_free);
  /* Asks the server only until it is known. */
  orch_edition_read_async (server, get_identity (self), cancellable, edition_read_cb,
                           g_steal_pointer (&task));
}

static gboolean
orch_file_rotator_rotate_finish (OrchKeyRotator *rotator, GAsyncResult *result, gboolean *stops,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, rotator), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_file_rotator_rotate_async), FALSE);

  *stops = ((Rotation *) g_task_get_task_data (G_TASK (result)))->stops;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
orch_file_rotator_iface_init (OrchKeyRotatorInterface *iface)
{
  iface->rotate_async = orch_file_rotator_rotate_async;
  iface->rotate_finish = orch_file_rotator_rotate_finish;
}

static void
orch_file_rotator_finalize (GObject *object)
{
  OrchFileRotator *self = ORCH_FILE_ROTATOR (object);

  g_clear_object (&self->handover);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (orch_file_rotator_parent_class)->finalize (object);
}

static void
orch_file_rotator_class_init (OrchFileRotatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_file_rotator_finalize;
}

static void
orch_file_rotator_init (OrchFileRotator *self)
{
}

/**
 * orch_file_rotator_new:
 * @handover: the connection's
 * @file: where the secrets go, created already
 *
 * Creates what rotates keys of that connection: POST /key/regenerate, or /key/generate and
 * /key/delete (contract §3.1, §4).
 *
 * Returns: (transfer full): a rotator
 */
OrchKeyRotator *
orch_file_rotator_new (OrchHandover *handover, OrchSecretFile *file)
{
  g_return_val_if_fail (ORCH_IS_HANDOVER (handover), NULL);
  g_return_val_if_fail (ORCH_IS_SECRET_FILE (file), NULL);

  OrchFileRotator *self = g_object_new (ORCH_TYPE_FILE_ROTATOR, NULL);
  self->handover = g_object_ref (handover);
  self->file = g_object_ref (file);

  return ORCH_KEY_ROTATOR (self);
}
