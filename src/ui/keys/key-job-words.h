#pragma once

#include "core/services/key-job.h"

G_BEGIN_DECLS

/* What is said of a job on several keys. */
const char *orch_key_job_words_title (OrchKeyJobKind kind);
const char *orch_key_job_words_heading (OrchKeyJobKind kind);
const char *orch_key_job_words_verb (OrchKeyJobKind kind);
const char *orch_key_job_words_busy (OrchKeyJobKind kind);
const char *orch_key_job_words_state (OrchKeyJobKind kind, OrchKeyJobState state);
char *orch_key_job_words_error (const GError *error);
const char *orch_key_job_words_own_left_out (void);
char *orch_key_job_words_list (GPtrArray *keys);
char *orch_key_job_words_question (OrchKeyJobKind kind, GPtrArray *keys,
                                   const OrchIdentity *identity);
char *orch_key_job_words_outcome (OrchKeyJob *job);

G_END_DECLS
