#include "config.h"

#include "core/client/json.h"
#include "core/model/key-record.h"

#include "core/model/key-private.h"

G_DEFINE_FINAL_TYPE (OrchKey, orch_key, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
announce (OrchKey *self)
{
  g_clear_pointer (&self->expires, g_date_time_unref);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
take_row (OrchKey *self, JsonObject *row)
{
  gboolean changed = orch_field_values_take_row (&self->fields, row);

  changed |= orch_key_facts_take_row (&self->facts, row);

  return changed;
}

static gboolean
take_record (OrchKey *self, JsonObject *record)
{
  if (self->record == record || (self->record != NULL && json_object_equal (self->record, record)))
    return FALSE;

  g_clear_pointer (&self->record, json_object_unref);
  self->record = json_object_ref (record);

  return TRUE;
}

static gboolean
take_known (OrchKey *self, OrchKey *fresh)
{
  gboolean changed = orch_field_values_take_known (&self->fields, &fresh->fields);

  changed |= orch_key_facts_take_known (&self->facts, &fresh->facts);
  if (fresh->record != NULL)
    changed |= take_record (self, fresh->record);
  if (fresh->teams != NULL)
    changed |= g_set_object (&self->teams, fresh->teams);
  if (fresh->owner != NULL)
    changed |= g_set_object (&self->owner, fresh->owner);

  return changed;
}

static void
orch_key_finalize (GObject *object)
{
  OrchKey *self = ORCH_KEY (object);

  g_free (self->id);
  orch_field_values_clear (&self->fields);
  orch_key_facts_clear (&self->facts);
  g_clear_pointer (&self->expires, g_date_time_unref);
  g_clear_pointer (&self->record, json_object_unref);
  g_clear_object (&self->teams);
  g_clear_object (&self->owner);

  G_OBJECT_CLASS (orch_key_parent_class)->finalize (object);
}

static void
orch_key_class_init (OrchKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_key_finalize;

  /**
   * OrchKey::changed:
   *
   * Something about the key has changed. Emitted once for each reply that was taken over.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_KEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
orch_key_init (OrchKey *self)
{
  orch_field_values_init (&self->fields, orch_key_field (0), ORCH_KEY_N_FIELDS);
  orch_key_facts_init (&self->facts);
}

/**
 * orch_key_new:
 * @id: the key ID, the hash of the secret
 *
 * Creates a key of which nothing but the ID is known.
 *
 * Returns: (transfer full): a new key
 */
OrchKey *
orch_key_new (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  OrchKey *self = g_object_new (ORCH_TYPE_KEY, NULL);
  self->id = g_strdup (id);

  return self;
}

/**
 * orch_key_new_from_json:
 * @row: a key of GET /key/list with full objects, or of POST /key/update, or of GET /key/info with
 *   the key ID added as `token` (contract §6.4, §6.5)
 *
 * Creates a key from a record of the proxy.
 *
 * Returns: (transfer full) (nullable): a new key, %NULL if @row has no key ID
 */
OrchKey *
orch_key_new_from_json (JsonObject *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  const char *id = orch_json_get_string (row, "token");
  if (id == NULL)
    return NULL;

  OrchKey *self = orch_key_new (id);
  take_row (self, row);

  return self;
}

/**
 * orch_key_copy:
 * @self: a key
 *
 * Copies everything that is known of a key, to be edited and compared with orch_key_diff().
 *
 * Returns: (transfer full): a new key of the same ID
 */
OrchKey *
orch_key_copy (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  OrchKey *copy = orch_key_new (self->id);
  take_known (copy, self);

  return copy;
}

/**
 * orch_key_assign_json:
 * @self: a key
 * @row: a record of the same key
 *
 * Takes over a fresh record. What @row does not mention is kept, and so is the ID. Emits
 * #OrchKey::changed once if anything changed.
 */
void
orch_key_assign_json (OrchKey *self, JsonObject *row)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (row != NULL);

  gboolean changed = take_row (self, row);
  if (self->record != NULL) {
    g_autoptr (JsonObject) record = orch_key_record_refresh (self->record, row);

    changed |= take_record (self, record);
  }

  if (changed)
    announce (self);
}

/**
 * orch_key_set_asked_at:
 * @self: a key
 * @time: when the server was asked for the record, in monotonic microseconds
 *
 * Dates what is known, see orch_key_assign(). What a write answered is of the time when the answer
 * came: whatever was asked before may be older.
 */
void
orch_key_set_asked_at (OrchKey *self, gint64 time)
{
  g_return_if_fail (ORCH_IS_KEY (self));

  self->asked_at = time;
}

/**
 * orch_key_set_teams:
 * @self: a key
 * @teams: the teams that are known of its server
 *
 * Says what names the key's team and tells its budget, now and when more of them are known.
 */
void
orch_key_set_teams (OrchKey *self, OrchTeams *teams)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (ORCH_IS_TEAMS (teams));

  g_set_object (&self->teams, teams);
}

/**
 * orch_key_set_owner:
 * @self: a key
 * @owner: (transfer none): the user whose key it is, with a whole record
 *
 * Says what tells the owner's budget, which the records of keys leave out. Emits #OrchKey::changed.
 */
void
orch_key_set_owner (OrchKey *self, OrchUser *owner)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (ORCH_IS_USER (owner));

  if (g_set_object (&self->owner, owner))
    announce (self);
}

