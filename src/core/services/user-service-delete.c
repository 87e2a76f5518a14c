#include "config.h"

#include "core/client/error.h"
#include "core/services/user-service-private.h"
#include "core/services/write.h"

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  /* The reply is the bare number of deleted users. */
  if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
  } else if (json_node_get_value_type (reply) == G_TYPE_INT64 && json_node_get_int (reply) == 1) {
    orch_write_succeed (task, NULL);
    g_task_return_boolean (task, TRUE);
  } else {
    orch_write_return_error (
        task, g_error_new_literal (ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                                   "The reply does not tell that one user was deleted"));
  }
}

/**
 * orch_user_service_delete_async:
 * @self: a user service
 * @user_id: whom
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Deletes a user: POST /user/delete (contract §5). All keys of the user go with them, and are not
 * archived; what was used stays in the reports under the user ID.
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_user_service_delete_async (OrchUserService *self, const char *user_id,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (user_id != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonArray) ids = json_array_new ();
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  g_task_set_source_tag (task, orch_user_service_delete_async);
  orch_write_begin (task, self->server,
                    orch_activity_new (ORCH_ACTIVITY_DELETE_USER, user_id, NULL, NULL));

  json_array_add_string_element (ids, user_id);
  json_object_set_array_member (body, "user_ids", g_steal_pointer (&ids));

  g_autoptr (OrchRequest) request = orch_request_new_post (node, "user", "delete", NULL);
  orch_client_send_async (self->client, request, cancellable, deleted_cb, g_steal_pointer (&task));
}

/**
 * orch_user_service_delete_finish:
 * @self: a user service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such user (any more),
 *   %ORCH_ERROR_BAD_REPLY if it is not known whether there is
 *
 * Returns: %TRUE if the user was deleted, %FALSE with @error set
 */
gboolean
orch_user_service_delete_finish (OrchUserService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_delete_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
