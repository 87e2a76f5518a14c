#include "config.h"

#include "core/services/replacement-private.h"

static void
rivals_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rivals = orch_replacement_list_rivals_finish (self, result, &error);

  if (rivals == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  g_clear_pointer (&self->rivals, g_ptr_array_unref);
  self->rivals = g_steal_pointer (&rivals);
  orch_replacement_end (self, ORCH_REPLACEMENT_PREPARED);
  g_task_return_boolean (task, TRUE);
}

/* The new secret, and what is named after it. */
static void
make_material (OrchReplacement *self)
{
  g_autoptr (OrchKeyMaterial) before = g_steal_pointer (&self->material);
  g_autofree char *temporary_alias = NULL;

  self->material = before != NULL
                       ? orch_key_material_new (self->record->user_id, NULL, before->secret)
                       : orch_key_material_new_random (self->record->user_id, NULL);
  temporary_alias =
      orch_replacement_make_temporary_alias (self->record->alias, self->material->key_id);
  self->material->alias = g_strdup (temporary_alias);

  g_free (self->record->new_key_id);
  self->record->new_key_id = g_strdup (self->material->key_id);
  g_free (self->record->temporary_alias);
  self->record->temporary_alias = g_steal_pointer (&temporary_alias);
}

static void
old_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_replacement_look_finish (self, result, &error);

  if (record == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  g_clear_pointer (&self->plan, orch_replacement_plan_free);
  self->plan = orch_replacement_make_plan (self, record);
  g_free (self->record->user_id);
  self->record->user_id = g_strdup (self->plan->user_id);
  g_free (self->record->alias);
  self->record->alias = g_strdup (self->plan->alias);
  make_material (self);
  orch_replacement_list_rivals_async (self, g_task_get_cancellable (task), rivals_listed_cb,
                                      g_object_ref (task));
}

/**
 * orch_replacement_prepare_async:
 * @self: a replacement that has not begun; it can be prepared again
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Reads the old key, plans the new one, looks whether somebody else is replacing it, and makes the
 * new secret. Writes nothing.
 */
void
orch_replacement_prepare_async (OrchReplacement *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (self->record->step <= ORCH_REPLACEMENT_PREPARED);

  orch_replacement_look_async (self, FALSE, cancellable, old_seen_cb,
                               orch_replacement_start (self, orch_replacement_prepare_async,
                                                       cancellable, callback, user_data));
}

/**
 * orch_replacement_prepare_finish:
 * @self: a replacement
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key
 *
 * Finishes orch_replacement_prepare_async(). The plan may still refuse it.
 *
 * Returns: %TRUE if the plan is made, %FALSE with @error set
 */
gboolean
orch_replacement_prepare_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_replacement_prepare_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
