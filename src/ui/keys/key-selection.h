#pragma once

#include "core/model/key.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_SELECTION (orch_key_selection_get_type ())

/**
 * OrchKeySelection:
 *
 * The keys that a person has chosen, by their IDs. Emits `OrchKeySelection::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchKeySelection, orch_key_selection, ORCH, KEY_SELECTION, GObject)

OrchKeySelection *orch_key_selection_new (void);

void orch_key_selection_set (OrchKeySelection *self, OrchKey *key, gboolean selected);
void orch_key_selection_clear (OrchKeySelection *self);

gboolean orch_key_selection_contains (OrchKeySelection *self, OrchKey *key);
GPtrArray *orch_key_selection_get_keys (OrchKeySelection *self);

G_END_DECLS
