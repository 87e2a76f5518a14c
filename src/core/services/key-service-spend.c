#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"
#include "core/services/write.h"

/* The endpoint answers with the few fields that matter here, an update with the whole row. */
static gboolean
shows_reset (JsonObject *row, OrchKey *key)
{
  const char *key_id = orch_json_get_string (row, "key_hash");
  double spend;

  if (key_id == NULL)
    key_id = orch_json_get_string (row, "token");

  return g_strcmp0 (key_id, orch_key_get_id (key)) == 0
         && orch_json_get_double (row, "spend", &spend) && spend == 0;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  JsonObject *row = orch_json_get_root (reply);
  OrchKey *key = g_task_get_task_data (task);

  if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
  } else if (!shows_reset (row, key)) {
    orch_write_return_error (
        task, orch_error_new_bad_answer ("The reply does not show that nothing is spent any more"));
  } else {
    orch_key_assign_json (key, row);
    orch_key_set_asked_at (key, g_get_monotonic_time ());
    orch_write_succeed (task, NULL);
    g_task_return_boolean (task, TRUE);
  }
}

static OrchActivity *
describe (OrchKey *key)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_SPEND),
                    orch_key_get_value (key, ORCH_KEY_SPEND), g_variant_new_double (0));

  return orch_activity_new (ORCH_ACTIVITY_RESET_KEY_SPEND, orch_key_get_id (key),
                            orch_key_get_display_name (key), changes);
}

static void
version_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchServer *server = ORCH_SERVER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) body = json_object_new ();
  OrchKeyService *self = g_task_get_source_object (task);
  OrchKey *key = g_task_get_task_data (task);
  const char *key_id = orch_key_get_id (key);
  GError *error = NULL;

  if (!orch_server_wait_for_version_finish (server, result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  orch_write_begin (task, server, describe (key));
  if (!orch_server_supports (server, ORCH_FEATURE_RESET_KEY_SPEND)) {
    json_object_set_string_member (body, "key", key_id);
    json_object_set_double_member (body, "spend", 0);
    orch_key_service_write (self, task, "update", body, written_cb);
    return;
  }

  json_object_set_double_member (body, "reset_to", 0);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (OrchRequest) request =
      orch_request_new_post (node, "key", key_id, "reset_spend", NULL);
  orch_client_send_async (self->client, request, g_task_get_cancellable (task), written_cb,
                          g_object_ref (task));
}

/**
 * orch_key_service_reset_spend_async:
 * @self: a key service
 * @key: the key, which takes over what the proxy answers
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Sets what was spent with a key to zero: POST /key/{hash}/reset_spend (contract §5); on proxies
 * without %ORCH_FEATURE_RESET_KEY_SPEND POST /key/update with `spend`.
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_key_service_reset_spend_async (OrchKeyService *self, OrchKey *key, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_service_reset_spend_async);
  g_task_set_task_data (task, g_object_ref (key), g_object_unref);
  orch_server_wait_for_version_async (self->server, cancellable, version_known_cb,
                                      g_steal_pointer (&task));
}

/**
 * orch_key_service_reset_spend_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key (any more),
 *   %ORCH_ERROR_BAD_REPLY if it is not known whether the spend was reset
 *
 * Returns: %TRUE if nothing is spent any more, %FALSE with @error set
 */
gboolean
orch_key_service_reset_spend_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_reset_spend_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
