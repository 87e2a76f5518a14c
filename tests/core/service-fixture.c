#include "config.h"

#include "service-fixture.h"

OrchServer *
service_new_server (ClientFixture *self, const char *version)
{
  return orch_server_new (self->client, version);
}

OrchUserService *
service_new_user_service (ClientFixture *self, const char *version)
{
  g_autoptr (OrchServer) server = service_new_server (self, version);

  return orch_user_service_new (server);
}

OrchKeyService *
service_new_key_service (ClientFixture *self, const char *version)
{
  g_autoptr (OrchServer) server = service_new_server (self, version);

  return orch_key_service_new (server);
}

static void
object_gone_cb (gpointer is_gone, GObject *object)
{
  *(gboolean *) is_gone = TRUE;
}

void
service_let_go (gpointer object)
{
  gboolean is_gone = FALSE;

  g_object_weak_ref (object, object_gone_cb, &is_gone);
  g_object_unref (object);
  test_wait_for (&is_gone);
}

void
service_fixture_tear_down (ClientFixture *self, gconstpointer data)
{
  service_let_go (self->client);
  test_server_free (self->server);
}

static gboolean
check_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
service_wait_for_request (ClientFixture *self, const char *prefix)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  guint source = g_timeout_add (100, check_again_cb, NULL);

  while (test_server_count (self->server, prefix) == 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_main_context_iteration (NULL, TRUE);
  }

  g_source_remove (source);
}

const char *
service_get_request (ClientFixture *self, const char *prefix)
{
  GPtrArray *log = test_server_get_log (self->server);

  g_assert_cmpuint (test_server_count (self->server, prefix), ==, 1);
  for (guint i = 0; i < log->len; i++)
    if (g_str_has_prefix (log->pdata[i], prefix))
      return log->pdata[i];

  g_assert_not_reached ();
}

void
service_assert_n_requests (ClientFixture *self, guint n)
{
  g_assert_cmpuint (test_server_get_log (self->server)->len, ==, n);
}

void
service_assert_sent (ClientFixture *self, const char *path, const char *body)
{
  g_autofree char *prefix = g_strconcat ("POST ", path, " ", NULL);
  const char *request = service_get_request (self, prefix);
  g_autoptr (JsonNode) sent = json_from_string (request + strlen (prefix), NULL);
  g_autoptr (JsonNode) expected = json_from_string (body, NULL);

  g_assert_nonnull (sent);
  g_assert_nonnull (expected);
  g_assert_true (json_node_equal (sent, expected));
}
