#pragma once

#include "core/client/client.h"
#include "core/model/usage.h"

G_BEGIN_DECLS

/* How many keys are told of at most, the most expensive ones: they make up most of the reply. */
#define ORCH_USAGE_MAX_KEYS 20

/**
 * OrchUsageQuery:
 * @first: the first day, in UTC
 * @last: the last day
 * @user_id: (owned) (nullable): whose use; %NULL for everybody's, or one's own
 * @key_id: (owned) (nullable): which key's use; %NULL for any
 *
 * Which use.
 */
typedef struct {
  GDate first;
  GDate last;
  char *user_id;
  char *key_id;
} OrchUsageQuery;

void orch_usage_service_read_async (OrchClient *client, const OrchUsageQuery *query,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
OrchUsage *orch_usage_service_read_finish (OrchClient *client, GAsyncResult *result,
                                           GError **error);

G_END_DECLS
