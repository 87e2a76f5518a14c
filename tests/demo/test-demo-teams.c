#include "config.h"

#include "core/client/json.h"
#include "demo-test.h"

#define LIST "/v2/team/list"

/* The IDs of the listed teams. */
static void
assert_teams (DemoTest *test, const char *query, const char *expected, gint64 total)
{
  g_autofree char *path = g_strconcat (LIST, query, NULL);
  g_autoptr (JsonObject) reply = demo_test_get (test, path);
  JsonArray *teams = json_object_get_array_member (reply, "teams");
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (teams); i++)
    g_string_append_printf (
        ids, "%s%s", i > 0 ? " " : "",
        json_object_get_string_member (json_array_get_object_element (teams, i), "team_id") + 5);
  g_assert_cmpstr (ids->str, ==, expected);
  g_assert_cmpint (json_object_get_int_member (reply, "total"), ==, total);
}

static void
test_lists (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);

  assert_teams (test, "", "sales finance support research platform", 5);
  assert_teams (test, "?sort_by=team_id", "finance platform research sales support", 5);
  assert_teams (test, "?sort_by=team_alias&sort_order=desc",
                "support sales research platform finance", 5);
  assert_teams (test, "?sort_by=team_id&page=2&page_size=2", "research sales", 5);
  assert_teams (test, "?sort_by=team_id&page=9&page_size=2", "", 5);
  assert_teams (test, "?team_id=team-sales", "sales", 1);
  assert_teams (test, "?team_id=TEAM-SALES", "", 0);
  assert_teams (test, "?team_alias=RE", "research", 1);
  assert_teams (test, "?search=team-support", "support", 1);
  assert_teams (test, "?search=fin", "finance", 1);
  assert_teams (test, "?status=deleted", "", 0);
  demo_test_assert_reply (test, "GET", LIST "?status=x", ORCH_DEMO_MASTER_KEY, NULL, 400,
                          "Invalid status value");
  demo_test_assert_reply (test, "GET", LIST "?page_size=101", ORCH_DEMO_MASTER_KEY, NULL, 422,
                          "less than or equal to 100");
}

static void
test_row (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  g_autoptr (JsonObject) reply = demo_test_get (test, LIST "?team_id=team-platform");
  g_autoptr (JsonObject) blocked = demo_test_get (test, LIST "?team_id=team-finance");
  JsonObject *row =
      json_array_get_object_element (json_object_get_array_member (reply, "teams"), 0);

  g_assert_cmpstr (json_object_get_string_member (row, "team_alias"), ==, "Platform");
  g_assert_cmpfloat (json_object_get_double_member (row, "max_budget"), ==, 1000);
  g_assert_cmpfloat (json_object_get_double_member (row, "spend"), >, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "budget_duration"), ==, "30d");
  g_assert_false (json_object_get_null_member (row, "budget_reset_at"));
  g_assert_false (json_object_get_boolean_member (row, "blocked"));
  row = json_array_get_object_element (json_object_get_array_member (blocked, "teams"), 0);
  g_assert_true (json_object_get_boolean_member (row, "blocked"));
}

/* Others than administrators see the teams that they are in, if they ask for their own. */
static void
test_callers (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  static const char *const refused[] = { LIST, LIST "?team_id=team-sales",
                                         LIST "?user_id=user-000001" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    demo_test_assert_reply (test, "GET", refused[i], ORCH_DEMO_USER_KEY, NULL, 401,
                            "Only admin users can query all teams/other teams. Your user "
                            "role=internal_user");
  demo_test_assert_reply (test, "GET", LIST "?user_id=demo-user", ORCH_DEMO_USER_KEY, NULL, 200,
                          "\"teams\"");
  demo_test_assert_reply (test, "GET", LIST, ORCH_DEMO_ADMIN_VIEWER_KEY, NULL, 200, "team-sales");
  demo_test_assert_reply (test, "GET", LIST "?user_id=nobody", ORCH_DEMO_MASTER_KEY, NULL, 404,
                          "User not found, passed user_id=nobody");
}

/* What a team's key may spend depends on the team, and not on its user. */
static void
test_limits (void)
{
  static const struct {
    const char *team;
    guint status;
    const char *text;
  } cases[] = {
    { "team-platform", 200, "chat.completion" },
    { "team-research", 422, "Budget has been exceeded! Team=team-research" },
    { "team-finance", 401, "Team=team-finance is blocked." },
    { "team-gone", 404, "Team doesn't exist in db. Team=team-gone." },
  };
  g_autoptr (DemoTest) test = demo_test_new (60);
  g_autoptr (JsonObject) user =
      demo_test_post (test, "/user/new", ORCH_DEMO_MASTER_KEY, 200,
                      "{\"user_id\": \"spent\", \"max_budget\": 1, \"spend\": 5,"
                      " \"auto_create_key\": false}");

  g_assert_nonnull (user);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *members =
        g_strdup_printf ("\"user_id\": \"spent\", \"team_id\": \"%s\"", cases[i].team);
    g_autofree char *token = NULL;
    g_autofree char *secret = demo_test_generate (test, ORCH_DEMO_MASTER_KEY, members, &token);

    demo_test_assert_reply (
        test, "POST", "/chat/completions", secret,
        "{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
        cases[i].status, cases[i].text);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-teams/lists", test_lists);
  g_test_add_func ("/demo-teams/row", test_row);
  g_test_add_func ("/demo-teams/callers", test_callers);
  g_test_add_func ("/demo-teams/limits", test_limits);

  return g_test_run ();
}
