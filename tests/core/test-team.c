#include "config.h"

#include "core/model/key.h"
#include "core/model/teams.h"
#include "core/model/user.h"

static OrchTeam *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return orch_team_new_from_json (json_node_get_object (node));
}

/* Takes over teams of this JSON text. */
static void
take (OrchTeams *teams, gboolean are_all, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *rows = json_node_get_array (node);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (found, orch_team_new_from_json (json_array_get_object_element (rows, i)));
  orch_teams_take (teams, found, are_all);
}

static void
assert_names (OrchTeams *teams, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (teams)); i++) {
    g_autoptr (OrchTeam) team = g_list_model_get_item (G_LIST_MODEL (teams), i);

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", orch_team_get_name (team));
  }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_parse (void)
{
  g_autoptr (OrchTeam) full =
      parse ("{\"team_id\": \"t1\", \"team_alias\": \"One\", \"spend\": 2.5, \"max_budget\": 10,"
             " \"budget_duration\": \"30d\", \"budget_reset_at\": \"2026-12-01T00:00:00Z\","
             " \"blocked\": true, \"models\": [\"gpt-4o\"]}");
  g_autoptr (OrchTeam) bare =
      parse ("{\"team_id\": \"t2\", \"team_alias\": \"\", \"spend\": null, \"max_budget\": null,"
             " \"budget_duration\": null, \"budget_reset_at\": null, \"models\": []}");
  g_autofree char *reset = g_date_time_format_iso8601 (orch_team_get_budget_reset_at (full));
  double usd = -1;

  g_assert_cmpstr (orch_team_get_id (full), ==, "t1");
  g_assert_cmpstr (orch_team_get_name (full), ==, "One");
  g_assert_cmpfloat (orch_team_get_spend (full), ==, 2.5);
  g_assert_true (orch_team_get_max_budget (full, &usd));
  g_assert_cmpfloat (usd, ==, 10);
  g_assert_cmpstr (orch_team_get_budget_duration (full), ==, "30d");
  g_assert_cmpstr (reset, ==, "2026-12-01T00:00:00Z");
  g_assert_true (orch_team_is_blocked (full));
  g_assert_cmpstr (orch_team_get_models (full)[0], ==, "gpt-4o");

  usd = -1;
  g_assert_null (orch_team_get_alias (bare));
  g_assert_cmpstr (orch_team_get_name (bare), ==, "t2");
  g_assert_cmpfloat (orch_team_get_spend (bare), ==, 0);
  g_assert_false (orch_team_get_max_budget (bare, &usd));
  g_assert_cmpfloat (usd, ==, -1);
  g_assert_null (orch_team_get_budget_duration (bare));
  g_assert_null (orch_team_get_budget_reset_at (bare));
  g_assert_false (orch_team_is_blocked (bare));
  g_assert_null (orch_team_get_models (bare)[0]);

  g_assert_null (parse ("{\"team_alias\": \"x\"}"));
  g_assert_null (parse ("{\"team_id\": \"\"}"));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_known (void)
{
  g_autoptr (OrchTeams) teams = orch_teams_new ();
  guint n_changes = 0;

  g_signal_connect_swapped (teams, "items-changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_null (orch_teams_find (teams, "b"));
  g_assert_null (orch_teams_find (teams, NULL));
  g_assert_cmpstr (orch_teams_get_name (teams, "b"), ==, "b");

  take (teams, TRUE,
        "[{\"team_id\": \"b\", \"team_alias\": \"Zoo\"}, {\"team_id\": \"C\"},"
        " {\"team_id\": \"a\", \"team_alias\": \"Alps\"}]");
  assert_names (teams, "Alps C Zoo");
  g_assert_cmpstr (orch_teams_get_name (teams, "b"), ==, "Zoo");
  g_assert_cmpuint (n_changes, ==, 1);

  /* One that was read alone takes the place of what was known of it. */
  take (teams, FALSE, "[{\"team_id\": \"b\", \"team_alias\": \"Barn\"}, {\"team_id\": \"X\"}]");
  assert_names (teams, "Alps Barn C X");

  orch_teams_forget (teams, "b");
  orch_teams_forget (teams, "no such");
  assert_names (teams, "Alps C X");
  g_assert_cmpuint (n_changes, ==, 3);

  take (teams, TRUE, "[{\"team_id\": \"C\"}]");
  assert_names (teams, "C");
}

/* What was read of a user or a key before the teams were is named afterwards. */
static void
test_names (void)
{
  g_autoptr (OrchTeams) teams = orch_teams_new ();
  g_autoptr (JsonNode) user_row =
      json_from_string ("{\"user_id\": \"u\", \"teams\": [\"b\", \"x\"]}", NULL);
  g_autoptr (JsonNode) key_row = json_from_string ("{\"token\": \"k\", \"team_id\": \"b\"}", NULL);
  g_autoptr (OrchUser) user = orch_user_new_from_json (json_node_get_object (user_row));
  g_autoptr (OrchKey) key = orch_key_new_from_json (json_node_get_object (key_row));
  g_auto (GStrv) before = orch_user_dup_team_names (user);
  g_auto (GStrv) after = NULL;
  double spend = -1;
  double usd = -1;

  g_assert_cmpstr (before[0], ==, "b");
  g_assert_cmpstr (orch_key_get_team_name (key), ==, "b");

  orch_user_set_known_teams (user, teams);
  orch_key_set_teams (key, teams);
  g_assert_null (orch_key_get_team (key));
  take (teams, TRUE,
        "[{\"team_id\": \"b\", \"team_alias\": \"Barn\", \"spend\": 3, \"max_budget\": 7}]");

  after = orch_user_dup_team_names (user);
  g_assert_cmpstr (after[0], ==, "Barn");
  g_assert_cmpstr (after[1], ==, "x");
  g_assert_null (after[2]);
  g_assert_cmpstr (orch_key_get_team_name (key), ==, "Barn");
  g_assert_true (orch_key_get_team_budget (key, &spend, &usd));
  g_assert_cmpfloat (spend, ==, 3);
  g_assert_cmpfloat (usd, ==, 7);

  take (teams, TRUE, "[{\"team_id\": \"b\", \"max_budget\": null}]");
  g_assert_false (orch_key_get_team_budget (key, NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/team/parse", test_parse);
  g_test_add_func ("/team/known", test_known);
  g_test_add_func ("/team/names", test_names);

  return g_test_run ();
}
