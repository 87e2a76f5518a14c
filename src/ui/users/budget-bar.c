#include "config.h"

#include "ui/users/budget-bar.h"

#define THICKNESS 4
#define TRACK_OPACITY 0.15
/* From this share of the budget on the bar warns. */
#define NEARLY_SPENT 0.8

struct _OrchBudgetBar {
  GtkWidget parent_instance;

  gboolean has_budget;
  double share; /* of the budget, from 0 to 1 */
};

G_DEFINE_FINAL_TYPE (OrchBudgetBar, orch_budget_bar, GTK_TYPE_WIDGET)

static void
append_bar (GtkSnapshot *snapshot, float x, float y, float width, const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, y, width, THICKNESS);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &bounds, THICKNESS / 2.0);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
orch_budget_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OrchBudgetBar *self = ORCH_BUDGET_BAR (widget);
  float width = gtk_widget_get_width (widget);
  float y = (gtk_widget_get_height (widget) - THICKNESS) / 2;
  float filled = MIN (MAX (width * self->share, THICKNESS), width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color, track;

  if (!self->has_budget)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  track = color;
  track.alpha *= TRACK_OPACITY;

  append_bar (snapshot, 0, y, width, &track);
  if (self->share > 0)
    append_bar (snapshot, rtl ? width - filled : 0, y, filled, &color);
}

static void
orch_budget_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? THICKNESS : 0;
}

static void
orch_budget_bar_class_init (OrchBudgetBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = orch_budget_bar_snapshot;
  widget_class->measure = orch_budget_bar_measure;

  gtk_widget_class_set_css_name (widget_class, "budgetbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
orch_budget_bar_init (OrchBudgetBar *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0, -1);
}

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/**
 * orch_budget_bar_set_budget:
 * @self: a bar
 * @spend: what was spent, in USD
 * @has_budget: whether there is a limit
 * @budget: the limit in USD, if @has_budget
 *
 * The bar gets the style class `near` from 80 % on, and `over` beyond the budget. Nothing spent of
 * a budget of zero is a spent budget.
 */
void
orch_budget_bar_set_budget (OrchBudgetBar *self, double spend, gboolean has_budget, double budget)
{
  double share = budget > 0 ? spend / budget : 1;
  GtkWidget *widget = GTK_WIDGET (self);

  g_return_if_fail (ORCH_IS_BUDGET_BAR (self));

  self->has_budget = has_budget;
  self->share = CLAMP (share, 0, 1);
  set_css_class (widget, "near", has_budget && share >= NEARLY_SPENT && spend <= budget);
  set_css_class (widget, "over", has_budget && spend > budget);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  self->share, -1);
  gtk_widget_queue_draw (widget);
}
