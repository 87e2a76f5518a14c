#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"

static gboolean
is_of_user (JsonObject *row, const char *user_id)
{
  return g_strcmp0 (orch_json_get_string (row, "user_id"), user_id) == 0;
}

/* (nullable) */
static JsonObject *
find_row (JsonArray *rows, const char *user_id)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = orch_json_get_root (json_array_get_element (rows, i));

    if (is_of_user (row, user_id) && orch_json_get_string (row, "token") != NULL)
      return row;
  }

  return NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  JsonArray *rows = orch_json_get_array (orch_json_get_root (reply), "keys");
  JsonObject *row;
  OrchKey *key;

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (rows == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "/key/list did not answer with a list of keys");
    return;
  }

  row = find_row (rows, g_task_get_task_data (task));
  if (row == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "No key has this alias");
    return;
  }

  key = orch_key_new_from_json (row);
  orch_key_set_asked_at (key, g_get_monotonic_time ());
  g_task_return_pointer (task, key, g_object_unref);
}

/**
 * orch_key_service_find_by_alias_async:
 * @self: a key service
 * @alias: an alias
 * @user_id: whose
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds the key of a user with an alias (GET /key/list): of a key whose secret the server has
 * chosen (contract §12.5) and nobody was told, that is all that is known.
 */
void
orch_key_service_find_by_alias_async (OrchKeyService *self, const char *alias, const char *user_id,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (alias != NULL);
  g_return_if_fail (user_id != NULL);

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "list", NULL);

  g_task_set_source_tag (task, orch_key_service_find_by_alias_async);
  g_task_set_task_data (task, g_strdup (user_id), g_free);
  orch_request_add_query (request, "user_id", user_id);
  orch_request_add_query (request, "return_full_object", "true");
  orch_request_add_query (request, "key_alias", alias);
  orch_client_send_async (self->client, request, cancellable, listed_cb, task);
}

/**
 * orch_key_service_find_by_alias_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is none
 *
 * Returns: (transfer full): the key, or %NULL with @error set
 */
OrchKey *
orch_key_service_find_by_alias_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_find_by_alias_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
