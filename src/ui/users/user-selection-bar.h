#pragma once

#include <adwaita.h>

#include "core/services/session.h"
#include "ui/common/record-selection.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_SELECTION_BAR (orch_user_selection_bar_get_type ())

/**
 * OrchUserSelectionBar:
 *
 * How many users are chosen, and what can be done to all of them, or to those of a list.
 */
G_DECLARE_FINAL_TYPE (OrchUserSelectionBar, orch_user_selection_bar, ORCH, USER_SELECTION_BAR,
                      AdwBin)

void orch_user_selection_bar_set_selection (OrchUserSelectionBar *self,
                                            OrchRecordSelection *selection);
void orch_user_selection_bar_set_session (OrchUserSelectionBar *self, OrchSession *session);
void orch_user_selection_bar_set_narrow (OrchUserSelectionBar *self, gboolean narrow);

gboolean orch_user_selection_bar_is_useful (const OrchIdentity *identity);

G_END_DECLS
