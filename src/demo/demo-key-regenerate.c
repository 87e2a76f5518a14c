#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-reply.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-key-write.h"
#include "demo/demo-members.h"
#include "demo/demo-rows.h"
#include "demo/demo-server.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

#define MIN_SECRET_LENGTH 16

static const char *
get_name (OrchDemoKeyWrite *self)
{
  const char *name = orch_json_get_string (self->fields, "key");

  return name != NULL && *name != '\0' ? name : self->request->path_key;
}

/* Whatever comes after it, the community edition does not look at. */
static OrchDemoReply *
check_edition (OrchDemoKeyWrite *self)
{
  if (self->request->settings->enterprise)
    return NULL;

  return orch_demo_key_write_fail (
      self, "Regenerating Virtual Keys is an Enterprise feature, " ORCH_DEMO_ENTERPRISE_TEXT);
}

static OrchDemoReply *
find_row (OrchDemoKeyWrite *self)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (self->request->store);
  const char *name = get_name (self);

  if (name == NULL)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST, "No key passed in.");
  if (strcmp (name, ORCH_DEMO_MASTER_KEY) == 0)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                             "New master key is required.");

  self->row = orch_demo_keys_find_named (keys, name);
  if (self->row != NULL)
    return NULL;

  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_NOT_FOUND, "Key %s not found.", name);
}

/* Its owner may, whoever made it. */
static OrchDemoReply *
check_holder (OrchDemoKeyWrite *self)
{
  OrchDemoCaller *caller = &self->request->caller;
  const char *own_id = orch_demo_caller_get_user_id (caller);

  if (orch_demo_caller_is_admin (caller)
      || (own_id != NULL && g_strcmp0 (orch_json_get_string (self->row, "user_id"), own_id) == 0))
    return NULL;

  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                           "You are not authorized to regenerate this key");
}

static OrchDemoReply *
check_chosen (OrchDemoKeyWrite *self)
{
  const char *key = orch_json_get_string (self->fields, "new_key");

  if (key == NULL)
    return NULL;
  if (self->request->settings->chosen_keys_forbidden)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                             "Custom API key values are disabled by your "
                                             "administrator. Keys must be auto-generated.");
  if (!g_str_has_prefix (key, "sk-"))
    return orch_demo_key_write_refuse_error (
        self, SOUP_STATUS_BAD_REQUEST,
        "New key must start with 'sk-'. This is to distinguish a key hash (used by litellm for "
        "logging / internal logic) from the actual key.");
  if (g_utf8_strlen (key, -1) < MIN_SECRET_LENGTH)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                             "New key must be at least %d characters long.",
                                             MIN_SECRET_LENGTH);

  return NULL;
}

/* In the order of the proxy. */
static const OrchDemoKeyCheck CHECKS[] = {
  orch_demo_key_check_new_routes,
  orch_demo_key_check_passthrough,
  orch_demo_key_check_permissions,
  orch_demo_key_check_type,
  check_edition,
  find_row,
  orch_demo_key_check_guardrails,
  check_holder,
  orch_demo_key_check_denied_passthrough,
  orch_demo_key_check_groups,
  orch_demo_key_check_new_owner,
  orch_demo_key_check_organization,
  orch_demo_key_check_tokens,
  orch_demo_key_check_user_budget,
  check_chosen,
  orch_demo_key_check_duration,
  orch_demo_key_check_budget_duration,
  orch_demo_key_check_model_budgets,
  orch_demo_key_check_alias_form,
  orch_demo_key_check_columns,
};

/* The rotation is written as it comes, and plans nothing; a soft budget has no column. */
static void
apply (OrchDemoKeyWrite *self, JsonObject *row)
{
  static const char *const plain[] = { "auto_rotate", "rotation_interval", "key_type" };

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++) {
    if (orch_demo_key_write_has (self, plain[i]))
      orch_demo_members_copy (self->fields, row, plain[i]);
    json_object_remove_member (self->fields, plain[i]);
  }
  json_object_remove_member (self->fields, "soft_budget");

  orch_demo_key_apply (self, row);
}

/* What the proxy cannot read of a grace period, it ignores. */
static void
grant_grace (OrchDemoKeyWrite *self, const char *old_token, const char *new_token)
{
  const char *period = orch_json_get_string (self->fields, "grace_period");
  gint64 until;

  if (period != NULL && orch_demo_time_add_duration (period, self->now, &until)
      && until > self->now)
    orch_demo_keys_deprecate (orch_demo_store_get_keys (self->request->store), old_token, new_token,
                              until);
}

/* The key gets another hash; what it was stays as a deleted one. */
static OrchDemoReply *
regenerate (OrchDemoKeyWrite *self)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (self->request->store);
  const char *chosen = orch_json_get_string (self->fields, "new_key");
  g_autofree char *secret = chosen != NULL ? g_strdup (chosen) : orch_demo_secret_dup_random ();
  g_autofree char *token = orch_demo_secret_dup_token (secret);
  g_autofree char *name = orch_demo_secret_dup_name (secret);
  g_autoptr (JsonObject) row = orch_demo_members_copy_all (self->row);
  double spent = orch_demo_keys_get_window_spend (keys, self->row);
  JsonObject *reply = orch_demo_key_reply_new ();

  apply (self, row);
  grant_grace (self, orch_json_get_string (self->row, "token"), token);
  orch_demo_key_archive (self->request, self->row);
  json_object_set_string_member (row, "token", token);
  json_object_set_string_member (row, "key_name", name);
  orch_demo_keys_put_changed (keys, row);
  orch_demo_keys_set_window_spend (keys, row, spent);

  orch_demo_key_reply_fill (reply, row, secret);
  json_object_set_null_member (reply, "token");
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* POST /key/regenerate and /key/{key}/regenerate: see the contract, section 4. */
OrchDemoReply *
orch_demo_handle_key_regenerate (OrchDemoRequest *request)
{
  g_auto (OrchDemoKeyWrite) write = { .request = request };
  g_autoptr (JsonArray) problems = NULL;
  OrchDemoReply *reply = orch_demo_auth_require_key_writer (request);

  if (reply != NULL)
    return reply;

  write.fields = json_object_new ();
  write.now = orch_demo_time_get_now ();
  if (request->body != NULL) {
    problems = orch_demo_key_fields_read (ORCH_DEMO_KEY_GENERATE | ORCH_DEMO_KEY_REGENERATE,
                                          request->body, write.fields);
    if (json_array_get_length (problems) > 0)
      return orch_demo_reply_problems (g_steal_pointer (&problems));
  }

  reply = orch_demo_key_write_check (&write, CHECKS, G_N_ELEMENTS (CHECKS));
  return reply != NULL ? reply : regenerate (&write);
}
