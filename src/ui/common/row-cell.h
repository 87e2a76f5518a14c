#pragma once

#include "core/lists/paged-row.h"
#include "ui/common/text-cell.h"

G_BEGIN_DECLS

/**
 * OrchRowCellShow:
 * @cell: the cell
 * @item: (nullable): what to show, %NULL while it is loading
 * @data: (nullable): what the cell was made with
 *
 * Says what a cell shows of a row's item.
 */
typedef void (*OrchRowCellShow) (OrchTextCell *cell, gpointer item, gconstpointer data);

#define ORCH_TYPE_ROW_CELL (orch_row_cell_get_type ())

/**
 * OrchRowCell:
 *
 * One cell of the table of an OrchPagedList. It shows its row again when the row's page has come,
 * and when the row's item, whatever its type, emits `changed`.
 */
G_DECLARE_FINAL_TYPE (OrchRowCell, orch_row_cell, ORCH, ROW_CELL, OrchTextCell)

OrchRowCell *orch_row_cell_new (OrchRowCellShow show, gconstpointer data);

void orch_row_cell_set_row (OrchRowCell *self, OrchPagedRow *row);

G_END_DECLS
