#include "config.h"

#include "core/client/json.h"

#include "core/model/activity-private.h"

G_DEFINE_FINAL_TYPE (OrchActivity, orch_activity, G_TYPE_OBJECT)

static JsonNode *
parse_object (GVariant *value)
{
  JsonNode *node = value != NULL
                       ? orch_json_parse (g_variant_get_string (value, NULL), -1, NULL, NULL, NULL)
                       : NULL;

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    g_clear_pointer (&node, json_node_unref);

  return node;
}

/* The names of the entries of @node that @other does not have with the same value. */
static GVariant *
name_entries (JsonNode *node, JsonNode *other)
{
  g_autoptr (GString) names = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (node == NULL)
    return NULL;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    JsonNode *same =
        other != NULL ? json_object_get_member (json_node_get_object (other), name) : NULL;

    if (same == NULL || !json_node_equal (value, same))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
  }

  return names->len > 0 ? g_variant_new_string (names->str) : NULL;
}

static OrchChanges *
copy_changes (const OrchChanges *changes)
{
  OrchChanges *copy = orch_changes_new ();

  for (guint i = 0; changes != NULL && i < orch_changes_get_n (changes); i++) {
    const OrchChange *change = orch_changes_get (changes, i);

    if (change->field->kind == ORCH_FIELD_JSON) {
      g_autoptr (JsonNode) from = parse_object (change->from);
      g_autoptr (JsonNode) to = parse_object (change->to);

      orch_changes_add (copy, change->field, name_entries (from, to), name_entries (to, from));
    } else {
      orch_changes_add (copy, change->field, change->from, change->to);
    }
  }

  return copy;
}

static void
orch_activity_finalize (GObject *object)
{
  OrchActivity *self = ORCH_ACTIVITY (object);

  g_clear_pointer (&self->time, g_date_time_unref);
  g_clear_pointer (&self->changes, orch_changes_free);
  g_free (self->connection);
  g_free (self->address);
  g_free (self->user_id);
  g_free (self->record_id);
  g_free (self->previous_id);
  g_free (self->name);
  g_free (self->text);

  G_OBJECT_CLASS (orch_activity_parent_class)->finalize (object);
}

static void
orch_activity_class_init (OrchActivityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_activity_finalize;
}

static void
orch_activity_init (OrchActivity *self)
{
  self->outcome = ORCH_ACTIVITY_UNKNOWN;
}

/**
 * orch_activity_action_is_of_user:
 * @action: what was done
 *
 * Returns: whether it was done to a user, not to an API key
 */
gboolean
orch_activity_action_is_of_user (OrchActivityAction action)
{
  return action <= ORCH_ACTIVITY_DELETE_USER;
}

/**
 * orch_activity_new:
 * @action: what is done
 * @record_id: (nullable): a user ID or key ID, never a secret
 * @name: (nullable): what is shown instead
 * @changes: (nullable): what changes; what is kept of it, see #OrchActivity, is copied
 *
 * Creates an entry for what is sent now. Its outcome is not known yet.
 *
 * Returns: (transfer full): the entry
 */
OrchActivity *
orch_activity_new (OrchActivityAction action, const char *record_id, const char *name,
                   const OrchChanges *changes)
{
  OrchActivity *self = g_object_new (ORCH_TYPE_ACTIVITY, NULL);

  self->action = action;
  self->time = g_date_time_new_now_utc ();
  self->changes = copy_changes (changes);
  orch_activity_set_record (self, record_id, name);

  return self;
}

static void
set_text (char **member, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*member);
  *member = copy;
}

/**
 * orch_activity_set_record:
 * @self: an entry
 * @record_id: (nullable): a user ID or key ID, never a secret
 * @name: (nullable): what is shown instead
 *
 * Says what it is about, where that is known only later.
 */
void
orch_activity_set_record (OrchActivity *self, const char *record_id, const char *name)
{
  g_return_if_fail (ORCH_IS_ACTIVITY (self));

  set_text (&self->record_id, record_id);
  set_text (&self->name, name);
}

/**
 * orch_activity_set_previous_id:
 * @self: an entry about a key that was regenerated or replaced
 * @previous_id: (nullable): the key ID before
 *
 * Says which key there was before.
 */
void
orch_activity_set_previous_id (OrchActivity *self, const char *previous_id)
{
  g_return_if_fail (ORCH_IS_ACTIVITY (self));

  set_text (&self->previous_id, previous_id);
}

