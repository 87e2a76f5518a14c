#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_TEAM_FILTER (orch_team_filter_get_type ())

/**
 * OrchTeamFilter:
 *
 * Chooses one of the teams that the signed-in user sees, or all; is not there where there are none.
 * Loads the teams when it is shown. Emits `OrchTeamFilter::selected` when another one was chosen.
 */
G_DECLARE_FINAL_TYPE (OrchTeamFilter, orch_team_filter, ORCH, TEAM_FILTER, AdwBin)

void orch_team_filter_set_session (OrchTeamFilter *self, OrchSession *session);
void orch_team_filter_clear (OrchTeamFilter *self);
const char *orch_team_filter_get_team (OrchTeamFilter *self);

G_END_DECLS
