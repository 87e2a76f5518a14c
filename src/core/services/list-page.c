#include "config.h"

#include "core/client/json.h"

#include "core/services/list-page.h"

/**
 * orch_list_page_new:
 * @reply: what the proxy answered
 * @items_name: the member that holds the rows
 * @total_name: the member that holds the total
 * @read_row: makes a record of a row
 * @asked_at: when the page was asked for, in microseconds of g_get_monotonic_time()
 *
 * Returns: (transfer full) (nullable): the page, %NULL if @reply is none
 */
OrchListPage *
orch_list_page_new (JsonNode *reply, const char *items_name, const char *total_name,
                    OrchReadRow read_row, gint64 asked_at)
{
  JsonObject *object = orch_json_get_root (reply);
  JsonArray *rows = orch_json_get_array (object, items_name);
  gint64 total;

  if (rows == NULL || !orch_json_get_int (object, total_name, &total))
    return NULL;

  OrchListPage *self = g_new0 (OrchListPage, 1);
  guint n_rows = json_array_get_length (rows);

  self->total = CLAMP (total, 0, G_MAXINT);
  self->items = g_ptr_array_new_full (n_rows, g_object_unref);
  for (guint i = 0; i < n_rows; i++) {
    JsonObject *row = orch_json_get_root (json_array_get_element (rows, i));
    gpointer item = row != NULL ? read_row (row, asked_at) : NULL;

    if (item != NULL)
      g_ptr_array_add (self->items, item);
  }

  return self;
}

/**
 * orch_list_page_free:
 * @self: (transfer full): a page
 *
 * Frees it.
 */
void
orch_list_page_free (OrchListPage *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

/**
 * orch_list_page_filter:
 * @self: a page
 * @match: says which records were asked for
 * @query: for @match
 *
 * Drops what the proxy lists although it was not asked for. Where the page holds all that there is,
 * the total is then true, too.
 */
void
orch_list_page_filter (OrchListPage *self, OrchMatchItem match, gconstpointer query)
{
  gboolean is_whole = self->items->len == self->total;

  for (guint i = self->items->len; i > 0; i--)
    if (!match (self->items->pdata[i - 1], query))
      g_ptr_array_remove_index (self->items, i - 1);
  if (is_whole)
    self->total = self->items->len;
}

/**
 * orch_list_page_finish:
 * @task: a task that returned an #OrchListPage
 * @total: (out) (optional): how many match the query
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the records, or %NULL with @error set
 */
GPtrArray *
orch_list_page_finish (GTask *task, guint *total, GError **error)
{
  g_autoptr (OrchListPage) page = g_task_propagate_pointer (task, error);

  if (page == NULL)
    return NULL;

  if (total != NULL)
    *total = page->total;

  return g_steal_pointer (&page->items);
}
