#pragma once

#include <adwaita.h>

#include "core/services/key-job.h"

G_BEGIN_DECLS

#define ORCH_TYPE_BLOCK_ROW (orch_block_row_get_type ())

/**
 * OrchBlockRow:
 *
 * One key that is to be blocked, and what became of it.
 */
G_DECLARE_FINAL_TYPE (OrchBlockRow, orch_block_row, ORCH, BLOCK_ROW, AdwBin)

void orch_block_row_set_item (OrchBlockRow *self, OrchKeyJobItem *item);

G_END_DECLS
