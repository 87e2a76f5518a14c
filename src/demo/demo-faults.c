#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "demo/demo-faults.h"

#define CHUNK_SIZE (1024 * 1024)
#define LARGE_CHUNKS 40 /* the client takes 32 MiB */
#define DEPTH 100000

#define OTHER_ORIGIN "https://sign-in.example.com/"
#define ENGINE_ERROR                                                                               \
  "Error occurred during query execution:\\nConnectorError(ConnectorError { user_facing_error: "   \
  "None, kind: QueryError(PostgresError { code: \\\"55000\\\", message: \\\"database "             \
  "\\\\\\\"litellm\\\\\\\" is not currently accepting connections\\\", severity: \\\"FATAL\\\", "  \
  "detail: None, column: None, hint: None }), transient: false })"

typedef enum {
  FAULT_DELAY,
  FAULT_HANG,
  FAULT_RESET,
  FAULT_CUT,
  FAULT_TYPE,
  FAULT_LATIN1,
  FAULT_LARGE,
  FAULT_DEEP,
  FAULT_HTML,
  FAULT_REDIRECT,
  FAULT_TOO_MANY,
  FAULT_CRASH,
  FAULT_BAD_GATEWAY,
  FAULT_UNAVAILABLE,
  FAULT_DATABASE,
} Kind;

typedef enum {
  NUMBER_NONE,
  NUMBER_POSSIBLE,
  NUMBER_NEEDED,
} NumberUse;

static const struct {
  const char *name;
  NumberUse number;
} KINDS[] = {
  [FAULT_DELAY] = { "delay", NUMBER_NEEDED },     [FAULT_HANG] = { "hang", NUMBER_NONE },
  [FAULT_RESET] = { "reset", NUMBER_NONE },       [FAULT_CUT] = { "cut", NUMBER_NONE },
  [FAULT_TYPE] = { "type", NUMBER_NONE },         [FAULT_LATIN1] = { "latin1", NUMBER_NONE },
  [FAULT_LARGE] = { "large", NUMBER_NONE },       [FAULT_DEEP] = { "deep", NUMBER_NONE },
  [FAULT_HTML] = { "html", NUMBER_NONE },         [FAULT_REDIRECT] = { "redirect", NUMBER_NONE },
  [FAULT_TOO_MANY] = { "429", NUMBER_POSSIBLE },  [FAULT_CRASH] = { "500", NUMBER_NONE },
  [FAULT_BAD_GATEWAY] = { "502", NUMBER_NONE },   [FAULT_UNAVAILABLE] = { "503", NUMBER_NONE },
  [FAULT_DATABASE] = { "database", NUMBER_NONE },
};

struct _OrchDemoFault {
  Kind kind;
  guint number; /* milliseconds or seconds, 0 if there is none */
  guint times;  /* how often it still strikes */
  char *method; /* (owned) (nullable): NULL for all */
  char *path;   /* (owned) (nullable): NULL for all */
};

/* Takes what follows the last `separator` off `text`. */
static const char *
cut_off (char *text, char separator)
{
  char *end = strrchr (text, separator);

  if (end == NULL)
    return NULL;

  *end = '\0';
  return end + 1;
}

static gboolean
read_number (const char *digits, guint minimum, guint *number)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (digits, 10, minimum, G_MAXUINT, &value, NULL))
    return FALSE;

  *number = (guint) value;
  return TRUE;
}

static gboolean
read_kind (OrchDemoFault *self, const char *name, const char *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    if (!g_str_equal (name, KINDS[i].name))
      continue;

    self->kind = i;
    if (number == NULL)
      return KINDS[i].number != NUMBER_NEEDED;
    return KINDS[i].number != NUMBER_NONE && read_number (number, 0, &self->number);
  }

  return FALSE;
}

static gboolean
read_route (OrchDemoFault *self, const char *route)
{
  const char *path = strchr (route, '/');

  if (path == NULL || (path != route && path[-1] != ' '))
    return FALSE;

  self->path = g_strdup (path);
  if (path != route)
    self->method = g_strndup (route, path - route - 1);
  return TRUE;
}

static gboolean
read_text (OrchDemoFault *self, const char *text)
{
  g_autofree char *name = g_strdup (text);
  char *at = strchr (name, '@');
  const char *times;

  if (at != NULL) {
    *at = '\0';
    if (!read_route (self, at + 1))
      return FALSE;
  }

  times = cut_off (name, '*');
  self->times = G_MAXUINT;
  if (times != NULL && !read_number (times, 1, &self->times))
    return FALSE;

  return read_kind (self, name, cut_off (name, ':'));
}

