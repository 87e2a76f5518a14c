#include "config.h"

#include "core/client/json.h"
#include "fixture.h"

#include "test-server.h"

typedef enum {
  REPLY_SEND,
  REPLY_HANG,
  REPLY_CLOSE,
  REPLY_CUT,
  REPLY_STALL,
} ReplyKind;

typedef struct {
  ReplyKind kind;
  guint status;
  char *content_type; /* (owned) (nullable) */
  GBytes *body;       /* (owned) (nullable) */
  char *header_name;  /* (owned) (nullable) */
  char *header_value; /* (owned) (nullable) */
} Reply;

struct _TestServer {
  SoupServer *server;               /* (owned) */
  char *url;                        /* (owned) */
  GHashTable *replies;              /* (owned): path → GQueue of Reply */
  GPtrArray *log;                   /* (owned): char * */
  GPtrArray *hanging;               /* (owned): SoupServerMessage */
  SoupMessageHeaders *last_headers; /* (owned) (nullable) */
  GHashTable *handshakes;           /* (owned): messages whose connection begins */
};

static void
reply_free (Reply *reply)
{
  g_free (reply->content_type);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply->header_name);
  g_free (reply->header_value);
  g_free (reply);
}

static void
reply_queue_free (GQueue *queue)
{
  g_queue_free_full (queue, (GDestroyNotify) reply_free);
}

static void
queue_reply (TestServer *self, const char *path, Reply *reply)
{
  GQueue *queue = g_hash_table_lookup (self->replies, path);

  if (queue == NULL) {
    queue = g_queue_new ();
    g_hash_table_insert (self->replies, g_strdup (path), queue);
  }

  g_queue_push_tail (queue, reply);
}

static void
queue_kind (TestServer *self, const char *path, ReplyKind kind)
{
  Reply *reply = g_new0 (Reply, 1);

  reply->kind = kind;
  queue_reply (self, path, reply);
}

static void
append_header_cb (const char *name, const char *value, gpointer user_data)
{
  soup_message_headers_append (user_data, name, value);
}

static void
log_request (TestServer *self, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  g_autoptr (GBytes) body =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GString) line = g_string_new (soup_server_message_get_method (message));

  g_string_append_printf (line, " %s", g_uri_get_path (uri));
  if (query != NULL)
    g_string_append_printf (line, "?%s", query);
  if (g_bytes_get_size (body) > 0) {
    g_string_append_c (line, ' ');
    g_string_append_len (line, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  }
  g_ptr_array_add (self->log, g_string_free (g_steal_pointer (&line), FALSE));

  g_clear_pointer (&self->last_headers, soup_message_headers_unref);
  self->last_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), append_header_cb,
                                self->last_headers);
}

static void
shut_down_socket (SoupServerMessage *message)
{
  g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
body_data_written_cb (SoupServerMessage *message)
{
  shut_down_socket (message);
}

static void
hanging_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  TestServer *self = user_data;

  g_ptr_array_remove (self->hanging, message);
}

static void
send_reply (SoupServerMessage *message, const Reply *reply)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, reply->status, NULL);
  if (reply->content_type != NULL)
    soup_message_headers_set_content_type (headers, reply->content_type, NULL);
  if (reply->header_name != NULL)
    soup_message_headers_replace (headers, reply->header_name, reply->header_value);
  if (reply->body != NULL && g_bytes_get_size (reply->body) > 0)
    soup_message_body_append_bytes (body, reply->body);
}

/* The head and the first bytes of a longer body. */
static void
start_body (SoupServerMessage *message)
{
  static const char start[] = "{\"users\": [";
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "application/json", NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CONTENT_LENGTH);
  soup_message_headers_set_content_length (headers, 1000);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, start, strlen (start));
}

/* Remembered until it ends, so that test_server_free () can let go of it. */
static void
keep_open (TestServer *self, SoupServerMessage *message)
{
  g_ptr_array_add (self->hanging, g_object_ref (message));
  g_signal_connect (message, "finished", G_CALLBACK (hanging_finished_cb), self);
}

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  static const char not_found[] = "{\"detail\":\"Not Found\"}";
  TestServer *self = user_data;
  GQueue *queue;
  Reply *reply;

  log_request (self, message);

  queue = g_hash_table_lookup (self->replies, path);
  if (queue == NULL) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, not_found,
                                      strlen (not_found));
    return;
  }

  reply = g_queue_peek_head (queue);
  switch (reply->kind) {
  case REPLY_SEND:
    send_reply (message, reply);
    break;
  case REPLY_HANG:
    keep_open (self, message);
    soup_server_message_pause (message);
    break;
  case REPLY_CLOSE:
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    shut_down_socket (message);
    break;
  case REPLY_CUT:
    start_body (message);
    g_signal_connect (message, "wrote-body-data", G_CALLBACK (body_data_written_cb), NULL);
    break;
  case REPLY_STALL:
    start_body (message);
    keep_open (self, message);
    break;
  default:
    g_assert_not_reached ();
  }

  if (g_queue_get_length (queue) > 1)
    reply_free (g_queue_pop_head (queue));
}

