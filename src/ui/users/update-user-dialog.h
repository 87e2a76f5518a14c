#pragma once

#include "core/services/session.h"
#include "ui/common/edit-dialog.h"

G_BEGIN_DECLS

#define ORCH_TYPE_UPDATE_USER_DIALOG (orch_update_user_dialog_get_type ())

/**
 * OrchUpdateUserDialog:
 *
 * Edits a copy of a user and saves what changed. Emits `OrchUpdateUserDialog::saved` (a message
 * for a toast) once the server has answered, after the user was updated in place.
 */
G_DECLARE_FINAL_TYPE (OrchUpdateUserDialog, orch_update_user_dialog, ORCH, UPDATE_USER_DIALOG,
                      OrchEditDialog)

GtkWindow *orch_update_user_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user);

G_END_DECLS
