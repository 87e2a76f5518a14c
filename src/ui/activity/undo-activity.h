#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

gboolean orch_undo_activity_can (OrchSession *session, OrchActivity *activity);

void orch_undo_activity_async (GtkWidget *parent, OrchSession *session, OrchActivity *activity,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean orch_undo_activity_finish (GAsyncResult *result, char **text, GError **error);

G_END_DECLS
