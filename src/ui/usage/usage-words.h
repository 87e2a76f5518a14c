#pragma once

#include "core/model/usage.h"

G_BEGIN_DECLS

/**
 * OrchUsageMeasure:
 *
 * What a chart shows of each day.
 */
typedef enum {
  ORCH_USAGE_MEASURE_SPEND,
  ORCH_USAGE_MEASURE_REQUESTS,
  ORCH_USAGE_MEASURE_TOKENS,
  ORCH_N_USAGE_MEASURES,
} OrchUsageMeasure;

double orch_usage_words_get_value (const OrchUsageAmounts *amounts, OrchUsageMeasure measure);
char *orch_usage_words_value (double value, OrchUsageMeasure measure);
char *orch_usage_words_amounts (const OrchUsageAmounts *amounts, OrchUsageMeasure measure);
char *orch_usage_words_requests (const OrchUsageAmounts *amounts);
char *orch_usage_words_day (OrchUsageRow *row);
char *orch_usage_words_short_day (OrchUsageRow *row);
char *orch_usage_words_summary (GListModel *days, OrchUsageMeasure measure);

G_END_DECLS
