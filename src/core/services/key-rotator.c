#include "config.h"

#include "core/services/key-rotator.h"

G_DEFINE_QUARK (orch - key - rotator - error - quark, orch_key_rotator_error)

G_DEFINE_INTERFACE (OrchKeyRotator, orch_key_rotator, G_TYPE_OBJECT)

static void
orch_key_rotator_default_init (OrchKeyRotatorInterface *iface)
{
}

/**
 * orch_key_rotator_rotate_async:
 * @self: a rotator
 * @key: which key gets a new secret; not the connection's own
 * @cancellable: (nullable): gives it up, as long as nothing was sent that changes the key; later it
 *   goes on to the end
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Gives a key a new secret. One at a time.
 */
void
orch_key_rotator_rotate_async (OrchKeyRotator *self, OrchKey *key, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_ROTATOR (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  ORCH_KEY_ROTATOR_GET_IFACE (self)->rotate_async (self, key, cancellable, callback, user_data);
}

/**
 * orch_key_rotator_rotate_finish:
 * @self: a rotator
 * @result: the result
 * @stops: (out): whether no other key can be rotated, because it would go wrong, too
 * @error: return location; %ORCH_KEY_ROTATOR_ERROR_UNFINISHED; after all others nothing was
 *   changed: %ORCH_KEY_ROTATOR_ERROR_NOT_DONE, %ORCH_REPLACEMENT_ERROR, %ORCH_REGENERATION_ERROR,
 *   %G_IO_ERROR_CANCELLED, or what the server said
 *
 * Returns: %TRUE if the key has a new secret, and the old one does not work any more
 */
gboolean
orch_key_rotator_rotate_finish (OrchKeyRotator *self, GAsyncResult *result, gboolean *stops,
                                GError **error)
{
  g_return_val_if_fail (ORCH_IS_KEY_ROTATOR (self), FALSE);
  g_return_val_if_fail (stops != NULL, FALSE);

  return ORCH_KEY_ROTATOR_GET_IFACE (self)->rotate_finish (self, result, stops, error);
}
