#pragma once

#include <adwaita.h>

#include "ui/connect/connector.h"
#include "ui/keys/handover.h"

G_BEGIN_DECLS

#define ORCH_TYPE_PENDING_DIALOG (orch_pending_dialog_get_type ())

/**
 * OrchPendingDialog:
 *
 * The new keys of a connection that somebody has to decide about. Looks each one up, and closes
 * once nothing is left. Emits `OrchPendingDialog::changed` and `OrchPendingDialog::finished`.
 */
G_DECLARE_FINAL_TYPE (OrchPendingDialog, orch_pending_dialog, ORCH, PENDING_DIALOG, AdwWindow)

GtkWindow *orch_pending_dialog_new (GtkWindow *parent, OrchConnector *connector,
                                    OrchHandover *handover);

G_END_DECLS
