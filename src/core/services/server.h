#pragma once

#include "core/client/client.h"
#include "core/model/activity.h"
#include "core/model/teams.h"
#include "core/rules/server-support.h"

G_BEGIN_DECLS

/**
 * OrchEdition:
 * @ORCH_EDITION_UNKNOWN: nobody who may ask has asked, or the server does not tell
 * @ORCH_EDITION_COMMUNITY: without a licence; keys are replaced
 * @ORCH_EDITION_ENTERPRISE: keys can be regenerated
 *
 * The edition of LiteLLM (contract §4).
 */
typedef enum {
  ORCH_EDITION_UNKNOWN,
  ORCH_EDITION_COMMUNITY,
  ORCH_EDITION_ENTERPRISE,
} OrchEdition;

#define ORCH_TYPE_SERVER (orch_server_get_type ())

/**
 * OrchServer:
 *
 * The proxy at the other end of a connection: the transport to it, its version, what that version
 * can do, and which teams are known. The version is read once; what depends on it waits with
 * orch_server_wait_for_version_async(), everything else need not.
 *
 * The signal `wrote` (OrchActivity) is emitted whenever a write has ended, well or not.
 */
G_DECLARE_FINAL_TYPE (OrchServer, orch_server, ORCH, SERVER, GObject)

OrchServer *orch_server_new (OrchClient *client, const char *version);

void orch_server_read_version (OrchServer *self);
void orch_server_wait_for_version_async (OrchServer *self, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_server_wait_for_version_finish (OrchServer *self, GAsyncResult *result,
                                              GError **error);

OrchClient *orch_server_get_client (OrchServer *self);
gboolean orch_server_get_settled (OrchServer *self);
const char *orch_server_get_version (OrchServer *self);
gboolean orch_server_supports (OrchServer *self, OrchFeature feature);

OrchTeams *orch_server_get_teams (OrchServer *self);

OrchEdition orch_server_get_edition (OrchServer *self);
void orch_server_set_edition (OrchServer *self, OrchEdition edition);

void orch_server_tell_write (OrchServer *self, OrchActivity *activity);

G_END_DECLS
