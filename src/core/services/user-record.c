#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/user-record.h"

/* Takes the row of the task's user out of a reply: the reply itself, or its `user_info`. */
static void
return_row (GTask *task, JsonNode *reply, const char *member)
{
  const char *user_id = g_task_get_task_data (task);
  JsonObject *row = JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  if (row != NULL && member != NULL)
    row = orch_json_get_object (row, member);

  if (row == NULL || g_strcmp0 (orch_json_get_string (row, "user_id"), user_id) != 0) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "The reply is not the record of this user");
    return;
  }

  g_task_return_pointer (task, json_object_ref (row), (GDestroyNotify) json_object_unref);
}

static void
user_info_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  return_row (task, reply, "user_info");
}

static void
read_user_info (OrchClient *client, GTask *task)
{
  g_autoptr (OrchRequest) request = orch_request_new_get ("user", "info", NULL);

  orch_request_add_query (request, "user_id", g_task_get_task_data (task));
  orch_client_send_async (client, request, g_task_get_cancellable (task), user_info_read_cb,
                          g_object_ref (task));
}

static void
v2_user_info_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (client, result, &error);

  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING)
      || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_KEY_ROUTES)) {
    read_user_info (client, task);
    return;
  }

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  return_row (task, reply, NULL);
}

/**
 * orch_user_record_read_async:
 * @client: the transport
 * @user_id: whose record
 * @skip_v2: %TRUE if it is known that the key may not call /v2/user/info
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one user's record: GET /v2/user/info, which is small, and where the proxy is too old for it
 * (contract §12.2) or the key may not call it (§7, keys for management), GET /user/info, which
 * also tells all keys of the user.
 */
void
orch_user_record_read_async (OrchClient *client, const char *user_id, gboolean skip_v2,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);

  g_assert (user_id != NULL);

  g_task_set_source_tag (task, orch_user_record_read_async);
  g_task_set_task_data (task, g_strdup (user_id), g_free);

  if (skip_v2) {
    read_user_info (client, task);
    return;
  }

  g_autoptr (OrchRequest) request = orch_request_new_get ("v2", "user", "info", NULL);
  orch_request_add_query (request, "user_id", user_id);
  orch_client_send_async (client, request, cancellable, v2_user_info_read_cb,
                          g_steal_pointer (&task));
}

/**
 * orch_user_record_read_finish:
 * @client: the transport
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such user, or the signed-in user
 *   may not see it
 *
 * Returns: (transfer full): the record, which holds the user ID asked for, or %NULL with @error set
 */
JsonObject *
orch_user_record_read_finish (OrchClient *client, GAsyncResult *result, GError **error)
{
  g_assert (g_async_result_is_tagged (result, orch_user_record_read_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}
