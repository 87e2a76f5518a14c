#include "config.h"

#include "core/rules/text.h"

static void
test_escape_pattern (void)
{
  static const char *const cases[][2] = {
    { "", "" },       { "lopez", "lopez" }, { "50%", "50\\%" }, { "a_b\\c", "a\\_b\\\\c" },
    { "ü%", "ü\\%" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *pattern = orch_text_escape_pattern (cases[i][0]);

    g_assert_cmpstr (pattern, ==, cases[i][1]);
  }
}

static void
test_contains (void)
{
  g_assert_true (orch_text_contains ("Laptop", "APT"));
  g_assert_true (orch_text_contains ("MÜLLER", "müll"));
  g_assert_true (orch_text_contains ("", ""));
  g_assert_false (orch_text_contains ("laptop", "laptops"));
  g_assert_false (orch_text_contains (NULL, ""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/escape-pattern", test_escape_pattern);
  g_test_add_func ("/text/contains", test_contains);

  return g_test_run ();
}
