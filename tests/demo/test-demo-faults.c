#include "config.h"

#include <string.h>

#include "core/client/client.h"
#include "core/client/error.h"
#include "demo-test.h"
#include "demo/demo-faults.h"
#include "test-server.h"

static void
test_reads (void)
{
  static const char *const right[] = {
    "delay:100",
    "hang",
    "reset",
    "cut",
    "type",
    "latin1",
    "large",
    "deep",
    "html",
    "429",
    "500",
    "redirect",
    "502",
    "503",
    "database",
    "429:5",
    "hang*2",
    "cut@/",
    "429:5*3@POST /user/update",
  };
  static const char *const wrong[] = {
    "",       "delay", "delay:", "delay:x",   "delay:-1", "hang:5",  "nonsense", "hang*", "hang*0",
    "hang*x", "hang@", "hang@x", "hang@GET/", "429:",     "hang*2*", "hang 429", "HANG",
  };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (OrchDemoFault) fault = orch_demo_fault_new (right[i], &error);

    g_assert_no_error (error);
    g_assert_nonnull (fault);
  }

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (OrchDemoFault) fault = orch_demo_fault_new (wrong[i], &error);

    if (fault != NULL)
      g_error ("“%s” is taken for a fault", wrong[i]);
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    g_assert_nonnull (strstr (error->message, "delay:NUMBER, hang, reset"));
    g_assert_nonnull (strstr (error->message, "429[:NUMBER]"));
  }
}

static void
test_strikes (void)
{
  g_autoptr (OrchDemoFault) all = orch_demo_fault_new ("hang", NULL);
  g_autoptr (OrchDemoFault) twice = orch_demo_fault_new ("hang*2@/user/list", NULL);
  g_autoptr (OrchDemoFault) writes = orch_demo_fault_new ("hang@POST /user/update", NULL);

  g_assert_true (orch_demo_fault_strikes (all, "GET", "/user/list"));
  g_assert_true (orch_demo_fault_strikes (all, "POST", "/user/update"));

  g_assert_false (orch_demo_fault_strikes (twice, "GET", "/user/list/"));
  g_assert_true (orch_demo_fault_strikes (twice, "GET", "/user/list"));
  g_assert_true (orch_demo_fault_strikes (twice, "POST", "/user/list"));
  g_assert_false (orch_demo_fault_strikes (twice, "GET", "/user/list"));

  g_assert_false (orch_demo_fault_strikes (writes, "GET", "/user/update"));
  g_assert_true (orch_demo_fault_strikes (writes, "POST", "/user/update"));
}

/* What a client makes of each fault, and whether the request had its effect. */
static const struct {
  const char *fault;
  int code; /* -1: none */
  gboolean takes_effect;
} cases[] = {
  { "delay:10", -1, TRUE },
  { "hang", ORCH_ERROR_TIMED_OUT, TRUE },
  { "reset", ORCH_ERROR_CONNECTION_LOST, TRUE },
  { "cut", ORCH_ERROR_CONNECTION_LOST, TRUE },
  { "type", -1, TRUE },
  { "latin1", ORCH_ERROR_BAD_REPLY, TRUE },
  { "large", ORCH_ERROR_REPLY_TOO_LARGE, TRUE },
  { "deep", ORCH_ERROR_BAD_REPLY, TRUE },
  { "html", ORCH_ERROR_NOT_LITELLM, FALSE },
  { "redirect", ORCH_ERROR_REDIRECTED, FALSE },
  { "429", ORCH_ERROR_RATE_LIMITED, FALSE },
  { "429:7", ORCH_ERROR_RATE_LIMITED, FALSE },
  { "500", ORCH_ERROR_SERVER, FALSE },
  { "502", ORCH_ERROR_UNAVAILABLE, FALSE },
  { "503", ORCH_ERROR_UNAVAILABLE, FALSE },
  { "database", ORCH_ERROR_UNAVAILABLE, FALSE },
};

