#include "config.h"

#include "ui/common/close-guard.h"

typedef struct {
  GtkWindow *window;           /* (unowned) */
  GtkApplication *application; /* (owned) (nullable) */
  guint inhibition;            /* 0 where nobody could be asked */
} Guarded;

static GQueue guarded = G_QUEUE_INIT; /* (owned): Guarded; the newest first */

static void
guarded_free (Guarded *item)
{
  if (item->inhibition != 0)
    gtk_application_uninhibit (item->application, item->inhibition);
  g_clear_object (&item->application);
  g_free (item);
}

static int
compare_window (gconstpointer item, gconstpointer window)
{
  return ((const Guarded *) item)->window == window ? 0 : 1;
}

static GList *
find (GtkWindow *window)
{
  return g_queue_find_custom (&guarded, window, compare_window);
}

/* However it ended, it must not be presented any more. */
static void
destroyed_cb (GtkWindow *window)
{
  orch_close_guard_remove (window);
}

/**
 * orch_close_guard_add:
 * @window: a window that has to be answered
 * @reason: why, for whoever wants to log out
 *
 * Keeps the program from ending, and asks the session not to end, until @window is removed or
 * destroyed. Several windows can be guarded.
 */
void
orch_close_guard_add (GtkWindow *window, const char *reason)
{
  GApplication *application = g_application_get_default ();
  Guarded *item;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (reason != NULL);
  g_return_if_fail (find (window) == NULL);

  item = g_new0 (Guarded, 1);
  item->window = window;
  if (GTK_IS_APPLICATION (application)) {
    item->application = g_object_ref (GTK_APPLICATION (application));
    item->inhibition =
        gtk_application_inhibit (item->application, window, GTK_APPLICATION_INHIBIT_LOGOUT, reason);
    /* It outlives the window that it stands in front of, and the program lives as long. */
    gtk_window_set_application (window, item->application);
  }

  g_queue_push_head (&guarded, item);
  g_signal_connect (window, "destroy", G_CALLBACK (destroyed_cb), NULL);
}

/**
 * orch_close_guard_remove:
 * @window: a window that was answered
 *
 * Does not guard @window any more.
 */
void
orch_close_guard_remove (GtkWindow *window)
{
  GList *link;

  g_return_if_fail (GTK_IS_WINDOW (window));

  link = find (window);
  if (link == NULL)
    return;

  g_signal_handlers_disconnect_by_func (window, destroyed_cb, NULL);
  guarded_free (link->data);
  g_queue_delete_link (&guarded, link);
}

/**
 * orch_close_guard_refuse:
 *
 * To be asked by whatever would end the program. Where a window is guarded, the newest one is
 * presented instead.
 *
 * Returns: %TRUE if the program must go on
 */
gboolean
orch_close_guard_refuse (void)
{
  Guarded *item = g_queue_peek_head (&guarded);

  if (item == NULL)
    return FALSE;

  gtk_window_present (item->window);

  return TRUE;
}
