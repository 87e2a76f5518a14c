#include "config.h"

#include "core/services/session.h"
#include "service-fixture.h"

#define VERSION "/public/model_hub/info"
#define KEYS "GET /key/list?return_full_object=true&page=1&size=50"
#define PROBE "GET /user/list?page=1&page_size=1&sort_by=user_id&sort_order=asc"

/* A key of a user with a role; `keys` and `users` are recorded answers of the two lists. */
static void
reply_user (ClientFixture *fixture, const char *role, const char *keys, const char *users)
{
  g_autofree char *user = g_strdup_printf ("{\"user_id\": \"u\", \"user_role\": \"%s\"}", role);

  test_server_reply (fixture->server, VERSION, 200, "{\"litellm_version\": \"1.106.2\"}");
  test_server_reply (fixture->server, "/key/info", 200,
                     "{\"key\": \"0123\", \"info\": {\"user_id\": \"u\"}}");
  test_server_reply (fixture->server, "/v2/user/info", 200, user);
  test_server_reply_fixture (fixture->server, "/key/list", keys);
  test_server_reply_fixture (fixture->server, "/user/list", users);
}

static OrchSession *
create_session (ClientFixture *fixture)
{
  OrchSession *session = orch_session_new (fixture->client);

  orch_session_set_first_page (session, ORCH_PAGE_KEYS);

  return session;
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
  OrchSession *session = create_session (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (open_session (session, &error));
  g_assert_no_error (error);
  g_assert_cmpint (orch_session_get_identity (session)->sees_users, ==, sees_users);

  return session;
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code)
{
  OrchSession *session = create_session (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (open_session (session, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (orch_session_get_identity (session));
  service_let_go (session);
}

static OrchPagedList *
get_keys (OrchSession *session)
{
  return orch_session_get_list (session, ORCH_PAGE_KEYS);
}

static OrchPagedList *
get_users (OrchSession *session)
{
  return orch_session_get_list (session, ORCH_PAGE_USERS);
}

static void
wait_for_rows (OrchPagedList *list)
{
  guint deadline = test_deadline_add ();

  while (orch_paged_list_get_state (list) == ORCH_LIST_LOADING)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline);
}

static void
test_admin (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "key_list_full", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  g_assert_cmpstr (test_server_get_log (fixture->server)->pdata[0], ==, KEYS);
  g_assert_cmpint (orch_paged_list_get_state (get_keys (session)), ==, ORCH_LIST_READY);
  /* Whether there are users is asked, but they are not loaded. */
  service_get_request (fixture, PROBE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_users (session))), ==, 0);
  service_wait_for_request (fixture, "GET " VERSION);
  service_assert_n_requests (fixture, 5);
}

/* While the rows are awaited, nothing else keeps the server busy. */
static void
test_rows_alone (ClientFixture *fixture, gconstpointer data)
{
  OrchSession *session = create_session (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_hang (fixture->server, "/key/list");
  orch_session_open_async (session, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, KEYS);
  service_assert_n_requests (fixture, 1);
  g_cancellable_cancel (cancellable);
  g_assert_false (orch_session_open_finish (session, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  service_let_go (session);
}

static void
test_own (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "internal_user", "key_list_full", "user_list_403");
  g_autoptr (OrchSession) session = assert_opens (fixture, FALSE);

  g_assert_cmpint (orch_paged_list_get_state (get_keys (session)), ==, ORCH_LIST_READY);
}

static void
test_users_break (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "key_list_full", "regenerate_500");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);
}

/* The first page can be loaded again later. */
static void
test_keys_break (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "regenerate_500", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  g_assert_cmpint (orch_paged_list_get_state (get_keys (session)), ==, ORCH_LIST_FAILED);
}

/* Whoever says that it is the master key must see the users. */
static void
test_false_master (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, VERSION, 200, "{}");
  test_server_reply_fixture (fixture->server, "/key/info", "key_info_404_master");
  test_server_reply_fixture (fixture->server, "/key/list", "key_list_full");
  test_server_reply_fixture (fixture->server, "/user/list", "user_list_403");
  assert_fails (fixture, ORCH_ERROR_KEY_UNKNOWN);
}

