#include "config.h"

#include "times.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

double
bench_times_get_percentile_ms (GArray *times, double share)
{
  g_array_sort (times, compare);

  return g_array_index (times, gint64, (guint) (share * (times->len - 1))) / 1000.0;
}
