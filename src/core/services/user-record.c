#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/user-record.h"

/* Takes the row of the task's user. */
static void
return_row (GTask *task, JsonObject *row)
{
  const char *user_id = g_task_get_task_data (task);

  if (row == NULL || g_strcmp0 (orch_json_get_string (row, "user_id"), user_id) != 0) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "The reply is not the record of this user");
    return;
  }

  /* Version 1.81.0 tells it, and in clear (contract §12.7). */
  json_object_remove_member (row, "password");
  g_task_return_pointer (task, json_object_ref (row), (GDestroyNotify) json_object_unref);
}

static void
send_read (GTask *task, OrchRequest *request, GAsyncReadyCallback callback)
{
  OrchServer *server = g_task_get_source_object (task);

  orch_client_send_async (orch_server_get_client (server), request, g_task_get_cancellable (task),
                          callback, g_object_ref (task));
}

static JsonObject *
get_object (JsonNode *reply)
{
  return JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;
}

static void
list_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  JsonArray *rows = orch_json_get_array (get_object (reply), "users");

  if (rows != NULL && json_array_get_length (rows) == 0)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "There is no such user");
  else
    return_row (task, rows != NULL ? get_object (json_array_get_element (rows, 0)) : NULL);
}

/* One ID finds all that contain it, two find exactly these (contract §6.1). */
static void
read_list (GTask *task)
{
  const char *user_id = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request = orch_request_new_get ("user", "list", NULL);
  g_autofree char *twice = g_strdup_printf ("%s,%s", user_id, user_id);

  orch_request_add_query (request, "user_ids", twice);
  send_read (task, request, list_read_cb);
}

static void
user_info_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchServer *server = g_task_get_source_object (task);

  /* Old proxies show others to an administrator who may only view in the list alone (contract
   * §12.3). */
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED)
      && !orch_server_supports (server, ORCH_FEATURE_WHOLE_V2_USER_INFO))
    read_list (task);
  else if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_row (task, orch_json_get_object (get_object (reply), "user_info"));
}

static void
read_user_info (GTask *task)
{
  g_autoptr (OrchRequest) request = orch_request_new_get ("user", "info", NULL);

  orch_request_add_query (request, "user_id", g_task_get_task_data (task));
  send_read (task, request, user_info_read_cb);
}

static void
v2_user_info_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_KEY_ROUTES))
    read_user_info (task);
  else if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_row (task, get_object (reply));
}

static void
version_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchServer *server = ORCH_SERVER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchRequest) request = NULL;
  GError *error = NULL;

  if (!orch_server_wait_for_version_finish (server, result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  if (!orch_server_supports (server, ORCH_FEATURE_WHOLE_V2_USER_INFO)) {
    read_user_info (task);
    return;
  }

  request = orch_request_new_get ("v2", "user", "info", NULL);
  orch_request_add_query (request, "user_id", g_task_get_task_data (task));
  send_read (task, request, v2_user_info_read_cb);
}

/**
 * orch_user_record_read_async:
 * @server: the server
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
orch_user_record_read_async (OrchServer *server, const char *user_id, gboolean skip_v2,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (server, cancellable, callback, user_data);

  g_assert (user_id != NULL);

  g_task_set_source_tag (task, orch_user_record_read_async);
  g_task_set_task_data (task, g_strdup (user_id), g_free);

  if (skip_v2)
    read_user_info (task);
  else
    orch_server_wait_for_version_async (server, cancellable, version_known_cb,
                                        g_steal_pointer (&task));
}

/**
 * orch_user_record_read_finish:
 * @server: the server
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such user, or the signed-in user
 *   may not see it
 *
 * Returns: (transfer full): the record, which holds the user ID asked for and no password, or %NULL
 *   with @error set
 */
JsonObject *
orch_user_record_read_finish (OrchServer *server, GAsyncResult *result, GError **error)
{
  g_assert (g_async_result_is_tagged (result, orch_user_record_read_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}
