#pragma once

#include <gtk/gtk.h>

#include "core/services/key-job.h"
#include "core/services/session.h"

G_BEGIN_DECLS

gboolean orch_key_action_signs_out (OrchKeyJobKind kind, const OrchIdentity *identity,
                                    OrchKey *key);

void orch_key_action_async (GtkWidget *parent, OrchSession *session, OrchKey *key,
                            OrchKeyJobKind kind, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_action_finish (GAsyncResult *result, OrchKeyJobKind *kind, char **text,
                                 GError **error);

G_END_DECLS
