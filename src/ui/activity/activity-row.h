#pragma once

#include <adwaita.h>

#include "core/model/activity.h"

G_BEGIN_DECLS

#define ORCH_TYPE_ACTIVITY_ROW (orch_activity_row_get_type ())

/**
 * OrchActivityRow:
 *
 * One entry of the journal, with its details. Emits `OrchActivityRow::undo`.
 */
G_DECLARE_FINAL_TYPE (OrchActivityRow, orch_activity_row, ORCH, ACTIVITY_ROW, AdwBin)

GtkWidget *orch_activity_row_new (void);
void orch_activity_row_set_activity (OrchActivityRow *self, OrchActivity *activity);
OrchActivity *orch_activity_row_get_activity (OrchActivityRow *self);
void orch_activity_row_set_can_undo (OrchActivityRow *self, gboolean can_undo);

G_END_DECLS
