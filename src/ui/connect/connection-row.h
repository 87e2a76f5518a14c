#pragma once

#include <adwaita.h>

#include "secrets/connection.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECTION_ROW (orch_connection_row_get_type ())

/**
 * OrchConnectionRow:
 *
 * A connection in the list of the connect page. It activates `win.open-connection`, and has a menu
 * with `win.rename-connection` and `win.remove-connection`, each with the connection's ID.
 */
G_DECLARE_FINAL_TYPE (OrchConnectionRow, orch_connection_row, ORCH, CONNECTION_ROW, AdwActionRow)

GtkWidget *orch_connection_row_new (OrchConnection *connection);

G_END_DECLS
