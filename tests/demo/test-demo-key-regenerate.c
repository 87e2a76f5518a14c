#include "config.h"

#include "demo-test.h"

#define MASTER ORCH_DEMO_MASTER_KEY
#define USER ORCH_DEMO_USER_KEY
#define PATH "/key/regenerate"

static DemoTest *
start (gboolean enterprise)
{
  DemoTest *test = demo_test_new (10);

  orch_demo_server_set_enterprise (demo_test_get_server (test), enterprise);

  return test;
}

static void
assert_refused (DemoTest *test, const char *key, const char *token, const char *members,
                guint status, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"key\":\"%s\"%s}", token, members);

  demo_test_assert_reply (test, "POST", PATH, key, body, status, text);
}

/* The order in which the community edition refuses, and that the key goes on. */
static void
test_community (void)
{
  g_autoptr (DemoTest) test = start (FALSE);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, USER, "", &token);

  demo_test_assert_fixture (test, "POST", PATH, MASTER, "{\"key\":\"x\"}", "regenerate_500");
  demo_test_assert_fixture (test, "POST", PATH, MASTER, NULL, "regenerate_500");
  assert_refused (test, USER, token, ",\"allowed_routes\":[],\"tpm_limit\":\"x\"", 422, "int_pars");
  assert_refused (test, USER, token, ",\"allowed_routes\":[]", 403, "`allowed_routes`");
  assert_refused (test, USER, token, ",\"permissions\":{}", 403, "`permissions`");
  assert_refused (test, USER, token, ",\"key_type\":\"management\"", 403, "`allowed_routes`");
  assert_refused (test, USER, token, ",\"max_budget\":-1", 500, "Enterprise");
  assert_refused (test, ORCH_DEMO_USER_VIEWER_KEY, token, "", 401, "Only proxy admin");
  assert_refused (test, ORCH_DEMO_ADMIN_VIEWER_KEY, token, "", 403, "Trying to access");
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);
  demo_test_assert_fixture (test, "GET", "/health/license", MASTER, NULL, "health_license");
}

/* Only what is sent changes; the hash and the name are the new secret's. */
static void
test_enterprise (void)
{
  g_autoptr (DemoTest) test = start (TRUE);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (
      test, USER, "\"key_alias\":\"mine\",\"max_budget\":5,\"spend\":2,\"metadata\":{\"a\":1}",
      &token);
  g_autoptr (JsonObject) before = demo_test_get_key (test, token);
  g_autoptr (JsonObject) reply =
      demo_test_post (test, PATH, USER, 200,
                      "{\"key\":\"%s\",\"new_key\":\"sk-regenerated-0123\",\"tpm_limit\":7,"
                      "\"auto_rotate\":true,\"rotation_interval\":\"30d\",\"soft_budget\":3}",
                      token);
  const char *new_token = json_object_get_string_member (reply, "token_id");
  g_autoptr (JsonObject) after = demo_test_get_key (test, new_token);
  g_autoptr (JsonObject) old = demo_test_get_key (test, token);
  static const char *const same[] = { "key_alias", "max_budget",    "spend",      "metadata",
                                      "user_id",   "created_by",    "created_at", "expires",
                                      "budget_id", "rotation_count" };

  g_assert_cmpstr (json_object_get_string_member (reply, "key"), ==, "sk-regenerated-0123");
  g_assert_true (json_object_get_null_member (reply, "token"));
  g_assert_cmpstr (json_object_get_string_member (after, "key_name"), ==, "sk-...0123");
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_true (json_node_equal (json_object_get_member (before, same[i]),
                                    json_object_get_member (after, same[i])));
  g_assert_cmpint (json_object_get_int_member (after, "tpm_limit"), ==, 7);
  g_assert_true (json_object_get_boolean_member (after, "auto_rotate"));
  g_assert_true (json_object_get_null_member (after, "key_rotation_at"));
  g_assert_cmpstr (json_object_get_string_member (old, "status"), ==, "deleted");
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 401, "token_not_found_in_db");
  demo_test_assert_reply (test, "GET", "/key/info", "sk-regenerated-0123", NULL, 200, new_token);
  demo_test_assert_reply (test, "GET", "/health/license", MASTER, NULL, 200,
                          "\"license_type\":\"enterprise\"");
}

