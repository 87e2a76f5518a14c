#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ORCH_TYPE_RECORD_SELECTION (orch_record_selection_get_type ())

/**
 * OrchRecordSelection:
 *
 * The users or keys that a person has chosen, by their IDs. Emits `OrchRecordSelection::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchRecordSelection, orch_record_selection, ORCH, RECORD_SELECTION, GObject)

OrchRecordSelection *orch_record_selection_new_of_users (void);
OrchRecordSelection *orch_record_selection_new_of_keys (void);
GType orch_record_selection_get_record_type (OrchRecordSelection *self);
const char *orch_record_selection_get_name (OrchRecordSelection *self, gpointer record);

void orch_record_selection_set (OrchRecordSelection *self, gpointer record, gboolean selected);
void orch_record_selection_clear (OrchRecordSelection *self);

gboolean orch_record_selection_contains (OrchRecordSelection *self, gpointer record);
GPtrArray *orch_record_selection_get_records (OrchRecordSelection *self);

G_END_DECLS
