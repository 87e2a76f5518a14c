#include "config.h"

#include <glib/gi18n.h>

#include "ui/keys/secret-dialog.h"

#include "ui/keys/handover.h"

/* A keyring that is slower than this does not hold up what the person wants. */
#define PATIENCE 3000 /* milliseconds */

struct _OrchHandover {
  GObject parent_instance;

  OrchSession *session;        /* (owned) */
  OrchPendingSecrets *pending; /* (owned) */
  GHashTable *in_hand;         /* (owned) (element-type utf8): key IDs that a dialog deals with */
  guint patience;
};

G_DEFINE_FINAL_TYPE (OrchHandover, orch_handover, G_TYPE_OBJECT)

enum {
  CHANGED,
  ROTATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
announce (OrchHandover *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
orch_handover_finalize (GObject *object)
{
  OrchHandover *self = ORCH_HANDOVER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->pending);
  g_clear_pointer (&self->in_hand, g_hash_table_unref);

  G_OBJECT_CLASS (orch_handover_parent_class)->finalize (object);
}

static void
orch_handover_class_init (OrchHandoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_handover_finalize;

  /**
   * OrchHandover::changed:
   *
   * What waits may have changed.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_HANDOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /**
   * OrchHandover::rotated:
   *
   * Keys have got new secrets, and so other IDs.
   */
  signals[ROTATED] = g_signal_new ("rotated", ORCH_TYPE_HANDOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
orch_handover_init (OrchHandover *self)
{
  self->in_hand = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patience = PATIENCE;
}

/**
 * orch_handover_new:
 * @session: an open session
 * @pending: the pending secrets of its connection
 *
 * Returns: (transfer full): what hands over the secrets of that connection
 */
OrchHandover *
orch_handover_new (OrchSession *session, OrchPendingSecrets *pending)
{
  OrchHandover *self;

  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (ORCH_IS_PENDING_SECRETS (pending), NULL);

  self = g_object_new (ORCH_TYPE_HANDOVER, NULL);
  self->session = g_object_ref (session);
  self->pending = g_object_ref (pending);
  g_signal_connect_object (pending, "changed", G_CALLBACK (announce), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (orch_pending_secrets_get_journal (pending), "changed",
                           G_CALLBACK (announce), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * orch_handover_get_session:
 * @self: a handover
 *
 * Returns: (transfer none): the session
 */
OrchSession *
orch_handover_get_session (OrchHandover *self)
{
  g_return_val_if_fail (ORCH_IS_HANDOVER (self), NULL);

  return self->session;
}

/**
 * orch_handover_get_pending:
 * @self: a handover
 *
 * Returns: (transfer none): the pending secrets of the connection, and its journal
 */
OrchPendingSecrets *
orch_handover_get_pending (OrchHandover *self)
{
  g_return_val_if_fail (ORCH_IS_HANDOVER (self), NULL);

  return self->pending;
}

/**
 * orch_handover_set_patience:
 * @self: a handover
 * @milliseconds: how long to wait for the keyring, 3000 unless set
 *
 * Sets how long orch_handover_keep_async() waits.
 */
void
orch_handover_set_patience (OrchHandover *self, guint milliseconds)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));

  self->patience = milliseconds;
}

/* --- keeping --- */

/* The data of a task. */
typedef struct {
  char *key_id;     /* (owned) */
  guint timeout;    /* 0: over */
  gboolean is_over; /* the caller was told */
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_clear_handle_id (&keeping->timeout, g_source_remove);
  g_free (keeping->key_id);
  g_free (keeping);
}

/* The keyring goes on; whatever it answers is noted by the pending secrets. */
static gboolean
patience_ended_cb (gpointer user_data)
{
  GTask *task = user_data;
  Keeping *keeping = g_task_get_task_data (task);

  keeping->timeout = 0;
  keeping->is_over = TRUE;
  g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_UNAVAILABLE,
                           "The keyring does not answer");

  return G_SOURCE_REMOVE;
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Keeping *keeping = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_kept =
      orch_pending_secrets_store_finish (ORCH_PENDING_SECRETS (source), result, &error);

  if (keeping->is_over)
    return;

  g_clear_handle_id (&keeping->timeout, g_source_remove);
  keeping->is_over = TRUE;
  /* Nothing makes use of it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    orch_handover_drop (g_task_get_source_object (task), keeping->key_id);

  if (is_kept)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * orch_handover_keep_async:
 * @self: a handover
 * @material: the new key; copied
 * @old_key_id: (nullable): the key whose place it takes
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Keeps a secret before a request leaves that makes use of it, and takes it in hand. Does not wait
 * for a slow keyring for ever.
 */
void
orch_handover_keep_async (OrchHandover *self, const OrchKeyMaterial *material,
                          const char *old_key_id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));
  g_return_if_fail (material != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->key_id = g_strdup (material->key_id);
  keeping->timeout = g_timeout_add (self->patience, patience_ended_cb, task);
  g_task_set_source_tag (task, orch_handover_keep_async);
  g_task_set_task_data (task, keeping, (GDestroyNotify) keeping_free);
  orch_handover_hold (self, material->key_id);
  orch_pending_secrets_store_async (self->pending, material, old_key_id, cancellable, stored_cb,
                                    g_steal_pointer (&task));
}

/**
 * orch_handover_keep_finish:
 * @self: a handover
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR, or %G_IO_ERROR_CANCELLED: then it is not kept
 *
 * Finishes orch_handover_keep_async().
 *
 * Returns: %TRUE if the secret outlives the program; %FALSE with @error set if it is in memory only
 */
gboolean
orch_handover_keep_finish (OrchHandover *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_handover_keep_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * orch_handover_hold:
 * @self: a handover
 * @key_id: a new key
 *
 * Takes a key in hand: it does not wait any more.
 */
void
orch_handover_hold (OrchHandover *self, const char *key_id)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));
  g_return_if_fail (key_id != NULL);

