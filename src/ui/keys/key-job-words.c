#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "core/rules/key-use.h"
#include "ui/keys/replacement-words.h"

#include "ui/keys/key-job-words.h"

#define LONGEST_LIST 10
#define N_KINDS (ORCH_KEY_JOB_ROTATE + 1)

static const struct {
  const char *title;
  const char *question;
  const char *verb;
  const char *busy;
  const char *states[ORCH_KEY_JOB_N_STATES];
} kind_words[N_KINDS] = {
  [ORCH_KEY_JOB_BLOCK] = {
    N_ ("Block keys"),
    N_ ("Block Keys?"),
    N_ ("_Block"),
    N_ ("Blocking keys…"),
    {
      [ORCH_KEY_JOB_RUNNING] = N_ ("Being blocked"),
      [ORCH_KEY_JOB_DONE] = N_ ("Blocked"),
      [ORCH_KEY_JOB_BEFORE] = N_ ("Was blocked before"),
      [ORCH_KEY_JOB_NOT_ALLOWED] = N_ ("Left out: your role may not block it"),
    },
  },
  [ORCH_KEY_JOB_UNBLOCK] = {
    N_ ("Unblock keys"),
    N_ ("Unblock Keys?"),
    N_ ("_Unblock"),
    N_ ("Unblocking keys…"),
    {
      [ORCH_KEY_JOB_RUNNING] = N_ ("Being unblocked"),
      [ORCH_KEY_JOB_DONE] = N_ ("Unblocked"),
      [ORCH_KEY_JOB_BEFORE] = N_ ("Was not blocked"),
      [ORCH_KEY_JOB_NOT_ALLOWED] = N_ ("Left out: your role may not unblock it"),
    },
  },
  [ORCH_KEY_JOB_RESET_SPEND] = {
    N_ ("Reset spend"),
    N_ ("Reset Spend?"),
    N_ ("_Reset spend"),
    N_ ("Resetting spend…"),
    {
      [ORCH_KEY_JOB_RUNNING] = N_ ("Being reset"),
      [ORCH_KEY_JOB_DONE] = N_ ("Reset"),
      [ORCH_KEY_JOB_BEFORE] = N_ ("Nothing was spent"),
      [ORCH_KEY_JOB_NOT_ALLOWED] = N_ ("Left out: your role may not reset its spend"),
    },
  },
  [ORCH_KEY_JOB_DELETE] = {
    N_ ("Delete keys"),
    N_ ("Delete Keys?"),
    N_ ("_Delete"),
    N_ ("Deleting keys…"),
    {
      [ORCH_KEY_JOB_RUNNING] = N_ ("Being deleted"),
      [ORCH_KEY_JOB_DONE] = N_ ("Deleted"),
      [ORCH_KEY_JOB_BEFORE] = N_ ("Was deleted before"),
      [ORCH_KEY_JOB_NOT_ALLOWED] = N_ ("Left out: your role may not delete it"),
    },
  },
  [ORCH_KEY_JOB_ROTATE] = {
    N_ ("Rotate into a file"),
    N_ ("Rotate into a File?"),
    N_ ("_Rotate"),
    N_ ("Giving keys new secrets…"),
    {
      [ORCH_KEY_JOB_RUNNING] = N_ ("Getting a new secret"),
      [ORCH_KEY_JOB_DONE] = N_ ("Has a new secret"),
      [ORCH_KEY_JOB_OWN] = N_ ("Left out: you are signed in with this key: rotate it alone"),
      [ORCH_KEY_JOB_NOT_ALLOWED] = N_ ("Left out: your role may not rotate it"),
    },
  },
};

/**
 * orch_key_job_words_title:
 * @kind: what a job does
 *
 * Returns: (transfer none): the title of its window
 */
const char *
orch_key_job_words_title (OrchKeyJobKind kind)
{
  return _ (kind_words[kind].title);
}

/**
 * orch_key_job_words_heading:
 * @kind: what a job would do
 *
 * Returns: (transfer none): the question in short
 */
const char *
orch_key_job_words_heading (OrchKeyJobKind kind)
{
  return _ (kind_words[kind].question);
}

/**
 * orch_key_job_words_verb:
 * @kind: what a job does
 *
 * Returns: (transfer none): the label of the button that does it, with its mnemonic
 */
const char *
orch_key_job_words_verb (OrchKeyJobKind kind)
{
  return _ (kind_words[kind].verb);
}

/**
 * orch_key_job_words_busy:
 * @kind: what a job does
 *
 * Returns: (transfer none): what is said while it runs
 */
const char *
orch_key_job_words_busy (OrchKeyJobKind kind)
{
  return _ (kind_words[kind].busy);
}

/**
 * orch_key_job_words_state:
 * @kind: what a job does
 * @state: what became of a key
 *
 * Returns: (transfer none) (nullable): the words for @state, %NULL where there are none
 */
