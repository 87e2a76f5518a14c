#include "config.h"

#include "core/client/json.h"
#include "core/client/secret.h"

#include "core/client/request.h"

struct _OrchRequest {
  GString *path;   /* (owned): encoded, begins with a slash */
  GString *query;  /* (owned): encoded, empty or begins with a question mark */
  GBytes *body;    /* (owned) (nullable): JSON text; only writes have one */
  gsize head_size; /* bytes of the reply that are wanted, 0 for all */
  gboolean is_secret;
};

static OrchRequest *
request_new (const char *first_segment, va_list segments)
{
  OrchRequest *self = g_new0 (OrchRequest, 1);

  self->path = g_string_new (NULL);
  self->query = g_string_new (NULL);
  for (const char *segment = first_segment; segment != NULL;
       segment = va_arg (segments, const char *)) {
    g_autofree char *encoded = g_uri_escape_string (segment, NULL, FALSE);

    g_string_append_printf (self->path, "/%s", encoded);
  }

  return self;
}

/**
 * orch_request_new_get:
 * @first_segment: first segment of the path, as plain text
 * @...: more segments, then %NULL
 *
 * Returns: (transfer full): a read
 */
OrchRequest *
orch_request_new_get (const char *first_segment, ...)
{
  OrchRequest *self;
  va_list segments;

  g_return_val_if_fail (first_segment != NULL, NULL);

  va_start (segments, first_segment);
  self = request_new (first_segment, segments);
  va_end (segments);

  return self;
}

/**
 * orch_request_new_post:
 * @body: (transfer none): the JSON body, written down at once
 * @first_segment: first segment of the path, as plain text
 * @...: more segments, then %NULL
 *
 * Returns: (transfer full): a write
 */
OrchRequest *
orch_request_new_post (JsonNode *body, const char *first_segment, ...)
{
  OrchRequest *self;
  va_list segments;
  char *text;

  g_return_val_if_fail (body != NULL, NULL);
  g_return_val_if_fail (first_segment != NULL, NULL);

  va_start (segments, first_segment);
  self = request_new (first_segment, segments);
  va_end (segments);

  text = orch_json_to_text (body, FALSE);
  self->body = g_bytes_new_take (text, strlen (text));

  return self;
}

/* Puts a member in front of the others, without leaving parts of it in memory. */
static char *
add_secret (const char *text, const char *name, const OrchSecret *secret)
{
  gboolean is_empty = text[1] == '}';
  char *whole = g_malloc (strlen (text) + strlen (name) + strlen (secret) + sizeof "\"\":\"\",");
  char *end = g_stpcpy (whole, "{\"");

  end = g_stpcpy (end, name);
  end = g_stpcpy (end, "\":\"");
  end = g_stpcpy (end, secret);
  end = g_stpcpy (end, is_empty ? "\"" : "\",");
  g_stpcpy (end, text + 1);

  return whole;
}

/* It needs no escapes in JSON. */
static gboolean
is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-_.~+/=", *p) == NULL)
      return FALSE;

  return TRUE;
}

/**
 * orch_request_new_post_secret:
 * @body: (transfer none): an object, the JSON body without the secret; written down at once
 * @name: (nullable): the member that holds the secret, a plain word; %NULL if only the reply has
 * one
 * @secret: (nullable): the secret, of letters, digits and "-_.~+/="; %NULL without a @name
 * @first_segment: first segment of the path, as plain text
 * @...: more segments, then %NULL
 *
 * Makes a write that hands a secret over, or whose reply holds one: its body, and what is read of
 * the reply, are wiped before they are freed, in so far as they are this program's own.
 *
 * Returns: (transfer full): a write
 */
OrchRequest *
orch_request_new_post_secret (JsonNode *body, const char *name, const OrchSecret *secret,
                              const char *first_segment, ...)
{
  OrchRequest *self;
  va_list segments;
  g_autofree char *text = NULL;
  char *whole;

  g_return_val_if_fail (body != NULL && JSON_NODE_HOLDS_OBJECT (body), NULL);
  g_return_val_if_fail (name == NULL || is_plain (name), NULL);
  g_return_val_if_fail ((secret == NULL) == (name == NULL), NULL);
  g_return_val_if_fail (secret == NULL || is_plain (secret), NULL);
  g_return_val_if_fail (first_segment != NULL, NULL);

  va_start (segments, first_segment);
  self = request_new (first_segment, segments);
  va_end (segments);

  text = orch_json_to_text (body, FALSE);
  whole = secret != NULL ? add_secret (text, name, secret) : g_steal_pointer (&text);
  self->body =
      g_bytes_new_with_free_func (whole, strlen (whole), (GDestroyNotify) orch_secret_free, whole);
  self->is_secret = TRUE;

  return self;
}

