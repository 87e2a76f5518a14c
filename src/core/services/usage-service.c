#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/usage-service.h"

/* The data of a task. */
typedef struct {
  GDate first;
  GDate last;
} Range;

static void
add_date (OrchRequest *request, const char *name, const GDate *date)
{
  char text[16];

  g_date_strftime (text, sizeof text, ORCH_USAGE_DATE_FORMAT, date);
  orch_request_add_query (request, name, text);
}

static void
usage_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  const Range *range = g_task_get_task_data (task);
  OrchUsage *usage;

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  usage = orch_usage_new_from_json (orch_json_get_root (reply), &range->first, &range->last);
  if (usage == NULL)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                             "The daily activity came without days or totals");
  else
    g_task_return_pointer (task, usage, (GDestroyNotify) orch_usage_free);
}

/**
 * orch_usage_service_read_async:
 * @client: the transport
 * @query: which use; orch_usage_access_check() allows it
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads what was used: GET /user/daily/activity/aggregated (contract §9). What was spent gets there
 * some seconds late.
 */
void
orch_usage_service_read_async (OrchClient *client, const OrchUsageQuery *query,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ORCH_IS_CLIENT (client));
  g_return_if_fail (query != NULL);
  g_return_if_fail (g_date_valid (&query->first) && g_date_valid (&query->last));
  g_return_if_fail (g_date_compare (&query->first, &query->last) <= 0);

  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request =
      orch_request_new_get ("user", "daily", "activity", "aggregated", NULL);
  Range *range = g_new0 (Range, 1);

  range->first = query->first;
  range->last = query->last;
  g_task_set_source_tag (task, orch_usage_service_read_async);
  g_task_set_task_data (task, range, g_free);

  add_date (request, "start_date", &query->first);
  add_date (request, "end_date", &query->last);
  if (query->user_id != NULL)
    orch_request_add_query (request, "user_id", query->user_id);
  if (query->key_id != NULL)
    orch_request_add_query (request, "api_key", query->key_id);
  orch_request_add_query_int (request, "api_key_limit", ORCH_USAGE_MAX_KEYS);
  orch_client_send_async (client, request, cancellable, usage_read_cb, g_steal_pointer (&task));
}

/**
 * orch_usage_service_read_finish:
 * @client: the transport
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_PERMITTED if the signed-in user may not see it
 *
 * Returns: (transfer full): what was used, or %NULL with @error set
 */
OrchUsage *
orch_usage_service_read_finish (OrchClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_usage_service_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
