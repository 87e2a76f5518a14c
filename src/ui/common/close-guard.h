#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Windows that must be answered before the program may end: see close-guard.c. */
void orch_close_guard_add (GtkWindow *window, const char *reason);
void orch_close_guard_remove (GtkWindow *window);
gboolean orch_close_guard_refuse (void);

G_END_DECLS
