#pragma once

#include <gtk/gtk.h>

#include "core/model/user.h"

G_BEGIN_DECLS

#define ORCH_TYPE_BUDGET_CELL (orch_budget_cell_get_type ())

/**
 * OrchBudgetCell:
 *
 * A user's spend against the budget: a bar and the amounts.
 */
G_DECLARE_FINAL_TYPE (OrchBudgetCell, orch_budget_cell, ORCH, BUDGET_CELL, GtkWidget)

GtkWidget *orch_budget_cell_new (void);

void orch_budget_cell_show_user (GtkWidget *cell, OrchUser *user, gconstpointer data);

G_END_DECLS
