#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_SECRET_ROW (orch_secret_row_get_type ())

/**
 * OrchSecretRow:
 *
 * A secret, masked until the person wants to see it, and again when the screen is locked. It can
 * be copied for a while (see orch_secret_clipboard_copy()), masked or not, and in no other way.
 */
G_DECLARE_FINAL_TYPE (OrchSecretRow, orch_secret_row, ORCH, SECRET_ROW, AdwPreferencesRow)

void orch_secret_row_set_secret (OrchSecretRow *self, const char *secret);

G_END_DECLS
