#include "config.h"

#include "core/client/json.h"
#include "core/model/field-values.h"
#include "core/model/take.h"
#include "core/model/user.h"

/* What a user has beside the editable fields; the key count is known unless it is -1. */
typedef enum {
  EXTRA_BUDGET_RESET_AT,
  EXTRA_CREATED_AT,
  EXTRA_UPDATED_AT,
  N_TIMES,
  EXTRA_TEAMS = N_TIMES,
  EXTRA_SSO_ID,
  N_EXTRAS,
} Extra;

static const char *const extra_names[N_EXTRAS] = {
  [EXTRA_BUDGET_RESET_AT] = "budget_reset_at",
  [EXTRA_CREATED_AT] = "created_at",
  [EXTRA_UPDATED_AT] = "updated_at",
  [EXTRA_TEAMS] = "teams",
  [EXTRA_SSO_ID] = "sso_user_id",
};

struct _OrchUser {
  GObject parent_instance;

  char *id; /* (owned) */

  OrchFieldValues fields;
  GDateTime *times[N_TIMES]; /* (owned) (nullable) */
  char **teams;              /* (owned) (nullable): team IDs */
  OrchTeams *known_teams;    /* (owned) (nullable): what names them */
  char *sso_id;              /* (owned) (nullable) */
  gint64 key_count;          /* -1: not known */
  guint known_extras;        /* as bits, like those of the fields */

  gint64 asked_at; /* monotonic: when what is known was asked for; 0: nobody was asked */
};

