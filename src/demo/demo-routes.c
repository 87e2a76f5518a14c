#include "config.h"

#include <string.h>

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
  { "POST", "/user/new", orch_demo_handle_user_new, ACCESS_KEY },
  { "POST", "/user/delete", orch_demo_handle_user_delete, ACCESS_KEY },
  { "POST", "/invitation/new", orch_demo_handle_invitation_new, ACCESS_KEY },
  { "GET", "/key/list", orch_demo_handle_key_list, ACCESS_KEY },
  { "GET", "/key/info", orch_demo_handle_key_info, ACCESS_KEY },
  { "POST", "/key/update", orch_demo_handle_key_update, ACCESS_KEY },
  { "POST", "/key/block", orch_demo_handle_key_block, ACCESS_KEY },
  { "POST", "/key/unblock", orch_demo_handle_key_unblock, ACCESS_KEY },
  { "POST", "/key/delete", orch_demo_handle_key_delete, ACCESS_KEY },
  { "GET", "/models", orch_demo_handle_models, ACCESS_KEY },
  { "GET", "/health/license", orch_demo_handle_license, ACCESS_KEY },
  { "GET", "/health/readiness", orch_demo_handle_readiness, ACCESS_PUBLIC },
  { "GET", "/health/readiness/details", orch_demo_handle_readiness_details, ACCESS_KEY },
  { "GET", "/public/model_hub/info", orch_demo_handle_model_hub, ACCESS_PUBLIC },
};

static OrchDemoReply *
answer (SoupServerMessage *message, OrchDemoRequest *request, gsize route)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  OrchDemoReply *reply = NULL;

  if (ROUTES[route].access == ACCESS_PUBLIC)
    return ROUTES[route].handler (request);

  /* The proxy reads the body before it looks at the key. */
  reply = orch_demo_request_read_body (request, message);
  if (reply == NULL)
    reply = orch_demo_auth_identify (&request->caller, headers, request->store);
  if (reply == NULL)
    reply = orch_demo_auth_check_route (&request->caller, request->path);
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
