#include "config.h"

#include "demo-test.h"
#include "fixture.h"

#define USER "user-000001"

/* The user before each row of a table: every field is set. */
#define BEFORE                                                                                     \
  "{\"user_id\":\"" USER "\",\"user_email\":\"one@example.org\",\"user_alias\":\"One\","           \
  "\"user_role\":\"internal_user\",\"max_budget\":5.0,\"budget_duration\":\"30d\",\"spend\":3.0,"  \
  "\"models\":[\"gpt-4o\"],\"tpm_limit\":100,\"rpm_limit\":10,\"max_parallel_requests\":4,"        \
  "\"metadata\":{\"a\":1},\"model_max_budget\":{\"m\":2.0}}"

static char *
make_body (const char *field, const char *value)
{
  return g_strdup_printf ("{\"user_id\":\"" USER "\",\"%s\":%s}", field, value);
}

static char *
get_text (JsonObject *row, const char *field)
{
  return json_to_string (json_object_get_member (row, field), FALSE);
}

/* What fields hold after values were sent (contract, section 1). */
static void
test_values (void)
{
  const struct {
    const char *field;
    const char *value;
    const char *after;
  } cases[] = {
    { "user_email", "\"not an email\"", "\"not an email\"" },
    { "user_email", "null", "\"one@example.org\"" },
    { "user_email", "\"\"", "\"\"" },
    { "user_alias", "null", "\"One\"" },
    { "user_alias", "\"\"", "\"\"" },
    { "user_role", "\"proxy_admin_viewer\"", "\"proxy_admin_viewer\"" },
    { "user_role", "null", "\"internal_user\"" },
    { "max_budget", "42.5", "42.5" },
    { "max_budget", "0", "0.0" },
    { "max_budget", "-1", "-1.0" },
    { "max_budget", "\"12.5\"", "12.5" },
    { "max_budget", "true", "1.0" },
    { "max_budget", "null", "null" },
    { "max_budget", "\"\"", "null" },
    { "spend", "0", "0.0" },
    { "spend", "\"2.5\"", "2.5" },
    { "spend", "-1", "-1.0" },
    { "spend", "null", "3.0" },
    { "models", "[\"gpt-4o\",\"no-such\"]", "[\"gpt-4o\",\"no-such\"]" },
    { "models", "[]", "[\"gpt-4o\"]" },
    { "models", "null", "[\"gpt-4o\"]" },
    { "tpm_limit", "null", "null" },
    { "tpm_limit", "0", "0" },
    { "tpm_limit", "-1", "-1" },
    { "tpm_limit", "\"300\"", "300" },
    { "tpm_limit", "2.0", "2" },
    { "tpm_limit", "9223372036854775807", "9223372036854775807" },
    { "rpm_limit", "null", "null" },
    { "rpm_limit", "true", "1" },
    { "max_parallel_requests", "7", "7" },
    { "max_parallel_requests", "null", "4" },
    { "metadata", "{\"longer\":{\"b\":1,\"a\":2},\"z\":1}",
      "{\"z\":1,\"longer\":{\"a\":2,\"b\":1}}" },
    { "metadata", "{}", "{\"a\":1}" },
    { "metadata", "null", "{\"a\":1}" },
    { "model_max_budget", "{\"m\":5.0}", "{\"m\":5.0}" },
    { "model_max_budget", "{}", "{}" },
    { "model_max_budget", "null", "{}" },
    { "budget_duration", "\"1d junk\"", "\"1d junk\"" },
    { "budget_duration", "\"Daily\"", "\"Daily\"" },
    { "budget_duration", "null", "null" },
    { "teams", "\"x\"", "[]" },
  };
  g_autoptr (DemoTest) test = demo_test_new (30);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) before = demo_test_update (test, BEFORE);
    g_autofree char *body = make_body (cases[i].field, cases[i].value);
    g_autoptr (JsonObject) reply = demo_test_update (test, body);
    g_autofree char *text = get_text (reply, cases[i].field);

    g_test_message ("%s", body);
    g_assert_cmpstr (text, ==, cases[i].after);
  }
}

