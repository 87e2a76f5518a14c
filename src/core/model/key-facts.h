#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  ORCH_KEY_TEXT_NAME, /* the secret's shape, "sk-...abcd" */
  ORCH_KEY_TEXT_USER_ID,
  ORCH_KEY_TEXT_TEAM_ID,
  ORCH_KEY_TEXT_ORGANIZATION_ID,
  ORCH_KEY_TEXT_CREATED_BY,
  ORCH_KEY_TEXT_KEY_TYPE,
  ORCH_KEY_N_TEXTS,
} OrchKeyText;

typedef enum {
  ORCH_KEY_TIME_BUDGET_RESET_AT,
  ORCH_KEY_TIME_CREATED_AT,
  ORCH_KEY_TIME_UPDATED_AT,
  ORCH_KEY_TIME_LAST_ACTIVE,
  ORCH_KEY_TIME_LAST_ROTATION_AT,
  ORCH_KEY_TIME_NEXT_ROTATION_AT,
  ORCH_KEY_N_TIMES,
} OrchKeyTime;

typedef enum {
  ORCH_KEY_AMOUNT_TEAM_SPEND,
  ORCH_KEY_AMOUNT_TEAM_MAX_BUDGET,
  ORCH_KEY_AMOUNT_USER_SPEND,
  ORCH_KEY_AMOUNT_USER_MAX_BUDGET,
  ORCH_KEY_N_AMOUNTS,
} OrchKeyAmount;

/**
 * OrchKeyFacts:
 *
 * What a key has beside the editable fields (contract §6.5). What nobody told is not set.
 */
typedef struct {
  char *texts[ORCH_KEY_N_TEXTS];      /* (owned) (nullable) */
  GDateTime *times[ORCH_KEY_N_TIMES]; /* (owned) (nullable) */
  double amounts[ORCH_KEY_N_AMOUNTS]; /* USD; NAN: none */
  gboolean is_deleted;
  guint known; /* as bits: what somebody told */
} OrchKeyFacts;

void orch_key_facts_init (OrchKeyFacts *self);
void orch_key_facts_clear (OrchKeyFacts *self);
gboolean orch_key_facts_take_row (OrchKeyFacts *self, JsonObject *row);
gboolean orch_key_facts_knows_time (const OrchKeyFacts *self, OrchKeyTime time);
gboolean orch_key_facts_take_known (OrchKeyFacts *self, const OrchKeyFacts *fresh);

G_END_DECLS
