#include "config.h"

#include "demo-test.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY
#define USER ORCH_DEMO_USER_KEY

static const char WINDOWS[] = "\"spend\":4,\"max_budget\":3.5,"
                              "\"budget_limits\":[{\"budget_duration\":\"1d\",\"max_budget\":5},"
                              "{\"budget_duration\":\"30d\",\"max_budget\":9}]";

static void
test_reset (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) recorded = fixture_load_body ("reset_spend_ok");
  g_autofree char *token = NULL, *own = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, WINDOWS, &token);
  g_autofree char *other = demo_test_generate (test, USER, "", &own);
  g_autofree char *path = g_strdup_printf ("/key/%s/reset_spend", token);
  g_autofree char *own_path = g_strdup_printf ("/key/%s/reset_spend", own);
  g_autofree char *secret_path = g_strdup_printf ("/key/%s/reset_spend", secret);
  g_autoptr (JsonObject) reply = NULL;

  demo_test_assert_reply (test, "POST", path, MASTER, "{\"reset_to\":4.5}", 400,
                          "reset_to (4.5) must be <= current spend (4.0)");
  demo_test_assert_reply (test, "POST", path, MASTER, "{\"reset_to\":3.75}", 400,
                          "reset_to (3.75) must be <= budget (3.5)");
  demo_test_assert_reply (test, "POST", path, MASTER, "{\"reset_to\":-1}", 400,
                          "reset_to must be >= 0");
  demo_test_assert_reply (test, "POST", path, MASTER, "{\"reset_to\":true}", 422,
                          "must be a number, not a boolean");
  demo_test_assert_fixture (test, "POST", own_path, USER, "{\"reset_to\":0}", "reset_spend_403");
  demo_test_assert_reply (test, "POST", "/key/zzz/reset_spend", MASTER, "{\"reset_to\":0}", 404,
                          "Key zzz not found.");

  reply = demo_test_post (test, path, MASTER, 200, "{\"reset_to\":2.5}");
  demo_test_assert_members (reply, recorded);
  g_assert_cmpfloat (json_object_get_double_member (reply, "previous_spend"), ==, 4);
  demo_test_assert_reply (test, "POST", secret_path, MASTER, "{\"reset_to\":0}", 200,
                          "\"previous_spend\":2.5");
}

/* Windows go on from the reset. */
static void
test_windows (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, MASTER, WINDOWS, &token);
  g_autofree char *path = g_strdup_printf ("/key/%s/reset_spend", token);
  g_autoptr (JsonObject) before = demo_test_get_key (test, token);
  JsonObject *usage = json_object_get_object_member (before, "budget_limits_usage");
  g_autoptr (JsonObject) after = NULL;
  const char *names[] = { "1d", "30d" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpfloat (json_object_get_double_member (
                           json_object_get_object_member (usage, names[i]), "current_spend"),
                       ==, 0);

  json_object_unref (demo_test_post (test, path, MASTER, 200, "{\"reset_to\":0}"));
  after = demo_test_get_key (test, token);
  for (guint i = 0; i < 2; i++) {
    JsonObject *old =
        json_array_get_object_element (json_object_get_array_member (before, "budget_limits"), i);
    JsonObject *fresh =
        json_array_get_object_element (json_object_get_array_member (after, "budget_limits"), i);

    g_assert_cmpstr (json_object_get_string_member (old, "reset_at"), !=,
                     json_object_get_string_member (fresh, "reset_at"));
    g_assert_cmpstr (json_object_get_string_member (fresh, "budget_duration"), ==, names[i]);
  }
}

/* All that is told of a deleted key. */
static void
test_deleted (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_list_deleted");
  g_autofree char *token = NULL, *query = NULL;
  g_autofree char *secret =
      demo_test_generate (test, MASTER, "\"key_alias\":\"left\",\"soft_budget\":3", &token);
  g_autoptr (JsonArray) rows = NULL;
  g_autoptr (JsonObject) info = NULL;

  json_object_unref (demo_test_post (test, "/key/delete", MASTER, 200, "{\"keys\":[\"%s\",\"%s\"]}",
                                     token, token));
  query = g_strdup_printf ("status=deleted&key_hash=%s", token);
  rows = demo_test_list_keys (test, query);
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  demo_test_assert_members (
      json_array_get_object_element (rows, 0),
      json_array_get_object_element (json_object_get_array_member (recorded, "keys"), 0));

  info = demo_test_get_key (test, token);
  g_assert_cmpstr (json_object_get_string_member (info, "status"), ==, "deleted");
  g_assert_cmpstr (json_object_get_string_member (info, "deleted_by"), ==, "default_user_id");
  g_assert_cmpint (demo_test_count_keys (test, "search=left"), ==, 0);
  g_assert_cmpint (demo_test_count_keys (test, "search=left&status=deleted"), ==, 1);
}

