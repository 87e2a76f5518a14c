#pragma once

#include "core/model/key.h"
#include "core/rules/key-budget.h"
#include "core/rules/rotation-due.h"

G_BEGIN_DECLS

/* Plain words for what is known of a key. */
const char *orch_key_words_status (OrchKeyStatus status);
const char *orch_key_words_budget_holder (OrchBudgetHolder holder);
char *orch_key_words_spend (OrchKey *key);
char *orch_key_words_limits (OrchKey *key, gboolean knows_all);
char *orch_key_words_rates (OrchKey *key);
char *orch_key_words_models (OrchKey *key);
char *orch_key_words_rotation (OrchKey *key);
char *orch_key_words_rotation_reasons (OrchRotationReasons reasons);

G_END_DECLS
