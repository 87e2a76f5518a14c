#include "config.h"

#include "core/rules/permissions.h"

/* How far a role's right to an action goes. */
typedef enum {
  NEVER,
  OWN_KEYS, /* the owner's rule (contract §2.1), where the server does not have to decide */
  ALL_KEYS,
} Right;

#define N_ROLES (ORCH_ROLE_OTHER + 1)

/* In the columns: list all, create, update, block, reset spend, delete, rotate. A key without a
 * role acts as an internal user's (contract §3, §7). */
static const Right rights[N_ROLES][ORCH_N_KEY_ACTIONS] = {
  [ORCH_ROLE_NONE] = { NEVER, OWN_KEYS, OWN_KEYS, OWN_KEYS, NEVER, OWN_KEYS, OWN_KEYS },
  [ORCH_ROLE_PROXY_ADMIN] = { ALL_KEYS, ALL_KEYS, ALL_KEYS, ALL_KEYS, ALL_KEYS, ALL_KEYS,
                              ALL_KEYS },
  [ORCH_ROLE_PROXY_ADMIN_VIEWER] = { ALL_KEYS, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER },
  [ORCH_ROLE_INTERNAL_USER] = { NEVER, OWN_KEYS, OWN_KEYS, OWN_KEYS, NEVER, OWN_KEYS, OWN_KEYS },
  [ORCH_ROLE_INTERNAL_USER_VIEWER] = { NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER },
  [ORCH_ROLE_OTHER] = { NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER },
};

static gboolean
is_anybody (const OrchIdentity *identity)
{
  return identity->kind == ORCH_IDENTITY_MASTER || identity->kind == ORCH_IDENTITY_USER;
}

/* Who sees users without being an administrator runs an organisation: the server knows what they
 * may do. */
static gboolean
runs_organization (const OrchIdentity *identity)
{
  return identity->kind == ORCH_IDENTITY_USER && identity->sees_users
         && identity->role != ORCH_ROLE_PROXY_ADMIN
         && identity->role != ORCH_ROLE_PROXY_ADMIN_VIEWER;
}

static Right
get_right (const OrchIdentity *identity, OrchKeyAction action)
{
  if (!is_anybody (identity))
    return NEVER;
  if (identity->routes == ORCH_ROUTES_READ_ONLY && action != ORCH_KEY_ACTION_LIST_ALL)
    return NEVER;

  return runs_organization (identity) ? ALL_KEYS : rights[identity->role][action];
}

/* Why an owner may not do something to this key. A team's administrators may more, which only the
 * server knows. */
static OrchReason
find_owners_reason (const OrchIdentity *identity, OrchKeyAction action, OrchKey *key,
                    gboolean owner_rule)
{
  if (orch_key_get_team_id (key) != NULL)
    return ORCH_REASON_NONE;

  if (g_strcmp0 (orch_key_get_user_id (key), identity->user_id) != 0)
    return ORCH_REASON_OTHERS_KEY;

  if (owner_rule && action != ORCH_KEY_ACTION_DELETE && action != ORCH_KEY_ACTION_ROTATE
      && g_strcmp0 (orch_key_get_created_by (key), identity->user_id) != 0)
    return ORCH_REASON_NOT_SELF_MADE;

  return ORCH_REASON_NONE;
}

static OrchReason
find_reason (const OrchIdentity *identity, OrchKeyAction action, OrchKey *key, gboolean owner_rule)
{
  if (action == ORCH_KEY_ACTION_LIST_ALL || action == ORCH_KEY_ACTION_CREATE)
    return ORCH_REASON_NONE;

  if (orch_key_is_deleted (key))
    return ORCH_REASON_DELETED_KEY;

  if (action == ORCH_KEY_ACTION_RESET_SPEND && orch_key_get_spend (key) == 0)
    return ORCH_REASON_NOTHING_SPENT;

  if (get_right (identity, action) == OWN_KEYS)
    return find_owners_reason (identity, action, key, owner_rule);

  return ORCH_REASON_NONE;
}

/* An owner's budgets are an administrator's to change. */
static gboolean
is_kept_back (const OrchIdentity *identity, OrchKeyField field, OrchKey *key)
{
  return orch_key_field (field)->admin_only
         && get_right (identity, ORCH_KEY_ACTION_UPDATE) == OWN_KEYS
         && (key == NULL || orch_key_get_team_id (key) == NULL);
}

