#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"

/* Version 1.81 says about the key that is to be blocked what it says about an unknown key of the
 * connection (contract §12.5); only a read tells about that one. */
static GError *
tell_from_own_key (GError *error)
{
  GError *about_target;

  if (!g_error_matches (error, ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN))
    return error;

  about_target = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_NOT_FOUND, error->message);
  g_error_free (error);

  return about_target;
}

static void
blocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchKey *key = g_task_get_task_data (task);
  gboolean blocked = FALSE;

  if (reply == NULL) {
    g_task_return_error (task, tell_from_own_key (g_steal_pointer (&error)));
    return;
  }

  JsonObject *row = JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  if (g_strcmp0 (orch_json_get_string (row, "token"), orch_key_get_id (key)) != 0
      || !orch_json_get_boolean (row, "blocked", &blocked) || !blocked) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "The reply does not show that this key is blocked");
    return;
  }

  orch_key_assign_json (key, row);
  g_task_return_boolean (task, TRUE);
}

/**
 * orch_key_service_block_async:
 * @self: a key service
 * @key: the key, which takes over the proxy's record
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Blocks a key, so that the proxy refuses it from now on: POST /key/block (contract §5). A key that
 * is blocked already stays so.
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_key_service_block_async (OrchKeyService *self, OrchKey *key, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  g_task_set_source_tag (task, orch_key_service_block_async);
  g_task_set_task_data (task, g_object_ref (key), g_object_unref);
  json_object_set_string_member (body, "key", orch_key_get_id (key));

  g_autoptr (OrchRequest) request = orch_request_new_post (node, "key", "block", NULL);
  orch_client_send_async (self->client, request, cancellable, blocked_cb, g_steal_pointer (&task));
}

/**
 * orch_key_service_block_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key (any more),
 *   %ORCH_ERROR_BAD_REPLY if it is not known whether the key is blocked
 *
 * Returns: %TRUE if the key is blocked, %FALSE with @error set
 */
gboolean
orch_key_service_block_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_block_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
