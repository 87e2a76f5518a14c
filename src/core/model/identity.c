#include "config.h"

#include "core/model/identity.h"

G_DEFINE_BOXED_TYPE (OrchIdentity, orch_identity, orch_identity_copy, orch_identity_free)

/**
 * orch_identity_new:
 * @kind: whose key it is
 * @user_id: (nullable): the user's ID
 * @role: the user's role; %ORCH_ROLE_PROXY_ADMIN for the master key
 *
 * Creates a signed-in user who sees no other users yet (contract §7).
 *
 * Returns: (transfer full): a new identity
 */
OrchIdentity *
orch_identity_new (OrchIdentityKind kind, const char *user_id, OrchRole role)
{
  OrchIdentity *self = g_new0 (OrchIdentity, 1);

  self->kind = kind;
  self->user_id = g_strdup (user_id);
  self->role = role;

  return self;
}

/**
 * orch_identity_copy:
 * @self: an identity
 *
 * Returns: (transfer full): a copy of @self
 */
OrchIdentity *
orch_identity_copy (const OrchIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  OrchIdentity *copy = orch_identity_new (self->kind, self->user_id, self->role);
  copy->routes = self->routes;
  copy->sees_users = self->sees_users;
  copy->key_id = g_strdup (self->key_id);
  if (self->expires != NULL)
    copy->expires = g_date_time_ref (self->expires);

  return copy;
}

/**
 * orch_identity_free:
 * @self: (transfer full): an identity
 *
 * Frees @self.
 */
void
orch_identity_free (OrchIdentity *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->user_id);
  g_free (self->key_id);
  g_clear_pointer (&self->expires, g_date_time_unref);
  g_free (self);
}

/**
 * orch_identity_equal:
 * @a: an identity
 * @b: another one
 *
 * Returns: whether both are the same person, with the same key and the same rights
 */
gboolean
orch_identity_equal (const OrchIdentity *a, const OrchIdentity *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->kind == b->kind && g_strcmp0 (a->user_id, b->user_id) == 0 && a->role == b->role
         && a->routes == b->routes && a->sees_users == b->sees_users
         && g_strcmp0 (a->key_id, b->key_id) == 0 && (a->expires == NULL) == (b->expires == NULL)
         && (a->expires == NULL || g_date_time_equal (a->expires, b->expires));
}

/**
 * orch_identity_is_admin:
 * @self: an identity
 *
 * Tells whether the signed-in user may write as a proxy administrator: the master key, or a user
 * with the role `proxy_admin` whose key is not read-only.
 *
 * Returns: %TRUE for an administrator
 */
gboolean
orch_identity_is_admin (const OrchIdentity *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  switch (self->kind) {
  case ORCH_IDENTITY_MASTER:
    return TRUE;
  case ORCH_IDENTITY_USER:
    return self->role == ORCH_ROLE_PROXY_ADMIN && self->routes != ORCH_ROUTES_READ_ONLY;
  case ORCH_IDENTITY_NO_USER:
  case ORCH_IDENTITY_MISSING_USER:
    return FALSE;
  }

  g_assert_not_reached ();
}

/**
 * orch_identity_has_admin_view:
 * @self: an identity
 *
 * Returns: whether they are an administrator, if only to look: /user/list answers them, and
 *   /health/license, unless their key is for management (contract §4, §7, §12.2)
 */
gboolean
orch_identity_has_admin_view (const OrchIdentity *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return orch_identity_is_admin (self)
         || (self->kind == ORCH_IDENTITY_USER && self->role == ORCH_ROLE_PROXY_ADMIN_VIEWER
             && self->routes != ORCH_ROUTES_READ_ONLY);
}
