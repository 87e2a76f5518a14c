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

#define KEY_LIMIT "\"spend\": 3, \"max_budget\": 10"
#define TEAM_LIMIT "\"team_id\": \"t\", \"team_spend\": 95, \"team_max_budget\": 100"
#define USER_LIMIT "\"user_id\": \"u\", \"user_spend\": 8, \"user_max_budget\": 9"
#define OF_KEY (1u << ORCH_BUDGET_OF_KEY)
#define OF_TEAM (1u << ORCH_BUDGET_OF_TEAM)
#define OF_USER (1u << ORCH_BUDGET_OF_USER)

/* Every combination of limits, as LiteLLM was seen to enforce them: the owner's budget is not asked
 * for where the key has a team, even if neither the key nor the team has a limit. */
static void
test_counting (void)
{
  static const struct {
    const char *fields;
    guint counting;
    OrchBudgetHolder first;
  } cases[] = {
    { "\"spend\": 3", 0, ORCH_BUDGET_OF_NOBODY },
    { "\"spend\": 3, \"team_id\": \"t\"", 0, ORCH_BUDGET_OF_NOBODY },
    { KEY_LIMIT, OF_KEY, ORCH_BUDGET_OF_KEY },
    { USER_LIMIT, OF_USER, ORCH_BUDGET_OF_USER },
    { KEY_LIMIT ", " USER_LIMIT, OF_KEY | OF_USER, ORCH_BUDGET_OF_USER },
    { "\"spend\": 9.5, \"max_budget\": 10, " USER_LIMIT, OF_KEY | OF_USER, ORCH_BUDGET_OF_KEY },
    { TEAM_LIMIT, OF_TEAM, ORCH_BUDGET_OF_TEAM },
    { KEY_LIMIT ", " TEAM_LIMIT, OF_KEY | OF_TEAM, ORCH_BUDGET_OF_TEAM },
    { "\"spend\": 6, \"max_budget\": 10, " TEAM_LIMIT, OF_KEY | OF_TEAM, ORCH_BUDGET_OF_KEY },
    { TEAM_LIMIT ", " USER_LIMIT, OF_TEAM, ORCH_BUDGET_OF_TEAM },
    { KEY_LIMIT ", " TEAM_LIMIT ", " USER_LIMIT, OF_KEY | OF_TEAM, ORCH_BUDGET_OF_TEAM },
    { "\"spend\": 3, \"team_id\": \"t\", " USER_LIMIT, 0, ORCH_BUDGET_OF_NOBODY },
    { KEY_LIMIT ", \"team_id\": \"t\", " USER_LIMIT, OF_KEY, ORCH_BUDGET_OF_KEY },
    /* What is left is the same: the key's own is named. */
    { "\"spend\": 5, \"max_budget\": 10, " TEAM_LIMIT, OF_KEY | OF_TEAM, ORCH_BUDGET_OF_KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"token\": \"k\", %s}", cases[i].fields);
    g_autoptr (JsonNode) node = json_from_string (text, NULL);
    g_autoptr (OrchKey) key = orch_key_new_from_json (json_node_get_object (node));
    double spend, usd;

    g_test_message ("%s", text);
    g_assert_cmpuint (orch_key_budget_get_counting (key), ==, cases[i].counting);
    g_assert_cmpint (orch_key_budget_find (key, &spend, &usd), ==, cases[i].first);
  }
}

/* The record of the owner tells what that of the key leaves out; of somebody else, nothing. */
static void
test_owner (void)
{
  g_autoptr (JsonNode) row = json_from_string ("{\"token\": \"k\", \"user_id\": \"u\"}", NULL);
  g_autoptr (JsonNode) user_row =
      json_from_string ("{\"user_id\": \"u\", \"spend\": 2, \"max_budget\": 5}", NULL);
  g_autoptr (OrchKey) key = orch_key_new_from_json (json_node_get_object (row));
  g_autoptr (OrchUser) owner = orch_user_new_from_json (json_node_get_object (user_row));
  g_autoptr (JsonNode) moved = json_from_string ("{\"token\": \"k\", \"user_id\": \"v\"}", NULL);
  double spend = 0;
  double usd = 0;

  orch_key_set_owner (key, owner);
  g_assert_cmpint (orch_key_budget_find (key, &spend, &usd), ==, ORCH_BUDGET_OF_USER);
  g_assert_cmpfloat (spend, ==, 2);
  g_assert_cmpfloat (usd, ==, 5);

  orch_key_assign_json (key, json_node_get_object (moved));
  g_assert_cmpuint (orch_key_budget_get_counting (key), ==, 0);
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
  g_test_add_func ("/key-budget/counting", test_counting);
  g_test_add_func ("/key-budget/owner", test_owner);
  g_test_add_func ("/key-use/recent", test_recent_use);

  return g_test_run ();
}
