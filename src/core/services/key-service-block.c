#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"
#include "core/services/write.h"

/* The data of a task. */
typedef struct {
  OrchKey *key; /* (owned) */
  gboolean blocked;
} Block;

static void
block_free (Block *block)
{
  g_clear_object (&block->key);
  g_free (block);
}

/* null is "not blocked" (contract §6.5). */
static gboolean
shows (JsonObject *row, gboolean wanted)
{
  gboolean blocked = FALSE;

  if (row == NULL || !json_object_has_member (row, "blocked"))
    return FALSE;

  orch_json_get_boolean (row, "blocked", &blocked);

  return blocked == wanted;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  Block *block = g_task_get_task_data (task);

  if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
    return;
  }

  JsonObject *row = orch_key_service_get_row (reply, block->key);

  if (!shows (row, block->blocked)) {
    orch_write_return_error (
        task, orch_error_new_bad_answer ("The reply does not show whether this key is blocked"));
    return;
  }

  orch_key_assign_json (block->key, row);
  orch_key_set_asked_at (block->key, g_get_monotonic_time ());
  orch_write_succeed (task, NULL);
  g_task_return_boolean (task, TRUE);
}

static OrchActivity *
describe (OrchKey *key, gboolean blocked)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_BLOCKED),
                    orch_key_get_value (key, ORCH_KEY_BLOCKED),
                    blocked ? g_variant_new_boolean (TRUE) : NULL);

  return orch_activity_new (blocked ? ORCH_ACTIVITY_BLOCK_KEY : ORCH_ACTIVITY_UNBLOCK_KEY,
                            orch_key_get_id (key), orch_key_get_display_name (key), changes);
}

/**
 * orch_key_service_set_blocked_async:
 * @self: a key service
 * @key: the key, which takes over the proxy's record
 * @blocked: whether the proxy is to refuse the key from now on
 * @by_update: %TRUE for who may not call the endpoints for it, but may update the key: owners of a
 *   key that they made themselves (contract §5)
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Blocks or unblocks a key: POST /key/block or /key/unblock, or POST /key/update with `blocked`. A
 * key that is so already stays so.
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_key_service_set_blocked_async (OrchKeyService *self, OrchKey *key, gboolean blocked,
                                    gboolean by_update, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonObject) body = json_object_new ();
  Block *block = g_new0 (Block, 1);

  block->key = g_object_ref (key);
  block->blocked = blocked;
  g_task_set_source_tag (task, orch_key_service_set_blocked_async);
  g_task_set_task_data (task, block, (GDestroyNotify) block_free);

  orch_write_begin (task, self->server, describe (key, blocked));
  json_object_set_string_member (body, "key", orch_key_get_id (key));
  if (by_update)
    json_object_set_boolean_member (body, "blocked", blocked);

  orch_key_service_write (self, task,
                          by_update ? "update"
                          : blocked ? "block"
                                    : "unblock",
                          body, written_cb);
}

/**
 * orch_key_service_set_blocked_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key (any more),
 *   %ORCH_ERROR_BAD_REPLY if it is not known whether the key is blocked
 *
 * Returns: %TRUE if it was done, %FALSE with @error set
 */
gboolean
orch_key_service_set_blocked_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_set_blocked_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
