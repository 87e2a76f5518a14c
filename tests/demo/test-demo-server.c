#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "demo-test.h"
#include "fixture.h"

static void
test_routes (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);

  demo_test_assert_fixture (test, "GET", "/no/such/path", NULL, NULL, "error_404_path");
  demo_test_assert_fixture (test, "DELETE", "/user/update", NULL, NULL, "error_405");
  demo_test_assert_fixture (test, "GET", "/user/available_roles", ORCH_DEMO_USER_KEY, NULL,
                            "available_roles");
}

static void
test_about (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) details = demo_test_get (test, "/health/readiness/details");
  g_autoptr (JsonObject) recorded = fixture_load_body ("readiness_details");
  g_autoptr (JsonNode) readiness = NULL, hub = NULL;
  guint status;

  demo_test_assert_members (details, recorded);
  demo_test_assert_fixture (test, "GET", "/health/license", ORCH_DEMO_ADMIN_VIEWER_KEY, NULL,
                            "health_license");
  demo_test_assert_reply (test, "GET", "/health/license", ORCH_DEMO_USER_KEY, NULL, 401,
                          "Route=/health/license. Your role=internal_user. Your user_id=demo-u*er");
  demo_test_assert_reply (test, "GET", "/health/readiness/details", ORCH_DEMO_USER_VIEWER_KEY, NULL,
                          401, "Your role=internal_user_viewer");

  readiness = demo_test_call (test, "GET", "/health/readiness", NULL, NULL, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (readiness), "status"), ==,
                   "healthy");

  hub = demo_test_call (test, "GET", "/public/model_hub/info", NULL, NULL, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (hub), "litellm_version"),
                   ==, "1.106.2");
}

static void
test_bad_keys (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);

  demo_test_assert_fixture (test, "GET", "/v2/user/info", NULL, NULL, "error_401_no_key");
  demo_test_assert_fixture (test, "GET", "/v2/user/info", "hello", NULL, "error_401_no_sk");
  demo_test_assert_reply (test, "GET", "/key/info", "hello-world-1234", NULL, 401,
                          "Received=hell****1234, expected to start with 'sk-'.");
  demo_test_assert_reply (test, "GET", "/key/info", "sk-nobody-knows-0123", NULL, 401,
                          "\"type\":\"token_not_found_in_db\",\"param\":\"key\"");
  demo_test_assert_reply (test, "GET", "/key/info", "sk-nobody-knows-0123", NULL, 401,
                          "Received API Key = sk-...0123, Key Hash (Token) =");
  demo_test_assert_fixture (test, "GET", "/key/info", ORCH_DEMO_BLOCKED_KEY, NULL,
                            "error_401_blocked");
  demo_test_assert_reply (test, "GET", "/key/info", ORCH_DEMO_EXPIRED_KEY, NULL, 401,
                          "\"type\":\"expired_key\"");
  demo_test_assert_reply (test, "GET", "/models", ORCH_DEMO_EXPIRED_KEY, NULL, 401,
                          "Authentication Error - Expired Key. Key Expiry time ");
}

static void
test_headers (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  const struct {
    const char *name;
    const char *value;
    guint status;
  } cases[] = {
    { "Authorization", "bearer " ORCH_DEMO_USER_KEY, 200 },
    { "x-litellm-api-key", ORCH_DEMO_USER_KEY, 200 },
    { "x-litellm-api-key", "Bearer " ORCH_DEMO_USER_KEY, 200 },
    { "Authorization", ORCH_DEMO_USER_KEY, 401 },
    { "Authorization", "Bearer", 401 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint status;
    g_autoptr (JsonNode) reply =
        demo_test_call_with_header (test, "/v2/user/info", cases[i].name, cases[i].value, &status);

    g_assert_cmpuint (status, ==, cases[i].status);
  }
}

static void
test_limited_keys (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);

  demo_test_assert_fixture (test, "GET", "/v2/user/info", ORCH_DEMO_LLM_ONLY_KEY, NULL,
                            "error_403_key_routes");
  demo_test_assert_reply (test, "GET", "/models", ORCH_DEMO_LLM_ONLY_KEY, NULL, 200, "gpt-4o");

  demo_test_assert_fixture (test, "GET", "/v2/user/info", ORCH_DEMO_NO_USER_KEY, NULL,
                            "v2_user_info_400");
  demo_test_assert_reply (test, "GET", "/user/info", ORCH_DEMO_NO_USER_KEY, NULL, 404,
                          "User None not found");
  demo_test_assert_fixture (test, "GET", "/user/list", ORCH_DEMO_NO_USER_KEY, NULL,
                            "user_list_403");

  demo_test_assert_reply (test, "GET", "/v2/user/info", ORCH_DEMO_MISSING_USER_KEY, NULL, 404,
                          "User not found: demo-nobody");
  demo_test_assert_reply (test, "GET", "/health/license", ORCH_DEMO_MISSING_USER_KEY, NULL, 401,
                          "Your role=unknown. Your user_id=*******");
}

static JsonObject *
get_key (DemoTest *test, const char *key)
{
  guint status;
  g_autoptr (JsonNode) reply = demo_test_call (test, "GET", "/key/info", key, NULL, &status);

  g_assert_cmpuint (status, ==, 200);
  return json_node_dup_object (reply);
}

