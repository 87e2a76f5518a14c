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

OrchPagedRow *orch_paged_row_new (gpointer item);
gpointer orch_paged_row_get_item (OrchPagedRow *self);
void orch_paged_row_set_item (OrchPagedRow *self, gpointer item);

G_END_DECLS