static void
test_refused_values (void)
{
  const struct {
    const char *field;
    const char *value;
    guint status;
    const char *text;
  } cases[] = {
    { "user_email", "5", 422, "Input should be a valid string" },
    { "user_alias", "[]", 422, "\"loc\":[\"body\",\"user_alias\"]" },
    { "user_role", "\"bad\"", 422, "\"type\":\"literal_error\"" },
    { "user_role", "\"\"", 422, "\"type\":\"literal_error\"" },
    { "max_budget", "\"abc\"", 422, "\"type\":\"float_parsing\"" },
    { "max_budget", "[]", 422, "\"type\":\"float_type\"" },
    { "max_budget", "\"nan\"", 400,
      "`max_budget` should be of any of the following types: `Float`" },
    { "spend", "\"\"", 422, "\"type\":\"float_parsing\"" },
    { "spend", "{}", 422, "\"type\":\"float_type\"" },
    { "spend", "\"nan\"", 400, "spend must be a finite number. Received: nan" },
    { "spend", "\"inf\"", 400, "spend must be a finite number. Received: inf" },
    { "models", "\"x\"", 422, "\"type\":\"list_type\"" },
    { "models", "[5]", 400, "`models` should be of any of the following types" },
    { "tpm_limit", "1.5", 422, "\"type\":\"int_from_float\"" },
    { "tpm_limit", "\"x\"", 422, "\"type\":\"int_parsing\"" },
    { "tpm_limit", "[]", 422, "\"type\":\"int_type\"" },
    { "tpm_limit", "1e30", 422, "\"type\":\"int_parsing_size\"" },
    { "tpm_limit", "\"inf\"", 422, "\"type\":\"finite_number\"" },
    { "rpm_limit", "\"\"", 422, "\"type\":\"int_parsing\"" },
    { "max_parallel_requests", "2147483648", 400, "`max_parallel_requests` should be" },
    { "metadata", "[]", 422, "\"type\":\"dict_type\"" },
    { "budget_duration", "7", 422, "\"type\":\"string_type\"" },
    { "budget_duration", "\"2mo\"", 400,
      "{'error': \\\"Invalid budget_duration '2mo'. Use a format like '1h', '24h', '7d', or "
      "'30d'." },
    { "budget_duration", "\"\"", 400, "Invalid budget_duration ''" },
    { "budget_duration", "\"1y\"", 400, "Invalid budget_duration '1y'" },
    { "budget_duration", "\"0d\"", 400, "Invalid budget_duration '0d'" },
    { "budget_duration", "\"30D\"", 400, "Invalid budget_duration '30D'" },
    { "blocked", "true", 400, "`upsertOneLiteLLM_UserTable.create.blocked`" },
    { "guardrails", "[\"x\"]", 400, "`upsertOneLiteLLM_UserTable.create.guardrails`" },
  };
  g_autoptr (DemoTest) test = demo_test_new (30);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = make_body (cases[i].field, cases[i].value);

    g_test_message ("%s", body);
    demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_MASTER_KEY, body,
                            cases[i].status, cases[i].text);
  }
}

static void
test_bodies (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  const struct {
    const char *body;
    guint status;
    const char *text;
  } cases[] = {
    { NULL, 422,
      "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\"],\"msg\":\"Field required\"}]}" },
    { "{\"user_id\":\"demo-user\",}", 422, "\"type\":\"json_invalid\",\"loc\":[\"body\"," },
    { "[]", 500,
      "{\"error\":{\"message\":\"Internal server error\",\"type\":\"internal_server_error\"}}" },
    { "{\"user_id\":null}", 422, "Either user id or user email must be provided" },
    { "{\"user_id\":\"\"}", 400, "Either user_id or user_email must be provided" },
    { "{\"user_id\":5}", 422, "\"loc\":[\"body\",\"user_id\"]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_MASTER_KEY, cases[i].body,
                            cases[i].status, cases[i].text);
  demo_test_assert_fixture (test, "POST", "/user/update", ORCH_DEMO_MASTER_KEY,
                            "{\"user_alias\":\"x\"}", "user_update_422");
}

static void
test_reply (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) before = demo_test_get (test, "/v2/user/info?user_id=" USER);
  g_autoptr (JsonObject) row = demo_test_update (
      test, "{\"user_id\":\"" USER "\",\"user_alias\":\"ok\",\"max_budget\":42.5}");
  g_autoptr (JsonObject) recorded = fixture_load_body ("user_update_ok");
  g_autoptr (JsonObject) after = demo_test_get (test, "/v2/user/info?user_id=" USER);
  g_autoptr (GList) names = json_object_get_members (after);

  demo_test_assert_members (row, json_object_get_object_member (recorded, "data"));

  for (GList *l = names; l != NULL; l = l->next) {
    const char *name = l->data;
    gboolean same = json_node_equal (json_object_get_member (before, name),
                                     json_object_get_member (after, name));
    gboolean changed = g_str_equal (name, "user_alias") || g_str_equal (name, "max_budget")
                       || g_str_equal (name, "updated_at");

    g_assert_cmpint (same, ==, !changed);
  }
}

