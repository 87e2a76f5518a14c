#pragma once

#include "core/services/activity-journal.h"
#include "core/services/session.h"
#include "secrets/connections.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECTOR (orch_connector_get_type ())

/**
 * OrchConnector:
 *
 * The way from a connection to an open session: key, client, session. There is one attempt or one
 * open session at a time. It knows no widgets, so that the first request can leave before GTK is
 * there; the window and the connect page show what it says.
 *
 * Properties:
 *
 * - `state` (OrchConnectorState, read-only): notified after everything else has changed, and before
 *   the keyring or the server is asked
 *
 * The signal `key-not-kept` (GError) tells that the keyring did not take the key of a connection
 * that works: its key is there for this run only.
 */
G_DECLARE_FINAL_TYPE (OrchConnector, orch_connector, ORCH, CONNECTOR, GObject)

/**
 * OrchConnectorState:
 * @ORCH_CONNECTOR_CLOSED: there is no session; orch_connector_get_error() says why, if it failed
 * @ORCH_CONNECTOR_KEYRING: the keyring was asked for the key
 * @ORCH_CONNECTOR_OPENING: the server was asked
 * @ORCH_CONNECTOR_OPEN: there is an open session
 */
typedef enum {
  ORCH_CONNECTOR_CLOSED,
  ORCH_CONNECTOR_KEYRING,
  ORCH_CONNECTOR_OPENING,
  ORCH_CONNECTOR_OPEN,
} OrchConnectorState;

OrchConnector *orch_connector_new (OrchConnections *connections);

void orch_connector_set_first_page (OrchConnector *self, OrchPage page);
void orch_connector_set_journal (OrchConnector *self, OrchActivityJournal *journal);

void orch_connector_open (OrchConnector *self, OrchConnection *connection);
void orch_connector_open_with_key (OrchConnector *self, OrchConnection *connection,
                                   const OrchSecret *key);
void orch_connector_open_typed (OrchConnector *self, OrchConnection *connection,
                                OrchConnection *replaced, const OrchSecret *key, gboolean remember);
void orch_connector_close (OrchConnector *self);

OrchPage orch_connector_get_first_page (OrchConnector *self);
OrchConnectorState orch_connector_get_state (OrchConnector *self);
OrchConnection *orch_connector_get_connection (OrchConnector *self);
OrchSession *orch_connector_get_session (OrchConnector *self);
const GError *orch_connector_get_error (OrchConnector *self);
gboolean orch_connector_get_typed (OrchConnector *self);
OrchConnections *orch_connector_get_connections (OrchConnector *self);
OrchActivityJournal *orch_connector_get_journal (OrchConnector *self);

void orch_connector_tell_key_not_kept (OrchConnector *self, const GError *error);

G_END_DECLS
