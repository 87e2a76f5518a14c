#include "config.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-python.h"
#include "demo/demo-time.h"
#include "demo/demo-key-write.h"

/* What the database says about a value that is not of its column's type. */
#define NOT_OF_TYPE "Unable to match input value to any allowed input type for the field."

static OrchDemoReply *
check_budget (OrchDemoKeyWrite *self, const char *name)
{
  g_autofree char *number = NULL;
  double budget;

  if (!orch_json_get_double (self->fields, name, &budget) || (isfinite (budget) && budget >= 0))
    return NULL;

  number = orch_demo_python_dup_number (budget);
  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                           "%s must be a non-negative finite number. Received: %s",
                                           name, number);
}

OrchDemoReply *
orch_demo_key_check_max_budget (OrchDemoKeyWrite *self)
{
  return check_budget (self, "max_budget");
}

OrchDemoReply *
orch_demo_key_check_soft_budget (OrchDemoKeyWrite *self)
{
  return check_budget (self, "soft_budget");
}

OrchDemoReply *
orch_demo_key_check_budget_duration (OrchDemoKeyWrite *self)
{
  const char *duration = orch_json_get_string (self->fields, "budget_duration");
  gint64 reset;

  if (duration == NULL || orch_demo_time_get_next_reset (duration, self->now, &reset))
    return NULL;

  return orch_demo_key_write_refuse_error (self, SOUP_STATUS_BAD_REQUEST,
                                           "Invalid budget_duration '%s'. Use a format like '1h', "
                                           "'24h', '7d', or '30d'.",
                                           duration);
}

OrchDemoReply *
orch_demo_key_check_licence (OrchDemoKeyWrite *self)
{
  static const char *const names[] = {
    "disable_global_guardrails",
    "guardrails",
    "policies",
    "tags",
    "prompts",
    "allowed_passthrough_routes",
    "denied_passthrough_routes",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (!self->request->settings->enterprise && orch_demo_key_write_is_true (self, names[i]))
      return orch_demo_key_write_refuse_error (self, SOUP_STATUS_FORBIDDEN,
                                               "This feature is only available for LiteLLM "
                                               "Enterprise users: %s. " ORCH_DEMO_ENTERPRISE_TEXT,
                                               names[i]);
  }

  return NULL;
}

/* "" is no duration for a new key, and none at all for an old one. */
OrchDemoReply *
orch_demo_key_check_duration (OrchDemoKeyWrite *self)
{
  const char *duration = orch_json_get_string (self->fields, "duration");
  g_autofree char *message = NULL;
  gint64 expires;

  if (duration == NULL || orch_demo_time_add_duration (duration, self->now, &expires))
    return NULL;
  if (self->row != NULL && (*duration == '\0' || strcmp (duration, "-1") == 0))
    return NULL;

  message = orch_demo_time_dup_duration_error (duration);
  return orch_demo_key_write_fail (self, message);
}

OrchDemoReply *
orch_demo_key_check_model_budgets (OrchDemoKeyWrite *self)
{
  if (self->request->settings->enterprise
      || !orch_demo_key_write_is_true (self, "model_max_budget"))
    return NULL;

  return orch_demo_key_write_fail (
      self, "Invalid model_max_budget: You must have an enterprise license to set "
            "model_max_budget. " ORCH_DEMO_ENTERPRISE_TEXT ". Example of valid model_max_budget: "
            "https://docs.litellm.ai/docs/proxy/users");
}

/* A step upwards in a path, or a character that is not shown. */
static gboolean
is_unsafe (const char *alias)
{
  g_auto (GStrv) parts = g_strsplit (alias, "/", -1);

  if (g_strv_contains ((const char *const *) parts, ".."))
    return TRUE;

  for (; *alias != '\0'; alias = g_utf8_next_char (alias)) {
    gunichar c = g_utf8_get_char (alias);

    if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029)
      return TRUE;
  }

  return FALSE;
}

