#include "config.h"

#include "core/model/key-fields.h"

/* The proxy would store 1e300; this leaves room for the decimals of a double. */
#define MAXIMUM_USD 1e12

/* Whole numbers above 2^53 come back rounded from the proxy. */
#define MAXIMUM_RATE 9007199254740992.0

/* A 32-bit column in the proxy's database. */
#define MAXIMUM_PARALLEL_REQUESTS 2147483647.0

/* What LiteLLM keeps in a key's metadata by itself, each under its own name in requests: the limits
 * of models, which are fields here, settings, and what only the Enterprise edition may set. Writing
 * the latter in metadata would go round the licence (contract §2). */
#define LICENSED_METADATA                                                                          \
  "allowed_passthrough_routes", "denied_passthrough_routes", "disable_global_guardrails",          \
      "guardrails", "logging", "policies", "prompts", "secret_manager_settings", "tags",           \
      "team_member_key_duration"

static const char *const reserved_metadata[] = {
  "model_tpm_limit",
  "model_rpm_limit",

  "model_itpm_limit",
  "model_otpm_limit",
  "mcp_rpm_limit",
  "tag_rpm_limit",
  "tpm_limit_type",
  "rpm_limit_type",
  "default_estimated_output_tokens",
  "default_estimated_output_tokens_per_model",
  "allowed_vector_store_indexes",
  "enable_prompt_caching",
  "end_user_budget_id",
  "enforced_batch_output_expires_after",
  "enforced_file_expires_after",
  "enforced_params",
  "service_account_id",
  "temp_budget_expiry",
  "temp_budget_increase",
  "throttle_on_budget_exceeded",

  LICENSED_METADATA,

  NULL,
};

static const char *const licensed_metadata[] = { LICENSED_METADATA, NULL };

/* What only administrators may set there (contract §2.1). */
static const char *const admins_metadata[] = {
  "default_estimated_output_tokens",
  "default_estimated_output_tokens_per_model",
  "end_user_budget_id",
  "enforced_batch_output_expires_after",
  "enforced_file_expires_after",
  "throttle_on_budget_exceeded",
  NULL,
};

