#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/regeneration.h"
#include "ui/common/words.h"

#include "ui/keys/replacement-words.h"

static const char *const replacement_words[] = {
  [ORCH_REPLACEMENT_ERROR_REFUSED] = N_ ("This key can’t be replaced, because the new one could do "
                                         "more than this one."),
  [ORCH_REPLACEMENT_ERROR_CHANGED] = N_ ("Somebody has changed or deleted the old key meanwhile."),
  [ORCH_REPLACEMENT_ERROR_RIVAL] = N_ ("Somebody else is replacing the same key, and was first. "
                                       "The old key is as it was."),
  [ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE] = N_ ("Somebody has deleted the new key."),
  [ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN] = N_ ("Another key has the alias meanwhile. Give that key "
                                             "another one, then try again."),
  [ORCH_REPLACEMENT_ERROR_OWN_KEY] = N_ ("This connection still uses the old key, and the new "
                                         "secret is not kept here any more. Connect with the new "
                                         "key, then delete the old one."),
};

static const char *const regeneration_words[] = {
  [ORCH_REGENERATION_ERROR_EXPIRED] = N_ ("This key has expired, and would be so with a new "
                                          "secret, too. Give it a later expiry as well."),
  [ORCH_REGENERATION_ERROR_FIELD] = N_ ("One of the changes can’t be made together with a new "
                                        "secret. Make it afterwards."),
  [ORCH_REGENERATION_ERROR_CHANGED] = N_ ("Somebody else has changed the same settings meanwhile. "
                                          "The old secret goes on working."),
  [ORCH_REGENERATION_ERROR_NEEDS_GRACE] = N_ ("This server makes all secrets itself, so a lost "
                                              "answer would lock everybody out. Set a grace "
                                              "period, in which the old secret goes on working."),
};

static const char *const refusal_words[] = {
  [ORCH_REPLACEMENT_REFUSAL_DELETED] = N_ ("This key was deleted, so there is nothing to replace."),
  [ORCH_REPLACEMENT_REFUSAL_EXPIRED] = N_ ("This key has expired. To replace it, set a new expiry "
                                           "under Change settings."),
  [ORCH_REPLACEMENT_REFUSAL_ROUTES] = N_ ("What this key may call is limited in a way that a new "
                                          "one would not be, so only an administrator can replace "
                                          "it."),
  [ORCH_REPLACEMENT_REFUSAL_PERMISSIONS] = N_ ("This key has permissions that a new one would not "
                                               "have, so only an administrator can replace it."),
};

static const char *const editings[] = {
  [ORCH_REPLACEMENT_EDITING_SAME] = NULL,
  [ORCH_REPLACEMENT_EDITING_GAINED] =
      N_ ("An administrator made the old key. You make the new one, and so may edit it."),
  [ORCH_REPLACEMENT_EDITING_LOST] =
      N_ ("Its owner made the old key. You make the new one, so that only administrators may edit "
          "it."),
};

static const char *
find_words (const GError *error)
{
  guint code = (guint) error->code;

  if (error->domain == ORCH_REPLACEMENT_ERROR && code < G_N_ELEMENTS (replacement_words))
    return replacement_words[code];
  if (error->domain == ORCH_REGENERATION_ERROR && code < G_N_ELEMENTS (regeneration_words))
    return regeneration_words[code];

  return NULL;
}

/**
 * orch_replacement_words_error:
 * @error: what regenerating, replacing or finishing reported
 *
 * Says what went wrong: in the domains %ORCH_REPLACEMENT_ERROR and %ORCH_REGENERATION_ERROR, else
 * as orch_words_error() does.
 *
 * Returns: (transfer full): one sentence or more
 */
char *
orch_replacement_words_error (const GError *error)
{
  const char *words;

  g_return_val_if_fail (error != NULL, NULL);

  words = find_words (error);

  return words != NULL ? g_strdup (_ (words)) : orch_words_error (error);
}

/**
 * orch_replacement_words_refusal:
 * @refusal: why a plan refuses a replacement
 *
 * Returns: (transfer none) (nullable): why the key can't be replaced, %NULL if it can
 */
const char *
orch_replacement_words_refusal (OrchReplacementRefusal refusal)
{
  g_return_val_if_fail (refusal < G_N_ELEMENTS (refusal_words), NULL);

  return refusal_words[refusal] != NULL ? _ (refusal_words[refusal]) : NULL;
}

static const char *
describe_both (OrchReplacement *replacement)
{
  switch (orch_replacement_get_old_life (replacement)) {
  case ORCH_REPLACEMENT_LIFE_GONE:
    return _ ("Somebody has deleted the old key. The new one works.");
  case ORCH_REPLACEMENT_LIFE_ALIVE:
    return _ ("Both keys work. To finish, the old one is deleted.");
  case ORCH_REPLACEMENT_LIFE_UNKNOWN:
  default:
    return _ ("The new key was created. Whether the old one still works is not known.");
  }
}

/**
 * orch_replacement_words_state:
 * @replacement: a replacement
 *
 * Returns: (transfer none): how far it is, as it was last looked
 */
const char *
orch_replacement_words_state (OrchReplacement *replacement)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT (replacement), NULL);

  switch (orch_replacement_get_step (replacement)) {
  case ORCH_REPLACEMENT_NEW:
  case ORCH_REPLACEMENT_PREPARED:
    return _ ("Nothing was created yet.");
  case ORCH_REPLACEMENT_GENERATING:
    return _ ("Whether the new key was created is not known.");
  case ORCH_REPLACEMENT_GENERATED:
  case ORCH_REPLACEMENT_KEPT:
    return describe_both (replacement);
  case ORCH_REPLACEMENT_DELETING:
    return _ ("Whether the old key was deleted is not known.");
  case ORCH_REPLACEMENT_RENAMING:
    return _ ("The old key is gone and the new one works. Only its alias is not right yet.");
  case ORCH_REPLACEMENT_DONE:
    return _ ("The new key has taken the place of the old one.");
  case ORCH_REPLACEMENT_UNDONE:
    return _ ("There is no new key. The old one is as it was.");
  }

  g_return_val_if_reached (NULL);
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
