#pragma once

#include "core/client/client.h"

G_BEGIN_DECLS

void orch_user_record_read_async (OrchClient *client, const char *user_id, gboolean skip_v2,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
JsonObject *orch_user_record_read_finish (OrchClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
