#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_BLOCK_KEYS_DIALOG (orch_block_keys_dialog_get_type ())

/**
 * OrchBlockKeysDialog:
 *
 * Shows all keys of a user, asks whether to block them, does it, and keeps the outcome of each in
 * view. It can be stopped, and what failed can be tried again.
 */
G_DECLARE_FINAL_TYPE (OrchBlockKeysDialog, orch_block_keys_dialog, ORCH, BLOCK_KEYS_DIALOG,
                      AdwWindow)

GtkWindow *orch_block_keys_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user);

G_END_DECLS
