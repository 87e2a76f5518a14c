#pragma once

#include "demo/demo-key-fields.h"
#include "demo/demo-request.h"

G_BEGIN_DECLS

/**
 * OrchDemoKeyWrite:
 * @fields: what the proxy takes the fields of the body for
 * @row: (nullable): the key to change, or %NULL for a new one
 * @now: when it is written, microseconds of the epoch
 *
 * A call of /key/generate, /key/update or /key/regenerate at work.
 */
typedef struct {
  OrchDemoRequest *request;
  JsonObject *fields; /* (owned) */
  JsonObject *row;    /* (owned) (nullable) */
  gint64 now;
} OrchDemoKeyWrite;

/* What the proxy says of what needs a licence. */
#define ORCH_DEMO_ENTERPRISE_TEXT                                                                  \
  "You must be a LiteLLM Enterprise user to use this feature. If you have a license please set "   \
  "`LITELLM_LICENSE` in your env. Get a 7 day trial key here: "                                    \
  "https://www.litellm.ai/enterprise#trial. \nPricing: https://www.litellm.ai/#pricing"

/* Returns what is wrong, or NULL to go on. */
typedef OrchDemoReply *(*OrchDemoKeyCheck) (OrchDemoKeyWrite *self);

void orch_demo_key_write_clear (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_write_check (OrchDemoKeyWrite *self, const OrchDemoKeyCheck *checks,
                                          gsize n_checks);

/* The same reason has another form in each of the two calls. */
OrchDemoReply *orch_demo_key_write_refuse (OrchDemoKeyWrite *self, guint status, const char *format,
                                           ...) G_GNUC_PRINTF (3, 4);
OrchDemoReply *orch_demo_key_write_refuse_error (OrchDemoKeyWrite *self, guint status,
                                                 const char *format, ...) G_GNUC_PRINTF (3, 4);
OrchDemoReply *orch_demo_key_write_fail (OrchDemoKeyWrite *self, const char *message);

gboolean orch_demo_key_write_is_true (OrchDemoKeyWrite *self, const char *name);
gboolean orch_demo_key_write_has (OrchDemoKeyWrite *self, const char *name);

/* Checks of both calls: demo-key-checks.c */
OrchDemoReply *orch_demo_key_check_max_budget (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_soft_budget (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_budget_duration (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_licence (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_duration (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_model_budgets (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_alias_form (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_alias (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_columns (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_rotation (OrchDemoKeyWrite *self);

/* Who may: demo-key-rights.c */
OrchDemoReply *orch_demo_key_check_passthrough (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_denied_passthrough (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_permissions (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_guardrails (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_owner (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_throttle (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_user_budget (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_tokens (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_groups (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_organization (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_new_routes (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_type (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_check_new_owner (OrchDemoKeyWrite *self);
OrchDemoReply *orch_demo_key_refuse_routes (OrchDemoKeyWrite *self);

/* What it does: demo-key-delete.c, demo-key-apply.c */
void orch_demo_key_archive (OrchDemoRequest *request, JsonObject *row);
void orch_demo_key_apply (OrchDemoKeyWrite *self, JsonObject *row);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrchDemoKeyWrite, orch_demo_key_write_clear)

G_END_DECLS
