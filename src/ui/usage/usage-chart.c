#include "config.h"

#include <math.h>

#include "ui/usage/usage-chart.h"

#define MIN_WIDTH 200
#define NAT_WIDTH 600
#define HEIGHT 220
#define LABEL_SPACING 8
#define MAX_STEPS 4
#define BAR_SHARE 0.7
#define LINE_OPACITY 0.15
#define LABEL_OPACITY 0.7

struct _OrchUsageChart {
  GtkWidget parent_instance;

  GListModel *days; /* (owned) (nullable): of OrchUsageRow, from the first day on */
  OrchUsageMeasure measure;
};

/* Where everything is, in a text direction from left to right. */
typedef struct {
  double step;       /* between two lines, in what is measured */
  guint n_steps;     /* above zero */
  float label_width; /* of the numbers beside the lines */
  float day_width;   /* of the longest day below */
  float line_height;
  graphene_rect_t plot;
  float slot; /* width of a day */
} Layout;

G_DEFINE_FINAL_TYPE (OrchUsageChart, orch_usage_chart, GTK_TYPE_WIDGET)

static guint
count_days (OrchUsageChart *self)
{
  return self->days != NULL ? g_list_model_get_n_items (self->days) : 0;
}

static double
get_value (OrchUsageChart *self, guint day)
{
  g_autoptr (OrchUsageRow) row = g_list_model_get_item (self->days, day);

  return orch_usage_words_get_value (orch_usage_row_get_amounts (row), self->measure);
}

/* 1, 2 or 5 times a power of ten, so that few lines are enough. */
static double
find_step (OrchUsageChart *self, double maximum)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double rough = maximum / MAX_STEPS;
  double power = pow (10, floor (log10 (rough)));

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++) {
    double step = factors[i] * power;

    /* There are no halves of requests. */
    if (step >= rough && (self->measure == ORCH_USAGE_MEASURE_SPEND || step >= 1))
      return step;
  }

  return MAX (10 * power, 1);
}

static PangoLayout *
create_label (OrchUsageChart *self, char *text)
{
  g_autofree char *owned = text;

  return gtk_widget_create_pango_layout (GTK_WIDGET (self), owned);
}

static PangoLayout *
create_step_label (OrchUsageChart *self, const Layout *layout, guint step)
{
  return create_label (self, orch_usage_words_value (step * layout->step, self->measure));
}

static PangoLayout *
create_day_label (OrchUsageChart *self, guint day)
{
  g_autoptr (OrchUsageRow) row = g_list_model_get_item (self->days, day);

  return create_label (self, orch_usage_words_short_day (row));
}

static Layout
find_layout (OrchUsageChart *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  guint n_days = count_days (self);
  Layout layout = { .step = 1 };
  double maximum = 0;
  float left, top;

  for (guint i = 0; i < n_days; i++)
    maximum = MAX (maximum, get_value (self, i));
  if (maximum > 0) {
    layout.step = find_step (self, maximum);
    layout.n_steps = (guint) ceil (maximum / layout.step);
  }

  for (guint i = 0; i <= layout.n_steps; i++) {
    g_autoptr (PangoLayout) label = create_step_label (self, &layout, i);
    int label_width, label_height;

    pango_layout_get_pixel_size (label, &label_width, &label_height);
    layout.label_width = MAX (layout.label_width, (float) label_width);
    layout.line_height = (float) label_height;
  }

  /* Those of another month are not much longer. */
  for (guint i = 0; i < MIN (n_days, 31); i++) {
    g_autoptr (PangoLayout) label = create_day_label (self, i);
    int width_of_day;

    pango_layout_get_pixel_size (label, &width_of_day, NULL);
    layout.day_width = MAX (layout.day_width, (float) width_of_day);
  }

  left = layout.label_width + LABEL_SPACING;
  top = ceilf (layout.line_height / 2);
  layout.plot =
      GRAPHENE_RECT_INIT (left, top, MAX ((float) width - left, 1),
                          MAX ((float) height - top - layout.line_height - LABEL_SPACING, 1));
  layout.slot = layout.plot.size.width / (float) MAX (n_days, 1);

  return layout;
}

