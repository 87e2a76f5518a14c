#include "config.h"

#include "core/services/team-service.h"
#include "service-fixture.h"

#define LIST "/v2/team/list"
#define NOT_A_MEMBER "{\"detail\": {\"error\": \"User is not a member of team_id=t 1\"}}"
#define ADMINS_ONLY                                                                                \
  "{\"detail\": {\"error\": \"Only admin users can query all teams/other teams. Your user "        \
  "role=internal_user\"}}"

typedef struct {
  ClientFixture parent;
  OrchServer *server;      /* (owned) */
  OrchIdentity *boss;      /* (owned) */
  OrchIdentity *colleague; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  client_fixture_set_up (&fixture->parent, data);
  fixture->server = service_new_server (&fixture->parent, SERVICE_NEWEST);
  fixture->boss = orch_identity_new (ORCH_IDENTITY_USER, "boss", ORCH_ROLE_PROXY_ADMIN_VIEWER);
  fixture->colleague = orch_identity_new (ORCH_IDENTITY_USER, "ann b", ORCH_ROLE_INTERNAL_USER);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  orch_identity_free (fixture->boss);
  orch_identity_free (fixture->colleague);
  g_assert_finalize_object (fixture->server);
  client_fixture_tear_down (&fixture->parent, data);
}

static gboolean
list (Fixture *fixture, const OrchIdentity *identity, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_team_service_list_async (fixture->server, identity, NULL, test_keep_result_cb, &result);

  return orch_team_service_list_finish (fixture->server, test_wait_result (&result), error);
}

static gboolean
read_team (Fixture *fixture, const OrchIdentity *identity, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_team_service_read_async (fixture->server, identity, "t 1", NULL, test_keep_result_cb,
                                &result);

  return orch_team_service_read_finish (fixture->server, test_wait_result (&result), error);
}

static void
reply_teams (Fixture *fixture, guint first, guint n, guint total)
{
  g_autoptr (GString) body = g_string_new ("{\"teams\": [");

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (body, "%s{\"team_id\": \"t%04u\"}", i > first ? "," : "", i);
  g_string_append_printf (body, "], \"total\": %u}", total);
  test_server_reply (fixture->parent.server, LIST, 200, body->str);
}

static guint
count_known (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (orch_server_get_teams (fixture->server)));
}

static const char *
get_request (Fixture *fixture, guint i)
{
  return test_server_get_log (fixture->parent.server)->pdata[i];
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reply_teams (fixture, 0, 100, 130);
  reply_teams (fixture, 100, 30, 130);
  g_assert_true (list (fixture, fixture->boss, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_known (fixture), ==, 130);
  g_assert_cmpstr (get_request (fixture, 0), ==,
                   "GET " LIST "?page=1&page_size=100&sort_by=team_id");
  g_assert_cmpstr (get_request (fixture, 1), ==,
                   "GET " LIST "?page=2&page_size=100&sort_by=team_id");

  /* What is not there any more is not known any more. */
  test_server_forget_replies (fixture->parent.server, LIST);
  reply_teams (fixture, 0, 2, 2);
  g_assert_true (list (fixture, fixture->boss, &error));
  g_assert_cmpuint (count_known (fixture), ==, 2);
}

/* Others than administrators are told their own teams only. */
static void
test_lists_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reply_teams (fixture, 0, 1, 1);
  g_assert_true (list (fixture, fixture->colleague, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (get_request (fixture, 0), ==,
                   "GET " LIST "?user_id=ann%20b&page=1&page_size=100&sort_by=team_id");
}

/* It ends somewhere, and with a page that is empty against all counts. */
static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10; i++)
    reply_teams (fixture, i * 100, 100, 5000);
  g_assert_true (list (fixture, fixture->boss, &error));
  g_assert_cmpuint (count_known (fixture), ==, 1000);
  service_assert_n_requests (&fixture->parent, 10);

  test_server_forget_replies (fixture->parent.server, LIST);
  reply_teams (fixture, 0, 0, 5000);
  g_assert_true (list (fixture, fixture->boss, &error));
  service_assert_n_requests (&fixture->parent, 11);
}

