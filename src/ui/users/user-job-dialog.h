#pragma once

#include <adwaita.h>

#include "core/services/user-job.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_JOB_DIALOG (orch_user_job_dialog_get_type ())

/**
 * OrchUserJobDialog:
 *
 * Reads the users of a job, shows what would become of whom, and saves it if the person wants that,
 * with the progress and the outcome of each. It can be stopped, and what failed can be tried again.
 * Emits `OrchUserJobDialog::saved` each time something was saved.
 */
G_DECLARE_FINAL_TYPE (OrchUserJobDialog, orch_user_job_dialog, ORCH, USER_JOB_DIALOG, AdwWindow)

GtkWindow *orch_user_job_dialog_new (GtkWindow *parent, OrchUserJob *job);

G_END_DECLS
