#pragma once

#include "core/rules/validation.h"

G_BEGIN_DECLS

/* Numbers as people type them; the parts of validation.c that know about digits. */
OrchProblem orch_number_parse_decimal (const char *text, const char *decimal_mark, double minimum,
                                       double maximum, double *value);
OrchProblem orch_number_parse_whole (const char *text, const char *decimal_mark, gint64 minimum,
                                     gint64 maximum, gint64 *value);
char *orch_number_to_text (double value, const char *decimal_mark);

G_END_DECLS
