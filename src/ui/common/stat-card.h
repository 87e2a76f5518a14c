#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_STAT_CARD (orch_stat_card_get_type ())

/**
 * OrchStatCard:
 *
 * One figure that matters, with a line that explains it, and a bar where it is a budget.
 */
G_DECLARE_FINAL_TYPE (OrchStatCard, orch_stat_card, ORCH, STAT_CARD, AdwBin)

void orch_stat_card_set_value (OrchStatCard *self, const char *value, const char *detail);
void orch_stat_card_set_budget (OrchStatCard *self, double spend, gboolean has_budget,
                                double budget);

G_END_DECLS
