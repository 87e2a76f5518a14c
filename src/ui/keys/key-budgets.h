#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_BUDGETS (orch_key_budgets_get_type ())

/**
 * OrchKeyBudgets:
 *
 * The part of a key's page about what limits it beside its own budget: its team, or its owner if it
 * has none, and which budget stops it first.
 */
G_DECLARE_FINAL_TYPE (OrchKeyBudgets, orch_key_budgets, ORCH, KEY_BUDGETS, AdwBin)

void orch_key_budgets_show_key (OrchKeyBudgets *self, OrchSession *session, OrchKey *key);
void orch_key_budgets_read (OrchKeyBudgets *self);

G_END_DECLS