/* What the proxy stores although it cannot read it: one such key, and the list fails. */
static void
test_unreadable (void)
{
  static const char *const names[] = {
    "metadata", "aliases", "config", "permissions", "model_max_budget",
  };
  g_autoptr (DemoTest) test = demo_test_new (10);
  const char *list = "/key/list?return_full_object=true";

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *token = NULL, *body = NULL;
    g_autofree char *secret = demo_test_generate (test, MASTER, "", &token);

    body = g_strdup_printf ("{\"key\":\"%s\",\"%s\":null}", token, names[i]);
    demo_test_assert_reply (test, "POST", "/key/update", MASTER, body, 200, token);
    demo_test_assert_reply (test, "GET", list, MASTER, NULL, 500,
                            "1 validation error for UserAPIKeyAuth");
    demo_test_assert_reply (test, "GET", "/key/list", MASTER, NULL, 200, token);
    g_free (body);
    body = g_strdup_printf ("{\"keys\":[\"%s\"]}", token);
    demo_test_assert_reply (test, "POST", "/key/delete", MASTER, body, 500, names[i]);

    g_free (body);
    body = g_strdup_printf ("{\"key\":\"%s\",\"%s\":{}}", token, names[i]);
    demo_test_assert_reply (test, "POST", "/key/update", MASTER, body, 200, token);
    demo_test_assert_reply (test, "GET", list, MASTER, NULL, 200, token);
  }
}

/* Contract, section 3.1. */
static void
test_replace (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *old = NULL, *new = NULL;
  g_autofree char *old_secret =
      demo_test_generate (test, USER, "\"key_alias\":\"work\",\"tpm_limit\":7", &old);
  g_autofree char *new_secret =
      demo_test_generate (test, USER, "\"key_alias\":\"work~new\",\"tpm_limit\":7", &new);

  demo_test_assert_reply (test, "GET", "/key/info", old_secret, NULL, 200, old);
  demo_test_assert_reply (test, "GET", "/key/info", new_secret, NULL, 200, new);
  json_object_unref (demo_test_post (test, "/key/delete", USER, 200, "{\"keys\":[\"%s\"]}", old));
  json_object_unref (demo_test_post (test, "/key/update", USER, 200,
                                     "{\"key\":\"%s\",\"key_alias\":\"work\"}", new));
  demo_test_assert_reply (test, "GET", "/key/info", old_secret, NULL, 401, "token_not_found_in_db");
  demo_test_assert_reply (test, "GET", "/key/info", new_secret, NULL, 200,
                          "\"key_alias\":\"work\"");
}

/* Only where somebody asks for it. */
static void
test_large (void)
{
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (10);
  g_autoptr (DemoTest) test = NULL;
  g_autoptr (JsonArray) keys = NULL;
  JsonObject *metadata;

  orch_demo_server_add_large_key (server);
  test = demo_test_new_for (g_steal_pointer (&server));
  keys = demo_test_list_keys (test, "key_alias=large");
  g_assert_cmpuint (json_array_get_length (keys), ==, 1);
  metadata = json_object_get_object_member (json_array_get_object_element (keys, 0), "metadata");
  g_assert_cmpuint (strlen (json_object_get_string_member (metadata, "large")), ==, 200000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-key-life/reset", test_reset);
  g_test_add_func ("/demo-key-life/windows", test_windows);
  g_test_add_func ("/demo-key-life/deleted", test_deleted);
  g_test_add_func ("/demo-key-life/unreadable", test_unreadable);
  g_test_add_func ("/demo-key-life/replace", test_replace);
  g_test_add_func ("/demo-key-life/large", test_large);

  return g_test_run ();
}
