#pragma once

#include "core/client/client.h"

G_BEGIN_DECLS

void orch_key_info_read_async (OrchClient *client, const char *key_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
JsonObject *orch_key_info_read_finish (OrchClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
