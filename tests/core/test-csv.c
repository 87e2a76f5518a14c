#include "config.h"

#include "core/rules/csv.h"

static void
test_rows (void)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  orch_csv_append_cell (rows, "Ann");
  orch_csv_append_cell (rows, NULL);
  orch_csv_append_cell (rows, "5.0");
  orch_csv_end_row (rows);
  orch_csv_append_cell (rows, "Ben");
  orch_csv_end_row (rows);

  g_assert_cmpstr (rows->str, ==, "\"Ann\",\"\",\"5.0\"\n\"Ben\"\n");
}

static void
test_quotes (void)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  orch_csv_append_cell (rows, "say \"hi\", then\n");
  orch_csv_append_cell (rows, "go");
  orch_csv_end_row (rows);

  g_assert_cmpstr (rows->str, ==, "\"say \"\"hi\"\", then\n\",\"go\"\n");
}

static void
test_formulas (void)
{
  static const char *const formulas[] = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1" };

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++) {
    g_autoptr (GString) rows = g_string_new (NULL);
    g_autofree char *expected = g_strdup_printf ("\"'%s\"", formulas[i]);

    orch_csv_append_cell (rows, formulas[i]);
    g_assert_cmpstr (rows->str, ==, expected);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv/rows", test_rows);
  g_test_add_func ("/csv/quotes", test_quotes);
  g_test_add_func ("/csv/formulas", test_formulas);

  return g_test_run ();
}
