#pragma once

#include <gio/gio.h>

#include "core/client/secret.h"

G_BEGIN_DECLS

#define ORCH_KEY_STORE_ERROR (orch_key_store_error_quark ())

/**
 * OrchKeyStoreError:
 * @ORCH_KEY_STORE_ERROR_FAILED: anything else; the message is the keyring's own text
 * @ORCH_KEY_STORE_ERROR_NOT_FOUND: no key is kept for this connection
 * @ORCH_KEY_STORE_ERROR_LOCKED: the keyring is locked, and the person did not unlock it
 * @ORCH_KEY_STORE_ERROR_UNAVAILABLE: there is no keyring, or it gives no answer
 *
 * Why a key could not be kept or read. The message never holds a secret; the user interface words
 * the code.
 */
typedef enum {
  ORCH_KEY_STORE_ERROR_FAILED,
  ORCH_KEY_STORE_ERROR_NOT_FOUND,
  ORCH_KEY_STORE_ERROR_LOCKED,
  ORCH_KEY_STORE_ERROR_UNAVAILABLE,
} OrchKeyStoreError;

GQuark orch_key_store_error_quark (void);

#define ORCH_TYPE_KEY_STORE (orch_key_store_get_type ())

/**
 * OrchKeyStore:
 *
 * Keeps one API key for each connection, by the connection's ID, and beside it the secrets of new
 * keys, by their key IDs, until somebody has saved them elsewhere. Nothing here blocks, and nothing
 * gives up by itself while the person may still be typing a keyring's password: whoever does not
 * want to wait cancels, or goes on and takes the answer when it comes.
 */
G_DECLARE_INTERFACE (OrchKeyStore, orch_key_store, ORCH, KEY_STORE, GObject)

/**
 * OrchKeyStoreInterface:
 * @store_async: keeps a copy of the secret, in place of an earlier one
 * @lookup_finish: fails with %ORCH_KEY_STORE_ERROR_NOT_FOUND if there is no key
 * @clear_async: removes one pending secret, or everything of the connection; that there was nothing
 *   is no error
 */
struct _OrchKeyStoreInterface {
  GTypeInterface parent_iface;

  void (*store_async) (OrchKeyStore *self, const char *connection_id, const char *key_id,
                       const char *label, const OrchSecret *secret, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*store_finish) (OrchKeyStore *self, GAsyncResult *result, GError **error);

  void (*lookup_async) (OrchKeyStore *self, const char *connection_id, const char *key_id,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
  OrchSecret *(*lookup_finish) (OrchKeyStore *self, GAsyncResult *result, GError **error);

  void (*clear_async) (OrchKeyStore *self, const char *connection_id, const char *key_id,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*clear_finish) (OrchKeyStore *self, GAsyncResult *result, GError **error);
};

void orch_key_store_store_async (OrchKeyStore *self, const char *connection_id, const char *key_id,
                                 const char *label, const OrchSecret *secret,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean orch_key_store_store_finish (OrchKeyStore *self, GAsyncResult *result, GError **error);

void orch_key_store_lookup_async (OrchKeyStore *self, const char *connection_id, const char *key_id,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
OrchSecret *orch_key_store_lookup_finish (OrchKeyStore *self, GAsyncResult *result, GError **error);

void orch_key_store_clear_async (OrchKeyStore *self, const char *connection_id, const char *key_id,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean orch_key_store_clear_finish (OrchKeyStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
