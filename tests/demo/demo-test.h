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

/* Fails the test unless both have the same members, with values of the same types or null. */
void demo_test_assert_members (JsonObject *object, JsonObject *recorded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoTest, demo_test_free)

G_END_DECLS
