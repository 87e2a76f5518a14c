#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 orch_demo_time_get_now (void);

/* All times are microseconds of the epoch, UTC. */
char *orch_demo_time_to_text (gint64 time);
char *orch_demo_time_to_offset_text (gint64 time);
char *orch_demo_time_to_python_text (gint64 time);

gboolean orch_demo_time_add_duration (const char *duration, gint64 now, gint64 *time);
char *orch_demo_time_dup_duration_error (const char *duration);
gboolean orch_demo_time_get_next_reset (const char *duration, gint64 now, gint64 *reset);

G_END_DECLS
