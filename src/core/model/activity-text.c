#include "config.h"

#include "core/client/json.h"
#include "core/model/key-fields.h"
#include "core/model/user-fields.h"

#include "core/model/activity-private.h"

/* What stands in the journal's file. */
static const char *const action_names[] = {
  [ORCH_ACTIVITY_CREATE_USER] = "create-user",
  [ORCH_ACTIVITY_INVITE_USER] = "invite-user",
  [ORCH_ACTIVITY_UPDATE_USER] = "update-user",
  [ORCH_ACTIVITY_RESET_USER_SPEND] = "reset-user-spend",
  [ORCH_ACTIVITY_DELETE_USER] = "delete-user",
  [ORCH_ACTIVITY_CREATE_KEY] = "create-key",
  [ORCH_ACTIVITY_UPDATE_KEY] = "update-key",
  [ORCH_ACTIVITY_BLOCK_KEY] = "block-key",
  [ORCH_ACTIVITY_UNBLOCK_KEY] = "unblock-key",
  [ORCH_ACTIVITY_RESET_KEY_SPEND] = "reset-key-spend",
  [ORCH_ACTIVITY_REGENERATE_KEY] = "regenerate-key",
  [ORCH_ACTIVITY_REPLACE_KEY] = "replace-key",
  [ORCH_ACTIVITY_DELETE_KEY] = "delete-key",
};

static const char *const outcome_names[] = {
  [ORCH_ACTIVITY_DONE] = "done",
  [ORCH_ACTIVITY_FAILED] = "failed",
  [ORCH_ACTIVITY_UNKNOWN] = "unknown",
};

G_STATIC_ASSERT (G_N_ELEMENTS (action_names) == ORCH_ACTIVITY_N_ACTIONS);
G_STATIC_ASSERT (G_N_ELEMENTS (outcome_names) == ORCH_ACTIVITY_N_OUTCOMES);

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *index)
{
  for (*index = 0; *index < n_names; (*index)++)
    if (g_strcmp0 (names[*index], name) == 0)
      return TRUE;

  return FALSE;
}

/* (nullable): a field of what @action is about */
static const OrchField *
find_field (OrchActivityAction action, const char *name)
{
  gboolean is_of_user = orch_activity_action_is_of_user (action);
  guint n_fields = is_of_user ? (guint) ORCH_USER_N_FIELDS : (guint) ORCH_KEY_N_FIELDS;

  for (guint i = 0; i < n_fields; i++) {
    const OrchField *field = is_of_user ? orch_user_field (i) : orch_key_field (i);

    if (g_strcmp0 (field->name, name) == 0)
      return field;
  }

  return g_strcmp0 (orch_user_id_field ()->name, name) == 0 ? orch_user_id_field () : NULL;
}

/* How OrchFieldKind says that values are held. */
static const char *
get_signature (const OrchField *field)
{
  switch (field->kind) {
  case ORCH_FIELD_MONEY:
    return "d";
  case ORCH_FIELD_RATE:
  case ORCH_FIELD_EXPIRY:
    return "x";
  case ORCH_FIELD_NAMES:
    return "as";
  case ORCH_FIELD_SWITCH:
    return "b";
  case ORCH_FIELD_WINDOWS:
    return "a(sd)";
  case ORCH_FIELD_LIMITS:
    return "a{sx}";
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_DURATION:
  case ORCH_FIELD_JSON:
    break;
  }

  return "s";
}

static void
write_value (JsonObject *object, const char *name, GVariant *value)
{
  if (value != NULL)
    json_object_set_member (object, name, json_gvariant_serialize (value));
  else
    json_object_set_null_member (object, name);
}

static JsonArray *
write_changes (OrchActivity *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < orch_changes_get_n (self->changes); i++) {
    const OrchChange *change = orch_changes_get (self->changes, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "field", change->field->name);
    write_value (object, "old", change->from);
    write_value (object, "new", change->to);
    json_array_add_object_element (array, object);
  }

  return array;
}

/* Returns: whether the value is unset, or of its field's type */
static gboolean
read_value (JsonObject *object, const char *name, const OrchField *field, GVariant **value)
{
  JsonNode *node = json_object_get_member (object, name);

  *value = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  *value = json_gvariant_deserialize (node, get_signature (field), NULL);
  if (*value != NULL)
    g_variant_ref_sink (*value);

  return *value != NULL;
}

static void
read_change (OrchActivity *self, JsonObject *object)
{
  const OrchField *field = find_field (self->action, orch_json_get_string (object, "field"));
  g_autoptr (GVariant) from = NULL;
  g_autoptr (GVariant) to = NULL;

  if (field != NULL && orch_changes_find (self->changes, field->name) == NULL
      && read_value (object, "old", field, &from) && read_value (object, "new", field, &to))
    orch_changes_add (self->changes, field, from, to);
}

static void
write_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

/**
 * orch_activity_new_from_text:
 * @text: what orch_activity_to_text() made
 *
 * Reads an entry. A change that this version does not understand is left out.
 *
 * Returns: (transfer full) (nullable): the entry, %NULL for what nobody can make sense of
 */
OrchActivity *
orch_activity_new_from_text (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);
  JsonObject *object = orch_json_get_root (node);
  JsonArray *changes = orch_json_get_array (object, "changes");
  g_autoptr (GDateTime) time = orch_json_get_time (object, "time");
  guint action, outcome;

  if (time == NULL
      || !find_name (action_names, G_N_ELEMENTS (action_names),
                     orch_json_get_string (object, "action"), &action)
      || !find_name (outcome_names, G_N_ELEMENTS (outcome_names),
                     orch_json_get_string (object, "outcome"), &outcome))
    return NULL;

  OrchActivity *self = orch_activity_new (action, orch_json_get_string (object, "id"),
                                          orch_json_get_string (object, "name"), NULL);

  g_clear_pointer (&self->time, g_date_time_unref);
  self->time = g_steal_pointer (&time);
  orch_activity_set_previous_id (self, orch_json_get_string (object, "previous_id"));
  orch_activity_set_origin (self, orch_json_get_string (object, "connection"),
                            orch_json_get_string (object, "address"),
                            orch_json_get_string (object, "user"));
  orch_activity_set_outcome (self, outcome, orch_json_get_string (object, "text"));
  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++) {
    JsonNode *element = json_array_get_element (changes, i);

    if (JSON_NODE_HOLDS_OBJECT (element))
      read_change (self, json_node_get_object (element));
  }

  return self;
}

/**
 * orch_activity_to_text:
 * @self: an entry
 *
 * Returns: (transfer full): the entry as a JSON object in one line, without the line's end
 */
char *
orch_activity_to_text (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *time = g_date_time_format_iso8601 (self->time);

  write_text (object, "time", time);
  write_text (object, "connection", self->connection);
  write_text (object, "address", self->address);
  write_text (object, "user", self->user_id);
  write_text (object, "action", action_names[self->action]);
  write_text (object, "id", self->record_id);
  write_text (object, "previous_id", self->previous_id);
  write_text (object, "name", self->name);
  json_object_set_array_member (object, "changes", write_changes (self));
  write_text (object, "outcome", outcome_names[self->outcome]);
  write_text (object, "text", self->text);

  return orch_json_to_text (node, FALSE);
}
