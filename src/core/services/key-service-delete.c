#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"
#include "core/services/write.h"

/* Version 1.81 says so to an owner when a key is not there (contract §12.5). */
static gboolean
is_about_missing_key (const GError *error)
{
  return g_error_matches (error, ORCH_ERROR, ORCH_ERROR_SERVER)
         && strstr (error->message, "Failed to delete all tokens") != NULL;
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  g_auto (GStrv) key_ids = orch_json_get_strv (orch_json_get_root (reply), "deleted_keys");
  const char *key_id = g_task_get_task_data (task);

  if (is_about_missing_key (error)) {
    orch_write_return_error (
        task, g_error_new_literal (ORCH_ERROR, ORCH_ERROR_NOT_FOUND, error->message));
  } else if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
  } else if (key_ids == NULL || !g_strv_contains ((const char *const *) key_ids, key_id)) {
    orch_write_return_error (
        task, orch_error_new_bad_answer ("The reply does not tell that this key was deleted"));
  } else {
    orch_write_succeed (task, NULL);
    g_task_return_boolean (task, TRUE);
  }
}

/**
 * orch_key_service_delete_async:
 * @self: a key service
 * @key: the key
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Deletes a key: POST /key/delete (contract §5). Its record can still be looked at.
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_key_service_delete_async (OrchKeyService *self, OrchKey *key, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonArray) key_ids = json_array_new ();
  g_autoptr (JsonObject) body = json_object_new ();

  g_task_set_source_tag (task, orch_key_service_delete_async);
  g_task_set_task_data (task, g_strdup (orch_key_get_id (key)), g_free);
  orch_write_begin (task, self->server,
                    orch_activity_new (ORCH_ACTIVITY_DELETE_KEY, orch_key_get_id (key),
                                       orch_key_get_display_name (key), NULL));
  json_array_add_string_element (key_ids, orch_key_get_id (key));
  json_object_set_array_member (body, "keys", g_steal_pointer (&key_ids));

  orch_key_service_write (self, task, "delete", body, deleted_cb);
}

/**
 * orch_key_service_delete_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key (any more),
 *   %ORCH_ERROR_BAD_REPLY if it is not known whether there is
 *
 * Returns: %TRUE if the key was deleted, %FALSE with @error set
 */
gboolean
orch_key_service_delete_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_delete_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