/**
 * orch_activity_set_origin:
 * @self: an entry
 * @connection: (nullable): the name of the connection
 * @address: (nullable): the server's base URL
 * @user_id: (nullable): the signed-in user
 *
 * Says from where it was sent.
 */
void
orch_activity_set_origin (OrchActivity *self, const char *connection, const char *address,
                          const char *user_id)
{
  g_return_if_fail (ORCH_IS_ACTIVITY (self));

  set_text (&self->connection, connection);
  set_text (&self->address, address);
  set_text (&self->user_id, user_id);
}

/**
 * orch_activity_set_outcome:
 * @self: an entry
 * @outcome: what became of it
 * @text: (nullable): what the server said, with API keys masked as in all errors
 *
 * Says what became of it.
 */
void
orch_activity_set_outcome (OrchActivity *self, OrchActivityOutcome outcome, const char *text)
{
  g_return_if_fail (ORCH_IS_ACTIVITY (self));
  g_return_if_fail (outcome < ORCH_ACTIVITY_N_OUTCOMES);

  self->outcome = outcome;
  set_text (&self->text, text);
}

/**
 * orch_activity_split:
 * @self: an entry for a save that the server took a part of
 * @not_taken: what it did not take
 *
 * Takes those changes out of @self.
 *
 * Returns: (transfer full): an entry for them, which failed
 */
OrchActivity *
orch_activity_split (OrchActivity *self, const OrchChanges *not_taken)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);
  g_return_val_if_fail (not_taken != NULL, NULL);

  OrchActivity *failed = orch_activity_new (self->action, self->record_id, self->name, NULL);
  g_autoptr (OrchChanges) all = g_steal_pointer (&self->changes);

  g_date_time_unref (failed->time);
  failed->time = g_date_time_ref (self->time);
  failed->outcome = ORCH_ACTIVITY_FAILED;
  self->changes = orch_changes_new ();
  for (guint i = 0; i < orch_changes_get_n (all); i++) {
    const OrchChange *change = orch_changes_get (all, i);
    gboolean taken = orch_changes_find (not_taken, change->field->name) == NULL;

    orch_changes_add (taken ? self->changes : failed->changes, change->field, change->from,
                      change->to);
  }

  return failed;
}

/**
 * orch_activity_get_action:
 * @self: an entry
 *
 * Returns: what was done
 */
OrchActivityAction
orch_activity_get_action (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), ORCH_ACTIVITY_UPDATE_USER);

  return self->action;
}

/**
 * orch_activity_get_time:
 * @self: an entry
 *
 * Returns: (transfer none): when it was sent
 */
GDateTime *
orch_activity_get_time (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->time;
}

/**
 * orch_activity_get_connection:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the name that the connection had
 */
const char *
orch_activity_get_connection (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->connection;
}

/**
 * orch_activity_get_address:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the server's base URL
 */
const char *
orch_activity_get_address (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->address;
}

/**
 * orch_activity_get_user_id:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the signed-in user; %NULL for the master key, and for a key
 *   without a user
 */
const char *
orch_activity_get_user_id (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->user_id;
}

/**
 * orch_activity_get_record_id:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the user ID or key ID
 */
const char *
orch_activity_get_record_id (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->record_id;
}

/**
 * orch_activity_get_previous_id:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the key ID before, if the key was regenerated or replaced
 */
const char *
orch_activity_get_previous_id (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->previous_id;
}

/**
 * orch_activity_get_name:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): what is shown for the ID, or that
 */
const char *
orch_activity_get_name (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->name != NULL ? self->name : self->record_id;
}

/**
 * orch_activity_get_changes:
 * @self: an entry
 *
 * Returns: (transfer none): what changed; of metadata only the names of entries
 */
const OrchChanges *
orch_activity_get_changes (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->changes;
}

/**
 * orch_activity_get_outcome:
 * @self: an entry
 *
 * Returns: what became of it
 */
OrchActivityOutcome
orch_activity_get_outcome (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), ORCH_ACTIVITY_UNKNOWN);

  return self->outcome;
}

/**
 * orch_activity_get_text:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): what the server said, or the technical cause
 */
const char *
orch_activity_get_text (OrchActivity *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY (self), NULL);

  return self->text;
}
