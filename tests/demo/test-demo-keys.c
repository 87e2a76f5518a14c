#include "config.h"

#include "demo-test.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY

static gint64
count_keys (DemoTest *test, const char *query)
{
  g_autofree char *path = g_strconcat ("/key/list?", query, NULL);
  g_autoptr (JsonObject) page = demo_test_get (test, path);

  return json_object_get_int_member (page, "total_count");
}

/* The first key of a list. */
static char *
dup_token (DemoTest *test, const char *query)
{
  g_autofree char *path = g_strconcat ("/key/list?", query, NULL);
  g_autoptr (JsonObject) page = demo_test_get (test, path);

  return g_strdup (json_array_get_string_element (json_object_get_array_member (page, "keys"), 0));
}

static JsonObject *
post (DemoTest *test, const char *path, const char *key, guint status, const char *format, ...)
{
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) reply = NULL;
  guint got;
  va_list arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reply = demo_test_call (test, "POST", path, key, body, &got);
  g_assert_cmpuint (got, ==, status);

  return JSON_NODE_HOLDS_OBJECT (reply) ? json_node_dup_object (reply) : NULL;
}

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

  g_assert_cmpint (count_keys (test, "size=1"), >, 1000);
  g_assert_cmpint (count_keys (test, "status=active") + count_keys (test, "status=expired")
                       + count_keys (test, "status=revoked"),
                   ==, count_keys (test, "page=2"));
  g_assert_cmpint (count_keys (test, "status=deleted"), ==, 0);
  g_assert_cmpint (count_keys (test, "team_id=t"), ==, 0);
  g_assert_cmpint (count_keys (test, "user_id=USER-00001&substring_matching=true"), >, 10);

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

    g_assert_cmpint (count_keys (test, query), ==, json_object_get_int_member (user, "key_count"));
    total += json_object_get_int_member (user, "key_count");
  }

  /* Two keys have no user. */
  g_assert_cmpint (total + 2, ==, count_keys (test, ""));
}

static void
test_orders (void)
{
  const char *const names[] = { "spend",      "max_budget", "created_at",
                                "updated_at", "token",      "key_alias" };
  g_autoptr (DemoTest) test = demo_test_new (20);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *query = g_strdup_printf ("sort_by=%s&size=100", names[i]);
    g_autofree char *first = dup_token (test, query);
    g_autofree char *up_query = g_strconcat (query, "&sort_order=asc", NULL);
    g_autofree char *up_first = dup_token (test, up_query);

    g_assert_cmpstr (first, !=, up_first);
  }
}

/* A blocked key signs in no more, until it is unblocked. */
static void
test_block (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (JsonObject) user = post (test, "/user/new", MASTER, 200, "{\"user_id\":\"new\"}");
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_block_ok");
  const char *secret = json_object_get_string_member (user, "key");
  g_autofree char *token = dup_token (test, "user_id=new");
  g_autoptr (JsonObject) blocked = NULL, unblocked = NULL;
  g_autofree char *own = NULL, *body = NULL;

  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);
  blocked = post (test, "/key/block", MASTER, 200, "{\"key\":\"%s\"}", token);
  demo_test_assert_members (blocked, recorded);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 401, "Key is blocked");
  g_assert_cmpint (count_keys (test, "user_id=new&status=revoked"), ==, 1);

  unblocked = post (test, "/key/unblock", MASTER, 200, "{\"key\":\"%s\"}", token);
  demo_test_assert_reply (test, "GET", "/key/info", secret, NULL, 200, token);

  demo_test_assert_reply (test, "POST", "/key/block", MASTER, "{\"key\":\"zzz\"}", 400,
                          "Invalid key format.");
  demo_test_assert_reply (test, "POST", "/key/block", MASTER, "{}", 422, "Field required");
  own = dup_token (test, "user_id=demo-user");
  body = g_strdup_printf ("{\"key\":\"%s\"}", own);
  demo_test_assert_reply (test, "POST", "/key/block", ORCH_DEMO_USER_KEY, body, 403,
                          "can call /key/block");
}

