#include "config.h"

#include <libsoup/soup.h>

#include "core/client/client.h"
#include "core/client/error.h"
#include "core/client/json.h"
#include "client-fixture.h"
#include "test-server.h"

#define ODD "a b+c/ü&d"

static void
test_read (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  test_server_reply_fixture (fixture->server, "/info", "v2_user_info_ok");
  node = client_get (fixture->client, "info", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (orch_json_get_string (json_node_get_object (node), "user_id"), ==, "probe-own");
  g_assert_cmpstr (test_server_get_last_header (fixture->server, "Authorization"), ==,
                   "Bearer " CLIENT_SECRET);
  g_assert_cmpstr (test_server_get_last_header (fixture->server, "Accept"), ==, "application/json");
  g_assert_nonnull (
      strstr (test_server_get_last_header (fixture->server, "Accept-Encoding"), "gzip"));
}

static void
test_write (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  test_server_reply (fixture->server, "/update", 200, "{}");
  node = client_post (fixture->client, "update", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (test_server_get_log (fixture->server), 0), ==,
                   "POST /update {\"a\":0.1}");
  g_assert_cmpstr (test_server_get_last_header (fixture->server, "Content-Type"), ==,
                   "application/json");
}

/* What decodes a reply keeps some of it. */
static void
test_secret (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = json_from_string ("{}", NULL);
  OrchRequest *request = orch_request_new_post_secret (body, "key", "sk-0_1", "generate", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  test_server_reply (fixture->server, "/generate", 200, "{}");
  node = client_call (fixture->client, request, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (test_server_get_last_header (fixture->server, "Accept-Encoding"));
}

static void
test_encoding (ClientFixture *fixture, gconstpointer data)
{
  OrchRequest *request = orch_request_new_get ("key", ODD, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  orch_request_add_query (request, "user_id", ODD);
  test_server_reply (fixture->server, "/key/a%20b%2Bc%2F%C3%BC%26d", 200, "{}");
  node = client_call (fixture->client, request, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (test_server_get_log (fixture->server), 0), ==,
                   "GET /key/a%20b%2Bc%2F%C3%BC%26d?user_id=a%20b%2Bc%2F%C3%BC%26d");
}

static void
test_base_path (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strconcat (test_server_get_url (fixture->server), "/litellm/", NULL);
  g_autoptr (OrchClient) client = orch_client_new (url, CLIENT_SECRET);

  g_assert_cmpstr (orch_client_get_base_url (client), ==, url);
  test_server_reply (fixture->server, "/litellm/info", 200, "{}");
  client_assert_get_works (client, "info");
}

static void
test_error_reply (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  test_server_reply_fixture (fixture->server, "/update", "key_update_422");
  node = client_post (fixture->client, "update", &error);

  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "either key or key_alias must be provided");
  g_assert_cmpuint (orch_error_get_status (error), ==, 422);
  g_assert_null (node);
}

/* Old proxies say about a write's target what otherwise is about the connection's key. */
static void
test_unknown_key (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/block", "error_401_unknown_key");

  client_assert_get_fails (fixture->client, "block", ORCH_ERROR_KEY_UNKNOWN);
  client_assert_post_fails (fixture->client, "block", ORCH_ERROR_NOT_FOUND);
}

static void
test_redirect (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) other = test_server_new ();
  g_autofree char *location = g_strconcat (test_server_get_url (other), "/else", NULL);
  g_autofree char *absolute = g_strconcat (test_server_get_url (fixture->server), "/login", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) relative_error = NULL;

  test_server_reply_full (fixture->server, "/info", 307, NULL, NULL, 0, "Location", location);
  g_assert_null (client_get (fixture->client, "info", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_REDIRECTED);
  g_assert_cmpstr (orch_error_get_location (error), ==, location);
  g_assert_cmpuint (orch_error_get_status (error), ==, 307);
  g_assert_cmpuint (test_server_count (other, ""), ==, 0);

  test_server_reply_full (fixture->server, "/relative", 302, "text/html", "<p>", 3, "Location",
                          "/login");
  g_assert_null (client_get (fixture->client, "relative", &relative_error));
  g_assert_error (relative_error, ORCH_ERROR, ORCH_ERROR_REDIRECTED);
  g_assert_cmpstr (orch_error_get_location (relative_error), ==, absolute);
}

static void
test_redirect_nowhere (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/info", 302, "{}");

  client_assert_get_fails (fixture->client, "info", ORCH_ERROR_NOT_LITELLM);
}

static void
test_retry_lost (ClientFixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, "/info");
  test_server_cut_body (fixture->server, "/info");
  test_server_reply (fixture->server, "/info", 200, "{}");

  client_assert_get_works (fixture->client, "info");
  g_assert_cmpuint (test_server_count (fixture->server, "GET /info"), ==, 3);
}

static void
test_retry_status (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/info", 502, NULL);
  test_server_reply_full (fixture->server, "/info", 503, "text/html", "<p>", -1, NULL, NULL);
  test_server_reply (fixture->server, "/info", 200, "{}");
  client_assert_get_works (fixture->client, "info");

  test_server_reply (fixture->server, "/gateway", 504, NULL);
  client_assert_get_fails (fixture->client, "gateway", ORCH_ERROR_UNAVAILABLE);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /gateway"), ==, 3);
}

static void
test_retry_never (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_full (fixture->server, "/info", 500, "text/plain", "Internal Server Error", -1,
                          NULL, NULL);

  client_assert_get_fails (fixture->client, "info", ORCH_ERROR_SERVER);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /info"), ==, 1);
}

static void
test_give_up (ClientFixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, "/info");

  client_assert_get_fails (fixture->client, "info", ORCH_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /info"), ==, 3);
}

static void
test_write_once (ClientFixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, "/closed");
  test_server_cut_body (fixture->server, "/cut");
  test_server_reply (fixture->server, "/unavailable", 503, NULL);
  test_server_reply_full (fixture->server, "/limited", 429, NULL, NULL, 0, "Retry-After", "1");

  client_assert_post_fails (fixture->client, "closed", ORCH_ERROR_CONNECTION_LOST);
  client_assert_post_fails (fixture->client, "cut", ORCH_ERROR_CONNECTION_LOST);
  client_assert_post_fails (fixture->client, "unavailable", ORCH_ERROR_UNAVAILABLE);
  client_assert_post_fails (fixture->client, "limited", ORCH_ERROR_RATE_LIMITED);
  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, 4);
}

