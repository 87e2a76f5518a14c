#include "config.h"

#include "core/rules/rotation-due.h"

/* Whoever got a key today may not have come to use it. */
#define UNUSED_TIME G_TIME_SPAN_DAY

/**
 * orch_rotation_due_get_since:
 * @key: a key
 *
 * Returns: (transfer none) (nullable): since when the key has its secret, as far as the server
 *   tells: the last rotation, else when the key was made
 */
GDateTime *
orch_rotation_due_get_since (OrchKey *key)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), NULL);

  GDateTime *rotated = orch_key_get_last_rotation_at (key);

  return rotated != NULL ? rotated : orch_key_get_created_at (key);
}

static gboolean
is_older (GDateTime *since, GTimeSpan age, GDateTime *now)
{
  return since != NULL && g_date_time_difference (now, since) > age;
}

/**
 * orch_rotation_due_find:
 * @key: a key
 * @policy: which keys are due
 * @now: the present time
 *
 * Finds out why a key should get a new secret. Those that nobody can use, because they were deleted
 * or blocked or have expired, need none. Old proxies don't tell which keys were never used
 * (contract §12.6).
 *
 * Returns: the reasons, %ORCH_ROTATION_NOT_DUE if there are none
 */
OrchRotationReasons
orch_rotation_due_find (OrchKey *key, const OrchRotationPolicy *policy, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), ORCH_ROTATION_NOT_DUE);
  g_return_val_if_fail (policy != NULL, ORCH_ROTATION_NOT_DUE);
  g_return_val_if_fail (now != NULL, ORCH_ROTATION_NOT_DUE);

  GDateTime *since = orch_rotation_due_get_since (key);
  GDateTime *expires = orch_key_get_expires (key);
  gboolean is_unused = orch_key_tells_last_active (key) && orch_key_get_last_active (key) == NULL;
  OrchRotationReasons reasons = ORCH_ROTATION_NOT_DUE;

  if (orch_key_get_status (key, now) != ORCH_KEY_STATUS_ACTIVE)
    return ORCH_ROTATION_NOT_DUE;

  if (is_older (since, policy->max_age_days * G_TIME_SPAN_DAY, now))
    reasons |= ORCH_ROTATION_OLD;
  if (policy->never_used && is_unused && is_older (since, UNUSED_TIME, now))
    reasons |= ORCH_ROTATION_NEVER_USED;
  if (expires != NULL
      && g_date_time_difference (expires, now) <= policy->expires_within_days * G_TIME_SPAN_DAY)
    reasons |= ORCH_ROTATION_EXPIRES_SOON;

  return reasons;
}
