#include "config.h"

#include "core/client/error.h"
#include "core/model/key-metadata.h"
#include "core/services/key-alias.h"
#include "core/services/key-info.h"
#include "core/services/update.h"
#include "core/services/write.h"

#include "core/services/key-service-private.h"

static OrchKey *
get_key (GTask *task)
{
  OrchUpdate *update = g_task_get_task_data (task);

  return ORCH_KEY (update->record);
}

/* Ends with what the record of the key shows of the changes. */
static void
compare (GTask *task, JsonObject *row)
{
  OrchUpdate *update = g_task_get_task_data (task);
  OrchUpdateOutcome outcome = orch_update_compare (update, row);

  orch_key_assign_json (get_key (task), row);
  orch_key_set_asked_at (get_key (task), g_get_monotonic_time ());
  orch_write_succeed (task, update->details);
  g_task_return_int (task, outcome);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  JsonObject *row = orch_key_service_get_row (reply, get_key (task));

  if (reply == NULL)
    orch_write_return_error (task, g_steal_pointer (&error));
  else if (row == NULL)
    orch_write_return_error (task,
                             orch_error_new_bad_answer ("The reply is not the record of this key"));
  else
    compare (task, row);
}

static void
write_changes (GTask *task)
{
  OrchKeyService *self = g_task_get_source_object (task);
  OrchUpdate *update = g_task_get_task_data (task);
  OrchKey *key = get_key (task);
  g_autoptr (OrchChanges) changes = orch_update_get_real_changes (update);
  g_autoptr (JsonObject) body = json_object_new ();

  orch_write_begin (task, self->server,
                    orch_activity_new (ORCH_ACTIVITY_UPDATE_KEY, orch_key_get_id (key),
                                       orch_key_get_display_name (key), changes));
  json_object_set_string_member (body, "key", orch_key_get_id (key));
  orch_key_changes_write (update->changes, update->fresh, body);
  orch_key_service_write (self, task, "update", body, written_cb);
}

static void
alias_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_key_alias_check_finish (ORCH_CLIENT (source), result, &error))
    write_changes (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
fresh_record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_key_info_read_finish (client, result, &error);
  OrchUpdate *update = g_task_get_task_data (task);

  if (row == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (!orch_update_take_fresh (update, row)) {
    g_task_return_int (task, ORCH_UPDATE_CONFLICT);
    return;
  }

  const OrchChange *alias =
      orch_changes_find (update->changes, orch_key_field (ORCH_KEY_ALIAS)->name);

  if (alias != NULL && alias->to != NULL)
    orch_key_alias_check_async (client, g_variant_get_string (alias->to, NULL),
                                orch_key_get_id (get_key (task)), g_task_get_cancellable (task),
                                alias_checked_cb, g_object_ref (task));
  else
    write_changes (task);
}

/**
 * orch_key_service_update_async:
 * @self: a key service
 * @key: the key, which takes over the proxy's record once it was written
 * @changes: what to save, at least one field; copied
 * @overwrite: %TRUE if the person knows that somebody else changed these fields meanwhile
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Saves changes of one key: reads the record first, to notice foreign changes and because the proxy
 * replaces metadata whole, looks whether a new alias is free, then sends POST /key/update with the
 * changes and nothing else, and compares the record in the reply with every change (contract §2).
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_key_service_update_async (OrchKeyService *self, OrchKey *key, const OrchChanges *changes,
                               gboolean overwrite, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));
  g_return_if_fail (changes != NULL && orch_changes_get_n (changes) > 0);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_service_update_async);
  g_task_set_task_data (task, orch_update_new (key, changes, overwrite),
                        (GDestroyNotify) orch_update_free);
  orch_key_info_read_async (self->client, orch_key_get_id (key), cancellable, fresh_record_read_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_key_service_update_finish:
 * @self: a key service
 * @result: the result
 * @details: (out) (optional) (nullable) (transfer full): for %ORCH_UPDATE_PARTLY and
 *   %ORCH_UPDATE_CONFLICT the fields that the outcome is about, else %NULL
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such key, %ORCH_ERROR_EXISTS with
 *   the field if another key has the alias (nothing was saved), %ORCH_ERROR_BAD_REPLY if it is not
 *   known what was saved
 *
 * Returns: the outcome, %ORCH_UPDATE_FAILED with @error set
 */
OrchUpdateOutcome
orch_key_service_update_finish (OrchKeyService *self, GAsyncResult *result, OrchChanges **details,
                                GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), ORCH_UPDATE_FAILED);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_update_async),
                        ORCH_UPDATE_FAILED);

  return orch_update_finish (G_TASK (result), details, error);
}

static void
checked_record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_key_info_read_finish (ORCH_CLIENT (source), result, &error);

  if (row != NULL)
    compare (task, row);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * orch_key_service_check_async:
 * @self: a key service
 * @key: the key, which takes over the proxy's record
 * @changes: what a save wanted, at least one field; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Looks what became of a save whose answer was lost, see orch_error_may_have_happened(): reads the
 * record and compares it with every change. Writes nothing.
 */
void
orch_key_service_check_async (OrchKeyService *self, OrchKey *key, const OrchChanges *changes,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));
  g_return_if_fail (changes != NULL && orch_changes_get_n (changes) > 0);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_service_check_async);
  g_task_set_task_data (task, orch_update_new (key, changes, FALSE),
                        (GDestroyNotify) orch_update_free);
  orch_key_info_read_async (self->client, orch_key_get_id (key), cancellable,
                            checked_record_read_cb, g_steal_pointer (&task));
}

/**
 * orch_key_service_check_finish:
 * @self: a key service
 * @result: the result
 * @details: (out) (optional) (nullable) (transfer full): for %ORCH_UPDATE_PARTLY the changes that
 *   the record does not show, which can be all of them
 * @error: return location
 *
 * Returns: %ORCH_UPDATE_SAVED if the record shows every change, %ORCH_UPDATE_PARTLY, or
 *   %ORCH_UPDATE_FAILED with @error set if it could not be read
 */
OrchUpdateOutcome
orch_key_service_check_finish (OrchKeyService *self, GAsyncResult *result, OrchChanges **details,
                               GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), ORCH_UPDATE_FAILED);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_check_async),
                        ORCH_UPDATE_FAILED);

  return orch_update_finish (G_TASK (result), details, error);
}
