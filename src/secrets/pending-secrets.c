#include "config.h"

#include "secrets/memory-key-store.h"

#include "secrets/pending-secrets.h"

/* In the keyring; a name, not translated. */
#define LABEL "LiteLLM Orchestrator: %s (new API key)"

struct _OrchPendingSecrets {
  GObject parent_instance;

  OrchConnection *connection; /* (owned) */
  OrchKeyStore *keyring;      /* (owned) */
  OrchKeyStore *memory;       /* (owned): what is on its way to the keyring, or cannot go there */
  GPtrArray *items;           /* (owned) (element-type OrchPendingSecret) */
  OrchReplacementJournal *journal; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchPendingSecrets, orch_pending_secrets, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- what belongs to a secret --- */

static void
item_free (OrchPendingSecret *item)
{
  g_free (item->key_id);
  g_free (item->old_key_id);
  g_free (item->user_id);
  g_free (item->alias);
  g_free (item);
}

static GVariant *
item_to_variant (const OrchPendingSecret *item)
{
  const struct {
    const char *name;
    const char *text;
  } texts[] = {
    { "key-id", item->key_id },
    { "old-key-id", item->old_key_id },
    { "user-id", item->user_id },
    { "alias", item->alias },
  };
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].text != NULL)
      g_variant_dict_insert (&dict, texts[i].name, "s", texts[i].text);
  g_variant_dict_insert (&dict, "made-at", "x", item->made_at);

  return g_variant_dict_end (&dict);
}

/* (nullable): what nobody can make sense of */
static OrchPendingSecret *
item_from_variant (GVariant *variant)
{
  OrchPendingSecret *item = g_new0 (OrchPendingSecret, 1);

  g_variant_lookup (variant, "key-id", "s", &item->key_id);
  g_variant_lookup (variant, "old-key-id", "s", &item->old_key_id);
  g_variant_lookup (variant, "user-id", "s", &item->user_id);
  g_variant_lookup (variant, "alias", "s", &item->alias);
  g_variant_lookup (variant, "made-at", "x", &item->made_at);
  item->is_kept = TRUE;
  if (item->key_id != NULL)
    return item;

  item_free (item);
  return NULL;
}

static OrchPendingSecret *
find (OrchPendingSecrets *self, const char *key_id)
{
  for (guint i = 0; i < self->items->len; i++) {
    OrchPendingSecret *item = self->items->pdata[i];

    if (g_str_equal (item->key_id, key_id))
      return item;
  }

  return NULL;
}

static void
announce (OrchPendingSecrets *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* (transfer full) (nullable): the entry of a list that is about a key */
static GVariant *
find_entry (GVariant *list, const char *name, const char *key_id)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++) {
    g_autoptr (GVariant) entry = g_variant_get_child_value (list, i);
    const char *text = NULL;

    if (g_variant_lookup (entry, name, "&s", &text) && g_str_equal (text, key_id))
      return g_steal_pointer (&entry);
  }

  return NULL;
}

/* Writes the entry about a key, or takes it out for %NULL, and leaves alone all others: another
 * process may have written them. */
static void
write_entry (OrchPendingSecrets *self, const char *list, const char *name, const char *key_id,
             GVariant *entry)
{
  g_autoptr (GVariant) stored = orch_connection_read_list (self->connection, list);
  g_autoptr (GVariant) old = find_entry (stored, name, key_id);
  g_autoptr (GVariant) new = entry != NULL ? g_variant_ref_sink (entry) : NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (stored); i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (stored, i);

    if (old == NULL || !g_variant_equal (child, old))
      g_variant_builder_add_value (&builder, child);
    else if (new != NULL)
      g_variant_builder_add_value (&builder, new);
  }
  if (old == NULL && new != NULL)
    g_variant_builder_add_value (&builder, new);

  orch_connection_write_list (self->connection, list, g_variant_builder_end (&builder));
}

/* (nullable) @item: to take it out */
static void
write_item (OrchPendingSecrets *self, const char *key_id, const OrchPendingSecret *item)
{
  write_entry (self, ORCH_CONNECTION_PENDING_SECRETS, "key-id", key_id,
               item != NULL ? item_to_variant (item) : NULL);
}

/* Whether the keyring may hold it, be it that nobody knows: after cancelling, or a crash. */
static gboolean
is_written (OrchPendingSecrets *self, const char *key_id)
{
  g_autoptr (GVariant) stored =
      orch_connection_read_list (self->connection, ORCH_CONNECTION_PENDING_SECRETS);
  g_autoptr (GVariant) entry = find_entry (stored, "key-id", key_id);

  return entry != NULL;
}

static void
read_entries (OrchPendingSecrets *self)
{
  g_autoptr (GVariant) stored =
      orch_connection_read_list (self->connection, ORCH_CONNECTION_PENDING_SECRETS);

  for (gsize i = 0; i < g_variant_n_children (stored); i++) {
    g_autoptr (GVariant) entry = g_variant_get_child_value (stored, i);
    OrchPendingSecret *item = item_from_variant (entry);

    if (item != NULL)
      g_ptr_array_add (self->items, item);
  }
}

