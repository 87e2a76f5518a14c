#pragma once

#include <adwaita.h>

#include "ui/connect/connector.h"

G_BEGIN_DECLS

#define ORCH_TYPE_WINDOW (orch_window_get_type ())

/**
 * OrchWindow:
 *
 * The main window: the connect page, or the pages of one connection. It shows what its connector
 * says, whoever told that to open or close one.
 */
G_DECLARE_FINAL_TYPE (OrchWindow, orch_window, ORCH, WINDOW, AdwApplicationWindow)

OrchWindow *orch_window_new (GtkApplication *application, OrchConnector *connector);

void orch_window_set_address (OrchWindow *self, const char *address);
void orch_window_show_error (OrchWindow *self, const GError *error);

G_END_DECLS
