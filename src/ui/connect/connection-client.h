#pragma once

#include "core/client/client.h"
#include "secrets/connection.h"

G_BEGIN_DECLS

OrchClient *orch_connection_client_new (OrchConnection *connection, const OrchSecret *key,
                                        GError **error);

G_END_DECLS