static void
drop (OrchPendingSecrets *self, const char *key_id)
{
  OrchPendingSecret *item = find (self, key_id);

  write_item (self, key_id, NULL);
  orch_key_store_clear_async (self->memory, orch_connection_get_id (self->connection), key_id, NULL,
                              NULL, NULL);
  if (item != NULL)
    g_ptr_array_remove (self->items, item);
  announce (self);
}

/* --- the object --- */

static void
journal_changed_cb (OrchPendingSecrets *self, const char *new_key_id)
{
  g_autoptr (GVariant) saved = g_variant_ref_sink (orch_replacement_journal_save (self->journal));
  g_autoptr (GVariant) entry = find_entry (saved, "new-key-id", new_key_id);

  write_entry (self, ORCH_CONNECTION_REPLACEMENTS, "new-key-id", new_key_id, entry);
}

static void
orch_pending_secrets_finalize (GObject *object)
{
  OrchPendingSecrets *self = ORCH_PENDING_SECRETS (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->keyring);
  g_clear_object (&self->memory);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (orch_pending_secrets_parent_class)->finalize (object);
}

static void
orch_pending_secrets_class_init (OrchPendingSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_pending_secrets_finalize;

  /**
   * OrchPendingSecrets::changed:
   *
   * The items have changed.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_PENDING_SECRETS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_pending_secrets_init (OrchPendingSecrets *self)
{
  self->memory = ORCH_KEY_STORE (orch_memory_key_store_new ());
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->journal = orch_replacement_journal_new ();
}

/**
 * orch_pending_secrets_new:
 * @connection: (transfer none): a connection
 * @keyring: (transfer none): keeps the secrets
 *
 * Returns: (transfer full): what is pending of @connection, as it was left; no secret is read
 */
OrchPendingSecrets *
orch_pending_secrets_new (OrchConnection *connection, OrchKeyStore *keyring)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (ORCH_IS_KEY_STORE (keyring), NULL);

  OrchPendingSecrets *self = g_object_new (ORCH_TYPE_PENDING_SECRETS, NULL);
  g_autoptr (GVariant) replacements =
      orch_connection_read_list (connection, ORCH_CONNECTION_REPLACEMENTS);

  self->connection = g_object_ref (connection);
  self->keyring = g_object_ref (keyring);
  read_entries (self);
  orch_replacement_journal_load (self->journal, replacements);
  g_signal_connect_object (self->journal, "changed", G_CALLBACK (journal_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * orch_pending_secrets_get_items:
 * @self: the pending secrets
 *
 * Returns: (transfer none) (element-type OrchPendingSecret): what is pending, the oldest first; not
 *   to be changed
 */
GPtrArray *
orch_pending_secrets_get_items (OrchPendingSecrets *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_SECRETS (self), NULL);

  return self->items;
}

/**
 * orch_pending_secrets_find:
 * @self: the pending secrets
 * @key_id: a key's ID
 *
 * Returns: (transfer none) (nullable): what is known of the secret, %NULL if it is not pending
 */
const OrchPendingSecret *
orch_pending_secrets_find (OrchPendingSecrets *self, const char *key_id)
{
  g_return_val_if_fail (ORCH_IS_PENDING_SECRETS (self), NULL);
  g_return_val_if_fail (key_id != NULL, NULL);

  return find (self, key_id);
}

/**
 * orch_pending_secrets_get_journal:
 * @self: the pending secrets
 *
 * Returns: (transfer none): the replacements of this connection that are under way; what is noted
 *   there is kept at once
 */
OrchReplacementJournal *
orch_pending_secrets_get_journal (OrchPendingSecrets *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_SECRETS (self), NULL);

  return self->journal;
}

/* --- storing --- */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchPendingSecrets *self = g_task_get_source_object (task);
  const char *key_id = g_task_get_task_data (task);
  OrchPendingSecret *item = find (self, key_id);
  g_autoptr (GError) error = NULL;

  if (orch_key_store_store_finish (ORCH_KEY_STORE (source), result, &error)) {
    if (item != NULL)
      item->is_kept = TRUE;
    orch_key_store_clear_async (self->memory, orch_connection_get_id (self->connection), key_id,
                                NULL, NULL, NULL);
    announce (self);
    g_task_return_boolean (task, TRUE);
    return;
  }

  /* Whoever cancels does not know whether it is there: then the entry stays, and so does that of a
   * secret that was kept before. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && (item == NULL || !item->is_kept))
    write_item (self, key_id, NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

static OrchPendingSecret *
add (OrchPendingSecrets *self, const OrchKeyMaterial *material, const char *old_key_id)
{
  OrchPendingSecret *old = find (self, material->key_id);
  OrchPendingSecret *item = g_new0 (OrchPendingSecret, 1);

  item->key_id = g_strdup (material->key_id);
  item->old_key_id = g_strdup (old_key_id);
  item->user_id = g_strdup (material->user_id);
  item->alias = g_strdup (material->alias);
  item->made_at = g_get_real_time () / G_USEC_PER_SEC;
  item->is_kept = old != NULL && old->is_kept;
  if (old != NULL)
    g_ptr_array_remove (self->items, old);
  g_ptr_array_add (self->items, item);

  return item;
}

/**
 * orch_pending_secrets_store_async:
 * @self: the pending secrets
 * @material: the new key; copied
 * @old_key_id: (nullable): the key whose place it takes
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Keeps a new secret, before a request leaves that makes use of it: in memory at once, and in the
 * keyring, marked as pending.
 */
void
orch_pending_secrets_store_async (OrchPendingSecrets *self, const OrchKeyMaterial *material,
                                  const char *old_key_id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_PENDING_SECRETS (self));
  g_return_if_fail (material != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *id = orch_connection_get_id (self->connection);
  g_autofree char *label = g_strdup_printf (LABEL, orch_connection_get_name (self->connection));
  const OrchPendingSecret *item = add (self, material, old_key_id);

  g_task_set_source_tag (task, orch_pending_secrets_store_async);
  g_task_set_task_data (task, g_strdup (material->key_id), g_free);
  orch_key_store_store_async (self->memory, id, material->key_id, label, material->secret, NULL,
                              NULL, NULL);
  announce (self);

  if (!orch_connection_get_remembered (self->connection)) {
    g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_UNAVAILABLE,
                             "The connection is not remembered");
    return;
  }

  /* First, so that what is in the keyring is always known of. */
  write_item (self, material->key_id, item);
  orch_key_store_store_async (self->keyring, id, material->key_id, label, material->secret,
                              cancellable, stored_cb, g_steal_pointer (&task));
}

