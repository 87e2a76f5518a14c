#include "config.h"

#include "core/lists/user-list.h"
#include "core/services/session.h"
#include "demo/demo-server.h"
#include "service-fixture.h"

#define LIST "/user/list"
#define REQUEST "GET " LIST "?page=1&page_size=%u&sort_by=%s&sort_order=%s"

typedef struct {
  ClientFixture parent;
  OrchUserList *users; /* (owned) */
  OrchPagedList *list; /* the same */
} Fixture;

/* Four users with ties and gaps, in no order of any column. */
static const char *const four_users =
    "{\"total\": 4, \"users\": ["
    "{\"user_id\": \"c\", \"user_alias\": \"Zoe\", \"user_email\": null, \"spend\": 2.0,"
    " \"user_role\": \"internal_user\", \"created_at\": \"2026-01-03T00:00:00Z\"},"
    "{\"user_id\": \"d\", \"user_alias\": null, \"user_email\": \"x@a.org\", \"spend\": 1.0,"
    " \"user_role\": \"internal_user\", \"created_at\": null},"
    "{\"user_id\": \"a\", \"user_alias\": \"Zoe\", \"user_email\": \"y@a.org\", \"spend\": 1.0,"
    " \"user_role\": \"proxy_admin\", \"created_at\": \"2026-01-01T00:00:00Z\"},"
    "{\"user_id\": \"b\", \"user_alias\": \"Al\", \"user_email\": null, \"spend\": 3.0,"
    " \"user_role\": null, \"created_at\": \"2026-01-02T00:00:00Z\"}]}";

static void
set_up (Fixture *fixture, gconstpointer data)
{
  client_fixture_set_up (&fixture->parent, data);
  g_autoptr (OrchUserService) service = service_new_user_service (&fixture->parent, SERVICE_NEWEST);
  fixture->users = orch_user_list_new (service);
  fixture->list = ORCH_PAGED_LIST (fixture->users);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->users);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  client_fixture_tear_down (&fixture->parent, data);
}

/* `n` users of `total`, from "u00" on. */
static void
reply_users (Fixture *fixture, guint n, guint total)
{
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_printf (body, "{\"total\": %u, \"users\": [", total);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (body, "%s{\"user_id\": \"u%02u\", \"spend\": %u}", i > 0 ? "," : "", i,
                            i / 2);
  g_string_append (body, "]}");

  test_server_reply (fixture->parent.server, LIST, 200, body->str);
}

static void
wait_for_rows (Fixture *fixture)
{
  while (orch_paged_list_get_state (fixture->list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);

  g_assert_no_error (orch_paged_list_get_error (fixture->list));
}

static char *
get_ids (Fixture *fixture)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++) {
    g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

    g_string_append (ids, orch_user_get_id (orch_paged_row_get_item (row)));
  }

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_ids (Fixture *fixture, const char *expected)
{
  g_autofree char *ids = NULL;

  wait_for_rows (fixture);
  ids = get_ids (fixture);
  g_assert_cmpstr (ids, ==, expected);
}

static void
assert_last_request (Fixture *fixture, guint n_requests, guint page_size, const char *sort,
                     const char *order)
{
  g_autofree char *expected = g_strdup_printf (REQUEST, page_size, sort, order);

  service_assert_n_requests (&fixture->parent, n_requests);
  g_assert_cmpstr (test_server_get_log (fixture->parent.server)->pdata[n_requests - 1], ==,
                   expected);
}

static void
test_opens_by_id (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->parent.server, LIST, 200, four_users);
  orch_paged_list_reload (fixture->list);

  /* The server's order. */
  assert_ids (fixture, "cdab");
  assert_last_request (fixture, 1, 25, "user_id", "asc");
}

static void
test_of_team (Fixture *fixture, gconstpointer data)
{
  reply_users (fixture, 25, 1000);
  orch_user_list_set_team (fixture->users, "t 1");
  wait_for_rows (fixture);
  g_assert_cmpstr (orch_user_list_get_query (fixture->users)->team_id, ==, "t 1");
  g_assert_cmpstr (service_get_request (&fixture->parent, "GET"), ==,
                   "GET " LIST "?page=1&page_size=25&sort_by=user_id&sort_order=asc&team=t%201");

  orch_user_list_set_team (fixture->users, "t 1");
  service_assert_n_requests (&fixture->parent, 1);
  orch_user_list_set_team (fixture->users, NULL);
  wait_for_rows (fixture);
  assert_last_request (fixture, 2, 25, "user_id", "asc");
}

