#include "config.h"

#include <libsoup/soup.h>
#include <math.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-reply.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-fields.h"
#include "demo/demo-handlers.h"

/* Where a field of the body goes. */
typedef enum {
  TO_USER = 1 << 0,
  TO_KEY = 1 << 1,
} Targets;

/* What the proxy reads of a body, in the order in which it names problems. */
static const OrchDemoField FIELDS[] = {
  { "key_alias", ORCH_DEMO_VALUE_TEXT, TO_KEY },
  { "duration", ORCH_DEMO_VALUE_TEXT, 0 },
  { "models", ORCH_DEMO_VALUE_LIST, TO_USER | TO_KEY },
  { "spend", ORCH_DEMO_VALUE_NUMBER, TO_USER | TO_KEY },
  { "max_budget", ORCH_DEMO_VALUE_NUMBER_OR_EMPTY, TO_USER },
  { "user_id", ORCH_DEMO_VALUE_TEXT, 0 },
  { "max_parallel_requests", ORCH_DEMO_VALUE_INTEGER, TO_USER | TO_KEY },
  { "metadata", ORCH_DEMO_VALUE_OBJECT, TO_USER | TO_KEY },
  { "tpm_limit", ORCH_DEMO_VALUE_INTEGER, TO_USER | TO_KEY },
  { "rpm_limit", ORCH_DEMO_VALUE_INTEGER, TO_USER | TO_KEY },
  { "budget_duration", ORCH_DEMO_VALUE_TEXT, 0 },
  { "model_max_budget", ORCH_DEMO_VALUE_OBJECT, 0 },
  { "blocked", ORCH_DEMO_VALUE_BOOLEAN, TO_KEY },
  { "user_email", ORCH_DEMO_VALUE_TEXT, TO_USER },
  { "user_alias", ORCH_DEMO_VALUE_TEXT, TO_USER },
  { "user_role", ORCH_DEMO_VALUE_ROLE, TO_USER },
  { "auto_create_key", ORCH_DEMO_VALUE_REQUIRED_BOOLEAN, 0 },
  { "send_invite_email", ORCH_DEMO_VALUE_BOOLEAN, 0 },
  { "password", ORCH_DEMO_VALUE_TEXT, 0 },
};

/* What the reply has beside the members of a new key's. */
static const OrchDemoMember USER_MEMBERS[] = {
  { "user_email", JSON_NODE_NULL },
  { "user_role", JSON_NODE_NULL },
  { "teams", JSON_NODE_NULL },
  { "user_alias", JSON_NODE_NULL },
};

static OrchDemoReply *
read_fields (JsonObject *body, JsonObject *fields)
{
  g_autoptr (JsonArray) problems =
      orch_demo_fields_read (FIELDS, G_N_ELEMENTS (FIELDS), body, fields);

  if (orch_json_get_string (fields, "password") != NULL)
    orch_demo_problems_add (problems, "value_error", "body", "password",
                            "Value error, password cannot be set via /user/new. Users set their "
                            "own password through an invitation link (POST /invitation/new).");

  if (json_array_get_length (problems) == 0)
    return NULL;
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}

static OrchDemoReply *
reply_taken (const char *what, const char *value)
{
  return orch_demo_reply_error (SOUP_STATUS_CONFLICT, "internal_server_error", NULL,
                                "{'error': 'User with %s %s already exists'}", what, value);
}

static OrchDemoReply *
check_taken (OrchDemoStore *store, JsonObject *fields)
{
  const char *user_id = orch_json_get_string (fields, "user_id");
  const char *email = orch_json_get_string (fields, "user_email");
  g_autoptr (JsonObject) same_id = user_id != NULL ? orch_demo_store_find (store, user_id) : NULL;
  g_autoptr (JsonObject) same_email = NULL;
  g_autofree char *other_id = NULL;

  if (same_id != NULL)
    return reply_taken ("id", user_id);
  if (email == NULL || *email == '\0')
    return NULL;

  other_id = orch_demo_store_find_email (store, email, TRUE);
  if (other_id == NULL)
    return NULL;
  same_email = orch_demo_store_find (store, other_id);
  return reply_taken ("email", orch_json_get_string (same_email, "user_email"));
}

static OrchDemoReply *
reply_failed (const char *message)
{
  return orch_demo_reply_error (SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error", NULL,
                                "%s", message);
}

static gboolean
is_null (JsonObject *fields, const char *name)
{
  return json_object_has_member (fields, name) && json_object_get_null_member (fields, name);
}

/* What only the database notices: the proxy does not tell what it is. */
static OrchDemoReply *
check_columns (JsonObject *fields)
{
  static const char *const numbers[] = { "max_budget", "spend" };
  gboolean wrong = is_null (fields, "spend") || is_null (fields, "models");
  gint64 parallel;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    double number;

    wrong |= orch_json_get_double (fields, numbers[i], &number) && !isfinite (number);
  }
  wrong |= orch_json_get_int (fields, "max_parallel_requests", &parallel)
           && (parallel > G_MAXINT32 || parallel < G_MININT32);

  return wrong ? reply_failed ("{'error': 'Internal Server Error.'}") : NULL;
}

