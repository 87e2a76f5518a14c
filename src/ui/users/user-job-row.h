#pragma once

#include "core/services/user-job.h"
#include "ui/common/job-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_JOB_ROW (orch_user_job_row_get_type ())

/**
 * OrchUserJobRow:
 *
 * One user of a job: who that is, what changes, and what became of it.
 */
G_DECLARE_FINAL_TYPE (OrchUserJobRow, orch_user_job_row, ORCH, USER_JOB_ROW, OrchJobRow)

GtkWidget *orch_user_job_row_new (void);

G_END_DECLS
