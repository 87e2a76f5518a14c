#pragma once

#include <gtk/gtk.h>

#include "ui/common/record-selection.h"

G_BEGIN_DECLS

#define ORCH_TYPE_RECORD_CHECK (orch_record_check_get_type ())

/**
 * OrchRecordCheck:
 *
 * The cell of a user or key in which it is chosen.
 */
G_DECLARE_FINAL_TYPE (OrchRecordCheck, orch_record_check, ORCH, RECORD_CHECK, GtkCheckButton)

GtkColumnViewColumn *orch_record_check_new_column (OrchRecordSelection *selection);

G_END_DECLS
