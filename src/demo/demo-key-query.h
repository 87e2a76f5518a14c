#pragma once

#include "demo/demo-keys.h"
#include "demo/demo-like.h"

G_BEGIN_DECLS

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
 * @user_part: (nullable): a part of the user ID
 * @maker: (nullable): whose keys to show too, where they have no team: those that this user made
 * @alias: (nullable): the alias to show
 * @alias_part: (nullable): a part of the alias
 * @token: (nullable): the key ID to show
 * @team: (nullable): whose keys to show
 * @agent: (nullable): whose keys to show
 * @group: (nullable): an access group whose keys to show
 * @search: (nullable): a part of the alias, or the whole key ID
 * @nothing: whether a filter is set that no key of this server passes
 * @page: counted from 1
 *
 * Which keys a page of GET /key/list shows, and in which order.
 */
typedef struct {
  const char *user_id;
  OrchDemoPart *user_part; /* (owned) */
  const char *maker;
  const char *alias;
  OrchDemoPart *alias_part; /* (owned) */
  const char *token;
  const char *team;
  const char *agent;
  const char *group;
  const char *search;
  OrchDemoPart *search_part; /* (owned) */
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
