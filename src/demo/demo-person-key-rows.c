#include "config.h"

#include "demo/demo-key-rows.h"
#include "demo/demo-people.h"
#include "demo/demo-person-key-settings.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-rows.h"
#include "demo/demo-windows.h"

#define ROTATION (30 * G_TIME_SPAN_DAY)

static void
set_time (JsonObject *row, const char *name, gint64 time)
{
  if (time != 0)
    orch_demo_row_set_time (row, name, time);
}

static void
set_limit (JsonObject *row, const char *name, gint64 limit)
{
  if (limit >= 0)
    json_object_set_int_member (row, name, limit);
}

static void
fill_times (JsonObject *row, guint index, guint number, const char *user_id, gint64 now)
{
  const char *maker =
      orch_demo_person_key_is_self_made (index, number) ? user_id : "default_user_id";
  gint64 created = orch_demo_person_key_get_created (index, number, now);
  gint64 rotations = (now - created) / ROTATION;

  json_object_set_string_member (row, "created_by", maker);
  json_object_set_string_member (row, "updated_by", maker);
  set_time (row, "created_at", created);
  set_time (row, "updated_at", orch_demo_person_key_get_updated (index, number, now));
  set_time (row, "expires", orch_demo_person_key_get_expires (index, number, now));
  set_time (row, "last_active", orch_demo_person_key_get_last_active (index, number, now));

  if (!orch_demo_person_key_is_rotated (index, number))
    return;
  json_object_set_boolean_member (row, "auto_rotate", TRUE);
  json_object_set_string_member (row, "rotation_interval", "30d");
  json_object_set_int_member (row, "rotation_count", rotations);
  set_time (row, "last_rotation_at", rotations > 0 ? created + rotations * ROTATION : 0);
  set_time (row, "key_rotation_at", created + (rotations + 1) * ROTATION);
}

/* A budget for a day and another for a month. */
static JsonArray *
new_windows (gint64 now)
{
  static const struct {
    const char *duration;
    double budget;
  } windows[] = { { "1d", 5.0 }, { "30d", 60.0 } };
  g_autoptr (JsonArray) given = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++) {
    JsonObject *window = json_object_new ();

    json_object_set_string_member (window, "budget_duration", windows[i].duration);
    json_object_set_double_member (window, "max_budget", windows[i].budget);
    json_array_add_object_element (given, window);
  }

  return orch_demo_windows_start (given, now);
}

static void
fill_soft_budget (JsonObject *row, double soft)
{
  const char *token = json_object_get_string_member (row, "token");
  g_autofree char *id = g_strdup_printf ("%.8s-%.4s-4%.3s-a%.3s-%.12s", token, token + 8,
                                         token + 12, token + 15, token + 18);
  JsonObject *budget =
      orch_demo_key_row_new_budget (id, json_object_get_string_member (row, "created_by"),
                                    orch_demo_row_get_time (row, "created_at"));

  json_object_set_double_member (budget, "soft_budget", soft);
  json_object_set_string_member (row, "budget_id", id);
  json_object_set_object_member (row, "litellm_budget_table", budget);
}

/* After the times. */
static void
fill_money (JsonObject *row, guint index, guint number, gint64 now)
{
  double spend = orch_demo_person_key_get_spend (index, number);
  double budget = orch_demo_person_key_get_budget (index, number);
  double soft = orch_demo_person_key_get_soft_budget (index, number);
  const char *duration = orch_demo_person_key_get_duration (index, number);

  json_object_set_double_member (row, "spend", spend);
  json_object_set_double_member (row, "total_spend", duration != NULL ? spend * 3 : spend);
  if (budget >= 0)
    json_object_set_double_member (row, "max_budget", budget);
  if (soft >= 0)
    fill_soft_budget (row, soft);
  if (duration != NULL)
    orch_demo_row_set_duration (row, duration, now);
  if (orch_demo_person_key_has_windows (index, number))
    json_object_set_array_member (row, "budget_limits", new_windows (now));
}

static JsonArray *
new_list (const char *const *texts)
{
  JsonArray *list = json_array_new ();

  for (gsize i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (list, texts[i]);

  return list;
}

/* Tags and guardrails were set while the server had a licence. */
static void
fill_metadata (JsonObject *metadata, guint index, guint number)
{
  static const char *const tags[] = { "production", "reviewed", NULL };
  static const char *const guardrails[] = { "no-personal-data", NULL };
  gint64 limit = orch_demo_person_key_get_model_limit (index, number);

  json_object_set_string_member (metadata, "purpose",
                                 orch_demo_person_key_get_purpose (index, number));
  if (orch_demo_person_key_is_tagged (index, number))
    json_object_set_array_member (metadata, "tags", new_list (tags));
  if (orch_demo_person_key_is_guarded (index, number))
    json_object_set_array_member (metadata, "guardrails", new_list (guardrails));
  if (limit >= 0) {
    JsonObject *limits = json_object_new ();

    json_object_set_int_member (limits, "gpt-4o", limit);
    json_object_set_object_member (metadata, "model_rpm_limit", limits);
  }
}

static void
fill_rights (JsonObject *row, guint index, guint number)
{
  const char *routes[] = { orch_demo_person_key_get_routes (index, number), NULL };

  json_object_set_string_member (row, "key_type", orch_demo_person_key_get_type (index, number));
  json_object_set_array_member (row, "allowed_routes", new_list (routes));
  json_object_set_array_member (row, "models",
                                new_list (orch_demo_person_key_get_models (index, number)));
  json_object_set_string_member (row, "team_id", orch_demo_person_key_get_team (index, number));
  if (orch_demo_person_key_is_blocked (index, number))
    json_object_set_boolean_member (row, "blocked", TRUE);
}

/* A key of one of the people: (transfer full). */
JsonObject *
orch_demo_key_row_new_for_person (guint index, guint number, const char *user_id, gint64 now)
{
  char token[ORCH_DEMO_TOKEN_SIZE], alias[ORCH_DEMO_TEXT_SIZE];
  g_autofree char *name = NULL;
  JsonObject *row;

  orch_demo_person_key_write_token (index, number, token);
  name = g_strconcat ("sk-...", token + ORCH_DEMO_TOKEN_SIZE - 5, NULL);
  row = orch_demo_key_row_new (token, name, user_id, now);

  if (orch_demo_person_key_write_alias (index, number, alias))
    json_object_set_string_member (row, "key_alias", alias);
  set_limit (row, "tpm_limit", orch_demo_person_key_get_tpm_limit (index, number));
  set_limit (row, "rpm_limit", orch_demo_person_key_get_rpm_limit (index, number));
  set_limit (row, "max_parallel_requests", orch_demo_person_key_get_parallel_limit (index, number));
  fill_times (row, index, number, user_id, now);
  fill_money (row, index, number, now);
  fill_metadata (json_object_get_object_member (row, "metadata"), index, number);
  fill_rights (row, index, number);

  return row;
}