static void
message_gone_cb (gpointer user_data, GObject *message)
{
  TestServer *self = user_data;

  g_hash_table_remove (self->handshakes, message);
}

static void
handshake_over_cb (SoupServerMessage *message, gpointer user_data)
{
  g_object_weak_unref (G_OBJECT (message), message_gone_cb, user_data);
  g_signal_handlers_disconnect_by_func (message, handshake_over_cb, user_data);
  message_gone_cb (user_data, G_OBJECT (message));
}

/* The first message of a connection begins before the handshake. */
static void
request_started_cb (TestServer *self, SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (g_object_get_data (G_OBJECT (socket), "has-begun") != NULL)
    return;

  g_object_set_data (G_OBJECT (socket), "has-begun", self);
  g_hash_table_add (self->handshakes, message);
  g_signal_connect (message, "connected", G_CALLBACK (handshake_over_cb), self);
  /* libsoup 3.2 says that a handshake failed, 3.6 only frees the message. */
  g_signal_connect (message, "disconnected", G_CALLBACK (handshake_over_cb), self);
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, self);
}

static void
wait_for_handshakes (TestServer *self)
{
  guint deadline = test_deadline_add ();

  while (g_hash_table_size (self->handshakes) > 0)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline);
}

/* Speaks plain http where there is no certificate. */
static TestServer *
server_new (GTlsCertificate *certificate)
{
  TestServer *self = g_new0 (TestServer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->replies =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) reply_queue_free);
  self->log = g_ptr_array_new_with_free_func (g_free);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new ("raw-paths", TRUE, "tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  self->handshakes = g_hash_table_new (NULL, NULL);
  g_signal_connect_swapped (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  soup_server_listen_local (
      self->server, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d", certificate != NULL ? "https" : "http",
                               g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return self;
}

/**
 * test_server_new:
 *
 * Starts a server on a free port of 127.0.0.1. A path without a queued reply answers
 * `{"detail":"Not Found"}` with 404.
 *
 * Returns: (transfer full): the server
 */
TestServer *
test_server_new (void)
{
  return server_new (NULL);
}

/**
 * test_server_new_tls:
 * @name: of a certificate with its key, a file below tests/fixtures/tls without ".pem"
 *
 * Starts a server that speaks https.
 *
 * Returns: (transfer full): the server
 */
TestServer *
test_server_new_tls (const char *name)
{
  g_autofree char *pem = fixture_load_pem (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);

  return server_new (certificate);
}

/**
 * test_server_free:
 * @self: (transfer full): a server
 *
 * Stops the server and closes its connections, hanging ones included.
 */
void
test_server_free (TestServer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->hanging->len; i++) {
    SoupServerMessage *message = g_ptr_array_index (self->hanging, i);

    g_signal_handlers_disconnect_by_data (message, self);
    shut_down_socket (message);
    soup_server_message_unpause (message);
  }
  /* A SoupServer that goes frees connections whose handshake is still to come back to them. */
  wait_for_handshakes (self);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);

  g_ptr_array_unref (self->hanging);
  g_ptr_array_unref (self->log);
  g_hash_table_unref (self->replies);
  g_hash_table_unref (self->handshakes);
  g_clear_pointer (&self->last_headers, soup_message_headers_unref);
  g_free (self->url);
  g_free (self);
}

/**
 * test_server_get_url:
 * @self: a server
 *
 * Returns: the base URL, without a trailing slash
 */
const char *
test_server_get_url (TestServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->url;
}

/**
 * test_server_reply:
 * @self: a server
 * @path: a path as it comes over the wire, percent-encoded and without the query
 * @status: HTTP status
 * @body: (nullable): JSON text
 *
 * Queues a JSON reply.
 */
