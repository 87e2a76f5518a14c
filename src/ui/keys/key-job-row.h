#pragma once

#include <adwaita.h>

#include "core/services/key-job.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_JOB_ROW (orch_key_job_row_get_type ())

/**
 * OrchKeyJobRow:
 *
 * One key of a job, and what became of it.
 */
G_DECLARE_FINAL_TYPE (OrchKeyJobRow, orch_key_job_row, ORCH, KEY_JOB_ROW, AdwBin)

GtkWidget *orch_key_job_row_new (OrchKeyJobKind kind);

void orch_key_job_row_set_item (OrchKeyJobRow *self, OrchKeyJobItem *item);

G_END_DECLS