/* By the path, without a body; whoever made the key does not matter. */
static void
test_path (void)
{
  g_autoptr (DemoTest) test = start (TRUE);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, "\"user_id\":\"demo-user\"", &token);
  g_autofree char *path = g_strdup_printf ("/key/%s/regenerate", token);

  demo_test_assert_reply (test, "POST", path, USER, NULL, 200, "\"key\":\"sk-demo-");
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 401, "token_not_found_in_db");
}

/* For a while both secrets stand for the same key. */
static void
test_grace_period (void)
{
  g_autoptr (DemoTest) test = start (TRUE);
  static const struct {
    const char *period;
    guint status;
  } cases[] = { { "1h", 200 }, { "nonsense", 401 }, { "0s", 401 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *token = NULL;
    g_autofree char *secret = demo_test_generate (test, USER, "", &token);
    g_autoptr (JsonObject) reply = demo_test_post (
        test, PATH, USER, 200, "{\"key\":\"%s\",\"grace_period\":\"%s\"}", token, cases[i].period);
    const char *new_token = json_object_get_string_member (reply, "token_id");

    demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, cases[i].status,
                            cases[i].status == 200 ? new_token : "token_not_found_in_db");
  }
}

static void
test_refusals (void)
{
  g_autoptr (DemoTest) test = start (TRUE);
  g_autofree char *token = NULL, *others = NULL;
  g_autofree char *secret = demo_test_generate (test, USER, "", &token);
  g_autofree char *others_secret =
      demo_test_generate (test, MASTER, "\"user_id\":\"demo-admin\"", &others);

  demo_test_assert_reply (test, "POST", PATH, MASTER, "{}", 400, "No key passed in");
  assert_refused (test, MASTER, ORCH_DEMO_MASTER_KEY, "", 400, "New master key is required");
  assert_refused (test, MASTER, "nothing", "", 404, "Key nothing not found.");
  assert_refused (test, USER, others, "", 403, "not authorized to regenerate");
  assert_refused (test, USER, token, ",\"new_key\":\"abc\"", 400, "must start with 'sk-'");
  assert_refused (test, USER, token, ",\"new_key\":\"sk-0123456789ab\"", 400, "16 characters");
  assert_refused (test, USER, token, ",\"key_alias\":\"../x\"", 400, "Invalid key_alias");
  assert_refused (test, USER, token, ",\"duration\":\"1y\"", 500, "Unsupported duration unit");
  orch_demo_server_set_chosen_keys_forbidden (demo_test_get_server (test), TRUE);
  assert_refused (test, USER, token, ",\"new_key\":\"sk-0123456789abcdef\"", 403,
                  "Custom API key values are disabled");
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);
}

/* With a licence, what needs one is stored. */
static void
test_licensed_fields (void)
{
  g_autoptr (DemoTest) test = start (TRUE);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (
      test, MASTER, "\"tags\":[\"a\"],\"model_max_budget\":{\"b\":1.0}", &token);
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);

  g_assert_nonnull (secret);
  g_assert_true (json_object_has_member (json_object_get_object_member (info, "metadata"), "tags"));
  g_assert_true (
      json_object_has_member (json_object_get_object_member (info, "model_max_budget"), "b"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-key-regenerate/community", test_community);
  g_test_add_func ("/demo-key-regenerate/enterprise", test_enterprise);
  g_test_add_func ("/demo-key-regenerate/path", test_path);
  g_test_add_func ("/demo-key-regenerate/grace-period", test_grace_period);
  g_test_add_func ("/demo-key-regenerate/refusals", test_refusals);
  g_test_add_func ("/demo-key-regenerate/licensed-fields", test_licensed_fields);

  return g_test_run ();
}
