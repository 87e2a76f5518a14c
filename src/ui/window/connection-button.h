#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECTION_BUTTON (orch_connection_button_get_type ())

/**
 * OrchConnectionButton:
 *
 * The menu of the open connection: which server, its version, who is signed in, and `Disconnect`.
 */
G_DECLARE_FINAL_TYPE (OrchConnectionButton, orch_connection_button, ORCH, CONNECTION_BUTTON, AdwBin)

void orch_connection_button_set_session (OrchConnectionButton *self, OrchSession *session);

G_END_DECLS
