#include "config.h"

#include "core/services/replacement-private.h"

G_DEFINE_QUARK (orch - replacement - error - quark, orch_replacement_error)

G_DEFINE_FINAL_TYPE (OrchReplacement, orch_replacement, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
orch_replacement_finalize (GObject *object)
{
  OrchReplacement *self = ORCH_REPLACEMENT (object);

  g_clear_object (&self->service);
  g_clear_object (&self->journal);
  g_clear_object (&self->new_key);
  g_clear_pointer (&self->identity, orch_identity_free);
  g_clear_pointer (&self->changes, orch_changes_free);
  g_clear_pointer (&self->record, orch_replacement_record_free);
  g_clear_pointer (&self->material, orch_key_material_free);
  g_clear_pointer (&self->plan, orch_replacement_plan_free);
  g_clear_pointer (&self->rivals, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_strfreev);

  G_OBJECT_CLASS (orch_replacement_parent_class)->finalize (object);
}

static void
orch_replacement_class_init (OrchReplacementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_replacement_finalize;

  /**
   * OrchReplacement::changed:
   *
   * The step has changed.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_REPLACEMENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_replacement_init (OrchReplacement *self)
{
  self->rivals = g_ptr_array_new_with_free_func (g_object_unref);
  self->delete_old = TRUE;
}

static OrchReplacement *
create (OrchKeyService *service, const OrchIdentity *identity, OrchReplacementJournal *journal)
{
  OrchReplacement *self = g_object_new (ORCH_TYPE_REPLACEMENT, NULL);

  self->service = g_object_ref (service);
  self->identity = orch_identity_copy (identity);
  g_set_object (&self->journal, journal);

  return self;
}

GTask *
orch_replacement_start (OrchReplacement *self, gpointer tag, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);

  return task;
}

/* Before the step is taken, so that it is known of after a crash. */
void
orch_replacement_set_step (OrchReplacement *self, OrchReplacementStep step)
{
  self->record->step = step;
  if (self->journal != NULL)
    orch_replacement_journal_put (self->journal, self->record);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* With a step after which there is nothing to go on with. */
void
orch_replacement_end (OrchReplacement *self, OrchReplacementStep step)
{
  self->record->step = step;
  if (self->journal != NULL)
    orch_replacement_journal_remove (self->journal, self->record->old_key_id,
                                     self->record->new_key_id);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
orch_replacement_take_new_key (OrchReplacement *self, JsonObject *record)
{
  g_clear_object (&self->new_key);
  self->new_key = orch_key_new_from_json (record);
  orch_key_set_record (self->new_key, record);
}

OrchReplacementPlan *
orch_replacement_make_plan (OrchReplacement *self, JsonObject *record)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return orch_replacement_plan_new (record, self->changes, self->identity, now);
}

/**
 * orch_replacement_new:
 * @service: the service of the connection
 * @key: the old key
 * @changes: (nullable): what is to be other with the new one; copied
 * @identity: the signed-in user; copied
 * @journal: (nullable): where it is noted how far it is
 *
 * Returns: (transfer full): a replacement that has not begun
 */
OrchReplacement *
orch_replacement_new (OrchKeyService *service, OrchKey *key, const OrchChanges *changes,
                      const OrchIdentity *identity, OrchReplacementJournal *journal)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (ORCH_IS_KEY (key), NULL);
  g_return_val_if_fail (identity != NULL, NULL);

  OrchReplacement *self = create (service, identity, journal);

  self->changes = changes != NULL ? orch_changes_copy (changes) : NULL;
  self->record = g_new0 (OrchReplacementRecord, 1);
  self->record->old_key_id = g_strdup (orch_key_get_id (key));
  self->record->started_at = g_get_real_time () / G_USEC_PER_SEC;

  return self;
}

/**
 * orch_replacement_new_from_record:
 * @service: the service of the connection
 * @record: what the journal says of it; copied
 * @identity: the signed-in user; copied
 * @journal: (nullable): where it is noted how far it is
 *
 * Returns: (transfer full): a replacement to be resumed
 */
OrchReplacement *
orch_replacement_new_from_record (OrchKeyService *service, const OrchReplacementRecord *record,
                                  const OrchIdentity *identity, OrchReplacementJournal *journal)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (record != NULL, NULL);
  g_return_val_if_fail (identity != NULL, NULL);

  OrchReplacement *self = create (service, identity, journal);

  self->record = orch_replacement_record_copy (record);

  return self;
}

/**
 * orch_replacement_get_plan:
 * @self: a replacement
 *
 * Returns: (transfer none) (nullable): what the new key is to be, once it is prepared
 */
const OrchReplacementPlan *
orch_replacement_get_plan (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), NULL);

  return self->plan;
}

