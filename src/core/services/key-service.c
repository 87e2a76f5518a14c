#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/services/key-info.h"

#include "core/services/key-service-private.h"

G_DEFINE_FINAL_TYPE (OrchKeyService, orch_key_service, G_TYPE_OBJECT)

static void
record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_key_info_read_finish (ORCH_CLIENT (source), result, &error);

  if (row == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  g_autoptr (OrchKey) key = orch_key_new_from_json (row);
  OrchKeyService *service = g_task_get_source_object (task);
  const gint64 *asked_at = g_task_get_task_data (task);

  orch_key_set_asked_at (key, *asked_at);
  orch_key_set_record (key, row);
  orch_key_set_teams (key, orch_server_get_teams (service->server));
  g_task_return_pointer (task, g_steal_pointer (&key), g_object_unref);
}

static void
orch_key_service_dispose (GObject *object)
{
  OrchKeyService *self = ORCH_KEY_SERVICE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (orch_key_service_parent_class)->dispose (object);
}

static void
orch_key_service_class_init (OrchKeyServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_key_service_dispose;
}

static void
orch_key_service_init (OrchKeyService *self)
{
}

/**
 * orch_key_service_new:
 * @server: (transfer none): the server
 *
 * Returns: (transfer full): a service for the keys of one proxy
 */
OrchKeyService *
orch_key_service_new (OrchServer *server)
{
  g_return_val_if_fail (ORCH_IS_SERVER (server), NULL);

  OrchKeyService *self = g_object_new (ORCH_TYPE_KEY_SERVICE, NULL);
  self->server = g_object_ref (server);
  self->client = g_object_ref (orch_server_get_client (server));

  return self;
}

/**
 * orch_key_service_read_async:
 * @self: a key service
 * @key_id: which key, never the secret
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one key: GET /key/info. The key keeps all that the server tells, see
 * orch_key_get_record().
 */
void
orch_key_service_read_async (OrchKeyService *self, const char *key_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (key_id != NULL && *key_id != '\0');

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  gint64 *asked_at = g_new (gint64, 1);

  *asked_at = g_get_monotonic_time ();
  g_task_set_source_tag (task, orch_key_service_read_async);
  g_task_set_task_data (task, asked_at, g_free);
  orch_key_info_read_async (self->client, key_id, cancellable, record_read_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_key_service_read_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key, %ORCH_ERROR_NOT_PERMITTED
 *   if it is somebody else's (contract §6.3)
 *
 * Returns: (transfer full): the key, or %NULL with @error set
 */
OrchKey *
orch_key_service_read_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Sends POST /key/ACTION for a task of the service; @callback is given the task. */
void
orch_key_service_write (OrchKeyService *self, GTask *task, const char *action, JsonObject *body,
                        GAsyncReadyCallback callback)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (OrchRequest) request = orch_request_new_post (node, "key", action, NULL);

  orch_client_send_async (self->client, request, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

/* The row in a reply to a write, %NULL if it is not that of @key. */
JsonObject *
orch_key_service_get_row (JsonNode *reply, OrchKey *key)
{
  JsonObject *row = orch_json_get_root (reply);

  return g_strcmp0 (orch_json_get_string (row, "token"), orch_key_get_id (key)) == 0 ? row : NULL;
}

/* The values of a new key that are set, with the alias among them. */
OrchChanges *
orch_key_service_complete_values (const OrchChanges *values, const char *alias)
{
  OrchChanges *complete = orch_changes_new ();
  const OrchField *alias_field = orch_key_field (ORCH_KEY_ALIAS);

  if (alias != NULL)
    orch_changes_add (complete, alias_field, NULL, g_variant_new_string (alias));
  for (guint i = 0; i < orch_changes_get_n (values); i++) {
    const OrchChange *value = orch_changes_get (values, i);

    if (value->to != NULL && value->field != alias_field)
      orch_changes_add (complete, value->field, NULL, value->to);
  }

  return complete;
}

/* Takes the secret out of the reply that hands over what was @wanted. */
OrchKeyMaterial *
orch_key_service_take_material (JsonObject *row, const OrchKeyMaterial *wanted)
{
  const char *secret = orch_json_get_string (row, "key");
  OrchKeyMaterial *material;

  if (secret == NULL)
    return orch_key_material_copy (wanted);

  material = orch_key_material_new (wanted->user_id, wanted->alias, secret);
  orch_json_wipe (json_object_get_member (row, "key"));
  json_object_remove_member (row, "key");

  return material;
}

/* A reply that only repeats what was sent holds some fields elsewhere than a record does: nothing
 * can be said about them. */
OrchChanges *
orch_key_service_find_not_taken (const OrchChanges *values, JsonObject *row, gboolean is_record)
{
  g_autoptr (OrchChanges) all = orch_changes_find_not_taken (values, row);
  OrchChanges *not_taken = orch_changes_new ();

  for (guint i = 0; i < orch_changes_get_n (all); i++) {
    const OrchChange *change = orch_changes_get (all, i);

    if (is_record || (change->field->parent == NULL && orch_field_is_told (change->field, row)))
      orch_changes_add (not_taken, change->field, change->from, change->to);
  }

  return not_taken;
}

/**
 * orch_key_service_get_server:
 * @self: a key service
 *
 * Returns: (transfer none): the proxy whose keys it reads
 */
OrchServer *
orch_key_service_get_server (OrchKeyService *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (self), NULL);

  return self->server;
}

/**
 * orch_key_service_forbids_chosen_keys:
 * @self: a key service
 *
 * Returns: whether the server has said that it makes all secrets itself (contract §12.5)
 */
gboolean
orch_key_service_forbids_chosen_keys (OrchKeyService *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (self), FALSE);

  return self->forbids_chosen_keys;
}

/* Whether the server makes all secrets itself: the one reason to leave a secret out. */
gboolean
orch_key_service_notice_forbidden_keys (OrchKeyService *self, const GError *error)
{
  if (!g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED)
      || strstr (error->message, "Custom API key values are disabled") == NULL)
    return FALSE;

  self->forbids_chosen_keys = TRUE;

  return TRUE;
}
