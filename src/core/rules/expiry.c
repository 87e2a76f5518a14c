#include "config.h"

#include "core/rules/expiry.h"

/* A key that outlives everybody is a mistake; the proxy fails from the year 9999 on. */
#define MAXIMUM_SECONDS (G_GINT64_CONSTANT (100) * 366 * 24 * 60 * 60)

#define DAY "####-##-##"
#define DAY_AND_TIME "####-##-## ##:##"

/* Whether @text looks like @pattern, in which # is a digit. */
static gboolean
looks_like (const char *text, const char *pattern)
{
  if (strlen (text) != strlen (pattern))
    return FALSE;

  for (gsize i = 0; pattern[i] != '\0'; i++)
    if (pattern[i] == '#' ? !g_ascii_isdigit (text[i]) : text[i] != pattern[i])
      return FALSE;

  return TRUE;
}

static int
read_number (const char *text, gsize start, gsize length)
{
  int number = 0;

  for (gsize i = start; i < start + length; i++)
    number = number * 10 + g_ascii_digit_value (text[i]);

  return number;
}

/*
 * orch_expiry_parse:
 *
 * Reads "YYYY-MM-DD HH:MM" in the local time zone. A day alone means its last minute.
 */
OrchProblem
orch_expiry_parse (const char *text, gint64 *value)
{
  gboolean has_time = looks_like (text, DAY_AND_TIME);

  if (!has_time && !looks_like (text, DAY))
    return ORCH_PROBLEM_DATE;

  g_autoptr (GDateTime) time = g_date_time_new_local (
      read_number (text, 0, 4), read_number (text, 5, 2), read_number (text, 8, 2),
      has_time ? read_number (text, 11, 2) : 23, has_time ? read_number (text, 14, 2) : 59, 0);
  if (time == NULL)
    return ORCH_PROBLEM_DATE;

  gint64 left = g_date_time_to_unix (time) - g_get_real_time () / G_USEC_PER_SEC;
  if (left <= 0)
    return ORCH_PROBLEM_IN_THE_PAST;
  if (left > MAXIMUM_SECONDS)
    return ORCH_PROBLEM_TOO_LATE;

  *value = g_date_time_to_unix (time);

  return ORCH_PROBLEM_NONE;
}

/*
 * orch_expiry_to_text:
 *
 * Writes a point in time as orch_expiry_parse () reads it: to the minute.
 */
char *
orch_expiry_to_text (gint64 value)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (value);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
}
