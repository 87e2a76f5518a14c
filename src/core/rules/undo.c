#include "config.h"

#include "core/rules/undo.h"

static gboolean
can_write (const OrchField *field, GVariant *value, const char *server_version, GDateTime *now)
{
  if (!orch_server_support_has (server_version, field->update_needs))
    return FALSE;
  if (value == NULL)
    return field->clear != ORCH_CLEAR_NEVER
           && orch_server_support_has (server_version, field->clear_needs);

  /* A key would stop at once. */
  return field->kind != ORCH_FIELD_EXPIRY
         || g_variant_get_int64 (value) > g_date_time_to_unix (now);
}

/* What moves by itself, and what the journal does not keep, cannot be put back. */
static gboolean
can_revert (const OrchChange *change, const char *server_version, GDateTime *now)
{
  return !change->field->moves_by_itself && change->field->kind != ORCH_FIELD_JSON
         && can_write (change->field, change->from, server_version, now);
}

/* What is created, deleted, or made secret cannot be taken back by another write of the same kind.
 */
static gboolean
is_revertible (OrchActivityAction action)
{
  return action == ORCH_ACTIVITY_UPDATE_USER || action == ORCH_ACTIVITY_UPDATE_KEY
         || action == ORCH_ACTIVITY_BLOCK_KEY || action == ORCH_ACTIVITY_UNBLOCK_KEY;
}

/**
 * orch_undo_plan:
 * @activity: an entry of the journal
 * @server_version: (nullable): the version of its server
 * @now: the time
 *
 * Finds the reverse of what was written: whole, or not at all. Whether somebody else has changed
 * the same fields since, the service tells that checks @activity's own changes, and the save.
 *
 * Returns: (transfer full) (nullable): the changes that put the values back, %NULL if they cannot
 *   be, or if nothing was changed
 */
OrchChanges *
orch_undo_plan (OrchActivity *activity, const char *server_version, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (activity), NULL);
  g_return_val_if_fail (now != NULL, NULL);

  const OrchChanges *changes = orch_activity_get_changes (activity);
  g_autoptr (OrchChanges) plan = orch_changes_new ();

  if (!is_revertible (orch_activity_get_action (activity))
      || orch_activity_get_outcome (activity) != ORCH_ACTIVITY_DONE
      || orch_activity_get_record_id (activity) == NULL)
    return NULL;

  for (guint i = 0; i < orch_changes_get_n (changes); i++) {
    const OrchChange *change = orch_changes_get (changes, i);

    if (!can_revert (change, server_version, now))
      return NULL;
    if (!orch_field_equal (change->field, change->from, change->to))
      orch_changes_add (plan, change->field, change->to, change->from);
  }

  return orch_changes_get_n (plan) > 0 ? g_steal_pointer (&plan) : NULL;
}

static gboolean
is_of_same_record (OrchActivity *a, OrchActivity *b)
{
  return orch_activity_action_is_of_user (orch_activity_get_action (a))
             == orch_activity_action_is_of_user (orch_activity_get_action (b))
         && g_strcmp0 (orch_activity_get_record_id (a), orch_activity_get_record_id (b)) == 0
         && g_strcmp0 (orch_activity_get_address (a), orch_activity_get_address (b)) == 0;
}

static gboolean
shares_field (OrchActivity *a, OrchActivity *b)
{
  const OrchChanges *changes = orch_activity_get_changes (a);

  for (guint i = 0; i < orch_changes_get_n (changes); i++)
    if (orch_changes_find (orch_activity_get_changes (b),
                           orch_changes_get (changes, i)->field->name)
        != NULL)
      return TRUE;

  return FALSE;
}

/**
 * orch_undo_is_superseded:
 * @activity: an entry of the journal
 * @journal: (element-type OrchActivity): all of it, the newest first
 *
 * Tells whether this program has changed one of the same fields since, as it does where somebody
 * undoes an entry: what is there now is not what @activity wrote.
 *
 * Returns: whether it has
 */
gboolean
orch_undo_is_superseded (OrchActivity *activity, GListModel *journal)
{
  guint n_entries;

  g_return_val_if_fail (ORCH_IS_ACTIVITY (activity), FALSE);
  g_return_val_if_fail (G_IS_LIST_MODEL (journal), FALSE);

  n_entries = g_list_model_get_n_items (journal);
  for (guint i = 0; i < n_entries; i++) {
    g_autoptr (OrchActivity) newer = g_list_model_get_item (journal, i);

    if (newer == activity)
      return FALSE;
    if (orch_activity_get_outcome (newer) == ORCH_ACTIVITY_DONE
        && is_of_same_record (newer, activity) && shares_field (newer, activity))
      return TRUE;
  }

  return FALSE;
}
