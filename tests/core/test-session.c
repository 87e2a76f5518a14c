#include "config.h"

#include "core/services/session.h"
#include "service-fixture.h"

#define VERSION "/public/model_hub/info"

static void
reply_version (ClientFixture *fixture)
{
  test_server_reply (fixture->server, VERSION, 200, "{\"litellm_version\": \"1.106.2\"}");
}

/* A key of a user with a role; `list` is a recorded answer of /user/list. */
static void
reply_user (ClientFixture *fixture, const char *role, const char *list)
{
  g_autofree char *user = g_strdup_printf ("{\"user_id\": \"u\", \"user_role\": \"%s\"}", role);

  reply_version (fixture);
  test_server_reply (fixture->server, "/key/info", 200,
                     "{\"key\": \"0123\", \"info\": {\"user_id\": \"u\"}}");
  test_server_reply (fixture->server, "/v2/user/info", 200, user);
  test_server_reply_fixture (fixture->server, "/user/list", list);
}

static gboolean
open_session (OrchSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_session_open_async (session, NULL, test_keep_result_cb, &result);

  return orch_session_open_finish (session, test_wait_result (&result), error);
}

static OrchSession *
assert_opens (ClientFixture *fixture, gboolean sees_users)
{
  OrchSession *session = orch_session_new (fixture->client);
  g_autoptr (OrchIdentity) told = NULL;
  g_autoptr (GError) error = NULL;
  gboolean opened = open_session (session, &error);

  g_assert_no_error (error);
  g_assert_true (opened);

  g_object_get (session, "identity", &told, NULL);
  g_assert_cmpint (told->sees_users, ==, sees_users);
  g_assert_cmpint (orch_session_get_identity (session)->sees_users, ==, sees_users);

  return session;
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code)
{
  OrchSession *session = orch_session_new (fixture->client);
  g_autoptr (GError) error = NULL;

  g_assert_false (open_session (session, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (orch_session_get_identity (session));
  g_assert_cmpint (orch_paged_list_get_state (orch_session_get_list (session, ORCH_PAGE_USERS)), !=,
                   ORCH_LIST_LOADING);
  service_let_go (session);
}

static OrchListState
get_list_state (OrchSession *session)
{
  return orch_paged_list_get_state (orch_session_get_list (session, ORCH_PAGE_USERS));
}

static void
version_notified_cb (gboolean *is_known)
{
  *is_known = TRUE;
}

static void
wait_for_version (OrchSession *session)
{
  gboolean is_known = orch_session_get_server_version (session) != NULL;

  g_signal_connect_swapped (session, "notify::server-version", G_CALLBACK (version_notified_cb),
                            &is_known);
  test_wait_for (&is_known);
  g_signal_handlers_disconnect_by_data (session, &is_known);
}

static void
test_admin (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);
  g_autofree char *version = NULL;

  g_assert_cmpint (orch_session_get_identity (session)->role, ==, ORCH_ROLE_PROXY_ADMIN);
  g_assert_cmpint (get_list_state (session), ==, ORCH_LIST_READY);
  g_assert_cmpuint (orch_paged_list_get_total (orch_session_get_list (session, ORCH_PAGE_USERS)),
                    ==, 23);
  g_assert_true (orch_session_get_client (session) == fixture->client);
  g_assert_nonnull (orch_session_get_user_service (session));

  wait_for_version (session);
  g_object_get (session, "server-version", &version, NULL);
  g_assert_cmpstr (version, ==, "1.106.2");
  service_assert_n_requests (fixture, 4);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
identify_again (ClientFixture *fixture, OrchSession *session, const char *user)
{
  guint n = test_server_count (fixture->server, "GET /v2/user/info");

  test_server_forget_replies (fixture->server, "/v2/user/info");
  test_server_reply (fixture->server, "/v2/user/info", 200, user);
  orch_session_identify_again (session);
  test_server_wait_count (fixture->server, "GET /v2/user/info", n + 1);
  /* The answer is there before the next one is. */
  client_assert_get_works (fixture->client, "ok");
}

/* Only what has changed is told. */
static void
test_role_changes (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "user_list_page");
  test_server_reply (fixture->server, "/ok", 200, "{}");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);
  guint n_told = 0;

  g_signal_connect_swapped (session, "notify::identity", G_CALLBACK (count_cb), &n_told);
  wait_for_version (session);

  identify_again (fixture, session, "{\"user_id\": \"u\", \"user_role\": \"proxy_admin\"}");
  g_assert_cmpuint (n_told, ==, 0);
  g_assert_true (orch_session_get_identity (session)->sees_users);

  identify_again (fixture, session, "{\"user_id\": \"u\", \"user_role\": \"internal_user\"}");
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpint (orch_session_get_identity (session)->role, ==, ORCH_ROLE_INTERNAL_USER);
  g_assert_false (orch_session_get_identity (session)->sees_users);

  identify_again (fixture, session, "{\"user_id\": \"u\", \"user_role\": \"proxy_admin_viewer\"}");
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_true (orch_session_get_identity (session)->sees_users);
}

