#pragma once

#include "ui/common/edit-dialog.h"
#include "ui/keys/handover.h"

G_BEGIN_DECLS

#define ORCH_TYPE_NEW_KEY_DIALOG (orch_new_key_dialog_get_type ())

/**
 * OrchNewKeyDialog:
 *
 * Asks what a new API key begins with, makes its secret, keeps that, and creates the key. Emits
 * `OrchNewKeyDialog::created` (the key, its material, a message for a toast) once the server has
 * it; whoever opened the dialog then shows the secret, see orch_handover_present().
 */
G_DECLARE_FINAL_TYPE (OrchNewKeyDialog, orch_new_key_dialog, ORCH, NEW_KEY_DIALOG, OrchEditDialog)

GtkWindow *orch_new_key_dialog_new (GtkWindow *parent, OrchHandover *handover, OrchUser *owner);

G_END_DECLS
