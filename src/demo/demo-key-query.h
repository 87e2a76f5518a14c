#pragma once

#include "demo/demo-keys.h"

G_BEGIN_DECLS

typedef enum {
  ORCH_DEMO_KEY_SORT_DEFAULT,
  ORCH_DEMO_KEY_SORT_SPEND,
  ORCH_DEMO_KEY_SORT_BUDGET,
  ORCH_DEMO_KEY_SORT_CREATED,
  ORCH_DEMO_KEY_SORT_UPDATED,
  ORCH_DEMO_KEY_SORT_TOKEN,
  ORCH_DEMO_KEY_SORT_ALIAS,
} OrchDemoKeySort;

typedef enum {
  ORCH_DEMO_KEY_STATUS_ANY,
  ORCH_DEMO_KEY_STATUS_ACTIVE,
  ORCH_DEMO_KEY_STATUS_EXPIRED,
  ORCH_DEMO_KEY_STATUS_REVOKED,
  ORCH_DEMO_KEY_STATUS_DELETED,
} OrchDemoKeyStatus;

/**
 * OrchDemoKeyQuery:
 * @user_id: (nullable): whose keys to show
 * @user_pattern: (nullable): pattern of the user ID
 * @alias: (nullable): the alias to show
 * @alias_pattern: (nullable): pattern of the alias
 * @token: (nullable): the key ID to show
 * @search: (nullable): a part of the alias, or the whole key ID
 * @nothing: whether a filter is set that no key of this server passes
 * @page: counted from 1
 *
 * Which keys a page of GET /key/list shows, and in which order.
 */
typedef struct {
  const char *user_id;
  char *user_pattern; /* (owned) */
  const char *alias;
  char *alias_pattern; /* (owned) */
  const char *token;
  const char *search;
  char *search_pattern; /* (owned) */
  OrchDemoKeyStatus status;
  OrchDemoKeyStatus expires;
  gboolean nothing;
  OrchDemoKeySort sort;
  gboolean descending;
  guint64 page;
  guint size;
} OrchDemoKeyQuery;

void orch_demo_key_query_clear (OrchDemoKeyQuery *self);
GPtrArray *orch_demo_key_query_run (OrchDemoKeyQuery *self, OrchDemoKeys *keys, guint *total);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrchDemoKeyQuery, orch_demo_key_query_clear)

G_END_DECLS
