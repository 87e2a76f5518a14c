#pragma once

#include "core/model/field.h"

G_BEGIN_DECLS

/**
 * OrchKeyField:
 *
 * The editable fields of an API key, in the order of the table.
 */
typedef enum {
  ORCH_KEY_ALIAS,
  ORCH_KEY_MAX_BUDGET,
  ORCH_KEY_SOFT_BUDGET,
  ORCH_KEY_BUDGET_DURATION,
  ORCH_KEY_BUDGET_LIMITS, /* budget windows */
  ORCH_KEY_SPEND,
  ORCH_KEY_TPM_LIMIT,
  ORCH_KEY_RPM_LIMIT,
  ORCH_KEY_MAX_PARALLEL_REQUESTS,
  ORCH_KEY_MODELS,
  ORCH_KEY_MODEL_TPM_LIMIT,
  ORCH_KEY_MODEL_RPM_LIMIT,
  ORCH_KEY_ALLOWED_ROUTES,
  ORCH_KEY_EXPIRES,
  ORCH_KEY_BLOCKED,
  ORCH_KEY_AUTO_ROTATE,
  ORCH_KEY_ROTATION_INTERVAL,
  ORCH_KEY_METADATA, /* without what other fields and the Enterprise edition keep there */
  ORCH_KEY_N_FIELDS,
} OrchKeyField;

const OrchField *orch_key_field (OrchKeyField index);
gboolean orch_key_metadata_may_be_written (const char *name, gboolean is_admin);

G_END_DECLS
