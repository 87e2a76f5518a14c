#pragma once

#include "core/model/identity.h"
#include "core/model/key.h"
#include "core/model/user.h"

G_BEGIN_DECLS

/**
 * OrchAction:
 *
 * What a person can do to users in this program.
 */
typedef enum {
  ORCH_ACTION_LIST_USERS,
  ORCH_ACTION_UPDATE_USER,
  ORCH_ACTION_RESET_USER_SPEND,
  ORCH_ACTION_CREATE_USER,
  ORCH_ACTION_INVITE_USER,
  ORCH_ACTION_DELETE_USER,
  ORCH_ACTION_BLOCK_USER_KEYS,
  ORCH_N_ACTIONS,
} OrchAction;

/**
 * OrchKeyAction:
 *
 * What a person can do to API keys in this program.
 */
typedef enum {
  ORCH_KEY_ACTION_LIST_ALL, /* everybody's; one's own keys are listed without asking */
  ORCH_KEY_ACTION_CREATE,
  ORCH_KEY_ACTION_UPDATE,
  ORCH_KEY_ACTION_BLOCK, /* and unblock */
  ORCH_KEY_ACTION_RESET_SPEND,
  ORCH_KEY_ACTION_DELETE,
  ORCH_KEY_ACTION_ROTATE, /* regenerate or replace */
  ORCH_N_KEY_ACTIONS,
} OrchKeyAction;

/**
 * OrchAccess:
 *
 * What the role never may is absent; what it may not do to this record is insensitive, with the
 * reason as its tooltip.
 */
typedef enum {
  ORCH_ACCESS_ABSENT,
  ORCH_ACCESS_INSENSITIVE,
  ORCH_ACCESS_ALLOWED,
} OrchAccess;

typedef enum {
  ORCH_REASON_NONE,
  ORCH_REASON_NOTHING_SPENT, /* spend is zero already */
  ORCH_REASON_EMPTY_USER_ID, /* a user with the ID "" cannot be updated (contract §10) */
  ORCH_REASON_ONESELF,       /* nobody deletes the user that they are signed in as */
  ORCH_REASON_DELETED_KEY,   /* a deleted key can only be looked at */
  ORCH_REASON_NOT_SELF_MADE, /* owners change only keys that they made themselves (contract §2.1) */
  ORCH_REASON_OTHERS_KEY,    /* it belongs to somebody else */
  ORCH_REASON_ADMIN_FIELD,   /* only administrators change budgets (contract §2.1) */
  ORCH_REASON_OLD_SERVER,    /* the proxy is too old to change this (contract §12.4) */
  ORCH_REASON_NOT_TOLD,      /* the proxy is too old to tell this (contract §12.7) */
} OrchReason;

OrchAccess orch_permissions_check_user (const OrchIdentity *identity, OrchAction action,
                                        OrchUser *user, OrchReason *reason);
OrchAccess orch_permissions_check_user_field (const OrchIdentity *identity, OrchUserField field,
                                              OrchUser *user, OrchReason *reason);

OrchAccess orch_permissions_check_key (const OrchIdentity *identity, OrchKeyAction action,
                                       OrchKey *key, gboolean owner_rule, OrchReason *reason);
OrchAccess orch_permissions_check_key_field (const OrchIdentity *identity, OrchKeyField field,
                                             OrchKey *key, gboolean owner_rule, OrchReason *reason);
OrchAccess orch_permissions_check_new_key_field (const OrchIdentity *identity, OrchKeyField field,
                                                 OrchReason *reason);

G_END_DECLS