static void
test_key_refused (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/list", "error_401_expired");
  assert_fails (fixture, ORCH_ERROR_KEY_EXPIRED);
  service_assert_n_requests (fixture, 1);
}

static void
test_key_refused_late (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "key_list_full", "error_401_blocked");
  assert_fails (fixture, ORCH_ERROR_KEY_BLOCKED);
}

static void
test_not_litellm (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/list", 200, "{\"hello\": \"world\"}");
  assert_fails (fixture, ORCH_ERROR_NOT_LITELLM);
  service_assert_n_requests (fixture, 1);
}

static void
test_opens_again (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) session = create_session (fixture);
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/list", "error_401_blocked");
  reply_user (fixture, "proxy_admin", "key_list_full", "user_list_page");
  g_assert_false (open_session (session, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_KEY_BLOCKED);
  g_clear_error (&error);
  g_assert_true (open_session (session, &error));
  g_assert_no_error (error);
  g_assert_true (orch_session_get_identity (session)->sees_users);
}

/* The list that was not the first one is loaded once, when its page is shown. */
static void
test_loads_page (ClientFixture *fixture, gconstpointer data)
{
  reply_user (fixture, "proxy_admin", "key_list_full", "user_list_page");
  g_autoptr (OrchSession) session = assert_opens (fixture, TRUE);

  orch_session_load_page (session, ORCH_PAGE_KEYS);
  orch_session_load_page (session, ORCH_PAGE_USERS);
  orch_session_load_page (session, ORCH_PAGE_USERS);
  wait_for_rows (get_users (session));
  g_assert_cmpint (orch_paged_list_get_state (get_users (session)), ==, ORCH_LIST_READY);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /user/list"), ==, 2);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /key/list"), ==, 1);

  orch_session_reload_page (session, ORCH_PAGE_KEYS);
  test_server_wait_count (fixture->server, "GET /key/list", 2);
}

/* Users first is as ever: the keys are not asked for. */
static void
test_users_first (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) session = orch_session_new (fixture->client);
  g_autoptr (GError) error = NULL;

  reply_user (fixture, "proxy_admin", "key_list_full", "user_list_page");
  g_assert_true (open_session (session, &error));
  g_assert_no_error (error);
  /* There is nothing that could be loaded again. */
  orch_session_reload_page (session, ORCH_PAGE_KEYS);
  service_wait_for_request (fixture, "GET " VERSION);
  service_assert_n_requests (fixture, 4);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /key/list"), ==, 0);

  orch_session_load_page (session, ORCH_PAGE_KEYS);
  wait_for_rows (get_keys (session));
  service_assert_n_requests (fixture, 5);
}

/* The path in `data` hangs, all others answer. */
static void
test_cancel_during (ClientFixture *fixture, gconstpointer data)
{
  OrchSession *session = create_session (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = g_strconcat ("GET ", data, NULL);

  test_server_hang (fixture->server, data);
  reply_user (fixture, "proxy_admin", "key_list_full", "user_list_page");
  orch_session_open_async (session, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, request);
  g_cancellable_cancel (cancellable);
  g_assert_false (orch_session_open_finish (session, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (orch_session_get_identity (session));

  g_clear_object (&result);
  service_let_go (session);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/session-keys/" name, ClientFixture, data, client_fixture_set_up, function,         \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("admin", NULL, test_admin);
  ADD ("rows-alone", NULL, test_rows_alone);
  ADD ("own", NULL, test_own);
  ADD ("users-break", NULL, test_users_break);
  ADD ("keys-break", NULL, test_keys_break);
  ADD ("false-master", NULL, test_false_master);
  ADD ("key-refused", NULL, test_key_refused);
  ADD ("key-refused-late", NULL, test_key_refused_late);
  ADD ("not-litellm", NULL, test_not_litellm);
  ADD ("opens-again", NULL, test_opens_again);
  ADD ("loads-page", NULL, test_loads_page);
  ADD ("users-first", NULL, test_users_first);
  ADD ("cancel-during-keys", "/key/list", test_cancel_during);
  ADD ("cancel-during-key", "/key/info", test_cancel_during);
  ADD ("cancel-during-users", "/user/list", test_cancel_during);

  return g_test_run ();
}
