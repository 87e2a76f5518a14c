#pragma once

#include "core/rules/permissions.h"

G_BEGIN_DECLS

/**
 * OrchUsageScope:
 *
 * Whose use one can ask for.
 */
typedef enum {
  ORCH_USAGE_OF_EVERYBODY,
  ORCH_USAGE_OF_USER,
  ORCH_USAGE_OF_KEY,
} OrchUsageScope;

OrchAccess orch_usage_access_check (const OrchIdentity *identity, const char *version,
                                    OrchUsageScope scope, const char *owner, OrchReason *reason);

G_END_DECLS
