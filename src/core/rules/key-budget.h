#pragma once

#include "core/model/key.h"

G_BEGIN_DECLS

/**
 * OrchBudgetHolder:
 *
 * Whose budget ends first.
 */
typedef enum {
  ORCH_BUDGET_OF_NOBODY, /* nothing limits the spending, as far as the server tells */
  ORCH_BUDGET_OF_KEY,
  ORCH_BUDGET_OF_TEAM,
  ORCH_BUDGET_OF_USER,
  ORCH_BUDGET_N_HOLDERS,
} OrchBudgetHolder;

OrchBudgetHolder orch_key_budget_find (OrchKey *key, double *spend, double *usd);
guint orch_key_budget_get_counting (OrchKey *key);

G_END_DECLS