/**
 * orch_replacement_get_rivals:
 * @self: a replacement that is prepared
 *
 * Gets the keys that were made to take the place of the same key: somebody is at it now, or has
 * left it in the middle. Whoever goes on nevertheless leaves them as they are.
 *
 * Returns: (transfer none) (element-type OrchKey): the keys, mostly none
 */
GPtrArray *
orch_replacement_get_rivals (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), NULL);

  return self->rivals;
}

/**
 * orch_replacement_set_secret:
 * @self: a replacement that is not prepared
 * @secret: a secret that no key has; copied
 *
 * Has the new key get this secret, of an attempt that came to nothing, instead of another one.
 */
void
orch_replacement_set_secret (OrchReplacement *self, const char *secret)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (secret != NULL);
  g_return_if_fail (self->material == NULL);

  self->material = orch_key_material_new (NULL, NULL, secret);
}

/**
 * orch_replacement_get_material:
 * @self: a replacement
 *
 * Gets the new key's material: made when it is prepared, and to be kept before it is generated.
 * Where the server has chosen the secret, it is another one after that.
 *
 * Returns: (transfer none) (nullable): the material, %NULL after a restart
 */
const OrchKeyMaterial *
orch_replacement_get_material (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), NULL);

  return self->material;
}

/**
 * orch_replacement_get_missing:
 * @self: a replacement
 *
 * Returns: (transfer none) (nullable): LiteLLM's names of what the proxy did not store of the plan
 *   although it answered 200, %NULL if that is nothing, or not known
 */
const char *const *
orch_replacement_get_missing (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), NULL);

  return (const char *const *) self->missing;
}

/**
 * orch_replacement_set_delete_old:
 * @self: a replacement
 * @delete_old: whether the old key is deleted when it is confirmed; %FALSE: both go on, until it is
 *   confirmed again
 */
void
orch_replacement_set_delete_old (OrchReplacement *self, gboolean delete_old)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));

  self->delete_old = delete_old;
}

/**
 * orch_replacement_set_overwrite:
 * @self: a replacement
 * @overwrite: whether the person knows, from %ORCH_REPLACEMENT_ERROR_CHANGED, that somebody changed
 *   or deleted the old key, and goes on
 */
void
orch_replacement_set_overwrite (OrchReplacement *self, gboolean overwrite)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));

  self->overwrite = overwrite;
}

/**
 * orch_replacement_set_service:
 * @self: a replacement
 * @service: the key service of a session that uses the new key
 *
 * Goes on with another session, see orch_replacement_is_of_connection().
 */
void
orch_replacement_set_service (OrchReplacement *self, OrchKeyService *service)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (ORCH_IS_KEY_SERVICE (service));

  g_set_object (&self->service, service);
  self->has_new_service = TRUE;
}

/**
 * orch_replacement_leave:
 * @self: a replacement
 *
 * Ends it where it is, for good: both keys stay what they are, and nobody is reminded of it.
 */
void
orch_replacement_leave (OrchReplacement *self)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));

  if (self->record->new_key_id != NULL)
    orch_replacement_end (self, self->record->step);
}

/**
 * orch_replacement_get_step:
 * @self: a replacement
 *
 * Returns: how far it is
 */
OrchReplacementStep
orch_replacement_get_step (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), ORCH_REPLACEMENT_NEW);

  return self->record->step;
}

/**
 * orch_replacement_get_record:
 * @self: a replacement
 *
 * Returns: (transfer none): what the journal is told of it; without a new key ID until it is
 *   prepared
 */
const OrchReplacementRecord *
orch_replacement_get_record (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), NULL);

  return self->record;
}

/**
 * orch_replacement_get_old_life:
 * @self: a replacement
 *
 * Returns: whether the old key was there when it was last looked at
 */
OrchReplacementLife
orch_replacement_get_old_life (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), ORCH_REPLACEMENT_LIFE_UNKNOWN);

  return self->old_life;
}

/**
 * orch_replacement_get_new_life:
 * @self: a replacement
 *
 * Returns: whether the new key was there when it was last looked at
 */
OrchReplacementLife
orch_replacement_get_new_life (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), ORCH_REPLACEMENT_LIFE_UNKNOWN);

  return self->new_life;
}

/**
 * orch_replacement_get_new_key:
 * @self: a replacement
 *
 * Returns: (transfer none) (nullable): the new key, once it was seen
 */
OrchKey *
orch_replacement_get_new_key (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), NULL);

  return self->new_key;
}

/**
 * orch_replacement_is_of_connection:
 * @self: a replacement
 *
 * Tells whether the old key is the one that this connection uses. Then the new key has to be stored
 * in the connection, and a session with it opened and given to orch_replacement_set_service(),
 * before it is confirmed.
 *
 * Returns: whether the old key is the connection's own
 */
gboolean
orch_replacement_is_of_connection (OrchReplacement *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (self), FALSE);

  return g_strcmp0 (self->identity->key_id, self->record->old_key_id) == 0;
}
