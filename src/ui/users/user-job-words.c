#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/save-words.h"
#include "ui/common/words.h"

#include "ui/users/user-job-words.h"

static const char *const state_words[ORCH_USER_JOB_N_STATES] = {
  [ORCH_USER_JOB_READING] = N_ ("Being looked for"),
  [ORCH_USER_JOB_UNKNOWN] = N_ ("Left out: the server knows no such user"),
  [ORCH_USER_JOB_AMBIGUOUS] =
      N_ ("Left out: several users have this e-mail address. Use the user ID"),
  [ORCH_USER_JOB_TWICE] = N_ ("Left out: is in the list more than once"),
  [ORCH_USER_JOB_NOT_ALLOWED] = N_ ("Left out: your role may not change this user"),
  [ORCH_USER_JOB_OWN] = N_ ("Left out: you would change your own role"),
  [ORCH_USER_JOB_SAME] = N_ ("Nothing to change: has these values already"),
  [ORCH_USER_JOB_SAVING] = N_ ("Being saved"),
  [ORCH_USER_JOB_SAVED] = N_ ("Saved"),
  [ORCH_USER_JOB_CONFLICT] =
      N_ ("Not saved: somebody else changed this meanwhile. Try again to overwrite it"),
};

static void
add (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

/* (transfer full) (nullable): a sentence about those in a state */
static char *
describe_count (OrchUserJobState state, guint n)
{
  g_autofree char *count = orch_format_count (n);

  switch (state) {
  case ORCH_USER_JOB_SAVED:
    return g_strdup_printf (ngettext ("%s user was changed.", "%s users were changed.", n), count);
  case ORCH_USER_JOB_PARTLY:
    return g_strdup_printf (ngettext ("Of %s user the server did not take everything.",
                                      "Of %s users the server did not take everything.", n),
                            count);
  case ORCH_USER_JOB_CONFLICT:
    return g_strdup_printf (ngettext ("%s user was changed by somebody else meanwhile.",
                                      "%s users were changed by somebody else meanwhile.", n),
                            count);
  case ORCH_USER_JOB_FAILED:
    return g_strdup_printf (
        ngettext ("%s user could not be changed.", "%s users could not be changed.", n), count);
  case ORCH_USER_JOB_WAITING:
    return g_strdup_printf (ngettext ("%s user is left.", "%s users are left.", n), count);
  case ORCH_USER_JOB_UNKNOWN:
    return g_strdup_printf (ngettext ("%s entry is no user; none is created.",
                                      "%s entries are no users; none is created.", n),
                            count);
  case ORCH_USER_JOB_AMBIGUOUS:
    return g_strdup_printf (ngettext ("%s e-mail address belongs to several users.",
                                      "%s e-mail addresses belong to several users.", n),
                            count);
  case ORCH_USER_JOB_TWICE:
    return g_strdup_printf (
        ngettext ("%s entry is there more than once.", "%s entries are there more than once.", n),
        count);
  case ORCH_USER_JOB_SAME:
    return g_strdup_printf (
        ngettext ("%s user has these values already.", "%s users have these values already.", n),
        count);
  case ORCH_USER_JOB_NOT_ALLOWED:
    return g_strdup_printf (ngettext ("%s user may not be changed by your role.",
                                      "%s users may not be changed by your role.", n),
                            count);
  case ORCH_USER_JOB_UNREADABLE:
    return g_strdup_printf (ngettext ("%s user could not be read, and is left out.",
                                      "%s users could not be read, and are left out.", n),
                            count);
  case ORCH_USER_JOB_OWN:
    return g_strdup (_ ("Your own role is left as it is."));
  case ORCH_USER_JOB_UNREAD:
  case ORCH_USER_JOB_READING:
  case ORCH_USER_JOB_SAVING:
  case ORCH_USER_JOB_N_STATES:
  default:
    return NULL;
  }
}

/* Adds sentences about those in these states, where there are any. */
static void
add_counts (GString *text, OrchUserJob *job, const OrchUserJobState *states, guint n_states)
{
  for (guint i = 0; i < n_states; i++) {
    guint n = orch_user_job_count (job, states[i]);

    if (n > 0)
      add (text, describe_count (states[i], n));
  }
}

static void
add_left_out (GString *text, OrchUserJob *job)
{
  static const OrchUserJobState states[] = {
    ORCH_USER_JOB_UNKNOWN, ORCH_USER_JOB_AMBIGUOUS,   ORCH_USER_JOB_TWICE,      ORCH_USER_JOB_SAME,
    ORCH_USER_JOB_OWN,     ORCH_USER_JOB_NOT_ALLOWED, ORCH_USER_JOB_UNREADABLE,
  };

  add_counts (text, job, states, G_N_ELEMENTS (states));
}

/**
 * orch_user_job_words_preview:
 * @job: a job whose users were read
 *
 * Returns: (transfer full): what would be done, and what not
 */
char *
orch_user_job_words_preview (OrchUserJob *job)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *count = NULL;
  guint n;

  g_return_val_if_fail (ORCH_IS_USER_JOB (job), NULL);

  n = orch_user_job_count (job, ORCH_USER_JOB_WAITING);
  count = orch_format_count (n);
  add (text, n > 0 ? g_strdup_printf (
                 ngettext ("%s user will be changed.", "%s users will be changed.", n), count)
                   : g_strdup (_ ("There is nothing to change.")));
  add_left_out (text, job);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * orch_user_job_words_outcome:
 * @job: a job that was run
 * @error: (nullable): what ended the run before the end of the list
 *
 * Returns: (transfer full): what was done, and what not
 */
char *
orch_user_job_words_outcome (OrchUserJob *job, const GError *error)
{
  static const OrchUserJobState states[] = {
    ORCH_USER_JOB_SAVED,  ORCH_USER_JOB_PARTLY,  ORCH_USER_JOB_CONFLICT,
    ORCH_USER_JOB_FAILED, ORCH_USER_JOB_WAITING,
  };
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (ORCH_IS_USER_JOB (job), NULL);

  if (error != NULL)
    add (text, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                   ? g_strdup (_ ("Stopped."))
                   : orch_words_error (error));
  add_counts (text, job, states, G_N_ELEMENTS (states));
  add_left_out (text, job);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * orch_user_job_words_state:
 * @item: a user of a job
 *
 * Returns: (transfer full) (nullable): what became of it
 */
char *
orch_user_job_words_state (OrchUserJobItem *item)
{
  OrchUserJobState state;

  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (item), NULL);

  state = orch_user_job_item_get_state (item);
  if (orch_user_job_item_get_error (item) != NULL)
    return orch_words_error (orch_user_job_item_get_error (item));
  if (state == ORCH_USER_JOB_PARTLY)
    return orch_save_words_done (orch_user_job_item_get_changes (item),
                                 orch_user_job_item_get_not_taken (item));

  return state_words[state] != NULL ? g_strdup (_ (state_words[state])) : NULL;
}

/**
 * orch_user_job_words_changes:
 * @item: a user of a job
 *
 * Returns: (transfer full) (nullable): what changes, a field in each line
 */
char *
orch_user_job_words_changes (OrchUserJobItem *item)
{
  const OrchChanges *changes;

  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (item), NULL);

  changes = orch_user_job_item_get_changes (item);
  if (changes == NULL || orch_changes_get_n (changes) == 0)
    return NULL;

  return orch_save_words_changes (changes, G_MAXUINT);
}
