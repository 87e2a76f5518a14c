#include "config.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-members.h"
#include "demo/demo-python.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-fields.h"
#include "demo/demo-update.h"

typedef enum {
  NULL_IGNORED, /* the old value stays */
  NULL_CLEARS,
  NULL_EMPTIES, /* an empty object takes its place */
  NO_COLUMN,    /* the database knows no such field and refuses all but null and empty values */
} NullMeaning;

/* What the proxy reads of a body, in the order in which it names problems (contract, section 1).
 * It ignores all other names. */
static const OrchDemoField FIELDS[] = {
  { "key_alias", ORCH_DEMO_VALUE_TEXT, NO_COLUMN },
  { "models", ORCH_DEMO_VALUE_LIST, NULL_IGNORED },
  { "spend", ORCH_DEMO_VALUE_NUMBER, NULL_IGNORED },
  { "max_budget", ORCH_DEMO_VALUE_NUMBER_OR_EMPTY, NULL_CLEARS },
  { "user_id", ORCH_DEMO_VALUE_TEXT, NULL_IGNORED },
  { "max_parallel_requests", ORCH_DEMO_VALUE_INTEGER, NULL_IGNORED },
  { "team_id", ORCH_DEMO_VALUE_TEXT, NULL_IGNORED },
  { "metadata", ORCH_DEMO_VALUE_OBJECT, NULL_IGNORED },
  { "tpm_limit", ORCH_DEMO_VALUE_INTEGER, NULL_CLEARS },
  { "rpm_limit", ORCH_DEMO_VALUE_INTEGER, NULL_CLEARS },
  { "budget_duration", ORCH_DEMO_VALUE_TEXT, NULL_CLEARS },
  { "budget_limits", ORCH_DEMO_VALUE_WINDOWS, NO_COLUMN },
  { "model_max_budget", ORCH_DEMO_VALUE_OBJECT, NULL_EMPTIES },
  { "guardrails", ORCH_DEMO_VALUE_LIST, NO_COLUMN },
  { "blocked", ORCH_DEMO_VALUE_BOOLEAN, NO_COLUMN },
  { "aliases", ORCH_DEMO_VALUE_OBJECT, NO_COLUMN },
  { "user_alias", ORCH_DEMO_VALUE_TEXT, NULL_IGNORED },
  { "user_role", ORCH_DEMO_VALUE_ROLE, NULL_IGNORED },
  { "user_email", ORCH_DEMO_VALUE_TEXT, NULL_IGNORED },
};

/* The values as the proxy takes them, or the 422. */
static OrchDemoReply *
read_fields (JsonObject *body, JsonObject *fields)
{
  g_autoptr (JsonArray) problems =
      orch_demo_fields_read (FIELDS, G_N_ELEMENTS (FIELDS), body, fields);

  if (json_array_get_length (problems) == 0 && orch_json_get_string (fields, "user_id") == NULL
      && orch_json_get_string (fields, "user_email") == NULL)
    orch_demo_problems_add (problems, "value_error", "body", NULL,
                            "Value error, Either user id or user email must be provided");

  if (json_array_get_length (problems) == 0)
    return NULL;
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}

static gboolean
is_empty (JsonNode *value)
{
  return JSON_NODE_HOLDS_NULL (value)
         || (JSON_NODE_HOLDS_ARRAY (value)
             && json_array_get_length (json_node_get_array (value)) == 0)
         || (JSON_NODE_HOLDS_OBJECT (value)
             && json_object_get_size (json_node_get_object (value)) == 0);
}

static OrchDemoReply *
reply_wrong_type (const char *name, const char *type)
{
  return orch_demo_reply_auth_error (
      SOUP_STATUS_BAD_REQUEST,
      "Authentication Error, Unable to match input value to any allowed input type for the field. "
      "Parse errors: [Invalid argument type. `%s` should be of any of the following types: `%s`, "
      "Invalid argument type. `%s` should be of any of the following types: `Null`]",
      name, type, name);
}

static OrchDemoReply *
check_columns (JsonObject *fields)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    JsonNode *value = json_object_get_member (fields, FIELDS[i].name);

    if (FIELDS[i].use == NO_COLUMN && value != NULL && !is_empty (value))
      return orch_demo_reply_auth_error (SOUP_STATUS_BAD_REQUEST,
                                         "Authentication Error, Could not find field at "
                                         "`upsertOneLiteLLM_UserTable.create.%s`",
                                         FIELDS[i].name);
  }

  return NULL;
}

static gboolean
has_only_texts (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (json_node_get_value_type (json_array_get_element (array, i)) != G_TYPE_STRING)
      return FALSE;
  }

  return TRUE;
}

/* What only the database notices. */
static OrchDemoReply *
check_numbers (JsonObject *fields)
{
  static const char *const integers[] = { "tpm_limit", "rpm_limit", "max_parallel_requests" };
  JsonArray *models = orch_json_get_array (fields, "models");
  double budget;
  gint64 parallel;

  if (orch_json_get_double (fields, "max_budget", &budget) && !isfinite (budget))
    return reply_wrong_type ("max_budget", "Float");
  if (orch_json_get_int (fields, "max_parallel_requests", &parallel)
      && (parallel > G_MAXINT32 || parallel < G_MININT32))
    return reply_wrong_type ("max_parallel_requests", "Int");
  for (gsize i = 0; i < G_N_ELEMENTS (integers); i++) {
    JsonNode *value = json_object_get_member (fields, integers[i]);

    if (value != NULL && json_node_get_value_type (value) == G_TYPE_DOUBLE)
      return reply_wrong_type (integers[i], "BigInt");
  }
  if (models != NULL && !has_only_texts (models))
    return reply_wrong_type ("models", "LiteLLM_UserTableCreatemodelsInput");

  return NULL;
}

