#include "config.h"

#include <glib.h>
#include <locale.h>

#include "ui/common/format.h"

static void
test_money (void)
{
  static const struct {
    double usd;
    const char *text;
  } cases[] = {
    { 0, "$0.00" },
    { -0.0, "$0.00" },
    { 0.0000001, "$0.00" },
    { -0.0000001, "$0.00" },
    { 0.000675, "$0.000675" },
    { 0.0000006, "$0.000001" },
    { -0.0000004, "$0.00" },
    { 0.005, "$0.005" },
    { 0.001, "$0.001" },
    { 0.0099999, "$0.01" },
    { 0.01, "$0.01" },
    { 3.25, "$3.25" },
    { 42.5, "$42.50" },
    { 1234.5, "$1234.50" },
    { -1, "-$1.00" },
    { -0.000675, "-$0.000675" },
    { 1e300, "$1e+300" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = orch_format_money (cases[i].usd);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_spend_of_budget (void)
{
  g_autofree char *with_budget = orch_format_spend_of_budget (3.25, TRUE, 42.5);
  g_autofree char *without = orch_format_spend_of_budget (3.25, FALSE, 0);
  g_autofree char *zero = orch_format_spend_of_budget (0, TRUE, 0);

  g_assert_cmpstr (with_budget, ==, "$3.25 of $42.50");
  g_assert_cmpstr (without, ==, "$3.25 · no limit");
  g_assert_cmpstr (zero, ==, "$0.00 of $0.00");
}

static void
test_locale (gconstpointer data)
{
  const char *const *expected = data;

  if (setlocale (LC_ALL, expected[0]) == NULL) {
    g_test_skip ("this locale is not installed");
    return;
  }

  {
    g_autofree char *money = orch_format_money (1234567.5);
    g_autofree char *small = orch_format_money (0.000675);
    g_autofree char *count = orch_format_count (10000);

    g_assert_cmpstr (money, ==, expected[1]);
    g_assert_cmpstr (small, ==, expected[2]);
    g_assert_cmpstr (count, ==, expected[3]);
    g_assert_cmpstr (orch_format_decimal_mark (), ==, expected[4]);
  }

  setlocale (LC_ALL, "C");
}

static void
test_count (void)
{
  g_autofree char *none = orch_format_count (0);
  g_autofree char *large = orch_format_count (G_MAXINT64);

  g_assert_cmpstr (none, ==, "0");
  g_assert_cmpstr (large, ==, "9223372036854775807");
}

static void
test_dates (void)
{
  g_autoptr (GDateTime) when = g_date_time_new_utc (2026, 11, 3, 14, 5, 59);
  g_autofree char *date = orch_format_date (when);
  g_autofree char *date_time = orch_format_date_time (when);

  g_assert_cmpstr (date, ==, "3 Nov 2026");
  g_assert_cmpstr (date_time, ==, "3 Nov 2026, 14:05");
}

/* The proxy's times are in UTC, the person's are not. */
static void
test_dates_are_local (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) local = g_date_time_new (zone, 2026, 11, 3, 0, 30, 0);
  g_autoptr (GTimeZone) far_east = g_time_zone_new_offset (14 * 60 * 60);
  g_autoptr (GDateTime) same = g_date_time_to_timezone (local, far_east);
  g_autofree char *date_time = orch_format_date_time (same);

  g_assert_cmpstr (date_time, ==, "3 Nov 2026, 00:30");
}

static void
test_recent_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 23, 0, 10, 0);
  g_autoptr (GDateTime) today = g_date_time_new_local (2026, 11, 23, 0, 5, 0);
  g_autoptr (GDateTime) yesterday = g_date_time_new_local (2026, 11, 22, 23, 55, 0);
  g_autoptr (GDateTime) last_year = g_date_time_new_local (2025, 11, 23, 0, 5, 0);
  g_autofree char *today_text = orch_format_recent_time (today, now);
  g_autofree char *yesterday_text = orch_format_recent_time (yesterday, now);
  g_autofree char *last_year_text = orch_format_recent_time (last_year, now);

  g_assert_cmpstr (today_text, ==, "00:05");
  g_assert_cmpstr (yesterday_text, ==, "22 Nov 2026, 23:55");
  g_assert_cmpstr (last_year_text, ==, "23 Nov 2025, 00:05");
}

static void
test_time_left (void)
{
  static const struct {
    gint64 seconds;
    const char *text;
  } cases[] = {
    { -86400, "due now" },
    { 0, "due now" },
    { 1, "in 1 minute" },
    { 60, "in 1 minute" },
    { 180, "in 3 minutes" },
    { 59 * 60 + 29, "in 59 minutes" },
    { 59 * 60 + 31, "in 1 hour" },
    { 5 * 3600, "in 5 hours" },
    { 23 * 3600 + 1700, "in 23 hours" },
    { 23 * 3600 + 1900, "in 1 day" },
    { 36 * 3600, "in 2 days" },
    { 7 * 86400 - 10, "in 7 days" },
    { 400 * 86400, "in 400 days" },
  };
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 23, 12, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GDateTime) when = g_date_time_add_seconds (now, cases[i].seconds);
    g_autofree char *text = orch_format_time_left (when, now);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_age (void)
{
  static const struct {
    gint64 seconds;
    const char *text;
  } cases[] = {
    { -60, "0 minutes" },         { 59, "0 minutes" },        { 60, "1 minute" },
    { 3600 - 1, "59 minutes" },   { 3600, "1 hour" },         { 86400 - 1, "23 hours" },
    { 86400, "1 day" },           { 59 * 86400, "59 days" },  { 60 * 86400, "2 months" },
    { 729 * 86400, "24 months" }, { 730 * 86400, "2 years" },
  };
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 23, 12, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GDateTime) when = g_date_time_add_seconds (now, -cases[i].seconds);
    g_autofree char *text = orch_format_age (when, now);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

int
main (int argc, char *argv[])
{
  static const char *const english[] = { "en_US.UTF-8", "$1,234,567.50", "$0.000675", "10,000",
                                         "." };
  static const char *const german[] = { "de_DE.UTF-8", "$1.234.567,50", "$0,000675", "10.000",
                                        "," };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/money", test_money);
  g_test_add_func ("/format/spend-of-budget", test_spend_of_budget);
  g_test_add_func ("/format/count", test_count);
  g_test_add_data_func ("/format/locale/english", english, test_locale);
  g_test_add_data_func ("/format/locale/german", german, test_locale);
  g_test_add_func ("/format/dates", test_dates);
  g_test_add_func ("/format/dates-are-local", test_dates_are_local);
  g_test_add_func ("/format/recent-time", test_recent_time);
  g_test_add_func ("/format/time-left", test_time_left);
  g_test_add_func ("/format/age", test_age);

  return g_test_run ();
}
