#pragma once

#include "core/client/client.h"
#include "core/model/identity.h"

G_BEGIN_DECLS

void orch_identity_service_identify_async (OrchClient *client, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
OrchIdentity *orch_identity_service_identify_finish (OrchClient *client, GAsyncResult *result,
                                                     GError **error);

void orch_identity_service_read_version_async (OrchClient *client, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
char *orch_identity_service_read_version_finish (OrchClient *client, GAsyncResult *result,
                                                 GError **error);

G_END_DECLS
