#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/undo.h"
#include "ui/activity/activity-words.h"
#include "ui/common/question.h"
#include "ui/common/save-words.h"
#include "ui/common/words.h"

#include "ui/activity/undo-activity.h"

/* The data of a task, whose source object is the widget in the window that asks. */
typedef struct {
  OrchSession *session;      /* (owned) */
  OrchActivity *activity;    /* (owned) */
  OrchChanges *plan;         /* (owned): what puts the values back */
  OrchUser *user;            /* (owned) (nullable): whose fields they are */
  OrchKey *key;              /* (owned) (nullable): or which key's */
  GCancellable *cancellable; /* (owned) (nullable): of the question; what was answered goes on */
  char *text;                /* (owned) (nullable): for a toast */
  GError *failure;           /* (owned) (nullable): why it was not done */
} Undo;

static void
undo_free (Undo *undo)
{
  g_object_unref (undo->session);
  g_object_unref (undo->activity);
  orch_changes_free (undo->plan);
  g_clear_object (&undo->user);
  g_clear_object (&undo->key);
  g_clear_object (&undo->cancellable);
  g_free (undo->text);
  g_clear_error (&undo->failure);
  g_free (undo);
}

static OrchChanges *
make_plan (OrchSession *session, OrchActivity *activity)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return orch_undo_plan (activity, orch_session_get_server_version (session), now);
}

/* Rows that show it change with it. */
static void
find_record (Undo *undo)
{
  gboolean is_of_user = orch_activity_action_is_of_user (orch_activity_get_action (undo->activity));
  const char *id = orch_activity_get_record_id (undo->activity);
  gpointer known = orch_paged_list_find (
      orch_session_get_list (undo->session, is_of_user ? ORCH_PAGE_USERS : ORCH_PAGE_KEYS), id);

  if (is_of_user)
    undo->user = known != NULL ? g_object_ref (known) : orch_user_new (id);
  else
    undo->key = known != NULL ? g_object_ref (known) : orch_key_new (id);
}

static void
end (GTask *task, char *text, gboolean done)
{
  Undo *undo = g_task_get_task_data (task);

  undo->text = text;
  g_task_return_boolean (task, done);
}

static void
fail (GTask *task, const GError *error)
{
  g_autofree char *cause = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    end (task, NULL, FALSE);
    return;
  }

  cause = orch_words_error (error);
  ((Undo *) g_task_get_task_data (task))->failure = g_error_copy (error);
  /* Translators: why not */
  end (task, g_strdup_printf (_ ("Not undone. %s"), cause), FALSE);
}

/* --- 3. the reverse --- */

static void
end_saved (GTask *task, OrchUpdateOutcome outcome, const OrchChanges *details, const GError *error)
{
  Undo *undo = g_task_get_task_data (task);

  switch (outcome) {
  case ORCH_UPDATE_SAVED:
    end (task, g_strdup (_ ("Undone")), TRUE);
    break;
  case ORCH_UPDATE_PARTLY:
    end (task, orch_save_words_done (undo->plan, details), TRUE);
    break;
  case ORCH_UPDATE_CONFLICT:
    end (task, g_strdup (_ ("Not undone: somebody else has just changed this.")), FALSE);
    break;
  case ORCH_UPDATE_FAILED:
  default:
    fail (task, error);
    break;
  }
}

static void
user_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome =
      orch_user_service_update_finish (ORCH_USER_SERVICE (source), result, &details, &error);

  end_saved (task, outcome, details, error);
}

static void
key_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome =
      orch_key_service_update_finish (ORCH_KEY_SERVICE (source), result, &details, &error);

  end_saved (task, outcome, details, error);
}

static void
blocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_key_service_set_blocked_finish (ORCH_KEY_SERVICE (source), result, &error))
    end_saved (task, ORCH_UPDATE_SAVED, NULL, NULL);
  else
    fail (task, error);
}

/* Once begun it goes on, whatever the window shows meanwhile. */
static void
save (GTask *task)
{
  Undo *undo = g_task_get_task_data (task);
  OrchKeyService *key_service = orch_session_get_key_service (undo->session);
  OrchActivityAction action = orch_activity_get_action (undo->activity);

  if (undo->user != NULL)
    orch_user_service_update_async (orch_session_get_user_service (undo->session), undo->user,
                                    undo->plan, FALSE, NULL, user_saved_cb, g_object_ref (task));
  else if (action == ORCH_ACTIVITY_UPDATE_KEY)
    orch_key_service_update_async (key_service, undo->key, undo->plan, FALSE, NULL, key_saved_cb,
                                   g_object_ref (task));
  else
    orch_key_service_set_blocked_async (
        key_service, undo->key, action == ORCH_ACTIVITY_UNBLOCK_KEY,
        !orch_identity_is_admin (orch_session_get_identity (undo->session)), NULL, blocked_cb,
        g_object_ref (task));
}