G_DEFINE_FINAL_TYPE (OrchUser, orch_user, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
take_time (OrchUser *self, Extra extra, GDateTime *time)
{
  self->known_extras |= 1u << extra;

  return orch_take_time (&self->times[extra], time);
}

static gboolean
take_teams (OrchUser *self, const char *const *teams)
{
  static const char *const none[] = { NULL };

  self->known_extras |= 1u << EXTRA_TEAMS;

  if (g_strv_equal (self->teams != NULL ? (const char *const *) self->teams : none,
                    teams != NULL ? teams : none))
    return FALSE;

  g_strfreev (self->teams);
  self->teams = g_strdupv ((char **) teams);

  return TRUE;
}

static gboolean
take_sso_id (OrchUser *self, const char *sso_id)
{
  self->known_extras |= 1u << EXTRA_SSO_ID;

  return orch_take_text (&self->sso_id, sso_id);
}

static gboolean
take_key_count (OrchUser *self, gint64 key_count)
{
  if (self->key_count == key_count)
    return FALSE;

  self->key_count = key_count;

  return TRUE;
}

static gboolean
take_extra_from_row (OrchUser *self, Extra extra, JsonObject *row)
{
  const char *name = extra_names[extra];

  switch (extra) {
  case EXTRA_BUDGET_RESET_AT:
  case EXTRA_CREATED_AT:
  case EXTRA_UPDATED_AT: {
    g_autoptr (GDateTime) time = orch_json_get_time (row, name);

    return take_time (self, extra, time);
  }
  case EXTRA_TEAMS: {
    g_auto (GStrv) teams = orch_json_get_strv (row, name);

    return take_teams (self, (const char *const *) teams);
  }
  case EXTRA_SSO_ID:
    return take_sso_id (self, orch_json_get_string (row, name));
  case N_EXTRAS:
    break;
  }

  g_assert_not_reached ();
}

static gboolean
take_row (OrchUser *self, JsonObject *row)
{
  gboolean changed = orch_field_values_take_row (&self->fields, row);
  gint64 key_count;

  for (Extra i = 0; i < N_EXTRAS; i++)
    if (json_object_has_member (row, extra_names[i]))
      changed |= take_extra_from_row (self, i, row);

  if (orch_json_get_int (row, "key_count", &key_count))
    changed |= take_key_count (self, key_count);

  return changed;
}

static gboolean
take_known (OrchUser *self, OrchUser *fresh)
{
  gboolean changed = orch_field_values_take_known (&self->fields, &fresh->fields);

  for (Extra i = 0; i < N_TIMES; i++)
    if (fresh->known_extras & (1u << i))
      changed |= take_time (self, i, fresh->times[i]);

  if (fresh->known_extras & (1u << EXTRA_TEAMS))
    changed |= take_teams (self, (const char *const *) fresh->teams);
  if (fresh->known_extras & (1u << EXTRA_SSO_ID))
    changed |= take_sso_id (self, fresh->sso_id);
  if (fresh->key_count >= 0)
    changed |= take_key_count (self, fresh->key_count);
  if (fresh->known_teams != NULL)
    changed |= g_set_object (&self->known_teams, fresh->known_teams);

  return changed;
}

static void
orch_user_finalize (GObject *object)
{
  OrchUser *self = ORCH_USER (object);

  g_free (self->id);
  orch_field_values_clear (&self->fields);
  for (Extra i = 0; i < N_TIMES; i++)
    g_clear_pointer (&self->times[i], g_date_time_unref);
  g_strfreev (self->teams);
  g_clear_object (&self->known_teams);
  g_free (self->sso_id);

  G_OBJECT_CLASS (orch_user_parent_class)->finalize (object);
}

static void
orch_user_class_init (OrchUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = orch_user_finalize;

  /**
   * OrchUser::changed:
   *
   * Something about the user has changed. Emitted once for each reply that was taken over.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_USER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
orch_user_init (OrchUser *self)
{
  orch_field_values_init (&self->fields, orch_user_field (0), ORCH_USER_N_FIELDS);
  self->key_count = -1;
}

/**
 * orch_user_new:
 * @id: the user ID; any text is one
 *
 * Creates a user of whom nothing but the ID is known.
 *
 * Returns: (transfer full): a new user
 */
OrchUser *
orch_user_new (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  OrchUser *self = g_object_new (ORCH_TYPE_USER, NULL);
  self->id = g_strdup (id);

  return self;
}

/**
 * orch_user_new_from_json:
 * @row: a user of GET /user/list, GET /v2/user/info or POST /user/update (contract §6.5)
 *
 * Creates a user from a record of the proxy.
 *
 * Returns: (transfer full) (nullable): a new user, %NULL if @row has no user ID
 */
OrchUser *
orch_user_new_from_json (JsonObject *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  const char *id = orch_json_get_string (row, "user_id");
  if (id == NULL)
    return NULL;

  OrchUser *self = orch_user_new (id);
  take_row (self, row);

  return self;
}

/**
 * orch_user_copy:
 * @self: a user
 *
 * Copies everything that is known of a user, to be edited and compared with orch_user_diff().
 *
 * Returns: (transfer full): a new user of the same ID
 */
OrchUser *
orch_user_copy (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  OrchUser *copy = orch_user_new (self->id);
  take_known (copy, self);

  return copy;
}

/**
 * orch_user_assign_json:
 * @self: a user
 * @row: a record of the same user
 *
 * Takes over a fresh record. What @row does not mention is kept, and so is the ID. Emits
 * #OrchUser::changed once if anything changed.
 */
void
orch_user_assign_json (OrchUser *self, JsonObject *row)
{
  g_return_if_fail (ORCH_IS_USER (self));
  g_return_if_fail (row != NULL);

  if (take_row (self, row))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_user_set_asked_at:
 * @self: a user
 * @time: when the server was asked for the record, in monotonic microseconds
 *
 * Dates what is known, see orch_user_assign(). What a write answered is of the time when the answer
 * came: whatever was asked before may be older.
 */
void
orch_user_set_asked_at (OrchUser *self, gint64 time)
{
  g_return_if_fail (ORCH_IS_USER (self));

  self->asked_at = time;
}

/**
 * orch_user_set_known_teams:
 * @self: a user
 * @teams: the teams that are known of the server
 *
 * Says what names the user's teams, now and when more of them are known.
 */
void
orch_user_set_known_teams (OrchUser *self, OrchTeams *teams)
{
  g_return_if_fail (ORCH_IS_USER (self));
  g_return_if_fail (ORCH_IS_TEAMS (teams));

  g_set_object (&self->known_teams, teams);
}

/**
 * orch_user_assign:
 * @self: a user
 * @fresh: the same user, as read later
 *
 * Takes over what @fresh knows; the rest and the ID are kept. Emits #OrchUser::changed once if
 * anything changed. What was asked for before that which is known already is left: such an answer
 * was overtaken.
 */
void
orch_user_assign (OrchUser *self, OrchUser *fresh)
{
  g_return_if_fail (ORCH_IS_USER (self));
  g_return_if_fail (ORCH_IS_USER (fresh));

  if (fresh->asked_at != 0 && fresh->asked_at < self->asked_at)
    return;

  self->asked_at = fresh->asked_at;
  if (take_known (self, fresh))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_user_get_value:
 * @self: a user
 * @field: which field
 *
 * Gets the value of an editable field.
 *
 * Returns: (transfer none) (nullable): the value, of the type that #OrchFieldKind names; %NULL if
 *   it is unset
 */
GVariant *
orch_user_get_value (OrchUser *self, OrchUserField field)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);
  g_return_val_if_fail (field < ORCH_USER_N_FIELDS, NULL);

  return self->fields.values[field];
}

/**
 * orch_user_set_value:
 * @self: a user
 * @field: which field
 * @value: (nullable): its value, of the type that #OrchFieldKind names, %NULL for unset; a floating
 *   reference is sunk
 *
 * Sets an editable field. Emits #OrchUser::changed if that is a change.
 */
void
orch_user_set_value (OrchUser *self, OrchUserField field, GVariant *value)
{
  g_return_if_fail (ORCH_IS_USER (self));
  g_return_if_fail (field < ORCH_USER_N_FIELDS);

  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;
  if (orch_field_values_take (&self->fields, field, sunk))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_user_diff:
 * @before: a user
 * @after: the same user, edited or read again
 *
 * Finds the editable fields in which @after differs. A field that @after knows nothing about is no
 * difference.
 *
 * Returns: (transfer full): the changes, in the order of the field table; maybe empty
 */
OrchChanges *
orch_user_diff (OrchUser *before, OrchUser *after)
{
  g_return_val_if_fail (ORCH_IS_USER (before), NULL);
  g_return_val_if_fail (ORCH_IS_USER (after), NULL);

  return orch_field_values_diff (&before->fields, &after->fields);
}

/**
 * orch_user_get_id:
 * @self: a user
 *
 * Returns: (transfer none): the user ID, maybe ""
 */
const char *
orch_user_get_id (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return self->id;
}

/**
 * orch_user_get_alias:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): the alias
 */
const char *
orch_user_get_alias (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_USER_ALIAS);
}

/**
 * orch_user_get_email:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): the e-mail address
 */
const char *
orch_user_get_email (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_USER_EMAIL);
}

/**
 * orch_user_get_display_name:
 * @self: a user
 *
 * Gets what to call the user: the alias, else the e-mail address, else the ID.
 *
 * Returns: (transfer none): a name
 */
const char *
orch_user_get_display_name (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  if (orch_user_get_alias (self) != NULL)
    return orch_user_get_alias (self);
  if (orch_user_get_email (self) != NULL)
    return orch_user_get_email (self);

  return self->id;
}

/**
 * orch_user_get_role:
 * @self: a user
 *
 * Returns: the role, %ORCH_ROLE_NONE for a user without one
 */
OrchRole
orch_user_get_role (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), ORCH_ROLE_NONE);

  return orch_role_from_string (orch_field_values_get_text (&self->fields, ORCH_USER_ROLE));
}

