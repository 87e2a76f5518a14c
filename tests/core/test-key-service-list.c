#include "config.h"

#include "core/services/key-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define LIST "/key/list"
#define VERSION "/public/model_hub/info"
#define PAGE "GET " LIST "?return_full_object=true&page=1&size=50"

#define ID_LOWER "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID_UPPER "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *const versions[] = { "1.81.0", "1.93.2", SERVICE_NEWEST };

static GPtrArray *
list (ClientFixture *fixture, const char *version, const OrchKeyQuery *query, guint *total,
      GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, version);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_list_async (service, query, 1, 50, NULL, test_keep_result_cb, &result);

  return orch_key_service_list_finish (service, test_wait_result (&result), total, error);
}

/* What a proxy of a version is asked, for which it has no answers. */
static void
assert_asked (ClientFixture *fixture, const char *version, const OrchKeyQuery *query,
              const char *expected)
{
  GPtrArray *log = test_server_get_log (fixture->server);
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_count\": 0}");
  g_autoptr (GPtrArray) keys = list (fixture, version, query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 0);
  g_assert_cmpstr (log->pdata[log->len - 1], ==, expected);
}

/* The first rows of a connection wait for nothing. */
static void
test_first_page (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery query = { .descending = TRUE };
  g_autoptr (GError) error = NULL;
  guint total = 0;

  test_server_reply_fixture (fixture->server, LIST, "key_list_full");
  g_autoptr (GPtrArray) keys = list (fixture, NULL, &query, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 2);
  g_assert_cmpuint (total, >, 2);
  g_assert_cmpstr (service_get_request (fixture, "GET"), ==, PAGE);
  service_assert_n_requests (fixture, 1);
}

