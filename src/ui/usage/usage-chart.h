#pragma once

#include <gtk/gtk.h>

#include "ui/usage/usage-words.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USAGE_CHART (orch_usage_chart_get_type ())

/**
 * OrchUsageChart:
 *
 * A bar for each day. The part of a bar that stands for failed requests has the colour of errors. A
 * tooltip tells the day's numbers; to screen readers it is one picture with a summary, so that a
 * table has to be offered beside it.
 *
 * It is drawn here because neither Debian 12 nor the GNOME runtime has a chart library for GTK 4.
 */
G_DECLARE_FINAL_TYPE (OrchUsageChart, orch_usage_chart, ORCH, USAGE_CHART, GtkWidget)

void orch_usage_chart_set_days (OrchUsageChart *self, GListModel *days, OrchUsageMeasure measure);

G_END_DECLS
