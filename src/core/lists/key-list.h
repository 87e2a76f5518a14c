#pragma once

#include "core/lists/query-list.h"
#include "core/services/key-service.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_LIST (orch_key_list_get_type ())

/**
 * OrchKeyList:
 *
 * All keys of the server, or of one user, that match a query, loaded on demand. Opens with the
 * newest first, the only order that is safe to page over. A setter that changes the query reloads;
 * an overtaken answer is dropped.
 */
G_DECLARE_FINAL_TYPE (OrchKeyList, orch_key_list, ORCH, KEY_LIST, OrchQueryList)

OrchKeyList *orch_key_list_new (OrchKeyService *service, const char *user_id);

const OrchKeyQuery *orch_key_list_get_query (OrchKeyList *self);
void orch_key_list_set_search (OrchKeyList *self, const char *search);
void orch_key_list_set_filter (OrchKeyList *self, OrchKeyFilter filter);
void orch_key_list_set_team (OrchKeyList *self, const char *team_id);
void orch_key_list_set_sort (OrchKeyList *self, OrchKeySort sort, gboolean descending);

G_END_DECLS
