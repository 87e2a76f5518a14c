#include "config.h"

#include "demo/demo-key-fields.h"

#define BOTH ORCH_DEMO_KEY_BOTH
#define COLUMN (BOTH | ORCH_DEMO_KEY_COLUMN)
#define NEEDED (COLUMN | ORCH_DEMO_KEY_NEEDED)
#define METADATA (BOTH | ORCH_DEMO_KEY_METADATA)
#define LICENSED (METADATA | ORCH_DEMO_KEY_LICENSED)

/* What the proxy reads of a body, in the order in which it names problems (contract, sections 2
 * and 3). It ignores all other names. Fields that are neither a column nor metadata have code of
 * their own. */
static const OrchDemoField FIELDS[] = {
  { "key_alias", ORCH_DEMO_VALUE_TEXT, COLUMN },
  { "duration", ORCH_DEMO_VALUE_TEXT, BOTH },
  { "models", ORCH_DEMO_VALUE_LIST, NEEDED },
  { "spend", ORCH_DEMO_VALUE_NUMBER, NEEDED },
  { "max_budget", ORCH_DEMO_VALUE_NUMBER_OR_EMPTY, COLUMN },
  { "user_id", ORCH_DEMO_VALUE_TEXT, COLUMN },
  { "team_id", ORCH_DEMO_VALUE_TEXT, COLUMN },
  { "agent_id", ORCH_DEMO_VALUE_TEXT, COLUMN },
  { "max_parallel_requests", ORCH_DEMO_VALUE_INTEGER, COLUMN | ORCH_DEMO_KEY_SHORT },
  { "metadata", ORCH_DEMO_VALUE_OBJECT, COLUMN },
  { "tpm_limit", ORCH_DEMO_VALUE_INTEGER, COLUMN | ORCH_DEMO_KEY_LONG },
  { "rpm_limit", ORCH_DEMO_VALUE_INTEGER, COLUMN | ORCH_DEMO_KEY_LONG },
  { "budget_duration", ORCH_DEMO_VALUE_TEXT, BOTH },
  { "budget_limits", ORCH_DEMO_VALUE_WINDOWS, BOTH },
  { "allowed_cache_controls", ORCH_DEMO_VALUE_LIST, NEEDED },
  { "config", ORCH_DEMO_VALUE_OBJECT, COLUMN },
  { "permissions", ORCH_DEMO_VALUE_OBJECT, COLUMN },
  { "model_max_budget", ORCH_DEMO_VALUE_OBJECT, COLUMN },
  { "model_rpm_limit", ORCH_DEMO_VALUE_OBJECT, METADATA },
  { "model_tpm_limit", ORCH_DEMO_VALUE_OBJECT, METADATA },
  { "mcp_rpm_limit", ORCH_DEMO_VALUE_COUNTS, METADATA },
  { "tag_rpm_limit", ORCH_DEMO_VALUE_COUNTS, METADATA },
  { "guardrails", ORCH_DEMO_VALUE_TEXTS, LICENSED },
  { "policies", ORCH_DEMO_VALUE_TEXTS, LICENSED },
  { "prompts", ORCH_DEMO_VALUE_TEXTS, LICENSED },
  { "blocked", ORCH_DEMO_VALUE_BOOLEAN, COLUMN },
  { "aliases", ORCH_DEMO_VALUE_OBJECT, COLUMN },
  { "key", ORCH_DEMO_VALUE_TEXT, BOTH },
  { "tpd_limit", ORCH_DEMO_VALUE_INTEGER, COLUMN | ORCH_DEMO_KEY_LONG },
  { "default_estimated_output_tokens", ORCH_DEMO_VALUE_POSITIVE, METADATA },
  { "budget_id", ORCH_DEMO_VALUE_TEXT, COLUMN },
  { "end_user_budget_id", ORCH_DEMO_VALUE_TEXT, METADATA },
  { "tags", ORCH_DEMO_VALUE_TEXTS, LICENSED },
  { "disable_global_guardrails", ORCH_DEMO_VALUE_BOOLEAN, LICENSED },
  { "enable_prompt_caching", ORCH_DEMO_VALUE_BOOLEAN, METADATA },
  { "throttle_on_budget_exceeded", ORCH_DEMO_VALUE_BOOLEAN, METADATA },
  { "enforced_params", ORCH_DEMO_VALUE_TEXTS, METADATA },
  { "allowed_routes", ORCH_DEMO_VALUE_LIST, NEEDED },
  { "allowed_passthrough_routes", ORCH_DEMO_VALUE_LIST, LICENSED },
  { "denied_passthrough_routes", ORCH_DEMO_VALUE_TEXTS, LICENSED },
  { "rpm_limit_type", ORCH_DEMO_VALUE_LIMIT_TYPE, METADATA },
  { "tpm_limit_type", ORCH_DEMO_VALUE_LIMIT_TYPE, METADATA },
  { "access_group_ids", ORCH_DEMO_VALUE_TEXTS, NEEDED },
  { "soft_budget", ORCH_DEMO_VALUE_NUMBER, BOTH },
  { "key_type", ORCH_DEMO_VALUE_KEY_TYPE, ORCH_DEMO_KEY_GENERATE },
  { "temp_budget_increase", ORCH_DEMO_VALUE_NUMBER, ORCH_DEMO_KEY_UPDATE | ORCH_DEMO_KEY_METADATA },
  { "temp_budget_expiry", ORCH_DEMO_VALUE_TIME, ORCH_DEMO_KEY_UPDATE | ORCH_DEMO_KEY_METADATA },
  { "auto_rotate", ORCH_DEMO_VALUE_BOOLEAN, BOTH },
  { "rotation_interval", ORCH_DEMO_VALUE_TEXT, BOTH },
  { "organization_id", ORCH_DEMO_VALUE_TEXT, BOTH },
  { "project_id", ORCH_DEMO_VALUE_TEXT, BOTH },
  { "new_key", ORCH_DEMO_VALUE_TEXT, ORCH_DEMO_KEY_REGENERATE },
  { "grace_period", ORCH_DEMO_VALUE_TEXT, ORCH_DEMO_KEY_REGENERATE },
};

/* Puts what the proxy takes the fields for into @values, those that this call reads. Returns what
 * is wrong with them: (transfer full), perhaps empty. */
JsonArray *
orch_demo_key_fields_read (OrchDemoKeyUse call, JsonObject *body, JsonObject *values)
{
  JsonArray *problems = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    JsonNode *value = json_object_get_member (body, FIELDS[i].name);

    if (value != NULL && (FIELDS[i].use & call) != 0)
      orch_demo_field_read (&FIELDS[i], value, values, problems);
  }

  return problems;
}

/* All fields of keys. */
const OrchDemoField *
orch_demo_key_fields_get (gsize *n_fields)
{
  *n_fields = G_N_ELEMENTS (FIELDS);
  return FIELDS;
}
