#include "config.h"

#include "core/services/user-service.h"
#include "service-fixture.h"

typedef struct {
  OrchUserQuery query;
  const char *request;
} QueryCase;

#define LIST "GET /user/list?page=2&page_size=25&"

static const QueryCase query_cases[] = {
  { { 0 }, LIST "sort_by=user_id&sort_order=asc" },
  { { .search = (char *) "" }, LIST "sort_by=user_id&sort_order=asc" },
  { { .search = (char *) "50%_a\\b c", .sort = ORCH_USER_SORT_ALIAS },
    LIST "sort_by=user_alias&sort_order=asc&search=50%5C%25%5C_a%5C%5Cb%20c" },
  { { .role = ORCH_ROLE_PROXY_ADMIN_VIEWER, .sort = ORCH_USER_SORT_ROLE },
    LIST "sort_by=user_role&sort_order=asc&role=proxy_admin_viewer" },
  { { .sort = ORCH_USER_SORT_EMAIL }, LIST "sort_by=user_email&sort_order=asc" },
  { { .sort = ORCH_USER_SORT_SPEND, .descending = TRUE }, LIST "sort_by=spend&sort_order=desc" },
  { { .sort = ORCH_USER_SORT_CREATED }, LIST "sort_by=created_at&sort_order=asc" },
};

static GPtrArray *
list (ClientFixture *fixture, const OrchUserQuery *query, guint *total, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_list_async (service, query, 2, 25, NULL, test_keep_result_cb, &result);

  return orch_user_service_list_finish (service, test_wait_result (&result), total, error);
}

static OrchUser *
read_user (ClientFixture *fixture, const char *user_id, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_read_async (service, user_id, NULL, test_keep_result_cb, &result);

  return orch_user_service_read_finish (service, test_wait_result (&result), error);
}

