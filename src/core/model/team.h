#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ORCH_TYPE_TEAM (orch_team_get_type ())

/**
 * OrchTeam:
 *
 * One team of the proxy, as GET /v2/team/list tells it: what users and keys need to know of it. It
 * never changes; a fresh reply makes another one.
 */
G_DECLARE_FINAL_TYPE (OrchTeam, orch_team, ORCH, TEAM, GObject)

OrchTeam *orch_team_new_from_json (JsonObject *row);

const char *orch_team_get_id (OrchTeam *self);
const char *orch_team_get_alias (OrchTeam *self);
const char *orch_team_get_name (OrchTeam *self);
double orch_team_get_spend (OrchTeam *self);
gboolean orch_team_get_max_budget (OrchTeam *self, double *usd);
const char *orch_team_get_budget_duration (OrchTeam *self);
GDateTime *orch_team_get_budget_reset_at (OrchTeam *self);
gboolean orch_team_is_blocked (OrchTeam *self);
const char *const *orch_team_get_models (OrchTeam *self);

G_END_DECLS
