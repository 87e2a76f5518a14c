#include "config.h"

#include "demo/demo-like.h"
#include "demo/demo-python.h"

/* What Python's repr () says. */
static void
test_numbers (void)
{
  static const struct {
    double number;
    const char *text;
  } cases[] = {
    { 0, "0.0" },
    { -0.0, "-0.0" },
    { 1, "1.0" },
    { -4.5, "-4.5" },
    { 0.1, "0.1" },
    { 99.995, "99.995" },
    { 100, "100.0" },
    { 0.0001, "0.0001" },
    { 0.00012345, "0.00012345" },
    { 1e-5, "1e-05" },
    { 1.5e-7, "1.5e-07" },
    { 1e15, "1000000000000000.0" },
    { 123456789012345.67, "123456789012345.67" },
    { 1e16, "1e+16" },
    { 9223372036854775808.0, "9.223372036854776e+18" },
    { 1e300, "1e+300" },
    { G_MAXDOUBLE, "1.7976931348623157e+308" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = orch_demo_python_dup_number (cases[i].number);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_lists (void)
{
  static const char *const none[] = { NULL };
  static const char *const some[] = { "a", "it's", "both ' and \"", "\\", NULL };
  g_autofree char *empty = orch_demo_python_dup_list (none);
  g_autofree char *list = orch_demo_python_dup_list (some);

  g_assert_cmpstr (empty, ==, "[]");
  g_assert_cmpstr (list, ==, "['a', \"it's\", 'both \\' and \"', '\\\\']");
}

static void
test_parts (void)
{
  static const struct {
    const char *part;
    const char *text;
    gboolean is_in;
  } cases[] = {
    { "b", "abc", TRUE },
    { "B", "abc", TRUE },
    { "d", "abc", FALSE },
    { "", "abc", TRUE },
    { "a_c", "abc", TRUE },
    { "a_c", "ac", FALSE },
    { "a%c", "abbc", TRUE },
    { "a\\%c", "abc", FALSE },
    { "\\_", "a_b", TRUE },
    { "\xc3\x9c", "x\xc3\xbc", TRUE },
    { "_b",
      "\xc3\xbc"
      "b",
      TRUE },
    { "abcd", "abc", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchDemoPart) part = orch_demo_part_new (cases[i].part);

    g_test_message ("“%s” in “%s”", cases[i].part, cases[i].text);
    g_assert_true (orch_demo_part_is_in (part, cases[i].text) == cases[i].is_in);
    if (g_str_is_ascii (cases[i].part))
      g_assert_true (orch_demo_part_is_in_plain (part, cases[i].text) == cases[i].is_in);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-texts/numbers", test_numbers);
  g_test_add_func ("/demo-texts/lists", test_lists);
  g_test_add_func ("/demo-texts/parts", test_parts);

  return g_test_run ();
}
