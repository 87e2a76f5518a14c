#include "config.h"

#include "ui/connect/own-key.h"

/* The data of a task. */
typedef struct {
  OrchKeyMaterial *material; /* (owned) */
  OrchKeyService *service;   /* (owned): that uses the new key */
} Takeover;

static void
takeover_free (Takeover *this)
{
  orch_key_material_free (this->material);
  g_clear_object (&this->service);
  g_free (this);
}

/* A key that no keyring keeps is there for this run, like any other. */
static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Takeover *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!orch_connections_store_key_finish (ORCH_CONNECTIONS (source), result, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (this->service), g_object_unref);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnector *connector = ORCH_CONNECTOR (g_task_get_source_object (task));
  Takeover *this = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_read_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (key == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    orch_connections_store_key_async (
        orch_connector_get_connections (connector), orch_connector_get_connection (connector),
        this->material->secret, g_task_get_cancellable (task), stored_cb, g_object_ref (task));
}

/**
 * orch_own_key_take_over_async:
 * @connector: a connector with an open connection
 * @material: the key that takes the place of the connection's own; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Sees that the server takes the new key (GET /key/info), and then stores it in the connection. The
 * open session goes on with the old one.
 */
void
orch_own_key_take_over_async (OrchConnector *connector, const OrchKeyMaterial *material,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (connector));
  g_return_if_fail (orch_connector_get_session (connector) != NULL);
  g_return_if_fail (material != NULL);

  g_autoptr (GTask) task = g_task_new (connector, cancellable, callback, user_data);
  OrchServer *server = orch_session_get_server (orch_connector_get_session (connector));
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchClient) client =
      orch_connector_create_client (connector, material->secret, &error);
  g_autoptr (OrchServer) same_server = NULL;
  Takeover *this;

  g_task_set_source_tag (task, orch_own_key_take_over_async);
  if (client == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  same_server = orch_server_new (client, orch_server_get_version (server));
  this = g_new0 (Takeover, 1);
  this->material = orch_key_material_copy (material);
  this->service = orch_key_service_new (same_server);
  g_task_set_task_data (task, this, (GDestroyNotify) takeover_free);
  orch_key_service_read_async (this->service, material->key_id, cancellable, answered_cb,
                               g_steal_pointer (&task));
}

/**
 * orch_own_key_take_over_finish:
 * @result: the result
 * @error: return location
 *
 * Finishes orch_own_key_take_over_async().
 *
 * Returns: (transfer full): a service that uses the new key; %NULL with @error set if the
 *   connection still has the old one
 */
OrchKeyService *
orch_own_key_take_over_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_own_key_take_over_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
