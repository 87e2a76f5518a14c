#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-handlers.h"
#include "demo/demo-python.h"
#include "demo/demo-routes.h"

/* What stands for a key in a path. */
#define KEY "*"

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
  { "GET", "/user/daily/activity/aggregated", orch_demo_handle_daily_activity, GROUP_MANAGEMENT },
  { "GET", "/key/list", orch_demo_handle_key_list, GROUP_INFO | GROUP_MANAGEMENT },
  { "GET", "/key/info", orch_demo_handle_key_info, GROUP_INFO | GROUP_MANAGEMENT },
  { "POST", "/key/generate", orch_demo_handle_key_generate, GROUP_MANAGEMENT },
  { "POST", "/key/update", orch_demo_handle_key_update, GROUP_MANAGEMENT },
  { "POST", "/key/regenerate", orch_demo_handle_key_regenerate, GROUP_MANAGEMENT },
  { "POST", "/key/" KEY "/regenerate", orch_demo_handle_key_regenerate, GROUP_MANAGEMENT },
  { "POST", "/key/block", orch_demo_handle_key_block, GROUP_MANAGEMENT },
  { "POST", "/key/unblock", orch_demo_handle_key_unblock, GROUP_MANAGEMENT },
  { "POST", "/key/delete", orch_demo_handle_key_delete, GROUP_MANAGEMENT },
  { "POST", "/key/" KEY "/reset_spend", orch_demo_handle_key_reset_spend, GROUP_MANAGEMENT },
  { "GET", "/v2/team/list", orch_demo_handle_v2_team_list, GROUP_INFO | GROUP_MANAGEMENT },
  { "GET", "/models", orch_demo_handle_models, GROUP_LLM | GROUP_INFO },
  { "GET", "/v1/models", orch_demo_handle_models, GROUP_LLM | GROUP_INFO },
  { "GET", "/model/info", orch_demo_handle_model_info, GROUP_INFO },
  { "GET", "/v1/model/info", orch_demo_handle_model_info, GROUP_INFO },
  { "GET", "/v2/model/info", orch_demo_handle_v2_model_info, GROUP_INFO },
  { "POST", "/chat/completions", orch_demo_handle_chat, GROUP_LLM },
  { "POST", "/v1/chat/completions", orch_demo_handle_chat, GROUP_LLM },
  { "GET", "/get/ui_settings", orch_demo_handle_ui_settings, 0 },
  { "GET", "/health/license", orch_demo_handle_license, 0 },
  { "GET", "/health/readiness", orch_demo_handle_readiness, GROUP_PUBLIC },
  { "GET", "/health/readiness/details", orch_demo_handle_readiness_details, 0 },
  { "GET", "/public/model_hub/info", orch_demo_handle_model_hub, GROUP_PUBLIC },
};

static const struct {
  const char *name;
  Groups group;
} GROUPS[] = {
  { "llm_api_routes", GROUP_LLM },
  { "info_routes", GROUP_INFO },
  { "management_routes", GROUP_MANAGEMENT },
};

/* Whether a route is what a key may call: one of a group, or that path. */
static gboolean
is_allowed (const char *name, const char *path, Groups groups)
{
  for (gsize i = 0; i < G_N_ELEMENTS (GROUPS); i++) {
    if (strcmp (name, GROUPS[i].name) == 0)
      return (GROUPS[i].group & groups) != 0;
  }

  return strcmp (name, path) == 0;
}

/* Some keys may call some routes only. */
static OrchDemoReply *
check_groups (OrchDemoRequest *request, Groups groups)
{
  JsonObject *key = request->caller.key;
  g_auto (GStrv) names = key != NULL ? orch_json_get_strv (key, "allowed_routes") : NULL;
  g_autofree char *list = NULL;

  if (names == NULL || names[0] == NULL)
    return NULL;
  for (gsize i = 0; names[i] != NULL; i++) {
    if (is_allowed (names[i], request->path, groups))
      return NULL;
  }

  list = orch_demo_python_dup_list ((const char *const *) names);
  return orch_demo_reply_detail (SOUP_STATUS_FORBIDDEN,
                                 "Virtual key is not allowed to call this route. Only allowed to "
                                 "call routes: %s. Tried to call route: %s",
                                 list, request->path);
}

/* Whether a path is that of a route; @key is what stands in it for a key: (transfer full). */
static gboolean
matches (const char *route, const char *path, char **key)
{
  const char *star = strstr (route, KEY);
  gsize start, end, length = strlen (path);

  if (star == NULL)
    return strcmp (route, path) == 0;

  start = (gsize) (star - route);
  end = strlen (star + strlen (KEY));
  if (length <= start + end || strncmp (route, path, start) != 0
      || !g_str_has_suffix (path, star + strlen (KEY)))
    return FALSE;

  *key = g_strndup (path + start, length - start - end);
  return TRUE;
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
                         const OrchDemoSettings *settings)
{
  const char *method = soup_server_message_get_method (message);
  gboolean path_exists = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ROUTES); i++) {
    g_auto (OrchDemoRequest) request = { .store = store, .path = path, .settings = settings };

    if (!matches (ROUTES[i].path, path, &request.path_key))
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
