#pragma once

#include <gtk/gtk.h>

#include "ui/keys/pending-key.h"

G_BEGIN_DECLS

#define ORCH_TYPE_PENDING_ROW (orch_pending_row_get_type ())

/**
 * OrchPendingRow:
 *
 * A new key that somebody has to decide about, and what can be decided.
 */
G_DECLARE_FINAL_TYPE (OrchPendingRow, orch_pending_row, ORCH, PENDING_ROW, GtkListBoxRow)

GtkWidget *orch_pending_row_new (OrchPendingKey *key);
OrchPendingKey *orch_pending_row_get_key (OrchPendingRow *self);

G_END_DECLS
