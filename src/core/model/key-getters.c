#include "config.h"

#include <math.h>

#include "core/model/key-private.h"

/* Both are told together; without a budget there is nothing to compare the spend with. */
static gboolean
get_budget (OrchKey *self, OrchKeyAmount spend_amount, OrchKeyAmount budget_amount, double *spend,
            double *usd)
{
  double told_spend = self->facts.amounts[spend_amount];
  double budget = self->facts.amounts[budget_amount];

  if (isnan (budget))
    return FALSE;

  if (spend != NULL)
    *spend = isnan (told_spend) ? 0 : told_spend;
  if (usd != NULL)
    *usd = budget;

  return TRUE;
}

/**
 * orch_key_get_id:
 * @self: a key
 *
 * Returns: (transfer none): the key ID, the hash of the secret
 */
const char *
orch_key_get_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->id;
}

/**
 * orch_key_get_alias:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the alias
 */
const char *
orch_key_get_alias (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_KEY_ALIAS);
}

/**
 * orch_key_get_masked_name:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the ends of the secret, "sk-...abcd"
 */
const char *
orch_key_get_masked_name (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_NAME];
}

/**
 * orch_key_get_display_name:
 * @self: a key
 *
 * Gets what to call the key: the alias, else the ends of the secret, else the ID.
 *
 * Returns: (transfer none): a name
 */
const char *
orch_key_get_display_name (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  if (orch_key_get_alias (self) != NULL)
    return orch_key_get_alias (self);
  if (orch_key_get_masked_name (self) != NULL)
    return orch_key_get_masked_name (self);

  return self->id;
}

/**
 * orch_key_get_user_id:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): whose key it is
 */
const char *
orch_key_get_user_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_USER_ID];
}

/**
 * orch_key_get_team_id:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the team that it also belongs to
 */
const char *
orch_key_get_team_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_TEAM_ID];
}

/**
 * orch_key_get_team:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): its team, if it has one and that is known
 */
OrchTeam *
orch_key_get_team (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->teams != NULL ? orch_teams_find (self->teams, orch_key_get_team_id (self)) : NULL;
}

/**
 * orch_key_get_team_name:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): what to call its team: its name if that is known, else its
 * ID
 */
const char *
orch_key_get_team_name (OrchKey *self)
{
  OrchTeam *team = orch_key_get_team (self);

  return team != NULL ? orch_team_get_name (team) : orch_key_get_team_id (self);
}

/**
 * orch_key_get_organization_id:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the organisation that it also belongs to
 */
const char *
orch_key_get_organization_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_ORGANIZATION_ID];
}

/**
 * orch_key_get_created_by:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the ID of the user who made it, which decides whether its
 *   owner may change it (contract §2.1)
 */
const char *
orch_key_get_created_by (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_CREATED_BY];
}

/**
 * orch_key_get_key_type:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): what it was made for, as LiteLLM names it: "default",
 *   "llm_api", "management" or "read_only"; %NULL where the proxy is too old to tell (contract
 *   §12.6)
 */
const char *
orch_key_get_key_type (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_KEY_TYPE];
}

/**
 * orch_key_get_spend:
 * @self: a key
 *
 * Returns: the spend since the last budget reset, in USD
 */
double
orch_key_get_spend (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), 0);

  double spend = 0;
  orch_field_values_get_money (&self->fields, ORCH_KEY_SPEND, &spend);

  return spend;
}

/**
 * orch_key_get_max_budget:
 * @self: a key
 * @usd: (out) (optional): the budget in USD; untouched if there is none
 *
 * Returns: %TRUE if the key has a budget, %FALSE if it is unlimited
 */
gboolean
orch_key_get_max_budget (OrchKey *self, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return orch_field_values_get_money (&self->fields, ORCH_KEY_MAX_BUDGET, usd);
}

/**
 * orch_key_get_budget_duration:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): after how long the spend is reset (contract §1.1), %NULL for
 *   never
 */
const char *
orch_key_get_budget_duration (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_KEY_BUDGET_DURATION);
}

/**
 * orch_key_get_budget_reset_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the spend is reset next
 */
GDateTime *
orch_key_get_budget_reset_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_BUDGET_RESET_AT];
}

/**
 * orch_key_get_created_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when it was made
 */
GDateTime *
orch_key_get_created_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_CREATED_AT];
}

/**
 * orch_key_get_updated_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the record changed last; spending changes it too
 */
GDateTime *
orch_key_get_updated_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_UPDATED_AT];
}

/**
 * orch_key_get_last_active:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the key was used last, %NULL for never or where the
 *   proxy does not tell (1.81.0, contract §12.6)
 */
GDateTime *
orch_key_get_last_active (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_LAST_ACTIVE];
}

