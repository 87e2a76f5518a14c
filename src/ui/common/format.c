#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

#include "ui/common/format.h"

/* Smaller amounts than this need more than two decimals to be told from zero. */
#define CENT 0.01
#define SMALL_DECIMALS 6
#define SMALL_STEPS 1e6
/* From here on all digits would be a line of noise. */
#define LARGEST_IN_FULL 1e15

/* Of an age only its size matters. */
#define DAYS_OF_MONTH 30
#define DAYS_OF_TWO_MONTHS 60
#define DAYS_OF_YEAR 365

static char *
format_amount (double amount)
{
  g_autofree char *text = NULL;
  size_t length;

  if (amount >= LARGEST_IN_FULL)
    return g_strdup_printf ("%g", amount);
  if (amount >= CENT || amount == 0)
    return g_strdup_printf ("%'.2f", amount);

  text = g_strdup_printf ("%.*f", SMALL_DECIMALS, amount);
  length = strlen (text);
  for (int decimals = SMALL_DECIMALS; decimals > 2 && text[length - 1] == '0'; decimals--)
    text[--length] = '\0';

  return g_steal_pointer (&text);
}

static char *
format_local (GDateTime *when, const char *format)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (when);

  return g_date_time_format (local, format);
}

/**
 * orch_format_money:
 * @usd: an amount in USD
 *
 * Writes an amount with two decimals, or with up to six where it is less than a cent: LiteLLM
 * counts in fractions of it.
 *
 * Returns: (transfer full): the text, such as "$1,234.50"
 */
char *
orch_format_money (double usd)
{
  /* Rounded first, so that what shows as zero has no sign. */
  double amount = fabs (usd) < CENT ? round (fabs (usd) * SMALL_STEPS) / SMALL_STEPS : fabs (usd);
  g_autofree char *text = format_amount (amount);

  if (usd < 0 && amount > 0)
    return g_strdup_printf (_ ("-$%s"), text);

  return g_strdup_printf (_ ("$%s"), text);
}

/**
 * orch_format_spend_of_budget:
 * @spend: what was spent, in USD
 * @has_budget: whether there is a limit
 * @budget: the limit in USD, if @has_budget
 *
 * Writes what was spent of how much.
 *
 * Returns: (transfer full): the text, such as "$3.25 of $42.50"
 */
char *
orch_format_spend_of_budget (double spend, gboolean has_budget, double budget)
{
  g_autofree char *spend_text = orch_format_money (spend);
  g_autofree char *budget_text = NULL;

  if (!has_budget) {
    /* Translators: what was spent, by somebody without a budget */
    return g_strdup_printf (_ ("%s · no limit"), spend_text);
  }

  budget_text = orch_format_money (budget);
  /* Translators: what was spent, and the budget: "$3.25 of $42.50" */
  return g_strdup_printf (_ ("%s of %s"), spend_text, budget_text);
}

/**
 * orch_format_count:
 * @count: a number of things
 *
 * Writes a whole number, grouped as the locale does.
 *
 * Returns: (transfer full): the text, such as "10,000"
 */
char *
orch_format_count (gint64 count)
{
  return g_strdup_printf ("%'" PRId64, count);
}

/**
 * orch_format_date:
 * @when: a time
 *
 * Writes the day in the local time zone.
 *
 * Returns: (transfer full): the text, such as "23 Nov 2026"
 */
char *
orch_format_date (GDateTime *when)
{
  g_return_val_if_fail (when != NULL, NULL);

  /* Translators: a date, see g_date_time_format (): day without padding, short month, year */
  return format_local (when, _ ("%-d %b %Y"));
}

/**
 * orch_format_day:
 * @when: a time
 *
 * Writes the day in the local time zone, where the year is clear.
 *
 * Returns: (transfer full): the text, such as "23 Nov"
 */
char *
orch_format_day (GDateTime *when)
{
  g_return_val_if_fail (when != NULL, NULL);

  /* Translators: a date, see g_date_time_format (): day without padding, short month */
  return format_local (when, _ ("%-d %b"));
}