/**
 * orch_demo_fault_new:
 * @text: what goes wrong, see #OrchDemoFault
 * @error: return location for a #GError that names all faults
 *
 * Reads a fault, as it is written on the command line and in tests.
 *
 * Returns: (transfer full) (nullable): a fault
 */
OrchDemoFault *
orch_demo_fault_new (const char *text, GError **error)
{
  g_autoptr (OrchDemoFault) self = g_atomic_rc_box_new0 (OrchDemoFault);
  g_autoptr (GString) names = g_string_new (NULL);

  if (read_text (self, text))
    return g_steal_pointer (&self);

  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    g_string_append_printf (names, "%s%s%s", i > 0 ? ", " : "", KINDS[i].name,
                            KINDS[i].number == NUMBER_NEEDED     ? ":NUMBER"
                            : KINDS[i].number == NUMBER_POSSIBLE ? "[:NUMBER]"
                                                                 : "");
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "“%s” is no fault. Write NAME[:NUMBER][*TIMES][@[METHOD ]PATH] with one of these "
               "names: %s",
               text, names->str);
  return NULL;
}

OrchDemoFault *
orch_demo_fault_ref (OrchDemoFault *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_fault (gpointer data)
{
  OrchDemoFault *self = data;

  g_free (self->method);
  g_free (self->path);
}

void
orch_demo_fault_unref (OrchDemoFault *self)
{
  g_atomic_rc_box_release_full (self, clear_fault);
}

/**
 * orch_demo_fault_strikes:
 * @self: a fault
 * @method: of a request
 * @path: of the same request
 *
 * Tells whether a request meets the fault, and counts it. One thread at a time.
 *
 * Returns: whether something goes wrong
 */
gboolean
orch_demo_fault_strikes (OrchDemoFault *self, const char *method, const char *path)
{
  if (self->times == 0 || (self->path != NULL && !g_str_equal (self->path, path))
      || (self->method != NULL && !g_str_equal (self->method, method)))
    return FALSE;

  if (self->times < G_MAXUINT)
    self->times--;
  return TRUE;
}

/* As seen on a real proxy; the text behind the first words is the database engine's. */
static OrchDemoReply *
get_database_reply (const char *path)
{
  if (g_str_equal (path, "/user/list"))
    return orch_demo_reply_error (SOUP_STATUS_SERVICE_UNAVAILABLE, "no_db_connection", "None",
                                  "Service Unavailable, the authentication database is "
                                  "temporarily unreachable. Please retry shortly.");
  if (g_str_equal (path, "/user/update"))
    return orch_demo_reply_new_from_text (
        SOUP_STATUS_BAD_REQUEST,
        "{\"error\":{\"message\":\"Authentication Error, " ENGINE_ERROR
        "\",\"type\":\"auth_error\",\"param\":\"None\",\"code\":\"400\"}}");
  /* It does not need the database. */
  if (g_str_equal (path, "/public/model_hub/info"))
    return NULL;

  return orch_demo_reply_new_from_text (
      SOUP_STATUS_INTERNAL_SERVER_ERROR,
      "{\"error\":{\"message\":\"" ENGINE_ERROR
      "\",\"type\":\"internal_server_error\",\"param\":null,\"code\":\"500\"}}");
}

/**
 * orch_demo_fault_get_reply:
 * @self: a fault
 * @path: of a request that meets it
 *
 * Gets what is answered in place of the request's own answer, so that it has no effect.
 *
 * Returns: (transfer full) (nullable): a reply, or %NULL if the request is to be carried out
 */
OrchDemoReply *
orch_demo_fault_get_reply (const OrchDemoFault *self, const char *path)
{
  switch (self->kind) {
  case FAULT_HTML:
    return orch_demo_reply_new_from_text (
        SOUP_STATUS_OK, "<!DOCTYPE html>\n<title>Welcome</title>\n<h1>Accept the terms</h1>\n");
  case FAULT_REDIRECT:
    return orch_demo_reply_new_from_text (SOUP_STATUS_TEMPORARY_REDIRECT, "");
  case FAULT_TOO_MANY:
    return orch_demo_reply_error (429, "throttling_error", NULL,
                                  "Rate limit exceeded. Limit type: requests.");
  case FAULT_CRASH:
    return orch_demo_reply_crash ();
  case FAULT_BAD_GATEWAY:
    return orch_demo_reply_new_from_text (
        SOUP_STATUS_BAD_GATEWAY, "<html><head><title>502 Bad Gateway</title></head></html>\n");
  case FAULT_UNAVAILABLE:
    return orch_demo_reply_new_from_text (
        SOUP_STATUS_SERVICE_UNAVAILABLE,
        "<html><head><title>503 Service Temporarily Unavailable</title></head></html>\n");
  case FAULT_DATABASE:
    return get_database_reply (path);
  case FAULT_DELAY:
  case FAULT_HANG:
  case FAULT_RESET:
  case FAULT_CUT:
  case FAULT_TYPE:
  case FAULT_LATIN1:
  case FAULT_LARGE:
  case FAULT_DEEP:
  default:
    return NULL;
  }
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
delay (SoupServerMessage *message, guint milliseconds, GMainContext *context)
{
  GSource *source = g_timeout_source_new (milliseconds);

  soup_server_message_pause (message);
  g_source_set_callback (source, delay_passed_cb, g_object_ref (message), g_object_unref);
  g_source_attach (source, context);
  g_signal_connect_data (message, "finished", G_CALLBACK (delayed_finished_cb), source,
                         unref_source, 0);
}

/* Closing a socket that must not linger sends RST. */
static void
reset (SoupServerMessage *message)
{
  static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
  int descriptor = g_socket_get_fd (soup_server_message_get_socket (message));
  g_autoptr (GIOStream) stream = NULL;

  setsockopt (descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  stream = soup_server_message_steal_connection (message);
  g_io_stream_close (stream, NULL, NULL);
}

static void
set_body (SoupServerMessage *message, const char *start, const char *chunk, guint n_chunks,
          const char *end)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_message_body_truncate (body);
  soup_message_body_append (body, SOUP_MEMORY_COPY, start, strlen (start));
  for (guint i = 0; i < n_chunks; i++)
    soup_message_body_append (body, SOUP_MEMORY_STATIC, chunk, CHUNK_SIZE);
  soup_message_body_append (body, SOUP_MEMORY_COPY, end, strlen (end));
  soup_message_body_complete (body);
}

static gpointer
make_chunk (gpointer unused)
{
  char *chunk = g_malloc (CHUNK_SIZE);

  memset (chunk, 'x', CHUNK_SIZE);
  return chunk;
}

static void
enlarge (SoupServerMessage *message)
{
  static GOnce chunk = G_ONCE_INIT;

  g_once (&chunk, make_chunk, NULL);
  set_body (message, "{\"padding\":\"", chunk.retval, LARGE_CHUNKS, "\"}");
}

static void
deepen (SoupServerMessage *message)
{
  g_autofree char *start = g_strnfill (DEPTH, '[');
  g_autofree char *end = g_strnfill (DEPTH, ']');

  set_body (message, start, NULL, 0, end);
}

/**
 * orch_demo_fault_spoil:
 * @self: a fault
 * @message: a request that meets it, with the reply in it
 * @reply: the same reply
 * @context: where the server works
 *
 * Damages the way in which a request is answered, or what is answered.
 */
void
orch_demo_fault_spoil (const OrchDemoFault *self, SoupServerMessage *message,
                       const OrchDemoReply *reply, GMainContext *context)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *number = g_strdup_printf ("%u", self->number);

  switch (self->kind) {
  case FAULT_DELAY:
    delay (message, self->number, context);
    break;
  case FAULT_HANG:
    soup_server_message_pause (message);
    break;
  case FAULT_RESET:
    reset (message);
    break;
  case FAULT_CUT:
    orch_demo_reply_send_and_hang_up (reply, message, 2 * strlen (reply->body));
    break;
  case FAULT_TYPE:
    soup_message_headers_set_content_type (headers, "text/plain", NULL);
    break;
  case FAULT_LATIN1:
    set_body (message, "{\"name\":\"J\xf6rg\"}", NULL, 0, "");
    break;
  case FAULT_LARGE:
    enlarge (message);
    break;
  case FAULT_DEEP:
    deepen (message);
    break;
  case FAULT_REDIRECT:
    soup_message_headers_replace (headers, "Location", OTHER_ORIGIN);
    break;
  case FAULT_TOO_MANY:
    if (self->number > 0)
      soup_message_headers_replace (headers, "Retry-After", number);
    break;
  case FAULT_HTML:
  case FAULT_BAD_GATEWAY:
  case FAULT_UNAVAILABLE:
    soup_message_headers_set_content_type (headers, "text/html", NULL);
    break;
  case FAULT_CRASH:
  case FAULT_DATABASE:
  default:
    break;
  }
}
