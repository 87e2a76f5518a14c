#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/key-alias.h"

#define ENOUGH_KEYS 2 /* the key itself, and one that stands in its way */

/* Whether one of the listed key IDs is another key's. */
static gboolean
is_taken (JsonArray *key_ids, const char *own_key_id)
{
  for (guint i = 0; i < json_array_get_length (key_ids); i++) {
    JsonNode *key_id = json_array_get_element (key_ids, i);

    if (json_node_get_value_type (key_id) == G_TYPE_STRING
        && g_strcmp0 (json_node_get_string (key_id), own_key_id) != 0)
      return TRUE;
  }

  return FALSE;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  JsonArray *key_ids = orch_json_get_array (orch_json_get_root (reply), "keys");

  /* Who may not look still may write: the proxy itself looks then. */
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED)
      || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_KEY_ROUTES))
    g_task_return_boolean (task, TRUE);
  else if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (key_ids == NULL)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "/key/list did not answer with a list of keys");
  else if (is_taken (key_ids, g_task_get_task_data (task)))
    g_task_return_error (task,
                         orch_error_new_exists ("key_alias", "Another key has this alias already"));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * orch_key_alias_check_async:
 * @client: the transport
 * @alias: an alias
 * @own_key_id: (nullable): the key that is to have it, if there is one already
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks whether an alias is free: GET /key/list with the exact alias. The proxy looks too, but lets
 * two requests at the same moment through, and then there are two keys of one alias (contract §3).
 */
void
orch_key_alias_check_async (OrchClient *client, const char *alias, const char *own_key_id,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "list", NULL);

  g_assert (alias != NULL);

  g_task_set_source_tag (task, orch_key_alias_check_async);
  g_task_set_task_data (task, g_strdup (own_key_id), g_free);
  orch_request_add_query (request, "key_alias", alias);
  orch_request_add_query_int (request, "page", 1);
  orch_request_add_query_int (request, "size", ENOUGH_KEYS);
  orch_client_send_async (client, request, cancellable, listed_cb, g_steal_pointer (&task));
}

/**
 * orch_key_alias_check_finish:
 * @client: the transport
 * @result: the result
 * @error: return location; %ORCH_ERROR_EXISTS, with the field, if another key has the alias
 *
 * Returns: %TRUE if the alias is free as far as the signed-in user can see, else %FALSE with @error
 *   set
 */
gboolean
orch_key_alias_check_finish (OrchClient *client, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, client));
  g_assert (g_async_result_is_tagged (result, orch_key_alias_check_async));

  return g_task_propagate_boolean (G_TASK (result), error);
}
