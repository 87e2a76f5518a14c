#pragma once

#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_ROLE_ROW (orch_role_row_get_type ())

/**
 * OrchRoleRow:
 *
 * Edits a role as a choice from LiteLLM's roles. No role, or one that this program does not know,
 * can be chosen only where the user has it already.
 */
G_DECLARE_FINAL_TYPE (OrchRoleRow, orch_role_row, ORCH, ROLE_ROW, OrchFieldRow)

G_END_DECLS
