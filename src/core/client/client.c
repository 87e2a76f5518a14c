#include "config.h"

#include <libsoup/soup.h>

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/client/reply-body.h"
#include "core/client/secret.h"
#include "core/client/trust.h"
#include "core/rules/address.h"

#include "core/client/client.h"

#define SILENCE_SECONDS 60
#define TOTAL_MS (120 * 1000)

#define MAX_RETRIES 2
#define RETRY_PAUSE_MS 500
#define MAX_RETRY_AFTER_SECONDS 10

#define MAX_CONNECTIONS 4

/* A message is stopped only while nothing of libsoup's waits to be called, that is after everything
 * of its own priority. From 3.4 to 3.6 it frees its record of a message twice if that is cancelled
 * between the arrival of the reply's head and the callback that tells of it. */
#define STOP_PRIORITY (G_PRIORITY_DEFAULT + 1)

struct _OrchClient {
  GObject parent_instance;

  SoupSession *session;      /* (owned) */
  char *base_url;            /* (owned) */
  OrchSecret *authorization; /* (owned): "Bearer " and the secret */
  GPtrArray *authorities;    /* (owned) (nullable): trusted beside the system's */
  char *server_version;      /* (owned) (nullable): for those who look into an error */
  gboolean allow_plain_http;
  guint retry_pause_ms;
  guint total_ms;
};

G_DEFINE_FINAL_TYPE (OrchClient, orch_client, G_TYPE_OBJECT)

enum {
  REQUEST_SENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One call with all its attempts: the data of its task. */
typedef struct {
  OrchRequest *request;      /* (owned) */
  GDateTime *began_at;       /* (owned) */
  GCancellable *cancellable; /* (owned): what libsoup is given; see STOP_PRIORITY */
  GSource *cancelled;        /* (owned) (nullable): by the caller */
  GSource *time_limit;       /* (owned) */
  gboolean is_time_up;
  guint n_retries;
  gboolean is_sent;     /* at least its head, in some attempt */
  SoupMessage *message; /* (owned) (nullable): of the current attempt */
} Send;

static void send_attempt (GTask *task);

static void
send_free (Send *send)
{
  g_clear_object (&send->message);
  g_clear_object (&send->cancellable);
  if (send->cancelled != NULL)
    g_source_destroy (send->cancelled);
  g_clear_pointer (&send->cancelled, g_source_unref);
  g_source_destroy (send->time_limit);
  g_clear_pointer (&send->time_limit, g_source_unref);
  g_clear_pointer (&send->request, orch_request_free);
  g_date_time_unref (send->began_at);
  g_free (send);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Send *send = user_data;

  g_cancellable_cancel (send->cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
time_up_cb (gpointer user_data)
{
  Send *send = user_data;

  send->is_time_up = TRUE;
  g_cancellable_cancel (send->cancellable);

  return G_SOURCE_REMOVE;
}

static void
attach_stop (GSource *source, GSourceFunc callback, Send *send)
{
  g_source_set_priority (source, STOP_PRIORITY);
  g_source_set_callback (source, callback, send, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static Send *
send_new (OrchClient *self, OrchRequest *request, GCancellable *cancellable)
{
  Send *send = g_new0 (Send, 1);

  send->request = orch_request_copy (request);
  send->began_at = g_date_time_new_now_utc ();
  send->cancellable = g_cancellable_new ();
  send->time_limit = g_timeout_source_new (self->total_ms);
  attach_stop (send->time_limit, time_up_cb, send);
  if (cancellable != NULL) {
    send->cancelled = g_cancellable_source_new (cancellable);
    attach_stop (send->cancelled, G_SOURCE_FUNC (cancelled_cb), send);
  }

  return send;
}

static gboolean
is_retryable (Send *send, const GError *error)
{
  guint status = orch_error_get_status (error);
  guint seconds = orch_error_get_retry_after (error);

  if (orch_request_is_write (send->request) || send->n_retries == MAX_RETRIES)
    return FALSE;
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_RATE_LIMITED))
    return seconds > 0 && seconds <= MAX_RETRY_AFTER_SECONDS;

  return g_error_matches (error, ORCH_ERROR, ORCH_ERROR_CONNECTION_LOST)
         || (status >= SOUP_STATUS_BAD_GATEWAY && status <= SOUP_STATUS_GATEWAY_TIMEOUT);
}

/* Refusals are clear; without an answer, or where a gateway or the server broke down, nothing is.
 */
static gboolean
is_undecided (Send *send, const GError *error)
{
  guint status = orch_error_get_status (error);

  if (!orch_request_is_write (send->request) || !send->is_sent || error->domain != ORCH_ERROR)
    return FALSE;

  return status == 0 || status == SOUP_STATUS_BAD_GATEWAY || status == SOUP_STATUS_GATEWAY_TIMEOUT
         || error->code == ORCH_ERROR_SERVER;
}

static gboolean
pause_over_cb (gpointer user_data)
{
  send_attempt (user_data);

  return G_SOURCE_REMOVE;
}

static void
retry_later (GTask *task, const GError *error)
{
  OrchClient *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  guint seconds = orch_error_get_retry_after (error);
  g_autoptr (GSource) pause = NULL;
  g_autoptr (GSource) cancelled = NULL;

  send->n_retries++;
  pause =
      g_timeout_source_new (seconds > 0 ? seconds * 1000 : self->retry_pause_ms * send->n_retries);
  /* Cancelling ends the pause; the attempt then fails before anything is sent. */
  cancelled = g_cancellable_source_new (send->cancellable);
  g_source_set_dummy_callback (cancelled);
  g_source_add_child_source (pause, cancelled);
  g_source_set_callback (pause, pause_over_cb, g_object_ref (task), g_object_unref);
  g_source_attach (pause, g_task_get_context (task));
}

static void
tell_request (OrchClient *self, Send *send, GError *error)
{
  g_autofree char *what = orch_request_describe (send->request);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GTimeSpan duration = g_date_time_difference (now, send->began_at) / G_TIME_SPAN_MILLISECOND;
  const OrchErrorRequest request = {
    .what = what,
    .sent_at = send->began_at,
    .duration_ms = (guint) MAX (duration, 0),
    .server_version = self->server_version,
  };

  if (error->domain == ORCH_ERROR)
    orch_error_set_request (error, &request);
}

/* Ends the attempt: tries again, or returns the error. */
static void
take_error (GTask *task, GError *error)
{
  Send *send = g_task_get_task_data (task);

  g_clear_object (&send->message);

  if (send->is_time_up && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    error = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_TIMED_OUT,
                                 "The reply was not complete in time");
  }

  if (is_retryable (send, error)) {
    retry_later (task, error);
    g_error_free (error);
    return;
  }

  if (is_undecided (send, error))
    orch_error_set_may_have_happened (error);
  tell_request (g_task_get_source_object (task), send, error);
  g_task_return_error (task, error);
}

/* Seconds from the reply's date, or else from now, until @date; at least one. */
static guint
seconds_until (SoupMessageHeaders *headers, GDateTime *date)
{
  const char *sent = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) start = sent != NULL ? soup_date_time_new_from_http_string (sent) : NULL;
  GTimeSpan span;

  if (start == NULL)
    start = g_date_time_new_now_utc ();
  span = g_date_time_difference (date, start) / G_TIME_SPAN_SECOND;

  return (guint) CLAMP (span, 1, G_MAXUINT);
}

/* 0 if the server names no time. */
static guint
get_retry_after (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds = 0;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &seconds, NULL))
    return (guint) seconds;

  date = soup_date_time_new_from_http_string (value);

  return date != NULL ? seconds_until (headers, date) : 0;
}

