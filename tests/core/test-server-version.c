#include "config.h"

#include "core/services/server.h"
#include "service-fixture.h"

#define MODEL_HUB "/public/model_hub/info"
#define OPENAPI "/openapi.json"

typedef struct {
  ClientFixture parent;
  OrchServer *server; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  client_fixture_set_up (&fixture->parent, data);
  fixture->server = orch_server_new (fixture->parent.client, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->server);
  service_fixture_tear_down (&fixture->parent, data);
}

static void
wait_for_version (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_server_wait_for_version_async (fixture->server, NULL, test_keep_result_cb, &result);
  g_assert_true (
      orch_server_wait_for_version_finish (fixture->server, test_wait_result (&result), &error));
  g_assert_no_error (error);
  g_assert_true (orch_server_get_settled (fixture->server));
}

static void
reply_version (Fixture *fixture, const char *version)
{
  g_autofree char *body = g_strdup_printf ("{\"litellm_version\": \"%s\"}", version);

  test_server_reply (fixture->parent.server, MODEL_HUB, 200, body);
}

/* As long as those of the three versions that were recorded, which have it at byte 573. */
static char *
create_openapi (gsize offset)
{
  g_autofree char *filler = g_strnfill (offset, 'x');
  g_autofree char *rest = g_strnfill (200 * 1024, 'y');

  return g_strdup_printf ("{\"openapi\":\"3.1.0\",\"info\":{\"description\":\"%s\",\"version\":"
                          "\"1.93.2\"},\"paths\":\"%s\"}",
                          filler, rest);
}

static void
settled_cb (guint *n_settled)
{
  (*n_settled)++;
}

static void
test_model_hub (Fixture *fixture, gconstpointer data)
{
  guint n_settled = 0;
  gboolean settled;

  reply_version (fixture, "1.93.2");
  g_signal_connect_swapped (fixture->server, "notify::settled", G_CALLBACK (settled_cb),
                            &n_settled);
  g_assert_false (orch_server_get_settled (fixture->server));
  g_assert_false (orch_server_supports (fixture->server, ORCH_FEATURE_CLEAR_MAX_BUDGET));

  wait_for_version (fixture);
  g_object_get (fixture->server, "settled", &settled, NULL);
  g_assert_true (settled);
  g_assert_cmpuint (n_settled, ==, 1);
  g_assert_cmpstr (orch_server_get_version (fixture->server), ==, "1.93.2");
  g_assert_true (orch_server_supports (fixture->server, ORCH_FEATURE_CLEAR_MAX_BUDGET));
  g_assert_false (orch_server_supports (fixture->server, ORCH_FEATURE_SEARCH_USERS));
  g_assert_true (orch_server_get_client (fixture->server) == fixture->parent.client);

  /* Once is enough. */
  wait_for_version (fixture);
  service_assert_n_requests (&fixture->parent, 1);
}

/* The document goes on for megabytes; only its beginning is received. */
static void
test_openapi (Fixture *fixture, gconstpointer data)
{
  g_autofree char *document = create_openapi (500);

  test_server_reply (fixture->parent.server, OPENAPI, 200, document);
  wait_for_version (fixture);
  g_assert_cmpstr (orch_server_get_version (fixture->server), ==, "1.93.2");
  service_assert_n_requests (&fixture->parent, 2);
}

static void
test_openapi_tells_late (Fixture *fixture, gconstpointer data)
{
  g_autofree char *document = create_openapi (1000);

  test_server_reply (fixture->parent.server, OPENAPI, 200, document);
  wait_for_version (fixture);
  g_assert_null (orch_server_get_version (fixture->server));
}

static const char *const silent_bodies[] = { "[]", "{}", "{\"litellm_version\": null}",
                                             "{\"litellm_version\": 1.8}" };

static void
test_silent_model_hub (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (silent_bodies); i++) {
    test_server_reply (fixture->parent.server, MODEL_HUB, 200, silent_bodies[i]);
    test_server_reply (fixture->parent.server, OPENAPI, 200,
                       "{\"info\":{\"version\" : \"1.81.0\"}}");
    orch_server_read_version (fixture->server);
    wait_for_version (fixture);
    g_assert_cmpstr (orch_server_get_version (fixture->server), ==, "1.81.0");
  }
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  wait_for_version (fixture);
  g_assert_null (orch_server_get_version (fixture->server));
  g_assert_false (orch_server_supports (fixture->server, ORCH_FEATURE_CLEAR_MAX_BUDGET));
}

