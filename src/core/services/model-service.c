#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/model-service.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Sorted, and each once: a model that several providers serve is told several times. */
static char **
read_names (JsonArray *models)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (models); i++) {
    const char *name =
        orch_json_get_string (orch_json_get_root (json_array_get_element (models, i)), "id");

    if (name != NULL)
      g_ptr_array_add (names, (gpointer) name);
  }

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (i == 0 || !g_str_equal (names->pdata[i - 1], names->pdata[i]))
      g_strv_builder_add (builder, names->pdata[i]);

  return g_strv_builder_end (builder);
}

static void
models_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  JsonArray *models = orch_json_get_array (orch_json_get_root (reply), "data");

  if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (models == NULL)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "/models did not answer with a list of models");
  else
    g_task_return_pointer (task, read_names (models), (GDestroyNotify) g_strfreev);
}

/**
 * orch_model_service_list_async:
 * @client: the transport
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads which models the connection's key may call: GET /models (contract §9).
 */
void
orch_model_service_list_async (OrchClient *client, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_CLIENT (client));

  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request = orch_request_new_get ("models", NULL);

  g_task_set_source_tag (task, orch_model_service_list_async);
  orch_client_send_async (client, request, cancellable, models_read_cb, g_steal_pointer (&task));
}

/**
 * orch_model_service_list_finish:
 * @client: the transport
 * @result: the result
 * @error: return location; %ORCH_ERROR_KEY_ROUTES for a key for management,
 *   %ORCH_ERROR_BUDGET_EXCEEDED if the key's budget is spent
 *
 * Returns: (transfer full): the names, sorted, or %NULL with @error set
 */
char **
orch_model_service_list_finish (OrchClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_model_service_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
