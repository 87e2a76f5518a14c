#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "core/model/key.h"

#include "core/rules/replacement-plan.h"

#define SEPARATOR "~"
#define N_DIGITS 8

/* Members that are in no table of fields, and come along as they are. */
static const struct {
  const char *name;
  const char *other_name; /* (nullable): as lists call it */
  gboolean admin_only;
} members[] = {
  { "aliases", NULL, FALSE },
  { "config", NULL, FALSE },
  { "tpd_limit", NULL, FALSE },
  { "allowed_cache_controls", NULL, FALSE },
  { "budget_fallbacks", NULL, FALSE },
  { "team_id", NULL, FALSE },
  { "organization_id", "org_id", FALSE },
  { "project_id", NULL, FALSE },
  { "agent_id", NULL, FALSE },
  { "access_group_ids", NULL, TRUE },
  { "permissions", NULL, TRUE },
};

/* What a new key begins anew, or cannot have. */
static const char *const lost_members[] = {
  "created_at",       "last_active", "total_spend",      "rotation_count",
  "last_rotation_at", "budget_id",   "model_max_budget", "router_settings",
};

/* Which kind of key has just these routes; owners cannot choose them in another way. */
static const struct {
  const char *type;
  const char *routes;
} presets[] = {
  { "llm_api", "llm_api_routes" },
  { "read_only", "info_routes" },
};

/* A plan that is being made. */
typedef struct {
  OrchReplacementPlan *plan;
  JsonObject *record;
  gboolean is_admin;
  GStrvBuilder *carried;
  GStrvBuilder *computed;
  GStrvBuilder *lost;
} Draft;

static gboolean
is_nothing (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) == 0;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) == 0;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) == '\0';

  return json_node_get_value_type (node) == G_TYPE_BOOLEAN && !json_node_get_boolean (node);
}

static gboolean
has (JsonObject *object, const char *name)
{
  return object != NULL && !is_nothing (json_object_get_member (object, name));
}

/* Without spend that is zero: that of every new key is. */
static gboolean
is_worth_sending (OrchKeyField field, GVariant *value)
{
  return value != NULL && (field != ORCH_KEY_SPEND || g_variant_get_double (value) != 0);
}

/* Routes go by another way, metadata with what is reserved in it, and the alias comes last. */
static gboolean
goes_with_values (OrchKeyField field)
{
  return field != ORCH_KEY_ALIAS && field != ORCH_KEY_ALLOWED_ROUTES;
}

static GVariant *
get_result (JsonObject *record, const OrchChanges *changes, OrchKeyField field)
{
  const OrchChange *change =
      changes != NULL ? orch_changes_find (changes, orch_key_field (field)->name) : NULL;

  if (change != NULL)
    return change->to != NULL ? g_variant_ref (change->to) : NULL;

  return orch_field_read (orch_key_field (field), record);
}

static void
take_values (Draft *draft, const OrchChanges *changes)
{
  g_autoptr (GVariant) rotates = get_result (draft->record, changes, ORCH_KEY_AUTO_ROTATE);
  g_autoptr (GVariant) interval = get_result (draft->record, changes, ORCH_KEY_ROTATION_INTERVAL);

  for (OrchKeyField field = 0; field < ORCH_KEY_N_FIELDS; field++) {
    g_autoptr (GVariant) value = get_result (draft->record, changes, field);
    const char *name = orch_key_field (field)->name;

    if (!goes_with_values (field) || !is_worth_sending (field, value))
      continue;

    /* A new key has both or none (contract §3). */
    if ((field == ORCH_KEY_AUTO_ROTATE && interval == NULL)
        || (field == ORCH_KEY_ROTATION_INTERVAL && rotates == NULL)) {
      g_strv_builder_add (draft->lost, name);
      continue;
    }

    orch_changes_add (draft->plan->values, orch_key_field (field), NULL, value);
    g_strv_builder_add (field == ORCH_KEY_EXPIRES ? draft->computed : draft->carried, name);
  }
}

