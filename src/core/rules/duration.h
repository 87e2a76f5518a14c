#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchDurationUnit:
 *
 * The units of a budget duration. A month is a calendar month.
 */
typedef enum {
  ORCH_DURATION_SECONDS,
  ORCH_DURATION_MINUTES,
  ORCH_DURATION_HOURS,
  ORCH_DURATION_DAYS,
  ORCH_DURATION_WEEKS,
  ORCH_DURATION_MONTHS,
} OrchDurationUnit;

gboolean orch_duration_parse (const char *text, guint *count, OrchDurationUnit *unit);

G_END_DECLS
