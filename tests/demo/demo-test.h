#pragma once

#include <json-glib/json-glib.h>

#include "demo/demo-server.h"

G_BEGIN_DECLS

/**
 * DemoTest:
 *
 * A running demo server and a client of it.
 */
typedef struct _DemoTest DemoTest;

DemoTest *demo_test_new (guint n_users);
DemoTest *demo_test_new_for (OrchDemoServer *server); /* @server: (transfer full): not running */
void demo_test_free (DemoTest *self);
OrchDemoServer *demo_test_get_server (DemoTest *self);

/* One call over HTTP. @key may be NULL: none; @body: JSON text or NULL. The reply is returned. */
JsonNode *demo_test_call (DemoTest *self, const char *method, const char *path, const char *key,
                          const char *body, guint *status);
JsonNode *demo_test_call_with_header (DemoTest *self, const char *path, const char *name,
                                      const char *value, guint *status);
JsonObject *demo_test_get (DemoTest *self, const char *path);
JsonObject *demo_test_update (DemoTest *self, const char *body);

/* Both fail the test: one unless the call gives just the recorded reply, the other unless it gives
 * this status and a reply that contains @text. */
void demo_test_assert_fixture (DemoTest *self, const char *method, const char *path,
                               const char *key, const char *body, const char *fixture);
void demo_test_assert_reply (DemoTest *self, const char *method, const char *path, const char *key,
                             const char *body, guint status, const char *text);

/* A call with this body that has to have this status: the reply, or NULL where it is no object. */
JsonObject *demo_test_post (DemoTest *self, const char *path, const char *key, guint status,
                            const char *format, ...) G_GNUC_PRINTF (5, 6);

/* GET /key/list with this query, by the master key: how many keys there are, the first one's hash,
 * or the rows of the page. */
gint64 demo_test_count_keys (DemoTest *self, const char *query);
char *demo_test_dup_token (DemoTest *self, const char *query);
JsonArray *demo_test_list_keys (DemoTest *self, const char *query);

/* A new key of the caller, with these members of the body: its secret, and its hash. */
char *demo_test_generate (DemoTest *self, const char *key, const char *members, char **token);

/* The "info" of /key/info. */
JsonObject *demo_test_get_key (DemoTest *self, const char *token);

/* Fails the test unless both have the same members, with values of the same types or null. */
void demo_test_assert_members (JsonObject *object, JsonObject *recorded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoTest, demo_test_free)

G_END_DECLS
