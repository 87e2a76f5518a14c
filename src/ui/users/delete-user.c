#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/words.h"
#include "ui/users/delete-user.h"
#include "ui/users/key-count.h"

typedef struct {
  OrchUserService *service; /* (owned) */
  OrchUser *user;           /* (owned) */
  char *text;               /* (owned) (nullable): for a toast */
  GError *doubt;            /* (owned) (nullable): why it is not known what became of it */
  GError *failure;          /* (owned) (nullable): why they are not deleted */
} DeleteData;

static void
delete_data_free (DeleteData *data)
{
  g_object_unref (data->service);
  g_object_unref (data->user);
  g_free (data->text);
  g_clear_error (&data->doubt);
  g_clear_error (&data->failure);
  g_free (data);
}

static void
return_gone (GTask *task, gboolean was_gone_before)
{
  DeleteData *data = g_task_get_task_data (task);
  const char *name = orch_user_get_display_name (data->user);

  data->text = was_gone_before ? g_strdup_printf (_ ("“%s” had been deleted already"), name)
                               : g_strdup_printf (_ ("Deleted “%s”"), name);
  g_task_return_boolean (task, TRUE);
}

static void
return_failure (GTask *task, const GError *error)
{
  DeleteData *data = g_task_get_task_data (task);
  g_autofree char *cause = orch_words_error (error);

  /* Translators: why not */
  data->text = g_strdup_printf (_ ("The user was not deleted. %s"), cause);
  data->failure = g_error_copy (error);
  g_task_return_boolean (task, FALSE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  DeleteData *data = g_task_get_task_data (task);
  g_autoptr (OrchUser) user = orch_user_service_read_finish (data->service, result, &error);
  g_autoptr (GError) known =
      g_error_new_literal (data->doubt->domain, data->doubt->code, data->doubt->message);

  if (user != NULL) {
    return_failure (task, known);
  } else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    return_gone (task, FALSE);
  } else {
    data->text = orch_words_error (data->doubt);
    data->failure = g_error_copy (data->doubt);
    g_task_return_boolean (task, FALSE);
  }
}

/* The answer was lost: looks whether the user is still there. */
static void
look (GTask *task, const GError *error)
{
  DeleteData *data = g_task_get_task_data (task);

  data->doubt = g_error_copy (error);
  orch_user_service_read_async (data->service, orch_user_get_id (data->user), NULL, looked_cb,
                                g_object_ref (task));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  DeleteData *data = g_task_get_task_data (task);

  if (orch_user_service_delete_finish (data->service, result, &error))
    return_gone (task, FALSE);
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return_gone (task, TRUE);
  else if (orch_error_may_have_happened (error))
    look (task, error);
  else
    return_failure (task, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeleteData *data = g_task_get_task_data (task);

  if (orch_question_ask_finish (result) != ORCH_ANSWER_YES) {
    g_task_return_boolean (task, FALSE);
    return;
  }

  /* Once begun it goes on, whatever the window shows meanwhile. */
  orch_user_service_delete_async (data->service, orch_user_get_id (data->user), NULL, deleted_cb,
                                  g_object_ref (task));
}

static char *
describe_deletion (OrchUser *user)
{
  const char *id = orch_user_get_id (user);
  const char *name = orch_user_get_display_name (user);
  g_autofree char *spend = orch_format_money (orch_user_get_spend (user));
  g_autofree char *who =
      g_str_equal (name, id) ? g_strdup (id) : g_strdup_printf ("%s (%s)", name, id);

  /* Translators: a user; an amount */
  return g_strdup_printf (_ ("%s has spent %s. This can’t be undone. What was used stays in the "
                             "server’s reports, under the user ID."),
                          who, spend);
}

/**
 * orch_delete_user_async:
 * @parent: a widget in the window that asks
 * @session: the connection
 * @user: whom to delete
 * @cancellable: (nullable): takes the question back; what was answered goes on
 * @callback: called at the end, with @user as the source object
 * @user_data: for @callback
 *
 * Asks whether to delete @user, with the number of keys that go with them (GET /key/list), and
 * deletes them (POST /user/delete).
 */
void
orch_delete_user_async (GtkWidget *parent, OrchSession *session, OrchUser *user,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *body = NULL;
  DeleteData *data;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (ORCH_IS_SESSION (session));
  g_return_if_fail (ORCH_IS_USER (user));

  data = g_new0 (DeleteData, 1);
  data->service = g_object_ref (orch_session_get_user_service (session));
  data->user = g_object_ref (user);

  task = g_task_new (user, NULL, callback, user_data);
  g_task_set_source_tag (task, orch_delete_user_async);
  g_task_set_task_data (task, data, (GDestroyNotify) delete_data_free);

  body = describe_deletion (user);
  orch_question_ask_with_async (
      parent, _ ("Delete User?"), body, orch_key_count_new (session, orch_user_get_id (user)),
      _ ("_Delete"), ORCH_QUESTION_DESTRUCTIVE, cancellable, answered_cb, g_steal_pointer (&task));
}

/**
 * orch_delete_user_finish:
 * @result: what the callback got
 * @text: (out) (transfer full) (nullable): the text for a toast, %NULL if it was not wanted after
 *   all
 * @error: return location; not set if it was not wanted after all
 *
 * Tells how it ended.
 *
 * Returns: %TRUE if the user is gone
 */
gboolean
orch_delete_user_finish (GAsyncResult *result, char **text, GError **error)
{
  DeleteData *data;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_delete_user_async), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  data = g_task_get_task_data (G_TASK (result));
  *text = g_steal_pointer (&data->text);
  if (data->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&data->failure));

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
