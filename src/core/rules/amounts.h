#pragma once

#include "core/rules/validation.h"

G_BEGIN_DECLS

/* Several amounts in one text; the part of validation.c that takes it to pieces. */
OrchProblem orch_amounts_parse_windows (const OrchField *field, const char *text,
                                        const char *decimal_mark, GVariant **value);
OrchProblem orch_amounts_parse_limits (const OrchField *field, const char *text,
                                       const char *decimal_mark, GVariant **value);
char *orch_amounts_windows_to_text (GVariant *value, const char *decimal_mark);
char *orch_amounts_limits_to_text (GVariant *value);

G_END_DECLS
