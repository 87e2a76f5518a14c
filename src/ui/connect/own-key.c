#include "config.h"

#include "core/services/key-info.h"
#include "ui/connect/connection-client.h"

#include "ui/connect/own-key.h"

/* The data of a task. */
typedef struct {
  OrchConnection *connection; /* (owned) */
  OrchServer *server;         /* (owned): with the new key */
  OrchKeyMaterial *material;  /* (owned) */
} Takeover;

static void
takeover_free (Takeover *takeover)
{
  g_object_unref (takeover->connection);
  g_clear_object (&takeover->server);
  orch_key_material_free (takeover->material);
  g_free (takeover);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnector *connector = g_task_get_source_object (task);
  Takeover *takeover = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!orch_connections_store_key_finish (ORCH_CONNECTIONS (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    orch_connector_tell_key_not_kept (connector, error);

  g_task_return_pointer (task, orch_key_service_new (takeover->server), g_object_unref);
}

static void
new_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnector *connector = g_task_get_source_object (task);
  Takeover *takeover = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_key_info_read_finish (ORCH_CLIENT (source), result, &error);

  if (record == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;

  orch_connections_store_key_async (orch_connector_get_connections (connector),
                                    takeover->connection, takeover->material->secret,
                                    g_task_get_cancellable (task), stored_cb, g_object_ref (task));
}

/**
 * orch_own_key_take_over_async:
 * @connector: with an open session
 * @material: the key that takes the place of the one that the session uses; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Makes a new key the connection's own: reads its record with itself (GET /key/info), so that it is
 * known that the server takes it, and stores it in the connection. The session goes on with the old
 * key until the connection is opened again. What the keyring does not take is there for this run
 * only, and OrchConnector::key-not-kept tells.
 */
void
orch_own_key_take_over_async (OrchConnector *connector, const OrchKeyMaterial *material,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (connector));
  g_return_if_fail (orch_connector_get_state (connector) == ORCH_CONNECTOR_OPEN);
  g_return_if_fail (material != NULL);

  g_autoptr (GTask) task = g_task_new (connector, cancellable, callback, user_data);
  Takeover *takeover = g_new0 (Takeover, 1);
  OrchSession *session = orch_connector_get_session (connector);
  const char *version = orch_session_get_server_version (session);
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, orch_own_key_take_over_async);
  takeover->connection = g_object_ref (orch_connector_get_connection (connector));
  takeover->material = orch_key_material_copy (material);
  g_task_set_task_data (task, takeover, (GDestroyNotify) takeover_free);

  client = orch_connection_client_new (takeover->connection, material->secret, &error);
  if (client == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  takeover->server = orch_server_new (client, version);
  /* It is the same server: what is written with the new key goes into the journal, too. */
  g_signal_connect_object (takeover->server, "wrote", G_CALLBACK (orch_server_tell_write),
                           orch_session_get_server (session), G_CONNECT_SWAPPED);
  if (version == NULL)
    orch_server_read_version (takeover->server);
  orch_key_info_read_async (client, material->key_id, cancellable, new_seen_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_own_key_take_over_finish:
 * @result: the result
 * @error: return location; what the server said to the new key, then nothing was stored
 *
 * Finishes orch_own_key_take_over_async(). Where it was cancelled while the keyring was asked, the
 * connection may have either key; both work.
 *
 * Returns: (transfer full): a key service that uses the new key, %NULL with @error set
 */
OrchKeyService *
orch_own_key_take_over_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_own_key_take_over_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
