#include "config.h"

#include "client-fixture.h"
#include "fixture.h"

/* Fails the test if the server sees the request. */
static void
assert_refused (const char *certificate, const char *authority, OrchErrorCode code)
{
  g_autoptr (TestServer) server = test_server_new_tls (certificate);
  g_autoptr (OrchClient) client = orch_client_new (test_server_get_url (server), CLIENT_SECRET);
  g_autofree char *pem = authority != NULL ? fixture_load_pem (authority) : NULL;
  g_autoptr (GError) error = NULL;

  orch_client_set_certificate_authority (client, pem, &error);
  g_assert_no_error (error);
  test_server_reply (server, "/info", 200, "{}");
  client_assert_get_fails (client, "info", code);
  client_assert_post_fails (client, "info", code);
  g_assert_cmpuint (test_server_get_log (server)->len, ==, 0);
}

static void
assert_accepted (const char *certificate, const char *authority)
{
  g_autoptr (TestServer) server = test_server_new_tls (certificate);
  g_autoptr (OrchClient) client = orch_client_new (test_server_get_url (server), CLIENT_SECRET);
  g_autofree char *pem = fixture_load_pem (authority);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_true (orch_client_set_certificate_authority (client, pem, &error));
  g_assert_no_error (error);
  test_server_reply (server, "/info", 200, "{}");
  client_assert_get_works (client, "info");
  node = client_post (client, "info", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (test_server_get_log (server)->len, ==, 2);
}

static void
test_unknown_authority (void)
{
  assert_refused ("good", NULL, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY);
  assert_refused ("good", "other-authority", ORCH_ERROR_TLS_UNKNOWN_AUTHORITY);
  assert_refused ("self-signed", NULL, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY);
  assert_refused ("self-signed", "authority", ORCH_ERROR_TLS_UNKNOWN_AUTHORITY);
}

static void
test_known_authority (void)
{
  assert_accepted ("good", "authority");
  assert_accepted ("good", "authorities");
}

/* The file has the private key too, which is of no concern. */
static void
test_known_certificate (void)
{
  assert_accepted ("self-signed", "self-signed");
}

static void
test_wrong_host (void)
{
  assert_refused ("elsewhere", NULL, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY);
  assert_refused ("elsewhere", "authority", ORCH_ERROR_TLS_WRONG_HOST);
  assert_refused ("elsewhere", "authorities", ORCH_ERROR_TLS_WRONG_HOST);
  assert_refused ("elsewhere", "elsewhere", ORCH_ERROR_TLS_WRONG_HOST);
}

static void
test_expired (void)
{
  assert_refused ("expired", "authority", ORCH_ERROR_TLS_EXPIRED);
  assert_refused ("early", "authority", ORCH_ERROR_TLS_EXPIRED);
}

/* What LiteLLM's web server answers to a TLS handshake. */
static gboolean
refuse_handshake_cb (GSocketService *service, GSocketConnection *connection)
{
  static const char reply[] = "HTTP/1.1 400 Bad Request\r\n"
                              "content-type: text/plain; charset=utf-8\r\n"
                              "connection: close\r\n\r\n"
                              "Invalid HTTP request received.";
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (stream, reply, strlen (reply), NULL, NULL, &error);
  g_assert_no_error (error);

  return TRUE;
}

static void
test_not_https (void)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", port);
  g_autoptr (OrchClient) client = orch_client_new (url, CLIENT_SECRET);

  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (refuse_handshake_cb), NULL);
  client_assert_get_fails (client, "info", ORCH_ERROR_TLS);
}

static void
test_only_https (void)
{
  g_autoptr (TestServer) server = test_server_new_tls ("good");
  g_autofree char *url = g_strconcat ("http", strstr (test_server_get_url (server), "://"), NULL);
  g_autoptr (OrchClient) client = orch_client_new (url, CLIENT_SECRET);

  orch_client_set_retry_pause (client, 1);
  client_assert_get_fails (client, "info", ORCH_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (test_server_get_log (server)->len, ==, 0);
}

static void
assert_no_authority (OrchClient *client, const char *pem)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (orch_client_set_certificate_authority (client, pem, &error));
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
}

/* What was trusted before stays. */
static void
test_bad_authority (void)
{
  g_autoptr (TestServer) server = test_server_new_tls ("good");
  g_autoptr (OrchClient) client = orch_client_new (test_server_get_url (server), CLIENT_SECRET);
  g_autofree char *pem = fixture_load_pem ("authority");
  g_autofree char *half = g_strndup (pem, strlen (pem) / 2);
  g_autofree char *damaged = g_strdup (pem);
  g_autofree char *second_damaged = NULL;
  g_autoptr (GError) error = NULL;

  memset (damaged + strlen (damaged) / 2, '!', 20);
  second_damaged = g_strconcat (pem, damaged, NULL);

  orch_client_set_certificate_authority (client, pem, &error);
  g_assert_no_error (error);
  assert_no_authority (client, "");
  assert_no_authority (client, "no certificate");
  assert_no_authority (client, half);
  assert_no_authority (client, damaged);
  assert_no_authority (client, second_damaged);

  test_server_reply (server, "/info", 200, "{}");
  client_assert_get_works (client, "info");
}

/* At each turn of the main loop, handshakes in their threads included. */
static void
test_cancelled (void)
{
  g_autoptr (TestServer) server = test_server_new_tls ("good");
  g_autoptr (OrchClient) client = orch_client_new (test_server_get_url (server), CLIENT_SECRET);
  g_autofree char *pem = fixture_load_pem ("authority");
  g_autoptr (OrchRequest) request = orch_request_new_get ("info", NULL);
  g_autoptr (GError) error = NULL;

  orch_client_set_certificate_authority (client, pem, &error);
  g_assert_no_error (error);
  test_server_reply (server, "/info", 200, "{}");

  for (guint n_turns = 0; n_turns < 40; n_turns++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) cancelled = NULL;

    orch_client_send_async (client, request, cancellable, test_keep_result_cb, &result);
    for (guint turn = 0; turn < n_turns && result == NULL; turn++)
      g_main_context_iteration (NULL, TRUE);
    g_cancellable_cancel (cancellable);
    g_assert_null (orch_client_send_finish (client, test_wait_result (&result), &cancelled));
    g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }

  client_assert_get_works (client, "info");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client-tls/unknown-authority", test_unknown_authority);
  g_test_add_func ("/client-tls/known-authority", test_known_authority);
  g_test_add_func ("/client-tls/known-certificate", test_known_certificate);
  g_test_add_func ("/client-tls/wrong-host", test_wrong_host);
  g_test_add_func ("/client-tls/expired", test_expired);
  g_test_add_func ("/client-tls/not-https", test_not_https);
  g_test_add_func ("/client-tls/only-https", test_only_https);
  g_test_add_func ("/client-tls/bad-authority", test_bad_authority);

  g_test_add_func ("/client-tls/cancelled", test_cancelled);

  return g_test_run ();
}
