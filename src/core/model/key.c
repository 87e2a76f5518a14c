#include "config.h"

#include "core/client/json.h"
#include "core/model/key.h"

struct _OrchKey {
  GObject parent_instance;

  char *id;      /* (owned) */
  char *alias;   /* (owned) (nullable) */
  char *name;    /* (owned) (nullable): the secret's shape, "sk-...abcd" */
  char *user_id; /* (owned) (nullable): the owner */
  char *team_id; /* (owned) (nullable) */
  double spend;  /* USD */
  gboolean blocked;
  GDateTime *expires;     /* (owned) (nullable): never */
  GDateTime *last_active; /* (owned) (nullable): never, or the proxy is too old to tell */
};

G_DEFINE_FINAL_TYPE (OrchKey, orch_key, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
take_text (char **mine, JsonObject *row, const char *name)
{
  const char *text = orch_json_get_string (row, name);

  g_free (*mine);
  *mine = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static void
take_time (GDateTime **mine, JsonObject *row, const char *name)
{
  g_clear_pointer (mine, g_date_time_unref);
  *mine = orch_json_get_time (row, name);
}

/* Every reply about a key holds its whole row (contract §5, §6.5). */
static void
take_row (OrchKey *self, JsonObject *row)
{
  take_text (&self->alias, row, "key_alias");
  take_text (&self->name, row, "key_name");
  take_text (&self->user_id, row, "user_id");
  take_text (&self->team_id, row, "team_id");
  take_time (&self->expires, row, "expires");
  take_time (&self->last_active, row, "last_active");

  self->spend = 0;
  orch_json_get_double (row, "spend", &self->spend);
  self->blocked = FALSE;
  orch_json_get_boolean (row, "blocked", &self->blocked);
}

static void
orch_key_finalize (GObject *object)
{
  OrchKey *self = ORCH_KEY (object);

  g_free (self->id);
  g_free (self->alias);
  g_free (self->name);
  g_free (self->user_id);
  g_free (self->team_id);
  g_clear_pointer (&self->expires, g_date_time_unref);
  g_clear_pointer (&self->last_active, g_date_time_unref);

  G_OBJECT_CLASS (orch_key_parent_class)->finalize (object);
}

static void
orch_key_class_init (OrchKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_key_finalize;

  /**
   * OrchKey::changed:
   *
   * A fresh record was taken over.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_KEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
orch_key_init (OrchKey *self)
{
}

/**
 * orch_key_new_from_json:
 * @row: a key of GET /key/list with full objects (contract §6.5)
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

  OrchKey *self = g_object_new (ORCH_TYPE_KEY, NULL);
  self->id = g_strdup (id);
  take_row (self, row);

  return self;
}

/**
 * orch_key_assign_json:
 * @self: a key
 * @row: a whole record of the same key
 *
 * Takes over a fresh record; the ID is kept. Emits #OrchKey::changed.
 */
void
orch_key_assign_json (OrchKey *self, JsonObject *row)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (row != NULL);

  take_row (self, row);
  g_signal_emit (self, signals[CHANGED], 0);
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

  if (self->alias != NULL)
    return self->alias;

  return self->name != NULL ? self->name : self->id;
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

  return self->user_id;
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

  return self->team_id;
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

  return self->spend;
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

  return self->blocked;
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

  return self->expires != NULL && g_date_time_compare (self->expires, now) < 0;
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

  return self->last_active;
}
