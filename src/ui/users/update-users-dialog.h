#pragma once

#include "core/services/session.h"
#include "ui/common/edit-dialog.h"

G_BEGIN_DECLS

#define ORCH_TYPE_UPDATE_USERS_DIALOG (orch_update_users_dialog_get_type ())

/**
 * OrchUpdateUsersDialog:
 *
 * Asks what several users are to get, and who they are where they were not chosen before. An
 * #OrchUserJobDialog in front of it shows what would become of whom, and saves it. Emits
 * `OrchUpdateUsersDialog::saved` each time something was saved.
 */
G_DECLARE_FINAL_TYPE (OrchUpdateUsersDialog, orch_update_users_dialog, ORCH, UPDATE_USERS_DIALOG,
                      OrchEditDialog)

GtkWindow *orch_update_users_dialog_new (GtkWindow *parent, OrchSession *session,
                                         const char *const *user_ids);

G_END_DECLS
