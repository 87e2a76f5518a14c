#include "config.h"

#include "ui/common/wrap-box.h"
#include "ui/usage/usage-chart.h"
#include "ui/usage/usage-columns.h"

#include "ui/usage/usage-days.h"

struct _OrchUsageDays {
  AdwBin parent_instance;

  GtkToggleButton *measure_spend;    /* (unowned) */
  GtkToggleButton *measure_requests; /* (unowned) */
  GtkToggleButton *measure_tokens;   /* (unowned) */
  GtkToggleButton *as_table;         /* (unowned) */
  GtkWidget *chart_box;              /* (unowned) */
  OrchUsageChart *chart;             /* (unowned) */
  GtkWidget *failed_label;           /* (unowned) */
  GtkWidget *table_box;              /* (unowned) */
  GtkColumnView *table;              /* (unowned) */

  GListModel *days; /* (owned) (nullable) */
  gboolean has_failed;
};

G_DEFINE_FINAL_TYPE (OrchUsageDays, orch_usage_days, ADW_TYPE_BIN)

static OrchUsageMeasure
get_measure (OrchUsageDays *self)
{
  if (gtk_toggle_button_get_active (self->measure_requests))
    return ORCH_USAGE_MEASURE_REQUESTS;
  if (gtk_toggle_button_get_active (self->measure_tokens))
    return ORCH_USAGE_MEASURE_TOKENS;

  return ORCH_USAGE_MEASURE_SPEND;
}

static void
show_days (OrchUsageDays *self)
{
  OrchUsageMeasure measure = get_measure (self);
  gboolean as_table = gtk_toggle_button_get_active (self->as_table);

  if (self->days != NULL)
    orch_usage_chart_set_days (self->chart, self->days, measure);
  gtk_widget_set_visible (self->failed_label,
                          measure == ORCH_USAGE_MEASURE_REQUESTS && self->has_failed);
  gtk_widget_set_visible (self->chart_box, !as_table);
  gtk_widget_set_visible (self->table_box, as_table);
}

static void
orch_usage_days_dispose (GObject *object)
{
  g_clear_object (&ORCH_USAGE_DAYS (object)->days);

  G_OBJECT_CLASS (orch_usage_days_parent_class)->dispose (object);
}

static void
orch_usage_days_class_init (OrchUsageDaysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_usage_days_dispose;

  g_type_ensure (ORCH_TYPE_USAGE_CHART);
  g_type_ensure (ORCH_TYPE_WRAP_BOX);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/usage/usage-days.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, measure_spend);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, measure_requests);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, measure_tokens);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, as_table);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, chart_box);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, chart);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, failed_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, table_box);
  gtk_widget_class_bind_template_child (widget_class, OrchUsageDays, table);
  gtk_widget_class_bind_template_callback (widget_class, show_days);
}

static void
orch_usage_days_init (OrchUsageDays *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  orch_list_columns_add (self->table, orch_usage_columns_of_days, NULL);
}

/**
 * orch_usage_days_set_usage:
 * @self: the days
 * @usage: what was used
 */
void
orch_usage_days_set_usage (OrchUsageDays *self, const OrchUsage *usage)
{
  g_return_if_fail (ORCH_IS_USAGE_DAYS (self));
  g_return_if_fail (usage != NULL);

  g_set_object (&self->days, usage->days);
  self->has_failed = usage->totals.n_failed > 0;
  orch_usage_columns_fill (self->table, usage->days);
  show_days (self);
}

/**
 * orch_usage_days_set_narrow:
 * @self: the days
 * @narrow: whether the window is small
 */
void
orch_usage_days_set_narrow (OrchUsageDays *self, gboolean narrow)
{
  g_return_if_fail (ORCH_IS_USAGE_DAYS (self));

  orch_list_columns_set_narrow (self->table, narrow);
}
