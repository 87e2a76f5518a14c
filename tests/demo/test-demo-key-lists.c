#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/client/json.h"
#include "demo-test.h"

#define MASTER ORCH_DEMO_MASTER_KEY

static const char *const SORTS[] = {
  "spend", "max_budget", "created_at", "updated_at", "token", "key_alias",
};

/* All rows of all pages, in the order in which they come. */
static GPtrArray *
collect (DemoTest *test, const char *query, guint size)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  guint n = 1;

  for (guint page = 1; n > 0; page++) {
    g_autofree char *full = g_strdup_printf ("%s&size=%u&page=%u", query, size, page);
    g_autoptr (JsonArray) keys = demo_test_list_keys (test, full);

    n = json_array_get_length (keys);
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (rows, json_object_ref (json_array_get_object_element (keys, i)));
  }

  return rows;
}

static guint
count_different (GPtrArray *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (
        seen, (gpointer) json_object_get_string_member (g_ptr_array_index (rows, i), "token"));

  return g_hash_table_size (seen);
}

/* As times, where they are: a time of a whole second has no fraction, and a text with one is before
 * it. */
static int
compare_texts (const char *a, const char *b)
{
  g_autoptr (GDateTime) time_a = g_date_time_new_from_iso8601 (a, NULL);
  g_autoptr (GDateTime) time_b = g_date_time_new_from_iso8601 (b, NULL);

  return time_a != NULL && time_b != NULL ? g_date_time_compare (time_a, time_b) : strcmp (a, b);
}

/* Nulls are after everything. */
static int
compare (JsonObject *a, JsonObject *b, const char *name)
{
  gboolean a_null = json_object_get_null_member (a, name);
  gboolean b_null = json_object_get_null_member (b, name);
  double x, y;

  if (a_null || b_null)
    return a_null - b_null;
  if (orch_json_get_string (a, name) != NULL)
    return compare_texts (orch_json_get_string (a, name), orch_json_get_string (b, name));

  x = json_object_get_double_member (a, name);
  y = json_object_get_double_member (b, name);
  return (x > y) - (x < y);
}

static void
assert_sorted (GPtrArray *rows, const char *name, gboolean descending)
{
  for (guint i = 1; i < rows->len; i++) {
    JsonObject *a = g_ptr_array_index (rows, descending ? i : i - 1);
    JsonObject *b = g_ptr_array_index (rows, descending ? i - 1 : i);

    g_assert_cmpint (compare (a, b, name), <=, 0);
  }
}

static void
assert_orders (DemoTest *test)
{
  gint64 total = demo_test_count_keys (test, "");
  g_autoptr (GPtrArray) newest = collect (test, "x=1", 100);

  g_assert_cmpuint (newest->len, ==, total);
  g_assert_cmpuint (count_different (newest), ==, total);
  assert_sorted (newest, "created_at", TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (SORTS); i++) {
    g_autofree char *up = g_strdup_printf ("sort_by=%s&sort_order=asc", SORTS[i]);
    g_autofree char *down = g_strdup_printf ("sort_by=%s", SORTS[i]);
    g_autoptr (GPtrArray) ascending = collect (test, up, 100);
    g_autoptr (GPtrArray) descending = collect (test, down, 37);

    g_assert_cmpuint (ascending->len, ==, total);
    g_assert_cmpuint (descending->len, ==, total);
    assert_sorted (ascending, SORTS[i], FALSE);
    assert_sorted (descending, SORTS[i], TRUE);
  }
}

static void
test_orders (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);

  assert_orders (test);
}

static char *
dup_nth_token (DemoTest *test, guint n)
{
  g_autofree char *query = g_strdup_printf ("size=1&page=%u", n);

  return demo_test_dup_token (test, query);
}

