#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
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

static void
set_time (JsonObject *row, const char *name, gint64 time)
{
  if (time != 0)
    orch_demo_row_set_time (row, name, time);
}

static void
fill_times (JsonObject *row, guint index, guint number, const char *user_id, gint64 now)
{
  const char *maker =
      orch_demo_person_key_is_self_made (index, number) ? user_id : "default_user_id";

  json_object_set_string_member (row, "created_by", maker);
  json_object_set_string_member (row, "updated_by", maker);
  set_time (row, "created_at", orch_demo_person_key_get_created (index, number, now));
  set_time (row, "updated_at", orch_demo_person_key_get_updated (index, number, now));
  set_time (row, "expires", orch_demo_person_key_get_expires (index, number, now));
  set_time (row, "last_active", orch_demo_person_key_get_last_active (index, number, now));
}

static void
fill_money (JsonObject *row, guint index, guint number, gint64 now)
{
  double spend = orch_demo_person_key_get_spend (index, number);
  double budget = orch_demo_person_key_get_budget (index, number);
  const char *duration = orch_demo_person_key_get_duration (index, number);

  json_object_set_double_member (row, "spend", spend);
  json_object_set_double_member (row, "total_spend", spend);
  if (budget >= 0)
    json_object_set_double_member (row, "max_budget", budget);
  if (duration != NULL)
    orch_demo_row_set_duration (row, duration, now);
}

JsonObject *
orch_demo_key_row_new_for_person (guint index, guint number, const char *user_id, gint64 now)
{
  char token[ORCH_DEMO_TOKEN_SIZE], alias[ORCH_DEMO_TEXT_SIZE];
  g_autofree char *name = NULL;
  JsonObject *row;

  orch_demo_person_key_write_token (index, number, token);
  name = g_strconcat ("sk-...", token + ORCH_DEMO_TOKEN_SIZE - 5, NULL);
  row = orch_demo_key_row_new (token, name, user_id, now);

  json_object_set_string_member (row, "key_type", "default");
  json_object_set_string_member (json_object_get_object_member (row, "metadata"), "purpose",
                                 orch_demo_person_key_get_purpose (index, number));
  if (orch_demo_person_key_write_alias (index, number, alias))
    json_object_set_string_member (row, "key_alias", alias);
  if (orch_demo_person_key_get_tpm_limit (index, number) >= 0)
    json_object_set_int_member (row, "tpm_limit",
                                orch_demo_person_key_get_tpm_limit (index, number));
  if (orch_demo_person_key_is_blocked (index, number))
    json_object_set_boolean_member (row, "blocked", TRUE);
  fill_money (row, index, number, now);
  fill_times (row, index, number, user_id, now);

  return row;
}

/* A row of /key/list. */
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
    "expires",    "budget_reset_at",     "created_at",      "deleted_at",
    "updated_at", "settings_updated_at", "key_rotation_at", "last_active",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    write_zone (view, times[i]);
}

/* A key in /user/info: one of its times is written otherwise. */
JsonObject *
orch_demo_key_row_get_user_view (JsonObject *row)
{
  JsonObject *view = orch_demo_key_row_get_columns_view (row);

  write_zone (view, "expires");
  json_object_set_string_member (view, "team_alias", "None");

  return view;
}

/* The reply of /key/update, but for what it echoes. */
JsonObject *
orch_demo_key_row_get_update_view (JsonObject *row)
{
  JsonObject *view = orch_demo_key_row_get_columns_view (row);

  write_zones (view);
  return view;
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
  json_object_set_string_member (view, "status", get_status (row, now));

  return view;
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
