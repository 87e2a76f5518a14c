#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

void orch_reply_body_read_async (SoupMessage *message, GInputStream *stream, gsize head_size,
                                 gboolean is_secret, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
JsonNode *orch_reply_body_read_finish (SoupMessage *message, GAsyncResult *result, GError **error);

G_END_DECLS
