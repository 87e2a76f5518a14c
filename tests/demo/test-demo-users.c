#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "demo-test.h"
#include "fixture.h"

static JsonArray *
get_users (DemoTest *test, const char *query, gint64 *total)
{
  g_autofree char *path = g_strconcat ("/user/list?", query, NULL);
  g_autoptr (JsonObject) page = demo_test_get (test, path);

  if (total != NULL)
    *total = json_object_get_int_member (page, "total");
  return json_array_ref (json_object_get_array_member (page, "users"));
}

static gint64
count (DemoTest *test, const char *query)
{
  g_autoptr (JsonArray) users = NULL;
  gint64 total;

  users = get_users (test, query, &total);
  return total;
}

static const char *
get_id (JsonArray *users, guint position)
{
  return json_object_get_string_member (json_array_get_object_element (users, position), "user_id");
}

/* The IDs of all pages, each as often as it came. */
static GHashTable *
collect (DemoTest *test, const char *sort, guint page_size, guint n_pages)
{
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint page = 1; page <= n_pages; page++) {
    g_autofree char *query =
        g_strdup_printf ("sort_by=%s&page_size=%u&page=%u", sort, page_size, page);
    g_autoptr (JsonArray) users = get_users (test, query, NULL);

    for (guint i = 0; i < json_array_get_length (users); i++)
      g_hash_table_add (seen, g_strdup (get_id (users, i)));
  }

  return seen;
}

static void
test_shape (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  g_autoptr (JsonObject) page = demo_test_get (test, "/user/list");
  g_autoptr (JsonObject) recorded = fixture_load_body ("user_list_page");
  JsonArray *users = json_object_get_array_member (page, "users");

  demo_test_assert_members (page, recorded);
  g_assert_cmpuint (json_array_get_length (users), ==, 25);
  g_assert_cmpint (json_object_get_int_member (page, "total"), ==, 300);
  g_assert_cmpint (json_object_get_int_member (page, "page"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (page, "page_size"), ==, 25);
  g_assert_cmpint (json_object_get_int_member (page, "total_pages"), ==, 12);
  for (guint i = 0; i < json_array_get_length (users); i++)
    demo_test_assert_members (
        json_array_get_object_element (users, i),
        json_array_get_object_element (json_object_get_array_member (recorded, "users"), 0));
}

static void
test_page_errors (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  const char *key = ORCH_DEMO_MASTER_KEY;
  g_autoptr (JsonObject) beyond = demo_test_get (test, "/user/list?page=99999");

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (beyond, "users")), ==, 0);
  g_assert_cmpint (json_object_get_int_member (beyond, "total"), ==, 300);

  demo_test_assert_fixture (test, "GET", "/user/list?page_size=101", key, NULL, "user_list_422");
  demo_test_assert_fixture (test, "GET", "/user/list?sort_by=bad", key, NULL, "user_list_400");
  demo_test_assert_fixture (test, "GET", "/user/list", ORCH_DEMO_USER_VIEWER_KEY, NULL,
                            "user_list_403");
  demo_test_assert_reply (test, "GET", "/user/list?page=0", ORCH_DEMO_USER_KEY, NULL, 422,
                          "Input should be greater than or equal to 1");
  demo_test_assert_reply (test, "GET", "/user/list?page=nan", key, NULL, 422, "int_parsing");
  demo_test_assert_reply (test, "GET", "/user/list?page=x", key, NULL, 422,
                          "unable to parse string as an integer");
  demo_test_assert_reply (test, "GET", "/user/list?sort_by=spend&sort_order=bad", key, NULL, 400,
                          "Invalid sort order. Must be 'asc' or 'desc'");
  demo_test_assert_reply (test, "GET", "/user/list?page=99999999999999999999", key, NULL, 500,
                          "Internal server error");
}

