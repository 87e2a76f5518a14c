#include "config.h"

#include "core/rules/server-support.h"

#include "core/rules/usage-access.h"

/* A key without a user has no owner who could be told. */
static gboolean
is_oneself (const OrchIdentity *identity, const char *owner)
{
  return identity->kind == ORCH_IDENTITY_USER && owner != NULL
         && g_strcmp0 (identity->user_id, owner) == 0;
}

static OrchFeature
find_needed_feature (const OrchIdentity *identity, OrchUsageScope scope)
{
  if (!orch_identity_has_admin_view (identity))
    return ORCH_FEATURE_OWN_USAGE;

  if (scope == ORCH_USAGE_OF_USER || identity->role == ORCH_ROLE_PROXY_ADMIN_VIEWER)
    return ORCH_FEATURE_USAGE_OF_USER;

  return ORCH_FEATURE_ALWAYS;
}

/**
 * orch_usage_access_check:
 * @identity: who is signed in
 * @version: (nullable): the proxy's version, %NULL if it is not known
 * @scope: whose use
 * @owner: (nullable): the ID of the user, or of the key's owner; %NULL for everybody's, and for a
 *   key of nobody
 * @reason: (out) (optional): why it is insensitive
 *
 * Whether the person may see what was used. Administrators see everybody's; others their own, which
 * the proxy filters again: of somebody else's key it would tell them zeros (contract §9, §12.7). A
 * read-only key is told nothing.
 *
 * Returns: what becomes of the action
 */
OrchAccess
orch_usage_access_check (const OrchIdentity *identity, const char *version, OrchUsageScope scope,
                         const char *owner, OrchReason *reason)
{
  g_return_val_if_fail (identity != NULL, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (scope != ORCH_USAGE_OF_USER || owner != NULL, ORCH_ACCESS_ABSENT);

  gboolean sees_all = orch_identity_has_admin_view (identity);
  gboolean supported = orch_server_support_has (version, find_needed_feature (identity, scope));

  if (identity->routes == ORCH_ROUTES_READ_ONLY)
    return ORCH_ACCESS_ABSENT;
  /* Keys of nobody are of a user whose ID is empty, too. */
  if (scope == ORCH_USAGE_OF_USER && *owner == '\0')
    return ORCH_ACCESS_ABSENT;
  if (!sees_all && (scope == ORCH_USAGE_OF_EVERYBODY || !is_oneself (identity, owner)))
    return ORCH_ACCESS_ABSENT;

  if (reason != NULL)
    *reason = supported ? ORCH_REASON_NONE : ORCH_REASON_NOT_TOLD;

  return supported ? ORCH_ACCESS_ALLOWED : ORCH_ACCESS_INSENSITIVE;
}
