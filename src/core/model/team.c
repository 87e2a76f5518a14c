#include "config.h"

#include "core/client/json.h"

#include "core/model/team.h"

struct _OrchTeam {
  GObject parent_instance;

  char *id;    /* (owned) */
  char *alias; /* (owned) (nullable) */
  double spend;
  gboolean has_budget;
  double max_budget;
  char *budget_duration;      /* (owned) (nullable) */
  GDateTime *budget_reset_at; /* (owned) (nullable) */
  gboolean is_blocked;
  char **models; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OrchTeam, orch_team, G_TYPE_OBJECT)

static void
orch_team_finalize (GObject *object)
{
  OrchTeam *self = ORCH_TEAM (object);

  g_free (self->id);
  g_free (self->alias);
  g_free (self->budget_duration);
  g_clear_pointer (&self->budget_reset_at, g_date_time_unref);
  g_strfreev (self->models);

  G_OBJECT_CLASS (orch_team_parent_class)->finalize (object);
}

static void
orch_team_class_init (OrchTeamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_team_finalize;
}

static void
orch_team_init (OrchTeam *self)
{
}

static char *
dup_filled (JsonObject *row, const char *name)
{
  const char *text = orch_json_get_string (row, name);

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * orch_team_new_from_json:
 * @row: a team of GET /v2/team/list
 *
 * Creates a team from a record of the proxy.
 *
 * Returns: (transfer full) (nullable): a new team, %NULL if @row has no team ID
 */
OrchTeam *
orch_team_new_from_json (JsonObject *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  const char *id = orch_json_get_string (row, "team_id");
  if (id == NULL || *id == '\0')
    return NULL;

  OrchTeam *self = g_object_new (ORCH_TYPE_TEAM, NULL);

  self->id = g_strdup (id);
  self->alias = dup_filled (row, "team_alias");
  orch_json_get_double (row, "spend", &self->spend);
  self->has_budget = orch_json_get_double (row, "max_budget", &self->max_budget);
  self->budget_duration = dup_filled (row, "budget_duration");
  self->budget_reset_at = orch_json_get_time (row, "budget_reset_at");
  orch_json_get_boolean (row, "blocked", &self->is_blocked);
  self->models = orch_json_get_strv (row, "models");

  return self;
}

/**
 * orch_team_get_id:
 * @self: a team
 *
 * Returns: (transfer none): the team ID
 */
const char *
orch_team_get_id (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), NULL);

  return self->id;
}

/**
 * orch_team_get_alias:
 * @self: a team
 *
 * Returns: (transfer none) (nullable): what people call it
 */
const char *
orch_team_get_alias (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), NULL);

  return self->alias;
}

/**
 * orch_team_get_name:
 * @self: a team
 *
 * Returns: (transfer none): the alias, else the ID
 */
const char *
orch_team_get_name (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), NULL);

  return self->alias != NULL ? self->alias : self->id;
}

/**
 * orch_team_get_spend:
 * @self: a team
 *
 * Returns: what all its keys together have spent since the last budget reset, in USD
 */
double
orch_team_get_spend (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), 0);

  return self->spend;
}

/**
 * orch_team_get_max_budget:
 * @self: a team
 * @usd: (out) (optional): the budget in USD; untouched if there is none
 *
 * Returns: %TRUE if the team has a budget, %FALSE if it is unlimited
 */
gboolean
orch_team_get_max_budget (OrchTeam *self, double *usd)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), FALSE);

  if (self->has_budget && usd != NULL)
    *usd = self->max_budget;

  return self->has_budget;
}

/**
 * orch_team_get_budget_duration:
 * @self: a team
 *
 * Returns: (transfer none) (nullable): after how long the spend is reset (contract §1.1), %NULL for
 *   never
 */
const char *
orch_team_get_budget_duration (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), NULL);

  return self->budget_duration;
}

/**
 * orch_team_get_budget_reset_at:
 * @self: a team
 *
 * Returns: (transfer none) (nullable): when the spend is reset next
 */
GDateTime *
orch_team_get_budget_reset_at (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), NULL);

  return self->budget_reset_at;
}

/**
 * orch_team_is_blocked:
 * @self: a team
 *
 * Returns: whether the proxy refuses all keys of the team until it is unblocked
 */
gboolean
orch_team_is_blocked (OrchTeam *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM (self), FALSE);

  return self->is_blocked;
}

/**
 * orch_team_get_models:
 * @self: a team
 *
 * Returns: (transfer none) (array zero-terminated=1): the models that its keys may call; empty for
 *   all, never %NULL
 */
const char *const *
orch_team_get_models (OrchTeam *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (ORCH_IS_TEAM (self), none);

  return self->models != NULL ? (const char *const *) self->models : none;
}
