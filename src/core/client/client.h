#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "core/client/request.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CLIENT (orch_client_get_type ())

/**
 * OrchClient:
 *
 * The transport: one SoupSession and one API key for one server. Redirects are errors, TLS is
 * always verified, replies are limited to 32 MiB, 60 seconds of silence and 120 seconds in all.
 * Reads are tried again twice on connection failures and 502 to 504, after a pause, and on 429 as
 * Retry-After says; writes are sent once, on a connection of their own.
 *
 * The signal `request-sent` is emitted whenever the head of a request was written.
 */
G_DECLARE_FINAL_TYPE (OrchClient, orch_client, ORCH, CLIENT, GObject)

OrchClient *orch_client_new (const char *base_url, const char *secret);

const char *orch_client_get_base_url (OrchClient *self);
gboolean orch_client_set_certificate_authority (OrchClient *self, const char *pem, GError **error);
void orch_client_set_server_version (OrchClient *self, const char *version);
void orch_client_set_allow_plain_http (OrchClient *self, gboolean allow);
void orch_client_set_retry_pause (OrchClient *self, guint milliseconds);
void orch_client_set_time_limits (OrchClient *self, guint silence_seconds, guint total_ms);

void orch_client_send_async (OrchClient *self, OrchRequest *request, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
JsonNode *orch_client_send_finish (OrchClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
