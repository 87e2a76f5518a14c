#pragma once

#include "ui/common/text-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_DURATION_ROW (orch_duration_row_get_type ())

/**
 * OrchDurationRow:
 *
 * Edits a field of the kind %ORCH_FIELD_DURATION, with usual durations as suggestions.
 */
G_DECLARE_FINAL_TYPE (OrchDurationRow, orch_duration_row, ORCH, DURATION_ROW, OrchTextRow)

G_END_DECLS
