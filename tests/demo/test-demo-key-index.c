#include "config.h"

#include <string.h>

#include "demo/demo-key-index.h"
#include "demo/demo-key-walk.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"

#define N_PEOPLE 400
#define EPOCH (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)

/* Every index holds every key once, in the order that the keys themselves say. */
static void
test_sorts (void)
{
  for (guint sort = 0; sort < ORCH_DEMO_N_KEY_SORTS; sort++) {
    g_autoptr (OrchDemoKeyIndex) index = orch_demo_key_index_new (sort, N_PEOPLE, EPOCH);
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    OrchDemoOrder before = { NULL, 0, 0 };
    char buffers[2][ORCH_DEMO_TEXT_SIZE];
    guint n = orch_demo_key_index_get_size (index);

    for (guint i = 0; i < n; i++) {
      OrchDemoKey key = { 0, 0, NULL };
      OrchDemoOrder order;

      orch_demo_key_index_get (index, i, &key.index, &key.number);
      g_assert_cmpuint (key.number, <, orch_demo_person_get_key_count (key.index));
      g_hash_table_add (seen,
                        GUINT_TO_POINTER (key.index * ORCH_DEMO_MAX_PERSON_KEYS + key.number + 1));
      orch_demo_key_fill_order (&key, sort, EPOCH, buffers[i % 2], &order);
      if (i > 0)
        g_assert_cmpint (orch_demo_order_compare (&before, &order), <=, 0);
      before = order;
    }

    g_assert_cmpuint (n, >, N_PEOPLE);
    g_assert_cmpuint (g_hash_table_size (seen), ==, n);
  }
}

/* Of equal keys, the first and the end are known from each of them. */
static void
test_equals (void)
{
  g_autoptr (OrchDemoKeyIndex) budgets =
      orch_demo_key_index_new (ORCH_DEMO_KEY_SORT_BUDGET, N_PEOPLE, EPOCH);
  g_autoptr (OrchDemoKeyIndex) tokens =
      orch_demo_key_index_new (ORCH_DEMO_KEY_SORT_TOKEN, N_PEOPLE, EPOCH);
  guint n = orch_demo_key_index_get_size (budgets);
  guint groups = 0;

  for (guint start = 0, end; start < n; start = end) {
    end = orch_demo_key_index_get_end_of_equals (budgets, start);
    groups++;
    for (guint i = start; i < end; i++) {
      g_assert_cmpuint (orch_demo_key_index_get_start_of_equals (budgets, i), ==, start);
      g_assert_cmpuint (orch_demo_key_index_get_end_of_equals (budgets, i), ==, end);
    }
  }
  g_assert_cmpuint (groups, ==, 4);

  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (orch_demo_key_index_get_end_of_equals (tokens, i), ==, i + 1);
}

/* From an alias to its key, and from nothing else. */
static void
test_aliases (void)
{
  static const char *const wrong[] = {
    "",           "laptop",          "laptop-000004", "laptop-000004-",  "-", "laptop-000004-99",
    "laptop-4-1", "laptop-999999-1", "twin-1",        "laptop-000004-0",
  };
  guint index, number;

  for (guint i = 0; i < N_PEOPLE; i++) {
    for (guint n = 0; n < orch_demo_person_get_key_count (i); n++) {
      char alias[ORCH_DEMO_TEXT_SIZE];

      if (!orch_demo_person_key_write_alias (i, n, alias))
        continue;
      g_assert_true (orch_demo_person_keys_find_alias (alias, N_PEOPLE, &index, &number));
      g_assert_cmpuint (index, ==, i);
      g_assert_cmpuint (number, ==, n);
      g_assert_false (orch_demo_person_keys_find_alias (alias, i, &index, &number));
    }
  }

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (orch_demo_person_keys_find_alias (wrong[i], N_PEOPLE, &index, &number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-key-index/sorts", test_sorts);
  g_test_add_func ("/demo-key-index/equals", test_equals);
  g_test_add_func ("/demo-key-index/aliases", test_aliases);

  return g_test_run ();
}
