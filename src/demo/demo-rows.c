#include "config.h"

#include "core/client/json.h"
#include "demo/demo-members.h"
#include "demo/demo-people.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"

/* The members of a row in the order of the proxy, with a new user's values. */
static const OrchDemoMember MEMBERS[] = {
  { "user_id", JSON_NODE_NULL },
  { "user_alias", JSON_NODE_NULL },
  { "team_id", JSON_NODE_NULL },
  { "sso_user_id", JSON_NODE_NULL },
  { "organization_id", JSON_NODE_NULL },
  { "object_permission_id", JSON_NODE_NULL },
  { "password_reset_required", JSON_NODE_NULL },
  { "last_breach_check_at", JSON_NODE_NULL },
  { "teams", JSON_NODE_ARRAY },
  { "user_role", JSON_NODE_NULL },
  { "max_budget", JSON_NODE_NULL },
  { "spend", JSON_NODE_VALUE },
  { "user_email", JSON_NODE_NULL },
  { "models", JSON_NODE_ARRAY },
  { "metadata", JSON_NODE_OBJECT },
  { "max_parallel_requests", JSON_NODE_NULL },
  { "tpm_limit", JSON_NODE_NULL },
  { "rpm_limit", JSON_NODE_NULL },
  { "budget_duration", JSON_NODE_NULL },
  { "budget_reset_at", JSON_NODE_NULL },
  { "allowed_cache_controls", JSON_NODE_ARRAY },
  { "policies", JSON_NODE_ARRAY },
  { "model_spend", JSON_NODE_OBJECT },
  { "model_max_budget", JSON_NODE_OBJECT },
  { "created_at", JSON_NODE_NULL },
  { "updated_at", JSON_NODE_NULL },
  { "organization_memberships", JSON_NODE_NULL },
  { "object_permission", JSON_NODE_NULL },
  { "key_count", JSON_NODE_VALUE },
};

static const char *const V2_MEMBERS[] = {
  "user_id",         "user_email",        "user_alias",       "user_role",  "spend",
  "max_budget",      "tpm_limit",         "rpm_limit",        "models",     "budget_duration",
  "budget_reset_at", "metadata",          "created_at",       "updated_at", "sso_user_id",
  "teams",           "object_permission", "model_max_budget",
};

static void
set_limit (JsonObject *row, const char *name, gint64 limit)
{
  if (limit >= 0)
    json_object_set_int_member (row, name, limit);
}

static void
fill_texts (JsonObject *row, guint index)
{
  char text[ORCH_DEMO_TEXT_SIZE];

  if (orch_demo_person_write_alias (index, text))
    json_object_set_string_member (row, "user_alias", text);
  if (orch_demo_person_write_email (index, text))
    json_object_set_string_member (row, "user_email", text);
  if (orch_demo_person_get_role (index) != NULL)
    json_object_set_string_member (row, "user_role", orch_demo_person_get_role (index));
}

static void
fill_collections (JsonObject *row, guint index)
{
  JsonArray *models = json_object_get_array_member (row, "models");
  JsonObject *metadata = json_object_get_object_member (row, "metadata");
  const char *const *names = orch_demo_person_get_models (index);
  const char *team = orch_demo_person_get_team (index);

  for (gsize i = 0; names[i] != NULL; i++)
    json_array_add_string_element (models, names[i]);
  json_object_set_string_member (metadata, "department", orch_demo_person_get_department (index));
  if (team != NULL)
    json_array_add_string_element (json_object_get_array_member (row, "teams"), team);
}

static void
fill_money (JsonObject *row, guint index, gint64 now)
{
  double budget = orch_demo_person_get_budget (index);
  const char *duration = orch_demo_person_get_duration (index);

  json_object_set_double_member (row, "spend", orch_demo_person_get_spend (index));
  if (budget >= 0)
    json_object_set_double_member (row, "max_budget", budget);
  if (duration != NULL)
    orch_demo_row_set_duration (row, duration, now);
}

/* A user as a creation without any field makes it. */
JsonObject *
orch_demo_row_new (const char *user_id, gint64 now)
{
  JsonObject *row = json_object_new ();

  orch_demo_members_fill (row, MEMBERS, G_N_ELEMENTS (MEMBERS));
  json_object_set_string_member (row, "user_id", user_id);
  json_object_set_double_member (row, "spend", 0.0);
  orch_demo_row_set_time (row, "created_at", now);
  orch_demo_row_set_time (row, "updated_at", now);

  return row;
}

JsonObject *
orch_demo_row_new_for_person (guint index, gint64 now)
{
  char id[ORCH_DEMO_TEXT_SIZE];
  JsonObject *row;

  orch_demo_person_write_id (index, id);
  row = orch_demo_row_new (id, now);

  fill_texts (row, index);
  fill_collections (row, index);
  fill_money (row, index, now);
  set_limit (row, "tpm_limit", orch_demo_person_get_tpm_limit (index));
  set_limit (row, "rpm_limit", orch_demo_person_get_rpm_limit (index));
  set_limit (row, "max_parallel_requests", orch_demo_person_get_parallel_limit (index));
  orch_demo_row_set_time (row, "created_at", orch_demo_person_get_created (index, now));
  orch_demo_row_set_time (row, "updated_at", orch_demo_person_get_updated (index, now));

  return row;
}

/* The reply of /user/update: all columns of the database. */
JsonObject *
orch_demo_row_get_update_view (JsonObject *row)
{
  static const char *const relations[] = {
    "litellm_organization_table",
    "invitations_created",
    "invitations_updated",
    "invitations_user",
  };
  JsonObject *view = json_object_new ();

  json_object_set_null_member (view, "verified_subjects");
  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    orch_demo_members_copy (row, view, MEMBERS[i].name);
  for (gsize i = 0; i < G_N_ELEMENTS (relations); i++)
    json_object_set_null_member (view, relations[i]);
  json_object_remove_member (view, "key_count");

  return view;
}

/* The user_info of /user/info. */
JsonObject *
orch_demo_row_get_info_view (JsonObject *row)
{
  JsonObject *view = orch_demo_row_get_update_view (row);

  json_object_set_array_member (view, "organization_memberships", json_array_new ());
  json_object_set_object_member (view, "model_max_budget_usage", json_object_new ());

  return view;
}

/* The reply of /v2/user/info. */
JsonObject *
orch_demo_row_get_v2_view (JsonObject *row)
{
  JsonObject *view = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (V2_MEMBERS); i++)
    orch_demo_members_copy (row, view, V2_MEMBERS[i]);
  json_object_set_object_member (view, "model_max_budget_usage", json_object_new ());

  return view;
}

void
orch_demo_row_set_time (JsonObject *row, const char *name, gint64 time)
{
  g_autofree char *text = orch_demo_time_to_text (time);

  json_object_set_string_member (row, name, text);
}

/* µs of the epoch, or 0 for null. */
gint64
orch_demo_row_get_time (JsonObject *row, const char *name)
{
  g_autoptr (GDateTime) time = orch_json_get_time (row, name);

  if (time == NULL)
    return 0;

  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/* FALSE, and nothing is set: the proxy takes the text for no duration. */
gboolean
orch_demo_row_set_duration (JsonObject *row, const char *duration, gint64 now)
{
  gint64 reset;

  if (!orch_demo_time_get_next_reset (duration, now, &reset))
    return FALSE;

  json_object_set_string_member (row, "budget_duration", duration);
  orch_demo_row_set_time (row, "budget_reset_at", reset);
  return TRUE;
}
