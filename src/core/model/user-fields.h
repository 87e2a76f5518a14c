#pragma once

#include "core/model/field.h"

G_BEGIN_DECLS

/**
 * OrchUserField:
 *
 * The editable fields of a user, in the order of the table.
 */
typedef enum {
  ORCH_USER_ALIAS,
  ORCH_USER_EMAIL,
  ORCH_USER_ROLE,
  ORCH_USER_MAX_BUDGET,
  ORCH_USER_BUDGET_DURATION,
  ORCH_USER_SPEND,
  ORCH_USER_TPM_LIMIT,
  ORCH_USER_RPM_LIMIT,
  ORCH_USER_MODELS,
  ORCH_USER_METADATA,
  ORCH_USER_N_FIELDS,
} OrchUserField;

const OrchField *orch_user_field (OrchUserField index);
const OrchField *orch_user_id_field (void);

G_END_DECLS
