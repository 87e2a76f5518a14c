#include "config.h"

#include "core/client/error.h"

#include "core/services/write.h"

/* What a task is about to write. */
typedef struct {
  OrchServer *server;     /* (owned) */
  OrchActivity *activity; /* (owned) */
} Write;

static void
write_free (Write *write)
{
  g_object_unref (write->server);
  g_object_unref (write->activity);
  g_free (write);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Write, write_free)

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("orch-write");
}

static Write *
get_write (GTask *task)
{
  return g_object_get_qdata (G_OBJECT (task), get_quark ());
}

/* It ends once. */
static Write *
steal_write (GTask *task)
{
  return g_object_steal_qdata (G_OBJECT (task), get_quark ());
}

/**
 * orch_write_begin:
 * @task: the task of a service
 * @server: to which it writes
 * @activity: (transfer full): what is about to be sent; nobody is told before the write has ended
 *
 * Notes what the task writes. Whatever was noted before is forgotten.
 */
void
orch_write_begin (GTask *task, OrchServer *server, OrchActivity *activity)
{
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (ORCH_IS_SERVER (server));
  g_return_if_fail (ORCH_IS_ACTIVITY (activity));

  Write *write = g_new0 (Write, 1);

  write->server = g_object_ref (server);
  write->activity = activity;
  g_object_set_qdata_full (G_OBJECT (task), get_quark (), write, (GDestroyNotify) write_free);
}

/**
 * orch_write_get_activity:
 * @task: a task whose write has begun, and has not ended
 *
 * Returns: (transfer none): what it writes, to be completed with what the reply tells
 */
OrchActivity *
orch_write_get_activity (GTask *task)
{
  g_return_val_if_fail (get_write (task) != NULL, NULL);

  return get_write (task)->activity;
}

/**
 * orch_write_succeed:
 * @task: a task that may have begun a write
 * @not_taken: (nullable): what the server did not take of the changes
 *
 * Tells that the server has done it, by OrchServer::wrote. What it did not take is told on its own.
 */
void
orch_write_succeed (GTask *task, const OrchChanges *not_taken)
{
  g_autoptr (Write) write = steal_write (task);
  g_autoptr (OrchActivity) failed = NULL;

  /* A task that only looked. */
  if (write == NULL)
    return;

  if (not_taken != NULL && orch_changes_get_n (not_taken) > 0)
    failed = orch_activity_split (write->activity, not_taken);

  if (failed == NULL || orch_changes_get_n (orch_activity_get_changes (write->activity)) > 0) {
    orch_activity_set_outcome (write->activity, ORCH_ACTIVITY_DONE, NULL);
    orch_server_tell_write (write->server, write->activity);
  }
  if (failed != NULL)
    orch_server_tell_write (write->server, failed);
}

/**
 * orch_write_return_error:
 * @task: a task that may have begun a write
 * @error: (transfer full): why it failed, or why it is not known whether it did
 *
 * Returns the error, after it has told so by OrchServer::wrote.
 */
void
orch_write_return_error (GTask *task, GError *error)
{
  g_autoptr (Write) write = steal_write (task);

  if (write != NULL) {
    gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    gboolean is_unknown = is_cancelled || orch_error_may_have_happened (error)
                          || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);

    orch_activity_set_outcome (write->activity,
                               is_unknown ? ORCH_ACTIVITY_UNKNOWN : ORCH_ACTIVITY_FAILED,
                               is_cancelled ? NULL : error->message);
    orch_server_tell_write (write->server, write->activity);
  }

  g_task_return_error (task, error);
}