static GError *
new_reply_error (Send *send, JsonNode *body)
{
  guint status = soup_message_get_status (send->message);
  GError *error;

  if (status == ORCH_STATUS_TOO_MANY_REQUESTS)
    return orch_error_new_rate_limited (body, get_retry_after (send->message));

  error = orch_error_new_from_reply (status, body);
  /* Version 1.81 says this about the key that a write is for (contract §12.8). */
  if (orch_request_is_write (send->request)
      && g_error_matches (error, ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN))
    error->code = ORCH_ERROR_NOT_FOUND;

  return error;
}

static void
body_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) body = orch_reply_body_read_finish (SOUP_MESSAGE (source), result, &error);

  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (send->message))
      && (body != NULL || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY)
          || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_LITELLM))) {
    g_clear_error (&error);
    error = new_reply_error (send, body);
    /* Old proxies repeat what was sent (contract §12.8). */
    if (body != NULL && orch_request_is_secret (send->request))
      orch_json_wipe (body);
    take_error (task, error);
  } else if (error != NULL) {
    take_error (task, error);
  } else {
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify) json_node_unref);
  }
}

/* NULL without a usable Location. */
static char *
get_location (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  g_autoptr (GUri) uri = NULL;

  if (location != NULL)
    uri =
        g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL ? g_uri_to_string (uri) : NULL;
}

