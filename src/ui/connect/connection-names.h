#pragma once

#include "secrets/connections.h"

G_BEGIN_DECLS

char *orch_connection_names_suggest (OrchConnections *connections, const char *address);
const char *orch_connection_names_check (OrchConnections *connections, OrchConnection *connection,
                                         const char *name);

G_END_DECLS
