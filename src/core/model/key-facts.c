#include "config.h"

#include <math.h>

#include "core/client/json.h"
#include "core/model/key-facts.h"
#include "core/model/take.h"

/* The bits of `known`. */
#define TEXT_BIT(text) (1u << (text))
#define TIME_BIT(time) (1u << (ORCH_KEY_N_TEXTS + (time)))
#define AMOUNT_BIT(amount) (1u << (ORCH_KEY_N_TEXTS + ORCH_KEY_N_TIMES + (amount)))
#define DELETED_BIT AMOUNT_BIT (ORCH_KEY_N_AMOUNTS)

/* /key/list calls the organisation otherwise than /key/info. */
static const char *const text_names[ORCH_KEY_N_TEXTS][2] = {
  [ORCH_KEY_TEXT_NAME] = { "key_name" },
  [ORCH_KEY_TEXT_USER_ID] = { "user_id" },
  [ORCH_KEY_TEXT_TEAM_ID] = { "team_id" },
  [ORCH_KEY_TEXT_ORGANIZATION_ID] = { "organization_id", "org_id" },
  [ORCH_KEY_TEXT_CREATED_BY] = { "created_by" },
  [ORCH_KEY_TEXT_KEY_TYPE] = { "key_type" },
};

static const char *const time_names[ORCH_KEY_N_TIMES] = {
  [ORCH_KEY_TIME_BUDGET_RESET_AT] = "budget_reset_at",
  [ORCH_KEY_TIME_CREATED_AT] = "created_at",
  [ORCH_KEY_TIME_UPDATED_AT] = "updated_at",
  [ORCH_KEY_TIME_LAST_ACTIVE] = "last_active",
  [ORCH_KEY_TIME_LAST_ROTATION_AT] = "last_rotation_at",
  [ORCH_KEY_TIME_NEXT_ROTATION_AT] = "key_rotation_at",
};

static const char *const amount_names[ORCH_KEY_N_AMOUNTS] = {
  [ORCH_KEY_AMOUNT_TEAM_SPEND] = "team_spend",
  [ORCH_KEY_AMOUNT_TEAM_MAX_BUDGET] = "team_max_budget",
  [ORCH_KEY_AMOUNT_USER_SPEND] = "user_spend",
  [ORCH_KEY_AMOUNT_USER_MAX_BUDGET] = "user_max_budget",
};

static gboolean
take_text (OrchKeyFacts *self, OrchKeyText text, const char *fresh)
{
  self->known |= TEXT_BIT (text);

  return orch_take_text (&self->texts[text], fresh);
}

static gboolean
take_time (OrchKeyFacts *self, OrchKeyTime time, GDateTime *fresh)
{
  self->known |= TIME_BIT (time);

  return orch_take_time (&self->times[time], fresh);
}

static gboolean
take_amount (OrchKeyFacts *self, OrchKeyAmount amount, double fresh)
{
  double mine = self->amounts[amount];

  self->known |= AMOUNT_BIT (amount);
  self->amounts[amount] = fresh;

  return isnan (mine) ? !isnan (fresh) : mine != fresh;
}

static gboolean
take_deleted (OrchKeyFacts *self, gboolean fresh)
{
  gboolean changed = self->is_deleted != fresh;

  self->known |= DELETED_BIT;
  self->is_deleted = fresh;

  return changed;
}

static gboolean
take_text_from_row (OrchKeyFacts *self, OrchKeyText text, JsonObject *row)
{
  const char *fresh = NULL;
  gboolean told = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (text_names[text]) && text_names[text][i] != NULL; i++) {
    const char *value = orch_json_get_string (row, text_names[text][i]);

    told |= json_object_has_member (row, text_names[text][i]);
    if (fresh == NULL && value != NULL && *value != '\0')
      fresh = value;
  }

  return told && take_text (self, text, fresh);
}

/* Only /key/info says it in words; in lists it shows by the time. */
static gboolean
take_deleted_from_row (OrchKeyFacts *self, JsonObject *row)
{
  const char *status = orch_json_get_string (row, "status");

  if (status != NULL)
    return take_deleted (self, g_str_equal (status, "deleted"));
  if (json_object_has_member (row, "deleted_at"))
    return take_deleted (self, !json_object_get_null_member (row, "deleted_at"));

  return FALSE;
}

/*
 * orch_key_facts_init:
 *
 * Begins with nothing told.
 */
void
orch_key_facts_init (OrchKeyFacts *self)
{
  *self = (OrchKeyFacts){ 0 };
  for (OrchKeyAmount i = 0; i < ORCH_KEY_N_AMOUNTS; i++)
    self->amounts[i] = NAN;
}

/*
 * orch_key_facts_clear:
 *
 * Frees what @self holds.
 */
void
orch_key_facts_clear (OrchKeyFacts *self)
{
  for (OrchKeyText i = 0; i < ORCH_KEY_N_TEXTS; i++)
    g_clear_pointer (&self->texts[i], g_free);
  for (OrchKeyTime i = 0; i < ORCH_KEY_N_TIMES; i++)
    g_clear_pointer (&self->times[i], g_date_time_unref);
}

/*
 * orch_key_facts_take_row:
 *
 * Takes over what a record of the proxy tells.
 *
 * Returns: whether anything changed
 */
gboolean
orch_key_facts_take_row (OrchKeyFacts *self, JsonObject *row)
{
  gboolean changed = take_deleted_from_row (self, row);

  for (OrchKeyText i = 0; i < ORCH_KEY_N_TEXTS; i++)
    changed |= take_text_from_row (self, i, row);

  for (OrchKeyTime i = 0; i < ORCH_KEY_N_TIMES; i++) {
    if (json_object_has_member (row, time_names[i])) {
      g_autoptr (GDateTime) time = orch_json_get_time (row, time_names[i]);

      changed |= take_time (self, i, time);
    }
  }

  for (OrchKeyAmount i = 0; i < ORCH_KEY_N_AMOUNTS; i++) {
    if (json_object_has_member (row, amount_names[i])) {
      double amount = NAN;

      orch_json_get_double (row, amount_names[i], &amount);
      changed |= take_amount (self, i, amount);
    }
  }

  return changed;
}

/*
 * orch_key_facts_knows_time:
 *
 * Returns: whether somebody told the time, if only that there is none
 */
gboolean
orch_key_facts_knows_time (const OrchKeyFacts *self, OrchKeyTime time)
{
  return (self->known & TIME_BIT (time)) != 0;
}

/*
 * orch_key_facts_take_known:
 *
 * Takes over what @fresh knows.
 *
 * Returns: whether anything changed
 */
gboolean
orch_key_facts_take_known (OrchKeyFacts *self, const OrchKeyFacts *fresh)
{
  gboolean changed = FALSE;

  for (OrchKeyText i = 0; i < ORCH_KEY_N_TEXTS; i++)
    if (fresh->known & TEXT_BIT (i))
      changed |= take_text (self, i, fresh->texts[i]);

  for (OrchKeyTime i = 0; i < ORCH_KEY_N_TIMES; i++)
    if (fresh->known & TIME_BIT (i))
      changed |= take_time (self, i, fresh->times[i]);

  for (OrchKeyAmount i = 0; i < ORCH_KEY_N_AMOUNTS; i++)
    if (fresh->known & AMOUNT_BIT (i))
      changed |= take_amount (self, i, fresh->amounts[i]);

  if (fresh->known & DELETED_BIT)
    changed |= take_deleted (self, fresh->is_deleted);

  return changed;
}
