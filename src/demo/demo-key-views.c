#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-teams.h"

/* What /key/list adds to live keys: values that the proxy has for keys in use. */
static const OrchDemoMember USE_MEMBERS[] = {
  { "team_spend", JSON_NODE_NULL },
  { "team_alias", JSON_NODE_NULL },
  { "team_tpm_limit", JSON_NODE_NULL },
  { "team_rpm_limit", JSON_NODE_NULL },
  { "team_tpd_limit", JSON_NODE_NULL },
  { "team_max_budget", JSON_NODE_NULL },
  { "team_soft_budget", JSON_NODE_NULL },
  { "team_model_max_budget", JSON_NODE_NULL },
  { "team_models", JSON_NODE_ARRAY },
  { "team_blocked", JSON_NODE_NULL },
  { "soft_budget", JSON_NODE_NULL },
  { "team_model_aliases", JSON_NODE_NULL },
  { "team_member", JSON_NODE_NULL },
  { "team_metadata", JSON_NODE_NULL },
  { "team_object_permission_id", JSON_NODE_NULL },
  { "team_member_spend", JSON_NODE_NULL },
  { "team_member_tpm_limit", JSON_NODE_NULL },
  { "team_member_rpm_limit", JSON_NODE_NULL },
  { "end_user_id", JSON_NODE_NULL },
  { "end_user_tpm_limit", JSON_NODE_NULL },
  { "end_user_rpm_limit", JSON_NODE_NULL },
  { "end_user_tpd_limit", JSON_NODE_NULL },
  { "end_user_max_budget", JSON_NODE_NULL },
  { "end_user_model_max_budget", JSON_NODE_NULL },
  { "organization_alias", JSON_NODE_NULL },
  { "organization_max_budget", JSON_NODE_NULL },
  { "organization_tpm_limit", JSON_NODE_NULL },
  { "organization_rpm_limit", JSON_NODE_NULL },
  { "organization_metadata", JSON_NODE_NULL },
  { "project_alias", JSON_NODE_NULL },
  { "project_metadata", JSON_NODE_NULL },
  { "last_refreshed_at", JSON_NODE_NULL },
  { "api_key", JSON_NODE_NULL },
  { "user_role", JSON_NODE_NULL },
  { "allowed_model_region", JSON_NODE_NULL },
  { "parent_otel_span", JSON_NODE_NULL },
  { "rpm_limit_per_model", JSON_NODE_NULL },
  { "tpm_limit_per_model", JSON_NODE_NULL },
  { "user_tpm_limit", JSON_NODE_NULL },
  { "user_rpm_limit", JSON_NODE_NULL },
  { "user_email", JSON_NODE_NULL },
  { "user_spend", JSON_NODE_NULL },
  { "user_max_budget", JSON_NODE_NULL },
  { "user_model_max_budget", JSON_NODE_NULL },
  { "request_route", JSON_NODE_NULL },
  { "is_session_token", JSON_NODE_NULL },
  { "user", JSON_NODE_NULL },
  { "created_by_user", JSON_NODE_NULL },
  { "end_user_object_permission", JSON_NODE_NULL },
  { "team_object_permission", JSON_NODE_NULL },
  { "jwt_claims", JSON_NODE_NULL },
};

/* The order of the columns in the calls that name the organization "organization_id". */
static const char *const COLUMNS[] = {
  "token",
  "key_name",
  "key_alias",
  "soft_budget_cooldown",
  "spend",
  "total_spend",
  "expires",
  "models",
  "aliases",
  "config",
  "router_settings",
  "user_id",
  "team_id",
  "agent_id",
  "project_id",
  "permissions",
  "max_parallel_requests",
  "metadata",
  "blocked",
  "tpm_limit",
  "rpm_limit",
  "tpd_limit",
  "max_budget",
  "budget_duration",
  "budget_reset_at",
  "allowed_cache_controls",
  "allowed_routes",
  "key_type",
  "policies",
  "access_group_ids",
  "model_spend",
  "model_max_budget",
  "budget_fallbacks",
  "budget_id",
  "organization_id",
  "object_permission_id",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "settings_updated_at",
  "last_active",
  "rotation_count",
  "auto_rotate",
  "rotation_interval",
  "last_rotation_at",
  "key_rotation_at",
  "budget_limits",
  "litellm_budget_table",
  "litellm_organization_table",
  "litellm_project_table",
  "object_permission",
  "jwt_key_mappings",
};

