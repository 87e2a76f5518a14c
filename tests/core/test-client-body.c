#include "config.h"

#include <gio/gio.h>

#include "core/client/json.h"
#include "client-fixture.h"

#define MIB (1024 * 1024)

/* A JSON array of one text, @size bytes long. */
static char *
make_body (gsize size)
{
  char *body = g_malloc (size + 1);

  memset (body, 'x', size);
  memcpy (body, "[\"", 2);
  memcpy (body + size - 2, "\"]", 3);

  return body;
}

static GBytes *
compress (const char *body, gsize size)
{
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, converter);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (stream, body, size, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
reply_gzip (TestServer *server, const char *path, GBytes *bytes)
{
  test_server_reply_full (server, path, 200, "application/json", g_bytes_get_data (bytes, NULL),
                          g_bytes_get_size (bytes), "Content-Encoding", "gzip");
}

static void
reply_text (TestServer *server, const char *path, const char *content_type, const char *body)
{
  test_server_reply_full (server, path, 200, content_type, body, -1, NULL, NULL);
}

static void
test_gzip (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *body = make_body (1000);
  g_autoptr (GBytes) bytes = compress (body, 1000);
  g_autofree char *damaged = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GBytes) damaged_bytes = NULL;

  reply_gzip (fixture->server, "/info", bytes);
  client_assert_get_works (fixture->client, "info");

  memset (damaged + 10, '\xff', 4);
  damaged_bytes = g_bytes_new (damaged, g_bytes_get_size (bytes));
  reply_gzip (fixture->server, "/damaged", damaged_bytes);
  client_assert_get_fails (fixture->client, "damaged", ORCH_ERROR_BAD_REPLY);
}

static void
test_large (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *body = make_body (3 * MIB);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *text;

  test_server_reply (fixture->server, "/info", 200, body);
  node = client_get (fixture->client, "info", &error);
  g_assert_no_error (error);
  text = json_array_get_string_element (json_node_get_array (node), 0);
  g_assert_cmpuint (strlen (text), ==, 3 * MIB - 4);

  body[MIB] = '\n';
  test_server_reply (fixture->server, "/broken", 200, body);
  client_assert_get_fails (fixture->client, "broken", ORCH_ERROR_BAD_REPLY);
}

static void
test_too_large (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *fits = make_body (32 * MIB);
  g_autofree char *body = make_body (33 * MIB);
  g_autoptr (GBytes) bytes = compress (body, 33 * MIB);

  test_server_reply (fixture->server, "/fits", 200, fits);
  client_assert_get_works (fixture->client, "fits");

  test_server_reply (fixture->server, "/info", 200, body);
  client_assert_get_fails (fixture->client, "info", ORCH_ERROR_REPLY_TOO_LARGE);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /info"), ==, 1);

  reply_gzip (fixture->server, "/bomb", bytes);
  client_assert_get_fails (fixture->client, "bomb", ORCH_ERROR_REPLY_TOO_LARGE);

  test_server_reply (fixture->server, "/error", 400, body);
  client_assert_get_fails (fixture->client, "error", ORCH_ERROR_REPLY_TOO_LARGE);
}

static void
test_bad_reply (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 129; i++)
    g_string_prepend_c (g_string_append_c (deep, ']'), '[');

  test_server_reply (fixture->server, "/not-utf8", 200, "{\"a\": \"\xff\"}");
  test_server_reply (fixture->server, "/cut", 200, "{\"users\": [{\"user_id\"");
  test_server_reply (fixture->server, "/empty", 200, "");
  test_server_reply (fixture->server, "/deep", 200, deep->str);
  reply_text (fixture->server, "/untyped", NULL, "{\"users\": [");

  client_assert_get_fails (fixture->client, "not-utf8", ORCH_ERROR_BAD_REPLY);
  client_assert_get_fails (fixture->client, "cut", ORCH_ERROR_BAD_REPLY);
  client_assert_get_fails (fixture->client, "empty", ORCH_ERROR_BAD_REPLY);
  client_assert_get_fails (fixture->client, "deep", ORCH_ERROR_BAD_REPLY);
  client_assert_get_fails (fixture->client, "untyped", ORCH_ERROR_BAD_REPLY);
}

static void
test_not_litellm (ClientFixture *fixture, gconstpointer data)
{
  reply_text (fixture->server, "/html", "text/html", "<!doctype html><title>Welcome</title>");
  reply_text (fixture->server, "/untyped", NULL, "hello");
  reply_text (fixture->server, "/empty", NULL, NULL);
  test_server_reply_full (fixture->server, "/missing", 404, "text/html", "<p>", -1, NULL, NULL);

  client_assert_get_fails (fixture->client, "html", ORCH_ERROR_NOT_LITELLM);
  client_assert_get_fails (fixture->client, "untyped", ORCH_ERROR_NOT_LITELLM);
  client_assert_get_fails (fixture->client, "empty", ORCH_ERROR_NOT_LITELLM);
  client_assert_get_fails (fixture->client, "missing", ORCH_ERROR_NOT_LITELLM);
}

/* The server's reply is damaged, and yet its text must not get into the error. */
static void
test_no_quote (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, "/info", 200, "{\"key\": \"sk-0123456789\" x}");

  g_assert_null (client_get (fixture->client, "info", &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  g_assert_null (strstr (error->message, "sk-"));
}

static void
test_silence (ClientFixture *fixture, gconstpointer data)
{
  orch_client_set_time_limits (fixture->client, 1, 20 * 1000);
  test_server_hang (fixture->server, "/hang");
  test_server_stall_body (fixture->server, "/stall");

  client_assert_get_fails (fixture->client, "hang", ORCH_ERROR_TIMED_OUT);
  client_assert_get_fails (fixture->client, "stall", ORCH_ERROR_TIMED_OUT);
  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, 2);
}

static void
test_total_time (ClientFixture *fixture, gconstpointer data)
{
  orch_client_set_time_limits (fixture->client, 20, 100);
  test_server_hang (fixture->server, "/hang");
  test_server_stall_body (fixture->server, "/stall");
  test_server_reply (fixture->server, "/unavailable", 503, NULL);

  client_assert_get_fails (fixture->client, "hang", ORCH_ERROR_TIMED_OUT);
  client_assert_get_fails (fixture->client, "stall", ORCH_ERROR_TIMED_OUT);

  orch_client_set_retry_pause (fixture->client, 20 * 1000);
  client_assert_get_fails (fixture->client, "unavailable", ORCH_ERROR_TIMED_OUT);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /unavailable"), ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client-body/" name, ClientFixture, NULL, client_fixture_set_up, function,          \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("gzip", test_gzip);
  ADD ("large", test_large);
  ADD ("too-large", test_too_large);
  ADD ("bad-reply", test_bad_reply);
  ADD ("not-litellm", test_not_litellm);
  ADD ("error-does-not-quote", test_no_quote);
  ADD ("silence", test_silence);
  ADD ("total-time", test_total_time);

  return g_test_run ();
}
