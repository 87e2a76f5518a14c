#include "config.h"

#include <glib/gi18n.h>

#include "ui/connect/keyring-words.h"

/* What has happened, why, and what that means for the person. */
static char *
join (const char *reason, const char *consequence)
{
  return g_strconcat (reason, " ", consequence, NULL);
}

static char *
say_reason (const GError *error)
{
  if (error->domain == ORCH_KEY_STORE_ERROR) {
    switch ((OrchKeyStoreError) error->code) {
    case ORCH_KEY_STORE_ERROR_NOT_FOUND:
      return g_strdup (_ ("The keyring has no API key for this connection."));
    case ORCH_KEY_STORE_ERROR_LOCKED:
      return g_strdup (_ ("The keyring is locked."));
    case ORCH_KEY_STORE_ERROR_UNAVAILABLE:
      return g_strdup (_ ("No keyring answers on this computer."));
    case ORCH_KEY_STORE_ERROR_FAILED:
    default:
      break;
    }
  }

  /* Translators: followed by the keyring's own words */
  return g_strdup_printf (_ ("The keyring refused: %s."), error->message);
}

/**
 * orch_keyring_words_no_key:
 * @error: why the keyring gave no key
 *
 * Says it at the field of the API key.
 *
 * Returns: (transfer full): two sentences
 */
char *
orch_keyring_words_no_key (const GError *error)
{
  g_autofree char *reason = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  reason = say_reason (error);
  return join (reason, _ ("Enter the key to connect."));
}

/**
 * orch_keyring_words_no_secret:
 * @error: why the keyring gave no pending secret
 *
 * Says it at the new key whose secret it is.
 *
 * Returns: (transfer full): one sentence or two
 */
char *
orch_keyring_words_no_secret (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND))
    return g_strdup (_ ("The keyring does not have the secret any more. If nobody else has it, "
                        "this key can’t be used."));

  return say_reason (error);
}

/**
 * orch_keyring_words_not_kept:
 * @error: why the keyring did not keep a key
 *
 * Says what that means for a connection that works.
 *
 * Returns: (transfer full): two sentences
 */
char *
orch_keyring_words_not_kept (const GError *error)
{
  g_autofree char *reason = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  reason = say_reason (error);
  return join (reason,
               _ ("The API key is kept for this run only, and asked for at the next start."));
}

/**
 * orch_keyring_words_not_removed:
 * @error: why the keyring did not remove a key
 *
 * Says what that means for a connection that should go.
 *
 * Returns: (transfer full): two sentences
 */
char *
orch_keyring_words_not_removed (const GError *error)
{
  g_autofree char *reason = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  reason = say_reason (error);
  return join (reason, _ ("If the connection is removed all the same, its API key stays there."));
}