/**
 * orch_permissions_check_key:
 * @identity: the signed-in user
 * @action: what they want to do
 * @key: (nullable): to which key; %NULL asks about the role alone. Not looked at for
 *   %ORCH_KEY_ACTION_LIST_ALL and %ORCH_KEY_ACTION_CREATE
 * @owner_rule: whether the proxy supports %ORCH_FEATURE_OWNER_RULE; before, owners may change every
 *   key of theirs (contract §12.5)
 * @reason: (out) (optional): why it is insensitive, else %ORCH_REASON_NONE
 *
 * Tells whether an action on an API key is offered (contract §2.1, §3, §5, §6.3, §7). What
 * internal users create is for themselves; what they delete or rotate may be any key
 * of theirs.
 *
 * Returns: absent if the role never may do it, insensitive if it may not be done to this key
 */
OrchAccess
orch_permissions_check_key (const OrchIdentity *identity, OrchKeyAction action, OrchKey *key,
                            gboolean owner_rule, OrchReason *reason)
{
  OrchReason found = ORCH_REASON_NONE;
  OrchAccess access = ORCH_ACCESS_ABSENT;

  g_return_val_if_fail (identity != NULL, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (action < ORCH_N_KEY_ACTIONS, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (key == NULL || ORCH_IS_KEY (key), ORCH_ACCESS_ABSENT);

  if (get_right (identity, action) != NEVER) {
    if (key != NULL)
      found = find_reason (identity, action, key, owner_rule);
    access = found == ORCH_REASON_NONE ? ORCH_ACCESS_ALLOWED : ORCH_ACCESS_INSENSITIVE;
  }

  if (reason != NULL)
    *reason = found;

  return access;
}

/**
 * orch_permissions_check_key_field:
 * @identity: the signed-in user
 * @field: which field
 * @key: (nullable): whose field; %NULL asks about the role alone
 * @owner_rule: whether the proxy supports %ORCH_FEATURE_OWNER_RULE
 * @reason: (out) (optional): why it is insensitive, else %ORCH_REASON_NONE
 *
 * Tells whether a field of a key may be edited: as %ORCH_KEY_ACTION_UPDATE says, and what the field
 * table keeps to proxy administrators is insensitive for owners, on old proxies, too.
 *
 * Returns: whether the field is offered
 */
OrchAccess
orch_permissions_check_key_field (const OrchIdentity *identity, OrchKeyField field, OrchKey *key,
                                  gboolean owner_rule, OrchReason *reason)
{
  OrchAccess access;

  g_return_val_if_fail (identity != NULL, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (field < ORCH_KEY_N_FIELDS, ORCH_ACCESS_ABSENT);

  access = orch_permissions_check_key (identity, ORCH_KEY_ACTION_UPDATE, key, owner_rule, reason);
  if (access != ORCH_ACCESS_ALLOWED || !is_kept_back (identity, field, key))
    return access;

  if (reason != NULL)
    *reason = ORCH_REASON_ADMIN_FIELD;

  return ORCH_ACCESS_INSENSITIVE;
}

/**
 * orch_permissions_check_new_key_field:
 * @identity: the signed-in user
 * @field: which field
 * @reason: (out) (optional): why it is insensitive, else %ORCH_REASON_NONE
 *
 * Tells whether a field of a key that is being created may be set: owners may set what they could
 * not change later, but for the routes (contract §3).
 *
 * Returns: whether the field is offered
 */
OrchAccess
orch_permissions_check_new_key_field (const OrchIdentity *identity, OrchKeyField field,
                                      OrchReason *reason)
{
  g_return_val_if_fail (identity != NULL, ORCH_ACCESS_ABSENT);
  g_return_val_if_fail (field < ORCH_KEY_N_FIELDS, ORCH_ACCESS_ABSENT);

  if (field == ORCH_KEY_ALLOWED_ROUTES && !orch_identity_is_admin (identity)) {
    if (reason != NULL)
      *reason = ORCH_REASON_NONE;
    return ORCH_ACCESS_ABSENT;
  }

  return orch_permissions_check_key (identity, ORCH_KEY_ACTION_CREATE, NULL, TRUE, reason);
}