/* (nullable): the team that a key belongs to, if it exists */
static const OrchDemoTeam *
get_team (JsonObject *row)
{
  const char *id = orch_json_get_string (row, "team_id");

  return id != NULL ? orch_demo_team_find (id) : NULL;
}

/* A row of /key/list. Like the proxy, it leaves the members about teams null. */
JsonObject *
orch_demo_key_row_get_list_view (JsonObject *row)
{
  JsonObject *view = orch_demo_members_copy_all (row);

  orch_demo_members_fill (view, USE_MEMBERS, G_N_ELEMENTS (USE_MEMBERS));
  json_object_set_boolean_member (view, "team_blocked", FALSE);
  json_object_set_boolean_member (view, "is_session_token", FALSE);

  return view;
}

/* The reply of /key/unblock. */
JsonObject *
orch_demo_key_row_get_columns_view (JsonObject *row)
{
  JsonObject *view = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (COLUMNS); i++) {
    if (strcmp (COLUMNS[i], "policies") == 0)
      json_object_set_array_member (view, "policies", json_array_new ());
    else if (json_object_has_member (row, COLUMNS[i]))
      orch_demo_members_copy (row, view, COLUMNS[i]);
    else
      json_object_set_null_member (view, COLUMNS[i]);
  }

  return view;
}

static void
write_zone (JsonObject *view, const char *name)
{
  const char *time = orch_json_get_string (view, name);
  g_autofree char *digits = NULL;

  if (time == NULL)
    return;

  digits = g_strdup_printf ("%.*s+00:00", (int) strlen (time) - 1, time);
  json_object_set_string_member (view, name, digits);
}

/* /key/info and /key/update write the zone of their times with digits. */
static void
write_zones (JsonObject *view)
{
  static const char *const times[] = {
    "expires",         "budget_reset_at", "created_at",
    "deleted_at",      "updated_at",      "settings_updated_at",
    "key_rotation_at", "last_active",     "last_rotation_at",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    write_zone (view, times[i]);
}

/* A key in /user/info: one of its times is written otherwise. */
JsonObject *
orch_demo_key_row_get_user_view (JsonObject *row)
{
  JsonObject *view = orch_demo_key_row_get_columns_view (row);
  const OrchDemoTeam *team = get_team (row);

  write_zone (view, "expires");
  json_object_set_string_member (view, "team_alias", team != NULL ? team->alias : "None");

  return view;
}

/* The reply of /key/update, but for what it echoes. */
JsonObject *
orch_demo_key_row_get_update_view (JsonObject *row)
{
  JsonObject *view = orch_demo_key_row_get_columns_view (row);

  write_zones (view);
  json_object_set_null_member (view, "litellm_budget_table");
  return view;
}

static void
write_zones_of_budget (JsonObject *view)
{
  JsonObject *budget = orch_json_get_object (view, "litellm_budget_table");

  if (budget == NULL)
    return;

  budget = orch_demo_members_copy_all (budget);
  write_zones (budget);
  json_object_set_object_member (view, "litellm_budget_table", budget);
}

static const char *
get_status (JsonObject *row, gint64 now)
{
  if (json_object_has_member (row, "deleted_at"))
    return "deleted";
  if (orch_demo_key_row_is_blocked (row))
    return "revoked";

  return orch_demo_key_row_is_expired (row, now) ? "expired" : "active";
}

/* The "info" of /key/info. */
JsonObject *
orch_demo_key_row_get_info_view (JsonObject *row, gint64 now)
{
  JsonObject *view = json_object_has_member (row, "deleted_at")
                         ? orch_demo_members_copy_all (row)
                         : orch_demo_key_row_get_columns_view (row);

  json_object_remove_member (view, "token");
  write_zones (view);
  write_zones_of_budget (view);
  json_object_set_string_member (view, "status", get_status (row, now));

  return view;
}