/* While the rows are awaited, nothing else keeps the server busy. */
static void
test_rows_alone (ClientFixture *fixture, gconstpointer data)
{
  OrchSession *waiting = orch_session_new (fixture->client);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  test_server_hang (fixture->server, "/user/list");
  orch_session_open_async (waiting, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "GET /user/list");
  service_assert_n_requests (fixture, 1);
  g_cancellable_cancel (cancellable);
  test_wait_result (&result);
  g_clear_object (&result);
  service_let_go (waiting);
}

/* The rows are asked for before anything else. */
static void
test_rows_first (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  g_assert_cmpstr (test_server_get_log (fixture->server)->pdata[0], ==,
                   "GET /user/list?page=1&page_size=25&sort_by=user_id&sort_order=asc");
}

static void
test_master (ClientFixture *fixture, gconstpointer data)
{
  reply_version (fixture);
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  g_assert_cmpint (orch_session_get_identity (session)->kind, ==, ORCH_IDENTITY_MASTER);
  wait_for_version (session);
  service_assert_n_requests (fixture, 3);
}

/* Whoever says that it is the master key must see the users. */
static void
test_false_master (ClientFixture *fixture, gconstpointer data)
{
  reply_version (fixture);
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_403");
  assert_fails (fixture, ORCH_ERROR_KEY_UNKNOWN);
}

static void
test_own (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "internal_user", "user_list_403");
  g_autoptr (OrchSession) session = assert_opens (fixture, FALSE);

  g_assert_cmpint (orch_session_get_identity (session)->role, ==, ORCH_ROLE_INTERNAL_USER);
}

/* Old proxies say it with 401 (contract §12.3). */
static void
test_own_old_proxy (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "internal_user", "error_401_role");
  g_autoptr (OrchSession) session = assert_opens (fixture, FALSE);
}

static void
test_read_only_key (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "error_403_key_routes");
  g_autoptr (OrchSession) session = assert_opens (fixture, FALSE);
}

/* The first page can be loaded again later. */
static void
test_list_breaks (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "regenerate_500");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  g_assert_cmpint (get_list_state (session), ==, ORCH_LIST_FAILED);
}

static void
test_list_breaks_for_user (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "internal_user", "regenerate_500");
  g_autoptr (OrchSession) session = assert_opens (fixture, FALSE);
}

static void
test_key_refused (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/user/list", "error_401_expired");
  assert_fails (fixture, ORCH_ERROR_KEY_EXPIRED);
  service_assert_n_requests (fixture, 1);
}

static void
test_identity_refused (ClientFixture *fixture, gconstpointer data)
{
  reply_version (fixture);
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  test_server_reply_fixture (fixture->server, "/key/info", "error_401_blocked");
  assert_fails (fixture, ORCH_ERROR_KEY_BLOCKED);
}

static void
test_llm_only_key (ClientFixture *fixture, gconstpointer data)
{
  reply_version (fixture);
  test_server_reply_fixture (fixture->server, "/user/list", "error_403_key_routes");
  test_server_reply_fixture (fixture->server, "/key/info", "error_403_key_routes");
  assert_fails (fixture, ORCH_ERROR_KEY_ROUTES);
}

