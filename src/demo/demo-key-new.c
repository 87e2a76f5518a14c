#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-reply.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-key-write.h"
#include "demo/demo-members.h"
#include "demo/demo-python.h"
#include "demo/demo-teams.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

#define MIN_SECRET_LENGTH 16

/* Which routes a kind of key may call. */
static const struct {
  const char *type;
  const char *routes; /* (nullable): all */
} TYPES[] = {
  { "llm_api", "llm_api_routes" },
  { "read_only", "info_routes" },
  { "management", "management_routes" },
  { "default", NULL },
};

/* Nobody but administrators sends it, not even an empty list. */
OrchDemoReply *
orch_demo_key_check_new_routes (OrchDemoKeyWrite *self)
{
  if (orch_demo_caller_is_admin (&self->request->caller)
      || !orch_demo_key_write_has (self, "allowed_routes"))
    return NULL;

  return orch_demo_key_refuse_routes (self);
}

/* Administrators make keys of teams that do not exist. */
static OrchDemoReply *
check_team (OrchDemoKeyWrite *self)
{
  OrchDemoCaller *caller = &self->request->caller;
  const char *team = orch_json_get_string (self->fields, "team_id");

  if (team == NULL || *team == '\0' || orch_demo_caller_is_admin (caller))
    return NULL;
  if (orch_demo_team_find (team) == NULL)
    return orch_demo_key_write_refuse (self, SOUP_STATUS_BAD_REQUEST,
                                       "Team not found for team_id=%s. Non-admin users cannot "
                                       "create keys for non-existent teams.",
                                       team);

  return orch_demo_key_write_refuse (self, SOUP_STATUS_BAD_REQUEST,
                                     "User=%s not assigned to team=%s",
                                     orch_demo_caller_get_user_id (caller), team);
}

static OrchDemoReply *
check_project (OrchDemoKeyWrite *self)
{
  const char *project = orch_json_get_string (self->fields, "project_id");

  if (project == NULL || *project == '\0')
    return NULL;

  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_NOT_FOUND,
                                           "Project not found, project_id=%s", project);
}

/* The budget of the key that calls; FALSE: it does not limit new keys. */
static gboolean
get_ceiling (OrchDemoKeyWrite *self, double *ceiling)
{
  OrchDemoCaller *caller = &self->request->caller;

  return !orch_demo_caller_is_admin (caller)
         && orch_json_get_double (caller->key, "max_budget", ceiling);
}

static OrchDemoReply *
refuse_above (OrchDemoKeyWrite *self, const char *what, double budget, double ceiling)
{
  g_autofree char *number = orch_demo_python_dup_number (budget);
  g_autofree char *limit = orch_demo_python_dup_number (ceiling);

  return orch_demo_key_write_refuse_error (
      self, SOUP_STATUS_BAD_REQUEST, "%s (%s) cannot exceed the caller's own max_budget (%s).",
      what, number, limit);
}

static OrchDemoReply *
check_ceiling (OrchDemoKeyWrite *self)
{
  JsonArray *windows = orch_json_get_array (self->fields, "budget_limits");
  double ceiling, budget;

  if (!get_ceiling (self, &ceiling))
    return NULL;
  if (orch_json_get_double (self->fields, "max_budget", &budget) && budget > ceiling)
    return refuse_above (self, "max_budget", budget, ceiling);

  for (guint i = 0; windows != NULL && i < json_array_get_length (windows); i++) {
    budget =
        json_object_get_double_member (json_array_get_object_element (windows, i), "max_budget");
    if (budget > ceiling)
      return refuse_above (self, "budget_limits entry max_budget", budget, ceiling);
  }

  return NULL;
}

OrchDemoReply *
orch_demo_key_check_type (OrchDemoKeyWrite *self)
{
  if (orch_demo_caller_is_admin (&self->request->caller)
      || g_strcmp0 (orch_json_get_string (self->fields, "key_type"), "management") != 0)
    return NULL;

  return orch_demo_key_refuse_routes (self);
}

static OrchDemoReply *
check_chosen (OrchDemoKeyWrite *self)
{
  const char *key = orch_json_get_string (self->fields, "key");
  glong length;

  if (key == NULL)
    return NULL;
  if (self->request->settings->chosen_keys_forbidden)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                             "Custom API key values are disabled by your "
                                             "administrator. Keys must be auto-generated.");

  length = g_utf8_strlen (key, -1);
  if (!g_str_has_prefix (key, "sk-")) {
    g_autofree char *start = length > 8 ? g_utf8_substring (key, 0, 4) : g_strdup ("");
    g_autofree char *end = length > 8 ? g_utf8_substring (key, length - 4, length) : g_strdup ("");

    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                             "Invalid key format. LiteLLM Virtual Key must start "
                                             "with 'sk-'. Received: %s****%s",
                                             start, end);
  }
  if (length < MIN_SECRET_LENGTH)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                             "Invalid key format. LiteLLM Virtual Key must be at "
                                             "least %d characters long.",
                                             MIN_SECRET_LENGTH);
  return NULL;
}

