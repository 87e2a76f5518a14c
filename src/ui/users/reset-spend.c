#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/save-words.h"
#include "ui/common/words.h"

#include "ui/users/reset-spend.h"

typedef struct {
  OrchUserService *service; /* (owned) */
  OrchUser *user;           /* (owned) */
  OrchChanges *changes;     /* (owned) */
  GError *doubt;            /* (owned) (nullable): why it is not known what became of it */
  GError *failure;          /* (owned) (nullable): why it was not done */
} ResetData;

static void
reset_data_free (ResetData *data)
{
  g_object_unref (data->service);
  g_object_unref (data->user);
  orch_changes_free (data->changes);
  g_clear_error (&data->doubt);
  g_clear_error (&data->failure);
  g_free (data);
}

static ResetData *
reset_data_new (OrchSession *session, OrchUser *user)
{
  ResetData *data = g_new0 (ResetData, 1);
  g_autoptr (GVariant) zero = g_variant_ref_sink (g_variant_new_double (0));

  data->service = g_object_ref (orch_session_get_user_service (session));
  data->user = g_object_ref (user);
  data->changes = orch_changes_new ();
  orch_changes_add (data->changes, orch_user_field (ORCH_USER_SPEND),
                    orch_user_get_value (user, ORCH_USER_SPEND), zero);

  return data;
}

static void
return_failure (GTask *task, const GError *error)
{
  ResetData *data = g_task_get_task_data (task);
  g_autofree char *cause = orch_words_error (error);

  data->failure = g_error_copy (error);
  /* Translators: why not */
  g_task_return_pointer (task, g_strdup_printf (_ ("Spend was not reset. %s"), cause), g_free);
}

/* Spending goes on meanwhile, so that the server need not say zero. */
static gboolean
has_fallen (ResetData *data, OrchUser *fresh)
{
  const OrchChange *change = orch_changes_get (data->changes, 0);

  return orch_user_get_spend (fresh) < g_variant_get_double (change->from);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResetData *data = g_task_get_task_data (task);
  g_autoptr (OrchUser) fresh = orch_user_service_read_finish (data->service, result, NULL);
  g_autoptr (GError) known =
      g_error_new_literal (data->doubt->domain, data->doubt->code, data->doubt->message);

  if (fresh == NULL) {
    data->failure = g_error_copy (data->doubt);
    g_task_return_pointer (task, orch_words_error (data->doubt), g_free);
    return;
  }

  orch_user_assign (data->user, fresh);
  if (has_fallen (data, fresh))
    g_task_return_pointer (task, g_strdup (_ ("Spend was reset")), g_free);
  else
    return_failure (task, known);
}

/* The answer was lost: looks what the server has now. */
static void
look (GTask *task, const GError *error)
{
  ResetData *data = g_task_get_task_data (task);

  data->doubt = g_error_copy (error);
  orch_user_service_read_async (data->service, orch_user_get_id (data->user), NULL, looked_cb,
                                g_object_ref (task));
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  ResetData *data = g_task_get_task_data (task);

  switch (orch_user_service_update_finish (data->service, result, &not_taken, &error)) {
  case ORCH_UPDATE_SAVED:
    g_task_return_pointer (task, g_strdup (_ ("Spend was reset")), g_free);
    break;
  case ORCH_UPDATE_PARTLY:
    g_task_return_pointer (task, orch_save_words_done (data->changes, not_taken), g_free);
    break;
  case ORCH_UPDATE_CONFLICT: /* not asked for: this overwrites */
  case ORCH_UPDATE_FAILED:
  default:
    if (orch_error_may_have_happened (error))
      look (task, error);
    else
      return_failure (task, error);
    break;
  }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResetData *data = g_task_get_task_data (task);

  if (orch_question_ask_finish (result) != ORCH_ANSWER_YES) {
    g_task_return_pointer (task, NULL, NULL);
    return;
  }

  /* Once begun it goes on, whatever the window shows meanwhile. */
  orch_user_service_update_async (data->service, data->user, data->changes, TRUE, NULL, updated_cb,
                                  g_object_ref (task));
}

/**
 * orch_reset_spend_async:
 * @parent: a widget in the window that asks
 * @session: the connection
 * @user: whose spend
 * @cancellable: (nullable): takes the question back; what was answered goes on
 * @callback: called at the end, with @user as the source object
 * @user_data: for @callback
 *
 * Asks whether to reset the spend of @user and sets it to $0.00 (POST /user/update).
 */
void
orch_reset_spend_async (GtkWidget *parent, OrchSession *session, OrchUser *user,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *spend = NULL;
  g_autofree char *body = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (ORCH_IS_SESSION (session));
  g_return_if_fail (ORCH_IS_USER (user));

  task = g_task_new (user, NULL, callback, user_data);
  g_task_set_source_tag (task, orch_reset_spend_async);
  g_task_set_task_data (task, reset_data_new (session, user), (GDestroyNotify) reset_data_free);

  spend = orch_format_money (orch_user_get_spend (user));
  /* Translators: name of a user; an amount */
  body = g_strdup_printf (_ ("%s has spent %s. It will be set to $0.00; this can’t be undone."),
                          orch_user_get_display_name (user), spend);
  orch_question_ask_async (parent, _ ("Reset Spend?"), body, _ ("_Reset spend"),
                           ORCH_QUESTION_DESTRUCTIVE, cancellable, answered_cb,
                           g_steal_pointer (&task));
}

/**
 * orch_reset_spend_finish:
 * @result: what the callback got
 * @error: return location; not set if it was not wanted after all
 *
 * Gets what to tell the person, also if it was not done.
 *
 * Returns: (transfer full) (nullable): the text for a toast, or %NULL if it was not wanted after
 *   all
 */
char *
orch_reset_spend_finish (GAsyncResult *result, GError **error)
{
  ResetData *data;

  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_reset_spend_async), NULL);

  data = g_task_get_task_data (G_TASK (result));
  if (data->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&data->failure));

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
