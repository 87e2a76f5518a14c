#include "config.h"

#include <glib/gi18n.h>

#include "ui/keys/pending-key-private.h"

/* So much of a key ID tells it from others. */
#define SHORT_ID 8

G_DEFINE_FINAL_TYPE (OrchPendingKey, orch_pending_key, G_TYPE_OBJECT)

enum {
  CHANGED,
  WRITTEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
announce (OrchPendingKey *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
waits (OrchPendingKey *self)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (self->handover);

  for (guint i = 0; i < waiting->len; i++)
    if (g_str_equal (((const OrchWaitingKey *) waiting->pdata[i])->key_id, self->id))
      return TRUE;

  return FALSE;
}

/* Until the secret is saved, and while something is under way, nothing is decided. */
static void
handover_changed_cb (OrchPendingKey *self)
{
  if (self->settled || self->run != NULL || self->shown)
    return;

  self->settled = !waits (self);
  announce (self);
}

/**
 * orch_pending_key_has_secret:
 * @self: a pending key
 *
 * Returns: whether its secret is kept here
 */
gboolean
orch_pending_key_has_secret (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return orch_pending_secrets_find (orch_handover_get_pending (self->handover), self->id) != NULL;
}

/* For the key's other files, too. */
GCancellable *
orch_pending_key_begin (OrchPendingKey *self, gboolean writing)
{
  g_assert (self->run == NULL);

  g_clear_error (&self->error);
  self->run = g_cancellable_new ();
  self->writing = writing;
  announce (self);

  return self->run;
}

/* For the key's other files, too. */
void
orch_pending_key_end (OrchPendingKey *self, GError *error)
{
  if (self->writing)
    g_signal_emit (self, signals[WRITTEN], 0);
  g_clear_object (&self->run);
  self->writing = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  self->error = error;
  self->settled = !self->shown && !waits (self);
  announce (self);
}

/* For the key's other files, too. There may be a secret left of what is over. */
void
orch_pending_key_end_replacement (OrchPendingKey *self, OrchPendingState state,
                                  OrchPendingOutcome outcome)
{
  g_clear_object (&self->replacement);
  self->state = state;
  self->outcome = outcome;
}

static void
orch_pending_key_dispose (GObject *object)
{
  OrchPendingKey *self = ORCH_PENDING_KEY (object);

  g_cancellable_cancel (self->run);
  g_clear_object (&self->run);
  g_clear_object (&self->replacement);
  g_clear_object (&self->stray);
  g_clear_object (&self->handover);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (orch_pending_key_parent_class)->dispose (object);
}

static void
orch_pending_key_finalize (GObject *object)
{
  OrchPendingKey *self = ORCH_PENDING_KEY (object);

  g_clear_error (&self->error);
  g_free (self->id);
  g_free (self->old_id);
  g_free (self->alias);
  g_free (self->name);
  g_free (self->user_id);

  G_OBJECT_CLASS (orch_pending_key_parent_class)->finalize (object);
}

static void
orch_pending_key_class_init (OrchPendingKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_pending_key_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_pending_key_finalize;

  /**
   * OrchPendingKey::changed:
   *
   * Something is known, under way or over.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_PENDING_KEY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  /**
   * OrchPendingKey::written:
   *
   * Keys may have changed on the server.
   */
  signals[WRITTEN] = g_signal_new ("written", ORCH_TYPE_PENDING_KEY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_pending_key_init (OrchPendingKey *self)
{
}

/* (transfer full) (nullable) */
static OrchReplacement *
find_replacement (OrchHandover *handover, const char *key_id)
{
  OrchSession *session = orch_handover_get_session (handover);
  OrchReplacementJournal *journal =
      orch_pending_secrets_get_journal (orch_handover_get_pending (handover));
  GPtrArray *records = orch_replacement_journal_get_records (journal);

  for (guint i = 0; i < records->len; i++) {
    const OrchReplacementRecord *record = records->pdata[i];

    if (g_str_equal (record->new_key_id, key_id))
      return orch_replacement_new_from_record (orch_session_get_key_service (session), record,
                                               orch_session_get_identity (session), journal);
  }

  return NULL;
}

/**
 * orch_pending_key_new:
 * @connector: with an open session
 * @handover: that of the session
 * @waiting: what waits there
 *
 * Returns: (transfer full): a key that nobody has looked at
 */
OrchPendingKey *
orch_pending_key_new (OrchConnector *connector, OrchHandover *handover,
                      const OrchWaitingKey *waiting)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (connector), NULL);
  g_return_val_if_fail (ORCH_IS_HANDOVER (handover), NULL);
  g_return_val_if_fail (waiting != NULL, NULL);

  OrchPendingKey *self = g_object_new (ORCH_TYPE_PENDING_KEY, NULL);

  self->connector = g_object_ref (connector);
  self->handover = g_object_ref (handover);
  self->id = g_strdup (waiting->key_id);
  self->old_id = g_strdup (waiting->old_key_id);
  self->user_id = g_strdup (waiting->user_id);
  self->alias = g_strdup (waiting->alias);
  self->made_at = waiting->made_at;
  /* Translators: a key without an alias; the beginning of its ID */
  self->name = waiting->alias != NULL
                   ? g_strdup (waiting->alias)
                   : g_strdup_printf (_ ("Key %.*s…"), SHORT_ID, waiting->key_id);
  if (waiting->is_replacement)
    self->replacement = find_replacement (handover, waiting->key_id);
  g_signal_connect_object (handover, "changed", G_CALLBACK (handover_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * orch_pending_key_stop:
 * @self: a pending key
 *
 * Stops what is under way; what has been sent may happen all the same.
 */
void
orch_pending_key_stop (OrchPendingKey *self)
{
  g_return_if_fail (ORCH_IS_PENDING_KEY (self));

  g_cancellable_cancel (self->run);
}

/* --- what is known --- */

/**
 * orch_pending_key_get_id:
 * @self: a pending key
 *
 * Returns: (transfer none): the new key's ID
 */
const char *
orch_pending_key_get_id (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->id;
}

/**
 * orch_pending_key_get_old_id:
 * @self: a pending key
 *
 * Returns: (transfer none) (nullable): the ID of the key whose place it takes
 */
const char *
orch_pending_key_get_old_id (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->old_id;
}

/**
 * orch_pending_key_get_name:
 * @self: a pending key
 *
 * Returns: (transfer none): what to call it
 */
const char *
orch_pending_key_get_name (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->name;
}

/**
 * orch_pending_key_get_user_id:
 * @self: a pending key
 *
 * Returns: (transfer none) (nullable): the owner
 */
const char *
orch_pending_key_get_user_id (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->user_id;
}

/**
 * orch_pending_key_get_made_at:
 * @self: a pending key
 *
 * Returns: when it was begun, in seconds since the epoch
 */
gint64
orch_pending_key_get_made_at (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), 0);

  return self->made_at;
}

/**
 * orch_pending_key_get_state:
 * @self: a pending key
 *
 * Returns: how it is, as it was last looked
 */
OrchPendingState
orch_pending_key_get_state (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), ORCH_PENDING_UNKNOWN);

