#pragma once

#include "core/model/key-material.h"
#include "core/services/key-service.h"
#include "ui/connect/connector.h"

G_BEGIN_DECLS

void orch_own_key_take_over_async (OrchConnector *connector, const OrchKeyMaterial *material,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
OrchKeyService *orch_own_key_take_over_finish (GAsyncResult *result, GError **error);

G_END_DECLS
