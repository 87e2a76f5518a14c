#pragma once

#include "core/services/session.h"
#include "ui/common/edit-dialog.h"

G_BEGIN_DECLS

#define ORCH_TYPE_NEW_USER_DIALOG (orch_new_user_dialog_get_type ())

/**
 * OrchNewUserDialog:
 *
 * Asks what a new user begins with, and creates them. Emits `OrchNewUserDialog::created` (the user,
 * a message for a toast, whether an invitation is wanted) once the server has answered.
 */
G_DECLARE_FINAL_TYPE (OrchNewUserDialog, orch_new_user_dialog, ORCH, NEW_USER_DIALOG,
                      OrchEditDialog)

GtkWindow *orch_new_user_dialog_new (GtkWindow *parent, OrchSession *session);

G_END_DECLS