static void
take_members (Draft *draft)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    JsonNode *node = json_object_get_member (draft->record, members[i].name);

    if (node == NULL && members[i].other_name != NULL)
      node = json_object_get_member (draft->record, members[i].other_name);
    if (is_nothing (node))
      continue;

    if (members[i].admin_only && !draft->is_admin) {
      g_strv_builder_add (draft->lost, members[i].name);
      continue;
    }
    json_object_set_member (draft->plan->members, members[i].name, json_node_copy (node));
    json_object_set_member (draft->plan->shown, members[i].name, json_node_copy (node));
    g_strv_builder_add (draft->carried, members[i].name);
  }
}

/* The limits of models are fields; where the person's own entries change, the new ones are sent. */
static void
take_metadata (Draft *draft)
{
  const OrchField *field = orch_key_field (ORCH_KEY_METADATA);
  const OrchChange *own = orch_changes_find (draft->plan->values, field->name);
  JsonObject *stored = orch_json_get_object (draft->record, "metadata");
  g_autoptr (JsonNode) node = own != NULL ? orch_field_write (field, own->to) : NULL;
  g_autoptr (JsonObject) metadata =
      node != NULL ? json_object_ref (json_node_get_object (node)) : json_object_new ();
  g_autoptr (GList) names = stored != NULL ? json_object_get_members (stored) : NULL;

  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree char *shown = g_strconcat ("metadata.", l->data, NULL);

    if (!g_strv_contains (field->reserved, l->data) || !has (stored, l->data)
        || g_str_equal (l->data, orch_key_field (ORCH_KEY_MODEL_TPM_LIMIT)->name)
        || g_str_equal (l->data, orch_key_field (ORCH_KEY_MODEL_RPM_LIMIT)->name))
      continue;

    if (orch_key_metadata_may_be_written (l->data, draft->is_admin)) {
      json_object_set_member (metadata, l->data, json_object_dup_member (stored, l->data));
      g_strv_builder_add (draft->carried, shown);
    } else {
      g_strv_builder_add (draft->lost, shown);
    }
  }

  if (json_object_get_size (metadata) > 0)
    json_object_set_object_member (draft->plan->members, "metadata", g_steal_pointer (&metadata));
}

static const char *
find_preset (GVariant *routes)
{
  g_autofree const char **names = g_variant_get_strv (routes, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (names[0], presets[i].routes) && names[1] == NULL)
      return presets[i].type;

  return NULL;
}

static void
take_routes (Draft *draft, const OrchChanges *changes)
{
  const OrchField *field = orch_key_field (ORCH_KEY_ALLOWED_ROUTES);
  g_autoptr (GVariant) routes = get_result (draft->record, changes, ORCH_KEY_ALLOWED_ROUTES);

  if (routes == NULL)
    return;

  draft->plan->key_type = g_strdup (find_preset (routes));
  if (draft->plan->key_type == NULL && !draft->is_admin) {
    draft->plan->refusal = ORCH_REPLACEMENT_REFUSAL_ROUTES;
    return;
  }

  json_object_set_member (draft->plan->shown, field->name, orch_field_write (field, routes));
  if (draft->plan->key_type == NULL)
    json_object_set_member (draft->plan->members, field->name, orch_field_write (field, routes));
  g_strv_builder_add (draft->carried, field->name);
}

static void
note_computed (Draft *draft)
{
  const OrchChanges *values = draft->plan->values;

  if (orch_changes_find (values, "budget_duration") != NULL)
    g_strv_builder_add (draft->computed, "budget_reset_at");
  if (orch_changes_find (values, "rotation_interval") != NULL)
    g_strv_builder_add (draft->computed, "key_rotation_at");
}

static void
note_lost (Draft *draft)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lost_members); i++) {
    double number = 1;

    orch_json_get_double (draft->record, lost_members[i], &number);
    if (has (draft->record, lost_members[i]) && number != 0)
      g_strv_builder_add (draft->lost, lost_members[i]);
  }
}

