/* The floor of start-up and memory: an empty libadwaita window, which says when it was painted. */

#include "config.h"

#include <adwaita.h>

#include "bench-window.h"
#include "ui/common/trace.h"

static void
painted_cb (GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, painted_cb, NULL);
  orch_trace ("first-frame");
}

static void
realize_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb),
                    NULL);
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), BENCH_WINDOW_WIDTH, BENCH_WINDOW_HEIGHT);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;

  orch_trace_start ();

  application = adw_application_new (ORCH_APP_ID ".Empty", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
