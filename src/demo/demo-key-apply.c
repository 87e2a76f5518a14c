#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-members.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-windows.h"
#include "demo/demo-key-write.h"

/* A new key takes null for "not sent"; so does an old one for an empty team. */
static gboolean
is_sent (OrchDemoKeyWrite *self, const char *name)
{
  JsonNode *value = json_object_get_member (self->fields, name);

  if (value == NULL || (self->row == NULL && JSON_NODE_HOLDS_NULL (value)))
    return FALSE;

  return strcmp (name, "team_id") != 0
         || g_strcmp0 (orch_json_get_string (self->fields, name), "") != 0;
}

static void
apply_columns (OrchDemoKeyWrite *self, JsonObject *row)
{
  gsize n;
  const OrchDemoField *fields = orch_demo_key_fields_get (&n);

  for (gsize i = 0; i < n; i++) {
    if ((fields[i].use & ORCH_DEMO_KEY_COLUMN) != 0 && is_sent (self, fields[i].name))
      orch_demo_members_copy (self->fields, row, fields[i].name);
  }
}

/* Fields without a column are merged into the metadata, after it was replaced. */
static void
apply_metadata (OrchDemoKeyWrite *self, JsonObject *row)
{
  JsonObject *old = orch_json_get_object (row, "metadata");
  JsonObject *metadata;
  gsize n;
  const OrchDemoField *fields = orch_demo_key_fields_get (&n);

  if (old == NULL)
    return;

  metadata = orch_demo_members_copy_all (old);
  for (gsize i = 0; i < n; i++) {
    JsonNode *value = json_object_get_member (self->fields, fields[i].name);

    if ((fields[i].use & ORCH_DEMO_KEY_METADATA) != 0 && value != NULL
        && !JSON_NODE_HOLDS_NULL (value))
      orch_demo_members_copy (self->fields, metadata, fields[i].name);
  }
  json_object_set_object_member (row, "metadata", metadata);
}

static void
apply_durations (OrchDemoKeyWrite *self, JsonObject *row)
{
  const char *duration = orch_json_get_string (self->fields, "duration");
  const char *budget = orch_json_get_string (self->fields, "budget_duration");
  gint64 time;

  if (duration != NULL && orch_demo_time_add_duration (duration, self->now, &time))
    orch_demo_row_set_time (row, "expires", time);
  else if (is_sent (self, "duration") && g_strcmp0 (duration, "") != 0)
    json_object_set_null_member (row, "expires");

  if (budget != NULL) {
    orch_demo_row_set_duration (row, budget, self->now);
  } else if (is_sent (self, "budget_duration")) {
    json_object_set_null_member (row, "budget_duration");
    json_object_set_null_member (row, "budget_reset_at");
  }
}

static void
apply_windows (OrchDemoKeyWrite *self, JsonObject *row)
{
  JsonArray *windows = orch_json_get_array (self->fields, "budget_limits");

  if (windows != NULL && json_array_get_length (windows) > 0)
    json_object_set_array_member (row, "budget_limits",
                                  orch_demo_windows_start (windows, self->now));
  else if (is_sent (self, "budget_limits"))
    json_object_set_null_member (row, "budget_limits");
}

/* It is in a row of its own, which is made for the first one. */
static void
apply_soft_budget (OrchDemoKeyWrite *self, JsonObject *row)
{
  JsonObject *old = orch_json_get_object (row, "litellm_budget_table");
  g_autofree char *id = g_uuid_string_random ();
  JsonObject *budget;

  if (orch_demo_key_write_has (self, "budget_id") && self->row != NULL)
    json_object_set_null_member (row, "litellm_budget_table");
  if (!is_sent (self, "soft_budget")
      || (old == NULL && json_object_get_null_member (self->fields, "soft_budget")))
    return;

  budget = old != NULL ? orch_demo_members_copy_all (old)
                       : orch_demo_key_row_new_budget (
                           id, orch_demo_caller_get_user_id (&self->request->caller), self->now);
  if (old == NULL && self->row != NULL)
    json_object_set_null_member (budget, "model_max_budget");
  orch_demo_members_copy (self->fields, budget, "soft_budget");
  json_object_set_string_member (row, "budget_id",
                                 json_object_get_string_member (budget, "budget_id"));
  json_object_set_object_member (row, "litellm_budget_table", budget);
}

/* A new key keeps both fields or none; an old one each as it comes. */
static void
apply_rotation (OrchDemoKeyWrite *self, JsonObject *row)
{
  const char *interval = orch_json_get_string (self->fields, "rotation_interval");
  gint64 rotation;
  gboolean both = orch_demo_key_write_is_true (self, "auto_rotate") && interval != NULL
                  && orch_demo_time_add_duration (interval, self->now, &rotation);

  if (both)
    orch_demo_row_set_time (row, "key_rotation_at", rotation);
  if (!both && self->row == NULL)
    return;

  if (orch_demo_key_write_has (self, "auto_rotate"))
    orch_demo_members_copy (self->fields, row, "auto_rotate");
  if (orch_demo_key_write_has (self, "rotation_interval"))
    orch_demo_members_copy (self->fields, row, "rotation_interval");
}

/* Writes what was sent to a key's row. */
void
orch_demo_key_apply (OrchDemoKeyWrite *self, JsonObject *row)
{
  apply_columns (self, row);
  apply_metadata (self, row);
  apply_durations (self, row);
  apply_windows (self, row);
  apply_soft_budget (self, row);
  apply_rotation (self, row);
}
