#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/services/key-info.h"

#include "core/services/key-service-private.h"

/* The data of a task. */
typedef struct {
  char *key_id;           /* (owned) */
  char *user_id;          /* (owned) */
  char *alias;            /* (owned) (nullable) */
  gint64 sent_at;         /* seconds since the epoch */
  OrchChanges *values;    /* (owned): what the key was to be created with, and the alias */
  OrchChanges *not_taken; /* (owned) (nullable): what the proxy did not store of them */
} Search;

static void
search_free (Search *search)
{
  g_free (search->key_id);
  g_free (search->user_id);
  g_free (search->alias);
  g_clear_pointer (&search->values, orch_changes_free);
  g_clear_pointer (&search->not_taken, orch_changes_free);
  g_free (search);
}

static gboolean
is_of_user (const Search *search, JsonObject *row)
{
  return g_strcmp0 (orch_json_get_string (row, "user_id"), search->user_id) == 0;
}

static void
return_key (GTask *task, JsonObject *row)
{
  Search *search = g_task_get_task_data (task);
  OrchKey *key = orch_key_new_from_json (row);

  orch_key_set_asked_at (key, g_get_monotonic_time ());
  orch_key_set_record (key, row);
  search->not_taken = orch_changes_find_not_taken (search->values, row);
  g_task_return_pointer (task, key, g_object_unref);
}

/* There is no way to tell what it was created with: nobody can use it. */
static void
found_by_alias_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  OrchKey *key = orch_key_service_find_by_alias_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* The server has chosen the secret, so that only the alias tells the key. */
static void
look_for_alias (GTask *task)
{
  OrchKeyService *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);

  if (search->alias == NULL)
    g_task_return_error (
        task, orch_error_new_bad_answer ("The server has chosen the key, which has no alias"));
  else
    orch_key_service_find_by_alias_async (self, search->alias, search->user_id, search->sent_at,
                                          g_task_get_cancellable (task), found_by_alias_cb,
                                          g_object_ref (task));
}

static void
record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_key_info_read_finish (client, result, &error);
  OrchKeyService *self = g_task_get_source_object (task);

  if (row != NULL && is_of_user (g_task_get_task_data (task), row))
    return_key (task, row);
  else if (row != NULL)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "The key was not created");
  else if (self->forbids_chosen_keys && g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    look_for_alias (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * orch_key_service_find_generated_async:
 * @self: a key service
 * @material: what orch_key_service_generate_async() was called with
 * @values: the same
 * @sent_at: when that was, in seconds since the epoch
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks what became of a key whose answer was lost, see orch_error_may_have_happened(): GET
 * /key/info by the key ID. Where the server has chosen the secret (contract §12.5) that is unknown,
 * and GET /key/list finds the key by its alias. Writes nothing.
 */
void
orch_key_service_find_generated_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                       const OrchChanges *values, gint64 sent_at,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (material != NULL);
  g_return_if_fail (values != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->key_id = g_strdup (material->key_id);
  search->user_id = g_strdup (material->user_id);
  search->alias = g_strdup (material->alias);
  search->sent_at = sent_at;
  search->values = orch_key_service_complete_values (values, material->alias);
  g_task_set_source_tag (task, orch_key_service_find_generated_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  orch_key_info_read_async (self->client, search->key_id, cancellable, record_read_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_key_service_find_generated_finish:
 * @self: a key service
 * @result: the result
 * @not_taken: (out) (optional) (nullable) (transfer full): what the proxy did not store of the
 *   values, %NULL if it stored all or that is not known
 * @error: return location; %ORCH_ERROR_NOT_FOUND if no key was created, %ORCH_ERROR_BAD_REPLY if
 *   that cannot be found out
 *
 * Returns: (transfer full): the key that was created after all, or %NULL with @error set. If its ID
 *   is not the one of the material, nobody knows its secret any more, and it is to be deleted
 */
OrchKey *
orch_key_service_find_generated_finish (OrchKeyService *self, GAsyncResult *result,
                                        OrchChanges **not_taken, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_find_generated_async),
                        NULL);

  Search *search = g_task_get_task_data (G_TASK (result));
  OrchKey *key = g_task_propagate_pointer (G_TASK (result), error);

  if (not_taken != NULL)
    *not_taken = NULL;
  if (key != NULL && not_taken != NULL && search->not_taken != NULL
      && orch_changes_get_n (search->not_taken) > 0)
    *not_taken = g_steal_pointer (&search->not_taken);

  return key;
}
