#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"

#include "ui/window/identity-words.h"

#define WARNING_DAYS 14

/**
 * orch_identity_words_rights:
 * @identity: a signed-in user
 *
 * Returns: (transfer none): what they may do here
 */
const char *
orch_identity_words_rights (const OrchIdentity *identity)
{
  g_return_val_if_fail (identity != NULL, NULL);

  if (identity->kind == ORCH_IDENTITY_NO_USER || identity->kind == ORCH_IDENTITY_MISSING_USER)
    return _ ("Can’t look after users or keys.");
  if (identity->routes == ORCH_ROUTES_READ_ONLY)
    return _ ("This key can only look, and change nothing.");

  switch (identity->role) {
  case ORCH_ROLE_PROXY_ADMIN:
    return _ ("Looks after all users and keys.");
  case ORCH_ROLE_PROXY_ADMIN_VIEWER:
    return _ ("Sees all users and keys, and changes none.");
  case ORCH_ROLE_INTERNAL_USER_VIEWER:
    return _ ("Sees their own user and keys, and changes none.");
  default:
    return identity->sees_users ? _ ("Sees the users of an organization; the server decides what "
                                     "may be changed.")
                                : _ ("Looks after their own keys.");
  }
}

/**
 * orch_identity_words_expiry:
 * @identity: a signed-in user
 * @now: the present time
 *
 * Returns: (transfer full) (nullable): when the key of the connection expires, %NULL for the master
 *   key, which has no expiry
 */
char *
orch_identity_words_expiry (const OrchIdentity *identity, GDateTime *now)
{
  g_autofree char *left = NULL;

  g_return_val_if_fail (identity != NULL && now != NULL, NULL);

  if (identity->kind == ORCH_IDENTITY_MASTER)
    return NULL;
  if (identity->expires == NULL)
    return g_strdup (_ ("This key never expires."));

  left = orch_format_time_left (identity->expires, now);
  /* Translators: such as "in 7 days", or "due now" */
  return g_strdup_printf (_ ("This key expires: %s"), left);
}

/**
 * orch_identity_expires_soon:
 * @identity: a signed-in user
 * @now: the present time
 *
 * Returns: whether the key of the connection expires within two weeks
 */
gboolean
orch_identity_expires_soon (const OrchIdentity *identity, GDateTime *now)
{
  g_return_val_if_fail (identity != NULL && now != NULL, FALSE);

  return identity->expires != NULL
         && g_date_time_difference (identity->expires, now) <= WARNING_DAYS * G_TIME_SPAN_DAY;
}
