#pragma once

#include <gio/gio.h>

#include "core/lists/paged-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_PAGED_LIST (orch_paged_list_get_type ())

/**
 * OrchListState:
 * @ORCH_LIST_LOADING: the first page is on its way; rows of the last query may still be there
 * @ORCH_LIST_READY: the first page is there
 * @ORCH_LIST_FAILED: the first page, or the last page asked for, could not be loaded; rows that
 * were there stay
 */
typedef enum {
  ORCH_LIST_LOADING,
  ORCH_LIST_READY,
  ORCH_LIST_FAILED,
} OrchListState;

/**
 * OrchPagedList:
 *
 * A GListModel of OrchPagedRow that loads pages on demand. `get_item ()` never starts a request
 * (GTK binds some 200 rows of any long list): the view says which rows can be seen, and pages load
 * for those, one at a time, after the scroll has settled. The list publishes the rows of the first
 * page, and all of them from orch_paged_list_grow() on.
 *
 * Rows are held weakly, at most 16 pages of items are kept, and an item that somebody still holds
 * is updated in place when its ID is loaded again: one ID is one object for life.
 *
 * Properties: `state` (OrchListState), `n-left-out` (guint), `total` (guint).
 */
G_DECLARE_DERIVABLE_TYPE (OrchPagedList, orch_paged_list, ORCH, PAGED_LIST, GObject)

/**
 * OrchPagedListClass:
 * @load_page_async: loads page @page (from 1) of @page_size items
 * @load_page_finish: returns the items (transfer full, GObjects) and the total of the query
 * @get_item_id: the unique ID of an item, to leave duplicates out
 * @update_item: takes @fresh over into @existing, which has the same ID
 */
struct _OrchPagedListClass {
  GObjectClass parent_class;

  void (*load_page_async) (OrchPagedList *self, guint page, guint page_size,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
  GPtrArray *(*load_page_finish) (OrchPagedList *self, GAsyncResult *result, guint *total,
                                  GError **error);
  const char *(*get_item_id) (OrchPagedList *self, gpointer item);
  void (*update_item) (OrchPagedList *self, gpointer existing, gpointer fresh);
};

void orch_paged_list_set_page_size (OrchPagedList *self, guint page_size);
void orch_paged_list_set_settle_time (OrchPagedList *self, guint milliseconds);

void orch_paged_list_reload (OrchPagedList *self);
void orch_paged_list_restart (OrchPagedList *self);
void orch_paged_list_await_query (OrchPagedList *self);
void orch_paged_list_keep_query (OrchPagedList *self);
void orch_paged_list_reserve (OrchPagedList *self);
void orch_paged_list_retry (OrchPagedList *self);
void orch_paged_list_stop (OrchPagedList *self);
void orch_paged_list_grow (OrchPagedList *self);
void orch_paged_list_adopt (OrchPagedList *self, gpointer item);
void orch_paged_list_tell_changed (OrchPagedList *self);
gpointer orch_paged_list_find (OrchPagedList *self, const char *id);
void orch_paged_list_set_visible (OrchPagedList *self, guint first, guint last);

OrchListState orch_paged_list_get_state (OrchPagedList *self);
const GError *orch_paged_list_get_error (OrchPagedList *self);
GDateTime *orch_paged_list_get_loaded_at (OrchPagedList *self);
guint orch_paged_list_get_page_size (OrchPagedList *self);
guint orch_paged_list_get_total (OrchPagedList *self);
guint orch_paged_list_get_n_left_out (OrchPagedList *self);

G_END_DECLS
