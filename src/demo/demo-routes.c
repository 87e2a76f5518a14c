#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-handlers.h"
#include "demo/demo-routes.h"

typedef enum {
  ACCESS_KEY,
  ACCESS_PUBLIC,
} Access;

static const struct {
  const char *method;
  const char *path;
  OrchDemoHandler handler;
  Access access;
} ROUTES[] = {
  { "GET", "/user/list", orch_demo_handle_user_list, ACCESS_KEY },
  { "GET", "/user/info", orch_demo_handle_user_info, ACCESS_KEY },
  { "GET", "/v2/user/info", orch_demo_handle_v2_user_info, ACCESS_KEY },
  { "POST", "/user/update", orch_demo_handle_user_update, ACCESS_KEY },
  { "GET", "/user/available_roles", orch_demo_handle_available_roles, ACCESS_KEY },
  { "GET", "/key/info", orch_demo_handle_key_info, ACCESS_KEY },
  { "GET", "/models", orch_demo_handle_models, ACCESS_KEY },
  { "GET", "/health/license", orch_demo_handle_license, ACCESS_KEY },
  { "GET", "/health/readiness", orch_demo_handle_readiness, ACCESS_PUBLIC },
  { "GET", "/health/readiness/details", orch_demo_handle_readiness_details, ACCESS_KEY },
  { "GET", "/public/model_hub/info", orch_demo_handle_model_hub, ACCESS_PUBLIC },
};

/* (nullable) */
const char *
orch_demo_request_get_parameter (OrchDemoRequest *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

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

/* The proxy reads the body before it looks at the key. */
static OrchDemoReply *
read_body (SoupServerMessage *message, JsonNode **body)
{
  SoupMessageBody *sent = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (sent);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  guint line = 0, column = 0;

  if (*text == '\0')
    return NULL;

  *body = orch_json_parse (text, -1, &line, &column, NULL);
  if (*body == NULL)
    return reply_bad_json (text, line, column);
  if (!JSON_NODE_HOLDS_OBJECT (*body))
    return orch_demo_reply_crash ();

  return NULL;
}

static OrchDemoReply *
answer (SoupServerMessage *message, OrchDemoRequest *request, gsize route)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (JsonNode) body = NULL;
  OrchDemoReply *reply = NULL;

  if (ROUTES[route].access == ACCESS_PUBLIC)
    return ROUTES[route].handler (request);

  reply = read_body (message, &body);
  if (reply == NULL)
    reply = orch_demo_auth_identify (&request->caller, headers, request->store);
  if (reply == NULL)
    reply = orch_demo_auth_check_route (&request->caller, request->path);
  if (reply == NULL) {
    request->body = body != NULL ? json_node_get_object (body) : NULL;
    reply = ROUTES[route].handler (request);
  }
  return reply;
}

/* A "+" in a query is a "+" (contract, section 10). */
static GHashTable *
parse_query (GUri *uri)
{
  const char *query = g_uri_get_query (uri);

  return query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
}

OrchDemoReply *
orch_demo_routes_answer (SoupServerMessage *message, const char *path, OrchDemoStore *store,
                         const char *dropped_field)
{
  const char *method = soup_server_message_get_method (message);
  g_autoptr (GHashTable) query = parse_query (soup_server_message_get_uri (message));
  OrchDemoRequest request = {
    .store = store,
    .path = path,
    .query = query,
    .dropped_field = dropped_field,
  };
  gboolean path_exists = FALSE;
  OrchDemoReply *reply;

  for (gsize i = 0; i < G_N_ELEMENTS (ROUTES); i++) {
    if (strcmp (path, ROUTES[i].path) != 0)
      continue;

    path_exists = TRUE;
    if (strcmp (method, ROUTES[i].method) == 0) {
      reply = answer (message, &request, i);
      orch_demo_caller_clear (&request.caller);
      return reply;
    }
  }

  if (path_exists)
    return orch_demo_reply_detail (SOUP_STATUS_METHOD_NOT_ALLOWED, "Method Not Allowed");
  return orch_demo_reply_detail (SOUP_STATUS_NOT_FOUND, "Not Found");
}
