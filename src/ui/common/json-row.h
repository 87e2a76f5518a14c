#pragma once

#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_JSON_ROW (orch_json_row_get_type ())

/**
 * OrchJsonRow:
 *
 * Edits a field as the text of a JSON object, in several lines.
 */
G_DECLARE_FINAL_TYPE (OrchJsonRow, orch_json_row, ORCH, JSON_ROW, OrchFieldRow)

G_END_DECLS
