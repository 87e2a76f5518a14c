#pragma once

#include "core/model/key.h"
#include "core/model/user.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USAGE_TARGET (orch_usage_target_get_type ())

/**
 * OrchUsageTarget:
 *
 * Whose use is shown: a user's, a key's or everybody's. A place to which one goes and comes back.
 */
G_DECLARE_FINAL_TYPE (OrchUsageTarget, orch_usage_target, ORCH, USAGE_TARGET, GObject)

OrchUsageTarget *orch_usage_target_new_everybody (void);
OrchUsageTarget *orch_usage_target_new_user (OrchUser *user);
OrchUsageTarget *orch_usage_target_new_key (OrchKey *key);

const char *orch_usage_target_get_user_id (OrchUsageTarget *self);
const char *orch_usage_target_get_key_id (OrchUsageTarget *self);
const char *orch_usage_target_get_name (OrchUsageTarget *self);

G_END_DECLS
