#pragma once

#include "core/lists/paged-list.h"

G_BEGIN_DECLS

#define ORCH_TYPE_QUERY_LIST (orch_query_list_get_type ())

/**
 * OrchQueryList:
 *
 * A paged list of what matches a query. Most orders of the server are not safe to page over
 * (contract §6.2): under those, as many items as one reply holds are loaded at once and sorted
 * here, if that is all of them.
 */
G_DECLARE_DERIVABLE_TYPE (OrchQueryList, orch_query_list, ORCH, QUERY_LIST, OrchPagedList)

/**
 * OrchQueryListClass:
 * @page_size: items on each page, 1 to 100
 * @is_safe_order: whether the query's order is safe to page over
 * @read_page_finish: as `load_page_finish` of #OrchPagedListClass, which this class takes over
 * @compare: compares two items as the query's order says, the way the server does it
 *
 * Subclasses have `load_page_async`, `get_item_id` and `update_item`, too.
 */
struct _OrchQueryListClass {
  OrchPagedListClass parent_class;

  guint page_size;
  gboolean (*is_safe_order) (OrchQueryList *self);
  GPtrArray *(*read_page_finish) (OrchQueryList *self, GAsyncResult *result, guint *total,
                                  GError **error);
  int (*compare) (OrchQueryList *self, gpointer a, gpointer b);
};

void orch_query_list_query_changed (OrchQueryList *self, gboolean same_items);

/* For `compare`: what has no value comes last. */
int orch_query_list_compare_texts (const char *a, const char *b);
int orch_query_list_compare_times (GDateTime *a, GDateTime *b);
int orch_query_list_compare_numbers (double a, double b);

G_END_DECLS
