#include "config.h"

#include "core/rules/duration-check.h"
#include "core/rules/duration.h"

/* A period longer than a human life is a mistake; the proxy fails from the year 9999 on. */
#define MAXIMUM_SECONDS (G_GUINT64_CONSTANT (100) * 366 * 24 * 60 * 60)

static const guint64 unit_seconds[] = {
  [ORCH_DURATION_SECONDS] = 1,
  [ORCH_DURATION_MINUTES] = 60,
  [ORCH_DURATION_HOURS] = 60 * 60,
  [ORCH_DURATION_DAYS] = 24 * 60 * 60,
  [ORCH_DURATION_WEEKS] = 7 * 24 * 60 * 60,
  [ORCH_DURATION_MONTHS] = 31 * 24 * 60 * 60,
};

/* Why @text is no duration. */
static OrchProblem
explain (const char *text)
{
  const char *unit = text + strspn (text, "0123456789");

  if (unit == text)
    return ORCH_PROBLEM_DURATION;
  if (*unit == 'y' || *unit == 'Y')
    return ORCH_PROBLEM_DURATION_YEARS;
  if (strspn (text, "0") == (gsize) (unit - text))
    return ORCH_PROBLEM_DURATION_ZERO;

  return ORCH_PROBLEM_DURATION;
}

/*
 * orch_duration_check:
 * @is_interval: whether it is meant as a key's interval, which has any number of months, but no
 *   words, and not as a budget's duration, whose only month is "1mo" (contract §1.1)
 */
OrchProblem
orch_duration_check (const char *text, gboolean is_interval)
{
  OrchDurationUnit unit;
  guint count;

  if (!orch_duration_parse (text, &count, &unit))
    return explain (text);
  if (is_interval && !g_ascii_isdigit (*text))
    return ORCH_PROBLEM_DURATION;
  if (!is_interval && unit == ORCH_DURATION_MONTHS && count != 1)
    return ORCH_PROBLEM_DURATION_MONTHS;
  if (count > MAXIMUM_SECONDS / unit_seconds[unit])
    return ORCH_PROBLEM_TOO_LARGE;

  return ORCH_PROBLEM_NONE;
}