/* Everything is drawn through here, which turns it round for other text directions. */
static float
mirror (OrchUsageChart *self, float x, float width)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
             ? (float) gtk_widget_get_width (widget) - x - width
             : x;
}

static void
append_box (OrchUsageChart *self, GtkSnapshot *snapshot, float x, float y, float width,
            float height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (mirror (self, x, width), y, width, height));
}

static void
append_label (OrchUsageChart *self, GtkSnapshot *snapshot, PangoLayout *label, float x, float y,
              const GdkRGBA *color)
{
  int width;

  pango_layout_get_pixel_size (label, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (mirror (self, x, (float) width), y));
  gtk_snapshot_append_layout (snapshot, label, color);
  gtk_snapshot_restore (snapshot);
}

static GdkRGBA
get_color (OrchUsageChart *self, const char *name, float opacity)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA color;

  if (name == NULL || !gtk_style_context_lookup_color (style, name, &color))
    gtk_style_context_get_color (style, &color);
  color.alpha *= opacity;

  return color;
}

static void
append_lines (OrchUsageChart *self, GtkSnapshot *snapshot, const Layout *layout)
{
  const GdkRGBA line_color = get_color (self, NULL, LINE_OPACITY);
  const GdkRGBA label_color = get_color (self, NULL, LABEL_OPACITY);
  const graphene_rect_t *plot = &layout->plot;

  for (guint i = 0; i <= layout->n_steps; i++) {
    g_autoptr (PangoLayout) label = create_step_label (self, layout, i);
    float share = (float) i / (float) MAX (layout->n_steps, 1);
    float y = roundf (plot->origin.y + plot->size.height * (1 - share));
    int width;

    pango_layout_get_pixel_size (label, &width, NULL);
    append_box (self, snapshot, plot->origin.x, y, plot->size.width, 1, &line_color);
    append_label (self, snapshot, label, layout->label_width - (float) width,
                  roundf (y - layout->line_height / 2), &label_color);
  }
}

/* Edges are on whole pixels, and what was used a little is seen. */
static void
append_bar (OrchUsageChart *self, GtkSnapshot *snapshot, const Layout *layout, guint day)
{
  g_autoptr (OrchUsageRow) row = g_list_model_get_item (self->days, day);
  const OrchUsageAmounts *amounts = orch_usage_row_get_amounts (row);
  const GdkRGBA color = get_color (self, "accent_color", 1);
  const GdkRGBA failed_color = get_color (self, "error_color", 1);
  const graphene_rect_t *plot = &layout->plot;
  double value = orch_usage_words_get_value (amounts, self->measure);
  double scale = plot->size.height / (layout->step * MAX (layout->n_steps, 1));
  float width = MAX (floorf (layout->slot * (float) BAR_SHARE), 1);
  float x = roundf (plot->origin.x + layout->slot * ((float) day + 0.5f) - width / 2);
  float bottom = roundf (plot->origin.y + plot->size.height);
  float height = MAX (roundf ((float) (value * scale)), 1);
  float failed = 0;

  if (value <= 0)
    return;

  if (self->measure == ORCH_USAGE_MEASURE_REQUESTS && amounts->n_failed > 0)
    failed = CLAMP (roundf ((float) ((double) amounts->n_failed * scale)), 1, height);
  append_box (self, snapshot, x, bottom - height + failed, width, height - failed, &color);
  append_box (self, snapshot, x, bottom - height, width, failed, &failed_color);
}

/* Every day, every second one or fewer, as there is room for; counted from the last day, whose
 * label does not stick out and so may take the place of the one before. */