static void
test_filters (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);

  g_assert_cmpint (count (test, "search=HIRO.lopez"), ==, 1);
  g_assert_cmpint (count (test, "search=Hiro%20Lopez"), ==, 0);
  g_assert_cmpint (count (test, "search=user_000001"), ==, 1);
  g_assert_cmpint (count (test, "search=user%5C_000001"), ==, 0);
  g_assert_cmpint (count (test, "search=hiro%25lopez.1%40"), ==, 1);
  g_assert_cmpint (count (test, "search=100%5C%25%5C_real"), ==, 1);
  g_assert_cmpint (count (test, "search=%25"), ==, 300);
  g_assert_cmpint (count (test, "search="), ==, 300);
  g_assert_cmpint (count (test, "search=000001%5C"), ==, 0);
  g_assert_cmpint (count (test, "role=nope"), ==, 0);
  g_assert_cmpint (count (test, "role=proxy_admin"), ==, 1);
  g_assert_cmpint (count (test, "role=&nope=1"), ==, 300);
  g_assert_cmpint (count (test, "user_ids=USER-000001"), ==, 1);
  g_assert_cmpint (count (test, "user_ids=user-000001,%20user-000002,USER-000003"), ==, 2);
  g_assert_cmpint (count (test, "user_ids=user-000001,user-000002&search=lopez"), ==, 1);
  g_assert_cmpint (count (test, "user_email=%40example.org"), <, 300);
  g_assert_cmpint (count (test, "user_email="), <, 300);
}

static void
assert_sorted (JsonArray *users, const char *name, gboolean descending)
{
  for (guint i = 1; i < json_array_get_length (users); i++) {
    JsonObject *a = json_array_get_object_element (users, descending ? i : i - 1);
    JsonObject *b = json_array_get_object_element (users, descending ? i - 1 : i);

    /* Nulls are after everything. */
    if (json_object_get_null_member (b, name))
      continue;
    g_assert_false (json_object_get_null_member (a, name));

    if (g_str_equal (name, "spend"))
      g_assert_cmpfloat (json_object_get_double_member (a, name), <=,
                         json_object_get_double_member (b, name));
    else
      g_assert_cmpint (
          strcmp (json_object_get_string_member (a, name), json_object_get_string_member (b, name)),
          <=, 0);
  }
}

static void
test_sorts (void)
{
  const char *const names[] = { "user_id",    "user_email", "created_at",
                                "user_alias", "user_role",  "spend" };
  g_autoptr (DemoTest) test = demo_test_new (100);
  g_autoptr (JsonArray) newest = get_users (test, "page_size=100", NULL);

  assert_sorted (newest, "created_at", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *up = g_strdup_printf ("page_size=100&sort_by=%s", names[i]);
    g_autofree char *down = g_strdup_printf ("%s&sort_order=desc", up);
    g_autoptr (JsonArray) ascending = get_users (test, up, NULL);
    g_autoptr (JsonArray) descending = get_users (test, down, NULL);

    assert_sorted (ascending, names[i], FALSE);
    assert_sorted (descending, names[i], TRUE);
  }
}

static void
test_sort_by_id (void)
{
  g_autoptr (DemoTest) test = demo_test_new (120);
  const char *const created[] = { "A", "user-000003a", "zz" };
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (JsonArray) backwards = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (created); i++) {
    g_autofree char *body = g_strdup_printf ("{\"user_id\":\"%s\"}", created[i]);
    g_autoptr (JsonObject) row = demo_test_update (test, body);
  }

  for (guint page = 1; page <= 13; page++) {
    g_autofree char *query = g_strdup_printf ("sort_by=user_id&page_size=10&page=%u", page);
    g_autoptr (JsonArray) users = get_users (test, query, NULL);

    assert_sorted (users, "user_id", FALSE);
    g_assert_cmpuint (json_array_get_length (users), ==, page < 13 ? 10 : 3);
  }

  seen = collect (test, "user_id", 10, 13);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 123);
  for (gsize i = 0; i < G_N_ELEMENTS (created); i++)
    g_assert_true (g_hash_table_contains (seen, created[i]));

  backwards = get_users (test, "sort_by=user_id&sort_order=desc&page_size=100", NULL);
  assert_sorted (backwards, "user_id", TRUE);
  g_assert_cmpstr (get_id (backwards, 0), ==, "ü/ñ");
  g_assert_cmpstr (get_id (backwards, 1), ==, "zz");
}

