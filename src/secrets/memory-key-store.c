#include "config.h"

#include <libsecret/secret.h>
#include <string.h>

#include "secrets/memory-key-store.h"

typedef struct {
  char *label;        /* (owned) */
  SecretValue *value; /* (owned) */
} Entry;

struct _OrchMemoryKeyStore {
  GObject parent_instance;

  GHashTable *entries; /* (owned): connection ID, or with "/" and a key ID → Entry */
  GError *error;       /* (owned) (nullable): what every call fails with */
  guint delay;         /* milliseconds until a call answers */
};

static void orch_memory_key_store_iface_init (OrchKeyStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchMemoryKeyStore, orch_memory_key_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ORCH_TYPE_KEY_STORE,
                                                      orch_memory_key_store_iface_init))

static void
entry_free (Entry *entry)
{
  g_free (entry->label);
  secret_value_unref (entry->value);
  g_free (entry);
}

static char *
make_name (const char *connection_id, const char *key_id)
{
  return key_id != NULL ? g_strconcat (connection_id, "/", key_id, NULL) : g_strdup (connection_id);
}

static gboolean
is_of_connection (gpointer name, gpointer entry, gpointer connection_id)
{
  gsize length = strlen (connection_id);

  return strncmp (name, connection_id, length) == 0
         && (((char *) name)[length] == '\0' || ((char *) name)[length] == '/');
}

static void
remove_entries (OrchMemoryKeyStore *self, const char *connection_id, const char *key_id)
{
  g_autofree char *name = make_name (connection_id, key_id);

  if (key_id != NULL)
    g_hash_table_remove (self->entries, name);
  else
    g_hash_table_foreach_remove (self->entries, is_of_connection, name);
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  OrchMemoryKeyStore *self = g_task_get_source_object (task);
  SecretValue *value = g_task_get_task_data (task);

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else if (value != NULL)
    g_task_return_pointer (task, secret_value_ref (value), secret_value_unref);
  else if (g_task_get_source_tag (task) == orch_key_store_lookup_async)
    g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND,
                             "No key in memory");
  else
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* Answers @task after the delay, or as soon as it is cancelled. */
static void
answer (OrchMemoryKeyStore *self, GTask *task)
{
  g_autoptr (GSource) source = g_timeout_source_new (self->delay);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL) {
    g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

    g_source_set_dummy_callback (cancelled);
    g_source_add_child_source (source, cancelled);
  }

  g_task_attach_source (task, source, answer_cb);
}

static void
orch_memory_key_store_store_async (OrchKeyStore *store, const char *connection_id,
                                   const char *key_id, const char *label, const OrchSecret *secret,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  OrchMemoryKeyStore *self = ORCH_MEMORY_KEY_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_store_store_async);

  if (self->error == NULL && !g_cancellable_is_cancelled (cancellable)) {
    Entry *entry = g_new0 (Entry, 1);

    entry->label = g_strdup (label);
    entry->value = secret_value_new (secret, -1, "text/plain");
    g_hash_table_replace (self->entries, make_name (connection_id, key_id), entry);
  }

  answer (self, task);
}

static void
orch_memory_key_store_lookup_async (OrchKeyStore *store, const char *connection_id,
                                    const char *key_id, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  OrchMemoryKeyStore *self = ORCH_MEMORY_KEY_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *name = make_name (connection_id, key_id);
  Entry *entry = g_hash_table_lookup (self->entries, name);

  g_task_set_source_tag (task, orch_key_store_lookup_async);
  if (entry != NULL)
    g_task_set_task_data (task, secret_value_ref (entry->value), secret_value_unref);

  answer (self, task);
}

static OrchSecret *
orch_memory_key_store_lookup_finish (OrchKeyStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (SecretValue) value = NULL;

  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_store_lookup_async), NULL);

  value = g_task_propagate_pointer (G_TASK (result), error);

  return value != NULL ? g_strdup (secret_value_get_text (value)) : NULL;
}

static void
orch_memory_key_store_clear_async (OrchKeyStore *store, const char *connection_id,
                                   const char *key_id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  OrchMemoryKeyStore *self = ORCH_MEMORY_KEY_STORE (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_store_clear_async);

  if (self->error == NULL && !g_cancellable_is_cancelled (cancellable))
    remove_entries (self, connection_id, key_id);

  answer (self, task);
}

/* Of storing and of clearing. */
static gboolean
orch_memory_key_store_finish (OrchKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
orch_memory_key_store_finalize (GObject *object)
{
  OrchMemoryKeyStore *self = ORCH_MEMORY_KEY_STORE (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (orch_memory_key_store_parent_class)->finalize (object);
}

static void
orch_memory_key_store_iface_init (OrchKeyStoreInterface *iface)
{
  iface->store_async = orch_memory_key_store_store_async;
  iface->store_finish = orch_memory_key_store_finish;
  iface->lookup_async = orch_memory_key_store_lookup_async;
  iface->lookup_finish = orch_memory_key_store_lookup_finish;
  iface->clear_async = orch_memory_key_store_clear_async;
  iface->clear_finish = orch_memory_key_store_finish;
}

static void
orch_memory_key_store_class_init (OrchMemoryKeyStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_memory_key_store_finalize;
}

static void
orch_memory_key_store_init (OrchMemoryKeyStore *self)
{
  self->entries =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) entry_free);
}

/**
 * orch_memory_key_store_new:
 *
 * Returns: (transfer full): an empty store
 */
OrchMemoryKeyStore *
orch_memory_key_store_new (void)
{
  return g_object_new (ORCH_TYPE_MEMORY_KEY_STORE, NULL);
}

/**
 * orch_memory_key_store_get_label:
 * @self: a store
 * @connection_id: the connection's ID
 *
 * Returns: (transfer none) (nullable): the label that the key was kept under, %NULL if there is no
 *   key
 */
const char *
orch_memory_key_store_get_label (OrchMemoryKeyStore *self, const char *connection_id)
{
  Entry *entry;

  g_return_val_if_fail (ORCH_IS_MEMORY_KEY_STORE (self), NULL);
  g_return_val_if_fail (connection_id != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, connection_id);

  return entry != NULL ? entry->label : NULL;
}

/**
 * orch_memory_key_store_set_error:
 * @self: a store
 * @error: (nullable): what every call fails with, %NULL for success; copied
 *
 * For tests: makes the store fail as a keyring can.
 */
void
orch_memory_key_store_set_error (OrchMemoryKeyStore *self, const GError *error)
{
  g_return_if_fail (ORCH_IS_MEMORY_KEY_STORE (self));

  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
}

/**
 * orch_memory_key_store_set_delay:
 * @self: a store
 * @milliseconds: how long every call takes
 *
 * For tests: makes the store as slow as a keyring can be.
 */
void
orch_memory_key_store_set_delay (OrchMemoryKeyStore *self, guint milliseconds)
{
  g_return_if_fail (ORCH_IS_MEMORY_KEY_STORE (self));

  self->delay = milliseconds;
}
