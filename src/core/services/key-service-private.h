#pragma once

#include "core/services/key-service.h"

G_BEGIN_DECLS

struct _OrchKeyService {
  GObject parent_instance;

  OrchClient *client; /* (owned) */
};

void orch_key_service_block_async (OrchKeyService *self, OrchKey *key, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_service_block_finish (OrchKeyService *self, GAsyncResult *result, GError **error);

G_END_DECLS
