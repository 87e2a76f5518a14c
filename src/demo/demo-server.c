#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "demo/demo-routes.h"
#include "demo/demo-server.h"

/* Requests that the log holds at most: nobody may ever take it. */
#define MAX_LOG 10000

struct _OrchDemoServer {
  GObject parent_instance;

  OrchDemoStore *store;  /* (owned): used by the thread only, while it runs */
  GMainContext *context; /* (owned) */
  SoupServer *server;    /* (owned) (nullable) */
  GThread *thread;       /* (owned) (nullable) */
  gboolean stopping;     /* atomic */
  char *url;             /* (owned) (nullable) */

  GMutex mutex;        /* for what follows: any thread may turn the knobs */
  char *dropped_field; /* (owned) (nullable) */
  guint delay;         /* ms */
  GPtrArray *log;      /* (owned): char * */
};

G_DEFINE_FINAL_TYPE (OrchDemoServer, orch_demo_server, G_TYPE_OBJECT)

static void
log_request (OrchDemoServer *self, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GBytes) body =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  GString *line = g_string_new (soup_server_message_get_method (message));

  g_string_append_printf (line, " %s", g_uri_get_path (uri));
  if (g_uri_get_query (uri) != NULL)
    g_string_append_printf (line, "?%s", g_uri_get_query (uri));
  if (g_bytes_get_size (body) > 0) {
    g_string_append_c (line, ' ');
    g_string_append_len (line, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  }

  g_mutex_lock (&self->mutex);
  if (self->log->len == MAX_LOG)
    g_ptr_array_remove_index (self->log, 0);
  g_ptr_array_add (self->log, g_string_free (line, FALSE));
  g_mutex_unlock (&self->mutex);
}

/* Sends the reply and ends the connection, of which the client is not told. */
static void
send_and_hang_up (SoupServerMessage *message, OrchDemoReply *reply)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: application/json\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                           reply->status, soup_status_get_phrase (reply->status),
                                           strlen (reply->body), reply->body);

  /* A client that is gone has nothing to be told. */
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL,
                             NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
delay_passed_cb (gpointer user_data)
{
  soup_server_message_unpause (SOUP_SERVER_MESSAGE (user_data));
  return G_SOURCE_REMOVE;
}

/* Sent, or the client went away. */
static void
delayed_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  g_source_destroy (user_data);
}

static void
unref_source (gpointer source, GClosure *closure)
{
  g_source_unref (source);
}

static void
delay_reply (OrchDemoServer *self, SoupServerMessage *message, guint delay)
{
  GSource *source = g_timeout_source_new (delay);

  soup_server_message_pause (message);
  g_source_set_callback (source, delay_passed_cb, g_object_ref (message), g_object_unref);
  g_source_attach (source, self->context);
  g_signal_connect_data (message, "finished", G_CALLBACK (delayed_finished_cb), source,
                         unref_source, 0);
}