static gboolean
may_have_happened (OrchClient *client, const char *path, gboolean is_write)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
      is_write ? client_post (client, path, &error) : client_get (client, path, &error);

  g_assert_null (node);
  g_assert_nonnull (error);

  return orch_error_may_have_happened (error);
}

static void
test_undecided (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *path;
    guint status; /* 0: without a reply */
    const char *body;
    gboolean may_have_happened;
  } cases[] = {
    { "/closed", 0, NULL, TRUE },
    { "/page", 200, "<p>", TRUE },
    { "/damaged", 200, "{", TRUE },
    { "/broken", 500, "{\"error\": {\"message\": \"m\", \"type\": \"t\"}}", TRUE },
    { "/gateway", 502, NULL, TRUE },
    { "/slow-gateway", 504, NULL, TRUE },
    { "/unavailable", 503, NULL, FALSE },
    { "/limited", 429, NULL, FALSE },
    { "/refused", 400, "{\"detail\": \"m\"}", FALSE },
    { "/elsewhere", 302, NULL, FALSE },
  };

  orch_client_set_retry_pause (fixture->client, 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].path);
    if (cases[i].status == 0)
      test_server_close_without_reply (fixture->server, cases[i].path);
    else
      test_server_reply (fixture->server, cases[i].path, cases[i].status, cases[i].body);

    g_assert_true (may_have_happened (fixture->client, cases[i].path + 1, TRUE)
                   == cases[i].may_have_happened);
    g_assert_false (may_have_happened (fixture->client, cases[i].path + 1, FALSE));
  }
}

/* Nothing was sent where nobody listens. */
static void
test_not_sent (void)
{
  g_autoptr (OrchClient) client = orch_client_new ("http://127.0.0.1:9", CLIENT_SECRET);

  g_assert_false (may_have_happened (client, "update", TRUE));
}

/* A connection that the server closed after its last reply must not swallow a write. */
static void
test_write_after_close (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  test_server_reply (fixture->server, "/info", 200, "{}");
  test_server_close_without_reply (fixture->server, "/bare");
  test_server_reply (fixture->server, "/update", 200, "{}");

  client_assert_get_works (fixture->client, "info");
  client_assert_post_fails (fixture->client, "bare", ORCH_ERROR_CONNECTION_LOST);
  node = client_post (fixture->client, "update", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (test_server_count (fixture->server, "POST /update"), ==, 1);
}

static void
test_rate_limit_waits (ClientFixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  test_server_reply_full (fixture->server, "/info", 429, NULL, NULL, 0, "Retry-After", "1");
  test_server_reply (fixture->server, "/info", 200, "{}");

  client_assert_get_works (fixture->client, "info");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /info"), ==, 2);
}

static void
test_rate_limit_error (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_full (fixture->server, "/long", 429, NULL, NULL, 0, "Retry-After", "11");
  g_assert_null (client_get (fixture->client, "long", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_RATE_LIMITED);
  g_assert_cmpuint (orch_error_get_retry_after (error), ==, 11);

  test_server_reply (fixture->server, "/unsaid", 429, NULL);
  client_assert_get_fails (fixture->client, "unsaid", ORCH_ERROR_RATE_LIMITED);
  test_server_reply_full (fixture->server, "/nonsense", 429, NULL, NULL, 0, "Retry-After", "soon");
  client_assert_get_fails (fixture->client, "nonsense", ORCH_ERROR_RATE_LIMITED);
  test_server_reply_full (fixture->server, "/budget", 429, "application/json",
                          "{\"error\": {\"message\": \"m\", \"type\": \"budget_exceeded\"}}", -1,
                          "Retry-After", "1");
  client_assert_get_fails (fixture->client, "budget", ORCH_ERROR_BUDGET_EXCEEDED);

  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, 4);
}

static char *
http_date (int seconds_from_now)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) date = g_date_time_add_seconds (now, seconds_from_now);

  return soup_date_time_to_string (date, SOUP_DATE_HTTP);
}

