#include "config.h"

#include <math.h>

#include "core/client/json.h"
#include "core/model/field-values.h"
#include "core/model/key-facts.h"
#include "core/model/key-record.h"
#include "core/model/key.h"

struct _OrchKey {
  GObject parent_instance;

  char *id; /* (owned) */

  OrchFieldValues fields;
  OrchKeyFacts facts;
  GDateTime *expires; /* (owned) (nullable): the field, made when it is asked for */
  JsonObject *record; /* (owned) (nullable): never changed, because copies share it */

  gint64 asked_at; /* monotonic: when what is known was asked for; 0: nobody was asked */
};

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

  return changed;
}

/* Both are told together; without a budget there is nothing to compare the spend with. */
static gboolean
get_budget (OrchKey *self, OrchKeyAmount spend_amount, OrchKeyAmount budget_amount, double *spend,
            double *usd)
{
  double told_spend = self->facts.amounts[spend_amount];
  double budget = self->facts.amounts[budget_amount];

  if (isnan (budget))
    return FALSE;

  if (spend != NULL)
    *spend = isnan (told_spend) ? 0 : told_spend;
  if (usd != NULL)
    *usd = budget;

  return TRUE;
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
 * orch_key_get_id:
 * @self: a key
 *
 * Returns: (transfer none): the key ID, the hash of the secret
 */
const char *
orch_key_get_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->id;
}

/**
 * orch_key_get_alias:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the alias
 */
const char *
orch_key_get_alias (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_KEY_ALIAS);
}

/**
 * orch_key_get_masked_name:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the ends of the secret, "sk-...abcd"
 */
const char *
orch_key_get_masked_name (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_NAME];
}

/**
 * orch_key_get_display_name:
 * @self: a key
 *
 * Gets what to call the key: the alias, else the ends of the secret, else the ID.
 *
 * Returns: (transfer none): a name
 */
const char *
orch_key_get_display_name (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  if (orch_key_get_alias (self) != NULL)
    return orch_key_get_alias (self);
  if (orch_key_get_masked_name (self) != NULL)
    return orch_key_get_masked_name (self);

  return self->id;
}

/**
 * orch_key_get_user_id:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): whose key it is
 */
const char *
orch_key_get_user_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_USER_ID];
}

/**
 * orch_key_get_team_id:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the team that it also belongs to
 */
const char *
orch_key_get_team_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_TEAM_ID];
}

/**
 * orch_key_get_organization_id:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the organisation that it also belongs to
 */
const char *
orch_key_get_organization_id (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_ORGANIZATION_ID];
}

/**
 * orch_key_get_created_by:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): the ID of the user who made it, which decides whether its
 *   owner may change it (contract §2.1)
 */
const char *
orch_key_get_created_by (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_CREATED_BY];
}

/**
 * orch_key_get_key_type:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): what it was made for, as LiteLLM names it: "default",
 *   "llm_api", "management" or "read_only"; %NULL where the proxy is too old to tell (contract
 *   §12.6)
 */
const char *
orch_key_get_key_type (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.texts[ORCH_KEY_TEXT_KEY_TYPE];
}

/**
 * orch_key_get_spend:
 * @self: a key
 *
 * Returns: the spend since the last budget reset, in USD
 */
double
orch_key_get_spend (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), 0);

  double spend = 0;
  orch_field_values_get_money (&self->fields, ORCH_KEY_SPEND, &spend);

  return spend;
}

/**
 * orch_key_get_max_budget:
 * @self: a key
 * @usd: (out) (optional): the budget in USD; untouched if there is none
 *
 * Returns: %TRUE if the key has a budget, %FALSE if it is unlimited
 */
gboolean
orch_key_get_max_budget (OrchKey *self, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return orch_field_values_get_money (&self->fields, ORCH_KEY_MAX_BUDGET, usd);
}

/**
 * orch_key_get_budget_duration:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): after how long the spend is reset (contract §1.1), %NULL for
 *   never
 */
const char *
orch_key_get_budget_duration (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_KEY_BUDGET_DURATION);
}

/**
 * orch_key_get_budget_reset_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the spend is reset next
 */
