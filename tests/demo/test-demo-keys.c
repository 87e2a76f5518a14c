#include "config.h"

#include "demo-test.h"
#include "demo/demo-odd-keys.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY

static void
test_list (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_list_full");
  g_autoptr (JsonObject) page =
      demo_test_get (test, "/key/list?return_full_object=true&size=100&user_id=user-000001");
  JsonArray *keys = json_object_get_array_member (page, "keys");
  JsonArray *recorded_keys = json_object_get_array_member (recorded, "keys");

  demo_test_assert_members (page, recorded);
  g_assert_cmpuint (json_array_get_length (keys), >, 1);
  for (guint i = 0; i < json_array_get_length (keys); i++)
    demo_test_assert_members (json_array_get_object_element (keys, i),
                              json_array_get_object_element (recorded_keys, 0));

  g_assert_cmpint (demo_test_count_keys (test, "size=1"), >, 1000);
  g_assert_cmpint (demo_test_count_keys (test, "status=active")
                       + demo_test_count_keys (test, "status=expired")
                       + demo_test_count_keys (test, "status=revoked"),
                   ==, demo_test_count_keys (test, "page=2"));
  g_assert_cmpint (demo_test_count_keys (test, "status=deleted"), ==, 0);
  g_assert_cmpint (demo_test_count_keys (test, "team_id=t"), ==, 0);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=USER-00001&substring_matching=true"), >,
                   10);

  demo_test_assert_fixture (test, "GET", "/key/list?sort_by=bad", MASTER, NULL, "key_list_400");
  demo_test_assert_fixture (test, "GET", "/key/list?size=101", MASTER, NULL, "key_list_422");
  demo_test_assert_fixture (test, "GET", "/key/list?user_id=no-such", MASTER, NULL,
                            "key_list_empty");
  demo_test_assert_reply (test, "GET", "/key/list?user_id=demo-admin", ORCH_DEMO_USER_KEY, NULL,
                          403, "You are not authorized to check another user's keys");
}

/* The list of users and the list of keys agree. */
static void
test_counts (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  g_autoptr (JsonObject) page = demo_test_get (test, "/user/list?page_size=100");
  JsonArray *users = json_object_get_array_member (page, "users");
  gint64 total = 0;

  for (guint i = 0; i < json_array_get_length (users); i++) {
    JsonObject *user = json_array_get_object_element (users, i);
    g_autofree char *id =
        g_uri_escape_string (json_object_get_string_member (user, "user_id"), NULL, FALSE);
    g_autofree char *query = g_strconcat ("user_id=", id, NULL);

    g_assert_cmpint (demo_test_count_keys (test, query), ==,
                     json_object_get_int_member (user, "key_count"));
    total += json_object_get_int_member (user, "key_count");
  }

  /* Two keys that somebody signs in with have no user, and the odd ones. */
  g_assert_cmpint (total + 2 + ORCH_DEMO_N_ODD_KEYS, ==, demo_test_count_keys (test, ""));
}

/* A blocked key signs in no more, until it is unblocked. */
static void
test_block (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) user =
      demo_test_post (test, "/user/new", MASTER, 200, "{\"user_id\":\"new\"}");
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_block_ok");
  const char *secret = json_object_get_string_member (user, "key");
  g_autofree char *token = demo_test_dup_token (test, "user_id=new");
  g_autoptr (JsonObject) blocked = NULL, unblocked = NULL;
  g_autofree char *own = NULL, *body = NULL;

  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);
  blocked = demo_test_post (test, "/key/block", MASTER, 200, "{\"key\":\"%s\"}", token);
  demo_test_assert_members (blocked, recorded);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 401, "Key is blocked");
  g_assert_cmpint (demo_test_count_keys (test, "user_id=new&status=revoked"), ==, 1);

  unblocked = demo_test_post (test, "/key/unblock", MASTER, 200, "{\"key\":\"%s\"}", token);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);

  demo_test_assert_reply (test, "POST", "/key/block", MASTER, "{\"key\":\"zzz\"}", 400,
                          "Invalid key format.");
  demo_test_assert_reply (test, "POST", "/key/block", MASTER, "{}", 422, "Field required");
  own = demo_test_dup_token (test, "user_id=demo-user");
  body = g_strdup_printf ("{\"key\":\"%s\"}", own);
  demo_test_assert_reply (test, "POST", "/key/block", ORCH_DEMO_USER_KEY, body, 403,
                          "can call /key/block");
}