static GTlsCertificateFlags
find_problems (OrchClient *self, SoupMessage *message, GTlsCertificate *certificate,
               GTlsCertificateFlags system_errors)
{
  g_autoptr (GSocketConnectable) identity = NULL;

  if (self->authorities == NULL)
    return system_errors;

  /* A certificate is for a host, whatever the port. */
  identity = g_network_address_new (g_uri_get_host (soup_message_get_uri (message)), 0);

  return orch_trust_verify (self->authorities, certificate, identity, system_errors);
}

/* Called where the system's authorities do not accept the certificate. */
static gboolean
accept_certificate_cb (OrchClient *self, GTlsCertificate *certificate,
                       GTlsCertificateFlags system_errors, SoupMessage *message)
{
  return find_problems (self, message, certificate, system_errors) == 0;
}

static GError *
new_send_error (OrchClient *self, SoupMessage *message, const GError *cause)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);

  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) && certificate != NULL)
    return orch_error_new_bad_certificate (find_problems (
        self, message, certificate, soup_message_get_tls_peer_certificate_errors (message)));

  return orch_error_new_from_transport (cause);
}

static void
head_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchClient *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  g_autofree char *location = NULL;
  gsize head_size = 0;
  guint status;

  if (stream == NULL) {
    take_error (task, new_send_error (self, send->message, error));
    return;
  }

  status = soup_message_get_status (send->message);
  if (SOUP_STATUS_IS_REDIRECTION (status))
    location = get_location (send->message);
  if (location != NULL) {
    take_error (task, orch_error_new_redirected (status, location));
    return;
  }

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    head_size = orch_request_get_head_size (send->request);
  orch_reply_body_read_async (send->message, stream, head_size,
                              orch_request_is_secret (send->request), send->cancellable,
                              body_read_cb, g_steal_pointer (&task));
}

static void
headers_written_cb (GTask *task)
{
  Send *send = g_task_get_task_data (task);

  send->is_sent = TRUE;
  g_signal_emit (g_task_get_source_object (task), signals[REQUEST_SENT], 0);
}

static void
send_attempt (GTask *task)
{
  OrchClient *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  SoupMessageHeaders *headers;

  send->message = orch_request_create_message (send->request, self->base_url);
  if (send->message == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_FAILED, "The address is malformed");
    return;
  }

  headers = soup_message_get_request_headers (send->message);
  soup_message_headers_replace (headers, "Authorization", self->authorization);
  soup_message_headers_replace (headers, "Accept", "application/json");
  soup_message_add_flags (send->message, SOUP_MESSAGE_NO_REDIRECT);
  /* It would keep the whole body of a 401 in memory, however large. */
  soup_message_disable_feature (send->message, SOUP_TYPE_AUTH_MANAGER);
  if (orch_request_is_write (send->request))
    soup_message_add_flags (send->message, SOUP_MESSAGE_NEW_CONNECTION);
  /* A decoder keeps some of what it decoded, and does not wipe it. */
  if (orch_request_is_secret (send->request))
    soup_message_disable_feature (send->message, SOUP_TYPE_CONTENT_DECODER);
  g_signal_connect_object (send->message, "wrote-headers", G_CALLBACK (headers_written_cb), task,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (send->message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                           self, G_CONNECT_SWAPPED);

  soup_session_send_async (self->session, send->message, G_PRIORITY_DEFAULT, send->cancellable,
                           head_read_cb, g_object_ref (task));
}

static void
orch_client_finalize (GObject *object)
{
  OrchClient *self = ORCH_CLIENT (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->authorization, orch_secret_free);
  g_clear_pointer (&self->authorities, g_ptr_array_unref);
  g_clear_pointer (&self->server_version, g_free);

  G_OBJECT_CLASS (orch_client_parent_class)->finalize (object);
}

