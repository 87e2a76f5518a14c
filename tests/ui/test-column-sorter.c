#include "config.h"

#include "ui-test.h"
#include "ui/common/column-sorter.h"

typedef struct {
  GtkColumnView *view; /* (owned) */
  GtkColumnViewColumn *first;
  GtkColumnViewColumn *second;
} Fixture;

static GtkColumnViewColumn *
add_column (GtkColumnView *view, guint key)
{
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new ("Title", NULL);
  g_autoptr (GtkSorter) sorter = orch_column_sorter_new (key);

  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (view, column);

  return column;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->view = GTK_COLUMN_VIEW (g_object_ref_sink (gtk_column_view_new (NULL)));
  fixture->first = add_column (fixture->view, 11);
  fixture->second = add_column (fixture->view, 22);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->view);
}

static void
assert_sort (Fixture *fixture, guint expected_key, gboolean expected_descending)
{
  guint key = 0;
  gboolean descending = FALSE;

  g_assert_true (
      orch_column_sorter_read (gtk_column_view_get_sorter (fixture->view), &key, &descending));
  g_assert_cmpuint (key, ==, expected_key);
  g_assert_cmpint (descending, ==, expected_descending);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  guint key = 0;
  gboolean descending = FALSE;

  g_assert_false (
      orch_column_sorter_read (gtk_column_view_get_sorter (fixture->view), &key, &descending));
}

static void
test_direction (Fixture *fixture, gconstpointer data)
{
  gtk_column_view_sort_by_column (fixture->view, fixture->first, GTK_SORT_ASCENDING);
  assert_sort (fixture, 11, FALSE);

  gtk_column_view_sort_by_column (fixture->view, fixture->first, GTK_SORT_DESCENDING);
  assert_sort (fixture, 11, TRUE);
}

static void
test_last_chosen_column (Fixture *fixture, gconstpointer data)
{
  gtk_column_view_sort_by_column (fixture->view, fixture->first, GTK_SORT_DESCENDING);
  gtk_column_view_sort_by_column (fixture->view, fixture->second, GTK_SORT_ASCENDING);
  assert_sort (fixture, 22, FALSE);

  gtk_column_view_sort_by_column (fixture->view, fixture->first, GTK_SORT_ASCENDING);
  assert_sort (fixture, 11, FALSE);
}

static void
test_order (void)
{
  g_autoptr (GtkSorter) sorter = orch_column_sorter_new (1);

  g_assert_cmpint (gtk_sorter_get_order (sorter), ==, GTK_SORTER_ORDER_PARTIAL);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/column-sorter/none", test_none);
  ADD ("/column-sorter/direction", test_direction);
  ADD ("/column-sorter/last-chosen-column", test_last_chosen_column);
#undef ADD
  g_test_add_func ("/column-sorter/order", test_order);

  return g_test_run ();
}
