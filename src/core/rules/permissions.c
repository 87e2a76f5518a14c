#include "config.h"

#include "core/rules/permissions.h"

/* How a role's right to an action is decided. */
typedef enum {
  NEVER,
  SEES_USERS, /* whoever may list users: the server decides about the rest (contract §7) */
  ALWAYS,
} Right;

#define N_ROLES (ORCH_ROLE_OTHER + 1)

/* In the columns: list, update, reset spend, create, invite, delete, block keys. An internal user
 * who sees users administers an organisation. */
static const Right rights[N_ROLES][ORCH_N_ACTIONS] = {
  [ORCH_ROLE_NONE] = { SEES_USERS, SEES_USERS, SEES_USERS, NEVER, NEVER, NEVER, NEVER },
  [ORCH_ROLE_PROXY_ADMIN] = { SEES_USERS, ALWAYS, ALWAYS, ALWAYS, ALWAYS, ALWAYS, ALWAYS },
  [ORCH_ROLE_PROXY_ADMIN_VIEWER] = { SEES_USERS, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER },
  [ORCH_ROLE_INTERNAL_USER] = { SEES_USERS, SEES_USERS, SEES_USERS, NEVER, NEVER, NEVER, NEVER },
  [ORCH_ROLE_INTERNAL_USER_VIEWER] = { SEES_USERS, SEES_USERS, SEES_USERS, NEVER, NEVER, NEVER,
                                       NEVER },
  [ORCH_ROLE_OTHER] = { SEES_USERS, SEES_USERS, SEES_USERS, NEVER, NEVER, NEVER, NEVER },
};

static gboolean
has_right (const OrchIdentity *identity, OrchAction action)
{
  if (identity->kind == ORCH_IDENTITY_NO_USER || identity->kind == ORCH_IDENTITY_MISSING_USER)
    return FALSE;
  if (identity->routes == ORCH_ROUTES_READ_ONLY && action != ORCH_ACTION_LIST_USERS)
    return FALSE;
  if (identity->routes == ORCH_ROUTES_MANAGEMENT && action == ORCH_ACTION_INVITE_USER)
    return FALSE;

  switch (rights[identity->role][action]) {
  case NEVER:
    return FALSE;
  case SEES_USERS:
    return identity->sees_users;
  case ALWAYS:
    return TRUE;
  }

  g_assert_not_reached ();
}

static OrchReason
find_reason (const OrchIdentity *identity, OrchAction action, OrchUser *user)
{
  if (action == ORCH_ACTION_LIST_USERS)
    return ORCH_REASON_NONE;

  if (*orch_user_get_id (user) == '\0')
    return ORCH_REASON_EMPTY_USER_ID;

  if (action == ORCH_ACTION_DELETE_USER
      && g_strcmp0 (orch_user_get_id (user), identity->user_id) == 0)
    return ORCH_REASON_ONESELF;

  if (action == ORCH_ACTION_RESET_USER_SPEND && orch_user_get_spend (user) == 0)
    return ORCH_REASON_NOTHING_SPENT;

  return ORCH_REASON_NONE;
}

/**
 * orch_permissions_check_user:
 * @identity: the signed-in user
 * @action: what they want to do
 * @user: (nullable): to whom; %NULL asks about the role alone
 * @reason: (out) (optional): why it is insensitive, else %ORCH_REASON_NONE
 *
 * Tells whether an action on a user is offered (contract §7).
 *
 * Returns: absent if the role never may do it, insensitive if it may not be done to this user
 */
OrchAccess
orch_permissions_check_user (const OrchIdentity *identity, OrchAction action, OrchUser *user,
                             OrchReason *reason)
{
  OrchReason found = ORCH_REASON_NONE;
  OrchAccess access = ORCH_ACCESS_ABSENT;

  g_return_val_if_fail (identity != NULL, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (user == NULL || ORCH_IS_USER (user), ORCH_ACCESS_ABSENT);

  if (has_right (identity, action)) {
    if (user != NULL)
      found = find_reason (identity, action, user);
    access = found == ORCH_REASON_NONE ? ORCH_ACCESS_ALLOWED : ORCH_ACCESS_INSENSITIVE;
  }

  if (reason != NULL)
    *reason = found;

  return access;
}

/**
 * orch_permissions_check_user_field:
 * @identity: the signed-in user
 * @field: which field
 * @user: (nullable): whose field; %NULL asks about the role alone
 * @reason: (out) (optional): why it is insensitive, else %ORCH_REASON_NONE
 *
 * Tells whether a field of a user may be edited: as %ORCH_ACTION_UPDATE_USER says, and what the
 * field table keeps to proxy administrators is absent for everybody else.
 *
 * Returns: whether the field is offered
 */
OrchAccess
orch_permissions_check_user_field (const OrchIdentity *identity, OrchUserField field,
                                   OrchUser *user, OrchReason *reason)
{
  g_return_val_if_fail (identity != NULL, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (field < ORCH_USER_N_FIELDS, ORCH_ACCESS_ABSENT);

  if (orch_user_field (field)->admin_only && !orch_identity_is_admin (identity)) {
    if (reason != NULL)
      *reason = ORCH_REASON_NONE;
    return ORCH_ACCESS_ABSENT;
  }

  return orch_permissions_check_user (identity, ORCH_ACTION_UPDATE_USER, user, reason);
}