static const OrchField key_fields[] = {
  [ORCH_KEY_ALIAS] = {
    .name = "key_alias",
    .kind = ORCH_FIELD_TEXT,
    .clear = ORCH_CLEAR_NULL,
    .is_path = TRUE,
  },
  [ORCH_KEY_MAX_BUDGET] = {
    .name = "max_budget",
    .kind = ORCH_FIELD_MONEY,
    .clear = ORCH_CLEAR_NULL,
    .maximum = MAXIMUM_USD,
    .admin_only = TRUE,
  },
  [ORCH_KEY_SOFT_BUDGET] = {
    .name = "soft_budget",
    .parent = "litellm_budget_table",
    .parent_id = "budget_id",
    .kind = ORCH_FIELD_MONEY,
    .clear = ORCH_CLEAR_NULL,
    .clear_needs = ORCH_FEATURE_UPDATE_SOFT_BUDGET,
    .update_needs = ORCH_FEATURE_UPDATE_SOFT_BUDGET,
    .maximum = MAXIMUM_USD,
    .admin_only = TRUE,
    .side_effects = { "budget_id" },
  },
  [ORCH_KEY_BUDGET_DURATION] = {
    .name = "budget_duration",
    .kind = ORCH_FIELD_DURATION,
    .clear = ORCH_CLEAR_NULL,
    .clear_needs = ORCH_FEATURE_CLEAR_KEY_BUDGET_DURATION,
    .side_effects = { "budget_reset_at" },
  },
  [ORCH_KEY_BUDGET_LIMITS] = {
    .name = "budget_limits",
    .kind = ORCH_FIELD_WINDOWS,
    .clear = ORCH_CLEAR_EMPTY_LIST,
    .clear_needs = ORCH_FEATURE_BUDGET_LIMITS,
    .update_needs = ORCH_FEATURE_BUDGET_LIMITS,
    .maximum = MAXIMUM_USD,
    .admin_only = TRUE,
  },
  [ORCH_KEY_SPEND] = {
    .name = "spend",
    .kind = ORCH_FIELD_MONEY,
    .clear = ORCH_CLEAR_NEVER,
    .maximum = MAXIMUM_USD,
    .admin_only = TRUE,
    .moves_by_itself = TRUE,
  },
  [ORCH_KEY_TPM_LIMIT] = {
    .name = "tpm_limit",
    .kind = ORCH_FIELD_RATE,
    .clear = ORCH_CLEAR_NULL,
    .maximum = MAXIMUM_RATE,
  },
  [ORCH_KEY_RPM_LIMIT] = {
    .name = "rpm_limit",
    .kind = ORCH_FIELD_RATE,
    .clear = ORCH_CLEAR_NULL,
    .maximum = MAXIMUM_RATE,
  },
  [ORCH_KEY_MAX_PARALLEL_REQUESTS] = {
    .name = "max_parallel_requests",
    .kind = ORCH_FIELD_RATE,
    .clear = ORCH_CLEAR_NULL,
    .maximum = MAXIMUM_PARALLEL_REQUESTS,
  },
  [ORCH_KEY_MODELS] = {
    .name = "models",
    .kind = ORCH_FIELD_NAMES,
    .clear = ORCH_CLEAR_EMPTY_LIST,
  },
  [ORCH_KEY_MODEL_TPM_LIMIT] = {
    .name = "model_tpm_limit",
    .parent = "metadata",
    .kind = ORCH_FIELD_LIMITS,
    .clear = ORCH_CLEAR_METADATA,
    .maximum = MAXIMUM_RATE,
  },
  [ORCH_KEY_MODEL_RPM_LIMIT] = {
    .name = "model_rpm_limit",
    .parent = "metadata",
    .kind = ORCH_FIELD_LIMITS,
    .clear = ORCH_CLEAR_METADATA,
    .maximum = MAXIMUM_RATE,
  },
  [ORCH_KEY_ALLOWED_ROUTES] = {
    .name = "allowed_routes",
    .kind = ORCH_FIELD_NAMES,
    .clear = ORCH_CLEAR_EMPTY_LIST,
    .admin_only = TRUE,
  },
  [ORCH_KEY_EXPIRES] = {
    .name = "expires",
    .write_name = "duration",
    .kind = ORCH_FIELD_EXPIRY,
    .clear = ORCH_CLEAR_MINUS_ONE,
  },
  [ORCH_KEY_BLOCKED] = {
    .name = "blocked",
    .kind = ORCH_FIELD_SWITCH,
    .clear = ORCH_CLEAR_FALSE,
  },
  [ORCH_KEY_AUTO_ROTATE] = {
    .name = "auto_rotate",
    .kind = ORCH_FIELD_SWITCH,
    .clear = ORCH_CLEAR_FALSE,
    .side_effects = { "key_rotation_at" },
  },
  [ORCH_KEY_ROTATION_INTERVAL] = {
    .name = "rotation_interval",
    .kind = ORCH_FIELD_DURATION,
    .clear = ORCH_CLEAR_NULL,
    .is_interval = TRUE,
    .side_effects = { "key_rotation_at" },
  },
  [ORCH_KEY_METADATA] = {
    .name = "metadata",
    .kind = ORCH_FIELD_JSON,
    .clear = ORCH_CLEAR_EMPTY_OBJECT,
    .reserved = reserved_metadata,
  },
};

G_STATIC_ASSERT (G_N_ELEMENTS (key_fields) == ORCH_KEY_N_FIELDS);

/**
 * orch_key_field:
 * @index: which field
 *
 * Gets a row of the table of a key's editable fields (POST /key/update, contract §2 and §12.4).
 *
 * Returns: (transfer none): the field
 */
const OrchField *
orch_key_field (OrchKeyField index)
{
  g_return_val_if_fail (index < ORCH_KEY_N_FIELDS, NULL);

  return &key_fields[index];
}

/**
 * orch_key_metadata_may_be_written:
 * @name: an entry of a key's metadata
 * @is_admin: whether an administrator writes
 *
 * Tells whether an entry can be written into the metadata of another key. What needs a licence
 * would go round it there, and what only administrators may set is refused to others.
 *
 * Returns: whether the entry can be written
 */
gboolean
orch_key_metadata_may_be_written (const char *name, gboolean is_admin)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return !g_strv_contains (licensed_metadata, name)
         && (is_admin || !g_strv_contains (admins_metadata, name));
}