static OrchReplacementRefusal
find_refusal (Draft *draft, GDateTime *now)
{
  g_autoptr (OrchKey) key = orch_key_new_from_json (draft->record);
  JsonObject *metadata = orch_json_get_object (draft->record, "metadata");
  const OrchChange *expires = orch_changes_find (draft->plan->values, "expires");

  if (orch_key_is_deleted (key))
    return ORCH_REPLACEMENT_REFUSAL_DELETED;
  if (expires != NULL && g_variant_get_int64 (expires->to) <= g_date_time_to_unix (now))
    return ORCH_REPLACEMENT_REFUSAL_EXPIRED;
  if (draft->plan->refusal != ORCH_REPLACEMENT_REFUSAL_NONE
      || has (metadata, "denied_passthrough_routes"))
    return ORCH_REPLACEMENT_REFUSAL_ROUTES;
  if ((!draft->is_admin && has (draft->record, "permissions"))
      || has (draft->record, "object_permission_id") || has (draft->record, "object_permission"))
    return ORCH_REPLACEMENT_REFUSAL_PERMISSIONS;

  return ORCH_REPLACEMENT_REFUSAL_NONE;
}

static OrchReplacementEditing
find_editing (const Draft *draft, const OrchIdentity *identity)
{
  const char *owner = draft->plan->user_id;
  gboolean was_self_made =
      owner != NULL && g_strcmp0 (orch_json_get_string (draft->record, "created_by"), owner) == 0;
  gboolean is_self_made = owner != NULL && g_strcmp0 (identity->user_id, owner) == 0;

  if (was_self_made == is_self_made)
    return ORCH_REPLACEMENT_EDITING_SAME;

  return is_self_made ? ORCH_REPLACEMENT_EDITING_GAINED : ORCH_REPLACEMENT_EDITING_LOST;
}

static char *
get_alias (JsonObject *record, const OrchChanges *changes)
{
  g_autoptr (GVariant) alias = get_result (record, changes, ORCH_KEY_ALIAS);

  return alias != NULL ? g_variant_dup_string (alias, NULL) : NULL;
}

/**
 * orch_replacement_plan_new:
 * @record: the old key as GET /key/info tells it, with its ID as `token`
 * @changes: (nullable): what is to be other with the new one
 * @identity: the signed-in user, who makes it
 * @now: the present time
 *
 * Plans what takes the place of a key.
 *
 * Returns: (transfer full): the plan
 */
OrchReplacementPlan *
orch_replacement_plan_new (JsonObject *record, const OrchChanges *changes,
                           const OrchIdentity *identity, GDateTime *now)
{
  g_return_val_if_fail (record != NULL, NULL);
  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (now != NULL, NULL);

  g_autoptr (GStrvBuilder) carried = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) computed = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) lost = g_strv_builder_new ();
  OrchReplacementPlan *self = g_new0 (OrchReplacementPlan, 1);
  Draft draft = { self, record, orch_identity_is_admin (identity), carried, computed, lost };

  self->alias = get_alias (record, changes);
  self->user_id = g_strdup (orch_json_get_string (record, "user_id"));
  self->values = orch_changes_new ();
  self->members = json_object_new ();
  self->shown = json_object_new ();

  take_values (&draft, changes);
  take_members (&draft);
  take_metadata (&draft);
  take_routes (&draft, changes);
  note_computed (&draft);
  note_lost (&draft);
  self->refusal = find_refusal (&draft, now);
  self->editing = find_editing (&draft, identity);
  self->carried = g_strv_builder_end (carried);
  self->computed = g_strv_builder_end (computed);
  self->lost = g_strv_builder_end (lost);

  return self;
}

/**
 * orch_replacement_plan_free:
 * @self: (transfer full): a plan
 *
 * Frees @self.
 */
void
orch_replacement_plan_free (OrchReplacementPlan *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->alias);
  g_free (self->user_id);
  g_free (self->key_type);
  orch_changes_free (self->values);
  json_object_unref (self->members);
  json_object_unref (self->shown);
  g_strfreev (self->carried);
  g_strfreev (self->computed);
  g_strfreev (self->lost);
  g_free (self);
}

