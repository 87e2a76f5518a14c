#pragma once

#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_RESET_SPEND_ROW (orch_reset_spend_row_get_type ())

/**
 * OrchResetSpendRow:
 *
 * Offers to reset spend where the budget duration is changed: spend is carried into the new period,
 * where it counts against the budget.
 */
G_DECLARE_FINAL_TYPE (OrchResetSpendRow, orch_reset_spend_row, ORCH, RESET_SPEND_ROW, AdwActionRow)

void orch_reset_spend_row_offer (OrchResetSpendRow *self, double spent, OrchFieldRow *spend,
                                 OrchFieldRow *duration);

G_END_DECLS
