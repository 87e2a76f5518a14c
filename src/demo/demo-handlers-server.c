#include "config.h"

#include <libsoup/soup.h>

#include "demo/demo-auth.h"
#include "demo/demo-handlers.h"

/* What the server says it is. */
#define ORCH_DEMO_VERSION "1.106.2"

#define LICENSE_REST                                                                               \
  "\"expiration_date\":null,\"allowed_features\":[],"                                              \
  "\"limits\":{\"max_users\":null,\"max_teams\":null}}"

/* GET /get/ui_settings: of all that the page of settings has, what a client of keys must know. */
OrchDemoReply *
orch_demo_handle_ui_settings (OrchDemoRequest *request)
{
  return orch_demo_reply_new_from_text (SOUP_STATUS_OK,
                                        request->settings->chosen_keys_forbidden
                                            ? "{\"values\":{\"disable_custom_api_keys\":true}}"
                                            : "{\"values\":{}}");
}

/* GET /user/available_roles */
OrchDemoReply *
orch_demo_handle_available_roles (OrchDemoRequest *request)
{
  return orch_demo_reply_new_from_text (
      SOUP_STATUS_OK,
      "{\"proxy_admin\":{\"description\":\"admin over litellm proxy, has all permissions\","
      "\"ui_label\":\"Admin (All Permissions)\"},"
      "\"proxy_admin_viewer\":{\"description\":\"view all keys, view all spend\","
      "\"ui_label\":\"Admin (View Only)\"},"
      "\"internal_user\":{\"description\":\"view/create/delete their own keys, view their own "
      "spend\",\"ui_label\":\"Internal User (Create/Delete/View)\"},"
      "\"internal_user_viewer\":{\"description\":\"view their own keys, view their own spend\","
      "\"ui_label\":\"Internal User (View Only)\"}}");
}

/* GET /health/license */
OrchDemoReply *
orch_demo_handle_license (OrchDemoRequest *request)
{
  OrchDemoReply *reply = orch_demo_auth_require_admin_view (&request->caller, request->path);

  if (reply != NULL)
    return reply;

  return orch_demo_reply_new_from_text (
      SOUP_STATUS_OK, request->settings->enterprise
                          ? "{\"has_license\":true,\"license_type\":\"enterprise\"," LICENSE_REST
                          : "{\"has_license\":false,\"license_type\":\"community\"," LICENSE_REST);
}

/* GET /health/readiness */
OrchDemoReply *
orch_demo_handle_readiness (OrchDemoRequest *request)
{
  return orch_demo_reply_new_from_text (SOUP_STATUS_OK,
                                        "{\"status\":\"healthy\",\"db\":\"connected\"}");
}

/* GET /health/readiness/details */
OrchDemoReply *
orch_demo_handle_readiness_details (OrchDemoRequest *request)
{
  OrchDemoReply *reply = orch_demo_auth_require_admin_view (&request->caller, request->path);

  if (reply != NULL)
    return reply;

  return orch_demo_reply_new_from_text (
      SOUP_STATUS_OK,
      "{\"status\":\"healthy\",\"db\":\"connected\",\"cache\":null,"
      "\"litellm_version\":\"" ORCH_DEMO_VERSION "\",\"success_callbacks\":[],"
      "\"use_aiohttp_transport\":true,\"log_level\":\"WARNING\",\"is_detailed_debug\":false,"
      "\"show_no_redis_warning\":false,\"show_env_credential_login_warning\":true}");
}

/* GET /public/model_hub/info: the version, without any key. */
OrchDemoReply *
orch_demo_handle_model_hub (OrchDemoRequest *request)
{
  return orch_demo_reply_new_from_text (
      SOUP_STATUS_OK, "{\"docs_title\":\"LiteLLM API\",\"custom_docs_description\":null,"
                      "\"litellm_version\":\"" ORCH_DEMO_VERSION "\",\"useful_links\":{}}");
}
