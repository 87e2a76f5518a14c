#pragma once

#include "core/client/client.h"
#include "core/lists/key-list.h"
#include "core/lists/user-list.h"
#include "core/model/identity.h"
#include "core/services/key-service.h"
#include "core/services/user-service.h"

G_BEGIN_DECLS

/**
 * OrchPage:
 *
 * The pages of a connection that show a list of its own.
 */
typedef enum {
  ORCH_PAGE_USERS,
  ORCH_PAGE_KEYS,
  ORCH_N_PAGES,
} OrchPage;

#define ORCH_TYPE_SESSION (orch_session_get_type ())

/**
 * OrchSession:
 *
 * A connection in use: its transport, its services, its lists, and who is signed in. Opening it
 * sends the request for the first rows at once, so that they are shown before the other answers are
 * there, and then asks for the identity and the server's version (four requests in all at most, and
 * one more to see whether there are users to be seen, if it opens with the keys).
 */
G_DECLARE_FINAL_TYPE (OrchSession, orch_session, ORCH, SESSION, GObject)

OrchSession *orch_session_new (OrchClient *client);

void orch_session_set_first_page (OrchSession *self, OrchPage page);
void orch_session_load_page (OrchSession *self, OrchPage page);
void orch_session_reload_page (OrchSession *self, OrchPage page);

void orch_session_open_async (OrchSession *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_session_open_finish (OrchSession *self, GAsyncResult *result, GError **error);

void orch_session_identify_again (OrchSession *self);
void orch_session_load_teams (OrchSession *self, gboolean again);

OrchClient *orch_session_get_client (OrchSession *self);
OrchServer *orch_session_get_server (OrchSession *self);
OrchUserService *orch_session_get_user_service (OrchSession *self);
OrchKeyService *orch_session_get_key_service (OrchSession *self);
OrchPagedList *orch_session_get_list (OrchSession *self, OrchPage page);
OrchUserList *orch_session_get_user_list (OrchSession *self);
OrchKeyList *orch_session_get_key_list (OrchSession *self);
const OrchIdentity *orch_session_get_identity (OrchSession *self);
const char *orch_session_get_server_version (OrchSession *self);

G_END_DECLS