/* The duration is the key's, and wrong also where none is made. */
static OrchDemoReply *
check_duration (JsonObject *fields, gint64 now)
{
  const char *duration = orch_json_get_string (fields, "duration");
  g_autofree char *message = NULL;
  gint64 expires;

  if (duration == NULL || orch_demo_time_add_duration (duration, now, &expires))
    return NULL;

  message = orch_demo_time_dup_duration_error (duration);
  return reply_failed (message);
}

static OrchDemoReply *
check (OrchDemoRequest *request, JsonObject *fields, gint64 now)
{
  OrchDemoReply *reply = read_fields (request->body, fields);
  const char *duration = orch_json_get_string (fields, "budget_duration");
  JsonObject *budgets = orch_json_get_object (fields, "model_max_budget");
  gint64 reset;

  if (reply != NULL)
    return reply;
  if (duration != NULL && !orch_demo_time_get_next_reset (duration, now, &reset))
    return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "internal_server_error", NULL,
                                  "{'error': \"Invalid budget_duration '%s'. Use a format like "
                                  "'1h', '24h', '7d', or '30d'.\"}",
                                  duration);

  reply = check_taken (request->store, fields);
  if (reply == NULL)
    reply = check_duration (fields, now);
  if (reply == NULL && budgets != NULL && json_object_get_size (budgets) > 0)
    reply = reply_failed (
        "Invalid model_max_budget: You must have an enterprise license to set model_max_budget. "
        "You must be a LiteLLM Enterprise user to use this feature. If you have a license please "
        "set `LITELLM_LICENSE` in your env. Get a 7 day trial key here: "
        "https://www.litellm.ai/enterprise#trial. \nPricing: https://www.litellm.ai/#pricing. "
        "Example of valid model_max_budget: https://docs.litellm.ai/docs/proxy/users");
  if (reply == NULL)
    reply = check_columns (fields);
  return reply;
}

static void
copy_fields (JsonObject *fields, JsonObject *row, Targets target)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    if ((FIELDS[i].use & target) != 0 && json_object_has_member (fields, FIELDS[i].name)
        && !json_object_get_null_member (fields, FIELDS[i].name))
      orch_demo_members_copy (fields, row, FIELDS[i].name);
  }
}

static JsonObject *
create_user (OrchDemoRequest *request, JsonObject *fields, gint64 now)
{
  g_autofree char *random_id = g_uuid_string_random ();
  const char *user_id = orch_json_get_string (fields, "user_id");
  const char *duration = orch_json_get_string (fields, "budget_duration");
  JsonObject *row = orch_demo_row_new (user_id != NULL ? user_id : random_id, now);

  copy_fields (fields, row, TO_USER);
  if (duration != NULL)
    orch_demo_row_set_duration (row, duration, now);
  orch_demo_store_put (request->store, row);

  return row;
}

/* The key that comes with a user: @reply tells its secret. */
static void
create_key (OrchDemoRequest *request, JsonObject *user, JsonObject *fields, gint64 now,
            JsonObject *reply)
{
  g_autofree char *secret = orch_demo_secret_dup_random ();
  g_autofree char *token = orch_demo_secret_dup_token (secret);
  g_autofree char *name = orch_demo_secret_dup_name (secret);
  g_autoptr (JsonObject) row =
      orch_demo_key_row_new (token, name, orch_json_get_string (user, "user_id"), now);
  const char *duration = orch_json_get_string (fields, "duration");
  gint64 expires;

  copy_fields (fields, row, TO_KEY);
  if (duration != NULL && orch_demo_time_add_duration (duration, now, &expires))
    orch_demo_row_set_time (row, "expires", expires);
  orch_demo_keys_put (orch_demo_store_get_keys (request->store), row);

  json_object_set_string_member (reply, "key", secret);
  orch_demo_key_reply_fill_made (reply, row);
}

/* POST /user/new: see the contract, section 5. */
OrchDemoReply *
orch_demo_handle_user_new (OrchDemoRequest *request)
{
  g_autoptr (JsonObject) fields = json_object_new (), user = NULL;
  OrchDemoReply *refusal = orch_demo_auth_require_admin (request);
  gint64 now = orch_demo_time_get_now ();
  JsonObject *reply;

  if (refusal == NULL && request->body == NULL)
    refusal = orch_demo_reply_missing (NULL);
  if (refusal == NULL)
    refusal = check (request, fields, now);
  if (refusal != NULL)
    return refusal;

  user = create_user (request, fields, now);
  reply = orch_demo_key_reply_new ();
  orch_demo_members_fill (reply, USER_MEMBERS, G_N_ELEMENTS (USER_MEMBERS));
  orch_demo_members_copy (user, reply, "user_id");
  orch_demo_members_copy (user, reply, "spend");
  orch_demo_members_copy (user, reply, "budget_duration");
  copy_fields (fields, reply, TO_USER);
  json_object_set_string_member (reply, "key", "");
  if (json_object_get_boolean_member_with_default (fields, "auto_create_key", TRUE))
    create_key (request, user, fields, now, reply);

  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}
