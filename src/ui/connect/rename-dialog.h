#pragma once

#include <adwaita.h>

#include "secrets/connections.h"

G_BEGIN_DECLS

#define ORCH_TYPE_RENAME_DIALOG (orch_rename_dialog_get_type ())

/**
 * OrchRenameDialog:
 *
 * Asks for another name of a connection, and gives it.
 */
G_DECLARE_FINAL_TYPE (OrchRenameDialog, orch_rename_dialog, ORCH, RENAME_DIALOG, AdwMessageDialog)

GtkWindow *orch_rename_dialog_new (GtkWindow *parent, OrchConnections *connections,
                                   OrchConnection *connection);

G_END_DECLS