static void
test_duration (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) set = demo_test_update (test, BEFORE);
  g_autoptr (JsonObject) cleared = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) next = g_date_time_add_months (now, 1);
  g_autofree char *first = g_date_time_format (next, "%Y-%m-01T00:00:00Z");

  g_assert_cmpstr (json_object_get_string_member (set, "budget_reset_at"), ==, first);

  cleared = demo_test_update (test, "{\"user_id\":\"" USER "\",\"budget_duration\":null}");
  g_assert_true (json_object_get_null_member (cleared, "budget_duration"));
  g_assert_true (json_object_get_null_member (cleared, "budget_reset_at"));
}

static void
test_unknown_user (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) row =
      demo_test_update (test, "{\"user_id\":\"new one\",\"max_budget\":3}");
  g_autoptr (JsonObject) page = demo_test_get (test, "/user/list?search=new%20one");
  g_autoptr (JsonObject) everybody = demo_test_get (test, "/user/list");

  g_assert_true (json_object_get_null_member (row, "user_role"));
  g_assert_cmpfloat (json_object_get_double_member (row, "max_budget"), ==, 3.0);
  g_assert_cmpstr (json_object_get_string_member (row, "created_at"), ==,
                   json_object_get_string_member (row, "updated_at"));
  g_assert_cmpint (json_object_get_int_member (page, "total"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (everybody, "total"), ==, 31);
}

static void
test_by_email (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) row = demo_test_update (
      test, "{\"user_email\":\"hiro.lopez.1@example.org\",\"user_alias\":\"by mail\"}");
  g_autoptr (JsonObject) page = NULL;

  g_assert_cmpstr (json_object_get_string_member (row, "user_id"), ==, USER);

  demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_MASTER_KEY,
                          "{\"user_email\":\"Hiro.lopez.1@example.org\"}", 400,
                          "'LiteLLM_UserTable' object has no attribute 'get'");
  page = demo_test_get (test, "/user/list?user_email=hiro.lopez.1@");
  g_assert_cmpint (json_object_get_int_member (page, "total"), ==, 2);
}

static void
test_roles (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  const char *body = "{\"user_id\":\"demo-user\",\"user_alias\":\"x\"}";
  g_autoptr (JsonNode) allowed = NULL;
  guint status;

  demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_USER_KEY, body, 401,
                          "Authentication Error, Only proxy admin can be used to generate, delete, "
                          "update info for new keys/users/teams. Route=/user/update. "
                          "Your role=internal_user. Your user_id=demo-u*er");
  demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_USER_VIEWER_KEY, body, 401,
                          "Your role=internal_user_viewer. Your user_id=demo-u********er");
  demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_ADMIN_VIEWER_KEY, body, 403,
                          "user not allowed to access this route, role= proxy_admin_viewer. Trying "
                          "to access: /user/update and updating invalid param: user_id. only "
                          "user_email can be updated");
  demo_test_assert_reply (test, "POST", "/user/update", ORCH_DEMO_BLOCKED_KEY, "{bad", 422,
                          "json_invalid");

  allowed = demo_test_call (test, "POST", "/user/update", ORCH_DEMO_ADMIN_KEY, body, &status);
  g_assert_cmpuint (status, ==, 200);
}

/* A role counts from the moment in which it is changed. */
static void
test_role_change (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) row =
      demo_test_update (test, "{\"user_id\":\"demo-user\",\"user_role\":\"proxy_admin_viewer\"}");

  demo_test_assert_reply (test, "GET", "/user/list?page_size=1", ORCH_DEMO_USER_KEY, NULL, 200,
                          "\"total\":30");
}

static void
test_dropped_field (void)
{
  g_autoptr (DemoTest) test = demo_test_new (30);
  g_autoptr (JsonObject) before = demo_test_update (test, BEFORE);
  g_autoptr (JsonObject) row = NULL;

  orch_demo_server_set_dropped_field (demo_test_get_server (test), "max_budget");
  row = demo_test_update (test, "{\"user_id\":\"" USER "\",\"max_budget\":42.5,\"spend\":0}");

  g_assert_cmpfloat (json_object_get_double_member (row, "max_budget"), ==, 5.0);
  g_assert_cmpfloat (json_object_get_double_member (row, "spend"), ==, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-update/values", test_values);
  g_test_add_func ("/demo-update/refused-values", test_refused_values);
  g_test_add_func ("/demo-update/bodies", test_bodies);
  g_test_add_func ("/demo-update/reply", test_reply);
  g_test_add_func ("/demo-update/duration", test_duration);
  g_test_add_func ("/demo-update/unknown-user", test_unknown_user);
  g_test_add_func ("/demo-update/by-email", test_by_email);
  g_test_add_func ("/demo-update/roles", test_roles);
  g_test_add_func ("/demo-update/role-change", test_role_change);
  g_test_add_func ("/demo-update/dropped-field", test_dropped_field);

  return g_test_run ();
}
