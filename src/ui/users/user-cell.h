#pragma once

#include <adwaita.h>

#include "core/lists/paged-row.h"
#include "core/model/user.h"

G_BEGIN_DECLS

/**
 * OrchUserCellShow:
 * @child: the widget that the cell was made with
 * @user: (nullable): the user to show, %NULL while it is loading
 * @data: what the cell was made with
 *
 * Shows a user in a cell.
 */
typedef void (*OrchUserCellShow) (GtkWidget *child, OrchUser *user, gconstpointer data);

#define ORCH_TYPE_USER_CELL (orch_user_cell_get_type ())

/**
 * OrchUserCell:
 *
 * One cell of the table of users. It shows its row again when the row's page has come and when the
 * user changes.
 */
G_DECLARE_FINAL_TYPE (OrchUserCell, orch_user_cell, ORCH, USER_CELL, AdwBin)

OrchUserCell *orch_user_cell_new (GtkWidget *child, OrchUserCellShow show, gconstpointer data);

void orch_user_cell_set_row (OrchUserCell *self, OrchPagedRow *row);

G_END_DECLS
