#pragma once

#include "demo/demo-store.h"

G_BEGIN_DECLS

typedef enum {
  ORCH_DEMO_SORT_CREATED,
  ORCH_DEMO_SORT_USER_ID,
  ORCH_DEMO_SORT_EMAIL,
  ORCH_DEMO_SORT_ALIAS,
  ORCH_DEMO_SORT_ROLE,
  ORCH_DEMO_SORT_SPEND,
} OrchDemoSort;

/**
 * OrchDemoQuery:
 * @search: (nullable): pattern of the user ID or the e-mail
 * @id_pattern: (nullable): pattern of the user ID
 * @ids: (nullable): the user IDs to show
 * @email: (nullable): pattern of the e-mail
 * @role: (nullable): the role to show
 * @team: (nullable): the team whose members to show
 * @nothing: whether a filter is set that no user of this server passes
 * @page: counted from 1
 *
 * Which users a page of GET /user/list shows, and in which order.
 */
typedef struct {
  char *search;     /* (owned) */
  char *id_pattern; /* (owned) */
  char **ids;       /* (owned) */
  char *email;      /* (owned) */
  char *role;       /* (owned) */
  char *team;       /* (owned) */
  gboolean nothing;
  OrchDemoSort sort;
  gboolean descending;
  guint64 page;
  guint page_size;
} OrchDemoQuery;

void orch_demo_query_clear (OrchDemoQuery *self);
JsonArray *orch_demo_query_run (OrchDemoQuery *self, OrchDemoStore *store, guint *total);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrchDemoQuery, orch_demo_query_clear)

G_END_DECLS
