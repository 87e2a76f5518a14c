#pragma once

#include "core/services/session.h"
#include "ui/common/update-dialog.h"

G_BEGIN_DECLS

#define ORCH_TYPE_UPDATE_KEY_DIALOG (orch_update_key_dialog_get_type ())

/**
 * OrchUpdateKeyDialog:
 *
 * Edits one API key, and saves what was changed.
 */
G_DECLARE_FINAL_TYPE (OrchUpdateKeyDialog, orch_update_key_dialog, ORCH, UPDATE_KEY_DIALOG,
                      OrchUpdateDialog)

GtkWindow *orch_update_key_dialog_new (GtkWindow *parent, OrchSession *session, OrchKey *key);

G_END_DECLS
