#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/connect/keyring-words.h"
#include "ui/keys/replacement-words.h"

#include "ui/keys/pending-words.h"

/**
 * orch_pending_words_facts:
 * @key: a pending key
 *
 * Tells keys apart: whose it is, and since when it waits.
 *
 * Returns: (transfer full): one line
 */
char *
orch_pending_words_facts (OrchPendingKey *key)
{
  g_autoptr (GDateTime) made_at =
      g_date_time_new_from_unix_local (orch_pending_key_get_made_at (key));
  g_autofree char *time = orch_format_date_time (made_at);

  if (orch_pending_key_get_user_id (key) == NULL)
    return g_steal_pointer (&time);

  return g_strdup_printf ("%s · %s", orch_pending_key_get_user_id (key), time);
}

static const char *
describe_new_key_gone (OrchReplacement *replacement)
{
  if (replacement != NULL
      && orch_replacement_get_old_life (replacement) == ORCH_REPLACEMENT_LIFE_ALIVE)
    return _ ("Somebody has deleted the new key. The old one goes on working.");

  return _ ("Somebody has deleted the new key, and the old one is gone, too.");
}

static const char *
describe_state (OrchPendingKey *key)
{
  OrchReplacement *replacement = orch_pending_key_get_replacement (key);

  switch (orch_pending_key_get_state (key)) {
  case ORCH_PENDING_REPLACING:
    return orch_replacement_words_state (replacement);
  case ORCH_PENDING_NEW_KEY_GONE:
    return describe_new_key_gone (replacement);
  case ORCH_PENDING_NOT_REPLACED:
    return _ ("The new key was not created. The old one is as it was.");
  case ORCH_PENDING_EXISTS:
    return orch_pending_key_can_show_secret (key)
               ? _ ("The key exists. Make sure that its secret is saved.")
               : _ ("The key exists.");
  case ORCH_PENDING_NOT_CREATED:
    return _ ("The key was not created.");
  case ORCH_PENDING_UNTRACEABLE:
    return _ ("There is no key with this secret. Where the server makes all secrets itself, it may "
              "have created the key with another one, which is lost: then delete that key.");
  case ORCH_PENDING_STRAY:
    return _ (
        "There is no key with this secret, but a new one with this alias. If you have not made "
        "it since, the server has created it with a secret of its own, which is lost: then "
        "delete it.");
  case ORCH_PENDING_NOT_REGENERATED:
    return _ ("The key was not regenerated. Its old secret goes on working.");
  case ORCH_PENDING_OTHER_SECRET:
    return _ (
        "The key was deleted, or has another secret by now. If nobody else has regenerated it, "
        "the server chose that, and it is lost: then regenerate it once more, before the "
        "grace period ends.");
  case ORCH_PENDING_DELETED:
    return _ ("The key was deleted.");
  case ORCH_PENDING_UNKNOWN:
  default:
    return "";
  }
}

static char *
describe_error (const GError *error)
{
  return error->domain == ORCH_KEY_STORE_ERROR ? orch_keyring_words_no_secret (error)
                                               : orch_replacement_words_error (error);
}

/**
 * orch_pending_words_state:
 * @key: a pending key
 *
 * Says how it is, and why the last thing did not work.
 *
 * Returns: (transfer full): some sentences
 */
char *
orch_pending_words_state (OrchPendingKey *key)
{
  const GError *error = orch_pending_key_get_error (key);
  const char *state;
  g_autofree char *problem = NULL;

  if (orch_pending_key_is_writing (key))
    return g_strdup (_ ("Being changed on the server…"));
  if (orch_pending_key_is_busy (key))
    return g_strdup (_ ("Being looked up…"));

  state = describe_state (key);
  if (error == NULL)
    return g_strdup (state);

  problem = describe_error (error);

  return *state != '\0' ? g_strjoin ("\n", state, problem, NULL) : g_steal_pointer (&problem);
}

/**
 * orch_pending_words_outcome:
 * @key: a pending key
 *
 * Says what became of it, or, if the last thing did not work, why.
 *
 * Returns: (transfer full): a sentence
 */
char *
orch_pending_words_outcome (OrchPendingKey *key)
{
  const char *name = orch_pending_key_get_name (key);

  if (orch_pending_key_get_error (key) != NULL)
    return describe_error (orch_pending_key_get_error (key));

  switch (orch_pending_key_get_outcome (key)) {
  case ORCH_PENDING_SAVED:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("The secret of %s has been saved."), name);
  case ORCH_PENDING_FINISHED:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("%s has been replaced."), name);
  case ORCH_PENDING_LEFT:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("%s and its replacement stay as they are."), name);
  case ORCH_PENDING_UNDONE:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("%s is as it was."), name);
  case ORCH_PENDING_REMOVED:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("%s has been deleted."), name);
  case ORCH_PENDING_FORGOTTEN:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("The new secret of %s has been forgotten."), name);
  case ORCH_PENDING_NOTHING:
  default:
    /* Translators: the name of an API key */
    return g_strdup_printf (_ ("%s does not wait any more."), name);
  }
}