/**
 * orch_key_tells_last_active:
 * @self: a key
 *
 * Returns: whether the proxy tells when the key was used last, so that no time means never
 */
gboolean
orch_key_tells_last_active (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return orch_key_facts_knows_time (&self->facts, ORCH_KEY_TIME_LAST_ACTIVE);
}

/**
 * orch_key_get_last_rotation_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the proxy gave the key a new secret by itself, %NULL
 * for never: a manual one is not told (contract §4)
 */
GDateTime *
orch_key_get_last_rotation_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_LAST_ROTATION_AT];
}

/**
 * orch_key_get_next_rotation_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the proxy is to give the key a new secret by itself, if
 *   rotation is enabled on it; LiteLLM's `key_rotation_at`
 */
GDateTime *
orch_key_get_next_rotation_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_NEXT_ROTATION_AT];
}

/**
 * orch_key_get_expires:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the key's time is over, to the second; %NULL for never.
 *   Valid until the key changes
 */
GDateTime *
orch_key_get_expires (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  GVariant *expires = self->fields.values[ORCH_KEY_EXPIRES];
  if (self->expires == NULL && expires != NULL)
    self->expires = g_date_time_new_from_unix_utc (g_variant_get_int64 (expires));

  return self->expires;
}

/**
 * orch_key_is_blocked:
 * @self: a key
 *
 * Returns: whether the proxy refuses the key until it is unblocked
 */
gboolean
orch_key_is_blocked (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return self->fields.values[ORCH_KEY_BLOCKED] != NULL;
}

/**
 * orch_key_is_deleted:
 * @self: a key
 *
 * Returns: whether the key is gone, and only its record is left to look at
 */
gboolean
orch_key_is_deleted (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return self->facts.is_deleted;
}

/**
 * orch_key_is_expired:
 * @self: a key
 * @now: the present time
 *
 * Returns: whether the key's time is over
 */
gboolean
orch_key_is_expired (OrchKey *self, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);
  g_return_val_if_fail (now != NULL, FALSE);

  GVariant *expires = self->fields.values[ORCH_KEY_EXPIRES];

  return expires != NULL && g_variant_get_int64 (expires) < g_date_time_to_unix (now);
}

/**
 * orch_key_get_status:
 * @self: a key
 * @now: the present time
 *
 * Derives what has become of the key: only /key/info tells it (contract §6.5).
 *
 * Returns: the status
 */
OrchKeyStatus
orch_key_get_status (OrchKey *self, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), ORCH_KEY_STATUS_ACTIVE);
  g_return_val_if_fail (now != NULL, ORCH_KEY_STATUS_ACTIVE);

  if (orch_key_is_deleted (self))
    return ORCH_KEY_STATUS_DELETED;
  if (orch_key_is_blocked (self))
    return ORCH_KEY_STATUS_BLOCKED;

  return orch_key_is_expired (self, now) ? ORCH_KEY_STATUS_EXPIRED : ORCH_KEY_STATUS_ACTIVE;
}

/**
 * orch_key_get_team_budget:
 * @self: a key
 * @spend: (out) (optional): what the key's team has spent, in USD
 * @usd: (out) (optional): the team's budget, in USD
 *
 * Returns: %TRUE if the key's team is known to have a budget; otherwise nothing is set
 */
gboolean
orch_key_get_team_budget (OrchKey *self, double *spend, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  OrchTeam *team = orch_key_get_team (self);

  if (team == NULL)
    return get_budget (self, ORCH_KEY_AMOUNT_TEAM_SPEND, ORCH_KEY_AMOUNT_TEAM_MAX_BUDGET, spend,
                       usd);
  if (!orch_team_get_max_budget (team, usd))
    return FALSE;

  if (spend != NULL)
    *spend = orch_team_get_spend (team);

  return TRUE;
}

/**
 * orch_key_get_user_budget:
 * @self: a key
 * @spend: (out) (optional): what the key's owner has spent, in USD
 * @usd: (out) (optional): the owner's budget, in USD
 *
 * Returns: %TRUE if the key's owner is known to have a budget; otherwise nothing is set
 */
gboolean
orch_key_get_user_budget (OrchKey *self, double *spend, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  if (self->owner == NULL
      || g_strcmp0 (orch_user_get_id (self->owner), orch_key_get_user_id (self)) != 0)
    return get_budget (self, ORCH_KEY_AMOUNT_USER_SPEND, ORCH_KEY_AMOUNT_USER_MAX_BUDGET, spend,
                       usd);
  if (!orch_user_get_max_budget (self->owner, usd))
    return FALSE;

  if (spend != NULL)
    *spend = orch_user_get_spend (self->owner);

  return TRUE;
}
