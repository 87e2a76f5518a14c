#include "config.h"

#include "core/services/identity-service.h"
#include "service-fixture.h"

/* A key as /key/info tells it. */
#define KEY(user_id, routes)                                                                       \
  "{\"key\": \"0123abcd\", \"info\": {\"user_id\": " user_id ", \"team_id\": null,"                \
  " \"allowed_routes\": " routes ", \"expires\": \"2026-12-03T21:39:26.006000+00:00\"}}"
#define OWN_KEY KEY ("\"probe-own\"", "[]")

static OrchIdentity *
identify (ClientFixture *fixture, GError **error)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;

  orch_identity_service_identify_async (server, NULL, test_keep_result_cb, &result);

  return orch_identity_service_identify_finish (server, test_wait_result (&result), error);
}

static OrchIdentity *
assert_identified (ClientFixture *fixture, OrchIdentityKind kind, const char *user_id,
                   OrchRole role)
{
  g_autoptr (GError) error = NULL;
  OrchIdentity *identity = identify (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpint (identity->kind, ==, kind);
  g_assert_cmpstr (identity->user_id, ==, user_id);
  g_assert_cmpint (identity->role, ==, role);
  g_assert_false (identity->sees_users);

  return identity;
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (identify (fixture, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
}

static void
test_master (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);

  g_assert_true (orch_identity_is_admin (identity));
  g_assert_null (identity->key_id);
  g_assert_null (identity->expires);
}

/* A row "default_user_id" may exist and have any role (contract §7). */
static void
test_master_wrong_row (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_master_wrong_role");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);

  service_assert_n_requests (fixture, 1);
}

static void
test_own (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, OWN_KEY);
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_ok");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_USER, "probe-own", ORCH_ROLE_INTERNAL_USER);

  g_assert_cmpstr (identity->key_id, ==, "0123abcd");
  g_assert_cmpint (g_date_time_to_unix (identity->expires), ==, 1796333966);
  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, "GET /v2/user/info?user_id=probe-own");
}

static void
test_key_fixture (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_ok");
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_ok");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_USER, "probe-own", ORCH_ROLE_INTERNAL_USER);

  g_assert_true (g_str_has_prefix (identity->key_id, "5f3422d5"));
}

static void
test_admin (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, KEY ("\"a/b c\"", "null"));
  test_server_reply (fixture->server, "/v2/user/info", 200,
                     "{\"user_id\": \"a/b c\", \"user_role\": \"proxy_admin\"}");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_USER, "a/b c", ORCH_ROLE_PROXY_ADMIN);

  service_get_request (fixture, "GET /v2/user/info?user_id=a%2Fb%20c");
}

static void
test_no_role (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, OWN_KEY);
  test_server_reply (fixture->server, "/v2/user/info", 200,
                     "{\"user_id\": \"probe-own\", \"user_role\": null}");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_USER, "probe-own", ORCH_ROLE_NONE);

  g_assert_false (orch_identity_is_admin (identity));
}

static void
test_no_user (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, KEY ("null", "[]"));
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_NO_USER, NULL, ORCH_ROLE_NONE);

  g_assert_cmpstr (identity->key_id, ==, "0123abcd");
  service_assert_n_requests (fixture, 1);
}

static void
test_missing_user (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, KEY ("\"probe-oth\"", "[]"));
  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_404");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_MISSING_USER, "probe-oth", ORCH_ROLE_NONE);
}

static void
test_management_key (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200,
                     KEY ("\"probe-own\"", "[\"management_routes\"]"));
  test_server_reply_fixture (fixture->server, "/user/info", "user_info_ok");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_USER, "probe-own", ORCH_ROLE_INTERNAL_USER);

  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, "GET /user/info?user_id=probe-own");
  g_assert_cmpint (identity->routes, ==, ORCH_ROUTES_MANAGEMENT);
}

/* Of some lists of routes only the server knows what they allow. */
static void
test_routes (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *reply;
    OrchRoutes routes;
  } cases[] = {
    { KEY ("\"probe-own\"", "[]"), ORCH_ROUTES_ALL },
    { KEY ("\"probe-own\"", "[\"info_routes\"]"), ORCH_ROUTES_READ_ONLY },
    { KEY ("\"probe-own\"", "[\"llm_api_routes\", \"info_routes\"]"), ORCH_ROUTES_READ_ONLY },
    { KEY ("\"probe-own\"", "[\"info_routes\", \"/key/update\"]"), ORCH_ROUTES_ALL },
  };

  test_server_reply_fixture (fixture->server, "/v2/user/info", "v2_user_info_ok");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    test_server_reply (fixture->server, "/key/info", 200, cases[i].reply);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity =
        assert_identified (fixture, ORCH_IDENTITY_USER, "probe-own", ORCH_ROLE_INTERNAL_USER);

    g_assert_cmpint (identity->routes, ==, cases[i].routes);
  }
}

/* A key with a list of routes of its own. */
static void
test_other_route (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, OWN_KEY);
  test_server_reply_fixture (fixture->server, "/v2/user/info", data);
  test_server_reply_fixture (fixture->server, "/user/info", "user_info_ok");
  g_autoptr (OrchIdentity) identity =
      assert_identified (fixture, ORCH_IDENTITY_USER, "probe-own", ORCH_ROLE_INTERNAL_USER);
}