static void
orch_client_class_init (OrchClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = orch_client_finalize;

  /**
   * OrchClient::request-sent:
   * @self: a client
   *
   * The head of a request was written; it is emitted for each attempt.
   */
  signals[REQUEST_SENT] = g_signal_new ("request-sent", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_client_init (OrchClient *self)
{
  self->session = soup_session_new_with_options ("timeout", SILENCE_SECONDS, "max-conns-per-host",
                                                 MAX_CONNECTIONS, "user-agent",
                                                 GETTEXT_PACKAGE "/" ORCH_VERSION, NULL);
  self->retry_pause_ms = RETRY_PAUSE_MS;
  self->total_ms = TOTAL_MS;
}

/**
 * orch_client_new:
 * @base_url: address of the proxy, see orch_address_complete()
 * @secret: the API key
 *
 * Returns: (transfer full): a client
 */
OrchClient *
orch_client_new (const char *base_url, const char *secret)
{
  OrchClient *self;

  g_return_val_if_fail (base_url != NULL, NULL);
  g_return_val_if_fail (secret != NULL, NULL);

  self = g_object_new (ORCH_TYPE_CLIENT, NULL);
  self->base_url = g_strdup (base_url);
  self->authorization = g_strconcat ("Bearer ", secret, NULL);

  return self;
}

/**
 * orch_client_get_base_url:
 * @self: a client
 *
 * Returns: (transfer none): address of the proxy
 */
const char *
orch_client_get_base_url (OrchClient *self)
{
  g_return_val_if_fail (ORCH_IS_CLIENT (self), NULL);

  return self->base_url;
}

/**
 * orch_client_set_certificate_authority:
 * @self: a client that has sent nothing yet
 * @pem: (nullable): one or more certificates in PEM format, or %NULL for the system's alone
 * @error: return location: %G_TLS_ERROR_BAD_CERTIFICATE if there is no certificate in @pem, or a
 *   damaged one
 *
 * Trusts certificate authorities for this client, beside the system's: a private authority, or the
 * self-signed certificate of a server. Host name and dates are verified as ever.
 *
 * Returns: whether @pem was taken; if not, the client keeps trusting what it did before
 */
gboolean
orch_client_set_certificate_authority (OrchClient *self, const char *pem, GError **error)
{
  GPtrArray *authorities = NULL;

  g_return_val_if_fail (ORCH_IS_CLIENT (self), FALSE);

  if (pem != NULL) {
    authorities = orch_trust_new_from_pem (pem, error);
    if (authorities == NULL)
      return FALSE;
  }

  g_clear_pointer (&self->authorities, g_ptr_array_unref);
  self->authorities = authorities;

  return TRUE;
}

/**
 * orch_client_set_server_version:
 * @self: a client
 * @version: (nullable): the proxy's version, %NULL if it is not known
 *
 * Names the version that errors are to tell, see orch_error_get_request().
 */
void
orch_client_set_server_version (OrchClient *self, const char *version)
{
  g_return_if_fail (ORCH_IS_CLIENT (self));

  g_free (self->server_version);
  self->server_version = g_strdup (version);
}

/**
 * orch_client_set_allow_plain_http:
 * @self: a client
 * @allow: whether the person accepts that the key can be read on its way
 *
 * Without it, plain http beyond loopback is %ORCH_ERROR_INSECURE.
 */
void
orch_client_set_allow_plain_http (OrchClient *self, gboolean allow)
{
  g_return_if_fail (ORCH_IS_CLIENT (self));

  self->allow_plain_http = allow;
}

/**
 * orch_client_set_retry_pause:
 * @self: a client
 * @milliseconds: pause before the first retry; the second waits twice as long
 *
 * For tests. It does not change what the server asks for by Retry-After.
 */
void
orch_client_set_retry_pause (OrchClient *self, guint milliseconds)
{
  g_return_if_fail (ORCH_IS_CLIENT (self));

  self->retry_pause_ms = milliseconds;
}

/**
 * orch_client_set_time_limits:
 * @self: a client
 * @silence_seconds: how long the server may say nothing
 * @total_ms: milliseconds for one call, retries and pauses included
 *
 * For tests; they hold for calls that begin later.
 */
void
orch_client_set_time_limits (OrchClient *self, guint silence_seconds, guint total_ms)
{
  g_return_if_fail (ORCH_IS_CLIENT (self));

  soup_session_set_timeout (self->session, silence_seconds);
  self->total_ms = total_ms;
}

/**
 * orch_client_send_async:
 * @self: a client
 * @request: (transfer none): what to send; it may be freed at once
 * @cancellable: (nullable): to stop it
 * @callback: called when there is a reply
 * @user_data: for @callback
 *
 * Sends a request and reads the reply.
 */
void
orch_client_send_async (OrchClient *self, OrchRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ORCH_IS_CLIENT (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, orch_client_send_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!self->allow_plain_http && orch_address_is_plain_remote (self->base_url)) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_INSECURE,
                             "Over plain http the API key could be read on its way");
    return;
  }

  g_task_set_task_data (task, send_new (self, request, cancellable), (GDestroyNotify) send_free);
  send_attempt (task);
}

/**
 * orch_client_send_finish:
 * @self: a client
 * @result: the result
 * @error: return location; %ORCH_ERROR, or %G_IO_ERROR_CANCELLED whenever it was cancelled; see
 *   orch_error_may_have_happened() for writes
 *
 * Returns: (transfer full): the body of a successful reply
 */
JsonNode *
orch_client_send_finish (OrchClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ORCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_client_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