/**
 * orch_pending_secrets_store_finish:
 * @self: the pending secrets
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_pending_secrets_store_async().
 *
 * Returns: %TRUE if the secret outlives the program; %FALSE with @error set if it is in memory only
 */
gboolean
orch_pending_secrets_store_finish (OrchPendingSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_pending_secrets_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- reading --- */

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchPendingSecrets *self = g_task_get_source_object (task);
  const char *key_id = g_task_get_task_data (task);
  const OrchPendingSecret *item = find (self, key_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchSecret) secret =
      orch_key_store_lookup_finish (ORCH_KEY_STORE (source), result, &error);
  g_autoptr (OrchKeyMaterial) material = NULL;

  if (secret == NULL && source == G_OBJECT (self->memory)
      && g_error_matches (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND)) {
    orch_key_store_lookup_async (self->keyring, orch_connection_get_id (self->connection), key_id,
                                 g_task_get_cancellable (task), looked_up_cb, g_object_ref (task));
    return;
  }
  if (secret == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  material = orch_key_material_new (item != NULL ? item->user_id : NULL,
                                    item != NULL ? item->alias : NULL, secret);
  if (g_str_equal (material->key_id, key_id))
    g_task_return_pointer (task, g_steal_pointer (&material),
                           (GDestroyNotify) orch_key_material_free);
  else
    g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_FAILED,
                             "The keyring holds another secret under this key ID");
}

/**
 * orch_pending_secrets_lookup_async:
 * @self: the pending secrets
 * @key_id: which one
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Reads a pending secret, from memory or else from the keyring.
 */
void
orch_pending_secrets_lookup_async (OrchPendingSecrets *self, const char *key_id,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (ORCH_IS_PENDING_SECRETS (self));
  g_return_if_fail (key_id != NULL);

  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_pending_secrets_lookup_async);
  g_task_set_task_data (task, g_strdup (key_id), g_free);
  orch_key_store_lookup_async (self->memory, orch_connection_get_id (self->connection), key_id,
                               cancellable, looked_up_cb, task);
}

/**
 * orch_pending_secrets_lookup_finish:
 * @self: the pending secrets
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_pending_secrets_lookup_async().
 *
 * Returns: (transfer full): the new key's material, %NULL with @error set
 */
OrchKeyMaterial *
orch_pending_secrets_lookup_finish (OrchPendingSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_pending_secrets_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- removing --- */

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchPendingSecrets *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!orch_key_store_clear_finish (ORCH_KEY_STORE (source), result, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  drop (self, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/**
 * orch_pending_secrets_remove_async:
 * @self: the pending secrets
 * @key_id: which one
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Removes a secret that the person has saved, or that is of no use: from the keyring, and then what
 * belongs to it.
 */
void
orch_pending_secrets_remove_async (OrchPendingSecrets *self, const char *key_id,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (ORCH_IS_PENDING_SECRETS (self));
  g_return_if_fail (key_id != NULL);

  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_pending_secrets_remove_async);
  g_task_set_task_data (task, g_strdup (key_id), g_free);
  orch_key_store_clear_async (is_written (self, key_id) ? self->keyring : self->memory,
                              orch_connection_get_id (self->connection), key_id, cancellable,
                              cleared_cb, task);
}

/**
 * orch_pending_secrets_remove_finish:
 * @self: the pending secrets
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_pending_secrets_remove_async().
 *
 * Returns: %TRUE if the secret is pending no more; %FALSE with @error set if it still is, and will
 * be offered again
 */
gboolean
orch_pending_secrets_remove_finish (OrchPendingSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_pending_secrets_remove_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
