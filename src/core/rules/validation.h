#pragma once

#include "core/model/field.h"

G_BEGIN_DECLS

/**
 * OrchProblem:
 *
 * Why what was typed can't be sent.
 */
typedef enum {
  ORCH_PROBLEM_NONE,
  ORCH_PROBLEM_EMPTY,        /* a value is needed */
  ORCH_PROBLEM_CANNOT_CLEAR, /* the proxy can't forget this field's value */
  ORCH_PROBLEM_NOT_A_NUMBER,
  ORCH_PROBLEM_GROUPED, /* grouping separators, or a decimal mark of another locale */
  ORCH_PROBLEM_NOT_FINITE,
  ORCH_PROBLEM_NEGATIVE,
  ORCH_PROBLEM_TOO_LARGE,
  ORCH_PROBLEM_NOT_WHOLE,
  ORCH_PROBLEM_DURATION, /* not <number><s|m|h|d|w|mo> */
  ORCH_PROBLEM_DURATION_ZERO,
  ORCH_PROBLEM_DURATION_YEARS,  /* "1y": LiteLLM has no years */
  ORCH_PROBLEM_DURATION_MONTHS, /* "2mo": a budget's only month is "1mo" */
  ORCH_PROBLEM_EMAIL,
  ORCH_PROBLEM_CONTROL_CHARACTER,
  ORCH_PROBLEM_NOT_UTF8,
  ORCH_PROBLEM_JSON, /* see line and column */
  ORCH_PROBLEM_NOT_AN_OBJECT,
  ORCH_PROBLEM_UNKNOWN_ROLE,
  ORCH_PROBLEM_PATH,          /* ".." between slashes */
  ORCH_PROBLEM_RESERVED_NAME, /* a member that LiteLLM itself keeps there */
  ORCH_PROBLEM_DATE,          /* not YYYY-MM-DD[ HH:MM] */
  ORCH_PROBLEM_IN_THE_PAST,
  ORCH_PROBLEM_TOO_LATE, /* in more than a hundred years */
  ORCH_PROBLEM_WINDOWS,  /* not <USD> per <duration>, … */
  ORCH_PROBLEM_LIMITS,   /* not <model> = <number>, … */
  ORCH_PROBLEM_TWICE,    /* the same duration or model again */
} OrchProblem;

/**
 * OrchFinding:
 *
 * The outcome of a check, with a position in the text where it has one (both count from 1; 0 is
 * "nowhere").
 */
typedef struct {
  OrchProblem problem;
  guint line;
  guint column;
} OrchFinding;

gboolean orch_validation_parse (const OrchField *field, const char *text, const char *decimal_mark,
                                GVariant **value, OrchFinding *finding);
char *orch_validation_to_text (const OrchField *field, GVariant *value, const char *decimal_mark);

G_END_DECLS
