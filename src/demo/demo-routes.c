#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-handlers.h"
#include "demo/demo-routes.h"

/* What may be called without a key, or with a key that may call one group of routes only. */
typedef enum {
  GROUP_PUBLIC = 1 << 0,
  GROUP_LLM = 1 << 1,
  GROUP_INFO = 1 << 2,
  GROUP_MANAGEMENT = 1 << 3,
} Groups;

static const struct {
  const char *method;
  const char *path;
  OrchDemoHandler handler;
  Groups groups;
} ROUTES[] = {
  { "GET", "/user/list", orch_demo_handle_user_list, GROUP_MANAGEMENT },
  { "GET", "/user/info", orch_demo_handle_user_info, GROUP_INFO | GROUP_MANAGEMENT },
  { "GET", "/v2/user/info", orch_demo_handle_v2_user_info, GROUP_INFO },
  { "POST", "/user/update", orch_demo_handle_user_update, GROUP_MANAGEMENT },
  { "POST", "/user/new", orch_demo_handle_user_new, GROUP_MANAGEMENT },
  { "POST", "/user/delete", orch_demo_handle_user_delete, GROUP_MANAGEMENT },
  { "POST", "/invitation/new", orch_demo_handle_invitation_new, 0 },
  { "GET", "/user/available_roles", orch_demo_handle_available_roles, 0 },
  { "GET", "/key/list", orch_demo_handle_key_list, GROUP_INFO | GROUP_MANAGEMENT },
  { "GET", "/key/info", orch_demo_handle_key_info, GROUP_INFO | GROUP_MANAGEMENT },
  { "POST", "/key/update", orch_demo_handle_key_update, GROUP_MANAGEMENT },
  { "POST", "/key/block", orch_demo_handle_key_block, GROUP_MANAGEMENT },
  { "POST", "/key/unblock", orch_demo_handle_key_unblock, GROUP_MANAGEMENT },
  { "POST", "/key/delete", orch_demo_handle_key_delete, GROUP_MANAGEMENT },
  { "GET", "/models", orch_demo_handle_models, GROUP_LLM | GROUP_INFO },
  { "GET", "/health/license", orch_demo_handle_license, 0 },
  { "GET", "/health/readiness", orch_demo_handle_readiness, GROUP_PUBLIC },
  { "GET", "/health/readiness/details", orch_demo_handle_readiness_details, 0 },
  { "GET", "/public/model_hub/info", orch_demo_handle_model_hub, GROUP_PUBLIC },
};

static Groups
get_group (const char *name)
{
  if (strcmp (name, "llm_api_routes") == 0)
    return GROUP_LLM;
  if (strcmp (name, "info_routes") == 0)
    return GROUP_INFO;

  return GROUP_MANAGEMENT;
}

/* Some keys may call a group of routes only. */
static OrchDemoReply *
check_groups (OrchDemoRequest *request, Groups groups)
{
  JsonObject *key = request->caller.key;
  g_auto (GStrv) names = key != NULL ? orch_json_get_strv (key, "allowed_routes") : NULL;

  if (names == NULL || names[0] == NULL || (get_group (names[0]) & groups) != 0)
    return NULL;

  return orch_demo_reply_detail (SOUP_STATUS_FORBIDDEN,
                                 "Virtual key is not allowed to call this route. Only allowed to "
                                 "call routes: ['%s']. Tried to call route: %s",
                                 names[0], request->path);
}

static OrchDemoReply *
answer (SoupServerMessage *message, OrchDemoRequest *request, gsize route)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  OrchDemoReply *reply = NULL;

  if (ROUTES[route].groups == GROUP_PUBLIC)
    return ROUTES[route].handler (request);

  /* The proxy reads the body before it looks at the key. */
  reply = orch_demo_request_read_body (request, message);
  if (reply == NULL)
    reply = orch_demo_auth_identify (&request->caller, headers, request->store);
  if (reply == NULL)
    reply = check_groups (request, ROUTES[route].groups);
  if (reply == NULL)
    reply = ROUTES[route].handler (request);
  return reply;
}

/* The answer to a request, whatever it is. */
OrchDemoReply *
orch_demo_routes_answer (SoupServerMessage *message, const char *path, OrchDemoStore *store,
                         const char *dropped_field)
{
  const char *method = soup_server_message_get_method (message);
  gboolean path_exists = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ROUTES); i++) {
    g_auto (OrchDemoRequest) request = {
      .store = store,
      .path = path,
      .dropped_field = dropped_field,
    };

    if (strcmp (path, ROUTES[i].path) != 0)
      continue;

    path_exists = TRUE;
    if (strcmp (method, ROUTES[i].method) == 0) {
      orch_demo_request_read_query (&request, message);
      return answer (message, &request, i);
    }
  }

  if (path_exists)
    return orch_demo_reply_detail (SOUP_STATUS_METHOD_NOT_ALLOWED, "Method Not Allowed");
  return orch_demo_reply_detail (SOUP_STATUS_NOT_FOUND, "Not Found");
}
