#include "config.h"

#include "core/services/key-service-private.h"

#define PAGE_SIZE 100 /* the most that /key/list gives in one reply */

/* The data of a task. */
typedef struct {
  OrchKeyQuery query;  /* its text is owned */
  GPtrArray *keys;     /* (owned) (element-type OrchKey) */
  GHashTable *key_ids; /* (owned) (element-type utf8): not owned, of `keys` */
  guint page;          /* the last one asked for */
} Collection;

static void
collection_free (Collection *collection)
{
  g_free (collection->query.user_id);
  g_hash_table_unref (collection->key_ids);
  g_ptr_array_unref (collection->keys);
  g_free (collection);
}

/* The order is a safe one to page over (contract §6.2); a key that is made meanwhile moves another
 * one to the next page, where it comes again. */
static void
collect (Collection *collection, OrchKey *key)
{
  const char *key_id = orch_key_get_id (key);

  if (g_hash_table_contains (collection->key_ids, key_id))
    return;

  g_hash_table_add (collection->key_ids, (gpointer) key_id);
  g_ptr_array_add (collection->keys, g_object_ref (key));
}

static void page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_next_page (OrchKeyService *self, GTask *task)
{
  Collection *collection = g_task_get_task_data (task);

  orch_key_service_list_async (self, &collection->query, ++collection->page, PAGE_SIZE,
                               g_task_get_cancellable (task), page_read_cb, g_object_ref (task));
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchKeyService *self = ORCH_KEY_SERVICE (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  guint total = 0;
  g_autoptr (GPtrArray) page = orch_key_service_list_finish (self, result, &total, &error);
  Collection *collection = g_task_get_task_data (task);

  if (page == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  for (guint i = 0; i < page->len; i++)
    collect (collection, page->pdata[i]);

  if (page->len > 0 && collection->page * PAGE_SIZE < total)
    read_next_page (self, task);
  else
    g_task_return_pointer (task, g_ptr_array_ref (collection->keys),
                           (GDestroyNotify) g_ptr_array_unref);
}

/**
 * orch_key_service_list_of_user_async:
 * @self: a key service
 * @user_id: whose keys; not "", which the proxy takes for everybody
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads all keys of one user, those for teams too: GET /key/list, in pages of 100, the newest key
 * first (contract §6.1).
 */
void
orch_key_service_list_of_user_async (OrchKeyService *self, const char *user_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (user_id != NULL && *user_id != '\0');

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Collection *collection = g_new0 (Collection, 1);

  collection->query.user_id = g_strdup (user_id);
  collection->query.descending = TRUE;
  collection->keys = g_ptr_array_new_with_free_func (g_object_unref);
  collection->key_ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_task_set_source_tag (task, orch_key_service_list_of_user_async);
  g_task_set_task_data (task, collection, (GDestroyNotify) collection_free);

  read_next_page (self, task);
}

/**
 * orch_key_service_list_of_user_finish:
 * @self: a key service
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (element-type OrchKey): the keys, or %NULL with @error set
 */
GPtrArray *
orch_key_service_list_of_user_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_list_of_user_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
