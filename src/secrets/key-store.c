#include "config.h"

#include "secrets/key-store.h"

G_DEFINE_QUARK (orch - key - store - error - quark, orch_key_store_error)

G_DEFINE_INTERFACE (OrchKeyStore, orch_key_store, G_TYPE_OBJECT)

static void
orch_key_store_default_init (OrchKeyStoreInterface *iface)
{
}

/**
 * orch_key_store_store_async:
 * @self: a key store
 * @connection_id: the connection's ID
 * @key_id: (nullable): of which new key it is the secret; %NULL for the connection's own key
 * @label: what a person sees of it in a keyring manager; not a secret
 * @secret: the API key; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Keeps the key of a connection, or a pending secret, in place of the one that was kept before.
 */
void
orch_key_store_store_async (OrchKeyStore *self, const char *connection_id, const char *key_id,
                            const char *label, const OrchSecret *secret, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_STORE (self));
  g_return_if_fail (connection_id != NULL);
  g_return_if_fail (label != NULL);
  g_return_if_fail (secret != NULL);

  ORCH_KEY_STORE_GET_IFACE (self)->store_async (self, connection_id, key_id, label, secret,
                                                cancellable, callback, user_data);
}

/**
 * orch_key_store_store_finish:
 * @self: a key store
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_key_store_store_async().
 *
 * Returns: %TRUE if the key is kept
 */
gboolean
orch_key_store_store_finish (OrchKeyStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ORCH_IS_KEY_STORE (self), FALSE);

  return ORCH_KEY_STORE_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * orch_key_store_lookup_async:
 * @self: a key store
 * @connection_id: the connection's ID
 * @key_id: (nullable): of which new key it is the secret; %NULL for the connection's own key
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Reads the key of a connection, or a pending secret. The person may be asked to unlock the
 * keyring.
 */
void
orch_key_store_lookup_async (OrchKeyStore *self, const char *connection_id, const char *key_id,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_STORE (self));
  g_return_if_fail (connection_id != NULL);

  ORCH_KEY_STORE_GET_IFACE (self)->lookup_async (self, connection_id, key_id, cancellable, callback,
                                                 user_data);
}

/**
 * orch_key_store_lookup_finish:
 * @self: a key store
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_key_store_lookup_async().
 *
 * Returns: (transfer full): the key, %NULL with @error set if there is none
 */
OrchSecret *
orch_key_store_lookup_finish (OrchKeyStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ORCH_IS_KEY_STORE (self), NULL);

  return ORCH_KEY_STORE_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * orch_key_store_clear_async:
 * @self: a key store
 * @connection_id: the connection's ID
 * @key_id: (nullable): which pending secret; %NULL for everything of the connection
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Removes a pending secret, or everything that is kept of a connection.
 */
void
orch_key_store_clear_async (OrchKeyStore *self, const char *connection_id, const char *key_id,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_STORE (self));
  g_return_if_fail (connection_id != NULL);

  ORCH_KEY_STORE_GET_IFACE (self)->clear_async (self, connection_id, key_id, cancellable, callback,
                                                user_data);
}

/**
 * orch_key_store_clear_finish:
 * @self: a key store
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_key_store_clear_async().
 *
 * Returns: %TRUE if no key is kept any more
 */
gboolean
orch_key_store_clear_finish (OrchKeyStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ORCH_IS_KEY_STORE (self), FALSE);

  return ORCH_KEY_STORE_GET_IFACE (self)->clear_finish (self, result, error);
}
