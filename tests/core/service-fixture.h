#pragma once

#include "client-fixture.h"
#include "core/services/key-service.h"
#include "core/services/user-service.h"

G_BEGIN_DECLS

#define SERVICE_NEWEST ORCH_NEWEST_TESTED_VERSION

/* These talk to a server whose version is known, so that nobody asks for it. */
OrchServer *service_new_server (ClientFixture *self, const char *version);
OrchUserService *service_new_user_service (ClientFixture *self, const char *version);
OrchKeyService *service_new_key_service (ClientFixture *self, const char *version);

/* Requests that were cancelled end a little later, and hold what they need until then: these drop
 * the last reference and run the default main context until the object is gone. */
void service_let_go (gpointer object);
void service_fixture_tear_down (ClientFixture *self, gconstpointer data);

/* Runs the default main context until a request that begins so has arrived. */
void service_wait_for_request (ClientFixture *self, const char *prefix);
/* The only request so far that begins so, as "METHOD /path?query BODY". */
const char *service_get_request (ClientFixture *self, const char *prefix);
void service_assert_n_requests (ClientFixture *self, guint n);
/* The body of the only POST to @path so far is this JSON, whatever the order of its members. It is
 * not printed, because there can be a secret in it. */
void service_assert_sent (ClientFixture *self, const char *path, const char *body);

G_END_DECLS