static GError *
send_update (DemoTest *test, const char *alias)
{
  g_autoptr (OrchClient) client = orch_client_new (
      orch_demo_server_get_url (demo_test_get_server (test)), ORCH_DEMO_MASTER_KEY);
  g_autofree char *body =
      g_strdup_printf ("{\"user_id\":\"demo-user\",\"user_alias\":\"%s\"}", alias);
  g_autoptr (JsonNode) node = json_from_string (body, NULL);
  g_autoptr (OrchRequest) request = orch_request_new_post (node, "user", "update", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) reply = NULL;
  GError *error = NULL;

  /* "hang" has to wait for it; 40 MiB under sanitizers come in less. */
  orch_client_set_time_limits (client, 60, 2000);
  orch_client_send_async (client, request, NULL, test_keep_result_cb, &result);
  reply = orch_client_send_finish (client, test_wait_result (&result), &error);
  g_assert_true ((reply == NULL) == (error != NULL));

  return error;
}

static void
test_effects (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  OrchDemoServer *server = demo_test_get_server (test);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *fault = g_strconcat (cases[i].fault, "@POST /user/update", NULL);
    g_autofree char *alias = g_strdup_printf ("alias-%u", i);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonObject) row = NULL;
    gboolean changed;

    g_test_message ("%s", fault);
    g_assert_true (orch_demo_server_set_fault (server, fault, NULL));
    error = send_update (test, alias);
    if (cases[i].code >= 0)
      g_assert_error (error, ORCH_ERROR, cases[i].code);
    else
      g_assert_no_error (error);

    row = demo_test_get (test, "/v2/user/info?user_id=demo-user");
    changed = g_str_equal (json_object_get_string_member (row, "user_alias"), alias);
    g_assert_true (changed == cases[i].takes_effect);
  }
}

static void
test_details (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  OrchDemoServer *server = demo_test_get_server (test);
  g_autoptr (GError) limited = NULL;
  g_autoptr (GError) redirected = NULL;
  g_autoptr (GError) none = NULL;

  orch_demo_server_set_fault (server, "429:7*1", NULL);
  limited = send_update (test, "a");
  g_assert_cmpuint (orch_error_get_retry_after (limited), ==, 7);

  orch_demo_server_set_fault (server, "redirect*1", NULL);
  redirected = send_update (test, "a");
  g_assert_true (g_str_has_prefix (orch_error_get_location (redirected), "https://"));

  none = send_update (test, "a");
  g_assert_no_error (none);
}

/* Each part of the program meets its own answer, and one call needs no database. */
static void
test_database (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) about = NULL;

  orch_demo_server_set_fault (demo_test_get_server (test), "database", NULL);
  demo_test_assert_reply (test, "GET", "/user/list", ORCH_DEMO_MASTER_KEY, NULL, 503,
                          "no_db_connection");
  demo_test_assert_reply (test, "GET", "/v2/user/info", ORCH_DEMO_MASTER_KEY, NULL, 500,
                          "is not currently accepting connections");
  demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_MASTER_KEY, "{}", 400,
                          "auth_error");
  about = demo_test_get (test, "/public/model_hub/info");
}

static void
test_wrong_keeps_old (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  OrchDemoServer *server = demo_test_get_server (test);
  g_autoptr (GError) error = NULL;

  g_assert_true (orch_demo_server_set_fault (server, "503", NULL));
  g_assert_false (orch_demo_server_set_fault (server, "nonsense", &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_clear_error (&error);

  error = send_update (test, "a");
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-faults/reads", test_reads);
  g_test_add_func ("/demo-faults/strikes", test_strikes);
  g_test_add_func ("/demo-faults/effects", test_effects);
  g_test_add_func ("/demo-faults/details", test_details);
  g_test_add_func ("/demo-faults/database", test_database);
  g_test_add_func ("/demo-faults/wrong-keeps-old", test_wrong_keeps_old);

  return g_test_run ();
}
