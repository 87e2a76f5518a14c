#include "config.h"

#include "client-fixture.h"

typedef struct {
  OrchClient *client;
  GCancellable *cancellable; /* (owned) */
  GAsyncResult *result;      /* (owned) */
} Call;

static void
call_begin (Call *call, ClientFixture *fixture, const char *path)
{
  g_autoptr (OrchRequest) request = orch_request_new_get (path, NULL);

  call->client = fixture->client;
  call->cancellable = g_cancellable_new ();
  orch_client_send_async (call->client, request, call->cancellable, test_keep_result_cb,
                          &call->result);
}

static void
call_assert_cancelled (Call *call)
{
  g_autoptr (GError) error = NULL;

  test_wait_result (&call->result);
  g_assert_null (orch_client_send_finish (call->client, call->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&call->result);
  g_clear_object (&call->cancellable);
}

/* Lets the server's reply arrive, which crosses no thread. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_before (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
      client_call (fixture->client, orch_request_new_get ("info", NULL), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, 0);
}

static void
test_at_once (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };

  test_server_reply (fixture->server, "/info", 200, "{}");
  call_begin (&call, fixture, "info");
  g_cancellable_cancel (call.cancellable);
  call_assert_cancelled (&call);
}

static void
test_while_sending (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };

  test_server_hang (fixture->server, "/info");
  call_begin (&call, fixture, "info");
  g_signal_connect_swapped (fixture->client, "request-sent", G_CALLBACK (g_cancellable_cancel),
                            call.cancellable);
  call_assert_cancelled (&call);
}

static void
test_while_waiting (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };

  test_server_hang (fixture->server, "/info");
  call_begin (&call, fixture, "info");
  test_server_wait_count (fixture->server, "GET /info", 1);
  g_cancellable_cancel (call.cancellable);
  call_assert_cancelled (&call);
}

static void
test_in_body (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };

  test_server_stall_body (fixture->server, "/info");
  call_begin (&call, fixture, "info");
  test_server_wait_count (fixture->server, "GET /info", 1);
  settle ();
  g_cancellable_cancel (call.cancellable);
  call_assert_cancelled (&call);
}

static void
test_in_pause (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };

  orch_client_set_retry_pause (fixture->client, 20 * 1000);
  test_server_reply (fixture->server, "/info", 503, NULL);
  call_begin (&call, fixture, "info");
  test_server_wait_count (fixture->server, "GET /info", 1);
  settle ();
  g_cancellable_cancel (call.cancellable);
  call_assert_cancelled (&call);
  g_assert_cmpuint (test_server_get_log (fixture->server)->len, ==, 1);
}

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
test_from_thread (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };
  GThread *thread;

  test_server_hang (fixture->server, "/info");
  call_begin (&call, fixture, "info");
  test_server_wait_count (fixture->server, "GET /info", 1);
  thread = g_thread_new ("cancel", cancel_in_thread, call.cancellable);
  call_assert_cancelled (&call);
  g_thread_join (thread);
}

static void
test_before_finish (ClientFixture *fixture, gconstpointer data)
{
  Call call = { 0 };

  test_server_reply (fixture->server, "/info", 200, "{}");
  call_begin (&call, fixture, "info");
  test_wait_result (&call.result);
  g_cancellable_cancel (call.cancellable);
  call_assert_cancelled (&call);
}

static void
test_after (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  test_server_reply (fixture->server, "/info", 200, "{}");
  node = client_call (fixture->client, orch_request_new_get ("info", NULL), cancellable, &error);
  g_assert_no_error (error);

  g_cancellable_cancel (cancellable);
  client_assert_get_works (fixture->client, "info");
}

/* More requests than there may be connections: those that are cancelled make room. */
static void
test_makes_room (ClientFixture *fixture, gconstpointer data)
{
  Call calls[10] = { 0 };

  test_server_hang (fixture->server, "/hang");
  test_server_reply (fixture->server, "/info", 200, "{}");
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    call_begin (&calls[i], fixture, "hang");
  test_server_wait_count (fixture->server, "GET /hang", 4);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    g_cancellable_cancel (calls[i].cancellable);

  client_assert_get_works (fixture->client, "info");
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    call_assert_cancelled (&calls[i]);
  g_assert_cmpuint (test_server_count (fixture->server, "GET /hang"), ==, 4);
}

/* In a thread, so that the reply is there while the client still sends. */
static gboolean
answer_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
           gpointer user_data)
{
  static const char reply[] = "HTTP/1.1 200 OK\r\n"
                              "Content-Type: application/json\r\n"
                              "Content-Length: 2\r\n"
                              "Connection: close\r\n\r\n"
                              "{}";
  GAsyncQueue *answered = user_data;
  GIOStream *stream = G_IO_STREAM (connection);
  char request[4096];
  g_autoptr (GError) error = NULL;

  if (g_input_stream_read (g_io_stream_get_input_stream (stream), request, sizeof request, NULL,
                           NULL)
      <= 0)
    return TRUE; /* cancelled before it was sent */

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), reply, strlen (reply), NULL,
                             NULL, &error);
  g_assert_no_error (error);
  g_async_queue_push (answered, service);

  return TRUE;
}

static void
wait_for_answer (GAsyncQueue *answered)
{
  g_assert_nonnull (g_async_queue_timeout_pop (answered, 30 * G_USEC_PER_SEC));
}

/* As a search that the next letter overtakes, at each turn of the main loop. libsoup 3.6 frees its
 * record of a message twice where it is cancelled between the head and the news of it. */
static void
test_at_any_turn (void)
{
  g_autoptr (GAsyncQueue) answered = g_async_queue_new ();
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  ClientFixture fixture = { .client = orch_client_new (url, CLIENT_SECRET) };
  guint n_turns;
  gboolean is_complete = FALSE;

  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (answer_cb), answered);
  g_signal_connect_swapped (fixture.client, "request-sent", G_CALLBACK (wait_for_answer), answered);

  for (n_turns = 0; !is_complete; n_turns++) {
    Call call = { 0 };

    call_begin (&call, &fixture, "info");
    for (guint turn = 0; turn < n_turns && call.result == NULL; turn++)
      g_main_context_iteration (NULL, TRUE);
    is_complete = call.result != NULL;
    g_cancellable_cancel (call.cancellable);
    call_assert_cancelled (&call);
  }

  g_assert_cmpuint (n_turns, >, 5);
  g_assert_finalize_object (fixture.client);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client-cancel/" name, ClientFixture, NULL, client_fixture_set_up, function,        \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("before", test_before);
  ADD ("at-once", test_at_once);
  ADD ("while-sending", test_while_sending);
  ADD ("while-waiting", test_while_waiting);
  ADD ("in-body", test_in_body);
  ADD ("in-pause", test_in_pause);
  ADD ("from-another-thread", test_from_thread);
  ADD ("before-finish", test_before_finish);
  ADD ("after", test_after);
  ADD ("makes-room", test_makes_room);
  g_test_add_func ("/client-cancel/at-any-turn", test_at_any_turn);

  return g_test_run ();
}