static void
append_day_labels (OrchUsageChart *self, GtkSnapshot *snapshot, const Layout *layout)
{
  const GdkRGBA color = get_color (self, NULL, LABEL_OPACITY);
  const graphene_rect_t *plot = &layout->plot;
  float y = plot->origin.y + plot->size.height + LABEL_SPACING;
  float right = plot->origin.x + plot->size.width;
  float next = G_MAXFLOAT; /* where the label after it begins */
  guint step = (guint) ceilf ((layout->day_width + 2 * LABEL_SPACING) / layout->slot);

  for (guint i = count_days (self); i > 0; i -= MIN (step, i)) {
    g_autoptr (PangoLayout) label = create_day_label (self, i - 1);
    float middle = plot->origin.x + layout->slot * ((float) i - 0.5f);
    int width;
    float x;

    pango_layout_get_pixel_size (label, &width, NULL);
    x = roundf (MIN (middle - (float) width / 2, right - (float) width));
    if (x < 0 || x + (float) width + LABEL_SPACING > next)
      continue;
    append_label (self, snapshot, label, x, y, &color);
    next = x;
  }
}

static void
orch_usage_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OrchUsageChart *self = ORCH_USAGE_CHART (widget);
  const Layout layout = find_layout (self);

  append_lines (self, snapshot, &layout);
  for (guint i = 0; i < count_days (self); i++)
    append_bar (self, snapshot, &layout, i);
  append_day_labels (self, snapshot, &layout);
}

static void
orch_usage_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  gboolean is_width = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = is_width ? MIN_WIDTH : HEIGHT;
  *natural = is_width ? NAT_WIDTH : HEIGHT;
}

static gboolean
query_tooltip_cb (OrchUsageChart *self, int pointer_x, int y, gboolean keyboard,
                  GtkTooltip *tooltip)
{
  const Layout layout = find_layout (self);
  float x = mirror (self, (float) pointer_x, 0) - layout.plot.origin.x;
  guint day = x >= 0 ? (guint) (x / layout.slot) : G_MAXUINT;
  g_autoptr (OrchUsageRow) row = NULL;
  g_autofree char *name = NULL;
  g_autofree char *amounts = NULL;
  g_autofree char *text = NULL;

  if (keyboard || day >= count_days (self))
    return FALSE;

  row = g_list_model_get_item (self->days, day);
  name = orch_usage_words_day (row);
  amounts = orch_usage_words_amounts (orch_usage_row_get_amounts (row), self->measure);
  text = g_strconcat (name, "\n", amounts, NULL);
  x = layout.plot.origin.x + layout.slot * (float) day;
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (
      tooltip, &(GdkRectangle){ (int) mirror (self, x, layout.slot), (int) layout.plot.origin.y,
                                MAX ((int) layout.slot, 1), (int) layout.plot.size.height });

  return TRUE;
}

static void
orch_usage_chart_dispose (GObject *object)
{
  g_clear_object (&ORCH_USAGE_CHART (object)->days);

  G_OBJECT_CLASS (orch_usage_chart_parent_class)->dispose (object);
}

static void
orch_usage_chart_class_init (OrchUsageChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_usage_chart_dispose;
  widget_class->snapshot = orch_usage_chart_snapshot;
  widget_class->measure = orch_usage_chart_measure;

  gtk_widget_class_set_css_name (widget_class, "usagechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
orch_usage_chart_init (OrchUsageChart *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

/**
 * orch_usage_chart_set_days:
 * @self: a chart
 * @days: (element-type OrchUsageRow): all days of a range, from the first on; at least one
 * @measure: what to show of them
 */
void
orch_usage_chart_set_days (OrchUsageChart *self, GListModel *days, OrchUsageMeasure measure)
{
  g_return_if_fail (ORCH_IS_USAGE_CHART (self));
  g_return_if_fail (G_IS_LIST_MODEL (days) && g_list_model_get_n_items (days) > 0);
  g_return_if_fail (measure < ORCH_N_USAGE_MEASURES);

  g_autofree char *summary = orch_usage_words_summary (days, measure);

  g_set_object (&self->days, days);
  self->measure = measure;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
