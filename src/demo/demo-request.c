#include "config.h"

#include <string.h>

#include "demo/demo-body.h"
#include "demo/demo-fields.h"
#include "demo/demo-request.h"

static OrchDemoReply *
reply_bad_json (gint64 offset)
{
  JsonArray *problems = json_array_new ();

  json_array_add_int_element (
      orch_demo_problems_add (problems, "json_invalid", "body", NULL, "JSON decode error"), offset);

  return orch_demo_reply_problems (problems);
}

/* A "+" in a query is a "+" (contract, section 10). */
void
orch_demo_request_read_query (OrchDemoRequest *self, SoupServerMessage *message)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  if (query != NULL)
    self->query = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
}

/* Returns what is wrong with the body, or NULL. There need not be any. */
OrchDemoReply *
orch_demo_request_read_body (OrchDemoRequest *self, SoupServerMessage *message)
{
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *text = NULL;
  gint64 offset;

  if (g_bytes_get_size (bytes) == 0)
    return NULL;

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  body = orch_demo_body_parse (text, &offset);
  if (body == NULL)
    return reply_bad_json (offset);
  if (!JSON_NODE_HOLDS_OBJECT (body))
    return orch_demo_reply_crash ();

  self->body = json_node_dup_object (body);
  return NULL;
}

/* (nullable) */
const char *
orch_demo_request_get_parameter (OrchDemoRequest *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/* NULL for a parameter that is empty, which the proxy takes for absent. */
const char *
orch_demo_request_get_filled (OrchDemoRequest *self, const char *name)
{
  const char *text = orch_demo_request_get_parameter (self, name);

  return text != NULL && *text != '\0' ? text : NULL;
}

/* What Python takes for an integer: digits, with a fraction of zeros at most. */
static gboolean
read_integer (const char *text, double *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *rest = stripped + (*stripped == '-' || *stripped == '+');
  gsize n_digits = strspn (rest, "0123456789");

  *number = g_ascii_strtod (stripped, NULL);
  rest += n_digits;
  if (*rest == '.')
    rest += 1 + strspn (rest + 1, "0");
  return n_digits > 0 && *rest == '\0';
}

/* A page's number and size; what is wrong with them goes to @problems. */
void
orch_demo_request_read_number (OrchDemoRequest *self, const char *name, double maximum,
                               double *number, JsonArray *problems)
{
  const char *text = orch_demo_request_get_parameter (self, name);

  if (text == NULL)
    return;

  if (!read_integer (text, number))
    orch_demo_problems_add (
        problems, "int_parsing", "query", name,
        "Input should be a valid integer, unable to parse string as an integer");
  else if (*number < 1)
    orch_demo_problems_add (problems, "greater_than_equal", "query", name,
                            "Input should be greater than or equal to 1");
  else if (*number > maximum) {
    g_autofree char *message =
        g_strdup_printf ("Input should be less than or equal to %.0f", maximum);

    orch_demo_problems_add (problems, "less_than_equal", "query", name, message);
  }
}

/* A switch; what is wrong with it goes to @problems. */
void
orch_demo_request_read_boolean (OrchDemoRequest *self, const char *name, gboolean *value,
                                JsonArray *problems)
{
  const char *text = orch_demo_request_get_parameter (self, name);
  g_autoptr (JsonNode) node = NULL, result = NULL;
  const OrchDemoProblem *problem;

  if (text == NULL)
    return;

  node = json_node_init_string (json_node_alloc (), text);
  problem = orch_demo_value_read (ORCH_DEMO_VALUE_BOOLEAN, node, &result);
  if (problem != NULL)
    orch_demo_problems_add (problems, problem->type, "query", name, problem->message);
  else
    *value = json_node_get_boolean (result);
}

void
orch_demo_request_clear (OrchDemoRequest *self)
{
  g_clear_pointer (&self->path_key, g_free);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->caller.key, json_object_unref);
  g_clear_pointer (&self->caller.role, g_free);
}
