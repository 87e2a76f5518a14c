#pragma once

#include "demo/demo-keys.h"
#include "demo/demo-replies.h"
#include "demo/demo-store.h"

G_BEGIN_DECLS

/**
 * OrchDemoCaller:
 * @key: (nullable): the key of the request; NULL: the master key
 * @role: (nullable): the role of the key's user, who may have none or not exist
 *
 * Who sent a request.
 */
typedef struct {
  const OrchDemoKey *key;
  char *role; /* (owned) (nullable) */
  gboolean user_exists;
} OrchDemoCaller;

/**
 * OrchDemoRequest:
 * @query: (nullable): the decoded query parameters
 * @body: (nullable): the JSON object that was sent
 * @dropped_field: (nullable): a field that an update forgets
 *
 * A request on its way to a handler.
 */
typedef struct {
  OrchDemoStore *store;
  const char *path;
  GHashTable *query;
  JsonObject *body;
  const char *dropped_field;
  OrchDemoCaller caller;
} OrchDemoRequest;

const char *orch_demo_request_get_parameter (OrchDemoRequest *self, const char *name);

G_END_DECLS
