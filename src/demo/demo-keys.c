#include "config.h"

#include <string.h>

#include "demo/demo-members.h"
#include "demo/demo-server.h"
#include "demo/demo-time.h"
#include "demo/demo-keys.h"

static const OrchDemoKey KEYS[] = {
  { ORCH_DEMO_ADMIN_KEY, "demo-admin" },
  { ORCH_DEMO_ADMIN_VIEWER_KEY, "demo-admin-viewer" },
  { ORCH_DEMO_USER_KEY, "demo-user" },
  { ORCH_DEMO_USER_VIEWER_KEY, "demo-user-viewer" },
  { ORCH_DEMO_EXPIRED_KEY, "demo-user", .expires = -3600 },
  { ORCH_DEMO_BLOCKED_KEY, "demo-user", .blocked = TRUE },
  { ORCH_DEMO_LLM_ONLY_KEY, "demo-user", .route = "llm_api_routes" },
  { ORCH_DEMO_NO_USER_KEY, NULL },
  { ORCH_DEMO_MISSING_USER_KEY, "demo-nobody" },
};

/* The members of /key/info that no key of this server sets. */
static const OrchDemoMember MEMBERS[] = {
  { "key_alias", JSON_NODE_NULL },
  { "total_spend", JSON_NODE_VALUE },
  { "models", JSON_NODE_ARRAY },
  { "aliases", JSON_NODE_OBJECT },
  { "config", JSON_NODE_OBJECT },
  { "router_settings", JSON_NODE_OBJECT },
  { "team_id", JSON_NODE_NULL },
  { "agent_id", JSON_NODE_NULL },
  { "project_id", JSON_NODE_NULL },
  { "permissions", JSON_NODE_OBJECT },
  { "max_parallel_requests", JSON_NODE_NULL },
  { "metadata", JSON_NODE_OBJECT },
  { "tpm_limit", JSON_NODE_NULL },
  { "rpm_limit", JSON_NODE_NULL },
  { "tpd_limit", JSON_NODE_NULL },
  { "max_budget", JSON_NODE_NULL },
  { "budget_duration", JSON_NODE_NULL },
  { "budget_reset_at", JSON_NODE_NULL },
  { "allowed_cache_controls", JSON_NODE_ARRAY },
  { "policies", JSON_NODE_ARRAY },
  { "access_group_ids", JSON_NODE_ARRAY },
  { "model_spend", JSON_NODE_OBJECT },
  { "model_max_budget", JSON_NODE_OBJECT },
  { "budget_fallbacks", JSON_NODE_OBJECT },
  { "budget_id", JSON_NODE_NULL },
  { "organization_id", JSON_NODE_NULL },
  { "object_permission_id", JSON_NODE_NULL },
  { "settings_updated_at", JSON_NODE_NULL },
  { "last_active", JSON_NODE_NULL },
  { "rotation_interval", JSON_NODE_NULL },
  { "last_rotation_at", JSON_NODE_NULL },
  { "key_rotation_at", JSON_NODE_NULL },
  { "budget_limits", JSON_NODE_NULL },
  { "litellm_budget_table", JSON_NODE_NULL },
  { "litellm_organization_table", JSON_NODE_NULL },
  { "litellm_project_table", JSON_NODE_NULL },
  { "object_permission", JSON_NODE_NULL },
  { "jwt_key_mappings", JSON_NODE_NULL },
};

const OrchDemoKey *
orch_demo_keys_find (const char *secret)
{
  for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    if (strcmp (KEYS[i].secret, secret) == 0)
      return &KEYS[i];
  }

  return NULL;
}

/* Both the secret and its hash name a key. */
const OrchDemoKey *
orch_demo_keys_find_hash (const char *secret_or_hash)
{
  for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    g_autofree char *hash = orch_demo_key_dup_hash (KEYS[i].secret);

    if (strcmp (hash, secret_or_hash) == 0)
      return &KEYS[i];
  }

  return orch_demo_keys_find (secret_or_hash);
}

/* The keys of a user as /user/info shows them; NULL: everybody's. (transfer full) */
JsonArray *
orch_demo_keys_list (const char *user_id, gint64 epoch)
{
  JsonArray *keys = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    g_autofree char *hash = orch_demo_key_dup_hash (KEYS[i].secret);
    JsonObject *row;

    if (user_id != NULL && g_strcmp0 (user_id, KEYS[i].user_id) != 0)
      continue;

    row = orch_demo_key_get_info (&KEYS[i], epoch);
    json_object_set_string_member (row, "token", hash);
    json_object_set_string_member (row, "team_alias", "None");
    json_object_remove_member (row, "status");
    json_object_remove_member (row, "budget_limits_usage");
    json_array_add_object_element (keys, row);
  }

  return keys;
}

char *
orch_demo_key_dup_hash (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/* What may be shown of a secret: nothing of a short one. */
char *
orch_demo_key_dup_name (const char *secret)
{
  gsize length = strlen (secret);

  return g_strconcat ("sk-...", length >= 16 ? secret + length - 4 : "", NULL);
}

static const char *
get_status (const OrchDemoKey *self)
{
  if (self->blocked)
    return "revoked";

  return self->expires < 0 ? "expired" : "active";
}

static void
fill_times (const OrchDemoKey *self, JsonObject *info, gint64 epoch)
{
  g_autofree char *created = orch_demo_time_to_offset_text (epoch - 30 * G_TIME_SPAN_DAY);
  g_autofree char *expires =
      orch_demo_time_to_offset_text (epoch + self->expires * G_TIME_SPAN_SECOND);

  json_object_set_string_member (info, "expires", self->expires != 0 ? expires : NULL);
  json_object_set_string_member (info, "created_at", created);
  json_object_set_string_member (info, "created_by", "default_user_id");
  json_object_set_string_member (info, "updated_at", created);
  json_object_set_string_member (info, "updated_by", "default_user_id");
}

/* The "info" of /key/info: (transfer full). */
JsonObject *
orch_demo_key_get_info (const OrchDemoKey *self, gint64 epoch)
{
  g_autofree char *name = orch_demo_key_dup_name (self->secret);
  JsonObject *info = json_object_new ();
  JsonArray *routes = json_array_new ();

  orch_demo_members_fill (info, MEMBERS, G_N_ELEMENTS (MEMBERS));
  json_object_set_string_member (info, "key_name", name);
  json_object_set_boolean_member (info, "soft_budget_cooldown", FALSE);
  json_object_set_double_member (info, "spend", 0.0);
  json_object_set_string_member (info, "user_id", self->user_id);
  if (self->blocked)
    json_object_set_boolean_member (info, "blocked", TRUE);
  else
    json_object_set_null_member (info, "blocked");
  if (self->route != NULL)
    json_array_add_string_element (routes, self->route);
  json_object_set_array_member (info, "allowed_routes", routes);
  json_object_set_string_member (info, "key_type", self->route != NULL ? "llm_api" : "default");
  json_object_set_int_member (info, "rotation_count", 0);
  json_object_set_boolean_member (info, "auto_rotate", FALSE);
  fill_times (self, info, epoch);
  json_object_set_string_member (info, "status", get_status (self));
  json_object_set_object_member (info, "budget_limits_usage", json_object_new ());

  return info;
}
