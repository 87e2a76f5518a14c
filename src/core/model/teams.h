#pragma once

#include <gio/gio.h>

#include "core/model/team.h"

G_BEGIN_DECLS

#define ORCH_TYPE_TEAMS (orch_teams_get_type ())

/**
 * OrchTeams:
 *
 * The teams of a proxy that are known so far, a GListModel of OrchTeam sorted by name: what names
 * the teams of users and keys, which know only IDs of them. `items-changed` tells when it knows
 * more.
 */
G_DECLARE_FINAL_TYPE (OrchTeams, orch_teams, ORCH, TEAMS, GObject)

OrchTeams *orch_teams_new (void);

void orch_teams_take (OrchTeams *self, GPtrArray *teams, gboolean are_all);
void orch_teams_forget (OrchTeams *self, const char *id);

OrchTeam *orch_teams_find (OrchTeams *self, const char *id);
const char *orch_teams_get_name (OrchTeams *self, const char *id);

G_END_DECLS
