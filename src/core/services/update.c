#include "config.h"

#include "core/services/update.h"

/* The fields that hold in `row` neither what the save started from nor what it wants. A field that
 * an old proxy does not tell (contract §12.6) is unknown, not changed. */
static OrchChanges *
find_conflicts (const OrchChanges *changes, JsonObject *row)
{
  OrchChanges *conflicts = orch_changes_new ();

  for (guint i = 0; i < orch_changes_get_n (changes); i++) {
    const OrchChange *change = orch_changes_get (changes, i);

    if (change->field->moves_by_itself || !orch_field_is_told (change->field, row))
      continue;

    g_autoptr (GVariant) fresh = orch_field_read (change->field, row);
    if (!orch_field_equal (change->field, fresh, change->from)
        && !orch_field_equal (change->field, fresh, change->to))
      orch_changes_add (conflicts, change->field, fresh, change->to);
  }

  return conflicts;
}

/**
 * orch_update_new:
 * @record: (transfer none): what is saved
 * @changes: what to save, at least one field; copied
 * @overwrite: %TRUE if the person knows that somebody else changed these fields meanwhile
 *
 * Returns: (transfer full): the data of a task
 */
OrchUpdate *
orch_update_new (gpointer record, const OrchChanges *changes, gboolean overwrite)
{
  OrchUpdate *self = g_new0 (OrchUpdate, 1);

  self->record = g_object_ref (record);
  self->changes = orch_changes_copy (changes);
  self->overwrite = overwrite;

  return self;
}

/**
 * orch_update_free:
 * @self: (transfer full): the data of a task
 *
 * Frees it.
 */
void
orch_update_free (OrchUpdate *self)
{
  g_clear_object (&self->record);
  g_clear_pointer (&self->changes, orch_changes_free);
  g_clear_pointer (&self->fresh, json_object_unref);
  g_clear_pointer (&self->details, orch_changes_free);
  g_free (self);
}

/**
 * orch_update_take_fresh:
 * @self: a save
 * @row: the proxy's record before the write
 *
 * Looks whether somebody else changed the same fields, unless that does not matter. If so,
 * `details` tells which, and the outcome is %ORCH_UPDATE_CONFLICT.
 *
 * Returns: whether the changes can be written
 */
gboolean
orch_update_take_fresh (OrchUpdate *self, JsonObject *row)
{
  self->fresh = json_object_ref (row);
  if (self->overwrite)
    return TRUE;

  g_autoptr (OrchChanges) conflicts = find_conflicts (self->changes, row);
  if (orch_changes_get_n (conflicts) == 0)
    return TRUE;

  self->details = g_steal_pointer (&conflicts);

  return FALSE;
}

/**
 * orch_update_compare:
 * @self: a save
 * @row: the proxy's record after the write
 *
 * Looks what the proxy took of the changes; `details` is what it did not.
 *
 * Returns: the outcome
 */
OrchUpdateOutcome
orch_update_compare (OrchUpdate *self, JsonObject *row)
{
  self->details = orch_changes_find_not_taken (self->changes, row);

  return orch_changes_get_n (self->details) > 0 ? ORCH_UPDATE_PARTLY : ORCH_UPDATE_SAVED;
}

/**
 * orch_update_get_real_changes:
 * @self: a save whose fresh record was taken
 *
 * Where somebody else's change is overwritten, the values before are not those that the person saw.
 *
 * Returns: (transfer full): the changes, from what the proxy had
 */
OrchChanges *
orch_update_get_real_changes (const OrchUpdate *self)
{
  OrchChanges *changes = orch_changes_new ();

  for (guint i = 0; i < orch_changes_get_n (self->changes); i++) {
    const OrchChange *change = orch_changes_get (self->changes, i);
    g_autoptr (GVariant) fresh = orch_field_read (change->field, self->fresh);
    gboolean is_told = orch_field_is_told (change->field, self->fresh);

    orch_changes_add (changes, change->field, is_told ? fresh : change->from, change->to);
  }

  return changes;
}

/**
 * orch_update_finish:
 * @task: a task that returned an outcome and whose data is an #OrchUpdate
 * @details: (out) (optional) (nullable) (transfer full): what the outcome is about
 * @error: return location
 *
 * Returns: the outcome, %ORCH_UPDATE_FAILED with @error set
 */
OrchUpdateOutcome
orch_update_finish (GTask *task, OrchChanges **details, GError **error)
{
  OrchUpdate *self = g_task_get_task_data (task);
  g_autoptr (GError) failure = NULL;
  OrchUpdateOutcome outcome = g_task_propagate_int (task, &failure);

  if (details != NULL)
    *details = NULL;
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return ORCH_UPDATE_FAILED;
  }

  if (details != NULL && outcome != ORCH_UPDATE_SAVED)
    *details = g_steal_pointer (&self->details);

  return outcome;
}