/* --- 2. the question --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    save (task);
  else
    end (task, NULL, FALSE);
}

static void
ask (GTask *task)
{
  Undo *undo = g_task_get_task_data (task);
  g_autofree char *changes = orch_save_words_changes (undo->plan, G_MAXUINT);
  g_autofree char *body =
      g_strdup_printf ("%s\n%s", orch_activity_get_name (undo->activity), changes);

  orch_question_ask_async (g_task_get_source_object (task), _ ("Undo This Change?"), body,
                           _ ("_Undo"), ORCH_QUESTION_SUGGESTED, undo->cancellable, answered_cb,
                           g_object_ref (task));
}

/* Tells both values of each field that is not as it was written. */
static void
refuse (GTask *task, const OrchChanges *different)
{
  Undo *undo = g_task_get_task_data (task);
  GtkWidget *parent = g_task_get_source_object (task);
  g_autoptr (GString) body = g_string_new (orch_activity_get_name (undo->activity));
  GtkWidget *dialog;

  for (guint i = 0; i < orch_changes_get_n (different); i++) {
    const OrchChange *change = orch_changes_get (different, i);
    g_autofree char *theirs = orch_words_field_value (change->field, change->from);
    g_autofree char *written = orch_words_field_value (change->field, change->to);

    g_string_append (body, "\n\n");
    /* Translators: name of a field; the value it has now; the value that this entry of the journal
     * has given to it */
    g_string_append_printf (body, _ ("%s\nNow: %s\nWritten here: %s"),
                            orch_words_field (change->field), theirs, written);
  }

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (parent)),
                                   _ ("Changed Again Since, so Not Undone"), body->str);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
  end (task, NULL, FALSE);
}

/* --- 1. the record --- */

static void
decide (GTask *task, OrchUpdateOutcome outcome, const OrchChanges *different, const GError *error)
{
  Undo *undo = g_task_get_task_data (task);

  /* The window is closed, where there is nobody to ask any more. */
  if (g_cancellable_is_cancelled (undo->cancellable))
    end (task, NULL, FALSE);
  else if (outcome == ORCH_UPDATE_SAVED)
    ask (task);
  else if (outcome == ORCH_UPDATE_PARTLY)
    refuse (task, different);
  else
    fail (task, error);
}

static void
user_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchChanges) different = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome =
      orch_user_service_check_finish (ORCH_USER_SERVICE (source), result, &different, &error);

  decide (task, outcome, different, error);
}

static void
key_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchChanges) different = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome =
      orch_key_service_check_finish (ORCH_KEY_SERVICE (source), result, &different, &error);

  decide (task, outcome, different, error);
}

/**
 * orch_undo_activity_can:
 * @session: (nullable): an open session
 * @activity: an entry of the journal
 *
 * Returns: whether it was written to the server of @session, and can be undone there
 */
gboolean
orch_undo_activity_can (OrchSession *session, OrchActivity *activity)
{
  g_autoptr (OrchChanges) plan = NULL;

  g_return_val_if_fail (session == NULL || ORCH_IS_SESSION (session), FALSE);
  g_return_val_if_fail (ORCH_IS_ACTIVITY (activity), FALSE);

  if (session == NULL
      || g_strcmp0 (orch_activity_get_address (activity),
                    orch_client_get_base_url (orch_session_get_client (session)))
             != 0)
    return FALSE;

  plan = make_plan (session, activity);

  return plan != NULL;
}

/**
 * orch_undo_activity_async:
 * @parent: a widget in the window that asks
 * @session: an open session
 * @activity: an entry of the journal that can be undone there
 * @cancellable: (nullable): takes the question back; what was answered goes on
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Reads the record again. If every field still has the value that @activity gave to it, asks, and
 * puts the values back as any other save does; else tells what is different.
 */
void
orch_undo_activity_async (GtkWidget *parent, OrchSession *session, OrchActivity *activity,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Undo *undo;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (orch_undo_activity_can (session, activity));

  undo = g_new0 (Undo, 1);
  undo->session = g_object_ref (session);
  undo->activity = g_object_ref (activity);
  undo->plan = make_plan (session, activity);
  g_set_object (&undo->cancellable, cancellable);
  find_record (undo);

  task = g_task_new (parent, NULL, callback, user_data);
  g_task_set_source_tag (task, orch_undo_activity_async);
  g_task_set_task_data (task, undo, (GDestroyNotify) undo_free);

  if (undo->user != NULL)
    orch_user_service_check_async (orch_session_get_user_service (session), undo->user,
                                   orch_activity_get_changes (activity), cancellable,
                                   user_checked_cb, g_steal_pointer (&task));
  else
    orch_key_service_check_async (orch_session_get_key_service (session), undo->key,
                                  orch_activity_get_changes (activity), cancellable, key_checked_cb,
                                  g_steal_pointer (&task));
}

/**
 * orch_undo_activity_finish:
 * @result: what the callback got
 * @text: (out) (transfer full) (nullable): the text for a toast, %NULL if there is nothing to tell
 *   any more
 * @error: return location; not set if it was refused or not wanted after all
 *
 * Tells how it ended.
 *
 * Returns: %TRUE if anything was put back
 */
gboolean
orch_undo_activity_finish (GAsyncResult *result, char **text, GError **error)
{
  Undo *undo;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_undo_activity_async), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  undo = g_task_get_task_data (G_TASK (result));
  *text = g_steal_pointer (&undo->text);
  if (undo->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&undo->failure));

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