const char *
orch_key_job_words_state (OrchKeyJobKind kind, OrchKeyJobState state)
{
  const char *words = kind_words[kind].states[state];

  if (state == ORCH_KEY_JOB_OWN && words == NULL)
    return _ ("Left out: you are signed in with this key");

  return words != NULL ? _ (words) : NULL;
}

/**
 * orch_key_job_words_error:
 * @error: why something was not done to a key
 *
 * Returns: (transfer full): what to tell the person
 */
char *
orch_key_job_words_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == ORCH_KEY_ROTATOR_ERROR ? g_strdup (error->message)
                                                 : orch_replacement_words_error (error);
}

/**
 * orch_key_job_words_own_left_out:
 *
 * Returns: (transfer none): a sentence for where the connection's own key was chosen, too
 */
const char *
orch_key_job_words_own_left_out (void)
{
  return _ ("The key that you are signed in with is left out.");
}

static void
add_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static char *
describe_effect (OrchKeyJobKind kind, guint n)
{
  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    return g_strdup_printf (
        ngettext ("%u key will be blocked: the server will refuse it until it is unblocked.",
                  "%u keys will be blocked: the server will refuse them until they are unblocked.",
                  n),
        n);
  case ORCH_KEY_JOB_UNBLOCK:
    return g_strdup_printf (
        ngettext ("%u key will be unblocked: the server will accept it again.",
                  "%u keys will be unblocked: the server will accept them again.", n),
        n);
  case ORCH_KEY_JOB_RESET_SPEND:
    return g_strdup_printf (
        ngettext ("The spend of %u key will be set to $0.00; this can’t be undone.",
                  "The spend of %u keys will be set to $0.00; this can’t be undone.", n),
        n);
  case ORCH_KEY_JOB_DELETE:
    return g_strdup_printf (
        ngettext ("%u key will be deleted; this can’t be undone. Whatever uses it stops working.",
                  "%u keys will be deleted; this can’t be undone. Whatever uses them stops "
                  "working.",
                  n),
        n);
  case ORCH_KEY_JOB_ROTATE:
    return g_strdup_printf (
        ngettext ("%u key will get a new secret. Its old secret stops working.",
                  "%u keys will get new secrets. Their old secrets stop working.", n),
        n);
  }

  g_assert_not_reached ();
}

static guint
count_recently_used (GPtrArray *keys)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  guint n = 0;

  for (guint i = 0; i < keys->len; i++)
    n += orch_key_use_is_recent (keys->pdata[i], now);

  return n;
}

static gboolean
has_own (GPtrArray *keys, const OrchIdentity *identity)
{
  for (guint i = 0; i < keys->len; i++)
    if (g_strcmp0 (orch_key_get_id (keys->pdata[i]), identity->key_id) == 0)
      return TRUE;

  return FALSE;
}

/**
 * orch_key_job_words_list:
 * @keys: (element-type OrchKey): some keys
 *
 * Names the first of them, and their owners.
 *
 * Returns: (transfer full): a line for each
 */
char *
orch_key_job_words_list (GPtrArray *keys)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (keys->len, LONGEST_LIST); i++) {
    const char *owner = orch_key_get_user_id (keys->pdata[i]);

    g_string_append_printf (text, "%s• %s", i > 0 ? "\n" : "",
                            orch_key_get_display_name (keys->pdata[i]));
    if (owner != NULL)
      g_string_append_printf (text, " (%s)", owner);
  }
  if (keys->len > LONGEST_LIST)
    g_string_append_printf (text,
                            ngettext ("\nand %u more", "\nand %u more", keys->len - LONGEST_LIST),
                            keys->len - LONGEST_LIST);

  return g_string_free (text, FALSE);
}

/**
 * orch_key_job_words_question:
 * @kind: what a job would do
 * @keys: (element-type OrchKey): to which keys
 * @identity: who is signed in
 *
 * Says what will happen to them.
 *
 * Returns: (transfer full): some sentences
 */
char *
orch_key_job_words_question (OrchKeyJobKind kind, GPtrArray *keys, const OrchIdentity *identity)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_used = kind == ORCH_KEY_JOB_DELETE ? count_recently_used (keys) : 0;

  add_sentence (text, describe_effect (kind, keys->len));
  if (n_used > 0)
    add_sentence (
        text, g_strdup_printf (ngettext ("%u of them was used in the last seven days.",
                                         "%u of them were used in the last seven days.", n_used),
                               n_used));
  if (orch_key_job_leaves_own (kind) && has_own (keys, identity))
    add_sentence (text, g_strdup (orch_key_job_words_own_left_out ()));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_done (OrchKeyJobKind kind, guint n)
{
  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    return g_strdup_printf (ngettext ("%u key was blocked.", "%u keys were blocked.", n), n);
  case ORCH_KEY_JOB_UNBLOCK:
    return g_strdup_printf (ngettext ("%u key was unblocked.", "%u keys were unblocked.", n), n);
  case ORCH_KEY_JOB_RESET_SPEND:
    return g_strdup_printf (
        ngettext ("The spend of %u key was reset.", "The spend of %u keys was reset.", n), n);
  case ORCH_KEY_JOB_DELETE:
    return g_strdup_printf (ngettext ("%u key was deleted.", "%u keys were deleted.", n), n);
  case ORCH_KEY_JOB_ROTATE:
    return g_strdup_printf (ngettext ("%u key has a new secret.", "%u keys have new secrets.", n),
                            n);
  }

  g_assert_not_reached ();
}

