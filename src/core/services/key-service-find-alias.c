#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-service-private.h"

/* How far the clocks of server and person may be apart. */
#define CLOCK_MARGIN (5 * 60) /* seconds */

/* The data of a task. */
typedef struct {
  char *alias;          /* (owned) */
  char *user_id;        /* (owned) */
  gint64 created_after; /* seconds since the epoch */
} AliasSearch;

static void
alias_search_free (AliasSearch *search)
{
  g_free (search->alias);
  g_free (search->user_id);
  g_free (search);
}

static gboolean
is_wanted (const AliasSearch *search, OrchKey *key)
{
  GDateTime *created_at = orch_key_get_created_at (key);

  return g_strcmp0 (orch_key_get_alias (key), search->alias) == 0
         && g_strcmp0 (orch_key_get_user_id (key), search->user_id) == 0
         && (search->created_after == 0
             || (created_at != NULL
                 && g_date_time_to_unix (created_at) >= search->created_after - CLOCK_MARGIN));
}

/* (transfer full) (nullable) */
static OrchKey *
find_key (const AliasSearch *search, JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = orch_json_get_root (json_array_get_element (rows, i));
    g_autoptr (OrchKey) key =
        orch_json_get_string (row, "token") != NULL ? orch_key_new_from_json (row) : NULL;

    if (key != NULL && is_wanted (search, key))
      return g_steal_pointer (&key);
  }

  return NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  JsonArray *rows = orch_json_get_array (orch_json_get_root (reply), "keys");
  OrchKey *key;

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (rows == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "/key/list did not answer with a list of keys");
    return;
  }

  key = find_key (g_task_get_task_data (task), rows);
  if (key == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "No key has this alias");
    return;
  }

  orch_key_set_asked_at (key, g_get_monotonic_time ());
  g_task_return_pointer (task, key, g_object_unref);
}

/**
 * orch_key_service_find_by_alias_async:
 * @self: a key service
 * @alias: an alias
 * @user_id: whose
 * @created_after: in seconds since the epoch: no key that was there before is meant; 0: any
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds the key of a user with an alias (GET /key/list): of a key whose secret the server has
 * chosen (contract §12.5) and nobody was told, that is all that is known.
 */
void
orch_key_service_find_by_alias_async (OrchKeyService *self, const char *alias, const char *user_id,
                                      gint64 created_after, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (alias != NULL);
  g_return_if_fail (user_id != NULL);

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  AliasSearch *search = g_new0 (AliasSearch, 1);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "list", NULL);

  search->alias = g_strdup (alias);
  search->user_id = g_strdup (user_id);
  search->created_after = created_after;
  g_task_set_source_tag (task, orch_key_service_find_by_alias_async);
  g_task_set_task_data (task, search, (GDestroyNotify) alias_search_free);
  orch_request_add_query (request, "user_id", user_id);
  orch_request_add_query (request, "return_full_object", "true");
  orch_request_add_query (request, "key_alias", alias);
  orch_client_send_async (self->client, request, cancellable, listed_cb, task);
}

/**
 * orch_key_service_find_by_alias_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is none
 *
 * Returns: (transfer full): the key, or %NULL with @error set
 */
OrchKey *
orch_key_service_find_by_alias_finish (OrchKeyService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_find_by_alias_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