GDateTime *
orch_key_get_budget_reset_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_BUDGET_RESET_AT];
}

/**
 * orch_key_get_created_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when it was made
 */
GDateTime *
orch_key_get_created_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_CREATED_AT];
}

/**
 * orch_key_get_updated_at:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the record changed last; spending changes it too
 */
GDateTime *
orch_key_get_updated_at (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_UPDATED_AT];
}

/**
 * orch_key_get_last_active:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the key was used last, %NULL for never or where the
 *   proxy does not tell (1.81.0, contract §12.6)
 */
GDateTime *
orch_key_get_last_active (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  return self->facts.times[ORCH_KEY_TIME_LAST_ACTIVE];
}

/**
 * orch_key_get_expires:
 * @self: a key
 *
 * Returns: (transfer none) (nullable): when the key's time is over, to the second; %NULL for never.
 *   Valid until the key changes
 */
GDateTime *
orch_key_get_expires (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), NULL);

  GVariant *expires = self->fields.values[ORCH_KEY_EXPIRES];
  if (self->expires == NULL && expires != NULL)
    self->expires = g_date_time_new_from_unix_utc (g_variant_get_int64 (expires));

  return self->expires;
}

/**
 * orch_key_is_blocked:
 * @self: a key
 *
 * Returns: whether the proxy refuses the key until it is unblocked
 */
gboolean
orch_key_is_blocked (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return self->fields.values[ORCH_KEY_BLOCKED] != NULL;
}

/**
 * orch_key_is_deleted:
 * @self: a key
 *
 * Returns: whether the key is gone, and only its record is left to look at
 */
gboolean
orch_key_is_deleted (OrchKey *self)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return self->facts.is_deleted;
}

/**
 * orch_key_is_expired:
 * @self: a key
 * @now: the present time
 *
 * Returns: whether the key's time is over
 */
gboolean
orch_key_is_expired (OrchKey *self, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);
  g_return_val_if_fail (now != NULL, FALSE);

  GVariant *expires = self->fields.values[ORCH_KEY_EXPIRES];

  return expires != NULL && g_variant_get_int64 (expires) < g_date_time_to_unix (now);
}

/**
 * orch_key_get_status:
 * @self: a key
 * @now: the present time
 *
 * Derives what has become of the key: only /key/info tells it (contract §6.5).
 *
 * Returns: the status
 */
OrchKeyStatus
orch_key_get_status (OrchKey *self, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), ORCH_KEY_STATUS_ACTIVE);
  g_return_val_if_fail (now != NULL, ORCH_KEY_STATUS_ACTIVE);

  if (orch_key_is_deleted (self))
    return ORCH_KEY_STATUS_DELETED;
  if (orch_key_is_blocked (self))
    return ORCH_KEY_STATUS_BLOCKED;

  return orch_key_is_expired (self, now) ? ORCH_KEY_STATUS_EXPIRED : ORCH_KEY_STATUS_ACTIVE;
}

/**
 * orch_key_get_team_budget:
 * @self: a key
 * @spend: (out) (optional): what the key's team has spent, in USD
 * @usd: (out) (optional): the team's budget, in USD
 *
 * Returns: %TRUE if the proxy tells of a budget of the key's team; otherwise nothing is set
 */
gboolean
orch_key_get_team_budget (OrchKey *self, double *spend, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return get_budget (self, ORCH_KEY_AMOUNT_TEAM_SPEND, ORCH_KEY_AMOUNT_TEAM_MAX_BUDGET, spend, usd);
}

/**
 * orch_key_get_user_budget:
 * @self: a key
 * @spend: (out) (optional): what the key's owner has spent, in USD
 * @usd: (out) (optional): the owner's budget, in USD
 *
 * Returns: %TRUE if the proxy tells of a budget of the key's owner; otherwise nothing is set
 */
gboolean
orch_key_get_user_budget (OrchKey *self, double *spend, double *usd)
{
  g_return_val_if_fail (ORCH_IS_KEY (self), FALSE);

  return get_budget (self, ORCH_KEY_AMOUNT_USER_SPEND, ORCH_KEY_AMOUNT_USER_MAX_BUDGET, spend, usd);
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
