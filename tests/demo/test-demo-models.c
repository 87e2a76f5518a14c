#include "config.h"

#include "demo-test.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY
#define USER ORCH_DEMO_USER_KEY

static const char CHAT[] = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\","
                           "\"content\":\"How are you?\"}]}";

static void
test_names (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) recorded = fixture_load_body ("models");
  g_autoptr (JsonObject) all = demo_test_get (test, "/models");
  JsonArray *models = json_object_get_array_member (all, "data");
  g_autofree char *one = demo_test_generate (test, USER, "\"models\":[\"gpt-4o\"]", NULL);
  g_autofree char *none =
      demo_test_generate (test, USER, "\"models\":[\"no-default-models\"]", NULL);
  g_autofree char *unknown = demo_test_generate (test, USER, "\"models\":[\"mine\"]", NULL);

  demo_test_assert_members (all, recorded);
  g_assert_cmpuint (json_array_get_length (models), >, 5);
  for (guint i = 0; i < json_array_get_length (models); i++)
    demo_test_assert_members (
        json_array_get_object_element (models, i),
        json_array_get_object_element (json_object_get_array_member (recorded, "data"), 0));

  demo_test_assert_reply (test, "GET", "/v1/models", one, NULL, 200,
                          "{\"data\":[{\"id\":\"gpt-4o\"");
  demo_test_assert_reply (test, "GET", "/models", none, NULL, 200, "{\"data\":[],");
  demo_test_assert_reply (test, "GET", "/models", unknown, NULL, 200, "\"mine\"");
  demo_test_assert_reply (test, "GET", "/model/info", one, NULL, 200,
                          "{\"data\":[{\"model_name\":\"gpt-4o\"");
  demo_test_assert_reply (test, "GET", "/v2/model/info", one, NULL, 200, "\"total_count\":10");
}

static double
get_spend (DemoTest *test, const char *token)
{
  g_autoptr (JsonObject) info = demo_test_get_key (test, token);

  return json_object_get_double_member (info, "spend");
}

/* An answer costs the key and the user the same. */
static void
test_spend (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) before = demo_test_get (test, "/v2/user/info?user_id=demo-user");
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (
      test, USER, "\"budget_limits\":[{\"budget_duration\":\"1d\",\"max_budget\":1}]", &token);
  g_autoptr (JsonObject) after = NULL, info = NULL;
  double spent;

  demo_test_assert_reply (test, "POST", "/chat/completions", secret, CHAT, 200,
                          "\"object\":\"chat.completion\"");
  spent = get_spend (test, token);
  g_assert_cmpfloat (spent, >, 0);
  g_assert_cmpfloat (spent, <, 0.01);
  after = demo_test_get (test, "/v2/user/info?user_id=demo-user");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (after, "spend")
                                      - json_object_get_double_member (before, "spend"),
                                  spent, 1e-9);

  info = demo_test_get_key (test, token);
  g_assert_false (json_object_get_null_member (info, "last_active"));
  g_assert_cmpfloat_with_epsilon (
      json_object_get_double_member (
          json_object_get_object_member (
              json_object_get_object_member (info, "budget_limits_usage"), "1d"),
          "current_spend"),
      spent, 1e-4);
}

static void
test_budgets (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *over =
      demo_test_generate (test, USER, "\"key_alias\":\"over\",\"spend\":5,\"max_budget\":2", NULL);
  g_autofree char *window = demo_test_generate (
      test, USER, "\"budget_limits\":[{\"budget_duration\":\"1d\",\"max_budget\":0}]", NULL);
  g_autofree char *member = demo_test_generate (test, USER, "", NULL);
  g_autoptr (JsonObject) user = NULL;

  demo_test_assert_reply (test, "POST", "/chat/completions", over, CHAT, 422,
                          "Budget has been exceeded! Key=over (sk-...");
  demo_test_assert_reply (test, "GET", "/models", over, NULL, 422,
                          "Current cost: 5.0, Max budget: 2.0\",\"type\":\"budget_exceeded\"");
  demo_test_assert_reply (test, "GET", "/key/info", over, NULL, 200, "\"active\"");
  demo_test_assert_reply (test, "POST", "/chat/completions", window, CHAT, 422,
                          "ExceededBudget: Key over 1d budget. Spend=$0.0000, Limit=$0.00");

  user = demo_test_update (test, "{\"user_id\":\"demo-user\",\"max_budget\":1,\"spend\":7}");
  demo_test_assert_reply (test, "POST", "/chat/completions", member, CHAT, 422,
                          "ExceededBudget: User=demo-user over budget. Spend=7.0, Budget=1.0");
  demo_test_assert_reply (test, "GET", "/models", member, NULL, 200, "gpt-4o");
}

static void
test_access (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *one =
      demo_test_generate (test, MASTER, "\"models\":[\"claude-sonnet\"]", &token);
  g_autofree char *pattern = demo_test_generate (test, MASTER, "\"models\":[\"gpt-*\"]", NULL);
  const char *unknown = "{\"model\":\"nothing\",\"messages\":[]}";

  demo_test_assert_reply (test, "POST", "/chat/completions", one, CHAT, 403,
                          "\"type\":\"key_model_access_denied\"");
  demo_test_assert_reply (test, "POST", "/v1/chat/completions", pattern, CHAT, 200, "\"usage\"");
  demo_test_assert_reply (test, "POST", "/chat/completions", MASTER, unknown, 400,
                          "Invalid model name passed in model=nothing.");
  demo_test_assert_reply (test, "POST", "/chat/completions", MASTER, "{\"model\":\"gpt-4o\"}", 400,
                          "Missing required parameter: 'messages'.");
  json_object_unref (demo_test_post (test, "/key/block", MASTER, 200, "{\"key\":\"%s\"}", token));
  demo_test_assert_reply (test, "POST", "/chat/completions", one, CHAT, 401, "Key is blocked");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-models/names", test_names);
  g_test_add_func ("/demo-models/spend", test_spend);
  g_test_add_func ("/demo-models/budgets", test_budgets);
  g_test_add_func ("/demo-models/access", test_access);

  return g_test_run ();
}