static void
test_query (Fixture *fixture, gconstpointer data)
{
  const OrchUserQuery *query = orch_user_list_get_query (fixture->users);

  reply_users (fixture, 25, 1000);
  orch_user_list_set_search (fixture->users, "lopez");
  wait_for_rows (fixture);
  orch_user_list_set_role (fixture->users, ORCH_ROLE_INTERNAL_USER);
  wait_for_rows (fixture);
  orch_user_list_set_sort (fixture->users, ORCH_USER_SORT_ID, TRUE);
  wait_for_rows (fixture);

  g_assert_cmpstr (query->search, ==, "lopez");
  g_assert_cmpint (query->role, ==, ORCH_ROLE_INTERNAL_USER);
  g_assert_cmpint (query->sort, ==, ORCH_USER_SORT_ID);
  g_assert_true (query->descending);
  service_assert_n_requests (&fixture->parent, 3);
  g_assert_cmpstr (test_server_get_log (fixture->parent.server)->pdata[2], ==,
                   "GET /user/list?page=1&page_size=25&sort_by=user_id&sort_order=desc"
                   "&search=lopez&role=internal_user");
}

static void
test_same_query (Fixture *fixture, gconstpointer data)
{
  orch_user_list_set_search (fixture->users, NULL);
  orch_user_list_set_search (fixture->users, "");
  orch_user_list_set_role (fixture->users, ORCH_ROLE_NONE);
  orch_user_list_set_sort (fixture->users, ORCH_USER_SORT_ID, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  service_assert_n_requests (&fixture->parent, 0);
}

static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->parent.server, LIST);
  reply_users (fixture, 1, 1);

  orch_user_list_set_search (fixture->users, "x");
  service_wait_for_request (&fixture->parent, "GET");
  orch_user_list_set_search (fixture->users, "xy");
  assert_ids (fixture, "u00");
  service_assert_n_requests (&fixture->parent, 2);
}

typedef struct {
  OrchUserSort sort;
  const char *ascending;
  const char *descending;
} SortCase;

/* Without a value: last, and first descending, as the server does it. */
static const SortCase sort_cases[] = {
  { ORCH_USER_SORT_ALIAS, "bacd", "dacb" },   { ORCH_USER_SORT_EMAIL, "dabc", "bcad" },
  { ORCH_USER_SORT_ROLE, "cdab", "bacd" },    { ORCH_USER_SORT_SPEND, "adcb", "bcad" },
  { ORCH_USER_SORT_CREATED, "abcd", "dcba" },
};

static void
test_sorts_few (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->parent.server, LIST, 200, four_users);
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (sort_cases); i++) {
    orch_user_list_set_sort (fixture->users, sort_cases[i].sort, FALSE);
    assert_ids (fixture, sort_cases[i].ascending);
    orch_user_list_set_sort (fixture->users, sort_cases[i].sort, TRUE);
    assert_ids (fixture, sort_cases[i].descending);
  }
  assert_last_request (fixture, 11, 100, "created_at", "desc");

  orch_user_list_set_sort (fixture->users, ORCH_USER_SORT_ID, FALSE);
  wait_for_rows (fixture);
  assert_last_request (fixture, 12, 25, "user_id", "asc");
}

static void
test_many_stay_sorted (Fixture *fixture, gconstpointer data)
{
  reply_users (fixture, 2, 101);
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);

  orch_user_list_set_sort (fixture->users, ORCH_USER_SORT_SPEND, TRUE);
  assert_ids (fixture, "u00u01");
  assert_last_request (fixture, 2, 25, "spend", "desc");
}

/* How many there are is known only from the first page: then all of them come at once. */
static void
test_search_tells_few (Fixture *fixture, gconstpointer data)
{
  reply_users (fixture, 25, 1000);
  reply_users (fixture, 25, 30);
  reply_users (fixture, 30, 30);
  orch_user_list_set_sort (fixture->users, ORCH_USER_SORT_SPEND, TRUE);
  wait_for_rows (fixture);

  orch_user_list_set_search (fixture->users, "x");
  wait_for_rows (fixture);
  service_assert_n_requests (&fixture->parent, 3);
  orch_paged_list_grow (fixture->list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 30);
  g_assert_cmpuint (orch_paged_list_get_n_left_out (fixture->list), ==, 0);
  g_assert_cmpstr (test_server_get_log (fixture->parent.server)->pdata[2], ==,
                   "GET /user/list?page=1&page_size=100&sort_by=spend&sort_order=desc&search=x");

  /* Ties are in the order of the ID. */
  g_autofree char *ids = get_ids (fixture);
  g_assert_true (g_str_has_prefix (ids, "u28u29u26u27"));
}

