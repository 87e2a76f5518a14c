#include "config.h"

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-rows.h"

/* The members of a row in the order of the proxy, with a new key's values. */
static const OrchDemoMember MEMBERS[] = {
  { "token", JSON_NODE_NULL },
  { "key_name", JSON_NODE_NULL },
  { "key_alias", JSON_NODE_NULL },
  { "spend", JSON_NODE_VALUE },
  { "total_spend", JSON_NODE_VALUE },
  { "max_budget", JSON_NODE_NULL },
  { "expires", JSON_NODE_NULL },
  { "models", JSON_NODE_ARRAY },
  { "aliases", JSON_NODE_OBJECT },
  { "config", JSON_NODE_OBJECT },
  { "user_id", JSON_NODE_NULL },
  { "team_id", JSON_NODE_NULL },
  { "agent_id", JSON_NODE_NULL },
  { "project_id", JSON_NODE_NULL },
  { "max_parallel_requests", JSON_NODE_NULL },
  { "metadata", JSON_NODE_OBJECT },
  { "tpm_limit", JSON_NODE_NULL },
  { "rpm_limit", JSON_NODE_NULL },
  { "tpd_limit", JSON_NODE_NULL },
  { "budget_duration", JSON_NODE_NULL },
  { "budget_reset_at", JSON_NODE_NULL },
  { "allowed_cache_controls", JSON_NODE_ARRAY },
  { "allowed_routes", JSON_NODE_ARRAY },
  { "key_type", JSON_NODE_NULL },
  { "permissions", JSON_NODE_OBJECT },
  { "model_spend", JSON_NODE_OBJECT },
  { "model_max_budget", JSON_NODE_OBJECT },
  { "budget_fallbacks", JSON_NODE_OBJECT },
  { "soft_budget_cooldown", JSON_NODE_NULL },
  { "blocked", JSON_NODE_NULL },
  { "litellm_budget_table", JSON_NODE_NULL },
  { "budget_id", JSON_NODE_NULL },
  { "org_id", JSON_NODE_NULL },
  { "created_at", JSON_NODE_NULL },
  { "created_by", JSON_NODE_NULL },
  { "updated_at", JSON_NODE_NULL },
  { "updated_by", JSON_NODE_NULL },
  { "settings_updated_at", JSON_NODE_NULL },
  { "last_active", JSON_NODE_NULL },
  { "object_permission_id", JSON_NODE_NULL },
  { "object_permission", JSON_NODE_NULL },
  { "access_group_ids", JSON_NODE_ARRAY },
  { "rotation_count", JSON_NODE_VALUE },
  { "auto_rotate", JSON_NODE_NULL },
  { "rotation_interval", JSON_NODE_NULL },
  { "last_rotation_at", JSON_NODE_NULL },
  { "key_rotation_at", JSON_NODE_NULL },
  { "router_settings", JSON_NODE_OBJECT },
  { "budget_limits", JSON_NODE_NULL },
};

/* A row of the table of budgets, with which a soft budget comes. */
static const OrchDemoMember BUDGET_MEMBERS[] = {
  { "budget_id", JSON_NODE_NULL },
  { "max_budget", JSON_NODE_NULL },
  { "soft_budget", JSON_NODE_NULL },
  { "max_parallel_requests", JSON_NODE_NULL },
  { "tpm_limit", JSON_NODE_NULL },
  { "rpm_limit", JSON_NODE_NULL },
  { "tpd_limit", JSON_NODE_NULL },
  { "model_max_budget", JSON_NODE_OBJECT },
  { "budget_duration", JSON_NODE_NULL },
  { "budget_reset_at", JSON_NODE_NULL },
  { "allowed_models", JSON_NODE_ARRAY },
  { "temp_budget_increase", JSON_NODE_NULL },
  { "temp_budget_expiry", JSON_NODE_NULL },
  { "created_at", JSON_NODE_NULL },
  { "created_by", JSON_NODE_NULL },
  { "updated_at", JSON_NODE_NULL },
  { "updated_by", JSON_NODE_NULL },
  { "organization", JSON_NODE_NULL },
  { "projects", JSON_NODE_NULL },
  { "keys", JSON_NODE_NULL },
  { "end_users", JSON_NODE_NULL },
  { "tags", JSON_NODE_NULL },
  { "model_access_groups", JSON_NODE_NULL },
  { "team_membership", JSON_NODE_NULL },
  { "organization_membership", JSON_NODE_NULL },
};

/* A key as a creation without any field makes it. */
JsonObject *
orch_demo_key_row_new (const char *token, const char *name, const char *user_id, gint64 now)
{
  JsonObject *row = json_object_new ();

  orch_demo_members_fill (row, MEMBERS, G_N_ELEMENTS (MEMBERS));
  json_object_set_string_member (row, "token", token);
  json_object_set_string_member (row, "key_name", name);
  json_object_set_string_member (row, "user_id", user_id);
  json_object_set_double_member (row, "spend", 0.0);
  json_object_set_double_member (row, "total_spend", 0.0);
  json_object_set_boolean_member (row, "soft_budget_cooldown", FALSE);
  json_object_set_boolean_member (row, "auto_rotate", FALSE);
  orch_demo_row_set_time (row, "created_at", now);
  orch_demo_row_set_time (row, "updated_at", now);

  return row;
}

gboolean
orch_demo_key_row_is_blocked (JsonObject *row)
{
  return json_object_get_boolean_member_with_default (row, "blocked", FALSE);
}

gboolean
orch_demo_key_row_is_expired (JsonObject *row, gint64 now)
{
  gint64 expires = orch_demo_row_get_time (row, "expires");

  return expires != 0 && expires < now;
}

/* What the proxy cannot read where it is null, although it stores it: the name of a member, or
 * NULL. */
const char *
orch_demo_key_row_find_null (JsonObject *row)
{
  static const char *const objects[] = {
    "aliases", "config", "metadata", "permissions", "model_max_budget",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++) {
    if (json_object_get_null_member (row, objects[i]))
      return objects[i];
  }

  return NULL;
}

/* The row of a soft budget, which it has to be told: (transfer full). */
JsonObject *
orch_demo_key_row_new_budget (const char *id, const char *maker, gint64 now)
{
  JsonObject *budget = json_object_new ();

  orch_demo_members_fill (budget, BUDGET_MEMBERS, G_N_ELEMENTS (BUDGET_MEMBERS));
  json_object_set_string_member (budget, "budget_id", id);
  json_object_set_string_member (budget, "created_by", maker);
  json_object_set_string_member (budget, "updated_by", maker);
  orch_demo_row_set_time (budget, "created_at", now);
  orch_demo_row_set_time (budget, "updated_at", now);

  return budget;
}
