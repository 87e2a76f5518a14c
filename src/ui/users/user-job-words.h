#pragma once

#include "core/services/user-job.h"

G_BEGIN_DECLS

/* Words for a job. All return (transfer full) text, and that of an item can be %NULL. */
char *orch_user_job_words_preview (OrchUserJob *job);
char *orch_user_job_words_outcome (OrchUserJob *job, const GError *error);
char *orch_user_job_words_state (OrchUserJobItem *item);
char *orch_user_job_words_changes (OrchUserJobItem *item);

G_END_DECLS
