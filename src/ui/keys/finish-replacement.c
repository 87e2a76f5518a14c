#include "config.h"

#include "ui/connect/own-key.h"

#include "ui/keys/finish-replacement.h"

/* The data of a task. */
typedef struct {
  OrchReplacement *replacement; /* (owned) */
  OrchConnection *connection;   /* (owned): whose own key is replaced, if it is */
  OrchKeyMaterial *material;    /* (owned) (nullable): once the connection has the new key */
} Finish;

static void
finish_free (Finish *finish)
{
  g_object_unref (finish->replacement);
  g_clear_object (&finish->connection);
  g_clear_pointer (&finish->material, orch_key_material_free);
  g_free (finish);
}

/* The session's key is gone, or may be. While it is not, the pages stay as they are, and it can be
 * tried again. */
static gboolean
must_open_again (OrchConnector *connector, Finish *finish)
{
  return finish->material != NULL && orch_connector_get_connection (connector) == finish->connection
         && orch_connector_get_state (connector) == ORCH_CONNECTOR_OPEN
         && orch_replacement_get_old_life (finish->replacement) != ORCH_REPLACEMENT_LIFE_ALIVE;
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnector *connector = g_task_get_source_object (task);
  Finish *finish = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  orch_replacement_confirm_finish (ORCH_REPLACEMENT (source), result, &error);
  if (must_open_again (connector, finish))
    orch_connector_open_with_key (connector, finish->connection, finish->material->secret);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
confirm (GTask *task)
{
  Finish *finish = g_task_get_task_data (task);

  orch_replacement_confirm_async (finish->replacement, g_task_get_cancellable (task), confirmed_cb,
                                  g_object_ref (task));
}

static void
taken_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Finish *finish = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyService) service = orch_own_key_take_over_finish (result, &error);

  if (service == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  orch_replacement_set_service (finish->replacement, service);
  confirm (task);
}

/**
 * orch_finish_replacement_async:
 * @connector: with an open session, that of @replacement
 * @replacement: a replacement that can be confirmed
 * @material: (nullable): the new key, needed where it replaces the connection's own; copied
 * @delete_old: whether the old key is deleted, else both stay
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Does what comes after the person has saved the new secret. Where the old key is the connection's
 * own, the connection takes over the new one before the old one is deleted, and is then opened
 * again with it: when @callback is called, @connector may have another session than before.
 */
void
orch_finish_replacement_async (OrchConnector *connector, OrchReplacement *replacement,
                               const OrchKeyMaterial *material, gboolean delete_old,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (connector));
  g_return_if_fail (ORCH_IS_REPLACEMENT (replacement));

  g_autoptr (GTask) task = g_task_new (connector, cancellable, callback, user_data);
  Finish *finish = g_new0 (Finish, 1);

  g_task_set_source_tag (task, orch_finish_replacement_async);
  /* What was done is told, also to who does not want to wait any more. */
  g_task_set_check_cancellable (task, FALSE);
  finish->replacement = g_object_ref (replacement);
  g_set_object (&finish->connection, orch_connector_get_connection (connector));
  g_task_set_task_data (task, finish, (GDestroyNotify) finish_free);

  orch_replacement_set_delete_old (replacement, delete_old);
  if (!delete_old || material == NULL || !orch_replacement_is_of_connection (replacement)) {
    confirm (task);
    return;
  }

  finish->material = orch_key_material_copy (material);
  orch_own_key_take_over_async (connector, material, cancellable, taken_over_cb,
                                g_steal_pointer (&task));
}

/**
 * orch_finish_replacement_finish:
 * @result: the result
 * @error: return location; %ORCH_REPLACEMENT_ERROR, with %ORCH_REPLACEMENT_ERROR_OWN_KEY where the
 *   material is missing, or what the server said
 *
 * Finishes orch_finish_replacement_async().
 *
 * Returns: %TRUE if everything is as the person wants it, %FALSE with @error set
 */
gboolean
orch_finish_replacement_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_finish_replacement_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