static void
test_not_litellm (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_full (fixture->server, "/user/list", 200, "text/html", "<html></html>", -1,
                          NULL, NULL);
  assert_fails (fixture, ORCH_ERROR_NOT_LITELLM);
  service_assert_n_requests (fixture, 1);
}

static void
test_nobody_there (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client = orch_client_new ("http://127.0.0.1:1", CLIENT_SECRET);
  g_autoptr (OrchSession) session = orch_session_new (client);
  g_autoptr (GError) error = NULL;

  g_assert_false (open_session (session, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_REFUSED);
}

static void
test_no_version (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  g_assert_null (orch_session_get_server_version (session));
}

static void
test_late_version (ClientFixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, VERSION);
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  /* Nobody waits for it, and the session may go. */
  g_assert_finalize_object (g_steal_pointer (&session));
}

static void
test_opens_again (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) session = orch_session_new (fixture->client);
  g_autoptr (GError) error = NULL;

  reply_version (fixture);
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  test_server_reply_fixture (fixture->server, "/key/info", "error_401_blocked");
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");

  g_assert_false (open_session (session, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_KEY_BLOCKED);
  g_clear_error (&error);
  g_assert_true (open_session (session, &error));
  g_assert_no_error (error);
}

static void
test_cancel_before (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) session = orch_session_new (fixture->client);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  orch_session_open_async (session, cancellable, test_keep_result_cb, &result);
  g_assert_false (orch_session_open_finish (session, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  service_assert_n_requests (fixture, 0);
}

/* The path in `data` hangs, all others answer. */
static void
test_cancel_during (ClientFixture *fixture, gconstpointer data)
{
  OrchSession *session = orch_session_new (fixture->client);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = g_strconcat ("GET ", data, NULL);

  test_server_hang (fixture->server, data);
  reply_user (fixture, "proxy_admin", "user_list_page");

  orch_session_open_async (session, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, request);
  g_cancellable_cancel (cancellable);
  g_assert_false (orch_session_open_finish (session, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (orch_session_get_identity (session));

  g_clear_object (&result);
  service_let_go (session);
}

static void
test_cancel_after (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) session = orch_session_new (fixture->client);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reply_user (fixture, "proxy_admin", "user_list_page");
  orch_session_open_async (session, cancellable, test_keep_result_cb, &result);
  g_assert_true (orch_session_open_finish (session, test_wait_result (&result), &error));
  g_assert_no_error (error);

  g_cancellable_cancel (cancellable);
  wait_for_version (session);
  g_assert_nonnull (orch_session_get_identity (session));
  g_assert_cmpint (get_list_state (session), ==, ORCH_LIST_READY);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/session/" name, ClientFixture, data, client_fixture_set_up, function,              \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("admin", NULL, test_admin);
  ADD ("role-changes", NULL, test_role_changes);
  ADD ("rows-alone", NULL, test_rows_alone);
  ADD ("rows-first", NULL, test_rows_first);
  ADD ("master", NULL, test_master);
  ADD ("false-master", NULL, test_false_master);
  ADD ("own", NULL, test_own);
  ADD ("own-old-proxy", NULL, test_own_old_proxy);
  ADD ("read-only-key", NULL, test_read_only_key);
  ADD ("list-breaks", NULL, test_list_breaks);
  ADD ("list-breaks-for-user", NULL, test_list_breaks_for_user);
  ADD ("key-refused", NULL, test_key_refused);
  ADD ("identity-refused", NULL, test_identity_refused);
  ADD ("llm-only-key", NULL, test_llm_only_key);
  ADD ("not-litellm", NULL, test_not_litellm);
  ADD ("nobody-there", NULL, test_nobody_there);
  ADD ("no-version", NULL, test_no_version);
  ADD ("late-version", NULL, test_late_version);
  ADD ("opens-again", NULL, test_opens_again);
  ADD ("cancel-before", NULL, test_cancel_before);
  ADD ("cancel-during-list", "/user/list", test_cancel_during);
  ADD ("cancel-during-key", "/key/info", test_cancel_during);
  ADD ("cancel-during-user", "/v2/user/info", test_cancel_during);
  ADD ("cancel-after", NULL, test_cancel_after);

  return g_test_run ();
}
