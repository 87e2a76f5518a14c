#include "config.h"

#include <libsoup/soup.h>
#include <math.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-fields.h"
#include "demo/demo-handlers.h"

/* The fields that this server changes; it ignores all others. */
static const OrchDemoField FIELDS[] = {
  { "key", ORCH_DEMO_VALUE_TEXT, 0 },
  { "spend", ORCH_DEMO_VALUE_NUMBER, 0 },
  { "user_id", ORCH_DEMO_VALUE_TEXT, 0 },
  { "blocked", ORCH_DEMO_VALUE_BOOLEAN, 0 },
};

static OrchDemoReply *
read_fields (JsonObject *body, JsonObject *fields)
{
  g_autoptr (JsonArray) problems =
      orch_demo_fields_read (FIELDS, G_N_ELEMENTS (FIELDS), body, fields);

  if (json_array_get_length (problems) == 0 && orch_json_get_string (fields, "key") == NULL)
    orch_demo_problems_add (problems, "value_error", "body", NULL,
                            "Value error, either key or key_alias must be provided");

  if (json_array_get_length (problems) == 0)
    return NULL;
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}

/* Who is not an administrator may change a key that is theirs and that they made, but not its
 * spend (contract, section 2.1). */
static OrchDemoReply *
check_owner (OrchDemoRequest *request, JsonObject *row, JsonObject *fields)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);
  const char *role = request->caller.role;
  gboolean self_made;

  if (orch_demo_caller_is_admin (&request->caller))
    return NULL;
  if (g_strcmp0 (orch_json_get_string (row, "user_id"), own_id) != 0)
    return orch_demo_reply_auth_error (SOUP_STATUS_FORBIDDEN,
                                       "User can only create keys for themselves. Got user_id=%s, "
                                       "Your ID=%s",
                                       orch_json_get_string (row, "user_id"), own_id);

  self_made = g_strcmp0 (orch_json_get_string (row, "created_by"), own_id) == 0;
  if (self_made && !json_object_has_member (fields, "spend"))
    return NULL;
  return orch_demo_reply_auth_error (
      SOUP_STATUS_FORBIDDEN,
      "{'error': 'Only proxy admins, team admins, or org admins can call /key/update%s. "
      "user_role=%s, user_id=%s'}",
      json_object_has_member (fields, "spend") ? " (max_budget/spend)" : "",
      role != NULL ? role : "internal_user", own_id);
}

static OrchDemoReply *
check_spend (JsonObject *fields)
{
  double spend;

  if (!json_object_has_member (fields, "spend"))
    return NULL;
  if (!orch_json_get_double (fields, "spend", &spend))
    return orch_demo_reply_auth_error (
        SOUP_STATUS_BAD_REQUEST,
        "Authentication Error, Unable to match input value to any allowed input type for the "
        "field. Parse errors: [`data.spend`: A value is required but not set]");
  if (!isfinite (spend))
    return orch_demo_reply_auth_error (SOUP_STATUS_BAD_REQUEST,
                                       "{'error': 'spend must be a finite number. Received: %s'}",
                                       orch_demo_value_get_python_name (spend));
  return NULL;
}

static OrchDemoReply *
update (OrchDemoRequest *request, JsonObject *row, JsonObject *fields)
{
  const char *name = orch_json_get_string (fields, "key");
  JsonObject *changed = orch_demo_members_copy_all (row);
  JsonObject *reply = json_object_new ();
  g_autoptr (JsonObject) view = NULL;
  g_autoptr (GList) names = NULL;

  if (json_object_has_member (fields, "spend"))
    orch_demo_members_copy (fields, changed, "spend");
  if (json_object_has_member (fields, "blocked"))
    orch_demo_members_copy (fields, changed, "blocked");
  orch_demo_keys_put_changed (orch_demo_store_get_keys (request->store), changed);

  json_object_set_string_member (reply, "key", name);
  view = orch_demo_key_row_get_update_view (changed);
  json_object_unref (changed);
  names = json_object_get_members (view);
  for (GList *l = names; l != NULL; l = l->next)
    orch_demo_members_copy (view, reply, l->data);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* POST /key/update: see the contract, section 2. */
OrchDemoReply *
orch_demo_handle_key_update (OrchDemoRequest *request)
{
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autoptr (JsonObject) row = NULL;
  OrchDemoReply *reply = orch_demo_auth_require_key_writer (request);

  if (reply == NULL && request->body == NULL)
    reply = orch_demo_reply_missing (NULL);
  if (reply == NULL)
    reply = read_fields (request->body, fields);
  if (reply != NULL)
    return reply;

  row = orch_demo_keys_find_named (orch_demo_store_get_keys (request->store),
                                   orch_json_get_string (fields, "key"));
  if (row == NULL)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "not_found_error", "key",
                                  "Key not found.");

  reply = check_owner (request, row, fields);
  if (reply == NULL)
    reply = check_spend (fields);
  return reply != NULL ? reply : update (request, row, fields);
}
