#include "config.h"

#include <string.h>

#include "core/client/error.h"

#include "core/services/user-service-private.h"

#define LONGEST_PAGE 100

/* (transfer full) (element-type OrchUser): those who have this e-mail address, whatever its case */
static GPtrArray *
pick (GPtrArray *users, const char *email)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < users->len; i++) {
    const char *other = orch_user_get_email (users->pdata[i]);

    if (other != NULL && g_ascii_strcasecmp (other, email) == 0)
      g_ptr_array_add (found, g_object_ref (users->pdata[i]));
  }

  return found;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) users =
      orch_user_service_list_finish (ORCH_USER_SERVICE (source), result, NULL, &error);

  if (users == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, pick (users, g_task_get_task_data (task)),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
find_email (GTask *task)
{
  OrchUserQuery query = { .search = g_task_get_task_data (task), .sort = ORCH_USER_SORT_ID };

  orch_user_service_list_async (g_task_get_source_object (task), &query, 1, LONGEST_PAGE,
                                g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchUser) user =
      orch_user_service_read_finish (ORCH_USER_SERVICE (source), result, &error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  if (user == NULL && !g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (user == NULL && strchr (g_task_get_task_data (task), '@') != NULL) {
    find_email (task);
    return;
  }

  if (user != NULL)
    g_ptr_array_add (found, g_steal_pointer (&user));
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * orch_user_service_find_async:
 * @self: a user service
 * @name: a user ID or an e-mail address
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds who is meant: the user with this ID, as orch_user_service_read_async() does, and where
 * there is none, the users with this e-mail address (GET /user/list, contract §6.1).
 */
void
orch_user_service_find_async (OrchUserService *self, const char *name, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (name != NULL && *name != '\0');

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_user_service_find_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  orch_user_service_read_async (self, name, cancellable, read_cb, g_steal_pointer (&task));
}

/**
 * orch_user_service_find_finish:
 * @self: a user service
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (element-type OrchUser): nobody, one user, or several who share an
 *   e-mail address; %NULL with @error set
 */
GPtrArray *
orch_user_service_find_finish (OrchUserService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