static void
test_later_page (Fixture *fixture, gconstpointer data)
{
  reply_users (fixture, 25, 1000);
  orch_paged_list_grow (fixture->list);
  orch_paged_list_set_settle_time (fixture->list, 0);
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);

  orch_paged_list_set_visible (fixture->list, 60, 70);
  service_wait_for_request (&fixture->parent, "GET /user/list?page=3&page_size=25");
  service_assert_n_requests (&fixture->parent, 2);
}

static void
test_updates_in_place (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total\": 1, \"users\": [{\"user_id\": \"a\", \"spend\": 1.0}]}");
  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total\": 1, \"users\": [{\"user_id\": \"a\", \"spend\": 2.0}]}");
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);

  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_autoptr (OrchUser) user = g_object_ref (orch_paged_row_get_item (row));
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);

  g_autoptr (OrchPagedRow) new_row = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_assert_true (orch_paged_row_get_item (new_row) == user);
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 2.0);
}

/* A user who was created here is the object in the list, too. */
static void
test_adopts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) user = orch_user_new ("b");

  g_assert_null (orch_paged_list_find (fixture->list, "b"));
  orch_paged_list_adopt (fixture->list, user);
  g_assert_true (orch_paged_list_find (fixture->list, "b") == user);
  test_server_reply (fixture->parent.server, LIST, 200, four_users);
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);

  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), 3);
  g_assert_true (orch_paged_row_get_item (row) == user);
  g_assert_cmpstr (orch_user_get_alias (user), ==, "Al");
}

static void
test_fails (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->parent.server, LIST, "user_list_403");
  orch_paged_list_reload (fixture->list);
  while (orch_paged_list_get_state (fixture->list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (orch_paged_list_get_error (fixture->list), ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/user-list/" name, Fixture, NULL, set_up, function, tear_down)

static void
reload (OrchPagedList *list)
{
  orch_paged_list_reload (list);
  while (orch_paged_list_get_state (list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);
}

static void
save_alias (OrchUserService *service, OrchUser *user, const char *alias)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string (alias));
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (changes, orch_user_field (ORCH_USER_ALIAS), NULL, value);
  orch_user_service_update_async (service, user, changes, TRUE, NULL, test_keep_result_cb, &result);
  g_assert_cmpint (
      orch_user_service_update_finish (service, test_wait_result (&result), NULL, NULL), ==,
      ORCH_UPDATE_SAVED);
}

/* Rows that left the server before a save must not undo it on the screen. */
static void
test_overtaken_by_save (void)
{
  g_autoptr (OrchDemoServer) demo = orch_demo_server_new (30);
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (OrchSession) session = NULL;
  g_autoptr (OrchPagedRow) row = NULL;
  g_autoptr (OrchUser) user = NULL;
  g_autoptr (OrchUser) same = NULL;
  OrchUserService *service;
  OrchPagedList *list;

  g_assert_true (orch_demo_server_start (demo, 0, NULL));
  client = orch_client_new (orch_demo_server_get_url (demo), ORCH_DEMO_MASTER_KEY);
  session = orch_session_new (client);
  service = orch_session_get_user_service (session);
  list = orch_session_get_list (session, ORCH_PAGE_USERS);
  reload (list);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  user = g_object_ref (orch_paged_row_get_item (row));
  same = orch_user_new (orch_user_get_id (user));

  g_assert_true (orch_demo_server_set_fault (demo, "delay:300@/user/list", NULL));
  g_strfreev (orch_demo_server_take_log (demo));
  orch_paged_list_reload (list);
  for (gboolean asked = FALSE; !asked;) {
    g_auto (GStrv) log = orch_demo_server_take_log (demo);

    asked = log[0] != NULL;
    g_main_context_iteration (NULL, FALSE);
  }
  save_alias (service, user, "Saved");
  while (orch_paged_list_get_state (list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (orch_user_get_alias (user), ==, "Saved");

  /* What is asked for later is newer. */
  save_alias (service, same, "Somebody else");
  reload (list);
  g_assert_cmpstr (orch_user_get_alias (user), ==, "Somebody else");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("opens-by-id", test_opens_by_id);
  ADD ("of-team", test_of_team);
  ADD ("query", test_query);
  ADD ("same-query", test_same_query);
  ADD ("overtaken", test_overtaken);
  ADD ("sorts-few", test_sorts_few);
  ADD ("many-stay-sorted", test_many_stay_sorted);
  ADD ("search-tells-few", test_search_tells_few);
  ADD ("later-page", test_later_page);
  ADD ("updates-in-place", test_updates_in_place);
  ADD ("adopts", test_adopts);
  ADD ("fails", test_fails);
  g_test_add_func ("/user-list/overtaken-by-save", test_overtaken_by_save);

  return g_test_run ();
}
