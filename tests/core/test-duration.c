#include "config.h"

#include "core/rules/duration.h"

static void
test_accepts (void)
{
  static const struct {
    const char *text;
    guint count;
    OrchDurationUnit unit;
  } cases[] = {
    { "90s", 90, ORCH_DURATION_SECONDS }, { "45m", 45, ORCH_DURATION_MINUTES },
    { "1h", 1, ORCH_DURATION_HOURS },     { "30d", 30, ORCH_DURATION_DAYS },
    { "2w", 2, ORCH_DURATION_WEEKS },     { "1mo", 1, ORCH_DURATION_MONTHS },
    { "3mo", 3, ORCH_DURATION_MONTHS },   { "4294967295s", G_MAXUINT, ORCH_DURATION_SECONDS },
    { "hourly", 1, ORCH_DURATION_HOURS }, { "Daily", 1, ORCH_DURATION_DAYS },
    { "WEEKLY", 1, ORCH_DURATION_WEEKS }, { "monthly", 1, ORCH_DURATION_MONTHS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    OrchDurationUnit unit;
    guint count;

    g_test_message ("case %u", i);
    g_assert_true (orch_duration_parse (cases[i].text, &count, &unit));
    g_assert_cmpuint (count, ==, cases[i].count);
    g_assert_cmpint (unit, ==, cases[i].unit);
    g_assert_true (orch_duration_parse (cases[i].text, NULL, NULL));
  }
}

static void
test_refuses (void)
{
  static const char *const texts[] = {
    "",      " ",           "d",
    "5",     "0d",          "00d",
    "01d",   "-1d",         "+1d",
    "30D",   "1M",          "1y",
    "1year", "1d junk",     "1 d",
    " 1d",   "1d ",         "1d2h",
    "1.5h",  "1,5h",        "1mon",
    "month", "daily ",      "dailyx",
    "1e3s",  "0x10s",       "４d",
    "-",     "1",           "1\n",
    "1d\n",  "4294967296s", "99999999999999999999d",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    OrchDurationUnit unit = ORCH_DURATION_WEEKS;
    guint count = 77;

    g_test_message ("case %u", i);
    g_assert_false (orch_duration_parse (texts[i], &count, &unit));
    g_assert_cmpuint (count, ==, 77);
    g_assert_cmpint (unit, ==, ORCH_DURATION_WEEKS);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/duration/accepts", test_accepts);
  g_test_add_func ("/duration/refuses", test_refuses);

  return g_test_run ();
}