void
test_server_reply (TestServer *self, const char *path, guint status, const char *body)
{
  test_server_reply_full (self, path, status, "application/json", body, -1, NULL, NULL);
}

/**
 * test_server_reply_full:
 * @self: a server
 * @path: a path as it comes over the wire
 * @status: HTTP status
 * @content_type: (nullable): the content type
 * @body: (nullable): the body
 * @length: bytes of @body, or -1 if it ends with a nul
 * @header_name: (nullable): one more header
 * @header_value: (nullable): its value
 *
 * Queues any reply.
 */
void
test_server_reply_full (TestServer *self, const char *path, guint status, const char *content_type,
                        const char *body, gssize length, const char *header_name,
                        const char *header_value)
{
  Reply *reply;

  g_return_if_fail (self != NULL);
  g_return_if_fail (path != NULL);

  reply = g_new0 (Reply, 1);
  reply->kind = REPLY_SEND;
  reply->status = status;
  reply->content_type = g_strdup (content_type);
  if (body != NULL)
    reply->body = g_bytes_new (body, length < 0 ? strlen (body) : (gsize) length);
  reply->header_name = g_strdup (header_name);
  reply->header_value = g_strdup (header_value);
  queue_reply (self, path, reply);
}

/**
 * test_server_reply_fixture:
 * @self: a server
 * @path: a path as it comes over the wire
 * @fixture: name of a recorded reply, see fixture_load()
 *
 * Queues a recorded reply with its status.
 */
void
test_server_reply_fixture (TestServer *self, const char *path, const char *fixture)
{
  guint status;
  g_autoptr (JsonNode) node = fixture_load (fixture, &status);
  g_autofree char *text = json_to_string (node, FALSE);

  test_server_reply (self, path, status, text);
}

/**
 * test_server_forget_replies:
 * @self: a server
 * @path: a path
 *
 * Takes back all replies for @path, also the one that would be repeated.
 */
void
test_server_forget_replies (TestServer *self, const char *path)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (path != NULL);

  g_hash_table_remove (self->replies, path);
}

/**
 * test_server_hang:
 * @self: a server
 * @path: a path as it comes over the wire
 *
 * Queues a request that is never answered.
 */
void
test_server_hang (TestServer *self, const char *path)
{
  queue_kind (self, path, REPLY_HANG);
}

/**
 * test_server_close_without_reply:
 * @self: a server
 * @path: a path as it comes over the wire
 *
 * Queues a connection that is closed after the request was read.
 */
void
test_server_close_without_reply (TestServer *self, const char *path)
{
  queue_kind (self, path, REPLY_CLOSE);
}

/**
 * test_server_cut_body:
 * @self: a server
 * @path: a path as it comes over the wire
 *
 * Queues a reply with status 200 whose connection is closed in the middle of the body.
 */
void
test_server_cut_body (TestServer *self, const char *path)
{
  queue_kind (self, path, REPLY_CUT);
}

/**
 * test_server_stall_body:
 * @self: a server
 * @path: a path as it comes over the wire
 *
 * Queues a reply with status 200 whose body begins and never ends.
 */
void
test_server_stall_body (TestServer *self, const char *path)
{
  queue_kind (self, path, REPLY_STALL);
}

/**
 * test_server_get_log:
 * @self: a server
 *
 * Returns: (transfer none): all requests, oldest first, each as "METHOD /path?query BODY"
 */
GPtrArray *
test_server_get_log (TestServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->log;
}

/**
 * test_server_count:
 * @self: a server
 * @prefix: how a line of the log begins, such as "GET /user/list"
 *
 * Returns: how many requests there were so far
 */
guint
test_server_count (TestServer *self, const char *prefix)
{
  guint count = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->log->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->log, i), prefix))
      count++;

  return count;
}

/**
 * test_server_get_last_header:
 * @self: a server
 * @name: a header's name
 *
 * Returns: (nullable): the header's value in the last request
 */
const char *
test_server_get_last_header (TestServer *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->last_headers != NULL, NULL);

  return soup_message_headers_get_one (self->last_headers, name);
}

/**
 * test_server_wait_count:
 * @self: a server
 * @prefix: how a line of the log begins
 * @count: a number of requests
 *
 * Runs the default main context until there were so many requests; fails the test after 30 s.
 */
void
test_server_wait_count (TestServer *self, const char *prefix, guint count)
{
  guint deadline = test_deadline_add ();

  while (test_server_count (self, prefix) < count)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline);
}
