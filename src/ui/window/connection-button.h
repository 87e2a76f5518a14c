#pragma once

#include <adwaita.h>

#include "core/services/session.h"
#include "secrets/connections.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECTION_BUTTON (orch_connection_button_get_type ())

/**
 * OrchConnectionButton:
 *
 * The menu of the open connection: its name, its server and that one's version, who is signed in;
 * below, the other connections, and what can be done with this one. Its items are the connection
 * actions of the window.
 */
G_DECLARE_FINAL_TYPE (OrchConnectionButton, orch_connection_button, ORCH, CONNECTION_BUTTON, AdwBin)

void orch_connection_button_set_connections (OrchConnectionButton *self,
                                             OrchConnections *connections);
void orch_connection_button_set_session (OrchConnectionButton *self, OrchSession *session,
                                         OrchConnection *connection);

G_END_DECLS
