#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_DIALOG_TITLE (orch_dialog_title_get_type ())

/**
 * OrchDialogTitle:
 *
 * The title of a dialog that has a button at either side of it. Other than an AdwWindowTitle it
 * wraps where the buttons leave little room, as German ones do in a small window.
 */
G_DECLARE_FINAL_TYPE (OrchDialogTitle, orch_dialog_title, ORCH, DIALOG_TITLE, AdwBin)

void orch_dialog_title_set_subtitle (OrchDialogTitle *self, const char *subtitle);

G_END_DECLS
