#include "config.h"

#include "core/rules/key-budget.h"

typedef struct {
  OrchBudgetHolder holder;
  double spend;
  double usd;
} Budget;

static gboolean
is_tighter (const Budget *budget, const Budget *than)
{
  return than->holder == ORCH_BUDGET_OF_NOBODY
         || budget->usd - budget->spend < than->usd - than->spend;
}

/**
 * orch_key_budget_find:
 * @key: a key
 * @spend: (out): what was spent of that budget, in USD; of the key, where there is none
 * @usd: (out): the budget in USD; 0 where there is none
 *
 * Tells which budget stops a key first: its own, or its team's or its owner's, where the server
 * tells them (contract §6.5) and less is left of them.
 *
 * Returns: whose budget it is
 */
OrchBudgetHolder
orch_key_budget_find (OrchKey *key, double *spend, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), ORCH_BUDGET_OF_NOBODY);
  g_return_val_if_fail (spend != NULL && usd != NULL, ORCH_BUDGET_OF_NOBODY);

  Budget found = { ORCH_BUDGET_OF_NOBODY, orch_key_get_spend (key), 0 };
  Budget own = { ORCH_BUDGET_OF_KEY, orch_key_get_spend (key), 0 };
  Budget team = { ORCH_BUDGET_OF_TEAM, 0, 0 };
  Budget user = { ORCH_BUDGET_OF_USER, 0, 0 };

  if (orch_key_get_max_budget (key, &own.usd))
    found = own;
  if (orch_key_get_team_budget (key, &team.spend, &team.usd) && is_tighter (&team, &found))
    found = team;
  if (orch_key_get_user_budget (key, &user.spend, &user.usd) && is_tighter (&user, &found))
    found = user;

  *spend = found.spend;
  *usd = found.usd;

  return found.holder;
}
