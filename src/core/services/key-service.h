#pragma once

#include "core/client/client.h"
#include "core/model/key.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_SERVICE (orch_key_service_get_type ())

/**
 * OrchKeyService:
 *
 * Lists and blocks API keys. Requests carry the key ID, never the secret.
 */
G_DECLARE_FINAL_TYPE (OrchKeyService, orch_key_service, ORCH, KEY_SERVICE, GObject)

OrchKeyService *orch_key_service_new (OrchClient *client);

void orch_key_service_list_of_user_async (OrchKeyService *self, const char *user_id,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray *orch_key_service_list_of_user_finish (OrchKeyService *self, GAsyncResult *result,
                                                 GError **error);

void orch_key_service_block_async (OrchKeyService *self, OrchKey *key, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_service_block_finish (OrchKeyService *self, GAsyncResult *result, GError **error);

G_END_DECLS
