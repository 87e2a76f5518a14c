#pragma once

#include <adwaita.h>

#include "core/model/usage.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USAGE_DAYS (orch_usage_days_get_type ())

/**
 * OrchUsageDays:
 *
 * What was used on each day, as a chart of what the person chooses, or as a table.
 */
G_DECLARE_FINAL_TYPE (OrchUsageDays, orch_usage_days, ORCH, USAGE_DAYS, AdwBin)

void orch_usage_days_set_usage (OrchUsageDays *self, const OrchUsage *usage);
void orch_usage_days_set_narrow (OrchUsageDays *self, gboolean narrow);

G_END_DECLS
