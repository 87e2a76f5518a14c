#pragma once

#include "secrets/key-store.h"

G_BEGIN_DECLS

#define ORCH_TYPE_MEMORY_KEY_STORE (orch_memory_key_store_get_type ())

/**
 * OrchMemoryKeyStore:
 *
 * Keeps keys for this run only, in memory that is not paged out and is wiped. It never fails,
 * unless it is told to.
 */
G_DECLARE_FINAL_TYPE (OrchMemoryKeyStore, orch_memory_key_store, ORCH, MEMORY_KEY_STORE, GObject)

OrchMemoryKeyStore *orch_memory_key_store_new (void);

const char *orch_memory_key_store_get_label (OrchMemoryKeyStore *self, const char *connection_id);
void orch_memory_key_store_set_error (OrchMemoryKeyStore *self, const GError *error);
void orch_memory_key_store_set_delay (OrchMemoryKeyStore *self, guint milliseconds);

G_END_DECLS
