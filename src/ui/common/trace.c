#include "config.h"

#include "ui/common/trace.h"

static gint64 start_time;
static gboolean enabled;

/**
 * orch_trace_start:
 *
 * Starts the clock of the milestones. They are written only where the environment says
 * `ORCH_TRACE=1`.
 */
void
orch_trace_start (void)
{
  start_time = g_get_monotonic_time ();
  enabled = g_strcmp0 (g_getenv ("ORCH_TRACE"), "1") == 0;
}

/**
 * orch_trace:
 * @milestone: a name without spaces, never data
 *
 * Writes `trace NAME MILLISECONDS` to standard error.
 */
void
orch_trace (const char *milestone)
{
  g_return_if_fail (milestone != NULL);

  if (!enabled)
    return;

  g_printerr ("trace %s %.1f\n", milestone, (g_get_monotonic_time () - start_time) / 1000.0);
}