static char *
describe_failed (OrchKeyJobKind kind, guint n)
{
  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    return g_strdup_printf (ngettext ("%u could not be blocked.", "%u could not be blocked.", n),
                            n);
  case ORCH_KEY_JOB_UNBLOCK:
    return g_strdup_printf (
        ngettext ("%u could not be unblocked.", "%u could not be unblocked.", n), n);
  case ORCH_KEY_JOB_RESET_SPEND:
    return g_strdup_printf (
        ngettext ("That of %u could not be reset.", "That of %u could not be reset.", n), n);
  case ORCH_KEY_JOB_DELETE:
    return g_strdup_printf (ngettext ("%u could not be deleted.", "%u could not be deleted.", n),
                            n);
  case ORCH_KEY_JOB_ROTATE:
    return g_strdup_printf (ngettext ("%u could not be rotated.", "%u could not be rotated.", n),
                            n);
  }

  g_assert_not_reached ();
}

/* The server may have done it, and the answer was lost. */
static guint
count_in_doubt (OrchKeyJob *job)
{
  GListModel *items = orch_key_job_get_items (job);
  guint n_found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (OrchKeyJobItem) item = g_list_model_get_item (items, i);

    n_found += orch_key_job_item_get_state (item) == ORCH_KEY_JOB_FAILED
               && orch_error_may_have_happened (orch_key_job_item_get_error (item));
  }

  return n_found;
}

static char *
describe_stopped (OrchKeyJobKind kind, guint n)
{
  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    return g_strdup_printf (
        ngettext ("Stopped: %u key was not blocked. The one that it was stopped at may be blocked "
                  "all the same.",
                  "Stopped: %u keys were not blocked. The one that it was stopped at may be "
                  "blocked all the same.",
                  n),
        n);
  case ORCH_KEY_JOB_UNBLOCK:
    return g_strdup_printf (
        ngettext ("Stopped: %u key was not unblocked. The one that it was stopped at may be "
                  "unblocked all the same.",
                  "Stopped: %u keys were not unblocked. The one that it was stopped at may be "
                  "unblocked all the same.",
                  n),
        n);
  case ORCH_KEY_JOB_RESET_SPEND:
    return g_strdup_printf (
        ngettext ("Stopped: that of %u key was not reset. The one that it was stopped at may be "
                  "reset all the same.",
                  "Stopped: that of %u keys was not reset. The one that it was stopped at may be "
                  "reset all the same.",
                  n),
        n);
  case ORCH_KEY_JOB_DELETE:
    return g_strdup_printf (
        ngettext ("Stopped: %u key was not deleted. The one that it was stopped at may be deleted "
                  "all the same.",
                  "Stopped: %u keys were not deleted. The one that it was stopped at may be "
                  "deleted all the same.",
                  n),
        n);
  case ORCH_KEY_JOB_ROTATE:
    return g_strdup_printf (ngettext ("Stopped: %u key still has its old secret.",
                                      "Stopped: %u keys still have their old secrets.", n),
                            n);
  }

  g_assert_not_reached ();
}

/**
 * orch_key_job_words_outcome:
 * @job: a job that was run, and is not running
 *
 * Says what became of all keys together.
 *
 * Returns: (transfer full): some sentences
 */
char *
orch_key_job_words_outcome (OrchKeyJob *job)
{
  g_autoptr (GString) text = g_string_new (NULL);
  OrchKeyJobKind kind = orch_key_job_get_kind (job);
  guint n_in_doubt = count_in_doubt (job);
  guint n_failed = orch_key_job_count (job, ORCH_KEY_JOB_FAILED) - n_in_doubt;
  guint n_unfinished = orch_key_job_count (job, ORCH_KEY_JOB_UNFINISHED);
  guint n_waiting = orch_key_job_count (job, ORCH_KEY_JOB_WAITING);

  add_sentence (text, describe_done (kind, orch_key_job_count (job, ORCH_KEY_JOB_DONE)));
  if (n_failed > 0)
    add_sentence (text, describe_failed (kind, n_failed));
  if (n_in_doubt > 0)
    add_sentence (text, g_strdup_printf (
                            ngettext ("For %u key it is not known whether the server has done it.",
                                      "For %u keys it is not known whether the server has done it.",
                                      n_in_doubt),
                            n_in_doubt));
  if (n_unfinished > 0)
    add_sentence (text,
                  g_strdup_printf (ngettext ("%u is not finished: you find it among the unfinished "
                                             "keys.",
                                             "%u are not finished: you find them among the "
                                             "unfinished keys.",
                                             n_unfinished),
                                   n_unfinished));
  if (n_waiting > 0)
    add_sentence (text, describe_stopped (kind, n_waiting));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
