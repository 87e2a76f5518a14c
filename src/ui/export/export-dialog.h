#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_EXPORT_DIALOG (orch_export_dialog_get_type ())

/**
 * OrchExportDialog:
 *
 * Writes a list as it is filtered into a CSV file, and shows how far it is. The file is there when
 * all of it is, or not at all; one that was there before stays until then.
 */
G_DECLARE_FINAL_TYPE (OrchExportDialog, orch_export_dialog, ORCH, EXPORT_DIALOG, AdwWindow)

GtkWindow *orch_export_dialog_new (GtkWindow *parent, OrchSession *session, OrchPage page,
                                   GFile *file);

G_END_DECLS
