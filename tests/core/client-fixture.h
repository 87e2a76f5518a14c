#pragma once

#include "core/client/client.h"
#include "core/client/error.h"
#include "test-server.h"

G_BEGIN_DECLS

#define CLIENT_SECRET "sk-test-0123456789"

/* A client and the server that it talks to, for g_test_add (). */
typedef struct {
  TestServer *server; /* (owned) */
  OrchClient *client; /* (owned) */
} ClientFixture;

void client_fixture_set_up (ClientFixture *self, gconstpointer data);
void client_fixture_tear_down (ClientFixture *self, gconstpointer data);

/* These run the default main context until the reply is there. */
JsonNode *client_call (OrchClient *client, OrchRequest *request, GCancellable *cancellable,
                       GError **error);
JsonNode *client_get (OrchClient *client, const char *path, GError **error);
JsonNode *client_post (OrchClient *client, const char *path, GError **error);
void client_assert_get_works (OrchClient *client, const char *path);
void client_assert_get_fails (OrchClient *client, const char *path, OrchErrorCode code);
void client_assert_post_fails (OrchClient *client, const char *path, OrchErrorCode code);

G_END_DECLS
