#pragma once

#include <adwaita.h>

#include "core/model/key-material.h"

G_BEGIN_DECLS

#define ORCH_TYPE_SECRET_DIALOG (orch_secret_dialog_get_type ())

/**
 * OrchSecretDialog:
 *
 * Shows the secret of a new key, once. Until the person says that they have saved it, neither this
 * window nor the main window nor the program can be closed. Emits `OrchSecretDialog::saved`, or
 * `OrchSecretDialog::cancelled` where no key has it yet.
 */
G_DECLARE_FINAL_TYPE (OrchSecretDialog, orch_secret_dialog, ORCH, SECRET_DIALOG, AdwWindow)

void orch_secret_dialog_set_description (OrchSecretDialog *self, const char *description);
void orch_secret_dialog_offer_cancel (OrchSecretDialog *self);
GtkWindow *orch_secret_dialog_new (GtkWindow *parent, const char *base_url,
                                   const OrchKeyMaterial *material);

G_END_DECLS