/* A key of somebody who was made up, and is stored from here on. */
static void
test_update (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = demo_test_dup_token (test, "user_id=user-000001&sort_by=spend");
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_update_ok");
  g_autoptr (JsonObject) updated = demo_test_post (
      test, "/key/update", MASTER, 200, "{\"key\":\"%s\",\"spend\":1.5,\"blocked\":true}", token);

  demo_test_assert_members (updated, recorded);
  demo_test_assert_reply (test, "GET", path, MASTER, NULL, 200, "\"spend\":1.5");
  demo_test_assert_reply (test, "GET", path, MASTER, NULL, 200, "\"status\":\"revoked\"");
  demo_test_assert_fixture (test, "POST", "/key/update", MASTER, "{\"tpm_limit\":9}",
                            "key_update_422");
  demo_test_assert_fixture (test, "POST", "/key/update", MASTER, "{\"key\":\"zzz\"}",
                            "key_update_404");
}

static void
test_delete (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  gint64 count = demo_test_count_keys (test, "user_id=user-000001");
  g_autofree char *token = demo_test_dup_token (test, "user_id=user-000001");
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) reply = NULL, no_user = NULL;
  g_autofree char *body = g_strdup_printf ("{\"keys\":[\"%s\"]}", token);

  demo_test_assert_fixture (test, "POST", "/key/delete", ORCH_DEMO_USER_KEY, body,
                            "key_delete_403");
  reply = demo_test_post (test, "/key/delete", MASTER, 200, "{\"keys\":[\"%s\",\"zzz\"]}", token);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "deleted_keys")),
                    ==, 2);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000001"), ==, count - 1);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000001&status=deleted"), ==, 1);
  demo_test_assert_reply (test, "GET", path, MASTER, NULL, 200, "\"status\":\"deleted\"");
  demo_test_assert_fixture (test, "POST", "/key/delete", ORCH_DEMO_USER_KEY, body,
                            "key_delete_404");
}

/* With a user go their keys; both may come again. */
static void
test_delete_user (void)
{
  g_autoptr (DemoTest) test = demo_test_new (40);
  g_autofree char *token = demo_test_dup_token (test, "user_id=user-000002");
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) page = NULL, again = NULL;

  demo_test_assert_fixture (test, "POST", "/user/delete", MASTER,
                            "{\"user_ids\":[\"user-000002\",\"no-such-probe\"]}",
                            "user_delete_404");
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000002"), >, 0);
  demo_test_assert_reply (test, "POST", "/user/delete", MASTER,
                          "{\"user_ids\":[\"user-000002\",\"a b\"]}", 200, "2");
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000002"), ==, 0);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000002&status=deleted"), ==, 0);
  demo_test_assert_reply (test, "GET", path, MASTER, NULL, 404, "Key not found in database");
  demo_test_assert_reply (test, "GET", "/user/list?user_ids=user-000002", MASTER, NULL, 200,
                          "\"total\":0");

  page = demo_test_get (test, "/user/list?sort_by=user_id&page_size=100");
  g_assert_cmpint (json_object_get_int_member (page, "total"), ==, 38);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (page, "users")), ==, 38);

  again = demo_test_post (test, "/user/new", MASTER, 200, "{\"user_id\":\"user-000002\"}");
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000002"), ==, 1);
  demo_test_assert_reply (test, "GET", "/user/list?sort_by=user_id", MASTER, NULL, 200,
                          "\"total\":39");
}