static void
test_reads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  OrchTeams *teams = orch_server_get_teams (fixture->server);

  reply_teams (fixture, 0, 2, 2);
  g_assert_true (list (fixture, fixture->boss, &error));
  test_server_forget_replies (fixture->parent.server, LIST);
  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"teams\": [{\"team_id\": \"other\"},"
                     " {\"team_id\": \"t 1\", \"team_alias\": \"One\"}], \"total\": 2}");
  g_assert_true (read_team (fixture, fixture->colleague, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (get_request (fixture, 1), ==,
                   "GET " LIST
                   "?user_id=ann%20b&team_id=t%201&page=1&page_size=100&sort_by=team_id");
  g_assert_cmpstr (orch_teams_get_name (teams, "t 1"), ==, "One");
  g_assert_null (orch_teams_find (teams, "other"));
  g_assert_nonnull (orch_teams_find (teams, "t0001"));
}

static void
assert_unreadable (Fixture *fixture, const OrchIdentity *identity, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (read_team (fixture, identity, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
}

/* Only administrators learn that a team is gone. */
static void
test_cannot_read (Fixture *fixture, gconstpointer data)
{
  OrchTeams *teams = orch_server_get_teams (fixture->server);
  TestServer *server = fixture->parent.server;
  g_autoptr (GError) error = NULL;

  test_server_reply (server, LIST, 200, "{\"teams\": [{\"team_id\": \"t 1\"}], \"total\": 1}");
  test_server_reply (server, LIST, 404, NOT_A_MEMBER);
  test_server_reply (server, LIST, 200, "{\"teams\": [], \"total\": 0}");
  test_server_reply (server, LIST, 401, ADMINS_ONLY);
  test_server_reply (server, LIST, 200, "{\"teams\": [], \"total\": 0}");
  g_assert_true (read_team (fixture, fixture->boss, &error));

  assert_unreadable (fixture, fixture->colleague, ORCH_ERROR_NOT_PERMITTED);
  assert_unreadable (fixture, fixture->colleague, ORCH_ERROR_NOT_PERMITTED);
  assert_unreadable (fixture, fixture->colleague, ORCH_ERROR_NOT_PERMITTED);
  g_assert_nonnull (orch_teams_find (teams, "t 1"));
  assert_unreadable (fixture, fixture->boss, ORCH_ERROR_NOT_FOUND);
  g_assert_null (orch_teams_find (teams, "t 1"));
}

static void
test_fails (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{}", "{\"teams\": {}}", "{\"teams\": []}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    test_server_forget_replies (fixture->parent.server, LIST);
    test_server_reply (fixture->parent.server, LIST, 200, bodies[i]);
    g_assert_false (list (fixture, fixture->boss, &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  }
  assert_unreadable (fixture, fixture->boss, ORCH_ERROR_BAD_REPLY);
  g_assert_cmpuint (count_known (fixture), ==, 0);
}

static void
test_who_may (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchIdentity) master =
      orch_identity_new (ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (OrchIdentity) nobody = orch_identity_new (ORCH_IDENTITY_NO_USER, NULL, ORCH_ROLE_NONE);

  g_assert_true (orch_team_service_may_list (master));
  g_assert_true (orch_team_service_may_list (fixture->boss));
  g_assert_true (orch_team_service_may_list (fixture->colleague));
  g_assert_false (orch_team_service_may_list (nobody));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_hang (fixture->parent.server, LIST);
  orch_team_service_list_async (fixture->server, fixture->boss, cancellable, test_keep_result_cb,
                                &result);
  service_wait_for_request (&fixture->parent, "GET " LIST);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      orch_team_service_list_finish (fixture->server, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/team-service/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lists", test_lists);
  ADD ("lists-own", test_lists_own);
  ADD ("ends", test_ends);
  ADD ("reads", test_reads);
  ADD ("cannot-read", test_cannot_read);
  ADD ("fails", test_fails);
  ADD ("who-may", test_who_may);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
