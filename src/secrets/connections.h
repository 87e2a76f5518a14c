#pragma once

#include "secrets/connection.h"
#include "secrets/key-store.h"
#include "secrets/pending-secrets.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECTIONS (orch_connections_get_type ())

/**
 * OrchConnections:
 *
 * The person's connections, a GListModel of OrchConnection in the order in which they were added:
 * the remembered ones, and those of this run. The only one that hands out keys: it reads them from
 * memory where they are for this run only, else from the keyring.
 *
 * Properties:
 *
 * - `keyring-slow` (boolean, read-only): whether the keyring has not answered for a while; the
 *   call goes on, and the user interface may say so and go on too
 */
G_DECLARE_FINAL_TYPE (OrchConnections, orch_connections, ORCH, CONNECTIONS, GObject)

OrchConnections *orch_connections_new (GSettings *settings, OrchKeyStore *keyring);
void orch_connections_set_patience (OrchConnections *self, guint milliseconds);

OrchConnection *orch_connections_add (OrchConnections *self, const char *name, const char *address,
                                      gboolean remember);
void orch_connections_rename (OrchConnections *self, OrchConnection *connection, const char *name);
void orch_connections_forget (OrchConnections *self, OrchConnection *connection);
OrchConnection *orch_connections_find (OrchConnections *self, const char *id);

OrchConnection *orch_connections_get_last_used (OrchConnections *self);
void orch_connections_set_last_used (OrchConnections *self, OrchConnection *connection);

gboolean orch_connections_get_keyring_slow (OrchConnections *self);

OrchPendingSecrets *orch_connections_get_pending_secrets (OrchConnections *self,
                                                          OrchConnection *connection);

void orch_connections_store_key_async (OrchConnections *self, OrchConnection *connection,
                                       const OrchSecret *key, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_connections_store_key_finish (OrchConnections *self, GAsyncResult *result,
                                            GError **error);

void orch_connections_lookup_key_async (OrchConnections *self, OrchConnection *connection,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
OrchSecret *orch_connections_lookup_key_finish (OrchConnections *self, GAsyncResult *result,
                                                GError **error);

void orch_connections_remove_async (OrchConnections *self, OrchConnection *connection,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean orch_connections_remove_finish (OrchConnections *self, GAsyncResult *result,
                                         GError **error);

G_END_DECLS
