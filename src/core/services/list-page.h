#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OrchListPage:
 * @items: (owned) (element-type GObject): the records of the page
 * @total: how many match the query
 *
 * One page of a list of the proxy: what a task that reads it returns.
 */
typedef struct {
  GPtrArray *items;
  guint total;
} OrchListPage;

/* Makes a record of @row; %NULL if it is none. */
typedef gpointer (*OrchReadRow) (JsonObject *row, gint64 asked_at);
/* Whether @item is one of those that were asked for. */
typedef gboolean (*OrchMatchItem) (gpointer item, gconstpointer query);

OrchListPage *orch_list_page_new (JsonNode *reply, const char *items_name, const char *total_name,
                                  OrchReadRow read_row, gint64 asked_at);
void orch_list_page_free (OrchListPage *self);

void orch_list_page_filter (OrchListPage *self, OrchMatchItem match, gconstpointer query);
GPtrArray *orch_list_page_finish (GTask *task, guint *total, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchListPage, orch_list_page_free)

G_END_DECLS