static void
test_key_info (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) own = get_key (test, ORCH_DEMO_USER_KEY);
  g_autoptr (JsonObject) ownerless = get_key (test, ORCH_DEMO_NO_USER_KEY);
  g_autoptr (JsonObject) admin = get_key (test, ORCH_DEMO_ADMIN_KEY);
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_info_ok");
  JsonObject *info = json_object_get_object_member (own, "info");
  g_autofree char *path =
      g_strconcat ("/key/info?key=", json_object_get_string_member (admin, "key"), NULL);

  /* Only keys with several budgets have it, and no key of this server does. */
  json_object_remove_member (json_object_get_object_member (recorded, "info"),
                             "budget_limits_usage");
  demo_test_assert_members (info, json_object_get_object_member (recorded, "info"));
  g_assert_cmpstr (json_object_get_string_member (info, "user_id"), ==, "demo-user");
  g_assert_cmpstr (json_object_get_string_member (info, "status"), ==, "active");
  g_assert_cmpuint (strlen (json_object_get_string_member (own, "key")), ==, 64);
  g_assert_true (
      json_object_get_null_member (json_object_get_object_member (ownerless, "info"), "user_id"));

  demo_test_assert_fixture (test, "GET", "/key/info", ORCH_DEMO_MASTER_KEY, NULL,
                            "key_info_404_master");
  demo_test_assert_fixture (test, "GET", path, ORCH_DEMO_USER_KEY, NULL, "key_info_403");
  demo_test_assert_reply (test, "GET", path, ORCH_DEMO_ADMIN_VIEWER_KEY, NULL, 200,
                          "\"user_id\":\"demo-admin\"");
  demo_test_assert_reply (test, "GET", "/key/info?key=zzz", ORCH_DEMO_USER_KEY, NULL, 404,
                          "Key not found in database");
}

static void
test_log (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  OrchDemoServer *server = demo_test_get_server (test);
  g_autoptr (JsonObject) page = demo_test_get (test, "/user/list?page=1&search=a%20b");
  g_autoptr (JsonObject) row = demo_test_update (test, "{\"user_id\":\"demo-user\"}");
  g_auto (GStrv) log = orch_demo_server_take_log (server);
  g_auto (GStrv) rest = orch_demo_server_take_log (server);

  g_assert_cmpuint (g_strv_length (log), ==, 2);
  g_assert_cmpstr (log[0], ==, "GET /user/list?page=1&search=a%20b");
  g_assert_cmpstr (log[1], ==, "POST /user/update {\"user_id\":\"demo-user\"}");
  g_assert_cmpuint (g_strv_length (rest), ==, 0);
}

static void
set_fault (OrchDemoServer *server, const char *fault)
{
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_fault (server, fault, &error);
  g_assert_no_error (error);
}

static void
test_delay (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) reply = NULL;
  gint64 before = g_get_monotonic_time ();

  set_fault (demo_test_get_server (test), "delay:100");
  reply = demo_test_get (test, "/models");

  g_assert_cmpint (g_get_monotonic_time () - before, >=, 100 * G_TIME_SPAN_MILLISECOND);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *done = TRUE;
}

/* Cancels a call that the server has received. */
static void
abandon_call (OrchDemoServer *server, SoupSession *session)
{
  g_autofree char *uri = g_strconcat (orch_demo_server_get_url (server), "/models", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean received = FALSE, done = FALSE;

  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb,
                                    &done);
  while (!received) {
    g_auto (GStrv) log = orch_demo_server_take_log (server);

    received = g_strv_length (log) > 0;
    g_main_context_iteration (NULL, FALSE);
  }

  g_cancellable_cancel (cancellable);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_client_leaves (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (SoupSession) session = soup_session_new ();
  OrchDemoServer *server = demo_test_get_server (test);
  g_autoptr (JsonObject) reply = NULL;

  set_fault (server, "delay:50");
  abandon_call (server, session);
  soup_session_abort (session);

  /* By the time of this answer the abandoned one was due. */
  reply = demo_test_get (test, "/models");
}

static void
test_stop (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  OrchDemoServer *server = demo_test_get_server (test);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (JsonObject) row =
      demo_test_update (test, "{\"user_id\":\"demo-user\",\"user_alias\":\"Kept\"}");
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (GError) error = NULL;

  set_fault (server, "hang");
  abandon_call (server, session);
  orch_demo_server_stop (server);
  orch_demo_server_stop (server);

  set_fault (server, NULL);
  orch_demo_server_start (server, 0, &error);
  g_assert_no_error (error);
  again = demo_test_get (test, "/v2/user/info?user_id=demo-user");
  g_assert_cmpstr (json_object_get_string_member (again, "user_alias"), ==, "Kept");
}

static void
test_port_taken (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (OrchDemoServer) other = orch_demo_server_new (30);
  g_autoptr (GUri) uri =
      g_uri_parse (orch_demo_server_get_url (demo_test_get_server (test)), G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  g_assert_false (orch_demo_server_start (other, (guint) g_uri_get_port (uri), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_null (orch_demo_server_get_url (other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-server/routes", test_routes);
  g_test_add_func ("/demo-server/about", test_about);
  g_test_add_func ("/demo-server/bad-keys", test_bad_keys);
  g_test_add_func ("/demo-server/headers", test_headers);
  g_test_add_func ("/demo-server/limited-keys", test_limited_keys);
  g_test_add_func ("/demo-server/key-info", test_key_info);
  g_test_add_func ("/demo-server/log", test_log);
  g_test_add_func ("/demo-server/delay", test_delay);
  g_test_add_func ("/demo-server/client-leaves", test_client_leaves);
  g_test_add_func ("/demo-server/stop", test_stop);
  g_test_add_func ("/demo-server/port-taken", test_port_taken);

  return g_test_run ();
}
