#pragma once

#include "core/model/key-material.h"
#include "core/services/replacement.h"
#include "ui/connect/connector.h"

G_BEGIN_DECLS

void orch_finish_replacement_async (OrchConnector *connector, OrchReplacement *replacement,
                                    const OrchKeyMaterial *material, gboolean delete_old,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean orch_finish_replacement_finish (GAsyncResult *result, GError **error);

G_END_DECLS
