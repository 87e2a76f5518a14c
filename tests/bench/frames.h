#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How long the frames took while a view was scrolled. */
typedef struct {
  double interval_ms; /* from the start of a frame to that of the next, 95th percentile */
  double work_ms;     /* from the start of a frame to its end, 95th percentile */
} BenchFrames;

/* Scrolls by @step pixels a frame, forth and back again at the ends, for @n_frames frames. */
BenchFrames bench_frames_scroll (GtkScrolledWindow *scroller, double step, guint n_frames);

G_END_DECLS
