#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The only place that turns numbers, money and dates into words for people. All return
 * (transfer full) text in the person's locale. */
char *orch_format_money (double usd);
char *orch_format_spend_of_budget (double spend, gboolean has_budget, double budget);
char *orch_format_count (gint64 count);
char *orch_format_date (GDateTime *when);
char *orch_format_day (GDateTime *when);
char *orch_format_date_time (GDateTime *when);
char *orch_format_recent_time (GDateTime *when, GDateTime *now);
char *orch_format_age (GDateTime *when, GDateTime *now);
char *orch_format_time_left (GDateTime *when, GDateTime *now);
const char *orch_format_decimal_mark (void);

G_END_DECLS