  return self->state;
}

/**
 * orch_pending_key_get_outcome:
 * @self: a pending key
 *
 * Returns: what became of it
 */
OrchPendingOutcome
orch_pending_key_get_outcome (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), ORCH_PENDING_NOTHING);

  return self->outcome;
}

/**
 * orch_pending_key_get_error:
 * @self: a pending key
 *
 * Returns: (transfer none) (nullable): why the last thing did not work, %NULL if it did
 */
const GError *
orch_pending_key_get_error (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->error;
}

/**
 * orch_pending_key_get_replacement:
 * @self: a pending key
 *
 * Returns: (transfer none) (nullable): the replacement that it was made for, while that is under
 *   way
 */
OrchReplacement *
orch_pending_key_get_replacement (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->replacement;
}

/**
 * orch_pending_key_get_stray:
 * @self: a pending key
 *
 * Returns: (transfer none) (nullable): the key that may have been created in its place
 */
OrchKey *
orch_pending_key_get_stray (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), NULL);

  return self->stray;
}

/**
 * orch_pending_key_is_busy:
 * @self: a pending key
 *
 * Returns: whether something is under way
 */
gboolean
orch_pending_key_is_busy (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return self->run != NULL;
}

/**
 * orch_pending_key_is_writing:
 * @self: a pending key
 *
 * Returns: whether something is under way that changes something
 */
gboolean
orch_pending_key_is_writing (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return self->writing;
}

