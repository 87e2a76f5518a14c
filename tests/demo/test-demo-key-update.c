#include "config.h"

#include "demo-test.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY
#define USER ORCH_DEMO_USER_KEY

/* A key with a value in every field. */
static const char FILLED[] =
    "\"max_budget\":25,\"soft_budget\":20,\"budget_duration\":\"30d\",\"models\":[\"gpt-4o\"],"
    "\"tpm_limit\":100,\"rpm_limit\":10,\"max_parallel_requests\":4,\"duration\":\"90d\","
    "\"metadata\":{\"a\":1},\"model_rpm_limit\":{\"gpt-4o\":3},\"auto_rotate\":true,"
    "\"rotation_interval\":\"30d\",\"budget_limits\":[{\"budget_duration\":\"7d\","
    "\"max_budget\":9}],\"key_alias\":\"filled\"";

static void
update (DemoTest *test, const char *token, const char *members)
{
  json_object_unref (
      demo_test_post (test, "/key/update", MASTER, 200, "{\"key\":\"%s\",%s}", token, members));
}

static char *
dup_member (JsonObject *object, const char *name)
{
  return json_to_string (json_object_get_member (object, name), FALSE);
}

static void
test_clears (void)
{
  static const struct {
    const char *sent;
    const char *cleared;
  } cases[] = {
    { "\"key_alias\":null", "key_alias" },
    { "\"max_budget\":null", "max_budget" },
    { "\"budget_duration\":null", "budget_reset_at" },
    { "\"tpm_limit\":null", "tpm_limit" },
    { "\"max_parallel_requests\":null", "max_parallel_requests" },
    { "\"duration\":null", "expires" },
    { "\"budget_limits\":[]", "budget_limits" },
    { "\"rotation_interval\":null", "rotation_interval" },
  };
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, FILLED, &token);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) before = demo_test_get_key (test, token);
    g_autoptr (JsonObject) after = NULL;

    g_test_message ("%s", cases[i].sent);
    g_assert_false (json_object_get_null_member (before, cases[i].cleared));
    update (test, token, cases[i].sent);
    after = demo_test_get_key (test, token);
    g_assert_true (json_object_get_null_member (after, cases[i].cleared));
  }
}

static void
test_metadata (void)
{
  static const struct {
    const char *sent;
    const char *metadata;
  } cases[] = {
    { "\"model_rpm_limit\":{\"a\":1}", "{\"a\":1,\"model_rpm_limit\":{\"a\":1}}" },
    { "\"model_tpm_limit\":null", "{\"a\":1,\"model_rpm_limit\":{\"a\":1}}" },
    { "\"metadata\":{\"b\":2}", "{\"b\":2}" },
    { "\"metadata\":{\"c\":3},\"model_rpm_limit\":{}", "{\"c\":3,\"model_rpm_limit\":{}}" },
    { "\"tags\":[]", "{\"c\":3,\"model_rpm_limit\":{},\"tags\":[]}" },
    { "\"metadata\":{}", "{}" },
  };
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, FILLED, &token);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) info = NULL;
    g_autofree char *metadata = NULL;

    update (test, token, cases[i].sent);
    info = demo_test_get_key (test, token);
    metadata = dup_member (info, "metadata");
    g_assert_cmpstr (metadata, ==, cases[i].metadata);
  }
}

static double
get_soft_budget (DemoTest *test, const char *token)
{
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);

  if (json_object_get_null_member (info, "litellm_budget_table"))
    return -1;

  return json_object_get_double_member (
      json_object_get_object_member (info, "litellm_budget_table"), "soft_budget");
}

static void
test_soft_budget (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, "", &token);

  update (test, token, "\"soft_budget\":null");
  g_assert_cmpfloat (get_soft_budget (test, token), ==, -1);
  update (test, token, "\"soft_budget\":2.5");
  g_assert_cmpfloat (get_soft_budget (test, token), ==, 2.5);
  update (test, token, "\"soft_budget\":4");
  g_assert_cmpfloat (get_soft_budget (test, token), ==, 4);
  update (test, token, "\"budget_id\":null");
  g_assert_cmpfloat (get_soft_budget (test, token), ==, -1);
}

static void
test_rotation (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, "\"auto_rotate\":true", &token);
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);

  g_assert_false (json_object_get_boolean_member (info, "auto_rotate"));
  update (test, token, "\"auto_rotate\":true");
  update (test, token, "\"rotation_interval\":\"7d\"");
  g_clear_pointer (&info, json_object_unref);
  info = demo_test_get_key (test, token);
  g_assert_true (json_object_get_boolean_member (info, "auto_rotate"));
  g_assert_true (json_object_get_null_member (info, "key_rotation_at"));

  update (test, token, "\"auto_rotate\":true,\"rotation_interval\":\"7d\"");
  g_clear_pointer (&info, json_object_unref);
  info = demo_test_get_key (test, token);
  g_assert_false (json_object_get_null_member (info, "key_rotation_at"));
}

