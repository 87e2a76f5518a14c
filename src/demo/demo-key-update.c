#include "config.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-key-write.h"
#include "demo/demo-members.h"
#include "demo/demo-python.h"
#include "demo/demo-teams.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

/* Whether a field was not sent, or as null. */
static gboolean
is_null (JsonObject *fields, const char *name)
{
  return !json_object_has_member (fields, name) || json_object_get_null_member (fields, name);
}

static OrchDemoReply *
read_fields (JsonObject *body, JsonObject *fields)
{
  g_autoptr (JsonArray) problems = orch_demo_key_fields_read (ORCH_DEMO_KEY_UPDATE, body, fields);
  const char *message = NULL;

  if (is_null (fields, "temp_budget_increase") != is_null (fields, "temp_budget_expiry"))
    message = "Value error, temp_budget_increase and temp_budget_expiry must be set together";
  else if (is_null (fields, "key") && is_null (fields, "key_alias"))
    message = "Value error, either key or key_alias must be provided";
  if (json_array_get_length (problems) == 0 && message != NULL)
    orch_demo_problems_add (problems, "value_error", "body", NULL, message);

  if (json_array_get_length (problems) == 0)
    return NULL;
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}

/* An alias names a key where nothing else does. */
static OrchDemoReply *
find_row (OrchDemoKeyWrite *self)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (self->request->store);
  const char *name = orch_json_get_string (self->fields, "key");
  const char *alias = orch_json_get_string (self->fields, "key_alias");
  g_autoptr (GPtrArray) rows = NULL;

  if (name != NULL) {
    self->row = orch_demo_keys_find_named (keys, name);
    return self->row != NULL ? NULL
                             : orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "not_found_error",
                                                      "key", "Key not found.");
  }

  rows = orch_demo_keys_find_alias (keys, alias);
  if (rows->len == 0)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "not_found_error", "key_alias",
                                  "Key not found. No key with key_alias='%s'.", alias);
  if (rows->len > 1)
    return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "bad_request_error", "key_alias",
                                  "Multiple keys share key_alias='%s', so it cannot be used as an "
                                  "identifier.",
                                  alias);

  self->row = json_object_ref (g_ptr_array_index (rows, 0));
  return NULL;
}

static OrchDemoReply *
check_spend (OrchDemoKeyWrite *self)
{
  g_autofree char *number = NULL;
  double spend;

  if (!orch_json_get_double (self->fields, "spend", &spend) || isfinite (spend))
    return NULL;

  number = orch_demo_python_dup_number (spend);
  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                           "spend must be a finite number. Received: %s", number);
}

