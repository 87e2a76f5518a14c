#include "config.h"

#include "core/client/error.h"

#include "core/services/replacement-private.h"

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchReplacement *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!orch_key_service_delete_finish (ORCH_KEY_SERVICE (source), result, &error)
      && !g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  self->new_life = ORCH_REPLACEMENT_LIFE_GONE;
  orch_replacement_end (self, ORCH_REPLACEMENT_UNDONE);
  g_task_return_boolean (task, TRUE);
}

/**
 * orch_replacement_undo_async:
 * @self: a replacement of which both keys work, or worked when it was last looked
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Deletes the new key, so that everything is as before. After an error it can be done again.
 */
void
orch_replacement_undo_async (OrchReplacement *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (self->record->step == ORCH_REPLACEMENT_GENERATED
                    || self->record->step == ORCH_REPLACEMENT_KEPT);

  g_autoptr (OrchKey) key = orch_key_new (self->record->new_key_id);

  orch_key_service_delete_async (
      self->service, key, cancellable, deleted_cb,
      orch_replacement_start (self, orch_replacement_undo_async, cancellable, callback, user_data));
}

/**
 * orch_replacement_undo_finish:
 * @self: a replacement
 * @result: the result
 * @error: return location
 *
 * Returns: %TRUE if there is no new key any more, %FALSE with @error set
 */
gboolean
orch_replacement_undo_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_replacement_undo_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
