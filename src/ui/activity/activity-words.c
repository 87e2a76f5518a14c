#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/save-words.h"

#include "ui/activity/activity-words.h"

static const char *const action_words[ORCH_ACTIVITY_N_ACTIONS] = {
  [ORCH_ACTIVITY_CREATE_USER] = N_ ("New user"),
  [ORCH_ACTIVITY_INVITE_USER] = N_ ("Invite user"),
  [ORCH_ACTIVITY_UPDATE_USER] = N_ ("Update user"),
  [ORCH_ACTIVITY_RESET_USER_SPEND] = N_ ("Reset spend of user"),
  [ORCH_ACTIVITY_DELETE_USER] = N_ ("Delete user"),
  [ORCH_ACTIVITY_CREATE_KEY] = N_ ("New key"),
  [ORCH_ACTIVITY_UPDATE_KEY] = N_ ("Update key"),
  [ORCH_ACTIVITY_BLOCK_KEY] = N_ ("Block key"),
  [ORCH_ACTIVITY_UNBLOCK_KEY] = N_ ("Unblock key"),
  [ORCH_ACTIVITY_RESET_KEY_SPEND] = N_ ("Reset key spend"),
  [ORCH_ACTIVITY_REGENERATE_KEY] = N_ ("Regenerate key"),
  [ORCH_ACTIVITY_REPLACE_KEY] = N_ ("Replace key"),
  [ORCH_ACTIVITY_DELETE_KEY] = N_ ("Delete key"),
};

static const char *const outcome_words[ORCH_ACTIVITY_N_OUTCOMES] = {
  /* Translators: what became of something that was asked of the server */
  [ORCH_ACTIVITY_DONE] = N_ ("Done"),
  [ORCH_ACTIVITY_FAILED] = N_ ("Not done"),
  [ORCH_ACTIVITY_UNKNOWN] = N_ ("Not known whether it was done"),
};

/**
 * orch_activity_words_action:
 * @activity: an entry
 *
 * Returns: (transfer none): what was done, as its dialog or button calls it
 */
const char *
orch_activity_words_action (OrchActivity *activity)
{
  return _ (action_words[orch_activity_get_action (activity)]);
}

/**
 * orch_activity_words_outcome:
 * @activity: an entry
 *
 * Returns: (transfer none): what became of it
 */
const char *
orch_activity_words_outcome (OrchActivity *activity)
{
  return _ (outcome_words[orch_activity_get_outcome (activity)]);
}

/**
 * orch_activity_words_title:
 * @activity: an entry
 *
 * Returns: (transfer full): what was done to whom
 */
char *
orch_activity_words_title (OrchActivity *activity)
{
  const char *name = orch_activity_get_name (activity);
  const char *action = orch_activity_words_action (activity);

  if (name == NULL)
    return g_strdup (action);

  /* Translators: what was done, such as "Update user"; the name of the user or key */
  return g_strdup_printf (_ ("%s: %s"), action, name);
}

/**
 * orch_activity_words_origin:
 * @activity: an entry
 *
 * Returns: (transfer full): when it was done, and over which connection
 */
char *
orch_activity_words_origin (OrchActivity *activity)
{
  const char *connection = orch_activity_get_connection (activity);
  g_autofree char *time = orch_format_date_time (orch_activity_get_time (activity));

  return connection != NULL ? g_strdup_printf ("%s · %s", time, connection)
                            : g_steal_pointer (&time);
}

static void
add_line (GString *text, const char *name, const char *value)
{
  if (value == NULL)
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("%s: %s"), name, value);
}

/**
 * orch_activity_words_details:
 * @activity: an entry
 *
 * Returns: (transfer full): everything that is known of it, in several lines
 */
char *
orch_activity_words_details (OrchActivity *activity)
{
  gboolean is_of_user = orch_activity_action_is_of_user (orch_activity_get_action (activity));
  const OrchChanges *changes = orch_activity_get_changes (activity);
  GString *text = g_string_new (NULL);

  add_line (text, _ ("Outcome"), orch_activity_words_outcome (activity));
  add_line (text, _ ("The server says"), orch_activity_get_text (activity));
  for (guint i = 0; i < orch_changes_get_n (changes); i++) {
    g_autofree char *line = orch_save_words_change (orch_changes_get (changes, i));

    g_string_append_printf (text, "\n%s", line);
  }
  add_line (text, is_of_user ? _ ("User ID") : _ ("Key ID"),
            orch_activity_get_record_id (activity));
  add_line (text, _ ("Key ID before"), orch_activity_get_previous_id (activity));
  add_line (text, _ ("Server"), orch_activity_get_address (activity));
  add_line (text, _ ("Signed-in user"), orch_activity_get_user_id (activity));

  return g_string_free (text, FALSE);
}