static void
test_rate_limit_date (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *soon = http_date (2);
  g_autofree char *past = http_date (-3600);
  g_autofree char *later = http_date (3600);
  g_autoptr (GError) error = NULL;

  test_server_reply_full (fixture->server, "/soon", 429, NULL, NULL, 0, "Retry-After", soon);
  test_server_reply (fixture->server, "/soon", 200, "{}");
  client_assert_get_works (fixture->client, "soon");

  test_server_reply_full (fixture->server, "/past", 429, NULL, NULL, 0, "Retry-After", past);
  test_server_reply (fixture->server, "/past", 200, "{}");
  client_assert_get_works (fixture->client, "past");

  test_server_reply_full (fixture->server, "/later", 429, NULL, NULL, 0, "Retry-After", later);
  g_assert_null (client_get (fixture->client, "later", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_RATE_LIMITED);
  g_assert_cmpuint (orch_error_get_retry_after (error), >, 3000);
  g_assert_cmpuint (orch_error_get_retry_after (error), <=, 3601);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /later"), ==, 1);
}

static void
test_no_such_host (void)
{
  g_autoptr (OrchClient) client = orch_client_new ("https://no-such-host.invalid", CLIENT_SECRET);

  client_assert_get_fails (client, "info", ORCH_ERROR_HOST_NOT_FOUND);
}

static void
test_malformed_address (void)
{
  g_autoptr (OrchClient) client = orch_client_new ("https://[::1", CLIENT_SECRET);

  client_assert_get_fails (client, "info", ORCH_ERROR_FAILED);
}

static void
test_refused (ClientFixture *fixture, gconstpointer data)
{
  TestServer *gone = test_server_new ();
  g_autoptr (OrchClient) client = orch_client_new (test_server_get_url (gone), CLIENT_SECRET);

  test_server_free (gone);
  client_assert_get_fails (client, "info", ORCH_ERROR_REFUSED);
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
test_insecure (void)
{
  g_autoptr (OrchClient) client = orch_client_new ("http://no-such-host.invalid", CLIENT_SECRET);
  guint n_sent = 0;

  g_signal_connect_swapped (client, "request-sent", G_CALLBACK (count_cb), &n_sent);
  client_assert_get_fails (client, "info", ORCH_ERROR_INSECURE);
  g_assert_cmpuint (n_sent, ==, 0);

  orch_client_set_allow_plain_http (client, TRUE);
  client_assert_get_fails (client, "info", ORCH_ERROR_HOST_NOT_FOUND);
}

static void
test_request_sent (ClientFixture *fixture, gconstpointer data)
{
  guint n_sent = 0;

  g_signal_connect_swapped (fixture->client, "request-sent", G_CALLBACK (count_cb), &n_sent);
  test_server_reply (fixture->server, "/info", 503, NULL);
  test_server_reply (fixture->server, "/info", 200, "{}");
  client_assert_get_works (fixture->client, "info");

  g_assert_cmpuint (n_sent, ==, 2);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/" name, ClientFixture, NULL, client_fixture_set_up, function,               \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("read", test_read);
  ADD ("write", test_write);
  ADD ("secret", test_secret);
  ADD ("percent-encoding", test_encoding);
  ADD ("base-url-with-path", test_base_path);
  ADD ("error-reply", test_error_reply);
  ADD ("unknown-key-or-target", test_unknown_key);
  ADD ("redirect-names-address", test_redirect);
  ADD ("redirect-nowhere", test_redirect_nowhere);
  ADD ("retries-lost-connection", test_retry_lost);
  ADD ("retries-unavailable", test_retry_status);
  ADD ("never-retries-500", test_retry_never);
  ADD ("gives-up", test_give_up);
  ADD ("writes-once", test_write_once);
  ADD ("undecided", test_undecided);
  g_test_add_func ("/client/not-sent", test_not_sent);
  ADD ("writes-on-new-connection", test_write_after_close);
  ADD ("rate-limit-waits", test_rate_limit_waits);
  ADD ("rate-limit-error", test_rate_limit_error);
  ADD ("rate-limit-date", test_rate_limit_date);
  g_test_add_func ("/client/no-such-host", test_no_such_host);
  g_test_add_func ("/client/malformed-address", test_malformed_address);
  ADD ("refused", test_refused);
  g_test_add_func ("/client/insecure", test_insecure);
  ADD ("request-sent", test_request_sent);

  return g_test_run ();
}