/* Among equals each page has an order of its own (contract, section 6.2). */
static void
test_ties (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  g_autoptr (GHashTable) by_role = collect (test, "user_role", 25, 12);
  g_autoptr (GHashTable) on_one_page = NULL;
  g_autoptr (JsonArray) once = get_users (test, "sort_by=user_role", NULL);
  g_autoptr (JsonArray) twice = get_users (test, "sort_by=user_role", NULL);

  g_assert_cmpuint (g_hash_table_size (by_role), <, 300);
  g_assert_cmpstr (get_id (once, 0), ==, get_id (twice, 0));

  demo_test_free (g_steal_pointer (&test));
  test = demo_test_new (100);
  on_one_page = collect (test, "user_role", 100, 1);
  g_assert_cmpuint (g_hash_table_size (on_one_page), ==, 100);
}

static void
test_single_reads (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  g_autoptr (JsonObject) v2 = demo_test_get (test, "/v2/user/info?user_id=%C3%BC%2F%C3%B1");
  g_autoptr (JsonObject) v2_recorded = fixture_load_body ("v2_user_info_ok");
  g_autoptr (JsonObject) v1 = demo_test_get (test, "/user/info?user_id=demo-user");
  g_autoptr (JsonObject) v1_recorded = fixture_load_body ("user_info_ok");
  JsonArray *keys = json_object_get_array_member (v1, "keys");
  JsonArray *recorded_keys = json_object_get_array_member (v1_recorded, "keys");

  demo_test_assert_members (v2, v2_recorded);
  g_assert_cmpstr (json_object_get_string_member (v2, "user_id"), ==, "ü/ñ");

  demo_test_assert_members (v1, v1_recorded);
  demo_test_assert_members (json_object_get_object_member (v1, "user_info"),
                            json_object_get_object_member (v1_recorded, "user_info"));
  demo_test_assert_members (json_array_get_object_element (keys, 0),
                            json_array_get_object_element (recorded_keys, 0));
}

static void
test_foreign_reads (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);

  demo_test_assert_fixture (test, "GET", "/v2/user/info", ORCH_DEMO_MASTER_KEY, NULL,
                            "v2_user_info_404_master");
  demo_test_assert_reply (test, "GET", "/user/info", ORCH_DEMO_MASTER_KEY, NULL, 200,
                          "{\"user_id\":\"default_user_id\",\"user_info\":null,\"keys\":[{");
  demo_test_assert_reply (test, "GET", "/user/info", ORCH_DEMO_USER_KEY, NULL, 200,
                          "{\"user_id\":\"demo-user\"");
  demo_test_assert_reply (test, "GET", "/v2/user/info?user_id=user-000001", ORCH_DEMO_USER_KEY,
                          NULL, 404, "User not found: user-000001");
  demo_test_assert_reply (test, "GET", "/v2/user/info?user_id=user-000001",
                          ORCH_DEMO_ADMIN_VIEWER_KEY, NULL, 200, "\"user_id\":\"user-000001\"");
  demo_test_assert_reply (test, "GET", "/user/info?user_id=user-000001", ORCH_DEMO_USER_KEY, NULL,
                          403,
                          "key not allowed to access this user's info. user_id=user-000001, key's "
                          "user_id=demo-user");
  demo_test_assert_reply (test, "GET", "/user/info?user_id=a+b", ORCH_DEMO_ADMIN_KEY, NULL, 404,
                          "User a+b not found");
}

