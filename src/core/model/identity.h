#pragma once

#include <glib-object.h>

#include "core/model/role.h"

G_BEGIN_DECLS

/**
 * OrchIdentityKind:
 *
 * Whose key a connection uses (contract §7).
 */
typedef enum {
  ORCH_IDENTITY_MASTER,       /* the proxy's master key: an administrator without a user */
  ORCH_IDENTITY_USER,         /* a user of the proxy */
  ORCH_IDENTITY_NO_USER,      /* a key that belongs to nobody, or to a team */
  ORCH_IDENTITY_MISSING_USER, /* the key's user does not exist */
} OrchIdentityKind;

/**
 * OrchRoutes:
 *
 * What the key of a connection may call, whatever its user may (contract §7).
 */
typedef enum {
  ORCH_ROUTES_ALL,        /* or some that only the server knows */
  ORCH_ROUTES_READ_ONLY,  /* what only looks: neither /user/list nor what was used */
  ORCH_ROUTES_MANAGEMENT, /* neither /health/license nor invitations */
} OrchRoutes;

/**
 * OrchIdentity:
 *
 * The signed-in user.
 */
typedef struct {
  OrchIdentityKind kind;
  char *user_id;       /* (nullable): none for the master key and for a key without a user */
  OrchRole role;       /* %ORCH_ROLE_PROXY_ADMIN for the master key */
  OrchRoutes routes;   /* of the key */
  gboolean sees_users; /* /user/list answers 200 */
  char *key_id;        /* (nullable): hash of the key, none for the master key */
  GDateTime *expires;  /* (nullable): when the key expires */
} OrchIdentity;

#define ORCH_TYPE_IDENTITY (orch_identity_get_type ())
GType orch_identity_get_type (void);

OrchIdentity *orch_identity_new (OrchIdentityKind kind, const char *user_id, OrchRole role);
OrchIdentity *orch_identity_copy (const OrchIdentity *self);
void orch_identity_free (OrchIdentity *self);
gboolean orch_identity_equal (const OrchIdentity *a, const OrchIdentity *b);
gboolean orch_identity_is_admin (const OrchIdentity *self);
gboolean orch_identity_has_admin_view (const OrchIdentity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchIdentity, orch_identity_free)

G_END_DECLS
