#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-python.h"
#include "demo/demo-key-write.h"

static gboolean
is_admin (OrchDemoKeyWrite *self)
{
  return orch_demo_caller_is_admin (&self->request->caller);
}

/* Whether the metadata that was sent holds something under a name. */
static gboolean
metadata_has (OrchDemoKeyWrite *self, const char *name)
{
  JsonObject *metadata = orch_json_get_object (self->fields, "metadata");

  return metadata != NULL && json_object_has_member (metadata, name)
         && !orch_demo_value_is_nothing (json_object_get_member (metadata, name));
}

static JsonObject *
get_stored_metadata (OrchDemoKeyWrite *self)
{
  return self->row != NULL ? orch_json_get_object (self->row, "metadata") : NULL;
}

static OrchDemoReply *
refuse_field (OrchDemoKeyWrite *self, const char *name)
{
  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                           "Only proxy admins can set `%s` on a key.", name);
}

OrchDemoReply *
orch_demo_key_refuse_routes (OrchDemoKeyWrite *self)
{
  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                           "Only proxy admins can set `allowed_routes` on a key. "
                                           "Use `key_type` to pick a preset route bucket instead.");
}

OrchDemoReply *
orch_demo_key_check_passthrough (OrchDemoKeyWrite *self)
{
  if (is_admin (self))
    return NULL;
  if (orch_demo_key_write_is_true (self, "allowed_passthrough_routes"))
    return refuse_field (self, "allowed_passthrough_routes");

  return metadata_has (self, "allowed_passthrough_routes")
             ? refuse_field (self, "metadata.allowed_passthrough_routes")
             : NULL;
}

OrchDemoReply *
orch_demo_key_check_denied_passthrough (OrchDemoKeyWrite *self)
{
  if (is_admin (self))
    return NULL;
  if (orch_demo_key_write_is_true (self, "denied_passthrough_routes"))
    return refuse_field (self, "denied_passthrough_routes");

  return metadata_has (self, "denied_passthrough_routes")
             ? refuse_field (self, "metadata.denied_passthrough_routes")
             : NULL;
}

OrchDemoReply *
orch_demo_key_check_permissions (OrchDemoKeyWrite *self)
{
  if (is_admin (self) || !orch_demo_key_write_has (self, "permissions"))
    return NULL;

  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                           "Only proxy admins can set `permissions`.");
}

OrchDemoReply *
orch_demo_key_check_guardrails (OrchDemoKeyWrite *self)
{
  JsonObject *stored = get_stored_metadata (self);

  if (is_admin (self)
      || (!orch_demo_key_write_is_true (self, "disable_global_guardrails")
          && !metadata_has (self, "disable_global_guardrails"))
      || (stored != NULL
          && json_object_get_boolean_member_with_default (stored, "disable_global_guardrails",
                                                          FALSE)))
    return NULL;

  return refuse_field (self, "disable_global_guardrails");
}

/* Nobody but administrators has to do with other people's keys. */
OrchDemoReply *
orch_demo_key_check_owner (OrchDemoKeyWrite *self)
{
  const char *own_id = orch_demo_caller_get_user_id (&self->request->caller);
  const char *user_id = self->row != NULL ? orch_json_get_string (self->row, "user_id") : NULL;

  if (user_id == NULL || *user_id == '\0')
    user_id = orch_json_get_string (self->fields, "user_id");
  if (is_admin (self) || user_id == NULL || g_strcmp0 (user_id, own_id) == 0)
    return NULL;

  return orch_demo_key_write_refuse (self, SOUP_STATUS_FORBIDDEN,
                                     "User can only create keys for themselves. Got user_id=%s, "
                                     "Your ID=%s",
                                     user_id, own_id);
}

OrchDemoReply *
orch_demo_key_check_throttle (OrchDemoKeyWrite *self)
{
  JsonObject *stored = get_stored_metadata (self);

  if (is_admin (self) || !orch_demo_key_write_is_true (self, "throttle_on_budget_exceeded")
      || (stored != NULL
          && json_object_get_boolean_member_with_default (stored, "throttle_on_budget_exceeded",
                                                          FALSE)))
    return NULL;

  return orch_demo_key_write_refuse_error (
      self, SOUP_STATUS_FORBIDDEN,
      "Only proxy admins can enable throttle_on_budget_exceeded on a key.");
}

/* No budget of end users exists here. */
OrchDemoReply *
orch_demo_key_check_user_budget (OrchDemoKeyWrite *self)
{
  const char *budget = orch_json_get_string (self->fields, "end_user_budget_id");

  if (budget == NULL || *budget == '\0')
    return NULL;
  if (!is_admin (self))
    return orch_demo_key_write_refuse_error (
        self, SOUP_STATUS_FORBIDDEN, "Only proxy admins can set end_user_budget_id on a key.");

  return orch_demo_key_write_refuse_error (
      self, SOUP_STATUS_BAD_REQUEST, "end_user_budget_id=%s does not match any budget.", budget);
}

/* What would be stored of it, compared with what is. */
OrchDemoReply *
orch_demo_key_check_tokens (OrchDemoKeyWrite *self)
{
  static const char name[] = "default_estimated_output_tokens";
  JsonObject *stored = get_stored_metadata (self);
  JsonObject *next = orch_demo_key_write_has (self, "metadata")
                         ? orch_json_get_object (self->fields, "metadata")
                         : stored;
  gint64 before = 0, after = 0;

  if (is_admin (self))
    return NULL;
  if (stored != NULL)
    orch_json_get_int (stored, name, &before);
  if (!orch_json_get_int (self->fields, name, &after) && next != NULL)
    orch_json_get_int (next, name, &after);
  if (before == after)
    return NULL;

  return orch_demo_key_write_refuse_error (
      self, SOUP_STATUS_FORBIDDEN,
      "Only proxy admins can set default_estimated_output_tokens or "
      "default_estimated_output_tokens_per_model on a key. They decide how many output tokens the "
      "rate limiter reserves for a request that omits max_tokens.");
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

OrchDemoReply *
orch_demo_key_check_groups (OrchDemoKeyWrite *self)
{
  g_auto (GStrv) groups = orch_json_get_strv (self->fields, "access_group_ids");
  g_autofree char *list = NULL;

  if (is_admin (self) || groups == NULL || groups[0] == NULL)
    return NULL;

  qsort (groups, g_strv_length (groups), sizeof groups[0], compare_texts);
  list = orch_demo_python_dup_list ((const char *const *) groups);
  return orch_demo_key_write_refuse (self, SOUP_STATUS_FORBIDDEN,
                                     "Key is not in a team. Access groups cannot be assigned to "
                                     "personal keys by non-admin callers. Disallowed access "
                                     "groups: %s.",
                                     list);
}

/* No organization exists here. */
OrchDemoReply *
orch_demo_key_check_organization (OrchDemoKeyWrite *self)
{
  const char *organization = orch_json_get_string (self->fields, "organization_id");
  g_autofree char *message = NULL;

  if (organization == NULL || *organization == '\0')
    return NULL;
  if (!is_admin (self))
    return orch_demo_key_write_refuse (
        self, SOUP_STATUS_FORBIDDEN, "Caller is not a member of organization_id=%s", organization);

  message = g_strdup_printf ("Organization doesn't exist in db. Organization=%s. Create "
                             "organization via `/organization/new` call.",
                             organization);
  return orch_demo_key_write_fail (self, message);
}