/* Keys that were changed, deleted or made are where they belong. */
static void
test_changes (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  gint64 total = demo_test_count_keys (test, "");
  guint made = 0, gone = 0;

  for (guint i = 0; i < 40; i++) {
    g_autofree char *token = dup_nth_token (test, 3 + 5 * i);

    switch (i % 4) {
    case 0:
      json_object_unref (demo_test_post (test, "/key/update", MASTER, 200,
                                         "{\"key\":\"%s\",\"spend\":%u.25,\"max_budget\":%u,"
                                         "\"key_alias\":\"laptop-%06u-x\"}",
                                         token, i, i, i));
      break;
    case 1:
      json_object_unref (
          demo_test_post (test, "/key/delete", MASTER, 200, "{\"keys\":[\"%s\"]}", token));
      gone++;
      break;
    case 2:
      json_object_unref (demo_test_post (test, "/key/generate", MASTER, 200,
                                         "{\"key_alias\":\"new %u\",\"spend\":%u}", i, i));
      made++;
      break;
    default:
      json_object_unref (demo_test_post (
          test, "/key/update", MASTER, 200,
          "{\"key\":\"%s\",\"key_alias\":null,\"max_budget\":null,\"spend\":0}", token));
      break;
    }
  }

  g_assert_cmpint (demo_test_count_keys (test, ""), ==, total + made - gone);
  assert_orders (test);
}

/* Among equals each page has an order of its own (contract, section 6.2), but one page that holds
 * all is whole. */
static void
test_ties (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  gint64 total = demo_test_count_keys (test, "");
  g_autoptr (GPtrArray) budgets = collect (test, "sort_by=max_budget", 25);
  g_autoptr (GPtrArray) aliases = collect (test, "sort_by=key_alias&search=laptop", 25);
  g_autoptr (GPtrArray) filtered = collect (test, "sort_by=max_budget&status=active", 25);
  g_autoptr (DemoTest) small = demo_test_new (10);
  gint64 few = demo_test_count_keys (small, "");
  g_autoptr (GPtrArray) once = collect (small, "sort_by=max_budget", 100);

  g_assert_cmpuint (budgets->len, ==, total);
  g_assert_cmpuint (count_different (budgets), <, total);
  g_assert_cmpuint (count_different (filtered), <, filtered->len);
  g_assert_cmpuint (count_different (aliases), ==, aliases->len);
  g_assert_cmpint (few, <=, 100);
  g_assert_cmpuint (count_different (once), ==, few);
}

static void
test_search (void)
{
  g_autoptr (DemoTest) test = demo_test_new (100);
  g_autoptr (GPtrArray) all = collect (test, "x=1", 100);
  g_autoptr (GPtrArray) found = collect (test, "search=LapTop-0000", 100);
  g_autofree char *token = dup_nth_token (test, 77);
  g_autofree char *by_token = g_strconcat ("search=", token, NULL);
  guint n = 0;

  for (guint i = 0; i < all->len; i++) {
    const char *alias = orch_json_get_string (g_ptr_array_index (all, i), "key_alias");

    n += alias != NULL && strstr (alias, "laptop-0000") != NULL;
  }

  g_assert_cmpuint (n, >, 10);
  g_assert_cmpuint (found->len, ==, n);
  g_assert_cmpuint (count_different (found), ==, n);
  assert_sorted (found, "created_at", TRUE);
  g_assert_cmpint (demo_test_count_keys (test, by_token), ==, 1);
  g_assert_cmpint (demo_test_count_keys (test, "search=laptop_0000"), ==, n);
  g_assert_cmpint (demo_test_count_keys (test, "search=laptop%5C_0000"), ==, 0);
  g_assert_cmpint (demo_test_count_keys (test, "search=%C3%BCbersetzung"), ==, 1);
  g_assert_cmpint (demo_test_count_keys (test, "search=100%5C%25%5C_SURE"), ==, 1);
  g_assert_cmpint (demo_test_count_keys (test, "search=back%5C%5Cslash"), ==, 1);
  g_assert_cmpint (demo_test_count_keys (test, "key_alias=twin"), ==, 2);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=departed&substring_matching=true"), ==,
                   demo_test_count_keys (test, "user_id=user-departed"));
}

