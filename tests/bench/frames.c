#include "config.h"

#include "frames.h"
#include "times.h"

typedef struct {
  GtkAdjustment *adjustment; /* (unowned) */
  double step;
  GArray *intervals; /* (owned) (element-type gint64): microseconds */
  GArray *works;     /* (owned) (element-type gint64): microseconds */
  gint64 begin;      /* of the current frame, 0 before the first */
} Scroll;

static void
frame_begins_cb (GdkFrameClock *clock, Scroll *scroll)
{
  gint64 now = g_get_monotonic_time ();
  gint64 interval = now - scroll->begin;

  if (scroll->begin != 0)
    g_array_append_val (scroll->intervals, interval);
  scroll->begin = now;
}

static void
frame_ends_cb (GdkFrameClock *clock, Scroll *scroll)
{
  gint64 work = g_get_monotonic_time () - scroll->begin;

  if (scroll->begin != 0)
    g_array_append_val (scroll->works, work);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Scroll *scroll = user_data;
  double value = gtk_adjustment_get_value (scroll->adjustment);
  double end = gtk_adjustment_get_upper (scroll->adjustment)
               - gtk_adjustment_get_page_size (scroll->adjustment);

  if (value + scroll->step > end || value + scroll->step < 0)
    scroll->step = -scroll->step;
  gtk_adjustment_set_value (scroll->adjustment, value + scroll->step);

  return G_SOURCE_CONTINUE;
}

BenchFrames
bench_frames_scroll (GtkScrolledWindow *scroller, double step, guint n_frames)
{
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) works = g_array_new (FALSE, FALSE, sizeof (gint64));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (scroller));
  Scroll scroll = { .adjustment = gtk_scrolled_window_get_vadjustment (scroller),
                    .step = step,
                    .intervals = intervals,
                    .works = works };
  gulong begins, ends;
  guint tick;

  begins = g_signal_connect (clock, "before-paint", G_CALLBACK (frame_begins_cb), &scroll);
  ends = g_signal_connect (clock, "after-paint", G_CALLBACK (frame_ends_cb), &scroll);
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (scroller), tick_cb, &scroll, NULL);

  while (intervals->len < n_frames)
    g_main_context_iteration (NULL, TRUE);

  gtk_widget_remove_tick_callback (GTK_WIDGET (scroller), tick);
  g_signal_handler_disconnect (clock, ends);
  g_signal_handler_disconnect (clock, begins);

  return (BenchFrames){ .interval_ms = bench_times_get_percentile_ms (intervals, 0.95),
                        .work_ms = bench_times_get_percentile_ms (works, 0.95) };
}
