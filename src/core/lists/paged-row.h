#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ORCH_TYPE_PAGED_ROW (orch_paged_row_get_type ())

/**
 * OrchPagedRow:
 *
 * One position of an OrchPagedList. Its `item` is %NULL until the page was loaded, and then fills
 * in place (`notify::item`).
 */
G_DECLARE_FINAL_TYPE (OrchPagedRow, orch_paged_row, ORCH, PAGED_ROW, GObject)

/**
 * OrchPagedRowChanged:
 * @watcher: what orch_paged_row_watch() was told
 *
 * Hears that a row holds another item, or that its item has changed.
 */
typedef void (*OrchPagedRowChanged) (gpointer watcher);

OrchPagedRow *orch_paged_row_new (gpointer item);
gpointer orch_paged_row_get_item (OrchPagedRow *self);
void orch_paged_row_set_item (OrchPagedRow *self, gpointer item);
void orch_paged_row_watch (OrchPagedRow *self, OrchPagedRowChanged changed, gpointer watcher);
void orch_paged_row_unwatch (OrchPagedRow *self, gpointer watcher);

G_END_DECLS
