#pragma once

#include "connections-test.h"
#include "core/services/replacement.h"
#include "demo/demo-server.h"
#include "ui/keys/handover.h"

G_BEGIN_DECLS

/* A demo server, and an open connection to it that uses a key of its own, of an administrator. */
typedef struct {
  ConnectionsTest test;
  OrchDemoServer *demo;       /* (owned) */
  OrchKeyService *admins;     /* (owned): of another administrator's key */
  OrchKeyMaterial *own;       /* (owned): the connection's key */
  OrchConnection *connection; /* (unowned): remembered */
  OrchHandover *handover;     /* (owned): of the session */
} PendingTest;

void pending_test_set_up (PendingTest *self, gboolean enterprise);
void pending_test_tear_down (PendingTest *self);
/* Waits until the connector has opened it. */
void pending_test_wait_until_open (PendingTest *self);
/* NULL: it works again. */
void pending_test_break (PendingTest *self, const char *fault);

/* A key of this user, made by the other administrator. */
OrchKeyMaterial *pending_test_generate (PendingTest *self, const char *user_id, const char *alias);
void pending_test_delete (PendingTest *self, const char *key_id);
/* (transfer full) (nullable): a key that is not deleted */
OrchKey *pending_test_read (PendingTest *self, const char *key_id);
void pending_test_set_alias (PendingTest *self, const char *key_id, const char *alias);

/* Keeps a secret, as the flows do before they send it, and leaves it at once. */
void pending_test_keep (PendingTest *self, const OrchKeyMaterial *material, const char *old_key_id);
gboolean pending_test_is_pending (PendingTest *self, const char *key_id);
/* Regenerates the connection's own key; FALSE: the answer was lost. */
gboolean pending_test_regenerate_own (PendingTest *self, const OrchKeyMaterial *material);

/* A replacement of this key whose secret is kept, prepared and, unless a fault strikes, generated.
 */
OrchReplacement *pending_test_replace (PendingTest *self, const char *old_key_id);

/* Whether the connection has this key, wherever it is kept. */
gboolean pending_test_has_key (PendingTest *self, OrchConnection *connection, const char *key);

G_END_DECLS