/**
 * orch_user_get_role_name:
 * @self: a user
 *
 * Gets the role as the proxy names it; the only way to show a role that this program does not
 * know.
 *
 * Returns: (transfer none) (nullable): the name of the role
 */
const char *
orch_user_get_role_name (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_USER_ROLE);
}

/**
 * orch_user_get_spend:
 * @self: a user
 *
 * Returns: the spend since the last budget reset, in USD
 */
double
orch_user_get_spend (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), 0);

  double spend = 0;
  orch_field_values_get_money (&self->fields, ORCH_USER_SPEND, &spend);

  return spend;
}

/**
 * orch_user_get_max_budget:
 * @self: a user
 * @usd: (out) (optional): the budget in USD; untouched if there is none
 *
 * Returns: %TRUE if the user has a budget, %FALSE if it is unlimited
 */
gboolean
orch_user_get_max_budget (OrchUser *self, double *usd)
{
  g_return_val_if_fail (ORCH_IS_USER (self), FALSE);

  return orch_field_values_get_money (&self->fields, ORCH_USER_MAX_BUDGET, usd);
}

/**
 * orch_user_get_budget_duration:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): after how long the spend is reset (contract §1.1), %NULL for
 *   never
 */
const char *
orch_user_get_budget_duration (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return orch_field_values_get_text (&self->fields, ORCH_USER_BUDGET_DURATION);
}

/**
 * orch_user_get_budget_reset_at:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): when the spend is reset next
 */
GDateTime *
orch_user_get_budget_reset_at (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return self->times[EXTRA_BUDGET_RESET_AT];
}

/**
 * orch_user_get_created_at:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): when the record was made
 */
GDateTime *
orch_user_get_created_at (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return self->times[EXTRA_CREATED_AT];
}

/**
 * orch_user_get_updated_at:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): when the record changed last; spending changes it too
 */
GDateTime *
orch_user_get_updated_at (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return self->times[EXTRA_UPDATED_AT];
}

/**
 * orch_user_get_teams:
 * @self: a user
 *
 * Returns: (transfer none) (array zero-terminated=1): the IDs of the user's teams; never %NULL
 */
const char *const *
orch_user_get_teams (OrchUser *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (ORCH_IS_USER (self), none);

  return self->teams != NULL ? (const char *const *) self->teams : none;
}

/**
 * orch_user_dup_team_names:
 * @self: a user
 *
 * Returns: (transfer full) (array zero-terminated=1): what to call the user's teams: the name of
 * each that is known, the ID of the others
 */
char **
orch_user_dup_team_names (OrchUser *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  for (guint i = 0; self->teams != NULL && self->teams[i] != NULL; i++)
    g_strv_builder_add (names, self->known_teams != NULL
                                   ? orch_teams_get_name (self->known_teams, self->teams[i])
                                   : self->teams[i]);

  return g_strv_builder_end (names);
}

/**
 * orch_user_get_sso_id:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): the ID at the single sign-on provider
 */
const char *
orch_user_get_sso_id (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), NULL);

  return self->sso_id;
}

/**
 * orch_user_get_key_count:
 * @self: a user
 *
 * Returns: how many keys the user owns, -1 if that is not known (only /user/list tells it)
 */
gint64
orch_user_get_key_count (OrchUser *self)
{
  g_return_val_if_fail (ORCH_IS_USER (self), -1);

  return self->key_count;
}