static void
test_filters (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  gint64 total = demo_test_count_keys (test, "");
  const char *const statuses[] = { "active", "expired", "revoked" };
  gint64 sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autofree char *query = g_strconcat ("status=", statuses[i], NULL);

    g_assert_cmpint (demo_test_count_keys (test, query), >, total / 50);
    sum += demo_test_count_keys (test, query);
  }
  g_assert_cmpint (sum, ==, total);
  g_assert_cmpint (demo_test_count_keys (test, "expires=active")
                       + demo_test_count_keys (test, "expires=expired"),
                   ==, total);
  g_assert_cmpint (demo_test_count_keys (test, "team_id=team-platform"), >, 10);
  g_assert_cmpint (demo_test_count_keys (test, "team_id=team-gone"), ==, 1);
  g_assert_cmpint (demo_test_count_keys (test, "organization_id=x"), ==, 0);
  g_assert_cmpint (demo_test_count_keys (test, "user_id=user-000001&include_created_by_keys=true"),
                   ==, demo_test_count_keys (test, "user_id=user-000001"));
  demo_test_assert_reply (test, "GET", "/key/list?team_id=team-platform", ORCH_DEMO_USER_KEY, NULL,
                          403, "You are not authorized to check this team's keys");
}

/* Like the proxy's, keys of a team tell no more of it than the ID. */
static void
test_teams (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  g_autoptr (JsonArray) keys = demo_test_list_keys (test, "team_id=team-platform");
  JsonObject *key = json_array_get_object_element (keys, 0);

  g_assert_cmpstr (json_object_get_string_member (key, "team_id"), ==, "team-platform");
  g_assert_true (json_object_get_null_member (key, "team_alias"));
  g_assert_true (json_object_get_null_member (key, "team_max_budget"));
}

/* A sanitizer holds on to what was freed, and takes minutes for a hundred thousand keys. */
#ifdef __SANITIZE_ADDRESS__
#define MANY_USERS 4000
#define MANY_KEYS 20000
#define MEMORY_LIMIT (400 * 1000 * 1000)
#else
#define MANY_USERS 20000
#define MANY_KEYS 100000
#define MEMORY_LIMIT (20 * 1000 * 1000)
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
  g_autoptr (DemoTest) test = demo_test_new (MANY_USERS);
  gint64 before, total;

  demo_test_count_keys (test, "user_id=user-000001");
  before = get_memory ();
  total = demo_test_count_keys (test, "");
  g_assert_cmpint (total, >, MANY_KEYS);

  for (gsize i = 0; i < G_N_ELEMENTS (SORTS); i++) {
    g_autofree char *query = g_strdup_printf ("sort_by=%s&size=100&page=177", SORTS[i]);
    g_autoptr (JsonArray) keys = demo_test_list_keys (test, query);

    g_assert_cmpuint (json_array_get_length (keys), ==, 100);
  }
  g_assert_cmpint (demo_test_count_keys (test, "search=agent-00123"), >, 1);
  g_assert_cmpint (demo_test_count_keys (test, "status=active"), <, total);

  /* Four bytes for each key in each order, and what was needed meanwhile. */
  g_assert_cmpint (get_memory () - before, <, MEMORY_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-key-lists/orders", test_orders);
  g_test_add_func ("/demo-key-lists/changes", test_changes);
  g_test_add_func ("/demo-key-lists/ties", test_ties);
  g_test_add_func ("/demo-key-lists/search", test_search);
  g_test_add_func ("/demo-key-lists/filters", test_filters);
  g_test_add_func ("/demo-key-lists/teams", test_teams);
  g_test_add_func ("/demo-key-lists/many", test_many);

  return g_test_run ();
}
