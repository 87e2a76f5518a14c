#include "config.h"

#include "secrets/connections-private.h"

#include "secrets/connections.h"

#define LABEL "LiteLLM Orchestrator: %s" /* in the keyring; a name, not translated */

/* A call of the keyring: the data of the task that waits for it. */
typedef struct {
  OrchConnections *owner;     /* (unowned): the task's source object */
  OrchConnection *connection; /* (owned) */
  GCancellable *cancellable;  /* (owned): of the keyring's call */
  GCancellable *caller;       /* (owned) (nullable): cancels the call too */
  gulong caller_handler;
  guint patience; /* the source that waits, 0 if none does */
  gboolean is_slow;
} Call;

static void
change_slow (OrchConnections *self, int difference)
{
  gboolean was_slow = self->n_slow > 0;

  self->n_slow += difference;
  if (was_slow != (self->n_slow > 0))
    orch_connections_notify_keyring_slow (self);
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  Call *call = user_data;

  call->patience = 0;
  call->is_slow = TRUE;
  change_slow (call->owner, 1);

  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *caller, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* The keyring has answered: the call is over, whatever becomes of the answer. */
static void
end_call (Call *call)
{
  g_clear_handle_id (&call->patience, g_source_remove);
  if (call->is_slow)
    change_slow (call->owner, -1);
  call->is_slow = FALSE;

  g_cancellable_disconnect (call->caller, call->caller_handler);
  g_clear_object (&call->caller);
}

static void
call_free (Call *call)
{
  g_clear_object (&call->cancellable);
  g_clear_object (&call->connection);
  g_free (call);
}

/* Starts a call for @task; it must be ended. */
static Call *
start_call (OrchConnections *self, GTask *task, OrchConnection *connection, GCancellable *caller)
{
  Call *call = g_new0 (Call, 1);

  call->owner = self;
  call->connection = g_object_ref (connection);
  call->cancellable = g_cancellable_new ();
  call->patience = g_timeout_add (self->patience, patience_ended_cb, call);
  if (caller != NULL) {
    call->caller = g_object_ref (caller);
    call->caller_handler =
        g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), call->cancellable, NULL);
  }
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  return call;
}

/* What is being written for the connection is out of date. */
static void
stop_writing (OrchConnections *self, OrchConnection *connection)
{
  const char *id = orch_connection_get_id (connection);
  GCancellable *cancellable = g_hash_table_lookup (self->writes, id);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  g_hash_table_remove (self->writes, id);
}

/* One write at a time for each connection, so that the last one wins. */
static void
start_writing (OrchConnections *self, Call *call)
{
  stop_writing (self, call->connection);
  g_hash_table_insert (self->writes, g_strdup (orch_connection_get_id (call->connection)),
                       g_object_ref (call->cancellable));
}

static void
end_writing (OrchConnections *self, Call *call)
{
  const char *id = orch_connection_get_id (call->connection);

  if (g_hash_table_lookup (self->writes, id) == call->cancellable)
    g_hash_table_remove (self->writes, id);
}

static void
hold_key (OrchConnections *self, OrchConnection *connection, const OrchSecret *key)
{
  orch_key_store_store_async (self->memory, orch_connection_get_id (connection), NULL, "", key,
                              NULL, NULL, NULL);
  orch_connection_set_key_for_this_run (connection, TRUE);
}

static void
let_go_of_key (OrchConnections *self, OrchConnection *connection)
{
  orch_key_store_clear_async (self->memory, orch_connection_get_id (connection), NULL, NULL, NULL,
                              NULL);
  orch_connection_set_key_for_this_run (connection, FALSE);
}

/* --- storing --- */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnections *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  orch_key_store_store_finish (ORCH_KEY_STORE (source), result, &error);
  end_call (call);
  end_writing (self, call);

  if (g_cancellable_set_error_if_cancelled (call->cancellable, error == NULL ? &error : NULL)
      || error != NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  let_go_of_key (self, call->connection);
  g_task_return_boolean (task, TRUE);
}

static void
write_key (OrchConnections *self, GTask *task, const OrchSecret *key)
{
  Call *call = g_task_get_task_data (task);
  g_autofree char *label = g_strdup_printf (LABEL, orch_connection_get_name (call->connection));

  orch_key_store_store_async (self->keyring, orch_connection_get_id (call->connection), NULL, label,
                              key, call->cancellable, stored_cb, task);
}

/**
 * orch_connections_store_key_async:
 * @self: the connections
 * @connection: one of them
 * @key: the API key; copied
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable): called with the outcome
 * @user_data: for @callback
 *
 * Keeps the key of @connection: in memory at once, so that it can be looked up, and in the keyring
 * if the connection is remembered. What was being stored for it is cancelled.
 */