/* Whether a key may call only what an owner may choose for it. */
static gboolean
are_presets (char **routes)
{
  for (gsize i = 0; routes != NULL && routes[i] != NULL; i++) {
    if (strcmp (routes[i], "llm_api_routes") != 0 && strcmp (routes[i], "info_routes") != 0)
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_read_only (char **routes)
{
  return routes != NULL && routes[0] != NULL && routes[1] == NULL
         && strcmp (routes[0], "info_routes") == 0;
}

/* An owner chooses among presets, and never widens a key that may only read. */
static OrchDemoReply *
check_routes (OrchDemoKeyWrite *self)
{
  g_auto (GStrv) next = orch_json_get_strv (self->fields, "allowed_routes");
  g_auto (GStrv) old = orch_json_get_strv (self->row, "allowed_routes");

  if (orch_demo_caller_is_admin (&self->request->caller)
      || !orch_demo_key_write_has (self, "allowed_routes"))
    return NULL;
  if (are_presets (old) && are_presets (next) && (!is_read_only (old) || is_read_only (next)))
    return NULL;

  return orch_demo_key_refuse_routes (self);
}

OrchDemoReply *
orch_demo_key_check_new_owner (OrchDemoKeyWrite *self)
{
  const char *next = orch_json_get_string (self->fields, "user_id");
  const char *old = orch_json_get_string (self->row, "user_id");

  if (orch_demo_caller_is_admin (&self->request->caller)
      || !orch_demo_key_write_has (self, "user_id"))
    return NULL;
  if (next == NULL || *next == '\0')
    return orch_demo_key_write_refuse (self, SOUP_STATUS_FORBIDDEN,
                                       "Non-admin users cannot remove the user_id from a key.");
  if (g_strcmp0 (next, old) == 0)
    return NULL;

  return orch_demo_key_write_refuse (
      self, SOUP_STATUS_FORBIDDEN,
      "Non-admin caller is not allowed to rebind the key from user=%s to user=%s",
      old != NULL ? old : "None", next);
}

static OrchDemoReply *
check_project (OrchDemoKeyWrite *self)
{
  if (orch_json_get_string (self->fields, "project_id") == NULL)
    return NULL;

  return orch_demo_key_write_refuse (
      self, SOUP_STATUS_BAD_REQUEST,
      "Project reassignment is not supported. Use null to detach the key.");
}

static gboolean
changes_budget (OrchDemoKeyWrite *self)
{
  double next, old;

  if (orch_demo_key_write_has (self, "budget_limits")
      || orch_demo_key_write_has (self, "soft_budget") || !is_null (self->fields, "spend"))
    return TRUE;

  return orch_json_get_double (self->fields, "max_budget", &next)
         && (!orch_json_get_double (self->row, "max_budget", &old) || next != old);
}

/* Who is not an administrator changes a key that is theirs and that they made, but not its budget
 * (contract, section 2.1). */
static OrchDemoReply *
check_maker (OrchDemoKeyWrite *self)
{
  OrchDemoCaller *caller = &self->request->caller;
  const char *own_id = orch_demo_caller_get_user_id (caller);
  gboolean is_budget = changes_budget (self);

  if (orch_demo_caller_is_admin (caller)
      || (!is_budget && own_id != NULL
          && g_strcmp0 (orch_json_get_string (self->row, "created_by"), own_id) == 0
          && g_strcmp0 (orch_json_get_string (self->row, "user_id"), own_id) == 0))
    return NULL;

  return orch_demo_key_write_refuse_error (
      self, SOUP_STATUS_FORBIDDEN,
      "Only proxy admins, team admins, or org admins can call /key/update%s. user_role=%s, "
      "user_id=%s",
      is_budget ? " (max_budget/spend)" : "", caller->role != NULL ? caller->role : "internal_user",
      own_id);
}

static OrchDemoReply *
check_team (OrchDemoKeyWrite *self)
{
  const char *team = orch_json_get_string (self->fields, "team_id");

  if (team == NULL || *team == '\0' || orch_demo_team_find (team) != NULL)
    return NULL;

  return orch_demo_key_write_refuse_error (
      self, SOUP_STATUS_NOT_FOUND,
      "Team doesn't exist in db. Team=%s. Create team via `/team/new` call.", team);
}

/* In the order of the proxy. */
static const OrchDemoKeyCheck CHECKS[] = {
  orch_demo_key_check_max_budget,
  orch_demo_key_check_soft_budget,
  find_row,
  check_spend,
  orch_demo_key_check_budget_duration,
  check_routes,
  orch_demo_key_check_passthrough,
  orch_demo_key_check_permissions,
  orch_demo_key_check_guardrails,
  orch_demo_key_check_new_owner,
  check_project,
  orch_demo_key_check_owner,
  orch_demo_key_check_throttle,
  orch_demo_key_check_user_budget,
  orch_demo_key_check_tokens,
  check_maker,
  orch_demo_key_check_denied_passthrough,
  check_team,
  orch_demo_key_check_groups,
  orch_demo_key_check_organization,
  orch_demo_key_check_licence,
  orch_demo_key_check_duration,
  orch_demo_key_check_model_budgets,
  orch_demo_key_check_alias,
  orch_demo_key_check_rotation,
  orch_demo_key_check_columns,
};

static OrchDemoReply *
update (OrchDemoKeyWrite *self)
{
  const char *name = orch_json_get_string (self->fields, "key");
  g_autoptr (JsonObject) changed = orch_demo_members_copy_all (self->row);
  g_autoptr (JsonObject) view = NULL;
  JsonObject *reply = json_object_new ();
  g_autoptr (GList) names = NULL;

  if (name == NULL)
    name = orch_json_get_string (self->row, "token");
  json_object_set_string_member (reply, "key", name);

  if (self->request->settings->dropped_field != NULL)
    json_object_remove_member (self->fields, self->request->settings->dropped_field);
  orch_demo_key_apply (self, changed);
  orch_demo_keys_put_changed (orch_demo_store_get_keys (self->request->store), changed);

  view = orch_demo_key_row_get_update_view (changed);
  names = json_object_get_members (view);
  for (GList *l = names; l != NULL; l = l->next)
    orch_demo_members_copy (view, reply, l->data);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* POST /key/update: see the contract, section 2. */
OrchDemoReply *
orch_demo_handle_key_update (OrchDemoRequest *request)
{
  g_auto (OrchDemoKeyWrite) write = { .request = request };
  OrchDemoReply *reply = orch_demo_auth_require_key_writer (request);

  write.fields = json_object_new ();
  write.now = orch_demo_time_get_now ();
  if (reply == NULL && request->body == NULL)
    reply = orch_demo_reply_missing (NULL);
  if (reply == NULL)
    reply = read_fields (request->body, write.fields);
  if (reply == NULL)
    reply = orch_demo_key_write_check (&write, CHECKS, G_N_ELEMENTS (CHECKS));

  return reply != NULL ? reply : update (&write);
}