/* A key of somebody who was made up, and is stored from here on. */
static void
test_update (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = dup_token (test, "user_id=user-000001&sort_by=spend");
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) recorded = fixture_load_body ("key_update_ok");
  g_autoptr (JsonObject) updated = post (test, "/key/update", MASTER, 200,
                                         "{\"key\":\"%s\",\"spend\":1.5,\"blocked\":true}", token);

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
  gint64 count = count_keys (test, "user_id=user-000001");
  g_autofree char *token = dup_token (test, "user_id=user-000001");
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) reply = NULL, no_user = NULL;
  g_autofree char *body = g_strdup_printf ("{\"keys\":[\"%s\"]}", token);

  demo_test_assert_fixture (test, "POST", "/key/delete", ORCH_DEMO_USER_KEY, body,
                            "key_delete_403");
  reply = post (test, "/key/delete", MASTER, 200, "{\"keys\":[\"%s\",\"zzz\"]}", token);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "deleted_keys")),
                    ==, 2);
  g_assert_cmpint (count_keys (test, "user_id=user-000001"), ==, count - 1);
  g_assert_cmpint (count_keys (test, "user_id=user-000001&status=deleted"), ==, 1);
  demo_test_assert_reply (test, "GET", path, MASTER, NULL, 200, "\"status\":\"deleted\"");
  demo_test_assert_fixture (test, "POST", "/key/delete", ORCH_DEMO_USER_KEY, body,
                            "key_delete_404");
}

/* With a user go their keys; both may come again. */
static void
test_delete_user (void)
{
  g_autoptr (DemoTest) test = demo_test_new (40);
  g_autofree char *token = dup_token (test, "user_id=user-000002");
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) page = NULL, again = NULL;

  demo_test_assert_fixture (test, "POST", "/user/delete", MASTER,
                            "{\"user_ids\":[\"user-000002\",\"no-such-probe\"]}",
                            "user_delete_404");
  g_assert_cmpint (count_keys (test, "user_id=user-000002"), >, 0);
  demo_test_assert_reply (test, "POST", "/user/delete", MASTER,
                          "{\"user_ids\":[\"user-000002\",\"a b\"]}", 200, "2");
  g_assert_cmpint (count_keys (test, "user_id=user-000002"), ==, 0);
  g_assert_cmpint (count_keys (test, "user_id=user-000002&status=deleted"), ==, 0);
  demo_test_assert_reply (test, "GET", path, MASTER, NULL, 404, "Key not found in database");
  demo_test_assert_reply (test, "GET", "/user/list?user_ids=user-000002", MASTER, NULL, 200,
                          "\"total\":0");

  page = demo_test_get (test, "/user/list?sort_by=user_id&page_size=100");
  g_assert_cmpint (json_object_get_int_member (page, "total"), ==, 38);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (page, "users")), ==, 38);

  again = post (test, "/user/new", MASTER, 200, "{\"user_id\":\"user-000002\"}");
  g_assert_cmpint (count_keys (test, "user_id=user-000002"), ==, 1);
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
  g_autoptr (JsonObject) user = post (test, "/user/new", ORCH_DEMO_ADMIN_KEY, 200, "%s", body);

  demo_test_assert_members (user, recorded);
  g_assert_cmpstr (json_object_get_string_member (user, "key"), ==, "");
  g_assert_cmpint (count_keys (test, "user_id=probe-new1"), ==, 0);
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
  user = post (test, "/invitation/new", ORCH_DEMO_ADMIN_KEY, 200, "{\"user_id\":\"probe-new1\"}");
  demo_test_assert_members (user, recorded);
  demo_test_assert_reply (test, "POST", "/invitation/new", ORCH_DEMO_ADMIN_KEY,
                          "{\"user_id\":\"no-such\"}", 500, "Foreign key constraint violated");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-keys/list", test_list);
  g_test_add_func ("/demo-keys/counts", test_counts);
  g_test_add_func ("/demo-keys/orders", test_orders);
  g_test_add_func ("/demo-keys/block", test_block);
  g_test_add_func ("/demo-keys/update", test_update);
  g_test_add_func ("/demo-keys/delete", test_delete);
  g_test_add_func ("/demo-keys/delete-user", test_delete_user);
  g_test_add_func ("/demo-keys/new-user", test_new_user);

  return g_test_run ();
}