static gboolean
equal_values (const OrchChanges *a, const OrchChanges *b)
{
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    const OrchField *field = orch_key_field (i);
    const OrchChange *in_a = orch_changes_find (a, field->name);
    const OrchChange *in_b = orch_changes_find (b, field->name);

    if (!field->moves_by_itself
        && !orch_field_equal (field, in_a != NULL ? in_a->to : NULL,
                              in_b != NULL ? in_b->to : NULL))
      return FALSE;
  }

  return TRUE;
}

/**
 * orch_replacement_plan_equal:
 * @self: a plan
 * @other: another one, of the same key at another time
 *
 * Tells whether somebody changed the key in between, but for its spend.
 *
 * Returns: whether they make the same key
 */
gboolean
orch_replacement_plan_equal (const OrchReplacementPlan *self, const OrchReplacementPlan *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return self->refusal == other->refusal && g_strcmp0 (self->alias, other->alias) == 0
         && g_strcmp0 (self->user_id, other->user_id) == 0
         && g_strcmp0 (self->key_type, other->key_type) == 0
         && equal_values (self->values, other->values)
         && json_object_equal (self->members, other->members)
         && json_object_equal (self->shown, other->shown);
}

/**
 * orch_replacement_plan_find_missing:
 * @self: a plan
 * @record: the new key as GET /key/info tells it
 *
 * Finds what the proxy did not store of the plan although it answered 200.
 *
 * Returns: (transfer full) (nullable): LiteLLM's names, %NULL if everything is there
 */
char **
orch_replacement_plan_find_missing (const OrchReplacementPlan *self, JsonObject *record)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (record != NULL, NULL);

  g_autoptr (OrchChanges) not_taken = orch_changes_find_not_taken (self->values, record);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GList) names = json_object_get_members (self->shown);
  g_auto (GStrv) missing = NULL;

  for (guint i = 0; i < orch_changes_get_n (not_taken); i++)
    g_strv_builder_add (builder, orch_changes_get (not_taken, i)->field->name);
  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *stored = json_object_get_member (record, l->data);

    if (stored == NULL || !json_node_equal (stored, json_object_get_member (self->shown, l->data)))
      g_strv_builder_add (builder, l->data);
  }

  missing = g_strv_builder_end (builder);

  return missing[0] != NULL ? g_steal_pointer (&missing) : NULL;
}

/**
 * orch_replacement_make_temporary_alias:
 * @alias: (nullable): the old key's alias
 * @new_key_id: the new key's ID
 *
 * Makes the alias that the new key has for as long as both exist: "ALIAS~" and 8 digits of its ID.
 *
 * Returns: (transfer full) (nullable): the alias, %NULL if there is none
 */
char *
orch_replacement_make_temporary_alias (const char *alias, const char *new_key_id)
{
  g_return_val_if_fail (new_key_id != NULL, NULL);

  return alias != NULL ? g_strdup_printf ("%s" SEPARATOR "%.*s", alias, N_DIGITS, new_key_id)
                       : NULL;
}

/**
 * orch_replacement_is_temporary_alias:
 * @text: (nullable): the alias of a key
 * @alias: an alias
 *
 * Tells whether a key was made to take the place of another one, and nobody has finished that yet.
 *
 * Returns: whether @text is what orch_replacement_make_temporary_alias() makes of @alias
 */
gboolean
orch_replacement_is_temporary_alias (const char *text, const char *alias)
{
  g_return_val_if_fail (alias != NULL, FALSE);

  if (text == NULL || !g_str_has_prefix (text, alias))
    return FALSE;

  text += strlen (alias);

  return g_str_has_prefix (text, SEPARATOR) && strlen (text) == strlen (SEPARATOR) + N_DIGITS
         && strspn (text + strlen (SEPARATOR), "0123456789abcdef") == N_DIGITS;
}
