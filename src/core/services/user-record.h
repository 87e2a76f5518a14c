#pragma once

#include <json-glib/json-glib.h>

#include "core/services/server.h"

G_BEGIN_DECLS

void orch_user_record_read_async (OrchServer *server, const char *user_id, gboolean skip_v2,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
JsonObject *orch_user_record_read_finish (OrchServer *server, GAsyncResult *result, GError **error);

G_END_DECLS
