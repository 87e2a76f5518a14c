#pragma once

#include "core/lists/query-list.h"
#include "core/services/user-service.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_LIST (orch_user_list_get_type ())

/**
 * OrchUserList:
 *
 * All users of the server that match a query, loaded on demand. Opens sorted by user ID, the only
 * order that is safe to page over. A setter that changes the query reloads; an overtaken answer is
 * dropped.
 */
G_DECLARE_FINAL_TYPE (OrchUserList, orch_user_list, ORCH, USER_LIST, OrchQueryList)

OrchUserList *orch_user_list_new (OrchUserService *service);

const OrchUserQuery *orch_user_list_get_query (OrchUserList *self);
void orch_user_list_set_search (OrchUserList *self, const char *search);
void orch_user_list_set_role (OrchUserList *self, OrchRole role);
void orch_user_list_set_team (OrchUserList *self, const char *team_id);
void orch_user_list_set_sort (OrchUserList *self, OrchUserSort sort, gboolean descending);

G_END_DECLS