/* In the order of the proxy. */
static const OrchDemoKeyCheck CHECKS[] = {
  orch_demo_key_check_max_budget,
  orch_demo_key_check_soft_budget,
  orch_demo_key_check_new_routes,
  orch_demo_key_check_passthrough,
  orch_demo_key_check_denied_passthrough,
  check_team,
  orch_demo_key_check_groups,
  check_project,
  orch_demo_key_check_owner,
  orch_demo_key_check_budget_duration,
  orch_demo_key_check_throttle,
  orch_demo_key_check_user_budget,
  orch_demo_key_check_tokens,
  check_ceiling,
  orch_demo_key_check_permissions,
  orch_demo_key_check_guardrails,
  orch_demo_key_check_licence,
  orch_demo_key_check_type,
  orch_demo_key_check_alias,
  check_chosen,
  orch_demo_key_check_organization,
  orch_demo_key_check_duration,
  orch_demo_key_check_model_budgets,
  orch_demo_key_check_rotation,
  orch_demo_key_check_columns,
};

static void
apply_type (OrchDemoKeyWrite *self, JsonObject *row)
{
  const char *type = orch_json_get_string (self->fields, "key_type");

  if (type == NULL && !orch_demo_key_write_has (self, "key_type"))
    type = "default";
  json_object_set_string_member (row, "key_type", type);

  for (gsize i = 0; i < G_N_ELEMENTS (TYPES); i++) {
    if (g_strcmp0 (type, TYPES[i].type) == 0 && TYPES[i].routes != NULL) {
      JsonArray *routes = json_array_new ();

      json_array_add_string_element (routes, TYPES[i].routes);
      json_object_set_array_member (row, "allowed_routes", routes);
    }
  }
}

static JsonObject *
make_row (OrchDemoKeyWrite *self, const char *secret)
{
  OrchDemoCaller *caller = &self->request->caller;
  const char *maker = orch_demo_caller_get_user_id (caller);
  const char *user_id = orch_demo_caller_is_admin (caller) ? NULL : maker;
  g_autofree char *token = orch_demo_secret_dup_token (secret);
  g_autofree char *name = orch_demo_secret_dup_name (secret);
  JsonObject *row = orch_demo_key_row_new (token, name, user_id, self->now);

  json_object_set_string_member (row, "created_by", maker);
  json_object_set_string_member (row, "updated_by", maker);
  orch_demo_key_apply (self, row);
  apply_type (self, row);

  return row;
}

/* For a secret that exists the answer is as if, and nothing is changed. */
static OrchDemoReply *
generate (OrchDemoKeyWrite *self)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (self->request->store);
  const char *chosen = orch_json_get_string (self->fields, "key");
  g_autofree char *secret = chosen != NULL ? g_strdup (chosen) : orch_demo_secret_dup_random ();
  g_autoptr (JsonObject) row = make_row (self, secret);
  g_autoptr (JsonObject) old = orch_demo_keys_find_named (keys, secret);
  JsonObject *reply = orch_demo_key_reply_new ();

  if (old == NULL) {
    orch_demo_keys_put (keys, row);
  } else {
    orch_demo_members_copy (old, row, "created_at");
    orch_demo_members_copy (old, row, "updated_at");
    orch_demo_members_copy (old, row, "litellm_budget_table");
  }

  orch_demo_key_reply_fill (reply, row, secret);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* POST /key/generate: see the contract, section 3. */
OrchDemoReply *
orch_demo_handle_key_generate (OrchDemoRequest *request)
{
  g_auto (OrchDemoKeyWrite) write = { .request = request };
  g_autoptr (JsonArray) problems = NULL;
  OrchDemoReply *reply = orch_demo_auth_require_key_writer (request);

  if (reply == NULL && request->body == NULL)
    reply = orch_demo_reply_missing (NULL);
  if (reply != NULL)
    return reply;

  write.fields = json_object_new ();
  write.now = orch_demo_time_get_now ();
  problems = orch_demo_key_fields_read (ORCH_DEMO_KEY_GENERATE, request->body, write.fields);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  reply = orch_demo_key_write_check (&write, CHECKS, G_N_ELEMENTS (CHECKS));
  return reply != NULL ? reply : generate (&write);
}
