#include "config.h"

#include "core/rules/duration-check.h"

#include "core/rules/regeneration.h"

G_DEFINE_QUARK (orch - regeneration - error - quark, orch_regeneration_error)

/**
 * orch_regeneration_may_change:
 * @field: a field of a key
 *
 * Tells whether a field can be changed while a key is regenerated. A soft budget is no column of a
 * key, and only POST /key/update and /key/generate know that.
 *
 * Returns: whether the change can go along
 */
gboolean
orch_regeneration_may_change (OrchKeyField field)
{
  g_return_val_if_fail (field < ORCH_KEY_N_FIELDS, FALSE);

  return field != ORCH_KEY_SOFT_BUDGET;
}

/**
 * orch_regeneration_needs_expiry:
 * @key: a key
 * @changes: (nullable): what is to be changed with it
 * @now: the present time
 *
 * Tells whether a new secret would be of no use, because the key has expired and keeps its expiry.
 *
 * Returns: whether @changes must hold a new expiry
 */
gboolean
orch_regeneration_needs_expiry (OrchKey *key, const OrchChanges *changes, GDateTime *now)
{
  const OrchChange *expiry;

  g_return_val_if_fail (ORCH_IS_KEY (key), FALSE);
  g_return_val_if_fail (now != NULL, FALSE);

  expiry =
      changes != NULL ? orch_changes_find (changes, orch_key_field (ORCH_KEY_EXPIRES)->name) : NULL;
  if (expiry == NULL)
    return orch_key_is_expired (key, now);

  return expiry->to != NULL && g_variant_get_int64 (expiry->to) <= g_date_time_to_unix (now);
}

/**
 * orch_regeneration_is_grace_period:
 * @text: a duration, as a person typed it
 *
 * Tells whether the proxy understands a grace period: what it does not, it ignores silently, and
 * the old secret is dead at once (contract §4).
 *
 * Returns: whether @text is a duration above zero
 */
gboolean
orch_regeneration_is_grace_period (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return orch_duration_check (text, TRUE) == ORCH_PROBLEM_NONE;
}

static gboolean
may_all_change (const OrchChanges *changes)
{
  for (OrchKeyField field = 0; field < ORCH_KEY_N_FIELDS; field++)
    if (!orch_regeneration_may_change (field)
        && orch_changes_find (changes, orch_key_field (field)->name) != NULL)
      return FALSE;

  return TRUE;
}

/**
 * orch_regeneration_check:
 * @key: a key
 * @changes: (nullable): what is to be changed with it
 * @now: the present time
 * @error: return location; %ORCH_REGENERATION_ERROR
 *
 * Tells whether a key can be regenerated.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
orch_regeneration_check (OrchKey *key, const OrchChanges *changes, GDateTime *now, GError **error)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), FALSE);

  if (changes != NULL && !may_all_change (changes)) {
    g_set_error_literal (error, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_FIELD,
                         "A soft budget cannot be changed together with the secret");
    return FALSE;
  }
  if (orch_regeneration_needs_expiry (key, changes, now)) {
    g_set_error_literal (error, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_EXPIRED,
                         "The key has expired, and needs a new expiry");
    return FALSE;
  }

  return TRUE;
}
