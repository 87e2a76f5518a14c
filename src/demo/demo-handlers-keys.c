#include "config.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-windows.h"
#include "demo/demo-fields.h"
#include "demo/demo-handlers.h"

static gboolean
is_own (OrchDemoRequest *request, JsonObject *key)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);

  return own_id != NULL && g_strcmp0 (orch_json_get_string (key, "user_id"), own_id) == 0;
}

/* GET /key/info: also of deleted keys, by hash. */
OrchDemoReply *
orch_demo_handle_key_info (OrchDemoRequest *request)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  const char *name = orch_demo_request_get_parameter (request, "key");
  JsonObject *own_key = request->caller.key;
  const char *role = request->caller.role;
  g_autoptr (JsonObject) key = NULL;
  JsonObject *reply, *info;
  JsonArray *windows;

  if (name != NULL) {
    key = orch_demo_keys_find_named (keys, name);
    if (key == NULL)
      key = orch_demo_keys_find_deleted (keys, name);
  } else if (own_key != NULL) {
    key = json_object_ref (own_key);
  }
  if (key == NULL)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "not_found_error", "key",
                                  "Key not found in database");

  if (!orch_demo_caller_sees_all (&request->caller) && key != own_key && !is_own (request, key))
    return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "internal_server_error", NULL,
                                  "You are not allowed to access this key's info. Your role=%s",
                                  role != NULL ? role : "internal_user");

  info = orch_demo_key_row_get_info_view (key, g_get_real_time ());
  windows = orch_json_get_array (info, "budget_limits");
  if (windows != NULL)
    json_object_set_object_member (
        info, "budget_limits_usage",
        orch_demo_windows_get_usage (windows, orch_demo_keys_get_window_spend (keys, key)));

  reply = json_object_new ();
  json_object_set_string_member (reply, "key",
                                 name != NULL ? name : orch_json_get_string (key, "token"));
  json_object_set_object_member (reply, "info", info);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* What is wrong with the "key" of the body, or NULL. */
static OrchDemoReply *
check_key_name (OrchDemoRequest *request)
{
  static const OrchDemoField field = { "key", ORCH_DEMO_VALUE_REQUIRED_TEXT, 0 };
  g_autoptr (JsonObject) values = json_object_new ();
  g_autoptr (JsonArray) problems = NULL;

  if (request->body == NULL)
    return orch_demo_reply_missing (NULL);
  if (!json_object_has_member (request->body, "key"))
    return orch_demo_reply_missing ("key");

  problems = orch_demo_fields_read (&field, 1, request->body, values);
  if (json_array_get_length (problems) == 0)
    return NULL;
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}

/* Whether a text has the form of a secret or of its hash. */
static gboolean
is_name (const char *text)
{
  gsize length = strlen (text);

  if (g_str_has_prefix (text, "sk-"))
    return length > 3 && length <= 100
           && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-") == length;

  return length == ORCH_DEMO_TOKEN_SIZE - 1 && strspn (text, "0123456789abcdefABCDEF") == length;
}

/* @changed: (out) (nullable): the row, or NULL with the reply that says why not */
static OrchDemoReply *
set_blocked (OrchDemoRequest *request, gboolean blocked, JsonObject **changed)
{
  OrchDemoReply *reply = check_key_name (request);
  g_autoptr (JsonObject) key = NULL;
  const char *name, *own_id = orch_demo_caller_get_user_id (&request->caller);

  if (reply == NULL)
    reply = orch_demo_auth_require_key_writer (request);
  if (reply != NULL)
    return reply;

  name = orch_json_get_string (request->body, "key");
  if (!is_name (name))
    return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "bad_request_error", "key",
                                  "Invalid key format.");

  key = orch_demo_keys_find_named (orch_demo_store_get_keys (request->store), name);
  if (key == NULL)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "not_found_error", "key",
                                  "Key not found.");
  if (!orch_demo_caller_is_admin (&request->caller)) {
    g_autofree char *message = g_strdup_printf (
        "Only proxy admins, team admins, or org admins can call %s. user_role=%s, "
        "user_id=%s",
        request->path, request->caller.role != NULL ? request->caller.role : "internal_user",
        own_id);

    return orch_demo_reply_detail_error (SOUP_STATUS_FORBIDDEN, message);
  }

  *changed = orch_demo_members_copy_all (key);
  json_object_set_boolean_member (*changed, "blocked", blocked);
  orch_demo_keys_put_changed (orch_demo_store_get_keys (request->store), *changed);
  return NULL;
}

/* POST /key/block */
OrchDemoReply *
orch_demo_handle_key_block (OrchDemoRequest *request)
{
  g_autoptr (JsonObject) row = NULL;
  OrchDemoReply *reply = set_blocked (request, TRUE, &row);
  JsonObject *view;

  if (reply != NULL)
    return reply;

  view = orch_demo_members_copy_all (row);
  json_object_set_null_member (view, "litellm_budget_table");
  return orch_demo_reply_new (SOUP_STATUS_OK, view);
}

/* POST /key/unblock: the reply has another form than that of /key/block. */
OrchDemoReply *
orch_demo_handle_key_unblock (OrchDemoRequest *request)
{
  g_autoptr (JsonObject) row = NULL;
  OrchDemoReply *reply = set_blocked (request, FALSE, &row);
  JsonObject *view;

  if (reply != NULL)
    return reply;

  view = orch_demo_key_row_get_columns_view (row);
  json_object_set_null_member (view, "litellm_budget_table");
  return orch_demo_reply_new (SOUP_STATUS_OK, view);
}
