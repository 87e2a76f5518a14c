#pragma once

#include <gio/gio.h>

#include "core/rules/rotation-due.h"
#include "core/services/key-service.h"

G_BEGIN_DECLS

/* How many keys an OrchDueKeys finds at most. */
#define ORCH_DUE_KEYS_MAX 1000

/**
 * OrchDueKeysState:
 * @ORCH_DUE_KEYS_STOPPED: it was not started, or was stopped in the middle
 * @ORCH_DUE_KEYS_LOOKING: a page of keys is on its way
 * @ORCH_DUE_KEYS_DONE: all keys were looked at, or enough are due
 * @ORCH_DUE_KEYS_FAILED: a page did not come
 */
typedef enum {
  ORCH_DUE_KEYS_STOPPED,
  ORCH_DUE_KEYS_LOOKING,
  ORCH_DUE_KEYS_DONE,
  ORCH_DUE_KEYS_FAILED,
} OrchDueKeysState;

#define ORCH_TYPE_DUE_KEYS (orch_due_keys_get_type ())

/**
 * OrchDueKeys:
 *
 * A list of the keys (#OrchKey) that are due for rotation, the oldest secret first. The server
 * cannot search for them: all keys are read page by page, from the one that was made first on, and
 * those that are due appear as their pages come. Its properties `state`, `n-looked-at`, `total` and
 * `is-full` tell how far it is. Who drops the last reference stops it.
 */
G_DECLARE_FINAL_TYPE (OrchDueKeys, orch_due_keys, ORCH, DUE_KEYS, GObject)

OrchDueKeys *orch_due_keys_new (OrchKeyService *service, const OrchRotationPolicy *policy);

void orch_due_keys_start (OrchDueKeys *self);
void orch_due_keys_stop (OrchDueKeys *self);

OrchKey *orch_due_keys_find (OrchDueKeys *self, const char *key_id);
void orch_due_keys_remove (OrchDueKeys *self, const char *key_id);

OrchDueKeysState orch_due_keys_get_state (OrchDueKeys *self);
const GError *orch_due_keys_get_error (OrchDueKeys *self);
guint orch_due_keys_get_n_looked_at (OrchDueKeys *self);
guint orch_due_keys_get_total (OrchDueKeys *self);
gboolean orch_due_keys_get_is_full (OrchDueKeys *self);

G_END_DECLS
