#pragma once

#include "core/lists/paged-row.h"
#include "core/model/user.h"
#include "ui/common/text-cell.h"

G_BEGIN_DECLS

/**
 * OrchUserCellShow:
 * @cell: the cell
 * @user: (nullable): the user to show, %NULL while it is loading
 * @data: what the cell was made with
 *
 * Says what a cell shows of a user.
 */
typedef void (*OrchUserCellShow) (OrchTextCell *cell, OrchUser *user, gconstpointer data);

#define ORCH_TYPE_USER_CELL (orch_user_cell_get_type ())

/**
 * OrchUserCell:
 *
 * One cell of the table of users. It shows its row again when the row's page has come and when the
 * user changes.
 */
G_DECLARE_FINAL_TYPE (OrchUserCell, orch_user_cell, ORCH, USER_CELL, OrchTextCell)

OrchUserCell *orch_user_cell_new (OrchUserCellShow show, gconstpointer data);

void orch_user_cell_set_row (OrchUserCell *self, OrchPagedRow *row);

G_END_DECLS
