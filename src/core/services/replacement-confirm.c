#include "config.h"

#include "core/client/error.h"

#include "core/services/replacement-private.h"

static void
return_error (GTask *task, OrchReplacementError code, const char *message)
{
  g_task_return_new_error (task, ORCH_REPLACEMENT_ERROR, (int) code, "%s", message);
}

/* --- 6. the alias --- */

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchReplacement *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome =
      orch_key_service_update_finish (ORCH_KEY_SERVICE (source), result, NULL, &error);

  if (outcome == ORCH_UPDATE_SAVED) {
    orch_replacement_end (self, ORCH_REPLACEMENT_DONE);
    g_task_return_boolean (task, TRUE);
  } else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_EXISTS)) {
    return_error (task, ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN, error->message);
  } else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    self->new_life = ORCH_REPLACEMENT_LIFE_GONE;
    return_error (task, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE, error->message);
  } else if (error != NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    g_task_return_error (task, orch_error_new_bad_answer ("The alias was not stored"));
  }
}

static void
rename_new_key (OrchReplacement *self, GTask *task)
{
  const OrchReplacementRecord *record = self->record;
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (OrchKey) key = NULL;

  if (record->temporary_alias == NULL) {
    orch_replacement_end (self, ORCH_REPLACEMENT_DONE);
    g_task_return_boolean (task, TRUE);
    return;
  }

  key = self->new_key != NULL ? g_object_ref (self->new_key) : orch_key_new (record->new_key_id);
  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS),
                    g_variant_new_string (record->temporary_alias),
                    g_variant_new_string (record->alias));
  orch_key_service_update_async (self->service, key, changes, TRUE, g_task_get_cancellable (task),
                                 renamed_cb, g_object_ref (task));
}

/* --- 5. the old key --- */

static void
old_is_gone (OrchReplacement *self, GTask *task)
{
  self->old_life = ORCH_REPLACEMENT_LIFE_GONE;
  orch_replacement_set_step (self, ORCH_REPLACEMENT_RENAMING);
  rename_new_key (self, task);
}

/* Somebody else has deleted it; whoever knows that goes on. */
static void
old_was_gone (OrchReplacement *self, GTask *task)
{
  self->old_life = ORCH_REPLACEMENT_LIFE_GONE;
  if (self->overwrite)
    old_is_gone (self, task);
  else
    return_error (task, ORCH_REPLACEMENT_ERROR_CHANGED, "Somebody deleted the key");
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchReplacement *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (orch_key_service_delete_finish (ORCH_KEY_SERVICE (source), result, &error)) {
    old_is_gone (self, task);
    return;
  }

  /* Nobody knows whether it is gone. */
  if (orch_error_may_have_happened (error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    self->old_life = ORCH_REPLACEMENT_LIFE_UNKNOWN;
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  orch_replacement_set_step (self, ORCH_REPLACEMENT_GENERATED);
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    old_was_gone (self, task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* After a restart nobody knows what it was. */
static gboolean
was_changed (OrchReplacement *self, JsonObject *record)
{
  g_autoptr (OrchReplacementPlan) plan = orch_replacement_make_plan (self, record);

  return !self->overwrite && self->plan != NULL && !orch_replacement_plan_equal (plan, self->plan);
}

static void
old_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_replacement_look_finish (self, result, &error);
  g_autoptr (OrchKey) key = NULL;

  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    old_was_gone (self, task);
    return;
  }
  if (record == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (was_changed (self, record)) {
    return_error (task, ORCH_REPLACEMENT_ERROR_CHANGED, "Somebody changed the key");
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;

  key = orch_key_new (self->record->old_key_id);
  orch_replacement_set_step (self, ORCH_REPLACEMENT_DELETING);
  orch_key_service_delete_async (self->service, key, g_task_get_cancellable (task), deleted_cb,
                                 g_object_ref (task));
}

/* Nobody is left without a key. */
static void
new_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_replacement_look_finish (self, result, &error);

  if (record != NULL)
    orch_replacement_look_async (self, FALSE, g_task_get_cancellable (task), old_seen_cb,
                                 g_object_ref (task));
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return_error (task, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE, "Somebody deleted the new key");
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * orch_replacement_confirm_async:
 * @self: a replacement of which both keys work, or of which only the alias is not right
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Once the person has saved the new secret: looks at both keys, deletes the old one and gives the
 * new one its alias. If the old key is to stay, see orch_replacement_set_delete_old(), nothing is
 * written; it can be confirmed again later.
 *
 * After an error it can be confirmed again, unless the step is %ORCH_REPLACEMENT_DELETING: then
 * orch_replacement_resume_async() tells what became of it.
 */
void
orch_replacement_confirm_async (OrchReplacement *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (self->record->step == ORCH_REPLACEMENT_GENERATED
                    || self->record->step == ORCH_REPLACEMENT_KEPT
                    || self->record->step == ORCH_REPLACEMENT_RENAMING);

  g_autoptr (GTask) task = orch_replacement_start (self, orch_replacement_confirm_async,
                                                   cancellable, callback, user_data);

  if (self->record->step == ORCH_REPLACEMENT_RENAMING) {
    rename_new_key (self, task);
  } else if (!self->delete_old) {
    orch_replacement_set_step (self, ORCH_REPLACEMENT_KEPT);
    g_task_return_boolean (task, TRUE);
  } else if (orch_replacement_is_of_connection (self) && !self->has_new_service) {
    return_error (task, ORCH_REPLACEMENT_ERROR_OWN_KEY, "The connection uses the old key");
  } else {
    orch_replacement_look_async (self, TRUE, cancellable, new_seen_cb, g_steal_pointer (&task));
  }
}

/**
 * orch_replacement_confirm_finish:
 * @self: a replacement
 * @result: the result
 * @error: return location; %ORCH_REPLACEMENT_ERROR, or what the server said
 *
 * Returns: %TRUE if everything is as the person wants it, %FALSE with @error set
 */
gboolean
orch_replacement_confirm_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_replacement_confirm_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
