#include "config.h"

#include "demo/demo-time.h"

/* A Monday: 2026-11-23 23:06:43.750 UTC. */
#define NOW (G_GINT64_CONSTANT (1795475203750) * 1000)

/* Seen on a proxy at that moment. */
static void
test_resets (void)
{
  const struct {
    const char *duration;
    const char *reset;
  } cases[] = {
    { "1d", "2026-11-24T00:00:00Z" },     { "7d", "2026-11-30T00:00:00Z" },
    { "30d", "2026-12-01T00:00:00Z" },    { "1mo", "2026-12-01T00:00:00Z" },
    { "1w", "2026-11-30T00:00:00Z" },     { "2w", "2026-12-07T00:00:00Z" },
    { "3d", "2026-11-26T00:00:00Z" },     { "60d", "2027-01-22T00:00:00Z" },
    { "45m", "2026-11-23T23:45:00Z" },    { "7m", "2026-11-23T23:07:00Z" },
    { "90s", "2026-11-23T23:07:30Z" },    { "5h", "2026-11-24T01:00:00Z" },
    { "7h", "2026-11-24T04:00:00Z" },     { "24h", "2026-11-24T00:00:00Z" },
    { "25h", "2026-11-24T01:00:00Z" },    { "1d junk", "2026-11-24T00:00:00Z" },
    { "hourly", "2026-11-24T00:00:00Z" }, { "DAILY", "2026-11-24T00:00:00Z" },
    { "weekly", "2026-11-30T00:00:00Z" }, { "monthly", "2026-12-01T00:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = NULL;
    gint64 reset = 0;

    g_assert_true (orch_demo_time_get_next_reset (cases[i].duration, NOW, &reset));
    text = orch_demo_time_to_text (reset);
    g_assert_cmpstr (text, ==, cases[i].reset);
  }
}

static void
test_no_durations (void)
{
  const char *const texts[] = { "",  "bad", "2mo", "12mo", "1y",  "0d",
                                "5", "30D", "-1d", " 1d",  "1 d", "99999999999d" };
  gint64 reset;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (orch_demo_time_get_next_reset (texts[i], NOW, &reset));
}

static void
test_forms (void)
{
  g_autofree char *text = orch_demo_time_to_text (NOW);
  g_autofree char *offset_text = orch_demo_time_to_offset_text (NOW);
  g_autofree char *python_text = orch_demo_time_to_python_text (NOW);

  g_assert_cmpstr (text, ==, "2026-11-23T23:06:43.750000Z");
  g_assert_cmpstr (offset_text, ==, "2026-11-23T23:06:43.750000+00:00");
  g_assert_cmpstr (python_text, ==, "2026-11-23 23:06:43.750000+00:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-time/resets", test_resets);
  g_test_add_func ("/demo-time/no-durations", test_no_durations);
  g_test_add_func ("/demo-time/forms", test_forms);

  return g_test_run ();
}
