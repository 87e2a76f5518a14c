#pragma once

#include "secrets/connections.h"
#include "secrets/memory-key-store.h"

G_BEGIN_DECLS

struct _OrchConnections {
  GObject parent_instance;

  GSettings *settings; /* (owned) */
  GPtrArray *items;    /* (owned): OrchConnection */

  OrchKeyStore *keyring; /* (owned) */
  OrchKeyStore *memory;  /* (owned): keys that are for this run only */
  GHashTable *pending;   /* (owned): connection ID → OrchPendingSecrets */
  GHashTable *writes;    /* (owned): connection ID → GCancellable of what is being written */
  guint patience;        /* milliseconds after which the keyring counts as slow */
  guint n_slow;          /* calls for which it is */
};

void orch_connections_notify_keyring_slow (OrchConnections *self);
void orch_connections_drop_key (OrchConnections *self, OrchConnection *connection);
void orch_connections_rename_key (OrchConnections *self, OrchConnection *connection);

G_END_DECLS
