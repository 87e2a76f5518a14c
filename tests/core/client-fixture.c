#include "config.h"

#include "client-fixture.h"

void
client_fixture_set_up (ClientFixture *self, gconstpointer data)
{
  self->server = test_server_new ();
  self->client = orch_client_new (test_server_get_url (self->server), CLIENT_SECRET);
  orch_client_set_retry_pause (self->client, 1);
}

void
client_fixture_tear_down (ClientFixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->client);
  test_server_free (self->server);
}

/**
 * client_call:
 * @client: a client
 * @request: (transfer full): what to send
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Returns: (transfer full): the reply
 */
JsonNode *
client_call (OrchClient *client, OrchRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_client_send_async (client, request, cancellable, test_keep_result_cb, &result);
  orch_request_free (request);

  return orch_client_send_finish (client, test_wait_result (&result), error);
}

JsonNode *
client_get (OrchClient *client, const char *path, GError **error)
{
  return client_call (client, orch_request_new_get (path, NULL), NULL, error);
}

/* The body is {"a":0.1}. */
JsonNode *
client_post (OrchClient *client, const char *path, GError **error)
{
  g_autoptr (JsonNode) body = json_from_string ("{\"a\": 0.1}", NULL);

  return client_call (client, orch_request_new_post (body, path, NULL), NULL, error);
}

void
client_assert_get_works (OrchClient *client, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = client_get (client, path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
}

void
client_assert_get_fails (OrchClient *client, const char *path, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = client_get (client, path, &error);

  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (node);
}

void
client_assert_post_fails (OrchClient *client, const char *path, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = client_post (client, path, &error);

  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (node);
}
