#pragma once

#include "core/model/key-material.h"
#include "core/services/replacement-journal.h"
#include "secrets/connection.h"
#include "secrets/key-store.h"

G_BEGIN_DECLS

/**
 * OrchPendingSecret:
 *
 * A new key whose secret nobody has saved yet; everything but the secret.
 */
typedef struct {
  char *key_id;     /* (owned) */
  char *old_key_id; /* (owned) (nullable): whose place it takes */
  char *user_id;    /* (owned) (nullable): the owner */
  char *alias;      /* (owned) (nullable) */
  gint64 made_at;   /* seconds since the epoch */
  gboolean is_kept; /* in the keyring, as far as is known, and so beyond this run */
} OrchPendingSecret;

#define ORCH_TYPE_PENDING_SECRETS (orch_pending_secrets_get_type ())

/**
 * OrchPendingSecrets:
 *
 * The secrets of one connection that were made here and not saved by the person yet: kept before a
 * request that makes use of them leaves, so that a lost answer, a crash or a power cut loses none.
 * The secrets are in the keyring, what belongs to them in GSettings. Emits
 * `OrchPendingSecrets::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchPendingSecrets, orch_pending_secrets, ORCH, PENDING_SECRETS, GObject)

OrchPendingSecrets *orch_pending_secrets_new (OrchConnection *connection, OrchKeyStore *keyring);

GPtrArray *orch_pending_secrets_get_items (OrchPendingSecrets *self);
const OrchPendingSecret *orch_pending_secrets_find (OrchPendingSecrets *self, const char *key_id);
OrchReplacementJournal *orch_pending_secrets_get_journal (OrchPendingSecrets *self);

void orch_pending_secrets_store_async (OrchPendingSecrets *self, const OrchKeyMaterial *material,
                                       const char *old_key_id, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_pending_secrets_store_finish (OrchPendingSecrets *self, GAsyncResult *result,
                                            GError **error);

void orch_pending_secrets_lookup_async (OrchPendingSecrets *self, const char *key_id,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
OrchKeyMaterial *orch_pending_secrets_lookup_finish (OrchPendingSecrets *self, GAsyncResult *result,
                                                     GError **error);

void orch_pending_secrets_remove_async (OrchPendingSecrets *self, const char *key_id,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean orch_pending_secrets_remove_finish (OrchPendingSecrets *self, GAsyncResult *result,
                                             GError **error);

G_END_DECLS
