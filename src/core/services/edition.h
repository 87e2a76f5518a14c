#pragma once

#include "core/model/identity.h"
#include "core/services/server.h"

G_BEGIN_DECLS

void orch_edition_read_async (OrchServer *server, const OrchIdentity *identity,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean orch_edition_read_finish (OrchServer *server, GAsyncResult *result, OrchEdition *edition,
                                   GError **error);

G_END_DECLS
