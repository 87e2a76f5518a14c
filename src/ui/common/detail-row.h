#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_DETAIL_ROW (orch_detail_row_get_type ())

/**
 * OrchDetailRow:
 *
 * A fact in a list: its title above its text, which can be selected and is never cut. With the
 * property `copy-tooltip` it has a button that copies the text.
 */
G_DECLARE_FINAL_TYPE (OrchDetailRow, orch_detail_row, ORCH, DETAIL_ROW, AdwPreferencesRow)

void orch_detail_row_set_text (OrchDetailRow *self, const char *text);

G_END_DECLS
