#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

void orch_reset_spend_async (GtkWidget *parent, OrchSession *session, OrchUser *user,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
char *orch_reset_spend_finish (GAsyncResult *result, GError **error);

G_END_DECLS