/* Not even a JSON document. */
static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  test_server_reply_full (fixture->parent.server, OPENAPI, 200, "text/html", "<html>\xff", -1, NULL,
                          NULL);
  wait_for_version (fixture);
  g_assert_null (orch_server_get_version (fixture->server));
}

static void
test_known_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = orch_server_new (fixture->parent.client, "1.93.2");

  g_assert_true (orch_server_get_settled (server));
  g_assert_cmpstr (orch_server_get_version (server), ==, "1.93.2");
  service_assert_n_requests (&fixture->parent, 0);
}

static void
test_many_wait (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[3] = { NULL };

  reply_version (fixture, "1.93.2");
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    orch_server_wait_for_version_async (fixture->server, NULL, test_keep_result_cb, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    g_assert_true (orch_server_wait_for_version_finish (fixture->server,
                                                        test_wait_result (&results[i]), NULL));
  service_assert_n_requests (&fixture->parent, 1);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    g_clear_object (&results[i]);
}

/* An update of the proxy while the program runs. */
static void
test_read_again (Fixture *fixture, gconstpointer data)
{
  reply_version (fixture, "1.93.2");
  reply_version (fixture, "1.106.2");
  wait_for_version (fixture);
  orch_server_read_version (fixture->server);
  g_assert_false (orch_server_get_settled (fixture->server));
  wait_for_version (fixture);
  g_assert_cmpstr (orch_server_get_version (fixture->server), ==, "1.106.2");
}

static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  test_server_hang (fixture->parent.server, MODEL_HUB);
  reply_version (fixture, "1.106.2");
  orch_server_wait_for_version_async (fixture->server, NULL, test_keep_result_cb, &result);
  service_wait_for_request (&fixture->parent, "GET " MODEL_HUB);

  /* Whoever waited still gets an answer. */
  orch_server_read_version (fixture->server);
  g_assert_true (
      orch_server_wait_for_version_finish (fixture->server, test_wait_result (&result), NULL));
  g_assert_cmpstr (orch_server_get_version (fixture->server), ==, "1.106.2");
}

static void
assert_wait_cancelled (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      orch_server_wait_for_version_finish (fixture->server, test_wait_result (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  orch_server_wait_for_version_async (fixture->server, cancellable, test_keep_result_cb, &result);
  assert_wait_cancelled (fixture, &result);
  service_assert_n_requests (&fixture->parent, 0);
}

/* One does not want to wait any longer, the other does. */
static void
test_cancel_during (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) other_cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) other = NULL;

  test_server_hang (fixture->parent.server, MODEL_HUB);
  orch_server_wait_for_version_async (fixture->server, cancellable, test_keep_result_cb, &result);
  orch_server_wait_for_version_async (fixture->server, other_cancellable, test_keep_result_cb,
                                      &other);
  service_wait_for_request (&fixture->parent, "GET " MODEL_HUB);

  g_cancellable_cancel (cancellable);
  assert_wait_cancelled (fixture, &result);
  g_assert_null (other);
  g_cancellable_cancel (other_cancellable);
  assert_wait_cancelled (fixture, &other);
}

static void
test_cancel_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  reply_version (fixture, "1.93.2");
  orch_server_wait_for_version_async (fixture->server, cancellable, test_keep_result_cb, &result);
  test_wait_result (&result);
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_wait_cancelled (fixture, &result);
  g_assert_cmpstr (orch_server_get_version (fixture->server), ==, "1.93.2");
}

/* It may go while the beginning of the document is being read. */
static void
test_goes_early (Fixture *fixture, gconstpointer data)
{
  test_server_stall_body (fixture->parent.server, OPENAPI);
  orch_server_read_version (fixture->server);
  service_wait_for_request (&fixture->parent, "GET " OPENAPI);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server-version/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("model-hub", test_model_hub);
  ADD ("openapi", test_openapi);
  ADD ("openapi-tells-late", test_openapi_tells_late);
  ADD ("silent-model-hub", test_silent_model_hub);
  ADD ("unknown", test_unknown);
  ADD ("foreign", test_foreign);
  ADD ("known-before", test_known_before);
  ADD ("many-wait", test_many_wait);
  ADD ("read-again", test_read_again);
  ADD ("overtaken", test_overtaken);
  ADD ("cancel-before", test_cancel_before);
  ADD ("cancel-during", test_cancel_during);
  ADD ("cancel-after", test_cancel_after);
  ADD ("goes-early", test_goes_early);

  return g_test_run ();
}
