#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_WINDOW (orch_window_get_type ())

/**
 * OrchWindow:
 *
 * The main window: the connect page, or the pages of one open connection.
 */
G_DECLARE_FINAL_TYPE (OrchWindow, orch_window, ORCH, WINDOW, AdwApplicationWindow)

OrchWindow *orch_window_new (GtkApplication *application);

void orch_window_set_address (OrchWindow *self, const char *address);
void orch_window_open_session (OrchWindow *self, OrchSession *session);
void orch_window_show_error (OrchWindow *self, const GError *error);
void orch_window_show_session (OrchWindow *self, OrchSession *session);
void orch_window_session_opened (OrchWindow *self, OrchSession *session, GAsyncResult *result);

G_END_DECLS
