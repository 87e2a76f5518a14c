#pragma once

#include "core/client/client.h"

G_BEGIN_DECLS

void orch_key_alias_check_async (OrchClient *client, const char *alias, const char *own_key_id,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean orch_key_alias_check_finish (OrchClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
