#pragma once

#include <libsoup/soup.h>

#include "demo/demo-replies.h"
#include "demo/demo-store.h"

G_BEGIN_DECLS

/**
 * OrchDemoCaller:
 * @key: (nullable): the row of the request's key; NULL: the master key
 * @role: the role of the key's user, who may have none or not exist
 * @user_exists: whether there is a user whose key it is
 *
 * Who sent a request.
 */
typedef struct {
  JsonObject *key; /* (owned) (nullable) */
  char *role;      /* (owned) (nullable) */
  gboolean user_exists;
} OrchDemoCaller;

/**
 * OrchDemoSettings:
 * @dropped_field: (nullable): a field that an update forgets
 * @chosen_keys_forbidden: whether the proxy makes all secrets itself
 * @enterprise: whether there is a licence
 *
 * What the server is told to do.
 */
typedef struct {
  const char *dropped_field;
  gboolean chosen_keys_forbidden;
  gboolean enterprise;
} OrchDemoSettings;

/**
 * OrchDemoRequest:
 * @path: the path of the URL
 * @path_key: (nullable): the key that the path names
 * @query: the decoded query parameters
 * @body: the JSON object that was sent
 * @caller: who sent the request
 *
 * A request on its way to a handler.
 */
typedef struct {
  OrchDemoStore *store;
  const OrchDemoSettings *settings;
  const char *path;
  char *path_key;    /* (owned) (nullable) */
  GHashTable *query; /* (owned) (nullable) */
  JsonObject *body;  /* (owned) (nullable) */
  OrchDemoCaller caller;
} OrchDemoRequest;

void orch_demo_request_read_query (OrchDemoRequest *self, SoupServerMessage *message);
OrchDemoReply *orch_demo_request_read_body (OrchDemoRequest *self, SoupServerMessage *message);
const char *orch_demo_request_get_parameter (OrchDemoRequest *self, const char *name);
const char *orch_demo_request_get_filled (OrchDemoRequest *self, const char *name);
void orch_demo_request_read_number (OrchDemoRequest *self, const char *name, double maximum,
                                    double *number, JsonArray *problems);
void orch_demo_request_read_boolean (OrchDemoRequest *self, const char *name, gboolean *value,
                                     JsonArray *problems);
void orch_demo_request_clear (OrchDemoRequest *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrchDemoRequest, orch_demo_request_clear)

G_END_DECLS
