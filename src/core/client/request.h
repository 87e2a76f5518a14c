#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "core/client/secret.h"

G_BEGIN_DECLS

/**
 * OrchRequest:
 *
 * One call to the proxy: method, path, query and JSON body. Every path segment and every query
 * value is percent-encoded here and nowhere else (a space is `%20`, contract §10).
 */
typedef struct _OrchRequest OrchRequest;

OrchRequest *orch_request_new_get (const char *first_segment, ...) G_GNUC_NULL_TERMINATED;
OrchRequest *orch_request_new_post (JsonNode *body, const char *first_segment,
                                    ...) G_GNUC_NULL_TERMINATED;
OrchRequest *orch_request_new_post_secret (JsonNode *body, const char *name,
                                           const OrchSecret *secret, const char *first_segment,
                                           ...) G_GNUC_NULL_TERMINATED;
OrchRequest *orch_request_copy (const OrchRequest *self);
void orch_request_free (OrchRequest *self);

void orch_request_add_query (OrchRequest *self, const char *name, const char *value);
void orch_request_add_query_int (OrchRequest *self, const char *name, gint64 value);

void orch_request_set_head_size (OrchRequest *self, gsize n_bytes);
gsize orch_request_get_head_size (const OrchRequest *self);

gboolean orch_request_is_write (const OrchRequest *self);
gboolean orch_request_is_secret (const OrchRequest *self);
char *orch_request_describe (const OrchRequest *self);
char *orch_request_get_uri (const OrchRequest *self, const char *base_url);
SoupMessage *orch_request_create_message (const OrchRequest *self, const char *base_url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchRequest, orch_request_free)

G_END_DECLS
