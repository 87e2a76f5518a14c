#include "config.h"

#include "core/services/identity-service.h"
#include "core/services/user-record.h"
#include "service-fixture.h"

#define LIST "GET /user/list?page=1&page_size=25&sort_by=user_id&sort_order=asc"
#define OWN_KEY "{\"key\": \"0123\", \"info\": {\"user_id\": \"probe-own\"}}"

/* What one recorded version is asked and how it answers; the same tests run on each. */
typedef struct {
  const char *version;
  gboolean searches;          /* has `search` */
  const char *read;           /* the call that reads one user */
  const char *record;         /* fixtures, see tests/fixtures */
  const char *not_for_users;  /* /user/list to an internal user */
  const char *expired;        /* to an expired key */
  const char *over_budget;    /* to a user over budget; NULL: it answers them */
  const char *refused_values; /* 422 to /user/update, with what was sent */
} Proxy;

static const Proxy old = {
  .version = "1.81.0",
  .read = "/user/info",
  .record = "v1_81_user_info",
  .not_for_users = "v1_81_user_list_own",
  .expired = "v1_81_expired",
  .over_budget = "v1_81_over_budget",
  .refused_values = "v1_81_user_update_422",
};

static const Proxy middle = {
  .version = "1.93.2",
  .read = "/user/info",
  .record = "v1_93_user_info",
  .not_for_users = "v1_93_user_list_own",
  .expired = "v1_93_expired",
  .over_budget = "v1_93_over_budget",
  .refused_values = "v1_93_user_update_422",
};

static const Proxy newest = {
  .version = SERVICE_NEWEST,
  .searches = TRUE,
  .read = "/v2/user/info",
  .record = "v2_user_info_ok",
  .not_for_users = "user_list_403",
  .expired = "error_401_expired",
};

static GPtrArray *
search (ClientFixture *fixture, const char *version, const char *text, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, version);
  g_autoptr (GAsyncResult) result = NULL;
  OrchUserQuery query = { .search = (char *) text };

  orch_user_service_list_async (service, &query, 1, 25, NULL, test_keep_result_cb, &result);

  return orch_user_service_list_finish (service, test_wait_result (&result), NULL, error);
}

static OrchUser *
read_user (ClientFixture *fixture, const char *version, const char *user_id, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, version);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_read_async (service, user_id, NULL, test_keep_result_cb, &result);

  return orch_user_service_read_finish (service, test_wait_result (&result), error);
}

static OrchIdentity *
identify (ClientFixture *fixture, const char *version, GError **error)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, version);
  g_autoptr (GAsyncResult) result = NULL;

  orch_identity_service_identify_async (server, NULL, test_keep_result_cb, &result);

  return orch_identity_service_identify_finish (server, test_wait_result (&result), error);
}

static void
assert_searched (ClientFixture *fixture, const Proxy *proxy, const char *text,
                 const char *old_query, const char *new_query)
{
  g_autofree char *expected = g_strconcat (LIST "&", proxy->searches ? new_query : old_query, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) users = search (fixture, proxy->version, text, &error);
  GPtrArray *log = test_server_get_log (fixture->server);

  g_assert_no_error (error);
  g_assert_cmpuint (users->len, ==, 0);
  g_assert_cmpstr (log->pdata[log->len - 1], ==, expected);
}

static void
test_search (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/user/list", 200, "{\"users\": [], \"total\": 0}");

  assert_searched (fixture, data, "User-1", "user_ids=User-1", "search=User-1");
  assert_searched (fixture, data, "lopez@", "user_email=lopez%40", "search=lopez%40");
  assert_searched (fixture, data, "50%_", "user_ids=50%5C%25%5C_", "search=50%5C%25%5C_");
}

/* Without a search, nothing depends on the version, and nobody asks for it. */
static void
test_list_does_not_wait (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  g_autoptr (GPtrArray) users = search (fixture, NULL, "", NULL);

  g_assert_cmpuint (users->len, ==, 3);
  service_assert_n_requests (fixture, 1);
}

static void
test_search_waits (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");
  test_server_reply (fixture->server, "/user/list", 200, "{\"users\": [], \"total\": 0}");
  g_autoptr (GPtrArray) users = search (fixture, NULL, "x", NULL);

  g_assert_nonnull (users);
  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, LIST "&search=x");
}

