#include "config.h"

#include "core/model/user-fields.h"

/* The proxy would store 1e300; this leaves room for the decimals of a double. */
#define MAXIMUM_USD 1e12

/* Whole numbers above 2^53 come back rounded from the proxy. */
#define MAXIMUM_RATE 9007199254740992.0

static const OrchField user_fields[] = {
  [ORCH_USER_ALIAS] = {
    .name = "user_alias",
    .kind = ORCH_FIELD_TEXT,
    .clear = ORCH_CLEAR_EMPTY_TEXT,
  },
  [ORCH_USER_EMAIL] = {
    .name = "user_email",
    .kind = ORCH_FIELD_EMAIL,
    .clear = ORCH_CLEAR_EMPTY_TEXT,
  },
  [ORCH_USER_ROLE] = {
    .name = "user_role",
    .kind = ORCH_FIELD_ROLE,
    .clear = ORCH_CLEAR_NEVER,
    .admin_only = TRUE,
  },
  [ORCH_USER_MAX_BUDGET] = {
    .name = "max_budget",
    .kind = ORCH_FIELD_MONEY,
    .clear = ORCH_CLEAR_NULL,
    .clear_needs = ORCH_FEATURE_CLEAR_MAX_BUDGET,
    .maximum = MAXIMUM_USD,
  },
  [ORCH_USER_BUDGET_DURATION] = {
    .name = "budget_duration",
    .kind = ORCH_FIELD_DURATION,
    .clear = ORCH_CLEAR_NULL,
    .clear_needs = ORCH_FEATURE_CLEAR_BUDGET_DURATION,
    .side_effects = { "budget_reset_at" },
  },
  [ORCH_USER_SPEND] = {
    .name = "spend",
    .kind = ORCH_FIELD_MONEY,
    .clear = ORCH_CLEAR_NEVER,
    .maximum = MAXIMUM_USD,
    .moves_by_itself = TRUE,
  },
  [ORCH_USER_TPM_LIMIT] = {
    .name = "tpm_limit",
    .kind = ORCH_FIELD_RATE,
    .clear = ORCH_CLEAR_NULL,
    .clear_needs = ORCH_FEATURE_CLEAR_RATE_LIMITS,
    .maximum = MAXIMUM_RATE,
  },
  [ORCH_USER_RPM_LIMIT] = {
    .name = "rpm_limit",
    .kind = ORCH_FIELD_RATE,
    .clear = ORCH_CLEAR_NULL,
    .clear_needs = ORCH_FEATURE_CLEAR_RATE_LIMITS,
    .maximum = MAXIMUM_RATE,
  },
  [ORCH_USER_MODELS] = {
    .name = "models",
    .kind = ORCH_FIELD_NAMES,
    .clear = ORCH_CLEAR_NEVER,
  },
  [ORCH_USER_METADATA] = {
    .name = "metadata",
    .kind = ORCH_FIELD_JSON,
    .clear = ORCH_CLEAR_NEVER,
  },
};

/* Not editable, but chosen for a new user. */
static const OrchField user_id_field = {
  .name = "user_id",
  .kind = ORCH_FIELD_TEXT,
  .clear = ORCH_CLEAR_EMPTY_TEXT,
};

G_STATIC_ASSERT (G_N_ELEMENTS (user_fields) == ORCH_USER_N_FIELDS);

/**
 * orch_user_field:
 * @index: which field
 *
 * Gets a row of the table of a user's editable fields (POST /user/update, contract §1).
 *
 * Returns: (transfer none): the field
 */
const OrchField *
orch_user_field (OrchUserField index)
{
  g_return_val_if_fail (index < ORCH_USER_N_FIELDS, NULL);

  return &user_fields[index];
}

/**
 * orch_user_id_field:
 *
 * Gets the user ID as a field of a new user (POST /user/new, contract §5), where unset means that
 * the proxy makes one. No user's ID can be edited later.
 *
 * Returns: (transfer none): the field
 */
const OrchField *
orch_user_id_field (void)
{
  return &user_id_field;
}
