#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The oldest and the newest version that this program was run against. */
#define ORCH_OLDEST_TESTED_VERSION "1.81.0"
#define ORCH_NEWEST_TESTED_VERSION "1.106.2"

/**
 * OrchFeature:
 * @ORCH_FEATURE_ALWAYS: what every version can do
 * @ORCH_FEATURE_SEARCH_USERS: /user/list has `search`; before, it ignores it and lists everybody
 *   (contract §12.3)
 * @ORCH_FEATURE_WHOLE_V2_USER_INFO: /v2/user/info tells the whole record; version 1.93.2 leaves the
 *   rate limits out, and 1.81.0 does not have it (§12.2)
 * @ORCH_FEATURE_CLEAR_MAX_BUDGET: null takes a user's budget away (§12.4)
 * @ORCH_FEATURE_CLEAR_BUDGET_DURATION: null ends a user's budget resets (§12.4)
 * @ORCH_FEATURE_CLEAR_RATE_LIMITS: null takes a user's TPM and RPM limits away (§12.4)
 * @ORCH_FEATURE_SEARCH_KEYS: /key/list has `search`, and `status` with all its values (§12.3)
 * @ORCH_FEATURE_MATCH_KEY_ALIAS: /key/list finds keys by part of the alias (§12.3)
 * @ORCH_FEATURE_CLEAR_KEY_BUDGET_DURATION: null ends a key's budget resets (§12.4)
 * @ORCH_FEATURE_RESET_KEY_SPEND: /key/{hash}/reset_spend; before, /key/update with `spend` (§12.2)
 * @ORCH_FEATURE_UPDATE_SOFT_BUDGET: /key/update has `soft_budget`; before, it ignores it, and only
 *   /key/generate has it (§12.4)
 * @ORCH_FEATURE_BUDGET_LIMITS: keys have budget windows (§12.4)
 * @ORCH_FEATURE_OWNER_RULE: owners may change only the keys that they made themselves (§12.5)
 * @ORCH_FEATURE_USAGE_OF_USER: the daily activity can be asked of one user; before, the user is
 *   ignored, and everybody's told (§12.7). Before, administrators who only view may not ask either
 * @ORCH_FEATURE_OWN_USAGE: the aggregated daily activity is told to everybody of themselves;
 * before, to administrators only (§12.7)
 *
 * What not every version of LiteLLM can do.
 */
typedef enum {
  ORCH_FEATURE_ALWAYS,
  ORCH_FEATURE_SEARCH_USERS,
  ORCH_FEATURE_WHOLE_V2_USER_INFO,
  ORCH_FEATURE_CLEAR_MAX_BUDGET,
  ORCH_FEATURE_CLEAR_BUDGET_DURATION,
  ORCH_FEATURE_CLEAR_RATE_LIMITS,
  ORCH_FEATURE_SEARCH_KEYS,
  ORCH_FEATURE_MATCH_KEY_ALIAS,
  ORCH_FEATURE_CLEAR_KEY_BUDGET_DURATION,
  ORCH_FEATURE_RESET_KEY_SPEND,
  ORCH_FEATURE_UPDATE_SOFT_BUDGET,
  ORCH_FEATURE_BUDGET_LIMITS,
  ORCH_FEATURE_OWNER_RULE,
  ORCH_FEATURE_USAGE_OF_USER,
  ORCH_FEATURE_OWN_USAGE,
} OrchFeature;

/**
 * OrchVersionAge:
 *
 * How a version stands to those that this program was tested with.
 */
typedef enum {
  ORCH_VERSION_UNKNOWN,
  ORCH_VERSION_OLDER,
  ORCH_VERSION_TESTED,
  ORCH_VERSION_NEWER,
} OrchVersionAge;

gboolean orch_server_support_has (const char *version, OrchFeature feature);
OrchVersionAge orch_server_support_get_age (const char *version);

G_END_DECLS