/**
 * orch_key_assign:
 * @self: a key
 * @fresh: the same key, as read later
 *
 * Takes over what @fresh knows, and its record if it has one; the rest and the ID are kept. Emits
 * #OrchKey::changed once if anything changed. What was asked for before that which is known already
 * is left: such an answer was overtaken.
 */
void
orch_key_assign (OrchKey *self, OrchKey *fresh)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (ORCH_IS_KEY (fresh));

  if (fresh->asked_at != 0 && fresh->asked_at < self->asked_at)
    return;

  self->asked_at = fresh->asked_at;
  if (take_known (self, fresh))
    announce (self);
}

/**
 * orch_key_set_record:
 * @self: a key
 * @row: its record, read alone: the `info` of GET /key/info
 *
 * Keeps everything that the server told, to be shown: without what might be a secret or a user's
 * password. What orch_key_assign_json() takes over later is brought up to date in it.
 */
void
orch_key_set_record (OrchKey *self, JsonObject *row)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (row != NULL);

  g_autoptr (JsonObject) record = orch_key_record_copy (row);
  if (take_record (self, record))
    announce (self);
}

/**
 * orch_key_get_value:
 * @self: a key
 * @field: which field
 *
 * Gets the value of an editable field.
 *
 * Returns: (transfer none) (nullable): the value, of the type that #OrchFieldKind names; %NULL if
 *   it is unset
 */
GVariant *
orch_key_get_value (OrchKey *self, OrchKeyField field)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);
  g_return_val_if_fail (field < ORCH_KEY_N_FIELDS, NULL);

  return self->fields.values[field];
}

/**
 * orch_key_set_value:
 * @self: a key
 * @field: which field
 * @value: (nullable): its value, of the type that #OrchFieldKind names, %NULL for unset; a floating
 *   reference is sunk
 *
 * Sets an editable field. Emits #OrchKey::changed if that is a change.
 */
void
orch_key_set_value (OrchKey *self, OrchKeyField field, GVariant *value)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (field < ORCH_KEY_N_FIELDS);

  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;
  if (orch_field_values_take (&self->fields, field, sunk))
    announce (self);
}

/**
 * orch_key_diff:
 * @before: a key
 * @after: the same key, edited or read again
 *
 * Finds the editable fields in which @after differs. A field that @after knows nothing about is no
 * difference.
 *
 * Returns: (transfer full): the changes, in the order of the field table; maybe empty
 */
OrchChanges *
orch_key_diff (OrchKey *before, OrchKey *after)
{
  g_return_val_if_fail (ORCH_IS_KEY (before), NULL);
  g_return_val_if_fail (ORCH_IS_KEY (after), NULL);

  return orch_field_values_diff (&before->fields, &after->fields);
}

/**
 * orch_key_get_record:
 * @self: a key
 *
 * Gets everything that the server told when the key was read alone, see orch_key_set_record(): to
 * be shown, not to be written from.
 *
 * Returns: (transfer none) (nullable): the record, %NULL if it was not read alone yet. Not to be
 *   changed
 */
JsonObject *
orch_key_get_record (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->record;
}
