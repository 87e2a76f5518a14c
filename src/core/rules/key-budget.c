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

/* Whose budgets limit the key, and what is left of them. LiteLLM asks for the budget of the key's
 * user only where the key belongs to no team, whose place it takes: recorded on 1.106.2, and
 * written so in the sources of 1.81.0 and 1.93.2. */
static guint
collect (OrchKey *key, Budget budgets[])
{
  double spend = 0;
  double usd = 0;
  guint n = 0;

  if (orch_key_get_max_budget (key, &usd))
    budgets[n++] = (Budget){ ORCH_BUDGET_OF_KEY, orch_key_get_spend (key), usd };
  if (orch_key_get_team_budget (key, &spend, &usd))
    budgets[n++] = (Budget){ ORCH_BUDGET_OF_TEAM, spend, usd };
  if (orch_key_get_team_id (key) == NULL && orch_key_get_user_budget (key, &spend, &usd))
    budgets[n++] = (Budget){ ORCH_BUDGET_OF_USER, spend, usd };

  return n;
}

/**
 * orch_key_budget_find:
 * @key: a key
 * @spend: (out): what was spent of that budget, in USD; of the key, where there is none
 * @usd: (out): the budget in USD; 0 where there is none
 *
 * Tells which budget stops a key first. Every one that counts does so by itself, see
 * orch_key_budget_get_counting(): the first is the one with the least left.
 *
 * Returns: whose budget it is
 */
OrchBudgetHolder
orch_key_budget_find (OrchKey *key, double *spend, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), ORCH_BUDGET_OF_NOBODY);
  g_return_val_if_fail (spend != NULL && usd != NULL, ORCH_BUDGET_OF_NOBODY);

  Budget budgets[ORCH_BUDGET_N_HOLDERS];
  guint n = collect (key, budgets);
  Budget found = { ORCH_BUDGET_OF_NOBODY, orch_key_get_spend (key), 0 };

  for (guint i = 0; i < n; i++)
    if (is_tighter (&budgets[i], &found))
      found = budgets[i];

  *spend = found.spend;
  *usd = found.usd;

  return found.holder;
}

/**
 * orch_key_budget_get_counting:
 * @key: a key
 *
 * Tells which budgets limit a key: its own, its team's, and its owner's if it has no team; of
 * those, all that have a limit, as far as it is known. The owner's budget does not count for the
 * key of a team.
 *
 * Returns: whose they are, as bits of 1 << #OrchBudgetHolder; 0 for none
 */
guint
orch_key_budget_get_counting (OrchKey *key)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), 0);

  Budget budgets[ORCH_BUDGET_N_HOLDERS];
  guint n = collect (key, budgets);
  guint holders = 0;

  for (guint i = 0; i < n; i++)
    holders |= 1u << budgets[i].holder;

  return holders;
}