void
orch_connections_store_key_async (OrchConnections *self, OrchConnection *connection,
                                  const OrchSecret *key, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ORCH_IS_CONNECTIONS (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, orch_connections_store_key_async);

  stop_writing (self, connection);
  hold_key (self, connection, key);
  if (!orch_connection_get_remembered (connection)) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  start_writing (self, start_call (self, task, connection, cancellable));
  write_key (self, g_steal_pointer (&task), key);
}

/**
 * orch_connections_store_key_finish:
 * @self: the connections
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_connections_store_key_async().
 *
 * Returns: %TRUE if the key is kept for as long as the connection is; %FALSE with @error set if it
 *   is kept for this run only
 */
gboolean
orch_connections_store_key_finish (OrchConnections *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_connections_store_key_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- reading --- */

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchSecret) key =
      orch_key_store_lookup_finish (ORCH_KEY_STORE (source), result, &error);

  end_call (g_task_get_task_data (task));
  if (key != NULL)
    g_task_return_pointer (task, g_steal_pointer (&key), (GDestroyNotify) orch_secret_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * orch_connections_lookup_key_async:
 * @self: the connections
 * @connection: one of them
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Reads the key of @connection, from memory or from the keyring. The person may be asked to unlock
 * the keyring, so this can take any time; `keyring-slow` tells when it does.
 */
void
orch_connections_lookup_key_async (OrchConnections *self, OrchConnection *connection,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  OrchKeyStore *store;
  Call *call;

  g_return_if_fail (ORCH_IS_CONNECTIONS (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, orch_connections_lookup_key_async);

  call = start_call (self, task, connection, cancellable);
  store = orch_connection_get_remembered (connection)
                  && !orch_connection_get_key_for_this_run (connection)
              ? self->keyring
              : self->memory;
  orch_key_store_lookup_async (store, orch_connection_get_id (connection), NULL, call->cancellable,
                               looked_up_cb, g_steal_pointer (&task));
}

/**
 * orch_connections_lookup_key_finish:
 * @self: the connections
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_connections_lookup_key_async().
 *
 * Returns: (transfer full): the key, %NULL with @error set if there is none
 */
OrchSecret *
orch_connections_lookup_key_finish (OrchConnections *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_connections_lookup_key_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- renaming --- */

static void
rename_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnections *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (OrchSecret) key = orch_key_store_lookup_finish (ORCH_KEY_STORE (source), result, NULL);

  if (key != NULL && !g_cancellable_is_cancelled (call->cancellable)) {
    write_key (self, g_steal_pointer (&task), key);
  } else {
    end_call (call);
    end_writing (self, call);
    g_task_return_boolean (task, FALSE);
  }
}

/* Stores the key again under the connection's new name; for connections.c. */
void
orch_connections_rename_key (OrchConnections *self, OrchConnection *connection)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);
  Call *call;

  g_task_set_source_tag (task, orch_connections_rename_key);

  if (!orch_connection_get_remembered (connection)
      || orch_connection_get_key_for_this_run (connection)) {
    g_task_return_boolean (task, FALSE);
    return;
  }

  call = start_call (self, task, connection, NULL);
  start_writing (self, call);
  orch_key_store_lookup_async (self->keyring, orch_connection_get_id (connection), NULL,
                               call->cancellable, rename_looked_up_cb, g_steal_pointer (&task));
}

/* --- removing --- */

/* Takes the key out of memory, and keeps what is on its way from being stored; for connections.c.
 */
void
orch_connections_drop_key (OrchConnections *self, OrchConnection *connection)
{
  stop_writing (self, connection);
  let_go_of_key (self, connection);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchConnections *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  end_call (call);
  if (!orch_key_store_clear_finish (ORCH_KEY_STORE (source), result, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  orch_connections_forget (self, call->connection);
  g_task_return_boolean (task, TRUE);
}

/**
 * orch_connections_remove_async:
 * @self: the connections
 * @connection: one of them
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Removes the key of @connection from the keyring, with what is pending, and then the connection.
 * If that cannot be removed, the connection stays: orch_connections_forget() removes it without its
 * key.
 */
void
orch_connections_remove_async (OrchConnections *self, OrchConnection *connection,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (ORCH_IS_CONNECTIONS (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, orch_connections_remove_async);

  if (!orch_connection_get_remembered (connection)) {
    orch_connections_forget (self, connection);
    g_task_return_boolean (task, TRUE);
    return;
  }

  stop_writing (self, connection);
  call = start_call (self, task, connection, cancellable);
  orch_key_store_clear_async (self->keyring, orch_connection_get_id (connection), NULL,
                              call->cancellable, cleared_cb, g_steal_pointer (&task));
}

/**
 * orch_connections_remove_finish:
 * @self: the connections
 * @result: the result
 * @error: return location; %ORCH_KEY_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finishes orch_connections_remove_async().
 *
 * Returns: %TRUE if the connection and its key are gone; %FALSE with @error set if both are still
 *   there
 */
gboolean
orch_connections_remove_finish (OrchConnections *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_connections_remove_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
