#pragma once

#include "ui/common/text-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_EXPIRY_ROW (orch_expiry_row_get_type ())

/**
 * OrchExpiryRow:
 *
 * Edits a field of the kind %ORCH_FIELD_EXPIRY as text, with a calendar and with usual times from
 * now on beside it.
 */
G_DECLARE_FINAL_TYPE (OrchExpiryRow, orch_expiry_row, ORCH, EXPIRY_ROW, OrchTextRow)

G_END_DECLS