static void
test_sorts (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    OrchKeyQuery query;
    const char *asked;
  } cases[] = {
    { { .sort = ORCH_KEY_SORT_CREATED }, PAGE "&sort_by=created_at&sort_order=asc" },
    { { .sort = ORCH_KEY_SORT_ALIAS }, PAGE "&sort_by=key_alias&sort_order=asc" },
    { { .sort = ORCH_KEY_SORT_ALIAS, .descending = TRUE },
      PAGE "&sort_by=key_alias&sort_order=desc" },
    { { .sort = ORCH_KEY_SORT_SPEND, .descending = TRUE }, PAGE "&sort_by=spend&sort_order=desc" },
    { { .sort = ORCH_KEY_SORT_MAX_BUDGET }, PAGE "&sort_by=max_budget&sort_order=asc" },
    { { .sort = ORCH_KEY_SORT_UPDATED, .descending = TRUE },
      PAGE "&sort_by=updated_at&sort_order=desc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_asked (fixture, NULL, &cases[i].query, cases[i].asked);
  service_assert_n_requests (fixture, G_N_ELEMENTS (cases));
}

static void
test_filters (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    OrchKeyFilter filter;
    const char *newest;
    const char *old;
  } cases[] = {
    { ORCH_KEY_FILTER_ALL, PAGE, PAGE },
    { ORCH_KEY_FILTER_ACTIVE, PAGE "&status=active", PAGE },
    { ORCH_KEY_FILTER_EXPIRED, PAGE "&status=expired", PAGE },
    { ORCH_KEY_FILTER_BLOCKED, PAGE "&status=revoked", PAGE },
    { ORCH_KEY_FILTER_DELETED, PAGE "&status=deleted", PAGE "&status=deleted" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const OrchKeyQuery query = { .filter = cases[i].filter, .descending = TRUE };

    assert_asked (fixture, SERVICE_NEWEST, &query, cases[i].newest);
    assert_asked (fixture, "1.93.2", &query, cases[i].old);
    assert_asked (fixture, "1.81.0", &query, cases[i].old);
  }
}

static void
test_searches (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *search;
    const char *asked[G_N_ELEMENTS (versions)];
  } cases[] = {
    { "lap", { "&key_alias=lap", "&key_alias=lap&substring_matching=true", "&search=lap" } },
    { "50%_\\",
      { "&key_alias=50%25_%5C", "&key_alias=50%5C%25%5C_%5C%5C&substring_matching=true",
        "&search=50%5C%25%5C_%5C%5C" } },
    { ID_UPPER, { "&key_hash=" ID_LOWER, "&key_hash=" ID_LOWER, "&search=" ID_LOWER } },
    { "", { "", "", "" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (guint v = 0; v < G_N_ELEMENTS (versions); v++) {
      const OrchKeyQuery query = { .search = (char *) cases[i].search, .descending = TRUE };
      g_autofree char *asked = g_strconcat (PAGE, cases[i].asked[v], NULL);

      assert_asked (fixture, versions[v], &query, asked);
    }
  }
}

/* A part is searched for in the user ID, too, where it is in the alias. */
static void
test_searches_keys_of_user (ClientFixture *fixture, gconstpointer data)
{
  static const char *const asked[] = {
    "GET " LIST "?user_id=a_b&return_full_object=true&page=1&size=50&key_alias=x",
    "GET " LIST "?user_id=a%5C_b&return_full_object=true&page=1&size=50&key_alias=x"
    "&substring_matching=true",
    "GET " LIST "?user_id=a_b&return_full_object=true&page=1&size=50&search=x",
  };
  const OrchKeyQuery query = { .search = (char *) "x",
                               .user_id = (char *) "a_b",
                               .descending = TRUE };

  for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
    assert_asked (fixture, versions[v], &query, asked[v]);
}

static void
test_all_at_once (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery query = { .search = (char *) "x",
                               .user_id = (char *) "u",
                               .filter = ORCH_KEY_FILTER_ACTIVE,
                               .sort = ORCH_KEY_SORT_SPEND,
                               .descending = TRUE };

  assert_asked (fixture, SERVICE_NEWEST, &query,
                "GET " LIST "?user_id=u&return_full_object=true&page=1&size=50&search=x"
                "&status=active&sort_by=spend&sort_order=desc");
}

/* What depends on the version waits for it. */
static void
test_waits_for_version (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery search = { .search = (char *) "x", .descending = TRUE };
  const OrchKeyQuery filter = { .filter = ORCH_KEY_FILTER_EXPIRED, .descending = TRUE };

  test_server_reply (fixture->server, VERSION, 200, "{\"litellm_version\": \"1.106.2\"}");
  assert_asked (fixture, NULL, &search, PAGE "&search=x");
  assert_asked (fixture, NULL, &filter, PAGE "&status=expired");
  g_assert_cmpuint (test_server_count (fixture->server, "GET " VERSION), ==, 2);
}

static const char *const three_keys =
    "{\"keys\": [{\"token\": \"a\", \"key_alias\": \"Laptop\", \"user_id\": \"u1\"},"
    " {\"token\": \"" ID_LOWER "\", \"key_alias\": \"server\", \"user_id\": \"u\"},"
    " {\"token\": \"c\", \"key_alias\": null, \"user_id\": \"u\"}], \"total_count\": 3}";

static void
assert_found (ClientFixture *fixture, const char *version, const OrchKeyQuery *query,
              const char *key_id)
{
  g_autoptr (GError) error = NULL;
  guint total = 0;

  test_server_reply (fixture->server, LIST, 200, three_keys);
  g_autoptr (GPtrArray) keys = list (fixture, version, query, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 1);
  /* All of them were on the page. */
  g_assert_cmpuint (total, ==, 1);
  g_assert_cmpstr (orch_key_get_id (keys->pdata[0]), ==, key_id);
}

/* An unknown parameter is ignored (contract §12.1): rows that do not match are dropped. */
static void
test_drops_others (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery alias = { .search = (char *) "APT", .descending = TRUE };
  const OrchKeyQuery id = { .search = (char *) ID_UPPER, .descending = TRUE };
  const OrchKeyQuery user = { .user_id = (char *) "u1", .descending = TRUE };

  assert_found (fixture, "1.93.2", &alias, "a");
  assert_found (fixture, "1.81.0", &id, ID_LOWER);
  assert_found (fixture, SERVICE_NEWEST, &user, "a");
}

/* A page that holds only a part of them says nothing about the others. */
static void
test_keeps_total (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery query = { .search = (char *) "serv", .descending = TRUE };
  g_autoptr (GError) error = NULL;
  guint total = 0;

  test_server_reply (fixture->server, LIST, 200,
                     "{\"keys\": [{\"token\": \"a\", \"key_alias\": \"laptop\"},"
                     " {\"token\": \"b\", \"key_alias\": \"server\"}], \"total_count\": 70}");
  g_autoptr (GPtrArray) keys = list (fixture, "1.93.2", &query, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpuint (total, ==, 70);
}

static void
test_not_searched (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery query = { .search = (char *) "no such", .descending = TRUE };
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, LIST, 200, three_keys);
  g_assert_null (list (fixture, "1.93.2", &query, NULL, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING);
}

static void
test_deleted (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery query = { .filter = ORCH_KEY_FILTER_DELETED, .descending = TRUE };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, LIST, "key_list_deleted");
  g_autoptr (GPtrArray) keys = list (fixture, NULL, &query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpint (orch_key_get_status (keys->pdata[0], now), ==, ORCH_KEY_STATUS_DELETED);
}

static void
test_cancel_while_waiting (ClientFixture *fixture, gconstpointer data)
{
  const OrchKeyQuery query = { .search = (char *) "x", .descending = TRUE };
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_hang (fixture->server, VERSION);
  orch_key_service_list_async (service, &query, 1, 50, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "GET " VERSION);
  g_cancellable_cancel (cancellable);
  g_assert_null (orch_key_service_list_finish (service, test_wait_result (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  service_assert_n_requests (fixture, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-service-list/" name, ClientFixture, NULL, client_fixture_set_up, function,     \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("first-page", test_first_page);
  ADD ("sorts", test_sorts);
  ADD ("filters", test_filters);
  ADD ("searches", test_searches);
  ADD ("searches-keys-of-user", test_searches_keys_of_user);
  ADD ("all-at-once", test_all_at_once);
  ADD ("waits-for-version", test_waits_for_version);
  ADD ("drops-others", test_drops_others);
  ADD ("keeps-total", test_keeps_total);
  ADD ("not-searched", test_not_searched);
  ADD ("deleted", test_deleted);
  ADD ("cancel-while-waiting", test_cancel_while_waiting);

  return g_test_run ();
}