static void
assert_list_fails (ClientFixture *fixture, OrchErrorCode code)
{
  OrchUserQuery query = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (list (fixture, &query, NULL, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
}

static void
assert_read_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_user (fixture, "u-1", &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
}

static void
test_list_query (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_empty");

  for (guint i = 0; i < G_N_ELEMENTS (query_cases); i++) {
    guint total = 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) users = list (fixture, &query_cases[i].query, &total, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (users->len, ==, 0);
    g_assert_cmpuint (total, ==, 47);
    service_assert_n_requests (fixture, i + 1);
    g_assert_cmpstr (test_server_get_log (fixture->server)->pdata[i], ==, query_cases[i].request);
  }
}

static void
test_list_page (ClientFixture *fixture, gconstpointer data)
{
  OrchUserQuery query = { 0 };
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  g_autoptr (GPtrArray) users = list (fixture, &query, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (users->len, ==, 3);
  g_assert_cmpstr (orch_user_get_id (users->pdata[0]), ==, "probe-List22");
  g_assert_cmpstr (orch_user_get_alias (users->pdata[2]), ==, "Same");
}

static void
test_list_odd_rows (ClientFixture *fixture, gconstpointer data)
{
  OrchUserQuery query = { 0 };
  guint total = 0;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, "/user/list", 200,
                     "{\"users\": [5, null, {\"user_id\": null}, {\"user_id\": \"a\"}, {}],"
                     " \"total\": -1}");
  g_autoptr (GPtrArray) users = list (fixture, &query, &total, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (users->len, ==, 1);
  g_assert_cmpuint (total, ==, 0);
}

static void
test_list_not_litellm (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "{}", "[]", "true", "{\"users\": {}}", "{\"users\": []}", "{\"total\": 1}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, "/user/list", 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_list_fails (fixture, ORCH_ERROR_NOT_LITELLM);
}

static void
test_list_refused (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_403");
  assert_list_fails (fixture, ORCH_ERROR_NOT_PERMITTED);
}

static void
test_read (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, "/v2/user/info", 200,
                     "{\"user_id\": \"a b+c/\xc3\xbc\", \"spend\": 2.5}");
  g_autoptr (OrchUser) user = read_user (fixture, "a b+c/ü", &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 2.5);
  g_assert_cmpstr (service_get_request (fixture, "GET"), ==,
                   "GET /v2/user/info?user_id=a%20b%2Bc%2F%C3%BC");
}

static void
test_read_management_key (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/v2/user/info", "error_403_key_routes");
  test_server_reply_fixture (fixture->server, "/user/info", "user_info_ok");
  g_autoptr (OrchUser) user = read_user (fixture, "probe-own", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (orch_user_get_email (user), ==, "probe-own@example.invalid");
  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, "GET /user/info?user_id=probe-own");
}

static void
test_read_unknown (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_404");
  assert_read_fails (fixture, ORCH_ERROR_NOT_FOUND);
  service_assert_n_requests (fixture, 1);
}

static void
test_read_bad_reply (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "{}", "[]", "{\"user_id\": \"u-2\"}", "{\"user_id\": 5}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, "/v2/user/info", 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_read_fails (fixture, ORCH_ERROR_BAD_REPLY);
}

static void
begin_list (OrchUserService *service, GCancellable *cancellable, GAsyncResult **result)
{
  OrchUserQuery query = { 0 };

  orch_user_service_list_async (service, &query, 1, 25, cancellable, test_keep_result_cb, result);
}

static void
assert_list_cancelled (OrchUserService *service, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (orch_user_service_list_finish (service, test_wait_result (result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
begin_read (OrchUserService *service, GCancellable *cancellable, GAsyncResult **result)
{
  orch_user_service_read_async (service, "probe-own", cancellable, test_keep_result_cb, result);
}

static void
assert_read_cancelled (OrchUserService *service, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (orch_user_service_read_finish (service, test_wait_result (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct {
  void (*begin) (OrchUserService *service, GCancellable *cancellable, GAsyncResult **result);
  void (*assert_cancelled) (OrchUserService *service, GAsyncResult **result);
  const char *path;
  const char *fixture;
  const char *version;
} CancelCase;

static const CancelCase cancel_list = { begin_list, assert_list_cancelled, "/user/list",
                                        "user_list_page", SERVICE_NEWEST };
static const CancelCase cancel_read = { begin_read, assert_read_cancelled, "/v2/user/info",
                                        "v2_user_info_ok", SERVICE_NEWEST };
static const CancelCase cancel_read_again = { begin_read, assert_read_cancelled, "/user/info",
                                              "user_info_ok", "1.81.0" };

static void
test_cancel_before (ClientFixture *fixture, gconstpointer data)
{
  const CancelCase *cancel = data;
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, cancel->version);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  cancel->begin (service, cancellable, &result);
  cancel->assert_cancelled (service, &result);
  service_assert_n_requests (fixture, 0);
}

static void
test_cancel_during (ClientFixture *fixture, gconstpointer data)
{
  const CancelCase *cancel = data;
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, cancel->version);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *request = g_strconcat ("GET ", cancel->path, NULL);

  test_server_hang (fixture->server, cancel->path);
  cancel->begin (service, cancellable, &result);
  service_wait_for_request (fixture, request);
  g_cancellable_cancel (cancellable);
  cancel->assert_cancelled (service, &result);
}

/* The answer is there, but was not fetched. */
static void
test_cancel_after (ClientFixture *fixture, gconstpointer data)
{
  const CancelCase *cancel = data;
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, cancel->version);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  test_server_reply_fixture (fixture->server, cancel->path, cancel->fixture);
  cancel->begin (service, cancellable, &result);
  test_wait_result (&result);
  g_cancellable_cancel (cancellable);
  cancel->assert_cancelled (service, &result);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/user-service/" name, ClientFixture, data, client_fixture_set_up, function,         \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("list/query", NULL, test_list_query);
  ADD ("list/page", NULL, test_list_page);
  ADD ("list/odd-rows", NULL, test_list_odd_rows);
  ADD ("list/not-litellm", NULL, test_list_not_litellm);
  ADD ("list/refused", NULL, test_list_refused);
  ADD ("read/encodes-the-id", NULL, test_read);
  ADD ("read/management-key", NULL, test_read_management_key);
  ADD ("read/unknown", NULL, test_read_unknown);
  ADD ("read/bad-reply", NULL, test_read_bad_reply);
  ADD ("list/cancel-before", &cancel_list, test_cancel_before);
  ADD ("list/cancel-during", &cancel_list, test_cancel_during);
  ADD ("list/cancel-after", &cancel_list, test_cancel_after);
  ADD ("read/cancel-before", &cancel_read, test_cancel_before);
  ADD ("read/cancel-during", &cancel_read, test_cancel_during);
  ADD ("read/cancel-during-again", &cancel_read_again, test_cancel_during);
  ADD ("read/cancel-after", &cancel_read_again, test_cancel_after);

  return g_test_run ();
}
