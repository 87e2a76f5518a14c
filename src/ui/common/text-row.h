#pragma once

#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_TEXT_ROW (orch_text_row_get_type ())

/**
 * OrchTextRow:
 *
 * Edits a field as a line of text. Where it has an `unset-title`, a switch of that name says that
 * there is no value ("Unlimited budget"): unset, zero and empty are different things.
 *
 * Properties: `unset-title` (string), `suggestions` (GMenuModel, with the action `row.suggest`),
 * `suffix` (GtkWidget): what stands at the end of the line.
 */
G_DECLARE_DERIVABLE_TYPE (OrchTextRow, orch_text_row, ORCH, TEXT_ROW, OrchFieldRow)

struct _OrchTextRowClass {
  OrchFieldRowClass parent_class;
};

void orch_text_row_limit_unset (OrchTextRow *self, gboolean can_unset, const char *note);

G_END_DECLS
