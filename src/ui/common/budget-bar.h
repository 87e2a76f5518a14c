#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ORCH_TYPE_BUDGET_BAR (orch_budget_bar_get_type ())

/**
 * OrchBudgetBar:
 *
 * How much of a budget is spent, as a thin bar; nothing where there is no budget.
 */
G_DECLARE_FINAL_TYPE (OrchBudgetBar, orch_budget_bar, ORCH, BUDGET_BAR, GtkWidget)

void orch_budget_bar_set_budget (OrchBudgetBar *self, double spend, gboolean has_budget,
                                 double budget);

const char *orch_budget_bar_get_color (double spend, double budget);
void orch_budget_bar_paint (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area,
                            double spend, double budget);

G_END_DECLS
