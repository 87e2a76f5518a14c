#include "config.h"

#include "demo-test.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY
#define USER ORCH_DEMO_USER_KEY

/* It signs in, is listed, and counts for its user. */
static void
test_works (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_generate_ok");
  gint64 before = demo_test_count_keys (test, "user_id=demo-user");
  g_autoptr (JsonObject) reply =
      demo_test_post (test, "/key/generate", USER, 200, "{\"key_alias\":\"mine\",\"tpm_limit\":7}");
  const char *secret = json_object_get_string_member (reply, "key");
  const char *token = json_object_get_string_member (reply, "token");
  g_autofree char *listed = NULL;
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);

  demo_test_assert_members (reply, recorded);
  g_assert_cmpstr (json_object_get_string_member (info, "user_id"), ==, "demo-user");
  g_assert_cmpstr (json_object_get_string_member (info, "created_by"), ==, "demo-user");
  g_assert_cmpint (json_object_get_int_member (info, "tpm_limit"), ==, 7);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);

  listed = demo_test_dup_token (test, "search=MINE");
  g_assert_cmpstr (listed, ==, token);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=demo-user"), ==, before + 1);
  demo_test_assert_reply (test, "GET", "/user/list?user_ids=demo-user,demo-admin", MASTER, NULL,
                          200, "\"key_count\":7");
}

/* An administrator's key without a user has none. */
static void
test_owner (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL, *other = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, "", &token);
  g_autofree char *given =
      demo_test_generate (test, ORCH_DEMO_ADMIN_KEY, "\"user_id\":\"nobody\"", &other);
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);
  g_autoptr (JsonObject) other_info = demo_test_get_key (test, other);

  g_assert_true (json_object_get_null_member (info, "user_id"));
  g_assert_cmpstr (json_object_get_string_member (info, "created_by"), ==, "default_user_id");
  g_assert_cmpstr (json_object_get_string_member (other_info, "user_id"), ==, "nobody");
  demo_test_assert_reply (test, "GET", "/user/list?user_ids=nobody", MASTER, NULL, 200,
                          "\"total\":0");
  demo_test_assert_reply (test, "POST", "/key/generate", USER, "{\"user_id\":\"demo-admin\"}", 403,
                          "User can only create keys for themselves");
  demo_test_assert_reply (test, "POST", "/key/generate", ORCH_DEMO_USER_VIEWER_KEY, "{}", 401,
                          "Only proxy admin");
  demo_test_assert_reply (test, "POST", "/key/generate", ORCH_DEMO_ADMIN_VIEWER_KEY, "{}", 403,
                          "Trying to access: /key/generate");
}

static void
test_chosen (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL, *second = NULL;
  g_autofree char *secret =
      demo_test_generate (test, USER, "\"key\":\"sk-0123456789abc\",\"tpm_limit\":7", &token);
  g_autoptr (JsonObject) again = NULL, info = NULL;

  g_assert_cmpstr (secret, ==, "sk-0123456789abc");

  /* Nothing is changed, although the answer says so. */
  again = demo_test_post (test, "/key/generate", MASTER, 200,
                          "{\"key\":\"%s\",\"user_id\":\"demo-admin\",\"tpm_limit\":8}", secret);
  g_assert_cmpint (json_object_get_int_member (again, "tpm_limit"), ==, 8);
  info = demo_test_get_key (test, token);
  g_assert_cmpint (json_object_get_int_member (info, "tpm_limit"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (info, "user_id"), ==, "demo-user");

  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"key\":\"abc-0123456789cdef\"}",
                          400, "must start with 'sk-'. Received: abc-****cdef");
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"key\":\"sk-0123456789ab\"}",
                          400, "at least 16 characters");

  /* A deleted one comes again. */
  g_clear_pointer (&again, json_object_unref);
  again = demo_test_post (test, "/key/delete", MASTER, 200, "{\"keys\":[\"%s\"]}", token);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 401, "token_not_found_in_db");
  g_free (secret);
  secret = demo_test_generate (test, MASTER, "\"key\":\"sk-0123456789abc\"", &second);
  g_assert_cmpstr (second, ==, token);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, "\"status\":\"active\"");
}

/* The setting disable_custom_api_keys. */
static void
test_chosen_forbidden (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  OrchDemoServer *server = demo_test_get_server (test);
  g_autofree char *secret = NULL;

  demo_test_assert_reply (test, "GET", "/get/ui_settings", USER, NULL, 200, "{\"values\":{}}");
  orch_demo_server_set_chosen_keys_forbidden (server, TRUE);
  demo_test_assert_reply (test, "GET", "/get/ui_settings", USER, NULL, 200,
                          "\"disable_custom_api_keys\":true");
  demo_test_assert_reply (
      test, "POST", "/key/generate", MASTER, "{\"key\":\"sk-0123456789abc\"}", 403,
      "{\"error\":{\"message\":\"{'error': 'Custom API key values are disabled by your "
      "administrator. Keys must be auto-generated.'}\",\"type\":\"internal_server_error\","
      "\"param\":null,\"code\":\"403\"}}");
  secret = demo_test_generate (test, MASTER, "\"key\":null", NULL);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, "\"status\":\"active\"");
}

