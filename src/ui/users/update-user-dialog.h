#pragma once

#include "core/services/session.h"
#include "ui/common/update-dialog.h"

G_BEGIN_DECLS

#define ORCH_TYPE_UPDATE_USER_DIALOG (orch_update_user_dialog_get_type ())

/**
 * OrchUpdateUserDialog:
 *
 * Edits one user, and saves what was changed.
 */
G_DECLARE_FINAL_TYPE (OrchUpdateUserDialog, orch_update_user_dialog, ORCH, UPDATE_USER_DIALOG,
                      OrchUpdateDialog)

GtkWindow *orch_update_user_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user);

G_END_DECLS