static void
request_received_cb (SoupServer *server, SoupServerMessage *message, const char *path,
                     GHashTable *query, gpointer user_data)
{
  OrchDemoServer *self = user_data;
  g_autoptr (OrchDemoReply) reply = NULL;
  g_autofree char *dropped_field = NULL;
  guint delay;

  log_request (self, message);

  g_mutex_lock (&self->mutex);
  dropped_field = g_strdup (self->dropped_field);
  delay = self->delay;
  g_mutex_unlock (&self->mutex);

  reply = orch_demo_routes_answer (message, path, self->store, dropped_field);
  if (reply->closes) {
    send_and_hang_up (message, reply);
    return;
  }

  soup_server_message_set_status (message, reply->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply->body,
                                    strlen (reply->body));
  /* libsoup 3.2 never closes a connection whose client goes away between two requests. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
  if (delay > 0)
    delay_reply (self, message, delay);
}

static gpointer
run_thread (gpointer user_data)
{
  OrchDemoServer *self = user_data;

  g_main_context_push_thread_default (self->context);
  while (!g_atomic_int_get (&self->stopping))
    g_main_context_iteration (self->context, TRUE);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static void
orch_demo_server_finalize (GObject *object)
{
  OrchDemoServer *self = ORCH_DEMO_SERVER (object);

  orch_demo_server_stop (self);
  g_clear_pointer (&self->store, orch_demo_store_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->dropped_field, g_free);
  g_clear_pointer (&self->log, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (orch_demo_server_parent_class)->finalize (object);
}

static void
orch_demo_server_class_init (OrchDemoServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = orch_demo_server_finalize;
}

static void
orch_demo_server_init (OrchDemoServer *self)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_new ();
  self->log = g_ptr_array_new_with_free_func (g_free);
}

/**
 * orch_demo_server_new:
 * @n_users: how many users there are; at least the four whom the keys belong to
 *
 * Creates a server that is not listening yet. Users are made up when they are asked for, so many
 * of them cost no memory.
 *
 * Returns: (transfer full): a demo server
 */
OrchDemoServer *
orch_demo_server_new (guint n_users)
{
  OrchDemoServer *self = g_object_new (ORCH_TYPE_DEMO_SERVER, NULL);

  self->store = orch_demo_store_new (n_users);

  return self;
}

/**
 * orch_demo_server_start:
 * @self: a demo server that is not running
 * @port: a TCP port on 127.0.0.1, or 0 for any that is free
 * @error: return location for a #GError of the GIO domain
 *
 * Listens, and answers requests in a thread of the server's own from here on.
 *
 * Returns: whether the server runs
 */
gboolean
orch_demo_server_start (OrchDemoServer *self, guint port, GError **error)
{
  g_autoptr (SoupServer) server = NULL;
  gboolean listens;
  GSList *uris;

  g_return_val_if_fail (ORCH_IS_DEMO_SERVER (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  /* A SoupServer works in the context that was the default when it began to listen. */
  g_main_context_push_thread_default (self->context);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, request_received_cb, self, NULL);
  listens = soup_server_listen_local (server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error);
  g_main_context_pop_thread_default (self->context);
  if (!listens)
    return FALSE;

  uris = soup_server_get_uris (server);
  g_free (self->url);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  self->server = g_steal_pointer (&server);
  g_atomic_int_set (&self->stopping, FALSE);
  self->thread = g_thread_new ("demo-server", run_thread, self);
  return TRUE;
}

/**
 * orch_demo_server_stop:
 * @self: a demo server
 *
 * Ends all connections and the thread. What clients changed is kept for the next start. Does
 * nothing when the server is not running.
 */
void
orch_demo_server_stop (OrchDemoServer *self)
{
  g_return_if_fail (ORCH_IS_DEMO_SERVER (self));

  if (self->thread == NULL)
    return;

  g_atomic_int_set (&self->stopping, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * orch_demo_server_get_url:
 * @self: a demo server
 *
 * Gets the address for clients, without a slash at its end.
 *
 * Returns: (nullable): the base URL, or %NULL before the first start
 */
const char *
orch_demo_server_get_url (OrchDemoServer *self)
{
  g_return_val_if_fail (ORCH_IS_DEMO_SERVER (self), NULL);

  return self->url;
}

/**
 * orch_demo_server_set_dropped_field:
 * @self: a demo server
 * @field: (nullable): the JSON name of a user's field, or %NULL for none
 *
 * Makes updates ignore one field and report success nevertheless, as proxies do with some values.
 */
void
orch_demo_server_set_dropped_field (OrchDemoServer *self, const char *field)
{
  g_return_if_fail (ORCH_IS_DEMO_SERVER (self));

  g_mutex_lock (&self->mutex);
  g_free (self->dropped_field);
  self->dropped_field = g_strdup (field);
  g_mutex_unlock (&self->mutex);
}

/**
 * orch_demo_server_set_delay:
 * @self: a demo server
 * @milliseconds: how long every answer is held back
 *
 * Makes the server slow. A request takes effect at once; only its answer waits.
 */
void
orch_demo_server_set_delay (OrchDemoServer *self, guint milliseconds)
{
  g_return_if_fail (ORCH_IS_DEMO_SERVER (self));

  g_mutex_lock (&self->mutex);
  self->delay = milliseconds;
  g_mutex_unlock (&self->mutex);
}

/**
 * orch_demo_server_take_log:
 * @self: a demo server
 *
 * Takes the requests since the last call, each as "METHOD /path?query BODY", without headers. Of
 * very many, only the newest are left.
 *
 * Returns: (transfer full): the requests in the order of their arrival
 */
char **
orch_demo_server_take_log (OrchDemoServer *self)
{
  char **lines;

  g_return_val_if_fail (ORCH_IS_DEMO_SERVER (self), NULL);

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->log, NULL);
  lines = (char **) g_ptr_array_steal (self->log, NULL);
  g_mutex_unlock (&self->mutex);

  return lines;
}
