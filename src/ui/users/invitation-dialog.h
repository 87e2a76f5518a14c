#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_INVITATION_DIALOG (orch_invitation_dialog_get_type ())

/**
 * OrchInvitationDialog:
 *
 * Makes an invitation for a user and shows its link, or why there is none.
 */
G_DECLARE_FINAL_TYPE (OrchInvitationDialog, orch_invitation_dialog, ORCH, INVITATION_DIALOG,
                      AdwWindow)

GtkWindow *orch_invitation_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user);

G_END_DECLS
