#include "config.h"

#include "session-test.h"
#include "ui-test.h"
#include "ui/common/detail-row.h"
#include "ui/keys/key-page.h"

/* What a key's page says of the budgets beside the key's own. */

#define TEAM_LIST "/v2/team/list"
#define NO_TEAMS "{\"teams\": [], \"total\": 0}"
#define NOT_A_MEMBER "{\"detail\": {\"error\": \"User is not a member of team_id=t1\"}}"
#define TEAM_RULE " The owner’s budget does not count for the key of a team."

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  GtkWidget *window;    /* (unowned) */
  OrchKeyPage *page;    /* (unowned) */
  OrchKey *key;         /* (owned) */
} Fixture;

typedef struct {
  const char *role;
  const char *fields; /* of the key */
  guint status;       /* of the answer about the team or the owner; 0: not asked */
  const char *answer;
} Case;

#define OF_TEAM "\"user_id\": \"ann\", \"team_id\": \"t1\", \"spend\": 3"
#define OF_ANN "\"user_id\": \"ann\", \"spend\": 3"
#define PLATFORM(more)                                                                             \
  "{\"teams\": [{\"team_id\": \"t1\", \"team_alias\": \"Platform\", \"spend\": 95, " more          \
  "}], \"total\": 1}"

static const Case several = { "proxy_admin", OF_TEAM ", \"max_budget\": 10", 200,
                              PLATFORM ("\"max_budget\": 100, \"budget_duration\": \"30d\","
                                        " \"budget_reset_at\": \"2026-12-01T00:00:00Z\"") };
static const Case unlimited = { "proxy_admin", OF_TEAM, 200, PLATFORM ("\"max_budget\": null") };
static const Case blocked = { "proxy_admin", OF_TEAM, 200,
                              PLATFORM ("\"max_budget\": 100, \"blocked\": true") };
static const Case gone = { "proxy_admin", OF_TEAM, 200, NO_TEAMS };
static const Case forbidden = { "internal_user",
                                "\"user_id\": \"me\", \"team_id\": \"t1\", \"spend\": 1", 404,
                                NOT_A_MEMBER };
static const Case broken = { "proxy_admin", OF_TEAM ", \"max_budget\": 10", 500, "{}" };
static const Case of_owner = { "proxy_admin", OF_ANN ", \"max_budget\": 10", 200,
                               "{\"user_id\": \"ann\", \"spend\": 49, \"max_budget\": 50}" };
static const Case owner_missing = { "proxy_admin", OF_ANN, 404,
                                    "{\"detail\": {\"error\": \"User not found\"}}" };
static const Case windows = { "proxy_admin",
                              "\"spend\": 3, \"budget_limits\":"
                              " [{\"budget_duration\": \"1d\", \"max_budget\": 5}]",
                              0, NULL };
static const Case nobodys = { "proxy_admin", "\"spend\": 3, \"max_budget\": 10", 0, NULL };

static void
reply_info (Fixture *fixture, const char *id, const char *fields)
{
  g_autofree char *body = g_strdup_printf ("{\"key\": \"%s\", \"info\": {%s}}", id, fields);

  test_server_reply (fixture->server, "/key/info", 200, body);
}

static void
open_session (Fixture *fixture, const Case *test)
{
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (fixture->server), "sk-test-0000000000");
  g_autofree char *user =
      g_strdup_printf ("{\"user_id\": \"me\", \"user_role\": \"%s\"}", test->role);

  test_server_reply_fixture (fixture->server, "/user/list",
                             g_str_equal (test->role, "proxy_admin") ? "user_list_page"
                                                                     : "user_list_403");
  reply_info (fixture, "own", "\"user_id\": \"me\"");
  reply_info (fixture, "one", test->fields);
  test_server_reply (fixture->server, "/v2/user/info", 200, user);
  if (test->answer != NULL)
    test_server_reply (fixture->server,
                       strstr (test->fields, "team_id") != NULL ? TEAM_LIST : "/v2/user/info",
                       test->status, test->answer);
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");
  fixture->session = session_test_open (client);
  ui_test_wait_until (orch_server_get_settled (orch_session_get_server (fixture->session)));
}

static GtkWidget *
row (Fixture *fixture, const char *name)
{
  return ui_test_child (ui_test_child (fixture->page, "budgets"), name);
}

