#include "config.h"

#include "ui/common/format.h"
#include "ui/users/budget-bar.h"

#include "ui/users/budget-cell.h"

#define BAR_WIDTH 48
#define SPACING 8

struct _OrchBudgetCell {
  GtkWidget parent_instance;

  OrchBudgetBar *bar;    /* (unowned) */
  GtkInscription *label; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchBudgetCell, orch_budget_cell, GTK_TYPE_WIDGET)

static void
orch_budget_cell_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (orch_budget_cell_parent_class)->dispose (object);
}

static void
orch_budget_cell_class_init (OrchBudgetCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_budget_cell_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "budgetcell");
}

static void
orch_budget_cell_init (OrchBudgetCell *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);

  /* The amounts beside it say more. */
  self->bar = g_object_new (ORCH_TYPE_BUDGET_BAR, "width-request", BAR_WIDTH, "accessible-role",
                            GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->bar), GTK_WIDGET (self));

  self->label = g_object_new (GTK_TYPE_INSCRIPTION, "hexpand", TRUE, "min-chars", 18, "nat-chars",
                              20, "valign", GTK_ALIGN_CENTER, "text-overflow",
                              GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
}

/**
 * orch_budget_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
orch_budget_cell_new (void)
{
  return g_object_new (ORCH_TYPE_BUDGET_CELL, NULL);
}

/**
 * orch_budget_cell_show_user:
 * @cell: an OrchBudgetCell
 * @user: (nullable): a user, %NULL while it is loading
 * @data: not used
 *
 * An OrchUserCellShow.
 */
void
orch_budget_cell_show_user (GtkWidget *cell, OrchUser *user, gconstpointer data)
{
  OrchBudgetCell *self;
  g_autofree char *text = NULL;
  gboolean has_budget = FALSE;
  double budget = 0;
  double spend = 0;

  g_return_if_fail (ORCH_IS_BUDGET_CELL (cell));

  self = ORCH_BUDGET_CELL (cell);
  if (user != NULL) {
    spend = orch_user_get_spend (user);
    has_budget = orch_user_get_max_budget (user, &budget);
    text = orch_format_spend_of_budget (spend, has_budget, budget);
  }

  orch_budget_bar_set_budget (self->bar, spend, has_budget, budget);
  /* Assistive technologies can't read an inscription without a text. */
  gtk_inscription_set_text (self->label, text != NULL ? text : "");
}
