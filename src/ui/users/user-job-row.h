#pragma once

#include <adwaita.h>

#include "core/services/user-job.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_JOB_ROW (orch_user_job_row_get_type ())

/**
 * OrchUserJobRow:
 *
 * Shows one user of a job: who that is, what changes, and what became of it.
 */
G_DECLARE_FINAL_TYPE (OrchUserJobRow, orch_user_job_row, ORCH, USER_JOB_ROW, AdwBin)

GtkWidget *orch_user_job_row_new (void);
void orch_user_job_row_set_item (OrchUserJobRow *self, OrchUserJobItem *item);

G_END_DECLS
