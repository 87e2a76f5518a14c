#include "config.h"

#include "ui/common/budget-bar.h"

#define THICKNESS 4
#define TRACK_OPACITY 0.15
/* From this share of the budget on the bar warns. */
#define NEARLY_SPENT 0.8

struct _OrchBudgetBar {
  GtkWidget parent_instance;

  gboolean has_budget;
  double spend;
  double budget;
};

G_DEFINE_FINAL_TYPE (OrchBudgetBar, orch_budget_bar, GTK_TYPE_WIDGET)

/* Nothing spent of a budget of zero is a spent budget. */
static double
get_share (double spend, double budget)
{
  return budget > 0 ? spend / budget : 1;
}

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
  graphene_rect_t area =
      GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  if (self->has_budget)
    orch_budget_bar_paint (widget, snapshot, &area, self->spend, self->budget);
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

/**
 * orch_budget_bar_get_color:
 * @spend: what was spent, in USD
 * @budget: the limit, in USD
 *
 * Returns: (transfer none): the named colour of a bar: it warns from 80 % on, and beyond the budget
 *   it is an error
 */
const char *
orch_budget_bar_get_color (double spend, double budget)
{
  if (spend > budget)
    return "error_color";

  return get_share (spend, budget) >= NEARLY_SPENT ? "warning_color" : "accent_color";
}

/**
 * orch_budget_bar_paint:
 * @widget: the widget that is painted
 * @snapshot: where to
 * @area: the part of @widget that the bar fills; it is thin, and in the middle of the height
 * @spend: what was spent, in USD
 * @budget: the limit, in USD
 *
 * Paints a bar, for widgets that are too many to hold another widget each.
 */
void
orch_budget_bar_paint (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area,
                       double spend, double budget)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  double share = CLAMP (get_share (spend, budget), 0, 1);
  float width = area->size.width;
  float y = area->origin.y + (area->size.height - THICKNESS) / 2;
  float filled = CLAMP (width * share, THICKNESS, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color, track;

  if (!gtk_style_context_lookup_color (style, orch_budget_bar_get_color (spend, budget), &color))
    gtk_style_context_get_color (style, &color);
  track = color;
  track.alpha *= TRACK_OPACITY;

  append_bar (snapshot, area->origin.x, y, width, &track);
  if (share > 0)
    append_bar (snapshot, area->origin.x + (rtl ? width - filled : 0), y, filled, &color);
}

/**
 * orch_budget_bar_set_budget:
 * @self: a bar
 * @spend: what was spent, in USD
 * @has_budget: whether there is a limit
 * @budget: the limit in USD, if @has_budget
 */
void
orch_budget_bar_set_budget (OrchBudgetBar *self, double spend, gboolean has_budget, double budget)
{
  g_return_if_fail (ORCH_IS_BUDGET_BAR (self));

  self->has_budget = has_budget;
  self->spend = spend;
  self->budget = budget;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  CLAMP (get_share (spend, budget), 0, 1), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
