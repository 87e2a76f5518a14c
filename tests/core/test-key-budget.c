#include "config.h"

#include "core/client/json.h"
#include "core/rules/key-budget.h"
#include "core/rules/key-use.h"

static void
assert_budget (const char *fields, OrchBudgetHolder holder, double spend, double usd)
{
  g_autofree char *text = g_strdup_printf ("{\"token\": \"k\", %s}", fields);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (OrchKey) key = orch_key_new_from_json (json_node_get_object (node));
  double found_spend = -1;
  double found_usd = -1;

  g_assert_cmpint (orch_key_budget_find (key, &found_spend, &found_usd), ==, holder);
  g_assert_cmpfloat (found_spend, ==, spend);
  g_assert_cmpfloat (found_usd, ==, usd);
}

static void
test_none (void)
{
  assert_budget ("\"spend\": 3", ORCH_BUDGET_OF_NOBODY, 3, 0);
  assert_budget ("\"spend\": 3, \"team_spend\": 5, \"team_max_budget\": null",
                 ORCH_BUDGET_OF_NOBODY, 3, 0);
}

static void
test_own (void)
{
  assert_budget ("\"spend\": 3, \"max_budget\": 10", ORCH_BUDGET_OF_KEY, 3, 10);
  assert_budget ("\"spend\": 3, \"max_budget\": 10, \"team_spend\": 0, \"team_max_budget\": 7",
                 ORCH_BUDGET_OF_KEY, 3, 10);
}

/* What is left counts, not the amount. */
static void
test_tighter (void)
{
  assert_budget ("\"spend\": 3, \"max_budget\": 10, \"team_spend\": 95, \"team_max_budget\": 100",
                 ORCH_BUDGET_OF_TEAM, 95, 100);
  assert_budget ("\"spend\": 3, \"max_budget\": 10, \"team_spend\": 95, \"team_max_budget\": 100,"
                 "\"user_spend\": 8, \"user_max_budget\": 7",
                 ORCH_BUDGET_OF_USER, 8, 7);
  assert_budget ("\"spend\": 3, \"user_spend\": 8, \"user_max_budget\": 50", ORCH_BUDGET_OF_USER, 8,
                 50);
}

static void
assert_recent (const char *last_active, gboolean expected)
{
  g_autofree char *text = g_strdup_printf ("{\"token\": \"k\", \"last_active\": %s}", last_active);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (OrchKey) key = orch_key_new_from_json (json_node_get_object (node));
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 23, 12, 0, 0);

  g_assert_cmpint (orch_key_use_is_recent (key, now), ==, expected);
}

static void
test_recent_use (void)
{
  assert_recent ("null", FALSE);
  assert_recent ("\"2026-11-23T11:00:00Z\"", TRUE);
  assert_recent ("\"2026-11-16T12:00:01Z\"", TRUE);
  assert_recent ("\"2026-11-16T12:00:00Z\"", FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-budget/none", test_none);
  g_test_add_func ("/key-budget/own", test_own);
  g_test_add_func ("/key-budget/tighter", test_tighter);
  g_test_add_func ("/key-use/recent", test_recent_use);

  return g_test_run ();
}