static void
test_names (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL, *other = NULL, *body = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, "\"key_alias\":\"one\"", &token);
  g_autofree char *second = demo_test_generate (test, MASTER, "\"key_alias\":\"two\"", &other);
  g_autoptr (JsonObject) reply =
      demo_test_post (test, "/key/update", MASTER, 200, "{\"key_alias\":\"one\",\"tpm_limit\":7}");

  g_assert_cmpstr (json_object_get_string_member (reply, "key"), ==, token);
  g_assert_cmpint (json_object_get_int_member (reply, "tpm_limit"), ==, 7);

  /* What was sent comes back, even a secret. */
  g_clear_pointer (&reply, json_object_unref);
  reply = demo_test_post (test, "/key/update", MASTER, 200, "{\"key\":\"%s\"}", secret);
  g_assert_cmpstr (json_object_get_string_member (reply, "key"), ==, secret);

  demo_test_assert_reply (test, "POST", "/key/update", MASTER, "{\"key_alias\":\"twin\"}", 400,
                          "Multiple keys share key_alias='twin'");
  demo_test_assert_reply (test, "POST", "/key/update", MASTER, "{\"key_alias\":\"three\"}", 404,
                          "No key with key_alias='three'");
  body = g_strdup_printf ("{\"key\":\"%s\",\"key_alias\":\"one\"}", other);
  demo_test_assert_reply (test, "POST", "/key/update", MASTER, body, 400, "already exists");
}

static void
assert_owner (DemoTest *test, const char *token, const char *members, guint status,
              const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"key\":\"%s\",%s}", token, members);

  demo_test_assert_reply (test, "POST", "/key/update", USER, body, status, text);
}

/* Contract, section 2.1. */
static void
test_owners (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *made = NULL, *given = NULL, *foreign = NULL;
  g_autofree char *first = demo_test_generate (test, USER, "\"max_budget\":5", &made);
  g_autofree char *second = demo_test_generate (test, MASTER, "\"user_id\":\"demo-user\"", &given);
  g_autofree char *third =
      demo_test_generate (test, MASTER, "\"user_id\":\"demo-admin\"", &foreign);

  assert_owner (test, made, "\"tpm_limit\":7", 200, "\"tpm_limit\":7");
  assert_owner (test, made, "\"blocked\":true", 200, "\"blocked\":true");
  assert_owner (test, made, "\"max_budget\":5", 200, "\"max_budget\":5");
  assert_owner (test, made, "\"max_budget\":6", 403, "(max_budget/spend)");
  assert_owner (test, made, "\"soft_budget\":null", 403, "(max_budget/spend)");
  assert_owner (test, made, "\"budget_limits\":[]", 403, "(max_budget/spend)");
  assert_owner (test, made, "\"max_budget\":null", 200, "\"max_budget\":null");
  assert_owner (test, made, "\"permissions\":{}", 403, "Only proxy admins can set `permissions`.");
  assert_owner (test, made, "\"allowed_routes\":[\"info_routes\"]", 200, "info_routes");
  assert_owner (test, made, "\"allowed_routes\":[]", 403, "`allowed_routes`");
  assert_owner (test, made, "\"user_id\":null", 403, "cannot remove the user_id");
  assert_owner (test, given, "\"tpm_limit\":7", 403,
                "Only proxy admins, team admins, or org admins can call /key/update. "
                "user_role=internal_user, user_id=demo-user");
  assert_owner (test, foreign, "\"tpm_limit\":7", 403,
                "User can only create keys for themselves. Got user_id=demo-admin, "
                "Your ID=demo-user");
}

/* An update may forget a field, and say nothing of it. */
static void
test_dropped (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, FILLED, &token);
  g_autoptr (JsonObject) info = NULL;

  orch_demo_server_set_dropped_field (demo_test_get_server (test), "tpm_limit");
  update (test, token, "\"tpm_limit\":9,\"rpm_limit\":9");
  info = demo_test_get_key (test, token);
  g_assert_cmpint (json_object_get_int_member (info, "tpm_limit"), ==, 100);
  g_assert_cmpint (json_object_get_int_member (info, "rpm_limit"), ==, 9);
}

static void
test_refusals (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL, *body = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, FILLED, &token);
  static const struct {
    const char *members;
    guint status;
    const char *text;
  } cases[] = {
    { "\"models\":null", 400, "Unable to match input value" },
    { "\"tpm_limit\":9223372036854775808", 400, "Unable to match input value" },
    { "\"budget_id\":\"x\"", 400, "Foreign key constraint violated" },
    { "\"team_id\":\"x\"", 404, "Team doesn't exist in db. Team=x." },
    { "\"organization_id\":\"x\"", 400, "Organization doesn't exist in db." },
    { "\"duration\":\"1y\"", 400, "Unsupported duration unit" },
    { "\"temp_budget_increase\":5", 422, "must be set together" },
    { "\"budget_limits\":[{\"max_budget\":5}]", 422, "\"budget_limits\",0,\"budget_duration\"" },
    { "\"mcp_rpm_limit\":{\"a\":\"x\"}", 422, "\"mcp_rpm_limit\",\"a\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_free (body);
    body = g_strdup_printf ("{\"key\":\"%s\",%s}", token, cases[i].members);
    demo_test_assert_reply (test, "POST", "/key/update", MASTER, body, cases[i].status,
                            cases[i].text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-key-update/clears", test_clears);
  g_test_add_func ("/demo-key-update/metadata", test_metadata);
  g_test_add_func ("/demo-key-update/soft-budget", test_soft_budget);
  g_test_add_func ("/demo-key-update/rotation", test_rotation);
  g_test_add_func ("/demo-key-update/names", test_names);
  g_test_add_func ("/demo-key-update/owners", test_owners);
  g_test_add_func ("/demo-key-update/dropped", test_dropped);
  g_test_add_func ("/demo-key-update/refusals", test_refusals);

  return g_test_run ();
}