OrchDemoReply *
orch_demo_key_check_alias_form (OrchDemoKeyWrite *self)
{
  const char *alias = orch_json_get_string (self->fields, "key_alias");
  const char *old = self->row != NULL ? orch_json_get_string (self->row, "key_alias") : NULL;

  if (alias == NULL || g_strcmp0 (alias, old) == 0 || !is_unsafe (alias))
    return NULL;

  return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "bad_request_error", "key_alias",
                                "Invalid key_alias");
}

OrchDemoReply *
orch_demo_key_check_alias (OrchDemoKeyWrite *self)
{
  const char *alias = orch_json_get_string (self->fields, "key_alias");
  OrchDemoKeys *keys = orch_demo_store_get_keys (self->request->store);
  const char *own = self->row != NULL ? orch_json_get_string (self->row, "token") : NULL;
  OrchDemoReply *reply = orch_demo_key_check_alias_form (self);

  if (reply != NULL || alias == NULL || !orch_demo_keys_has_alias (keys, alias, own))
    return reply;

  return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "bad_request_error", "key_alias",
                                "Key with alias '%s' already exists. Unique key aliases across all "
                                "keys are required.",
                                alias);
}

static gboolean
has_only_texts (JsonNode *value)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return TRUE;

  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (json_node_get_value_type (json_array_get_element (array, i)) != G_TYPE_STRING)
      return FALSE;
  }

  return TRUE;
}

/* Whether the database takes a value for a column. */
static gboolean
fits (const OrchDemoField *field, JsonNode *value)
{
  if (JSON_NODE_HOLDS_NULL (value))
    return (field->use & ORCH_DEMO_KEY_NEEDED) == 0;
  if (field->kind == ORCH_DEMO_VALUE_NUMBER)
    return isfinite (json_node_get_double (value));
  if ((field->use & (ORCH_DEMO_KEY_SHORT | ORCH_DEMO_KEY_LONG)) != 0
      && json_node_get_value_type (value) == G_TYPE_DOUBLE)
    return FALSE;
  if ((field->use & ORCH_DEMO_KEY_SHORT) != 0)
    return json_node_get_int (value) <= G_MAXINT32 && json_node_get_int (value) >= G_MININT32;

  return has_only_texts (value);
}

/* What only the database notices. For a new key nulls are left out before. */
OrchDemoReply *
orch_demo_key_check_columns (OrchDemoKeyWrite *self)
{
  gboolean is_new = self->row == NULL;
  gsize n;
  const OrchDemoField *fields = orch_demo_key_fields_get (&n);

  for (gsize i = 0; i < n; i++) {
    JsonNode *value = json_object_get_member (self->fields, fields[i].name);

    if (value == NULL || (fields[i].use & ORCH_DEMO_KEY_COLUMN) == 0
        || (is_new && JSON_NODE_HOLDS_NULL (value)) || fits (&fields[i], value))
      continue;
    if (is_new)
      return orch_demo_key_write_refuse_error (self, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                                               "Internal Server Error.");
    return orch_demo_key_write_fail (self, NOT_OF_TYPE);
  }

  /* No budget has a name here. */
  if (orch_json_get_string (self->fields, "budget_id") == NULL)
    return NULL;
  if (is_new)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                                             "Internal Server Error.");
  return orch_demo_key_write_fail (self, "Foreign key constraint violated: "
                                         "`LiteLLM_VerificationToken_budget_id_fkey (index)`");
}

OrchDemoReply *
orch_demo_key_check_rotation (OrchDemoKeyWrite *self)
{
  const char *interval = orch_json_get_string (self->fields, "rotation_interval");
  g_autofree char *message = NULL;
  gint64 rotation;

  if (!orch_demo_key_write_is_true (self, "auto_rotate") || interval == NULL || *interval == '\0'
      || orch_demo_time_add_duration (interval, self->now, &rotation))
    return NULL;
  if (self->row == NULL)
    return orch_demo_key_write_refuse_error (self, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                                             "Internal Server Error.");

  message = orch_demo_time_dup_duration_error (interval);
  return orch_demo_key_write_fail (self, message);
}
