#include "config.h"

#include "core/client/error.h"

#include "core/services/key-service-private.h"

#include "core/services/replacement-private.h"

static void
return_new_key_gone (GTask *task)
{
  g_task_return_new_error (task, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE,
                           "There is no new key");
}

/* What was asked for did not happen. */
static void
return_undone (OrchReplacement *self, GTask *task)
{
  orch_replacement_end (self, ORCH_REPLACEMENT_UNDONE);
  g_task_return_boolean (task, TRUE);
}

/* --- a new key whose secret the server has chosen, and nobody was told --- */

static void
stray_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_key_service_delete_finish (ORCH_KEY_SERVICE (source), result, &error)
      || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return_undone (g_task_get_source_object (task), task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static OrchKey *
find_stray (OrchReplacement *self, GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    if (g_strcmp0 (orch_key_get_alias (keys->pdata[i]), self->record->temporary_alias) == 0)
      return keys->pdata[i];

  return NULL;
}

static void
strays_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = orch_replacement_list_rivals_finish (self, result, &error);
  OrchKey *stray = keys != NULL ? find_stray (self, keys) : NULL;

  if (keys == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (stray == NULL)
    return_undone (self, task);
  else
    orch_key_service_delete_async (self->service, stray, g_task_get_cancellable (task),
                                   stray_deleted_cb, g_object_ref (task));
}

/* --- what is there tells how far it is --- */

static gboolean
is_alive (OrchReplacementLife life)
{
  return life == ORCH_REPLACEMENT_LIFE_ALIVE;
}

static void
judge_generating (OrchReplacement *self, GTask *task)
{
  if (!is_alive (self->new_life) && self->record->temporary_alias == NULL
      && self->service->forbids_chosen_keys) {
    self->new_life = ORCH_REPLACEMENT_LIFE_UNKNOWN;
    g_task_return_error (
        task, orch_error_new_bad_answer ("The server has chosen the key, which has no alias"));
    return;
  }
  if (!is_alive (self->new_life)) {
    orch_replacement_list_rivals_async (self, g_task_get_cancellable (task), strays_listed_cb,
                                        g_object_ref (task));
    return;
  }

  orch_replacement_set_step (self, ORCH_REPLACEMENT_GENERATED);
  g_task_return_boolean (task, TRUE);
}

static void
judge_deleting (OrchReplacement *self, GTask *task)
{
  orch_replacement_set_step (self, is_alive (self->old_life) ? ORCH_REPLACEMENT_GENERATED
                                                             : ORCH_REPLACEMENT_RENAMING);
  g_task_return_boolean (task, TRUE);
}

static void
judge_renaming (OrchReplacement *self, GTask *task)
{
  if (g_strcmp0 (orch_key_get_alias (self->new_key), self->record->alias) == 0)
    orch_replacement_end (self, ORCH_REPLACEMENT_DONE);
  g_task_return_boolean (task, TRUE);
}

static void
judge (OrchReplacement *self, GTask *task)
{
  if (self->record->step == ORCH_REPLACEMENT_GENERATING)
    judge_generating (self, task);
  else if (!is_alive (self->new_life))
    return_new_key_gone (task);
  else if (self->record->step == ORCH_REPLACEMENT_DELETING)
    judge_deleting (self, task);
  else if (self->record->step == ORCH_REPLACEMENT_RENAMING)
    judge_renaming (self, task);
  else
    g_task_return_boolean (task, TRUE);
}

/* Whether it is known if the key is there; else @task has ended. */
static gboolean
has_seen (OrchReplacement *self, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_replacement_look_finish (self, result, &error);

  if (record != NULL || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return TRUE;

  g_task_return_error (task, g_steal_pointer (&error));
  return FALSE;
}

static void
old_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;

  if (has_seen (self, result, task))
    judge (self, task);
}

static void
new_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;

  if (has_seen (self, result, task))
    orch_replacement_look_async (self, FALSE, g_task_get_cancellable (task), old_seen_cb,
                                 g_object_ref (task));
}

/**
 * orch_replacement_resume_async:
 * @self: a replacement that is under way
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Looks at both keys, and finds out how far a replacement is of which an answer was lost, or that
 * the program did not finish. Afterwards the step is one of these:
 *
 * - %ORCH_REPLACEMENT_GENERATED or %ORCH_REPLACEMENT_KEPT: to be confirmed or undone;
 *   orch_replacement_get_old_life() tells whether somebody else deleted the old key
 * - %ORCH_REPLACEMENT_RENAMING: to be confirmed
 * - %ORCH_REPLACEMENT_DONE, %ORCH_REPLACEMENT_UNDONE: nothing is left to do
 *
 * Writes nothing, but for one case: a key whose secret the server has chosen, and nobody was told,
 * is found by its temporary alias, and deleted.
 */
void
orch_replacement_resume_async (OrchReplacement *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (self->record->step > ORCH_REPLACEMENT_PREPARED
                    && self->record->step < ORCH_REPLACEMENT_DONE);

  orch_replacement_look_async (self, TRUE, cancellable, new_seen_cb,
                               orch_replacement_start (self, orch_replacement_resume_async,
                                                       cancellable, callback, user_data));
}

/**
 * orch_replacement_resume_finish:
 * @self: a replacement
 * @result: the result
 * @error: return location; %ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE if somebody deleted the new key:
 *   orch_replacement_get_old_life() tells whether the old one is left
 *
 * Returns: %TRUE if it is known how far it is, %FALSE with @error set
 */
gboolean
orch_replacement_resume_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_replacement_resume_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