  if (g_hash_table_add (self->in_hand, g_strdup (key_id)))
    announce (self);
}

/**
 * orch_handover_leave:
 * @self: a handover
 * @key_id: a new key that was in hand
 *
 * Leaves a key: what is pending of it waits from now on, and is offered.
 */
void
orch_handover_leave (OrchHandover *self, const char *key_id)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));
  g_return_if_fail (key_id != NULL);

  if (g_hash_table_remove (self->in_hand, key_id))
    announce (self);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchHandover) self = ORCH_HANDOVER (user_data);

  /* What the keyring did not give up waits, and is offered again. */
  orch_pending_secrets_remove_finish (ORCH_PENDING_SECRETS (source), result, NULL);
  announce (self);
}

/**
 * orch_handover_drop:
 * @self: a handover
 * @key_id: a new key
 *
 * Forgets a secret that the person has saved, or that no key has.
 */
void
orch_handover_drop (OrchHandover *self, const char *key_id)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));
  g_return_if_fail (key_id != NULL);

  if (orch_pending_secrets_find (self->pending, key_id) != NULL)
    orch_pending_secrets_remove_async (self->pending, key_id, NULL, removed_cb,
                                       g_object_ref (self));
  orch_handover_leave (self, key_id);
}

/* --- handing over --- */

/**
 * orch_handover_present:
 * @self: a handover
 * @parent: (nullable): the window that the dialog stands in front of
 * @material: the new key, whether it is kept already or not
 *
 * Shows the secret of a new key until the person has saved it: see OrchSecretDialog::saved, after
 * which it is to be dropped.
 *
 * Returns: (transfer none): the dialog
 */
