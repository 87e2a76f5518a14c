#pragma once

#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_SWITCH_ROW (orch_switch_row_get_type ())

/**
 * OrchSwitchRow:
 *
 * Edits a field of the kind %ORCH_FIELD_SWITCH, where off is the same as unset.
 */
G_DECLARE_FINAL_TYPE (OrchSwitchRow, orch_switch_row, ORCH, SWITCH_ROW, OrchFieldRow)

gboolean orch_switch_row_is_on (OrchSwitchRow *self);

G_END_DECLS
