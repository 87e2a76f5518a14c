#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "demo/demo-faults.h"
#include "demo/demo-odd-keys.h"
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
  gboolean chosen_keys_forbidden;
  gboolean enterprise;
  OrchDemoFault *fault; /* (owned) (nullable) */
  GPtrArray *log;       /* (owned): char * */
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

/* (transfer full) (nullable): the fault that this request meets */
static OrchDemoFault *
meet_fault (OrchDemoServer *self, SoupServerMessage *message, const char *path)
{
  const char *method = soup_server_message_get_method (message);
  OrchDemoFault *fault = NULL;

  g_mutex_lock (&self->mutex);
  if (self->fault != NULL && orch_demo_fault_strikes (self->fault, method, path))
    fault = orch_demo_fault_ref (self->fault);
  g_mutex_unlock (&self->mutex);

  return fault;
}

static void
request_received_cb (SoupServer *server, SoupServerMessage *message, const char *path,
                     GHashTable *query, gpointer user_data)
{
  OrchDemoServer *self = user_data;
  g_autoptr (OrchDemoFault) fault = meet_fault (self, message, path);
  g_autoptr (OrchDemoReply) reply = NULL;
  g_autofree char *dropped_field = NULL;
  OrchDemoSettings settings;

  log_request (self, message);

  g_mutex_lock (&self->mutex);
  dropped_field = g_strdup (self->dropped_field);
  settings = (OrchDemoSettings){ dropped_field, self->chosen_keys_forbidden, self->enterprise };
  g_mutex_unlock (&self->mutex);

  if (fault != NULL)
    reply = orch_demo_fault_get_reply (fault, path);
  if (reply == NULL)
    reply = orch_demo_routes_answer (message, path, self->store, &settings);
  if (reply->closes) {
    orch_demo_reply_send_and_hang_up (reply, message, strlen (reply->body));
    return;
  }

  soup_server_message_set_status (message, reply->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply->body,
                                    strlen (reply->body));
  /* libsoup 3.2 never closes a connection whose client goes away between two requests. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
  if (fault != NULL)
    orch_demo_fault_spoil (fault, message, reply, self->context);
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
  g_clear_pointer (&self->fault, orch_demo_fault_unref);
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
 * @field: (nullable): the JSON name of a user's or a key's field, or %NULL for none
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
 * orch_demo_server_set_chosen_keys_forbidden:
 * @self: a demo server
 * @forbidden: whether clients may not choose the secrets of new keys
 *
 * Turns LiteLLM's setting `disable_custom_api_keys` on or off (contract §12.5).
 */
void
orch_demo_server_set_chosen_keys_forbidden (OrchDemoServer *self, gboolean forbidden)
{
  g_return_if_fail (ORCH_IS_DEMO_SERVER (self));

  g_mutex_lock (&self->mutex);
  self->chosen_keys_forbidden = forbidden;
  g_mutex_unlock (&self->mutex);
}

/**
 * orch_demo_server_set_enterprise:
 * @self: a demo server
 * @enterprise: whether it is the Enterprise edition
 *
 * Gives the server a licence, or takes it away (contract §4).
 */
void
orch_demo_server_set_enterprise (OrchDemoServer *self, gboolean enterprise)
{
  g_return_if_fail (ORCH_IS_DEMO_SERVER (self));

  g_mutex_lock (&self->mutex);
  self->enterprise = enterprise;
  g_mutex_unlock (&self->mutex);
}

/**
 * orch_demo_server_add_large_key:
 * @self: a demo server that is not running
 *
 * Adds a key with 200 kB of metadata to those of `demo-user`: the proxy takes that much, and sends
 * it in every list.
 */
void
orch_demo_server_add_large_key (OrchDemoServer *self)
{
  g_return_if_fail (ORCH_IS_DEMO_SERVER (self));
  g_return_if_fail (self->thread == NULL);

  orch_demo_large_key_add (orch_demo_store_get_keys (self->store));
}

/**
 * orch_demo_server_set_fault:
 * @self: a demo server
 * @text: (nullable): what goes wrong from now on, see #OrchDemoFault; %NULL for nothing
 * @error: return location for a #GError that names all faults
 *
 * Makes the server fail on purpose, in the place of what it was told before.
 *
 * Returns: whether @text is a fault; if not, nothing changes
 */
gboolean
orch_demo_server_set_fault (OrchDemoServer *self, const char *text, GError **error)
{
  g_autoptr (OrchDemoFault) fault = NULL;

  g_return_val_if_fail (ORCH_IS_DEMO_SERVER (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (text != NULL) {
    fault = orch_demo_fault_new (text, error);
    if (fault == NULL)
      return FALSE;
  }

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->fault, orch_demo_fault_unref);
  self->fault = g_steal_pointer (&fault);
  g_mutex_unlock (&self->mutex);

  return TRUE;
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
