#include "config.h"

#include "core/lists/key-list.h"
#include "service-fixture.h"

#define LIST "/key/list"
#define ALL "GET " LIST "?return_full_object=true&page=1&size=%u"

typedef struct {
  ClientFixture parent;
  OrchKeyList *keys;       /* (owned) */
  OrchPagedList *list;     /* the same */
  OrchKeyService *service; /* (owned) */
} Fixture;

/* Four keys with ties and gaps, in no order of any column. */
static const char *const four_keys =
    "{\"total_count\": 4, \"keys\": ["
    "{\"token\": \"c\", \"key_alias\": \"zoe\", \"spend\": 2.0, \"max_budget\": null,"
    " \"created_at\": \"2026-01-03T00:00:00Z\", \"updated_at\": \"2026-02-01T00:00:00Z\"},"
    "{\"token\": \"d\", \"key_alias\": null, \"spend\": 1.0, \"max_budget\": 5.0,"
    " \"created_at\": null, \"updated_at\": \"2026-02-04T00:00:00Z\"},"
    "{\"token\": \"a\", \"key_alias\": null, \"spend\": 1.0, \"max_budget\": null,"
    " \"created_at\": \"2026-01-01T00:00:00Z\", \"updated_at\": null},"
    "{\"token\": \"b\", \"key_alias\": \"al\", \"spend\": 3.0, \"max_budget\": 0.0,"
    " \"created_at\": \"2026-01-02T00:00:00Z\", \"updated_at\": \"2026-02-03T00:00:00Z\"}]}";

static void
set_up (Fixture *fixture, gconstpointer user_id)
{
  client_fixture_set_up (&fixture->parent, NULL);
  fixture->service = service_new_key_service (&fixture->parent, SERVICE_NEWEST);
  fixture->keys = orch_key_list_new (fixture->service, user_id);
  fixture->list = ORCH_PAGED_LIST (fixture->keys);
}

static void
tear_down (Fixture *fixture, gconstpointer user_id)
{
  g_assert_finalize_object (fixture->keys);
  g_clear_object (&fixture->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  client_fixture_tear_down (&fixture->parent, NULL);
}

/* `n` keys of `total`, from "k00" on. */
static void
reply_keys (Fixture *fixture, guint n, guint total)
{
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_printf (body, "{\"total_count\": %u, \"keys\": [", total);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (body, "%s{\"token\": \"k%02u\", \"spend\": %u}", i > 0 ? "," : "", i,
                            i / 2);
  g_string_append (body, "]}");

  test_server_reply (fixture->parent.server, LIST, 200, body->str);
}

static void
wait_for_rows (Fixture *fixture)
{
  guint deadline = test_deadline_add ();

  while (orch_paged_list_get_state (fixture->list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline);
  g_assert_no_error (orch_paged_list_get_error (fixture->list));
}

static void
load (Fixture *fixture)
{
  orch_paged_list_reload (fixture->list);
  wait_for_rows (fixture);
}

static OrchKey *
get_key (Fixture *fixture, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  return g_object_ref (orch_paged_row_get_item (row));
}

static void
assert_ids (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  wait_for_rows (fixture);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++) {
    g_autoptr (OrchKey) key = get_key (fixture, i);

    g_string_append (ids, orch_key_get_id (key));
  }
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
assert_last_request (Fixture *fixture, guint n_requests, guint page_size, const char *rest)
{
  g_autofree char *page = g_strdup_printf (ALL, page_size);
  g_autofree char *expected = g_strconcat (page, rest, NULL);

  service_assert_n_requests (&fixture->parent, n_requests);
  g_assert_cmpstr (test_server_get_log (fixture->parent.server)->pdata[n_requests - 1], ==,
                   expected);
}

static void
test_opens_with_newest (Fixture *fixture, gconstpointer user_id)
{
  test_server_reply (fixture->parent.server, LIST, 200, four_keys);
  load (fixture);

  /* The server's order. */
  assert_ids (fixture, "cdab");
  assert_last_request (fixture, 1, 50, "");
  g_assert_true (orch_key_list_get_query (fixture->keys)->descending);
}

static void
test_of_user (Fixture *fixture, gconstpointer user_id)
{
  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total_count\": 2, \"keys\": [{\"token\": \"a\", \"user_id\": \"u 1\"},"
                     " {\"token\": \"b\", \"user_id\": \"u 2\"}]}");
  load (fixture);
  assert_ids (fixture, "a");
  g_assert_cmpstr (service_get_request (&fixture->parent, "GET"), ==,
                   "GET " LIST "?user_id=u%201&return_full_object=true&page=1&size=50");
}

/* Only what was asked for, whatever the server makes of the filter. */
static void
test_of_team (Fixture *fixture, gconstpointer user_id)
{
  const OrchKeyQuery *query = orch_key_list_get_query (fixture->keys);

  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total_count\": 2, \"keys\": [{\"token\": \"a\", \"team_id\": \"t 1\"},"
                     " {\"token\": \"b\", \"team_id\": null}]}");
  orch_key_list_set_team (fixture->keys, "t 1");
  assert_ids (fixture, "a");
  g_assert_cmpstr (query->team_id, ==, "t 1");
  g_assert_cmpstr (service_get_request (&fixture->parent, "GET"), ==,
                   "GET " LIST "?team_id=t%201&return_full_object=true&page=1&size=50");

  orch_key_list_set_team (fixture->keys, "t 1");
  service_assert_n_requests (&fixture->parent, 1);
  orch_key_list_set_team (fixture->keys, NULL);
  assert_ids (fixture, "ab");
  assert_last_request (fixture, 2, 50, "");
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* A name that comes later is shown in the rows that are there. */
static void
test_names_teams (Fixture *fixture, gconstpointer user_id)
{
  g_autoptr (JsonNode) row =
      json_from_string ("{\"team_id\": \"t\", \"team_alias\": \"Sales\"}", NULL);
  g_autoptr (GPtrArray) teams = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (OrchKey) key = NULL;
  guint n_changes = 0;

  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total_count\": 1, \"keys\": [{\"token\": \"a\", \"team_id\": \"t\"}]}");
  load (fixture);
  key = get_key (fixture, 0);
  g_assert_cmpstr (orch_key_get_team_name (key), ==, "t");

  g_signal_connect_swapped (key, "changed", G_CALLBACK (count_cb), &n_changes);
  g_ptr_array_add (teams, orch_team_new_from_json (json_node_get_object (row)));
  orch_teams_take (orch_server_get_teams (orch_key_service_get_server (fixture->service)), teams,
                   TRUE);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpstr (orch_key_get_team_name (key), ==, "Sales");
}

