#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoTeam:
 * @spend: USD
 * @max_budget: USD; below 0: unlimited
 *
 * A team that some of the people are in. Teams cannot be changed.
 */
typedef struct {
  const char *id;
  const char *alias;
  double spend;
  double max_budget;
} OrchDemoTeam;

const OrchDemoTeam *orch_demo_team_get (guint number);
const OrchDemoTeam *orch_demo_team_find (const char *id);

G_END_DECLS
