#pragma once

#include "core/rules/validation.h"

G_BEGIN_DECLS

/* The part of validation.c that knows which durations make sense. */
OrchProblem orch_duration_check (const char *text, gboolean is_interval);

G_END_DECLS
