#include "config.h"

#include "client-fixture.h"

#define MIB (1024 * 1024)

/* Neither the key nor anything else goes where a redirect leads. */
static void
test_redirects (ClientFixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };
  g_autoptr (TestServer) other = test_server_new ();
  const char *origins[] = { test_server_get_url (fixture->server), test_server_get_url (other) };
  guint n_sent = 0;

  test_server_reply (fixture->server, "/else", 200, "{}");
  test_server_reply (other, "/else", 200, "{}");

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (origins); k++) {
      g_autofree char *path = g_strdup_printf ("info-%u-%u", statuses[i], k);
      g_autofree char *full_path = g_strconcat ("/", path, NULL);
      g_autofree char *location = g_strconcat (origins[k], "/else", NULL);

      test_server_reply_full (fixture->server, full_path, statuses[i], NULL, NULL, 0, "Location",
                              location);
      client_assert_get_fails (fixture->client, path, ORCH_ERROR_REDIRECTED);
      client_assert_post_fails (fixture->client, path, ORCH_ERROR_REDIRECTED);
      n_sent += 2;
    }
  }

  g_assert_cmpuint (test_server_get_log (other)->len, ==, 0);
  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, n_sent);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /else"), ==, 0);
  g_assert_cmpuint (test_server_count (fixture->server, "POST /else"), ==, 0);
}

/* Statuses for which libsoup might send a message again by itself. */
static void
test_sent_once (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_full (fixture->server, "/basic", 401, NULL, NULL, 0, "WWW-Authenticate",
                          "Basic realm=\"x\"");
  test_server_reply_full (fixture->server, "/digest", 401, NULL, NULL, 0, "WWW-Authenticate",
                          "Digest realm=\"x\", nonce=\"y\", qop=\"auth\"");
  test_server_reply_full (fixture->server, "/proxy", 407, NULL, NULL, 0, "Proxy-Authenticate",
                          "Basic realm=\"x\"");

  client_assert_post_fails (fixture->client, "basic", ORCH_ERROR_NOT_LITELLM);
  client_assert_post_fails (fixture->client, "digest", ORCH_ERROR_NOT_LITELLM);
  client_assert_post_fails (fixture->client, "proxy", ORCH_ERROR_NOT_LITELLM);
  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, 3);
}

/* Replies to the first request of the first connection, and closes it at the second; all other
 * connections work. */
static gboolean
answer_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
           gpointer user_data)
{
  static const char broken[] = "HTTP/1.1 500 Internal Server Error\r\n"
                               "Content-Type: text/plain\r\n"
                               "Content-Length: 21\r\n\r\n"
                               "Internal Server Error";
  static const char works[] = "HTTP/1.1 200 OK\r\n"
                              "Content-Type: application/json\r\n"
                              "Content-Length: 2\r\n"
                              "Connection: close\r\n\r\n"
                              "{}";
  GAsyncQueue *log = user_data;
  GIOStream *stream = G_IO_STREAM (connection);
  gboolean is_first = g_async_queue_length (log) == 0;
  const char *reply = is_first ? broken : works;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    char request[4096];
    gssize length = g_input_stream_read (g_io_stream_get_input_stream (stream), request,
                                         sizeof request - 1, NULL, NULL);

    if (length <= 0)
      return TRUE;
    request[length] = '\0';
    request[strcspn (request, "\r")] = '\0';
    g_async_queue_push (log, g_strdup_printf ("%s%s", is_first ? "first: " : "", request));
    if (i == 1)
      return TRUE;

    g_output_stream_write_all (g_io_stream_get_output_stream (stream), reply, strlen (reply), NULL,
                               NULL, &error);
    g_assert_no_error (error);
    if (!is_first)
      return TRUE;
  }

  return TRUE;
}

static void
assert_logged (GAsyncQueue *log, const char *line)
{
  g_autofree char *logged = g_async_queue_try_pop (log);

  g_assert_cmpstr (logged, ==, line);
}

/* After an unhandled error LiteLLM closes the connection without saying so. */
static void
test_after_bare_500 (void)
{
  g_autoptr (GAsyncQueue) log = g_async_queue_new_full (g_free);
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (OrchClient) client = orch_client_new (url, CLIENT_SECRET);
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (answer_cb), log);

  client_assert_get_fails (client, "broken", ORCH_ERROR_SERVER);
  node = client_post (client, "update", &error);
  g_assert_no_error (error);
  client_assert_get_works (client, "info");

  assert_logged (log, "first: GET /broken HTTP/1.1");
  assert_logged (log, "POST /update HTTP/1.1");
  assert_logged (log, "first: GET /info HTTP/1.1");
  assert_logged (log, "GET /info HTTP/1.1");
  assert_logged (log, NULL);
}

/* Far more than may be kept, and then silence. */
static gboolean
flood_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
          gpointer user_data)
{
  static const char head[] = "HTTP/1.1 401 Unauthorized\r\n"
                             "WWW-Authenticate: Basic realm=\"x\"\r\n"
                             "Content-Type: application/json\r\n\r\n";
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *blanks = g_strnfill (MIB, ' ');
  char request[4096];

  g_input_stream_read (input, request, sizeof request, NULL, NULL);
  g_output_stream_write_all (output, head, strlen (head), NULL, NULL, NULL);
  for (guint i = 0; i < 64; i++)
    if (!g_output_stream_write_all (output, blanks, MIB, NULL, NULL, NULL))
      return TRUE;
  g_input_stream_read (input, request, sizeof request, NULL, NULL);

  return TRUE;
}

static void
test_endless_refusal (void)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (OrchClient) client = orch_client_new (url, CLIENT_SECRET);

  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (flood_cb), NULL);

  orch_client_set_time_limits (client, 20, 20 * 1000);
  client_assert_get_fails (client, "info", ORCH_ERROR_REPLY_TOO_LARGE);
}

/* A server that accepts connections and then says nothing, not even in the handshake. */
static void
test_silent (gconstpointer data)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%u", (const char *) data, port);
  g_autoptr (OrchClient) client = orch_client_new (url, CLIENT_SECRET);

  g_assert_no_error (error);
  g_socket_service_stop (service);

  orch_client_set_time_limits (client, 1, 20 * 1000);
  client_assert_get_fails (client, "info", ORCH_ERROR_TIMED_OUT);

  orch_client_set_time_limits (client, 20, 100);
  client_assert_get_fails (client, "info", ORCH_ERROR_TIMED_OUT);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client-faults/" name, ClientFixture, NULL, client_fixture_set_up, function,        \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("redirects", test_redirects);
  ADD ("sent-once", test_sent_once);
  g_test_add_func ("/client-faults/after-bare-500", test_after_bare_500);
  g_test_add_func ("/client-faults/endless-refusal", test_endless_refusal);
  g_test_add_data_func ("/client-faults/silent-http", "http", test_silent);
  g_test_add_data_func ("/client-faults/silent-https", "https", test_silent);

  return g_test_run ();
}
