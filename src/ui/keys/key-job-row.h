#pragma once

#include "core/services/key-job.h"
#include "ui/common/job-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_JOB_ROW (orch_key_job_row_get_type ())

/**
 * OrchKeyJobRow:
 *
 * One key of a job, and what became of it.
 */
G_DECLARE_FINAL_TYPE (OrchKeyJobRow, orch_key_job_row, ORCH, KEY_JOB_ROW, OrchJobRow)

GtkWidget *orch_key_job_row_new (OrchKeyJobKind kind);

G_END_DECLS
