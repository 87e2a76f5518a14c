#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"

#define PAGE_SIZE 100 /* the most that /key/list gives in one reply */

typedef struct {
  char *user_id;       /* (owned) */
  GPtrArray *keys;     /* (owned) (element-type OrchKey) */
  GHashTable *key_ids; /* (owned) (element-type utf8): not owned, of `keys` */
  guint page;          /* the last one asked for */
} Listing;

static void
listing_free (Listing *listing)
{
  g_free (listing->user_id);
  g_hash_table_unref (listing->key_ids);
  g_ptr_array_unref (listing->keys);
  g_free (listing);
}

/* The proxy's own order is the safe one to page over (contract §6.2); a key that is made meanwhile
 * moves another one to the next page, where it comes again. */
static void
take_row (Listing *listing, JsonObject *row)
{
  g_autoptr (OrchKey) key = orch_key_new_from_json (row);

  if (key == NULL || g_strcmp0 (orch_key_get_user_id (key), listing->user_id) != 0
      || g_hash_table_contains (listing->key_ids, orch_key_get_id (key)))
    return;

  g_hash_table_add (listing->key_ids, (gpointer) orch_key_get_id (key));
  g_ptr_array_add (listing->keys, g_steal_pointer (&key));
}

static void page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_next_page (OrchClient *client, GTask *task)
{
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "list", NULL);

  orch_request_add_query (request, "user_id", listing->user_id);
  orch_request_add_query (request, "return_full_object", "true");
  orch_request_add_query_int (request, "page", ++listing->page);
  orch_request_add_query_int (request, "size", PAGE_SIZE);
  orch_client_send_async (client, request, g_task_get_cancellable (task), page_read_cb,
                          g_object_ref (task));
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (client, result, &error);
  Listing *listing = g_task_get_task_data (task);

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  JsonObject *object = JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;
  JsonArray *rows = orch_json_get_array (object, "keys");
  gint64 n_pages;

  if (rows == NULL || !orch_json_get_int (object, "total_pages", &n_pages)) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "/key/list did not answer with a list of keys");
    return;
  }

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonNode *row = json_array_get_element (rows, i);

    if (JSON_NODE_HOLDS_OBJECT (row))
      take_row (listing, json_node_get_object (row));
  }

  if (json_array_get_length (rows) > 0 && listing->page < n_pages)
    read_next_page (client, task);
  else
    g_task_return_pointer (task, g_ptr_array_ref (listing->keys),
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
  Listing *listing = g_new0 (Listing, 1);

  listing->user_id = g_strdup (user_id);
  listing->keys = g_ptr_array_new_with_free_func (g_object_unref);
  listing->key_ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_task_set_source_tag (task, orch_key_service_list_of_user_async);
  g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);

  read_next_page (self->client, task);
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