static void
test_new_user (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  const char *body = "{\"user_id\":\"probe-new1\",\"user_email\":\"A@example.invalid\","
                     "\"auto_create_key\":false,\"user_role\":\"internal_user\","
                     "\"max_budget\":5,\"budget_duration\":\"30d\"}";
  g_autoptr (JsonObject) recorded = fixture_load_body ("user_new_ok");
  g_autoptr (JsonObject) user =
      demo_test_post (test, "/user/new", ORCH_DEMO_ADMIN_KEY, 200, "%s", body);

  demo_test_assert_members (user, recorded);
  g_assert_cmpstr (json_object_get_string_member (user, "key"), ==, "");
  g_assert_cmpint (demo_test_count_keys (test, "user_id=probe-new1"), ==, 0);
  demo_test_assert_reply (test, "GET", "/v2/user/info?user_id=probe-new1", MASTER, NULL, 200,
                          "\"budget_duration\":\"30d\"");
  demo_test_assert_fixture (test, "POST", "/user/new", MASTER, body, "user_new_409");
  demo_test_assert_reply (test, "POST", "/user/new", MASTER,
                          "{\"user_id\":\"x\",\"user_email\":\"a@EXAMPLE.invalid\"}", 409,
                          "User with email A@example.invalid already exists");
  demo_test_assert_fixture (test, "POST", "/user/new", MASTER,
                            "{\"auto_create_key\":false,\"user_role\":\"wizard\"}", "user_new_422");
  demo_test_assert_reply (test, "POST", "/user/new", MASTER, "{\"budget_duration\":\"1y\"}", 400,
                          "Invalid budget_duration");
  demo_test_assert_reply (test, "POST", "/user/new", ORCH_DEMO_USER_KEY, "{}", 401,
                          "Only proxy admin can be used");
  demo_test_assert_reply (test, "POST", "/user/new", ORCH_DEMO_ADMIN_VIEWER_KEY, "{}", 403,
                          "Trying to access: /user/new");

  g_clear_pointer (&user, json_object_unref);
  g_clear_pointer (&recorded, json_object_unref);
  recorded = fixture_load_body ("invitation_ok");
  user = demo_test_post (test, "/invitation/new", ORCH_DEMO_ADMIN_KEY, 200,
                         "{\"user_id\":\"probe-new1\"}");
  demo_test_assert_members (user, recorded);
  demo_test_assert_reply (test, "POST", "/invitation/new", ORCH_DEMO_ADMIN_KEY,
                          "{\"user_id\":\"no-such\"}", 500, "Foreign key constraint violated");
}

/* Believable means that all cases of a list are there. */
static void
test_vary (void)
{
  static const struct {
    const char *name;
    guint percent; /* at least */
    guint maximum;
  } members[] = {
    { "key_alias", 80, 99 },    { "max_budget", 40, 80 },
    { "expires", 10, 40 },      { "last_active", 70, 99 },
    { "team_id", 10, 30 },      { "tpm_limit", 10, 40 },
    { "rpm_limit", 8, 30 },     { "litellm_budget_table", 8, 40 },
    { "budget_limits", 4, 20 }, { "rotation_interval", 5, 20 },
    { "blocked", 2, 15 },
  };
  static const char *const kept[] = { "tags", "guardrails", "model_rpm_limit" };
  g_autoptr (DemoTest) test = demo_test_new (200);
  guint counts[G_N_ELEMENTS (members)] = { 0 }, kept_counts[G_N_ELEMENTS (kept)] = { 0 };
  guint n = 0, routes = 0;

  for (guint page = 1; page <= 8; page++) {
    g_autofree char *query = g_strdup_printf ("size=100&page=%u", page);
    g_autoptr (JsonArray) keys = demo_test_list_keys (test, query);

    for (guint i = 0; i < json_array_get_length (keys); i++, n++) {
      JsonObject *key = json_array_get_object_element (keys, i);
      JsonObject *metadata = json_object_get_object_member (key, "metadata");

      for (gsize m = 0; m < G_N_ELEMENTS (members); m++)
        counts[m] += !json_object_get_null_member (key, members[m].name);
      for (gsize m = 0; m < G_N_ELEMENTS (kept); m++)
        kept_counts[m] += json_object_has_member (metadata, kept[m]);
      routes += json_array_get_length (json_object_get_array_member (key, "allowed_routes")) > 0;
    }
  }

  g_assert_cmpuint (n, ==, 800);
  for (gsize m = 0; m < G_N_ELEMENTS (members); m++) {
    g_test_message ("%s: %u of %u", members[m].name, counts[m], n);
    g_assert_cmpuint (counts[m] * 100, >=, members[m].percent * n);
    g_assert_cmpuint (counts[m] * 100, <=, members[m].maximum * n);
  }
  for (gsize m = 0; m < G_N_ELEMENTS (kept); m++)
    g_assert_cmpuint (kept_counts[m], >, 10);
  g_assert_cmpuint (routes, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-keys/list", test_list);
  g_test_add_func ("/demo-keys/counts", test_counts);
  g_test_add_func ("/demo-keys/block", test_block);
  g_test_add_func ("/demo-keys/update", test_update);
  g_test_add_func ("/demo-keys/delete", test_delete);
  g_test_add_func ("/demo-keys/delete-user", test_delete_user);
  g_test_add_func ("/demo-keys/new-user", test_new_user);
  g_test_add_func ("/demo-keys/vary", test_vary);

  return g_test_run ();
}
