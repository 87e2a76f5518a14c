#pragma once

#include <adwaita.h>

#include "ui/connect/connector.h"

G_BEGIN_DECLS

#define ORCH_TYPE_ACTIVITY_WINDOW (orch_activity_window_get_type ())

/**
 * OrchActivityWindow:
 *
 * What this program has written to servers: searched, exported, and undone where that can be. Emits
 * `OrchActivityWindow::undone`.
 */
G_DECLARE_FINAL_TYPE (OrchActivityWindow, orch_activity_window, ORCH, ACTIVITY_WINDOW, AdwWindow)

GtkWindow *orch_activity_window_new (GtkWindow *parent, OrchConnector *connector);

G_END_DECLS
