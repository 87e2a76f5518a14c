#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The names of what is kept of a connection as lists. */
#define ORCH_CONNECTION_PENDING_SECRETS "pending-secrets"
#define ORCH_CONNECTION_REPLACEMENTS "replacements"

#define ORCH_TYPE_CONNECTION (orch_connection_get_type ())

/**
 * OrchConnection:
 *
 * A server under a name that the person chose; everything but the key. What is set on a remembered
 * connection is kept in GSettings at once.
 *
 * Properties:
 *
 * - `id` (string, read-only): a UUID
 * - `name` (string)
 * - `address` (string): the server's base URL
 * - `certificate-authority` (string, nullable): certificates in PEM that vouch for the server
 * - `allow-plain-http` (boolean): whether the person allowed unencrypted http beyond loopback
 * - `remembered` (boolean, read-only): whether it is kept beyond this run
 * - `key-for-this-run` (boolean, read-only): whether the key is in memory and not in the keyring:
 *   because the connection is not remembered, because the keyring could not keep it, or because the
 *   keyring has not answered yet
 */
G_DECLARE_FINAL_TYPE (OrchConnection, orch_connection, ORCH, CONNECTION, GObject)

OrchConnection *orch_connection_new (const char *name, const char *address);
OrchConnection *orch_connection_new_remembered (const char *id);

void orch_connection_remember (OrchConnection *self);
void orch_connection_forget (OrchConnection *self);

const char *orch_connection_get_id (OrchConnection *self);
const char *orch_connection_get_name (OrchConnection *self);
void orch_connection_set_name (OrchConnection *self, const char *name);
const char *orch_connection_get_address (OrchConnection *self);
void orch_connection_set_address (OrchConnection *self, const char *address);
const char *orch_connection_get_certificate_authority (OrchConnection *self);
void orch_connection_set_certificate_authority (OrchConnection *self, const char *pem);
gboolean orch_connection_get_allow_plain_http (OrchConnection *self);
void orch_connection_set_allow_plain_http (OrchConnection *self, gboolean allow);
gboolean orch_connection_get_remembered (OrchConnection *self);
gboolean orch_connection_get_key_for_this_run (OrchConnection *self);
GVariant *orch_connection_read_list (OrchConnection *self, const char *name);
void orch_connection_write_list (OrchConnection *self, const char *name, GVariant *list);
void orch_connection_set_key_for_this_run (OrchConnection *self, gboolean for_this_run);

G_END_DECLS