/**
 * orch_pending_key_is_settled:
 * @self: a pending key
 *
 * Returns: whether nothing is left to decide
 */
gboolean
orch_pending_key_is_settled (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return self->settled;
}

/* --- what can be decided --- */

static gboolean
is_free (OrchPendingKey *self)
{
  return self->run == NULL && !self->shown && !self->settled;
}

static gboolean
is_at (OrchPendingKey *self, OrchReplacementStep step)
{
  return self->replacement != NULL && orch_replacement_get_step (self->replacement) == step;
}

static gboolean
both_were_made (OrchPendingKey *self)
{
  return self->state == ORCH_PENDING_REPLACING
         && (is_at (self, ORCH_REPLACEMENT_GENERATED) || is_at (self, ORCH_REPLACEMENT_KEPT));
}

static gboolean
both_work (OrchPendingKey *self)
{
  return both_were_made (self)
         && orch_replacement_get_old_life (self->replacement) == ORCH_REPLACEMENT_LIFE_ALIVE;
}

/**
 * orch_pending_key_can_show_secret:
 * @self: a pending key
 *
 * Returns: whether there is a secret to be saved
 */
gboolean
orch_pending_key_can_show_secret (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return is_free (self) && !self->saved && orch_pending_key_has_secret (self)
         && (self->state == ORCH_PENDING_UNKNOWN || self->state == ORCH_PENDING_REPLACING
             || self->state == ORCH_PENDING_EXISTS);
}

/**
 * orch_pending_key_can_finish:
 * @self: a pending key
 *
 * Returns: whether the new key can take the place of the old one
 */
gboolean
orch_pending_key_can_finish (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return is_free (self)
         && (both_were_made (self)
             || (self->state == ORCH_PENDING_REPLACING && is_at (self, ORCH_REPLACEMENT_RENAMING)));
}

/**
 * orch_pending_key_can_undo:
 * @self: a pending key
 *
 * Returns: whether the new key can be deleted without leaving somebody without a key
 */
gboolean
orch_pending_key_can_undo (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  const OrchIdentity *identity =
      orch_session_get_identity (orch_handover_get_session (self->handover));

  return is_free (self) && both_work (self) && g_strcmp0 (identity->key_id, self->id) != 0;
}

/**
 * orch_pending_key_can_delete:
 * @self: a pending key
 *
 * Returns: whether there is a key that may have been created in its place, with a secret that
 *   nobody knows: see orch_pending_key_get_stray()
 */
gboolean
orch_pending_key_can_delete (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return is_free (self) && self->state == ORCH_PENDING_STRAY;
}

/**
 * orch_pending_key_can_leave:
 * @self: a pending key
 *
 * Returns: whether a replacement can be ended where it is
 */
gboolean
orch_pending_key_can_leave (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return is_free (self)
         && (both_work (self)
             || (self->state == ORCH_PENDING_REPLACING && is_at (self, ORCH_REPLACEMENT_RENAMING)));
}

/**
 * orch_pending_key_can_look:
 * @self: a pending key
 *
 * Returns: whether it is not known how it is
 */
gboolean
orch_pending_key_can_look (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  return is_free (self)
         && (self->state == ORCH_PENDING_UNKNOWN || is_at (self, ORCH_REPLACEMENT_DELETING));
}

/**
 * orch_pending_key_can_forget:
 * @self: a pending key
 *
 * Returns: whether what is kept here of it is of no use
 */
gboolean
orch_pending_key_can_forget (OrchPendingKey *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (self), FALSE);

  if (!is_free (self))
    return FALSE;

  switch (self->state) {
  case ORCH_PENDING_NEW_KEY_GONE:
  case ORCH_PENDING_NOT_REPLACED:
  case ORCH_PENDING_NOT_CREATED:
  case ORCH_PENDING_UNTRACEABLE:
  case ORCH_PENDING_STRAY:
  case ORCH_PENDING_NOT_REGENERATED:
  case ORCH_PENDING_OTHER_SECRET:
  case ORCH_PENDING_DELETED:
    return TRUE;
  case ORCH_PENDING_EXISTS:
    /* The keyring has lost it. */
    return g_error_matches (self->error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND);
  case ORCH_PENDING_UNKNOWN:
  case ORCH_PENDING_REPLACING:
  default:
    return FALSE;
  }
}