static void
test_search_cancelled (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchUserQuery query = { .search = (char *) "x" };

  test_server_reply (fixture->server, "/public/model_hub/info", 200, "{}");
  test_server_hang (fixture->server, "/openapi.json");
  orch_user_service_list_async (service, &query, 1, 25, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "GET /openapi.json");
  g_cancellable_cancel (cancellable);
  g_assert_null (orch_user_service_list_finish (service, test_wait_result (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  service_assert_n_requests (fixture, 2);
}

/* A comma would ask for users of exactly these IDs. */
static void
test_search_comma (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (search (fixture, "1.81.0", "a,b", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING);
  service_assert_n_requests (fixture, 0);
}

/* Whatever the proxy makes of the question: only who matches is shown. */
static void
test_search_filters (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, "/user/list", 200,
                     "{\"total\": 3, \"users\": [{\"user_id\": \"Ann\", \"user_email\": \"x@y\"},"
                     " {\"user_id\": \"bob\", \"user_email\": \"ann@example.org\"},"
                     " {\"user_id\": \"carol\", \"user_email\": null}]}");
  g_autoptr (GPtrArray) by_id = search (fixture, "1.93.2", "ann", &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) by_email = search (fixture, "1.93.2", "ANN@", &error);
  g_assert_no_error (error);

  g_assert_cmpuint (by_id->len, ==, 1);
  g_assert_cmpstr (orch_user_get_id (by_id->pdata[0]), ==, "Ann");
  g_assert_cmpuint (by_email->len, ==, 1);
  g_assert_cmpstr (orch_user_get_id (by_email->pdata[0]), ==, "bob");
}

/* What it answers where it does not know the parameter: everybody. */
static void
test_search_ignored (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/list", data);
  g_assert_null (search (fixture, NULL, "no-such-user", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING);
}

static void
test_read (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autofree char *request = g_strdup_printf ("GET %s?user_id=probe-own", proxy->read);
  g_autoptr (GError) error = NULL;
  gint64 rpm_limit;

  test_server_reply_fixture (fixture->server, proxy->read, proxy->record);
  g_autoptr (OrchUser) user = read_user (fixture, proxy->version, "probe-own", &error);

  g_assert_no_error (error);
  service_assert_n_requests (fixture, 1);
  service_get_request (fixture, request);
  g_assert_cmpstr (orch_user_get_email (user), ==, "probe-own@example.invalid");

  /* It is the whole record, with the limits. */
  if (!proxy->searches) {
    rpm_limit = g_variant_get_int64 (orch_user_get_value (user, ORCH_USER_RPM_LIMIT));
    g_assert_cmpint (rpm_limit, ==, 60);
  }
}

/* Version 1.81.0 tells it to whoever reads the record. */
static void
test_password_is_dropped (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, "1.81.0");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/info", "v1_81_user_info");
  orch_user_record_read_async (server, "probe-own", FALSE, NULL, test_keep_result_cb, &result);
  g_autoptr (JsonObject) row =
      orch_user_record_read_finish (server, test_wait_result (&result), &error);

  g_assert_no_error (error);
  g_assert_true (json_object_has_member (row, "user_email"));
  g_assert_false (json_object_has_member (row, "password"));
}

/* An administrator who may only view sees others in the list alone. */
static void
test_read_from_list (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/info", "user_info_403");
  test_server_reply (fixture->server, "/user/list", 200,
                     "{\"total\": 1, \"users\": [{\"user_id\": \"a b\", \"spend\": 2.5}]}");
  test_server_reply (fixture->server, "/user/list", 200, "{\"total\": 0, \"users\": []}");
  g_autoptr (OrchUser) user = read_user (fixture, proxy->version, "a b", &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 2.5);
  service_get_request (fixture, "GET /user/list?user_ids=a%20b%2Ca%20b");

  g_assert_null (read_user (fixture, proxy->version, "a b", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);
}

static void
test_read_bad_list (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{}", "{\"users\": [5]}",
                                        "{\"users\": [{\"user_id\": \"other\"}]}" };

  test_server_reply_fixture (fixture->server, "/user/info", "user_info_403");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, "/user/list", 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_user (fixture, "1.81.0", "ann", &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  }
}

/* Nobody who may see neither gets more than the refusal. */
static void
test_read_refused (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/info", "user_info_403");
  test_server_reply_fixture (fixture->server, "/user/list", proxy->not_for_users);
  g_assert_null (read_user (fixture, proxy->version, "ann", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
  g_assert_false (orch_error_is_about_key (error));
}

static void
test_read_unknown (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, proxy->read, "v2_user_info_404");
  g_assert_null (read_user (fixture, proxy->version, "ann", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);
  service_assert_n_requests (fixture, 1);
}

static void
test_identify (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, "/key/info", 200, OWN_KEY);
  test_server_reply_fixture (fixture->server, proxy->read, proxy->record);
  g_autoptr (OrchIdentity) identity = identify (fixture, proxy->version, &error);

  g_assert_no_error (error);
  g_assert_cmpint (identity->role, ==, ORCH_ROLE_INTERNAL_USER);
  service_assert_n_requests (fixture, 2);
}

static void
test_not_for_users (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/list", proxy->not_for_users);
  g_assert_null (search (fixture, proxy->version, NULL, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
  g_assert_false (orch_error_is_about_key (error));
}

static void
test_expired (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/key/info", proxy->expired);
  g_assert_null (identify (fixture, proxy->version, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_KEY_EXPIRED);
}

/* It cannot be told whose key it is, but this does not sign anybody out, and is asked once. */
static void
test_over_budget (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/key/info", proxy->over_budget);
  g_assert_null (identify (fixture, proxy->version, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BUDGET_EXCEEDED);
  g_assert_false (orch_error_is_about_key (error));
  g_assert_nonnull (strstr (error->message, "User=probe-over"));
  service_assert_n_requests (fixture, 1);
}

static OrchUpdateOutcome
update (ClientFixture *fixture, const Proxy *proxy, OrchChanges **details, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, proxy->version);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GVariant) from = g_variant_ref_sink (g_variant_new_double (25));
  g_autoptr (OrchUser) user = orch_user_new ("probe-own");
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (changes, orch_user_field (ORCH_USER_MAX_BUDGET), from, NULL);
  orch_user_service_update_async (service, user, changes, FALSE, NULL, test_keep_result_cb,
                                  &result);

  return orch_user_service_update_finish (service, test_wait_result (&result), details, error);
}

/* Should a limit ever be cleared where the proxy ignores that: it is seen and told. */
static void
test_clearing_is_ignored (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/info", "v1_81_user_info");
  test_server_reply_fixture (fixture->server, "/user/update", "v1_81_user_update");
  g_assert_cmpint (update (fixture, &old, &details, &error), ==, ORCH_UPDATE_PARTLY);
  g_assert_no_error (error);
  g_assert_cmpuint (orch_changes_get_n (details), ==, 1);
  g_assert_cmpstr (orch_changes_get (details, 0)->field->name, ==, "max_budget");
}

static void
test_clearing_works (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/info", "v1_93_user_info");
  test_server_reply_fixture (fixture->server, "/user/update", "v1_93_user_update");
  g_assert_cmpint (update (fixture, &middle, NULL, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);
}

/* Old ones repeat what was sent. */
static void
test_refused_values (ClientFixture *fixture, gconstpointer data)
{
  const Proxy *proxy = data;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, proxy->read, 200,
                     "{\"user_id\": \"probe-own\","
                     " \"user_info\": {\"user_id\": \"probe-own\"}}");
  test_server_reply_fixture (fixture->server, "/user/update", proxy->refused_values);
  g_assert_cmpint (update (fixture, proxy, NULL, &error), ==, ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_INVALID);
  g_assert_cmpstr (orch_error_get_field (error), ==, "max_budget");
  g_assert_null (strstr (error->message, "secret text"));
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/old-proxies/" name, ClientFixture, data, client_fixture_set_up, function,          \
              service_fixture_tear_down)
#define ADD_FOR_ALL(name, function)                                                                \
  ADD (name "/1.81.0", &old, function);                                                            \
  ADD (name "/1.93.2", &middle, function);                                                         \
  ADD (name "/1.106.2", &newest, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_FOR_ALL ("search", test_search);
  ADD ("list-does-not-wait", NULL, test_list_does_not_wait);
  ADD ("search-waits", NULL, test_search_waits);
  ADD ("search-cancelled", NULL, test_search_cancelled);
  ADD ("search-comma", NULL, test_search_comma);
  ADD ("search-filters", NULL, test_search_filters);
  ADD ("search-ignored/1.81.0", "v1_81_search_ignored", test_search_ignored);
  ADD ("search-ignored/1.93.2", "v1_93_search_ignored", test_search_ignored);
  ADD_FOR_ALL ("read", test_read);
  ADD ("password-is-dropped", NULL, test_password_is_dropped);
  ADD ("read-from-list/1.81.0", &old, test_read_from_list);
  ADD ("read-from-list/1.93.2", &middle, test_read_from_list);
  ADD ("read-bad-list", NULL, test_read_bad_list);
  ADD ("read-refused/1.81.0", &old, test_read_refused);
  ADD ("read-refused/1.93.2", &middle, test_read_refused);
  ADD_FOR_ALL ("read-unknown", test_read_unknown);
  ADD_FOR_ALL ("identify", test_identify);
  ADD_FOR_ALL ("not-for-users", test_not_for_users);
  ADD_FOR_ALL ("expired", test_expired);
  ADD ("over-budget/1.81.0", &old, test_over_budget);
  ADD ("over-budget/1.93.2", &middle, test_over_budget);
  ADD ("clearing-is-ignored", NULL, test_clearing_is_ignored);
  ADD ("clearing-works", NULL, test_clearing_works);
  ADD ("refused-values/1.81.0", &old, test_refused_values);
  ADD ("refused-values/1.93.2", &middle, test_refused_values);

  return g_test_run ();
}
