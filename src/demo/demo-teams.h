#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoTeam:
 * @spend: USD
 * @max_budget: USD; below 0: unlimited
 * @budget_duration: (nullable): after how long the spend is reset
 * @is_blocked: whether its keys are refused
 *
 * A team that some of the people are in. Teams cannot be changed.
 */
typedef struct {
  const char *id;
  const char *alias;
  double spend;
  double max_budget;
  const char *budget_duration;
  gboolean is_blocked;
} OrchDemoTeam;

guint orch_demo_team_count (void);
const OrchDemoTeam *orch_demo_team_get (guint number);
const OrchDemoTeam *orch_demo_team_find (const char *id);

G_END_DECLS