/* Twice the same server: nothing about people is left to chance, apart from the date. */
static void
test_people_stay (void)
{
  g_autoptr (DemoTest) one = demo_test_new (300);
  g_autoptr (DemoTest) two = demo_test_new (200);
  g_autoptr (JsonArray) left = get_users (one, "sort_by=user_id&page_size=100", NULL);
  g_autoptr (JsonArray) right = get_users (two, "sort_by=user_id&page_size=100", NULL);
  const char *const names[] = { "user_id", "user_alias", "user_email", "user_role", "spend" };

  for (guint i = 0; i < 100; i++) {
    for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
      g_assert_true (json_node_equal (
          json_object_get_member (json_array_get_object_element (left, i), names[n]),
          json_object_get_member (json_array_get_object_element (right, i), names[n])));
  }
}

/* Believable means that all cases of a list are there. */
static void
test_people_vary (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  guint over = 0, unused = 0, unlimited = 0, nameless = 0, unmailed = 0, roleless = 0;

  for (guint page = 1; page <= 3; page++) {
    g_autofree char *query = g_strdup_printf ("sort_by=user_id&page_size=100&page=%u", page);
    g_autoptr (JsonArray) users = get_users (test, query, NULL);

    for (guint i = 0; i < json_array_get_length (users); i++) {
      JsonObject *user = json_array_get_object_element (users, i);
      gboolean limited = !json_object_get_null_member (user, "max_budget");
      double spend = json_object_get_double_member (user, "spend");

      unlimited += !limited;
      over += limited && spend > json_object_get_double_member (user, "max_budget");
      unused += spend <= 0;
      nameless += json_object_get_null_member (user, "user_alias");
      unmailed += json_object_get_null_member (user, "user_email");
      roleless += json_object_get_null_member (user, "user_role");
      g_assert_cmpint (json_object_get_int_member (user, "key_count"), <=, 12);
    }
  }

  g_assert_cmpuint (over, >, 10);
  g_assert_cmpuint (unused, >, 10);
  g_assert_cmpuint (unlimited, >, 10);
  g_assert_cmpuint (nameless, >, 3);
  g_assert_cmpuint (unmailed, >, 3);
  g_assert_cmpuint (roleless, >, 1);
}

/* A sanitizer holds on to what was freed. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_LIMIT (400 * 1000 * 1000)
#else
#define MEMORY_LIMIT (40 * 1000 * 1000)
#endif

static gint64
get_memory (void)
{
  g_autofree char *text = NULL;
  long pages = 0, resident = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%ld %ld", &pages, &resident), ==, 2);
  return (gint64) resident * sysconf (_SC_PAGESIZE);
}

static void
test_many (void)
{
  g_autoptr (DemoTest) test = demo_test_new (100000);
  gint64 before;

  g_assert_cmpint (count (test, "sort_by=user_id"), ==, 100000);
  before = get_memory ();

  for (guint i = 0; i < 20; i++) {
    g_autofree char *query = g_strdup_printf ("sort_by=user_id&page_size=100&page=%u", 40 * i + 1);

    g_assert_cmpint (count (test, query), ==, 100000);
  }
  g_assert_cmpint (count (test, "search=hiro.lopez.1%40"), ==, 1);
  g_assert_cmpint (count (test, "sort_by=spend&sort_order=desc"), ==, 100000);

  /* Much less than all of them would take. */
  g_assert_cmpint (get_memory () - before, <, MEMORY_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-users/shape", test_shape);
  g_test_add_func ("/demo-users/page-errors", test_page_errors);
  g_test_add_func ("/demo-users/filters", test_filters);
  g_test_add_func ("/demo-users/sorts", test_sorts);
  g_test_add_func ("/demo-users/sort-by-id", test_sort_by_id);
  g_test_add_func ("/demo-users/ties", test_ties);
  g_test_add_func ("/demo-users/single-reads", test_single_reads);
  g_test_add_func ("/demo-users/foreign-reads", test_foreign_reads);
  g_test_add_func ("/demo-users/people-stay", test_people_stay);
  g_test_add_func ("/demo-users/people-vary", test_people_vary);
  g_test_add_func ("/demo-users/many", test_many);

  return g_test_run ();
}
