#include "config.h"

#include "core/client/json.h"
#include "core/rules/csv.h"
#include "core/rules/number.h"

#include "core/services/export-columns.h"

/* Columns have the names that LiteLLM gives them, and values that a program reads back: numbers
 * with a point, times as ISO 8601 in UTC, lists of names as one text, nothing for what is not set.
 */

static const struct {
  const char *name;
  GDateTime *(*get) (OrchUser *user);
} user_times[] = {
  { "budget_reset_at", orch_user_get_budget_reset_at },
  { "created_at", orch_user_get_created_at },
  { "updated_at", orch_user_get_updated_at },
};

static const char *
get_team_alias (OrchKey *key)
{
  OrchTeam *team = orch_key_get_team (key);

  return team != NULL ? orch_team_get_alias (team) : NULL;
}

static const struct {
  const char *name;
  const char *(*get) (OrchKey *key);
} key_texts[] = {
  { "key_name", orch_key_get_masked_name },
  { "user_id", orch_key_get_user_id },
  { "team_id", orch_key_get_team_id },
  { "team_alias", get_team_alias },
  { "organization_id", orch_key_get_organization_id },
  { "created_by", orch_key_get_created_by },
  { "key_type", orch_key_get_key_type },
};

static const struct {
  const char *name;
  GDateTime *(*get) (OrchKey *key);
} key_times[] = {
  { "budget_reset_at", orch_key_get_budget_reset_at },
  { "created_at", orch_key_get_created_at },
  { "updated_at", orch_key_get_updated_at },
  { "last_active", orch_key_get_last_active },
  { "last_rotation_at", orch_key_get_last_rotation_at },
  { "key_rotation_at", orch_key_get_next_rotation_at },
};

/* Metadata may hold the passwords of callbacks, and is no text for a cell. */
static gboolean
is_exported (const OrchField *field)
{
  return field->kind != ORCH_FIELD_JSON;
}

static void
append_time (GString *text, GDateTime *time)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_to_utc (time) : NULL;
  g_autofree char *cell = utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;

  orch_csv_append_cell (text, cell);
}

/* @count: negative if it is not known */
static void
append_count (GString *text, gint64 count)
{
  g_autofree char *cell = count >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : NULL;

  orch_csv_append_cell (text, cell);
}

static void
append_names (GString *text, const char *const *names)
{
  g_autofree char *cell = names != NULL ? g_strjoinv (", ", (char **) names) : NULL;

  orch_csv_append_cell (text, cell);
}

static void
append_json (GString *text, const OrchField *field, GVariant *value)
{
  g_autoptr (JsonNode) node = orch_field_write (field, value);
  g_autofree char *cell = orch_json_to_text (node, FALSE);

  orch_csv_append_cell (text, cell);
}

static void
append_value (GString *text, const OrchField *field, GVariant *value)
{
  if (value == NULL) {
    orch_csv_append_cell (text, NULL);
    return;
  }

  switch (field->kind) {
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_DURATION:
    orch_csv_append_cell (text, g_variant_get_string (value, NULL));
    break;
  case ORCH_FIELD_MONEY: {
    g_autofree char *cell = orch_number_to_text (g_variant_get_double (value), ".");

    orch_csv_append_cell (text, cell);
    break;
  }
  case ORCH_FIELD_RATE:
    append_count (text, g_variant_get_int64 (value));
    break;
  case ORCH_FIELD_NAMES: {
    g_autofree const char **names = g_variant_get_strv (value, NULL);

    append_names (text, names);
    break;
  }
  case ORCH_FIELD_SWITCH:
    orch_csv_append_cell (text, g_variant_get_boolean (value) ? "true" : "false");
    break;
  case ORCH_FIELD_EXPIRY: {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (g_variant_get_int64 (value));

    append_time (text, time);
    break;
  }
  case ORCH_FIELD_WINDOWS:
  case ORCH_FIELD_LIMITS:
    append_json (text, field, value);
    break;
  case ORCH_FIELD_JSON:
    g_assert_not_reached ();
  }
}

/**
 * orch_export_append_user_header:
 * @text: a CSV text
 *
 * Appends the row that names the columns of users.
 */
void
orch_export_append_user_header (GString *text)
{
  orch_csv_append_cell (text, orch_user_id_field ()->name);
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    if (is_exported (orch_user_field (i)))
      orch_csv_append_cell (text, orch_user_field (i)->name);
  orch_csv_append_cell (text, "key_count");
  orch_csv_append_cell (text, "teams");
  for (guint i = 0; i < G_N_ELEMENTS (user_times); i++)
    orch_csv_append_cell (text, user_times[i].name);
  orch_csv_end_row (text);
}

/**
 * orch_export_append_user:
 * @text: a CSV text
 * @user: a user
 *
 * Appends a user as a row.
 */
void
orch_export_append_user (GString *text, OrchUser *user)
{
  orch_csv_append_cell (text, orch_user_get_id (user));
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    if (is_exported (orch_user_field (i)))
      append_value (text, orch_user_field (i), orch_user_get_value (user, i));
  append_count (text, orch_user_get_key_count (user));
  append_names (text, orch_user_get_teams (user));
  for (guint i = 0; i < G_N_ELEMENTS (user_times); i++)
    append_time (text, user_times[i].get (user));
  orch_csv_end_row (text);
}

static const char *
status_to_string (OrchKeyStatus status)
{
  switch (status) {
  case ORCH_KEY_STATUS_ACTIVE:
    return "active";
  case ORCH_KEY_STATUS_BLOCKED:
    return "blocked";
  case ORCH_KEY_STATUS_EXPIRED:
    return "expired";
  case ORCH_KEY_STATUS_DELETED:
    return "deleted";
  }

  g_assert_not_reached ();
}

/**
 * orch_export_append_key_header:
 * @text: a CSV text
 *
 * Appends the row that names the columns of keys.
 */
void
orch_export_append_key_header (GString *text)
{
  orch_csv_append_cell (text, "token");
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++)
    if (is_exported (orch_key_field (i)))
      orch_csv_append_cell (text, orch_key_field (i)->name);
  orch_csv_append_cell (text, "status");
  for (guint i = 0; i < G_N_ELEMENTS (key_texts); i++)
    orch_csv_append_cell (text, key_texts[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (key_times); i++)
    orch_csv_append_cell (text, key_times[i].name);
  orch_csv_end_row (text);
}

/**
 * orch_export_append_key:
 * @text: a CSV text
 * @key: a key
 * @now: what its status is told by
 *
 * Appends a key as a row: its ID, never a secret.
 */
void
orch_export_append_key (GString *text, OrchKey *key, GDateTime *now)
{
  orch_csv_append_cell (text, orch_key_get_id (key));
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++)
    if (is_exported (orch_key_field (i)))
      append_value (text, orch_key_field (i), orch_key_get_value (key, i));
  orch_csv_append_cell (text, status_to_string (orch_key_get_status (key, now)));
  for (guint i = 0; i < G_N_ELEMENTS (key_texts); i++)
    orch_csv_append_cell (text, key_texts[i].get (key));
  for (guint i = 0; i < G_N_ELEMENTS (key_times); i++)
    append_time (text, key_times[i].get (key));
  orch_csv_end_row (text);
}