static void
test_aliases (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonArray) keys = demo_test_list_keys (test, "user_id=user-000001&sort_by=key_alias");
  const char *alias = NULL;
  g_autofree char *body = NULL, *secret = NULL;

  for (guint i = 0; i < json_array_get_length (keys) && alias == NULL; i++) {
    JsonObject *key = json_array_get_object_element (keys, i);

    if (!json_object_get_null_member (key, "key_alias"))
      alias = json_object_get_string_member (key, "key_alias");
  }
  g_assert_nonnull (alias);

  /* That of a key that was made up counts too, until it is gone. */
  body = g_strdup_printf ("{\"key_alias\":\"%s\"}", alias);
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, body, 400,
                          "Unique key aliases across all keys are required.");
  json_object_unref (
      demo_test_post (test, "/key/delete", MASTER, 200, "{\"key_aliases\":[\"%s\"]}", alias));
  json_object_unref (demo_test_post (test, "/key/generate", MASTER, 200, "%s", body));
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, body, 400, "already exists");

  secret = demo_test_generate (test, MASTER, "\"key_alias\":\"twin of nobody\"", NULL);
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER,
                          "{\"key_alias\":\"twin of nobody\"}", 400, "\"param\":\"key_alias\"");
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"key_alias\":\"a/../b\"}", 400,
                          "Invalid key_alias");
}

static void
test_types (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *llm = demo_test_generate (test, USER, "\"key_type\":\"llm_api\"", NULL);
  g_autofree char *reads = demo_test_generate (test, USER, "\"key_type\":\"read_only\"", NULL);
  g_autofree char *one =
      demo_test_generate (test, MASTER, "\"allowed_routes\":[\"/models\",\"/key/info\"]", NULL);

  demo_test_assert_reply (test, "GET", "/key/info", llm, NULL, 403, "['llm_api_routes']");
  demo_test_assert_reply (test, "GET", "/models", llm, NULL, 200, "gpt-4o");
  demo_test_assert_reply (test, "GET", "/key/info", reads, NULL, 200, "read_only");
  demo_test_assert_reply (test, "POST", "/key/generate", reads, "{}", 403, "['info_routes']");
  demo_test_assert_reply (test, "GET", "/key/info", one, NULL, 200, "\"active\"");
  demo_test_assert_reply (test, "GET", "/key/list", one, NULL, 403, "['/models', '/key/info']");
  demo_test_assert_reply (test, "POST", "/key/generate", USER, "{\"key_type\":\"management\"}", 403,
                          "Only proxy admins can set `allowed_routes`");
  demo_test_assert_reply (test, "POST", "/key/generate", USER, "{\"key_type\":\"x\"}", 422,
                          "Input should be 'llm_api'");
}

/* An old bug of json-glib: such numbers once were no JSON. */
static void
test_numbers (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (
      test, MASTER, "\"spend\":2e-8,\"max_budget\":1e22,\"metadata\":{\"e-1.0\":\"1e-5.0\"}",
      &token);
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);
  JsonObject *metadata = json_object_get_object_member (info, "metadata");

  g_assert_cmpfloat (json_object_get_double_member (info, "spend"), ==, 2e-8);
  g_assert_cmpfloat (json_object_get_double_member (info, "max_budget"), ==, 1e22);
  g_assert_cmpstr (json_object_get_string_member (metadata, "e-1.0"), ==, "1e-5.0");
}

static void
test_budgets (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *limited = demo_test_generate (test, USER, "\"max_budget\":2", NULL);

  demo_test_assert_reply (test, "POST", "/key/generate", limited, "{\"max_budget\":5}", 400,
                          "max_budget (5.0) cannot exceed the caller's own max_budget (2.0).");
  json_object_unref (demo_test_post (test, "/key/generate", limited, 200, "{\"max_budget\":1.5}"));
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"max_budget\":-1}", 400,
                          "max_budget must be a non-negative finite number. Received: -1.0");
  demo_test_assert_fixture (test, "POST", "/key/generate", MASTER, "{\"budget_duration\":\"2mo\"}",
                            "key_generate_400");
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"duration\":\"1y\"}", 500,
                          "Unsupported duration unit, passed duration: 1y");
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"tags\":[\"a\"]}", 403,
                          "LiteLLM Enterprise user");
  demo_test_assert_reply (test, "POST", "/key/generate", MASTER, "{\"model_max_budget\":{\"a\":1}}",
                          500, "LiteLLM Enterprise user");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-key-new/works", test_works);
  g_test_add_func ("/demo-key-new/owner", test_owner);
  g_test_add_func ("/demo-key-new/chosen", test_chosen);
  g_test_add_func ("/demo-key-new/chosen-forbidden", test_chosen_forbidden);
  g_test_add_func ("/demo-key-new/aliases", test_aliases);
  g_test_add_func ("/demo-key-new/types", test_types);
  g_test_add_func ("/demo-key-new/numbers", test_numbers);
  g_test_add_func ("/demo-key-new/budgets", test_budgets);

  return g_test_run ();
}
