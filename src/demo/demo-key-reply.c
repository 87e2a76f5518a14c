#include "config.h"

#include "core/client/json.h"
#include "demo/demo-keys.h"
#include "demo/demo-members.h"
#include "demo/demo-rows.h"
#include "demo/demo-key-reply.h"

/* The members of the reply in the order of the proxy. */
static const OrchDemoMember MEMBERS[] = {
  { "key_alias", JSON_NODE_NULL },
  { "duration", JSON_NODE_NULL },
  { "models", JSON_NODE_ARRAY },
  { "spend", JSON_NODE_VALUE },
  { "max_budget", JSON_NODE_NULL },
  { "user_id", JSON_NODE_NULL },
  { "team_id", JSON_NODE_NULL },
  { "agent_id", JSON_NODE_NULL },
  { "max_parallel_requests", JSON_NODE_NULL },
  { "metadata", JSON_NODE_OBJECT },
  { "tpm_limit", JSON_NODE_NULL },
  { "rpm_limit", JSON_NODE_NULL },
  { "budget_duration", JSON_NODE_NULL },
  { "budget_limits", JSON_NODE_NULL },
  { "allowed_cache_controls", JSON_NODE_ARRAY },
  { "config", JSON_NODE_OBJECT },
  { "permissions", JSON_NODE_OBJECT },
  { "model_max_budget", JSON_NODE_NULL },
  { "budget_fallbacks", JSON_NODE_NULL },
  { "model_rpm_limit", JSON_NODE_NULL },
  { "model_tpm_limit", JSON_NODE_NULL },
  { "mcp_rpm_limit", JSON_NODE_NULL },
  { "tag_rpm_limit", JSON_NODE_NULL },
  { "guardrails", JSON_NODE_NULL },
  { "policies", JSON_NODE_NULL },
  { "prompts", JSON_NODE_NULL },
  { "blocked", JSON_NODE_NULL },
  { "aliases", JSON_NODE_OBJECT },
  { "object_permission", JSON_NODE_NULL },
  { "key", JSON_NODE_NULL },
  { "tpd_limit", JSON_NODE_NULL },
  { "default_estimated_output_tokens", JSON_NODE_NULL },
  { "default_estimated_output_tokens_per_model", JSON_NODE_NULL },
  { "budget_id", JSON_NODE_NULL },
  { "end_user_budget_id", JSON_NODE_NULL },
  { "tags", JSON_NODE_NULL },
  { "disable_global_guardrails", JSON_NODE_NULL },
  { "enable_prompt_caching", JSON_NODE_NULL },
  { "throttle_on_budget_exceeded", JSON_NODE_NULL },
  { "enforced_params", JSON_NODE_NULL },
  { "allowed_routes", JSON_NODE_ARRAY },
  { "allowed_passthrough_routes", JSON_NODE_NULL },
  { "denied_passthrough_routes", JSON_NODE_NULL },
  { "allowed_vector_store_indexes", JSON_NODE_NULL },
  { "rpm_limit_type", JSON_NODE_NULL },
  { "tpm_limit_type", JSON_NODE_NULL },
  { "router_settings", JSON_NODE_NULL },
  { "access_group_ids", JSON_NODE_NULL },
  { "key_name", JSON_NODE_NULL },
  { "key_type", JSON_NODE_NULL },
  { "expires", JSON_NODE_NULL },
  { "token_id", JSON_NODE_NULL },
  { "organization_id", JSON_NODE_NULL },
  { "project_id", JSON_NODE_NULL },
  { "litellm_budget_table", JSON_NODE_NULL },
  { "token", JSON_NODE_NULL },
  { "created_by", JSON_NODE_NULL },
  { "updated_by", JSON_NODE_NULL },
  { "created_at", JSON_NODE_NULL },
  { "updated_at", JSON_NODE_NULL },
};