static gboolean
says_gone (Fixture *fixture)
{
  return ui_test_find_label (fixture->page, "There is no team with this ID.") != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  open_session (fixture, data);
  fixture->key = orch_key_new ("one");
  fixture->page = g_object_new (ORCH_TYPE_KEY_PAGE, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));

  /* What was read is said at last by the rule. */
  orch_key_page_set_key (fixture->page, fixture->session, fixture->key);
  ui_test_wait_until (gtk_widget_get_visible (row (fixture, "rule_row")) || says_gone (fixture));
  ui_test_wait_until (g_str_equal (
      gtk_stack_get_visible_child_name (ui_test_child (fixture->page, "states")), "record"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->key);
  g_object_unref (fixture->session);
  test_server_free (fixture->server);
}

static void
assert_says (Fixture *fixture, const char *name, const char *text)
{
  g_assert_true (gtk_widget_get_visible (row (fixture, name)));
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (row (fixture, name), "text_label")), ==,
                   text);
}

static gboolean
says_nothing (Fixture *fixture, const char *name)
{
  return !gtk_widget_get_visible (row (fixture, name));
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row",
               "Its own budget and the team’s both limit it. Less is left of the team’s, which "
               "stops the key first." TEAM_RULE);
  assert_says (fixture, "team_row", "Platform\nt1");
  assert_says (fixture, "budget_row", "$95.00 of $100.00");
  g_assert_true (g_str_has_suffix (
      gtk_label_get_text (ui_test_child (row (fixture, "reset_row"), "text_label")),
      ", every 30d"));
  g_assert_true (says_nothing (fixture, "owner_row"));
  g_assert_nonnull (
      ui_test_find_label (fixture->window, "The team’s budget ends first: $95.00 of $100.00"));
  g_assert_nonnull (ui_test_find_label (fixture->window, "Team Platform"));
  g_assert_cmpuint (test_server_count (fixture->server, "GET " TEAM_LIST "?team_id=t1&"), ==, 1);
}

static void
test_unlimited (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row", "No budget limits it." TEAM_RULE);
  assert_says (fixture, "budget_row", "$95.00 · no limit");
  g_assert_true (says_nothing (fixture, "reset_row"));
}

static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row", "Only the team’s budget limits it." TEAM_RULE);
  assert_says (fixture, "team_row",
               "Platform\nt1\nThe team is blocked: the server refuses calls with this key.");
  assert_says (fixture, "reset_row", "Never");
}

/* Whatever becomes of the team, the key is shown. */
static void
assert_unknown (Fixture *fixture, const char *text)
{
  g_autofree char *team = g_strconcat ("t1\n", text, NULL);

  assert_says (fixture, "team_row", team);
  g_assert_true (says_nothing (fixture, "budget_row"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fixture->page, "states")), ==,
                   "record");
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  assert_unknown (fixture,
                  "There is no team with this ID. The server refuses calls with this key.");
  g_assert_true (says_nothing (fixture, "rule_row"));
}

static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  assert_unknown (fixture, "The server tells it to the members of the team only.");
  assert_says (fixture, "rule_row", "Whether the team’s budget limits it is not known." TEAM_RULE);
  g_assert_cmpuint (test_server_count (fixture->server, "GET " TEAM_LIST "?user_id=me&team_id=t1&"),
                    ==, 1);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  assert_says (
      fixture, "rule_row",
      "Its own budget limits it. Whether the team’s budget limits it is not known." TEAM_RULE);
  g_assert_nonnull (ui_test_find_label (fixture->window, "It could not be read: "));
}

static void
test_owner (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row",
               "Its own budget and the owner’s both limit it. Less is left of the owner’s, which "
               "stops the key first.");
  assert_says (fixture, "owner_row", "$49.00 of $50.00");
  g_assert_true (says_nothing (fixture, "team_row"));
  g_assert_nonnull (
      ui_test_find_label (fixture->window, "The owner’s budget ends first: $49.00 of $50.00"));
}

static void
test_owner_missing (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row", "No budget limits it.");
  g_assert_true (says_nothing (fixture, "owner_row"));
}

static void
test_windows (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row", "Only its budget windows limit it.");
}

static void
test_nobodys (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "rule_row", "Only its own budget limits it.");
  g_assert_cmpuint (test_server_count (fixture->server, "GET " TEAM_LIST), ==, 0);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test, function)                                                                  \
  g_test_add ("/key-budgets/" path, Fixture, &test, set_up, function, tear_down)
  ADD ("several", several, test_several);
  ADD ("unlimited", unlimited, test_unlimited);
  ADD ("blocked", blocked, test_blocked);
  ADD ("gone", gone, test_gone);
  ADD ("forbidden", forbidden, test_forbidden);
  ADD ("broken", broken, test_broken);
  ADD ("owner", of_owner, test_owner);
  ADD ("owner-missing", owner_missing, test_owner_missing);
  ADD ("windows", windows, test_windows);
  ADD ("nobodys", nobodys, test_nobodys);
#undef ADD

  return g_test_run ();
}
