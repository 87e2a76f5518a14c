#include "config.h"

#include <errno.h>
#include <math.h>

#include "core/rules/number.h"

/* Between groups of three digits, somewhere in the world. */
static gboolean
is_group_mark (gunichar c)
{
  return c == ',' || c == '.' || c == '\'' || c == '_' || c == 0x2019 /* ’ */
         || c == 0x066c /* Arabic thousands separator */ || g_unichar_isspace (c);
}

/* "1.234" where the decimal mark is a comma: most probably a thousand, so it is asked for again. */
static gboolean
looks_grouped (const char *digits)
{
  gsize whole = strspn (digits, "0123456789");

  return whole >= 1 && whole <= 3 && digits[0] != '0' && digits[whole] == '.'
         && strlen (digits + whole + 1) == 3;
}

/* Why @text is no plain number: nothing but digits and one decimal mark is one. */
static OrchProblem
explain (const char *text)
{
  gboolean digits = FALSE;
  gboolean marks = FALSE;

  char *end;
  double value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && !isfinite (value))
    return ORCH_PROBLEM_NOT_FINITE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c < 0x80 && g_ascii_isdigit (c))
      digits = TRUE;
    else if (is_group_mark (c))
      marks = TRUE;
    else if (c != '-' || p != text)
      return ORCH_PROBLEM_NOT_A_NUMBER;
  }

  return digits && marks ? ORCH_PROBLEM_GROUPED : ORCH_PROBLEM_NOT_A_NUMBER;
}

/* Turns @text into "-?digits[.digits]", with one digit at least. */
static OrchProblem
normalize (const char *text, const char *decimal_mark, char **plain)
{
  g_autoptr (GString) result = g_string_new (NULL);
  const char *p = text;
  gboolean has_mark = FALSE;
  gboolean has_digit = FALSE;

  if (*p == '-')
    g_string_append_c (result, *p++);

  const char *start = p;
  while (*p != '\0') {
    if (g_ascii_isdigit (*p)) {
      g_string_append_c (result, *p++);
      has_digit = TRUE;
    } else if (!has_mark && (*p == '.' || g_str_has_prefix (p, decimal_mark))) {
      g_string_append_c (result, '.');
      p += *p == '.' ? 1 : strlen (decimal_mark);
      has_mark = TRUE;
    } else {
      return explain (text);
    }
  }

  if (!has_digit)
    return ORCH_PROBLEM_NOT_A_NUMBER;
  if (!g_str_equal (decimal_mark, ".") && looks_grouped (start))
    return ORCH_PROBLEM_GROUPED;

  *plain = g_string_free (g_steal_pointer (&result), FALSE);

  return ORCH_PROBLEM_NONE;
}

/*
 * orch_number_parse_decimal:
 *
 * Reads digits with at most one decimal mark, "." or @decimal_mark; no grouping, no exponent.
 */
OrchProblem
orch_number_parse_decimal (const char *text, const char *decimal_mark, double minimum,
                           double maximum, double *value)
{
  g_autofree char *plain = NULL;

  g_assert (*decimal_mark != '\0');

  OrchProblem problem = normalize (text, decimal_mark, &plain);
  if (problem != ORCH_PROBLEM_NONE)
    return problem;

  double number = g_ascii_strtod (plain, NULL);
  if (number < minimum)
    return ORCH_PROBLEM_NEGATIVE;
  if (number > maximum)
    return ORCH_PROBLEM_TOO_LARGE;

  *value = fabs (number); /* "-0" */

  return ORCH_PROBLEM_NONE;
}

/*
 * orch_number_parse_whole:
 *
 * Reads digits. Whoever writes a decimal mark means either a fraction or a group, so both are
 * refused.
 */
OrchProblem
orch_number_parse_whole (const char *text, const char *decimal_mark, gint64 minimum, gint64 maximum,
                         gint64 *value)
{
  g_autofree char *plain = NULL;

  g_assert (*decimal_mark != '\0');

  OrchProblem problem = normalize (text, decimal_mark, &plain);
  if (problem != ORCH_PROBLEM_NONE)
    return problem;
  if (strchr (plain, '.') != NULL)
    return ORCH_PROBLEM_NOT_WHOLE;

  errno = 0;
  gint64 number = g_ascii_strtoll (plain, NULL, 10);
  if (number < minimum)
    return ORCH_PROBLEM_NEGATIVE;
  if (number > maximum || errno == ERANGE)
    return ORCH_PROBLEM_TOO_LARGE;

  *value = number;

  return ORCH_PROBLEM_NONE;
}

/*
 * orch_number_to_text:
 *
 * Writes a finite number with as few decimals as say exactly which one it is, without an exponent.
 */
char *
orch_number_to_text (double value, const char *decimal_mark)
{
  char text[DBL_MAX_10_EXP + 1100];
  char format[16];
  guint decimals = 0;

  g_assert (isfinite (value));

  do {
    g_snprintf (format, sizeof format, "%%.%uf", decimals++);
    g_ascii_formatd (text, sizeof text, format, value);
  } while (g_ascii_strtod (text, NULL) != value);

  char *point = strchr (text, '.');
  if (point == NULL)
    return g_strdup (text);

  *point = '\0';

  return g_strconcat (text, decimal_mark, point + 1, NULL);
}
