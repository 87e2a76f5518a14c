#pragma once

#include "secrets/memory-key-store.h"
#include "ui/application.h"
#include "ui/connect/connector.h"

G_BEGIN_DECLS

/* Connections on settings of their own, with a keyring in memory. */
typedef struct {
  GSettings *settings;          /* (owned) */
  OrchMemoryKeyStore *keyring;  /* (owned) */
  OrchConnections *connections; /* (owned) */
  OrchConnector *connector;     /* (owned) */
} ConnectionsTest;

void connections_test_set_up (ConnectionsTest *self);
/* Leaves nothing in the settings for the next test. */
void connections_test_tear_down (ConnectionsTest *self);

/* A remembered connection with its key in the keyring. */
OrchConnection *connections_test_add (ConnectionsTest *self, const char *name, const char *address,
                                      const char *key);
guint connections_test_count (ConnectionsTest *self);
OrchConnection *connections_test_get (ConnectionsTest *self, guint position);
/* Whether the keyring itself has this key, or, if @key is NULL, none. */
gboolean connections_test_has_key (ConnectionsTest *self, OrchConnection *connection,
                                   const char *key);
/* Lets the keyring fail from now on, or, with -1, work again. */
void connections_test_fail (ConnectionsTest *self, int code);

/* The application that windows need: a process has one. It is not run, and has no demo. */
OrchApplication *connections_test_new_application (void);

G_END_DECLS