/**
 * orch_format_date_time:
 * @when: a time
 *
 * Writes the day and the time of day in the local time zone.
 *
 * Returns: (transfer full): the text, such as "23 Nov 2026, 14:05"
 */
char *
orch_format_date_time (GDateTime *when)
{
  g_return_val_if_fail (when != NULL, NULL);

  /* Translators: a date with the time of day, see g_date_time_format () */
  return format_local (when, _ ("%-d %b %Y, %H:%M"));
}

/**
 * orch_format_recent_time:
 * @when: a time
 * @now: the present time
 *
 * Writes the time of day, and the day too if it is not today.
 *
 * Returns: (transfer full): the text, such as "14:05"
 */
char *
orch_format_recent_time (GDateTime *when, GDateTime *now)
{
  g_autoptr (GDateTime) local_when = NULL;
  g_autoptr (GDateTime) local_now = NULL;

  g_return_val_if_fail (when != NULL && now != NULL, NULL);

  local_when = g_date_time_to_local (when);
  local_now = g_date_time_to_local (now);
  if (g_date_time_get_year (local_when) != g_date_time_get_year (local_now)
      || g_date_time_get_day_of_year (local_when) != g_date_time_get_day_of_year (local_now))
    return orch_format_date_time (when);

  /* Translators: a time of day, see g_date_time_format () */
  return format_local (when, _ ("%H:%M"));
}

/**
 * orch_format_time_left:
 * @when: a time to come
 * @now: the present time
 *
 * Writes how long it is until @when in its largest unit, rounded.
 *
 * Returns: (transfer full): the text, such as "in 7 days", or "due now"
 */
char *
orch_format_time_left (GDateTime *when, GDateTime *now)
{
  double seconds;
  gulong minutes, hours, days;

  g_return_val_if_fail (when != NULL && now != NULL, NULL);

  seconds = g_date_time_difference (when, now) / (double) G_TIME_SPAN_SECOND;
  if (seconds <= 0)
    return g_strdup (_ ("due now"));

  minutes = MAX (lround (seconds / 60), 1);
  if (minutes < 60)
    return g_strdup_printf (ngettext ("in %lu minute", "in %lu minutes", minutes), minutes);

  hours = lround (seconds / 3600);
  if (hours < 24)
    return g_strdup_printf (ngettext ("in %lu hour", "in %lu hours", hours), hours);

  days = lround (seconds / 86400);
  return g_strdup_printf (ngettext ("in %lu day", "in %lu days", days), days);
}

/**
 * orch_format_age:
 * @when: a time that is over
 * @now: the present time
 *
 * Writes how long it has been in its largest unit, rounded down.
 *
 * Returns: (transfer full): the text, such as "7 days"
 */
char *
orch_format_age (GDateTime *when, GDateTime *now)
{
  gulong minutes, hours, days;

  g_return_val_if_fail (when != NULL && now != NULL, NULL);

  minutes = MAX (g_date_time_difference (now, when) / G_TIME_SPAN_MINUTE, 0);
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%lu minute", "%lu minutes", minutes), minutes);

  hours = minutes / 60;
  if (hours < 24)
    return g_strdup_printf (ngettext ("%lu hour", "%lu hours", hours), hours);

  days = hours / 24;
  if (days < DAYS_OF_TWO_MONTHS)
    return g_strdup_printf (ngettext ("%lu day", "%lu days", days), days);

  if (days < 2 * DAYS_OF_YEAR)
    return g_strdup_printf (ngettext ("%lu month", "%lu months", days / DAYS_OF_MONTH),
                            days / DAYS_OF_MONTH);

  return g_strdup_printf (ngettext ("%lu year", "%lu years", days / DAYS_OF_YEAR),
                          days / DAYS_OF_YEAR);
}

/**
 * orch_format_decimal_mark:
 *
 * Tells what the person's locale writes before the decimals.
 *
 * Returns: (transfer none): the mark, such as "." or ","
 */
const char *
orch_format_decimal_mark (void)
{
  return nl_langinfo (RADIXCHAR);
}
