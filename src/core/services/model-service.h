#pragma once

#include "core/client/client.h"

G_BEGIN_DECLS

/* The names of the models that the connection's key may call: GET /models (contract §9). */
void orch_model_service_list_async (OrchClient *client, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
char **orch_model_service_list_finish (OrchClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
