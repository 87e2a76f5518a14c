#pragma once

#include "core/rules/validation.h"

G_BEGIN_DECLS

/* Points in time as people type them; the part of validation.c that knows the calendar. */
OrchProblem orch_expiry_parse (const char *text, gint64 *value);
char *orch_expiry_to_text (gint64 value);

G_END_DECLS
