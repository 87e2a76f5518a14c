#include "config.h"

#include "core/rules/pasted-list.h"

/* What stands between the names in a case. */
#define SEPARATOR "|"

static const struct {
  const char *name;
  const char *text;
  const char *names;
} cases[] = {
  { "nothing", "", "" },
  { "spaces", " \n\n \t", "" },
  { "lines", "a\nb\r\nc", "a|b|c" },
  { "line-at-the-end", "a\nb\n", "a|b" },
  { "separators", "a, b;c\td", "a|b|c|d" },
  { "twice", "a\nb\na", "a|b|a" },
  { "empty-cells", "a,,b\n,\nc", "a|b|c" },
  { "quoted", "\"a, b\",\"c \"\"d\"\"\"\n\"e\nf\"", "a, b|c \"d\"|e\nf" },
  { "unclosed", "\"a, b", "a, b" },
  { "e-mail", "ann@example.org; ben@example.org", "ann@example.org|ben@example.org" },
  { "heading-alone", "user_id", "" },
  { "heading", "user_id\na\nb", "a|b" },
  { "heading-quoted", "\"User ID\"\na", "a" },
  { "column", "name,user_id,email\nAnn,a,ann@example.org\nBen,b,", "a|b" },
  { "e-mail-column", "name,E-mail\nAnn,ann@example.org\nBen,\nCy", "ann@example.org" },
  { "best-column", "user_email,user_id\nann@example.org,a", "a" },
  { "byte-order-mark", "\xEF\xBB\xBFuser_id\na", "a" },
  { "formula", "user_id\n\"'=1+1\"\n'a", "=1+1|'a" },
};

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_auto (GStrv) names = orch_pasted_list_parse (cases[i].text);
  g_autofree char *joined = g_strjoinv (SEPARATOR, names);

  g_assert_cmpstr (joined, ==, cases[i].names);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/pasted-list/", cases[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
  }

  return g_test_run ();
}