static void
test_query (Fixture *fixture, gconstpointer user_id)
{
  const OrchKeyQuery *query = orch_key_list_get_query (fixture->keys);

  reply_keys (fixture, 50, 1000);
  orch_key_list_set_search (fixture->keys, "lap");
  wait_for_rows (fixture);
  orch_key_list_set_filter (fixture->keys, ORCH_KEY_FILTER_BLOCKED);
  wait_for_rows (fixture);
  orch_key_list_set_sort (fixture->keys, ORCH_KEY_SORT_ALIAS, FALSE);
  wait_for_rows (fixture);

  g_assert_cmpstr (query->search, ==, "lap");
  g_assert_cmpint (query->filter, ==, ORCH_KEY_FILTER_BLOCKED);
  g_assert_cmpint (query->sort, ==, ORCH_KEY_SORT_ALIAS);
  g_assert_false (query->descending);
  assert_last_request (fixture, 3, 50,
                       "&search=lap&status=revoked&sort_by=key_alias&sort_order=asc");
}

static void
test_same_query (Fixture *fixture, gconstpointer user_id)
{
  orch_key_list_set_search (fixture->keys, NULL);
  orch_key_list_set_search (fixture->keys, "");
  orch_key_list_set_filter (fixture->keys, ORCH_KEY_FILTER_ALL);
  orch_key_list_set_sort (fixture->keys, ORCH_KEY_SORT_CREATED, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  service_assert_n_requests (&fixture->parent, 0);
}

typedef struct {
  OrchKeySort sort;
  const char *ascending;
  const char *descending;
} SortCase;

/* Without a value: last, and first descending, as the server does it. */
static const SortCase sort_cases[] = {
  { ORCH_KEY_SORT_ALIAS, "bcad", "adcb" },
  { ORCH_KEY_SORT_SPEND, "adcb", "bcad" },
  { ORCH_KEY_SORT_MAX_BUDGET, "bdac", "acdb" },
  { ORCH_KEY_SORT_UPDATED, "cbda", "adbc" },
};

static void
test_sorts_few (Fixture *fixture, gconstpointer user_id)
{
  test_server_reply (fixture->parent.server, LIST, 200, four_keys);
  load (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (sort_cases); i++) {
    orch_key_list_set_sort (fixture->keys, sort_cases[i].sort, FALSE);
    assert_ids (fixture, sort_cases[i].ascending);
    orch_key_list_set_sort (fixture->keys, sort_cases[i].sort, TRUE);
    assert_ids (fixture, sort_cases[i].descending);
  }
  orch_key_list_set_sort (fixture->keys, ORCH_KEY_SORT_CREATED, FALSE);
  assert_ids (fixture, "abcd");
  assert_last_request (fixture, 10, 100, "&sort_by=created_at&sort_order=asc");

  /* The server's own order is a safe one. */
  orch_key_list_set_sort (fixture->keys, ORCH_KEY_SORT_CREATED, TRUE);
  assert_ids (fixture, "cdab");
  assert_last_request (fixture, 11, 50, "");
}

static void
test_many_stay_sorted (Fixture *fixture, gconstpointer user_id)
{
  reply_keys (fixture, 2, 101);
  load (fixture);

  orch_key_list_set_sort (fixture->keys, ORCH_KEY_SORT_SPEND, TRUE);
  assert_ids (fixture, "k00k01");
  assert_last_request (fixture, 2, 50, "&sort_by=spend&sort_order=desc");
}

/* How many there are is known only from the first page: then all of them come at once. */
static void
test_search_tells_few (Fixture *fixture, gconstpointer user_id)
{
  reply_keys (fixture, 50, 1000);
  reply_keys (fixture, 50, 60);
  reply_keys (fixture, 60, 60);
  orch_key_list_set_sort (fixture->keys, ORCH_KEY_SORT_SPEND, TRUE);
  wait_for_rows (fixture);

  orch_key_list_set_search (fixture->keys, "x");
  wait_for_rows (fixture);
  assert_last_request (fixture, 3, 100, "&search=x&sort_by=spend&sort_order=desc");
  orch_paged_list_grow (fixture->list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 60);
  g_assert_cmpuint (orch_paged_list_get_n_left_out (fixture->list), ==, 0);
}

static void
test_later_page (Fixture *fixture, gconstpointer user_id)
{
  reply_keys (fixture, 50, 1000);
  orch_paged_list_grow (fixture->list);
  orch_paged_list_set_settle_time (fixture->list, 0);
  load (fixture);

  orch_paged_list_set_visible (fixture->list, 120, 140);
  service_wait_for_request (&fixture->parent,
                            "GET " LIST "?return_full_object=true&page=3&size=50");
  service_assert_n_requests (&fixture->parent, 2);
}

static void
test_updates_in_place (Fixture *fixture, gconstpointer user_id)
{
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchKey) again = NULL;

  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total_count\": 1, \"keys\": [{\"token\": \"a\", \"spend\": 1.0}]}");
  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total_count\": 1, \"keys\": [{\"token\": \"a\", \"spend\": 2.0}]}");
  load (fixture);
  key = get_key (fixture, 0);
  load (fixture);
  again = get_key (fixture, 0);

  g_assert_true (again == key);
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 2.0);
}