static OrchDemoReply *
reply_not_finite (double spend)
{
  g_autofree char *number = orch_demo_python_dup_number (spend);

  return orch_demo_reply_auth_error (
      SOUP_STATUS_BAD_REQUEST, "{'error': 'spend must be a finite number. Received: %s'}", number);
}

static OrchDemoReply *
check_rules (JsonObject *fields, gint64 now)
{
  const char *duration = orch_json_get_string (fields, "budget_duration");
  double spend;
  gint64 reset;

  if (orch_json_get_double (fields, "spend", &spend) && !isfinite (spend))
    return reply_not_finite (spend);
  if (duration != NULL && !orch_demo_time_get_next_reset (duration, now, &reset))
    return orch_demo_reply_auth_error (
        SOUP_STATUS_BAD_REQUEST,
        "{'error': \"Invalid budget_duration '%s'. Use a format like "
        "'1h', '24h', '7d', or '30d'.\"}",
        duration);

  return NULL;
}

static void
apply_null (JsonObject *row, const char *name, NullMeaning meaning)
{
  if (meaning == NULL_CLEARS)
    json_object_set_null_member (row, name);
  else if (meaning == NULL_EMPTIES)
    json_object_set_object_member (row, name, json_object_new ());
}

static void
apply (JsonObject *row, JsonObject *fields, gint64 now)
{
  const char *duration = NULL;
  gint64 reset;

  for (gsize i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    const char *name = FIELDS[i].name;
    JsonNode *value = json_object_get_member (fields, name);

    if (value == NULL || FIELDS[i].use == NO_COLUMN || strcmp (name, "user_id") == 0)
      continue;

    if (is_empty (value))
      apply_null (row, name, FIELDS[i].use);
    else
      json_object_set_member (row, name, json_node_copy (value));
  }

  if (json_object_has_member (fields, "budget_duration")) {
    duration = orch_json_get_string (fields, "budget_duration");
    if (duration != NULL && orch_demo_time_get_next_reset (duration, now, &reset))
      orch_demo_row_set_time (row, "budget_reset_at", reset);
    else
      json_object_set_null_member (row, "budget_reset_at");
  }
  orch_demo_row_set_time (row, "updated_at", now);
}

/* Writes the fields to the user, who is created if there is none: (transfer full). */
static JsonObject *
write_row (OrchDemoRequest *request, const char *user_id, JsonObject *fields, gint64 now)
{
  g_autoptr (JsonObject) old = orch_demo_store_find (request->store, user_id);
  JsonObject *row =
      old != NULL ? orch_demo_members_copy_all (old) : orch_demo_row_new (user_id, now);

  if (request->settings->dropped_field != NULL)
    json_object_remove_member (fields, request->settings->dropped_field);
  apply (row, fields, now);
  orch_demo_store_put (request->store, row);

  return row;
}

static OrchDemoReply *
check (JsonObject *body, JsonObject *fields, gint64 now)
{
  OrchDemoReply *reply = read_fields (body, fields);

  if (reply == NULL)
    reply = check_rules (fields, now);
  if (reply == NULL)
    reply = check_columns (fields);
  if (reply == NULL)
    reply = check_numbers (fields);
  return reply;
}

static gboolean
is_filled (const char *text)
{
  return text != NULL && *text != '\0';
}

/* POST /user/update: see the contract, section 1. */
OrchDemoReply *
orch_demo_update_user (OrchDemoRequest *request)
{
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autoptr (JsonObject) row = NULL;
  g_autofree char *user_id = NULL;
  gint64 now = orch_demo_time_get_now ();
  gboolean known = TRUE;
  const char *email;
  JsonObject *reply;
  OrchDemoReply *refusal = check (request->body, fields, now);

  if (refusal != NULL)
    return refusal;

  user_id = g_strdup (orch_json_get_string (fields, "user_id"));
  email = orch_json_get_string (fields, "user_email");
  if (!is_filled (user_id) && !is_filled (email))
    return orch_demo_reply_auth_error (
        SOUP_STATUS_BAD_REQUEST,
        "Authentication Error, Either user_id or user_email must be provided");

  if (!is_filled (user_id)) {
    g_free (user_id);
    user_id = orch_demo_store_find_email (request->store, email, FALSE);
    known = user_id != NULL;
    if (!known)
      user_id = g_uuid_string_random ();
  }

  row = write_row (request, user_id, fields, now);
  if (!known)
    return orch_demo_reply_auth_error (
        SOUP_STATUS_BAD_REQUEST,
        "Authentication Error, 'LiteLLM_UserTable' object has no attribute 'get'");

  reply = json_object_new ();
  json_object_set_string_member (reply, "user_id", user_id);
  json_object_set_object_member (reply, "data", orch_demo_row_get_update_view (row));
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}