GtkWindow *
orch_handover_present (OrchHandover *self, GtkWindow *parent, const OrchKeyMaterial *material)
{
  const char *base_url;
  GtkWindow *dialog;

  g_return_val_if_fail (ORCH_IS_HANDOVER (self), NULL);
  g_return_val_if_fail (material != NULL, NULL);

  base_url = orch_client_get_base_url (orch_session_get_client (self->session));
  dialog = orch_secret_dialog_new (parent, base_url, material);
  orch_handover_hold (self, material->key_id);
  if (orch_pending_secrets_find (self->pending, material->key_id) == NULL) {
    orch_secret_dialog_set_description (
        ORCH_SECRET_DIALOG (dialog),
        _ ("The server has chosen this secret itself, and it is shown only now. If you have seen "
           "another one for this key before, that one is of no use."));
    orch_pending_secrets_store_async (self->pending, material, NULL, NULL, NULL, NULL);
  }
  gtk_window_present (dialog);

  return dialog;
}

/**
 * orch_handover_tell_rotated:
 * @self: a handover
 *
 * Tells whoever shows keys that several have got new secrets.
 */
void
orch_handover_tell_rotated (OrchHandover *self)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));

  g_signal_emit (self, signals[ROTATED], 0);
}

/* --- what waits --- */

static void
waiting_key_free (OrchWaitingKey *key)
{
  g_free (key->key_id);
  g_free (key->old_key_id);
  g_free (key->user_id);
  g_free (key->alias);
  g_free (key);
}

static void
add_replacement (OrchHandover *self, GPtrArray *waiting, const OrchReplacementRecord *record)
{
  OrchWaitingKey *key = g_new0 (OrchWaitingKey, 1);

  key->key_id = g_strdup (record->new_key_id);
  key->old_key_id = g_strdup (record->old_key_id);
  key->user_id = g_strdup (record->user_id);
  key->alias = g_strdup (record->alias);
  key->made_at = record->started_at;
  key->has_secret = orch_pending_secrets_find (self->pending, record->new_key_id) != NULL;
  key->is_replacement = TRUE;
  g_ptr_array_add (waiting, key);
}

static void
add_secret (GPtrArray *waiting, const OrchPendingSecret *secret)
{
  OrchWaitingKey *key = g_new0 (OrchWaitingKey, 1);

  key->key_id = g_strdup (secret->key_id);
  key->old_key_id = g_strdup (secret->old_key_id);
  key->user_id = g_strdup (secret->user_id);
  key->alias = g_strdup (secret->alias);
  key->made_at = secret->made_at;
  key->has_secret = TRUE;
  g_ptr_array_add (waiting, key);
}

static gboolean
contains (GPtrArray *waiting, const char *key_id)
{
  for (guint i = 0; i < waiting->len; i++)
    if (g_str_equal (((const OrchWaitingKey *) waiting->pdata[i])->key_id, key_id))
      return TRUE;

  return FALSE;
}

/**
 * orch_handover_list_waiting:
 * @self: a handover
 *
 * Lists the keys that nobody deals with at the moment, of this run or an earlier one.
 *
 * Returns: (transfer full) (element-type OrchWaitingKey): the keys
 */
GPtrArray *
orch_handover_list_waiting (OrchHandover *self)
{
  GPtrArray *waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_key_free);
  GPtrArray *records, *secrets;

  g_return_val_if_fail (ORCH_IS_HANDOVER (self), waiting);

  records = orch_replacement_journal_get_records (orch_pending_secrets_get_journal (self->pending));
  for (guint i = 0; i < records->len; i++) {
    const OrchReplacementRecord *record = records->pdata[i];

    if (!g_hash_table_contains (self->in_hand, record->new_key_id))
      add_replacement (self, waiting, record);
  }

  secrets = orch_pending_secrets_get_items (self->pending);
  for (guint i = 0; i < secrets->len; i++) {
    const OrchPendingSecret *secret = secrets->pdata[i];

    if (!g_hash_table_contains (self->in_hand, secret->key_id)
        && !contains (waiting, secret->key_id))
      add_secret (waiting, secret);
  }

  return waiting;
}