/* A row that was asked for before what is known already was overtaken, by a write perhaps. */
static void
test_overtaken_row (Fixture *fixture, gconstpointer user_id)
{
  g_autoptr (OrchKey) key = NULL;

  reply_keys (fixture, 2, 2);
  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"total_count\": 1, \"keys\": [{\"token\": \"k00\", \"blocked\": null}]}");
  load (fixture);
  key = get_key (fixture, 0);
  orch_key_set_value (key, ORCH_KEY_BLOCKED, g_variant_new_boolean (TRUE));
  orch_key_set_asked_at (key, G_MAXINT64);
  load (fixture);
  g_assert_true (orch_key_is_blocked (key));

  orch_key_set_asked_at (key, g_get_monotonic_time ());
  load (fixture);
  g_assert_false (orch_key_is_blocked (key));
}

static void
test_fails (Fixture *fixture, gconstpointer user_id)
{
  test_server_reply_fixture (fixture->parent.server, LIST, "key_info_403");
  orch_paged_list_reload (fixture->list);
  while (orch_paged_list_get_state (fixture->list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (orch_paged_list_get_error (fixture->list), ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
}

#define ADD(name, user_id, function)                                                               \
  g_test_add ("/key-list/" name, Fixture, user_id, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("opens-with-newest", NULL, test_opens_with_newest);
  ADD ("of-user", "u 1", test_of_user);
  ADD ("of-team", NULL, test_of_team);
  ADD ("names-teams", NULL, test_names_teams);
  ADD ("query", NULL, test_query);
  ADD ("same-query", NULL, test_same_query);
  ADD ("sorts-few", NULL, test_sorts_few);
  ADD ("many-stay-sorted", NULL, test_many_stay_sorted);
  ADD ("search-tells-few", NULL, test_search_tells_few);
  ADD ("later-page", NULL, test_later_page);
  ADD ("updates-in-place", NULL, test_updates_in_place);
  ADD ("overtaken-row", NULL, test_overtaken_row);
  ADD ("fails", NULL, test_fails);

  return g_test_run ();
}
