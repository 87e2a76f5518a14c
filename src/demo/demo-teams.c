#include "config.h"

#include <string.h>

#include "demo/demo-teams.h"

static const OrchDemoTeam TEAMS[] = {
  { "team-platform", "Platform", 812.5, 1000.0, "30d" },
  { "team-research", "Research", 2140.75, 2000.0, "30d" },
  { "team-support", "Support", 96.2, 250.0, "7d" },
  { "team-finance", "Finance", 14.05, 50.0, NULL, TRUE },
  { "team-sales", "Sales", 431.9, -1.0, NULL },
};

guint
orch_demo_team_count (void)
{
  return G_N_ELEMENTS (TEAMS);
}

/* The team of people with this number. */
const OrchDemoTeam *
orch_demo_team_get (guint number)
{
  return &TEAMS[number % G_N_ELEMENTS (TEAMS)];
}

/* (nullable): there is no such team */
const OrchDemoTeam *
orch_demo_team_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (TEAMS); i++) {
    if (strcmp (TEAMS[i].id, id) == 0)
      return &TEAMS[i];
  }

  return NULL;
}
