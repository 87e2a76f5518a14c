#include "config.h"

#include "core/services/user-record.h"

#include "core/services/user-service-private.h"

G_DEFINE_FINAL_TYPE (OrchUserService, orch_user_service, G_TYPE_OBJECT)

static void
record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_user_record_read_finish (ORCH_SERVER (source), result, &error);

  if (row == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  g_autoptr (OrchUser) user = orch_user_new_from_json (row);
  const gint64 *asked_at = g_task_get_task_data (task);

  orch_user_set_asked_at (user, *asked_at);
  orch_user_set_known_teams (user, orch_server_get_teams (ORCH_SERVER (source)));
  g_task_return_pointer (task, g_steal_pointer (&user), g_object_unref);
}

static void
orch_user_service_dispose (GObject *object)
{
  OrchUserService *self = ORCH_USER_SERVICE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (orch_user_service_parent_class)->dispose (object);
}

static void
orch_user_service_class_init (OrchUserServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_user_service_dispose;
}

static void
orch_user_service_init (OrchUserService *self)
{
}

/**
 * orch_user_service_new:
 * @server: (transfer none): the server
 *
 * Returns: (transfer full): a service for the users of one proxy
 */
OrchUserService *
orch_user_service_new (OrchServer *server)
{
  g_return_val_if_fail (ORCH_IS_SERVER (server), NULL);

  OrchUserService *self = g_object_new (ORCH_TYPE_USER_SERVICE, NULL);
  self->server = g_object_ref (server);
  self->client = g_object_ref (orch_server_get_client (server));

  return self;
}

/**
 * orch_user_service_get_server:
 * @self: a user service
 *
 * Returns: (transfer none): the proxy whose users it reads
 */
OrchServer *
orch_user_service_get_server (OrchUserService *self)
{
  g_return_val_if_fail (ORCH_IS_USER_SERVICE (self), NULL);

  return self->server;
}

/**
 * orch_user_service_read_async:
 * @self: a user service
 * @user_id: whose record
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one user: GET /v2/user/info, where that is not to be had GET /user/info.
 */
void
orch_user_service_read_async (OrchUserService *self, const char *user_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (user_id != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  gint64 *asked_at = g_new (gint64, 1);

  *asked_at = g_get_monotonic_time ();
  g_task_set_source_tag (task, orch_user_service_read_async);
  g_task_set_task_data (task, asked_at, g_free);
  orch_user_record_read_async (self->server, user_id, FALSE, cancellable, record_read_cb,
                               g_steal_pointer (&task));
}

/**
 * orch_user_service_read_finish:
 * @self: a user service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such user, or the signed-in user
 *   may not see it (contract §6.3)
 *
 * Returns: (transfer full): the user, or %NULL with @error set
 */
OrchUser *
orch_user_service_read_finish (OrchUserService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