typedef struct {
  const char *fixture;
  OrchErrorCode code;
} RefusedCase;

static const RefusedCase refused_cases[] = {
  { "error_401_expired", ORCH_ERROR_KEY_EXPIRED },
  { "error_401_blocked", ORCH_ERROR_KEY_BLOCKED },
  { "error_401_unknown_key", ORCH_ERROR_KEY_UNKNOWN },
  { "error_401_not_in_db", ORCH_ERROR_KEY_UNKNOWN },
  { "error_401_no_sk", ORCH_ERROR_KEY_MALFORMED },
  { "error_401_no_key", ORCH_ERROR_KEY_MISSING },
  { "error_403_key_routes", ORCH_ERROR_KEY_ROUTES },
  /* No LiteLLM proxy is without this route, and none says so of the master key. */
  { "error_404_path", ORCH_ERROR_NOT_LITELLM },
  { "v2_user_info_404", ORCH_ERROR_NOT_LITELLM },
};

static void
test_refused (ClientFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    test_server_reply_fixture (fixture->server, "/key/info", refused_cases[i].fixture);
  for (guint i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    assert_fails (fixture, refused_cases[i].code);
}

static void
test_refused_later (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/info", 200, OWN_KEY);
  test_server_reply_fixture (fixture->server, "/v2/user/info", "error_401_expired");
  assert_fails (fixture, ORCH_ERROR_KEY_EXPIRED);
}

static void
test_not_litellm (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "{}", "[]", "5", "{\"info\": []}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, "/key/info", 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_fails (fixture, ORCH_ERROR_NOT_LITELLM);
}

static void
test_foreign_404 (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_full (fixture->server, "/key/info", 404, "text/html",
                          "<html>Key not found in database</html>", -1, NULL, NULL);
  assert_fails (fixture, ORCH_ERROR_NOT_LITELLM);
}

typedef struct {
  OrchServer *server;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GAsyncResult *result;      /* (owned) */
} Call;

static void
begin_cancelled_at (ClientFixture *fixture, Call *call, const char *path)
{
  g_autofree char *request = g_strconcat ("GET ", path, NULL);

  call->server = service_new_server (fixture, SERVICE_NEWEST);
  call->cancellable = g_cancellable_new ();
  test_server_hang (fixture->server, path);
  orch_identity_service_identify_async (call->server, call->cancellable, test_keep_result_cb,
                                        &call->result);
  service_wait_for_request (fixture, request);
  g_cancellable_cancel (call->cancellable);
  test_wait_result (&call->result);
}

static void
call_clear (Call *call)
{
  g_clear_object (&call->server);
  g_clear_object (&call->cancellable);
  g_clear_object (&call->result);
}

static void
test_cancel_during (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, "/key/info", 200, OWN_KEY);
  begin_cancelled_at (fixture, &call, "/v2/user/info");
  g_assert_null (orch_identity_service_identify_finish (call.server, call.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  call_clear (&call);
}

static void
test_cancel_early (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };
  g_autoptr (GError) error = NULL;

  begin_cancelled_at (fixture, &call, "/key/info");
  g_assert_null (orch_identity_service_identify_finish (call.server, call.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  call_clear (&call);
  service_assert_n_requests (fixture, 1);
}

static void
test_cancel_before (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  orch_identity_service_identify_async (server, cancellable, test_keep_result_cb, &result);
  g_assert_null (
      orch_identity_service_identify_finish (server, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  service_assert_n_requests (fixture, 0);
}

static void
test_cancel_after (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  orch_identity_service_identify_async (server, cancellable, test_keep_result_cb, &result);
  test_wait_result (&result);
  g_cancellable_cancel (cancellable);
  g_assert_null (orch_identity_service_identify_finish (server, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/identity-service/" name, ClientFixture, data, client_fixture_set_up, function,     \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("master", NULL, test_master);
  ADD ("master-wrong-row", NULL, test_master_wrong_row);
  ADD ("own", NULL, test_own);
  ADD ("key-fixture", NULL, test_key_fixture);
  ADD ("admin", NULL, test_admin);
  ADD ("no-role", NULL, test_no_role);
  ADD ("no-user", NULL, test_no_user);
  ADD ("missing-user", NULL, test_missing_user);
  ADD ("management-key", NULL, test_management_key);
  ADD ("routes", NULL, test_routes);
  ADD ("routes-of-its-own", "error_403_key_routes", test_other_route);
  ADD ("refused", NULL, test_refused);
  ADD ("refused-later", NULL, test_refused_later);
  ADD ("not-litellm", NULL, test_not_litellm);
  ADD ("foreign-404", NULL, test_foreign_404);
  ADD ("cancel-before", NULL, test_cancel_before);
  ADD ("cancel-early", NULL, test_cancel_early);
  ADD ("cancel-during", NULL, test_cancel_during);
  ADD ("cancel-after", NULL, test_cancel_after);

  return g_test_run ();
}
