#pragma once

#include "core/model/identity.h"
#include "core/services/server.h"

G_BEGIN_DECLS

void orch_identity_service_identify_async (OrchServer *server, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
OrchIdentity *orch_identity_service_identify_finish (OrchServer *server, GAsyncResult *result,
                                                     GError **error);

G_END_DECLS
