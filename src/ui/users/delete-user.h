#pragma once

#include <gtk/gtk.h>

#include "core/services/session.h"

G_BEGIN_DECLS

void orch_delete_user_async (GtkWidget *parent, OrchSession *session, OrchUser *user,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean orch_delete_user_finish (GAsyncResult *result, char **text, GError **error);

G_END_DECLS
