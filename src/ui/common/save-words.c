#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/words.h"

#include "ui/common/save-words.h"

static char *
join_names (const OrchChanges *changes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < orch_changes_get_n (changes); i++)
    g_ptr_array_add (names, (gpointer) orch_words_field (orch_changes_get (changes, i)->field));
  g_ptr_array_add (names, NULL);

  /* Translators: between the names of fields */
  return g_strjoinv (_ (", "), (char **) names->pdata);
}

/**
 * orch_save_words_done:
 * @changes: what was sent
 * @not_taken: (nullable): what the server did not take of it
 *
 * Tells what a save did. Every field that the server dropped is named.
 *
 * Returns: (transfer full): the text for a toast
 */
char *
orch_save_words_done (const OrchChanges *changes, const OrchChanges *not_taken)
{
  g_autofree char *names = NULL;
  const char *first;
  guint n_more;

  g_return_val_if_fail (changes != NULL && orch_changes_get_n (changes) > 0, NULL);

  if (not_taken != NULL) {
    names = join_names (not_taken);
    if (orch_changes_get_n (not_taken) == orch_changes_get_n (changes))
      return g_strdup_printf (_ ("The server did not take: %s"), names);
    return g_strdup_printf (_ ("Saved, but the server did not take: %s"), names);
  }

  first = orch_words_field (orch_changes_get (changes, 0)->field);
  n_more = orch_changes_get_n (changes) - 1;
  if (n_more == 0)
    return g_strdup_printf (_ ("Saved “%s”"), first);

  return g_strdup_printf (
      ngettext ("Saved “%s” and %u more change", "Saved “%s” and %u more changes", n_more), first,
      n_more);
}

/**
 * orch_save_words_created:
 * @name: what a new record is called
 * @not_taken: (nullable): what the server did not take of what was sent
 *
 * Tells that there is a new record. Every field that the server dropped is named.
 *
 * Returns: (transfer full): the text for a toast
 */
char *
orch_save_words_created (const char *name, const OrchChanges *not_taken)
{
  g_autofree char *names = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (not_taken == NULL)
    return g_strdup_printf (_ ("Created “%s”"), name);

  names = join_names (not_taken);
  return g_strdup_printf (_ ("Created “%s”, but the server did not take: %s"), name, names);
}

/**
 * orch_save_words_other_user:
 * @different: what a user has otherwise than was sent to create it
 *
 * Tells that there is a user with this ID who need not be the one that was to be created.
 *
 * Returns: (transfer full): the text for the dialog
 */
char *
orch_save_words_other_user (const OrchChanges *different)
{
  g_autofree char *names = NULL;

  g_return_val_if_fail (different != NULL, NULL);

  names = join_names (different);
  /* Translators: names of fields */
  return g_strdup_printf (_ ("There is a user with this ID now, but with other values of: %s"),
                          names);
}

/**
 * orch_save_words_missing:
 * @missing: what the server does not show of a save whose answer was lost
 *
 * Tells what is to be done about it.
 *
 * Returns: (transfer full): the text for the dialog
 */
char *
orch_save_words_missing (const OrchChanges *missing)
{
  g_autofree char *names = NULL;

  g_return_val_if_fail (missing != NULL, NULL);

  names = join_names (missing);
  /* Translators: names of fields */
  return g_strdup_printf (_ ("The server does not have your value of: %s\nTo send it again, save "
                             "again."),
                          names);
}

/**
 * orch_save_words_conflict:
 * @conflict: the fields that somebody else changed meanwhile: what the server has, and what this
 *   save wants
 *
 * Tells for each field what is there and what would replace it.
 *
 * Returns: (transfer full): the body of the question whether to overwrite
 */
char *
orch_save_words_conflict (const OrchChanges *conflict)
{
  GString *text;

  g_return_val_if_fail (conflict != NULL, NULL);

  text = g_string_new (_ ("Since this window was opened, somebody else changed:"));
  for (guint i = 0; i < orch_changes_get_n (conflict); i++) {
    const OrchChange *change = orch_changes_get (conflict, i);
    g_autofree char *theirs = orch_words_field_value (change->field, change->from);
    g_autofree char *yours = orch_words_field_value (change->field, change->to);

    g_string_append (text, "\n\n");
    /* Translators: name of a field; the value it has now; the value that would be saved */
    g_string_append_printf (text, _ ("%s\nNow: %s\nYours: %s"), orch_words_field (change->field),
                            theirs, yours);
  }

  return g_string_free (text, FALSE);
}

/**
 * orch_save_words_change:
 * @change: the change of a field
 *
 * Returns: (transfer full): the field, and its values before and after
 */
char *
orch_save_words_change (const OrchChange *change)
{
  const char *name = orch_words_field (change->field);
  g_autofree char *from = orch_words_field_value (change->field, change->from);
  g_autofree char *to = orch_words_field_value (change->field, change->to);

  /* Of metadata there are only names, which can be the same. */
  if (g_str_equal (from, to))
    return g_strdup_printf (_ ("%s: %s"), name, to);

  /* Translators: name of a field; its value before; its value after */
  return g_strdup_printf (_ ("%s: %s → %s"), name, from, to);
}

/**
 * orch_save_words_changes:
 * @changes: changes
 * @most: how many of them are told
 *
 * Returns: (transfer full): the changes, one a line; maybe empty
 */
char *
orch_save_words_changes (const OrchChanges *changes, guint most)
{
  GString *text = g_string_new (NULL);
  guint n_changes = orch_changes_get_n (changes);

  for (guint i = 0; i < MIN (n_changes, most); i++) {
    g_autofree char *line = orch_save_words_change (orch_changes_get (changes, i));

    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
  }
  if (n_changes > most) {
    g_string_append_c (text, '\n');
    g_string_append_printf (text,
                            ngettext ("and %u more field", "and %u more fields", n_changes - most),
                            n_changes - most);
  }

  return g_string_free (text, FALSE);
}
