#pragma once

#include "core/model/identity.h"
#include "core/services/server.h"

G_BEGIN_DECLS

gboolean orch_team_service_may_list (const OrchIdentity *identity);

/* What is read is in orch_server_get_teams() afterwards. */
void orch_team_service_list_async (OrchServer *server, const OrchIdentity *identity,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean orch_team_service_list_finish (OrchServer *server, GAsyncResult *result, GError **error);

void orch_team_service_read_async (OrchServer *server, const OrchIdentity *identity,
                                   const char *team_id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_team_service_read_finish (OrchServer *server, GAsyncResult *result, GError **error);

G_END_DECLS
