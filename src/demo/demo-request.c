#include "config.h"

#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-request.h"

/* Where in the text a line and a column are: the proxy counts characters from the start. */
static gint64
get_offset (const char *text, guint line, guint column)
{
  const char *start = text;

  for (; line > 1 && strchr (start, '\n') != NULL; line--)
    start = strchr (start, '\n') + 1;

  return g_utf8_strlen (text, start - text) + column;
}

static OrchDemoReply *
reply_bad_json (const char *text, guint line, guint column)
{
  JsonArray *problems = json_array_new ();
  JsonArray *loc;

  orch_demo_problems_add (problems, "json_invalid", "body", NULL, "JSON decode error");
  loc = json_object_get_array_member (json_array_get_object_element (problems, 0), "loc");
  json_array_add_int_element (loc, get_offset (text, line, column));

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
  guint line = 0, column = 0;

  if (g_bytes_get_size (bytes) == 0)
    return NULL;

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  body = orch_json_parse (text, -1, &line, &column, NULL);
  if (body == NULL)
    return reply_bad_json (text, line, column);
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

/* A page's number and size; what is wrong with them goes to @problems. */
void
orch_demo_request_read_number (OrchDemoRequest *self, const char *name, double maximum,
                               double *number, JsonArray *problems)
{
  const char *text = orch_demo_request_get_parameter (self, name);
  char *end;

  if (text == NULL)
    return;

  *number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (*number))
    orch_demo_problems_add (
        problems, "int_parsing", "query", name,
        "Input should be a valid integer, unable to parse string as an integer");
  else if (*number < 1)
    orch_demo_problems_add (problems, "greater_than_equal", "query", name,
                            "Input should be greater than or equal to 1");
  else if (*number > maximum)
    orch_demo_problems_add (problems, "less_than_equal", "query", name,
                            "Input should be less than or equal to 100");
}

void
orch_demo_request_clear (OrchDemoRequest *self)
{
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->caller.key, json_object_unref);
  g_clear_pointer (&self->caller.role, g_free);
}
