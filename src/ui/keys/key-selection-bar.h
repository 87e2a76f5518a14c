#pragma once

#include <adwaita.h>

#include "core/services/session.h"
#include "ui/common/record-selection.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_SELECTION_BAR (orch_key_selection_bar_get_type ())

/**
 * OrchKeySelectionBar:
 *
 * How many keys are chosen, and what can be done to all of them. It asks before, and shows what
 * became of each.
 */
G_DECLARE_FINAL_TYPE (OrchKeySelectionBar, orch_key_selection_bar, ORCH, KEY_SELECTION_BAR, AdwBin)

void orch_key_selection_bar_set_selection (OrchKeySelectionBar *self,
                                           OrchRecordSelection *selection);
void orch_key_selection_bar_set_session (OrchKeySelectionBar *self, OrchSession *session);
void orch_key_selection_bar_set_narrow (OrchKeySelectionBar *self, gboolean narrow);

gboolean orch_key_selection_bar_is_useful (const OrchIdentity *identity);

G_END_DECLS
