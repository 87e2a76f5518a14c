#include "config.h"

#include "ui/connect/own-key.h"

#include "ui/keys/finish-replacement.h"

/* The data of a task. */
typedef struct {
  OrchConnector *connector;  /* (owned) */
  OrchKeyMaterial *material; /* (owned) (nullable): of the connection's own key */
} Finish;

static void
finish_free (Finish *this)
{
  g_object_unref (this->connector);
  g_clear_pointer (&this->material, orch_key_material_free);
  g_free (this);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  Finish *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_done = orch_replacement_confirm_finish (replacement, result, &error);

  /* The session's key is gone, or may be. */
  if (this->material != NULL)
    orch_connector_open_with_key (this->connector, orch_connector_get_connection (this->connector),
                                  this->material->secret);

  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
taken_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchReplacement *replacement = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyService) service = orch_own_key_take_over_finish (result, &error);

  if (service == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  orch_replacement_set_service (replacement, service);
  orch_replacement_confirm_async (replacement, g_task_get_cancellable (task), confirmed_cb,
                                  g_object_ref (task));
}

/**
 * orch_finish_replacement_async:
 * @connector: the connection's
 * @replacement: a replacement of which both keys work, or of which only the alias is not right
 * @material: (nullable): the new key, as far as its secret is still known; copied
 * @delete_old: whether the old key is deleted
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome, with @replacement as the source object
 * @user_data: for @callback
 *
 * Does what comes after the person has saved the new secret. Where the connection itself uses the
 * old key, it gets the new one before the old one is deleted, and is opened again afterwards.
 */
void
orch_finish_replacement_async (OrchConnector *connector, OrchReplacement *replacement,
                               const OrchKeyMaterial *material, gboolean delete_old,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (connector));
  g_return_if_fail (ORCH_IS_REPLACEMENT (replacement));

  g_autoptr (GTask) task = g_task_new (replacement, cancellable, callback, user_data);
  Finish *this = g_new0 (Finish, 1);

  this->connector = g_object_ref (connector);
  g_task_set_source_tag (task, orch_finish_replacement_async);
  g_task_set_task_data (task, this, (GDestroyNotify) finish_free);
  orch_replacement_set_delete_old (replacement, delete_old);

  if (material != NULL && delete_old && orch_replacement_is_of_connection (replacement)
      && orch_replacement_get_step (replacement) != ORCH_REPLACEMENT_RENAMING) {
    this->material = orch_key_material_copy (material);
    orch_own_key_take_over_async (connector, material, cancellable, taken_over_cb,
                                  g_steal_pointer (&task));
  } else {
    orch_replacement_confirm_async (replacement, cancellable, confirmed_cb,
                                    g_steal_pointer (&task));
  }
}

/**
 * orch_finish_replacement_finish:
 * @result: the result
 * @error: return location; %ORCH_REPLACEMENT_ERROR, or what the server or the keyring said
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
