#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/services/update.h"
#include "core/services/user-record.h"
#include "core/services/write.h"

#include "core/services/user-service-private.h"

/* Ends with what the record of the user shows of the changes. */
static void
compare (GTask *task, JsonObject *row)
{
  OrchUpdate *update = g_task_get_task_data (task);
  OrchUser *user = ORCH_USER (update->record);
  OrchUpdateOutcome outcome = orch_update_compare (update, row);

  orch_user_assign_json (user, row);
  orch_user_set_asked_at (user, g_get_monotonic_time ());
  orch_write_succeed (task, update->details);
  g_task_return_int (task, outcome);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchUpdate *update = g_task_get_task_data (task);

  if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
    return;
  }

  JsonObject *row = orch_json_get_object (orch_json_get_root (reply), "data");

  if (row == NULL
      || g_strcmp0 (orch_json_get_string (row, "user_id"),
                    orch_user_get_id (ORCH_USER (update->record)))
             != 0) {
    orch_write_return_error (
        task, orch_error_new_bad_answer ("The reply does not hold the record of this user"));
    return;
  }

  compare (task, row);
}

static gboolean
resets_spend (const OrchChanges *changes)
{
  const OrchChange *change = orch_changes_get (changes, 0);

  return orch_changes_get_n (changes) == 1 && change->field == orch_user_field (ORCH_USER_SPEND)
         && change->to != NULL && g_variant_get_double (change->to) == 0;
}

static void
note_write (GTask *task)
{
  OrchUserService *self = g_task_get_source_object (task);
  OrchUpdate *update = g_task_get_task_data (task);
  OrchUser *user = ORCH_USER (update->record);
  g_autoptr (OrchChanges) changes = orch_update_get_real_changes (update);

  orch_write_begin (task, self->server,
                    orch_activity_new (resets_spend (changes) ? ORCH_ACTIVITY_RESET_USER_SPEND
                                                              : ORCH_ACTIVITY_UPDATE_USER,
                                       orch_user_get_id (user), orch_user_get_display_name (user),
                                       changes));
}

static void
write_changes (OrchClient *client, GTask *task)
{
  OrchUpdate *update = g_task_get_task_data (task);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  json_object_set_string_member (body, "user_id", orch_user_get_id (ORCH_USER (update->record)));
  orch_changes_write (update->changes, body);

  g_autoptr (OrchRequest) request = orch_request_new_post (node, "user", "update", NULL);
  note_write (task);
  orch_client_send_async (client, request, g_task_get_cancellable (task), written_cb,
                          g_object_ref (task));
}

static void
fresh_record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchServer *server = ORCH_SERVER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_user_record_read_finish (server, result, &error);
  OrchUpdate *update = g_task_get_task_data (task);

  if (row == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (orch_update_take_fresh (update, row))
    write_changes (orch_server_get_client (server), task);
  else
    g_task_return_int (task, ORCH_UPDATE_CONFLICT);
}

/**
 * orch_user_service_update_async:
 * @self: a user service
 * @user: the user, which takes over the proxy's record once it was written
 * @changes: what to save, at least one field; copied
 * @overwrite: %TRUE if the person knows that somebody else changed these fields meanwhile
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Saves changes of one user: reads the record first, because /user/update would create an unknown
 * user and to notice foreign changes, then sends POST /user/update with the changes and nothing
 * else, and compares the record in the reply with every change (contract §1).
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_user_service_update_async (OrchUserService *self, OrchUser *user, const OrchChanges *changes,
                                gboolean overwrite, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (ORCH_IS_USER (user));
  g_return_if_fail (changes != NULL && orch_changes_get_n (changes) > 0);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_user_service_update_async);
  g_task_set_task_data (task, orch_update_new (user, changes, overwrite),
                        (GDestroyNotify) orch_update_free);
  orch_user_record_read_async (self->server, orch_user_get_id (user), FALSE, cancellable,
                               fresh_record_read_cb, g_steal_pointer (&task));
}

/**
 * orch_user_service_update_finish:
 * @self: a user service
 * @result: the result
 * @details: (out) (optional) (nullable) (transfer full): for %ORCH_UPDATE_PARTLY and
 *   %ORCH_UPDATE_CONFLICT the fields that the outcome is about, else %NULL
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such user (nothing was sent),
 *   %ORCH_ERROR_BAD_REPLY if it is not known what was saved
 *
 * Returns: the outcome, %ORCH_UPDATE_FAILED with @error set
 */
OrchUpdateOutcome
orch_user_service_update_finish (OrchUserService *self, GAsyncResult *result, OrchChanges **details,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), ORCH_UPDATE_FAILED);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_update_async),
                        ORCH_UPDATE_FAILED);

  return orch_update_finish (G_TASK (result), details, error);
}

static void
checked_record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_user_record_read_finish (ORCH_SERVER (source), result, &error);

  if (row != NULL)
    compare (task, row);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * orch_user_service_check_async:
 * @self: a user service
 * @user: the user, which takes over the proxy's record
 * @changes: what a save wanted, at least one field; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Looks what became of a save whose answer was lost, see orch_error_may_have_happened(): reads the
 * record and compares it with every change. Writes nothing.
 */
void
orch_user_service_check_async (OrchUserService *self, OrchUser *user, const OrchChanges *changes,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (ORCH_IS_USER (user));
  g_return_if_fail (changes != NULL && orch_changes_get_n (changes) > 0);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_user_service_check_async);
  g_task_set_task_data (task, orch_update_new (user, changes, FALSE),
                        (GDestroyNotify) orch_update_free);
  orch_user_record_read_async (self->server, orch_user_get_id (user), FALSE, cancellable,
                               checked_record_read_cb, g_steal_pointer (&task));
}

/**
 * orch_user_service_check_finish:
 * @self: a user service
 * @result: the result
 * @details: (out) (optional) (nullable) (transfer full): for %ORCH_UPDATE_PARTLY the changes that
 *   the record does not show, which can be all of them
 * @error: return location
 *
 * Returns: %ORCH_UPDATE_SAVED if the record shows every change, %ORCH_UPDATE_PARTLY, or
 *   %ORCH_UPDATE_FAILED with @error set if it could not be read
 */
OrchUpdateOutcome
orch_user_service_check_finish (OrchUserService *self, GAsyncResult *result, OrchChanges **details,
                                GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), ORCH_UPDATE_FAILED);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_check_async),
                        ORCH_UPDATE_FAILED);

  return orch_update_finish (G_TASK (result), details, error);
}
