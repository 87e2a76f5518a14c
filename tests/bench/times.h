#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The value below which @share (0 to 1) of some times are, in milliseconds. Sorts them.
 * @times: (element-type gint64): microseconds, at least one */
double bench_times_get_percentile_ms (GArray *times, double share);

G_END_DECLS
