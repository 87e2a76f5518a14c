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
} OrchBudgetHolder;

OrchBudgetHolder orch_key_budget_find (OrchKey *key, double *spend, double *usd);

G_END_DECLS