/**
 * orch_request_copy:
 * @self: a request
 *
 * Returns: (transfer full): a copy
 */
OrchRequest *
orch_request_copy (const OrchRequest *self)
{
  OrchRequest *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (OrchRequest, 1);
  copy->path = g_string_new (self->path->str);
  copy->query = g_string_new (self->query->str);
  copy->body = self->body != NULL ? g_bytes_ref (self->body) : NULL;
  copy->head_size = self->head_size;
  copy->is_secret = self->is_secret;

  return copy;
}

/**
 * orch_request_free:
 * @self: (transfer full): a request
 *
 * Frees a request.
 */
void
orch_request_free (OrchRequest *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->path, TRUE);
  g_string_free (self->query, TRUE);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * orch_request_add_query:
 * @self: a request
 * @name: name of a parameter
 * @value: (nullable): its value as plain text; %NULL adds nothing
 *
 * Adds a query parameter. A space becomes `%20`, as LiteLLM takes a plus literally
 * (contract §10).
 */
void
orch_request_add_query (OrchRequest *self, const char *name, const char *value)
{
  g_autofree char *encoded_name = NULL;
  g_autofree char *encoded_value = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (value == NULL)
    return;

  encoded_name = g_uri_escape_string (name, NULL, FALSE);
  encoded_value = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (self->query, "%c%s=%s", self->query->len == 0 ? '?' : '&', encoded_name,
                          encoded_value);
}

/**
 * orch_request_add_query_int:
 * @self: a request
 * @name: name of a parameter
 * @value: its value
 *
 * Adds a whole number as a query parameter.
 */
void
orch_request_add_query_int (OrchRequest *self, const char *name, gint64 value)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  orch_request_add_query (self, name, text);
}

/**
 * orch_request_set_head_size:
 * @self: a request
 * @n_bytes: how many bytes of the reply are wanted, 0 for all
 *
 * Asks for the beginning of a reply that is large. A successful reply is then a JSON string of its
 * first bytes, whatever they are; the rest is not received.
 */
void
orch_request_set_head_size (OrchRequest *self, gsize n_bytes)
{
  g_return_if_fail (self != NULL);

  self->head_size = n_bytes;
}

/**
 * orch_request_get_head_size:
 * @self: a request
 *
 * Returns: how many bytes of the reply are wanted, 0 for all
 */
gsize
orch_request_get_head_size (const OrchRequest *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->head_size;
}

/**
 * orch_request_is_write:
 * @self: a request
 *
 * Returns: whether it may change something, and therefore must not be sent twice
 */
gboolean
orch_request_is_write (const OrchRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->body != NULL;
}

/**
 * orch_request_is_secret:
 * @self: a request
 *
 * Returns: whether it hands a secret over or asks for one, so that nothing of it may stay in memory
 */
gboolean
orch_request_is_secret (const OrchRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_secret;
}

/**
 * orch_request_describe:
 * @self: a request
 *
 * Returns: (transfer full): method and path, as it is encoded. The query is left out: people may
 *   have typed something into it that nobody else is to see.
 */
char *
orch_request_describe (const OrchRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (orch_request_is_write (self) ? "POST " : "GET ", self->path->str, NULL);
}

/**
 * orch_request_get_uri:
 * @self: a request
 * @base_url: address of the proxy; it may have a path
 *
 * Returns: (transfer full): the whole address
 */
char *
orch_request_get_uri (const OrchRequest *self, const char *base_url)
{
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  length = strlen (base_url);
  if (g_str_has_suffix (base_url, "/"))
    length--;

  return g_strdup_printf ("%.*s%s%s", (int) length, base_url, self->path->str, self->query->str);
}

/**
 * orch_request_create_message:
 * @self: a request
 * @base_url: address of the proxy
 *
 * Returns: (transfer full) (nullable): a message without credentials, or %NULL if @base_url is no
 *   address
 */
SoupMessage *
orch_request_create_message (const OrchRequest *self, const char *base_url)
{
  g_autofree char *uri = orch_request_get_uri (self, base_url);
  SoupMessage *message;

  message = soup_message_new (self->body != NULL ? SOUP_METHOD_POST : SOUP_METHOD_GET, uri);
  if (message != NULL && self->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", self->body);

  return message;
}