/* (transfer full): what nobody guesses */
char *
orch_demo_secret_dup_random (void)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *hash = orch_demo_secret_dup_token (id);

  return g_strdup_printf ("sk-demo-%.22s", hash);
}

static JsonObject *
new_router_settings (void)
{
  static const OrchDemoMember members[] = {
    { "routing_strategy_args", JSON_NODE_NULL },
    { "routing_strategy", JSON_NODE_NULL },
    { "routing_groups", JSON_NODE_NULL },
    { "retry_policy", JSON_NODE_NULL },
    { "model_group_retry_policy", JSON_NODE_NULL },
    { "model_group_affinity_config", JSON_NODE_NULL },
    { "allowed_fails", JSON_NODE_NULL },
    { "cooldown_time", JSON_NODE_NULL },
    { "num_retries", JSON_NODE_NULL },
    { "timeout", JSON_NODE_NULL },
    { "max_retries", JSON_NODE_NULL },
    { "retry_after", JSON_NODE_NULL },
    { "fallbacks", JSON_NODE_NULL },
    { "context_window_fallbacks", JSON_NODE_NULL },
    { "model_group_alias", JSON_NODE_OBJECT },
    { "enable_tag_filtering", JSON_NODE_NULL },
    { "weights", JSON_NODE_NULL },
    { "tag_routing_prefix", JSON_NODE_NULL },
    { "optional_pre_call_checks", JSON_NODE_NULL },
  };
  JsonObject *settings = json_object_new ();

  orch_demo_members_fill (settings, members, G_N_ELEMENTS (members));
  return settings;
}

/* A reply that tells nothing yet: (transfer full). */
JsonObject *
orch_demo_key_reply_new (void)
{
  JsonObject *reply = json_object_new ();

  orch_demo_members_fill (reply, MEMBERS, G_N_ELEMENTS (MEMBERS));
  return reply;
}

/* What only the reply about a new key holds. */
void
orch_demo_key_reply_fill_made (JsonObject *reply, JsonObject *row)
{
  static const char *const copied[] = {
    "key_name", "key_alias", "blocked", "expires", "created_at", "updated_at",
  };

  json_object_set_object_member (reply, "model_max_budget", json_object_new ());
  json_object_set_object_member (reply, "budget_fallbacks", json_object_new ());
  json_object_set_object_member (reply, "router_settings", new_router_settings ());
  json_object_set_array_member (reply, "access_group_ids", json_array_new ());
  for (gsize i = 0; i < G_N_ELEMENTS (copied); i++)
    orch_demo_members_copy (row, reply, copied[i]);
}

/* The times of budget windows have the form of lists here. */
static JsonArray *
dup_windows (JsonArray *windows)
{
  JsonArray *shown = json_array_new ();

  for (guint i = 0; i < json_array_get_length (windows); i++) {
    JsonObject *window = json_array_get_object_element (windows, i);
    JsonObject *copy = orch_demo_members_copy_all (window);

    orch_demo_row_set_time (copy, "reset_at", orch_demo_row_get_time (window, "reset_at"));
    json_array_add_object_element (shown, copy);
  }

  return shown;
}

/* All of a key that was made by itself, with its secret. */
void
orch_demo_key_reply_fill (JsonObject *reply, JsonObject *row, const char *secret)
{
  JsonArray *windows = orch_json_get_array (row, "budget_limits");

  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++) {
    if (json_object_has_member (row, MEMBERS[i].name))
      orch_demo_members_copy (row, reply, MEMBERS[i].name);
  }
  orch_demo_key_reply_fill_made (reply, row);
  if (windows != NULL)
    json_object_set_array_member (reply, "budget_limits", dup_windows (windows));
  orch_demo_members_copy (row, reply, "access_group_ids");
  json_object_set_string_member (reply, "key", secret);
  orch_demo_members_copy (row, reply, "token");
  json_object_set_member (reply, "token_id", json_object_dup_member (row, "token"));
}
