#include "config.h"

#include <libsoup/soup.h>

#include "demo/demo-auth.h"
#include "demo/demo-handlers.h"

/* What the server says it is. */
#define ORCH_DEMO_VERSION "1.106.2"

/* GET /key/info */
OrchDemoReply *
orch_demo_handle_key_info (OrchDemoRequest *request)
{
  const char *name = orch_demo_request_get_parameter (request, "key");
  const OrchDemoKey *own_key = request->caller.key;
  const OrchDemoKey *key = name != NULL ? orch_demo_keys_find_hash (name) : own_key;
  const char *role = request->caller.role;
  g_autofree char *hash = NULL;
  JsonObject *reply;

  if (key == NULL)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "not_found_error", "key",
                                  "Key not found in database");

  if (!orch_demo_caller_sees_all (&request->caller) && key != own_key
      && (key->user_id == NULL || g_strcmp0 (key->user_id, own_key->user_id) != 0))
    return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "internal_server_error", NULL,
                                  "You are not allowed to access this key's info. Your role=%s",
                                  role != NULL ? role : "internal_user");

  hash = orch_demo_key_dup_hash (key->secret);
  reply = json_object_new ();
  json_object_set_string_member (reply, "key", name != NULL ? name : hash);
  json_object_set_object_member (
      reply, "info", orch_demo_key_get_info (key, orch_demo_store_get_epoch (request->store)));
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* GET /models */
OrchDemoReply *
orch_demo_handle_models (OrchDemoRequest *request)
{
  return orch_demo_reply_new_from_text (
      SOUP_STATUS_OK,
      "{\"data\":[{\"id\":\"gpt-4o\",\"object\":\"model\",\"created\":1677610602,"
      "\"owned_by\":\"openai\",\"mode\":\"chat\",\"max_input_tokens\":128000,"
      "\"max_output_tokens\":16384},{\"id\":\"claude-sonnet\",\"object\":\"model\","
      "\"created\":1677610602,\"owned_by\":\"openai\",\"mode\":\"chat\","
      "\"max_input_tokens\":200000,\"max_output_tokens\":64000}],\"object\":\"list\"}");
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
      SOUP_STATUS_OK,
      "{\"has_license\":false,\"license_type\":\"community\",\"expiration_date\":null,"
      "\"allowed_features\":[],\"limits\":{\"max_users\":null,\"max_teams\":null}}");
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
