#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-info.h"

static void
info_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  const char *key_id = g_task_get_task_data (task);

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  JsonObject *object = orch_json_get_root (reply);
  JsonObject *row = orch_json_get_object (object, "info");

  if (row == NULL || g_strcmp0 (orch_json_get_string (object, "key"), key_id) != 0) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "The reply is not the record of this key");
    return;
  }

  /* It repeats beside the record what was asked for (contract §6.4). */
  json_object_set_string_member (row, "token", key_id);
  g_task_return_pointer (task, json_object_ref (row), (GDestroyNotify) json_object_unref);
}

/**
 * orch_key_info_read_async:
 * @client: the transport
 * @key_id: which key, never the secret
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one key's record: GET /key/info (contract §6.4).
 */
void
orch_key_info_read_async (OrchClient *client, const char *key_id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "info", NULL);

  g_assert (key_id != NULL && *key_id != '\0');

  g_task_set_source_tag (task, orch_key_info_read_async);
  g_task_set_task_data (task, g_strdup (key_id), g_free);
  orch_request_add_query (request, "key", key_id);
  orch_client_send_async (client, request, cancellable, info_read_cb, g_steal_pointer (&task));
}

/**
 * orch_key_info_read_finish:
 * @client: the transport
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key, %ORCH_ERROR_NOT_PERMITTED
 *   if the signed-in user may not see it (contract §6.3)
 *
 * Returns: (transfer full): the record, which holds the key ID asked for as `token`, as the rows of
 *   lists do, or %NULL with @error set
 */
JsonObject *
orch_key_info_read_finish (OrchClient *client, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, client));
  g_assert (g_async_result_is_tagged (result, orch_key_info_read_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}
