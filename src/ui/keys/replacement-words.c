#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/regeneration.h"
#include "ui/common/words.h"

#include "ui/keys/replacement-words.h"

static const char *const replacement_errors[] = {
  [ORCH_REPLACEMENT_ERROR_REFUSED] = N_ ("The new key could not be what the old one is."),
  [ORCH_REPLACEMENT_ERROR_CHANGED] =
      N_ ("Somebody changed or deleted the old key meanwhile. Look again at what it is now."),
  [ORCH_REPLACEMENT_ERROR_RIVAL] =
      N_ ("Somebody else is replacing this key at the same moment, and was first. Nothing was "
          "changed from here."),
  [ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE] =
      N_ ("Somebody deleted the new key. The old one was left alone."),
  [ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN] =
      N_ ("Another key has the alias now. Both keys are as they should be, but for the new one’s "
          "alias."),
  [ORCH_REPLACEMENT_ERROR_OWN_KEY] =
      N_ ("You are signed in with the old key, and the new secret is not known here. Connect with "
          "the new key first."),
};

static const char *const regeneration_errors[] = {
  [ORCH_REGENERATION_ERROR_EXPIRED] =
      N_ ("The key has expired, and would be so with a new secret, too. Give it a new expiry."),
  [ORCH_REGENERATION_ERROR_FIELD] = N_ ("A soft budget can’t be changed together with the secret."),
  [ORCH_REGENERATION_ERROR_CHANGED] = N_ ("Somebody else changed the same fields meanwhile."),
  [ORCH_REGENERATION_ERROR_NEEDS_GRACE] =
      N_ ("This server makes all secrets itself: if its answer were lost, nobody could use the key "
          "any more. Give it a grace period, so that the old secret goes on working for a while."),
};

static const char *const refusals[] = {
  [ORCH_REPLACEMENT_REFUSAL_NONE] = NULL,
  [ORCH_REPLACEMENT_REFUSAL_DELETED] = N_ ("The key is deleted."),
  [ORCH_REPLACEMENT_REFUSAL_EXPIRED] =
      N_ ("The key has expired, and so would the new one. Give it a new expiry."),
  [ORCH_REPLACEMENT_REFUSAL_ROUTES] =
      N_ ("What this key may call is limited in a way that the new one could not be, so that it "
          "could do more. Ask an administrator."),
  [ORCH_REPLACEMENT_REFUSAL_PERMISSIONS] =
      N_ ("This key has permissions that the new one could not have. Ask an administrator."),
};

static const char *const editings[] = {
  [ORCH_REPLACEMENT_EDITING_SAME] = NULL,
  [ORCH_REPLACEMENT_EDITING_GAINED] =
      N_ ("An administrator made the old key. You make the new one, and so may edit it."),
  [ORCH_REPLACEMENT_EDITING_LOST] =
      N_ ("Its owner made the old key. You make the new one, so that only administrators may edit "
          "it."),
};

/**
 * orch_replacement_words_error:
 * @error: why a key did not get a new secret
 *
 * Returns: (transfer full): what to tell the person
 */
char *
orch_replacement_words_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == ORCH_REPLACEMENT_ERROR)
    return g_strdup (_ (replacement_errors[error->code]));
  if (error->domain == ORCH_REGENERATION_ERROR)
    return g_strdup (_ (regeneration_errors[error->code]));

  return orch_words_error (error);
}

/**
 * orch_replacement_words_refusal:
 * @refusal: why a key is not replaced
 *
 * Returns: (transfer none) (nullable): what to tell the person, %NULL for nothing
 */
const char *
orch_replacement_words_refusal (OrchReplacementRefusal refusal)
{
  g_return_val_if_fail (refusal < G_N_ELEMENTS (refusals), NULL);

  return refusals[refusal] != NULL ? _ (refusals[refusal]) : NULL;
}

/**
 * orch_replacement_words_editing:
 * @editing: what becomes of the owner's right to edit the key
 *
 * Returns: (transfer none) (nullable): what to tell the person, %NULL for nothing
 */
const char *
orch_replacement_words_editing (OrchReplacementEditing editing)
{
  g_return_val_if_fail (editing < G_N_ELEMENTS (editings), NULL);

  return editings[editing] != NULL ? _ (editings[editing]) : NULL;
}

/**
 * orch_replacement_words_replaced:
 * @name: the name of the key
 * @delete_old: whether the old key is deleted
 * @missing: (nullable): LiteLLM's names of what the server did not store
 *
 * Returns: (transfer full): what was done, for a toast
 */
char *
orch_replacement_words_replaced (const char *name, gboolean delete_old, const char *const *missing)
{
  g_autofree char *done = NULL;
  g_autofree char *names = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  /* Translators: the name of a key */
  done = g_strdup_printf (delete_old ? _ ("“%s” was replaced. The old key is deleted.")
                                     : _ ("“%s” has a second key. Both work until you finish it."),
                          name);
  if (missing == NULL)
    return g_steal_pointer (&done);

  names = g_strjoinv (_ (", "), (char **) missing);
  /* Translators: what was done; names of fields */
  return g_strdup_printf (_ ("%s The server did not store: %s."), done, names);
}

/**
 * orch_replacement_words_rivals:
 * @rivals: (element-type OrchKey): keys that were made to take the place of the same key
 *
 * Returns: (transfer full): what to ask the person about
 */
char *
orch_replacement_words_rivals (GPtrArray *rivals)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_return_val_if_fail (rivals != NULL, NULL);

  for (guint i = 0; i < rivals->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? _ (", ") : "",
                            orch_key_get_display_name (rivals->pdata[i]));

  /* Translators: names of keys */
  return g_strdup_printf (_ ("Somebody has begun to replace this key, and may be at it now: %s. "
                             "What they have made stays."),
                          names->str);
}
