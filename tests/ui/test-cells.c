#include "config.h"

#include "core/model/user.h"
#include "ui-test.h"
#include "ui/common/budget-bar.h"
#include "ui/common/row-cell.h"

static guint n_shown;

static void
show_id (OrchTextCell *cell, gpointer user, gconstpointer data)
{
  n_shown++;
  orch_text_cell_set_text (cell, user != NULL ? orch_user_get_id (user) : data, user == NULL);
}

static OrchRowCell *
create_cell (void)
{
  return g_object_ref_sink (orch_row_cell_new (show_id, "wait"));
}

static void
assert_shows (OrchRowCell *cell, const char *text, gboolean is_dim)
{
  g_assert_cmpstr (orch_text_cell_get_text (ORCH_TEXT_CELL (cell)), ==, text);
  g_assert_cmpint (orch_text_cell_get_is_dim (ORCH_TEXT_CELL (cell)), ==, is_dim);
}

static void
test_row_cell_fills_later (void)
{
  g_autoptr (OrchRowCell) cell = create_cell ();
  g_autoptr (OrchPagedRow) row = orch_paged_row_new (NULL);
  g_autoptr (OrchUser) user = orch_user_new ("ann");

  orch_row_cell_set_row (cell, row);
  assert_shows (cell, "wait", TRUE);

  orch_paged_row_set_item (row, user);
  assert_shows (cell, "ann", FALSE);
}

static void
test_row_cell_follows_user (void)
{
  g_autoptr (OrchRowCell) cell = create_cell ();
  g_autoptr (OrchUser) user = orch_user_new ("ann");
  g_autoptr (OrchPagedRow) row = orch_paged_row_new (user);

  orch_row_cell_set_row (cell, row);
  n_shown = 0;
  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (1));
  g_assert_cmpuint (n_shown, ==, 1);
}

static void
test_row_cell_lets_go (void)
{
  g_autoptr (OrchRowCell) cell = create_cell ();
  g_autoptr (OrchUser) user = orch_user_new ("ann");
  g_autoptr (OrchUser) other = orch_user_new ("bob");
  g_autoptr (OrchPagedRow) row = orch_paged_row_new (user);

  orch_row_cell_set_row (cell, row);
  orch_row_cell_set_row (cell, NULL);
  n_shown = 0;
  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (1));
  orch_paged_row_set_item (row, other);
  g_assert_cmpuint (n_shown, ==, 0);
}

static void
let_go_cb (gpointer cell)
{
  orch_row_cell_set_row (ORCH_ROW_CELL (cell), NULL);
}

/* One cell of a row that changes may lead to others getting other rows. */
static void
test_row_cell_lets_go_meanwhile (void)
{
  g_autoptr (OrchRowCell) first = create_cell ();
  g_autoptr (OrchRowCell) second = create_cell ();
  g_autoptr (OrchUser) user = orch_user_new ("ann");
  OrchPagedRow *row = orch_paged_row_new (NULL);

  orch_paged_row_watch (row, let_go_cb, first);
  orch_row_cell_set_row (first, row);
  orch_row_cell_set_row (second, row);
  orch_paged_row_watch (row, let_go_cb, second);
  n_shown = 0;
  orch_paged_row_set_item (row, user);
  g_assert_cmpuint (n_shown, ==, 1);
  g_assert_finalize_object (row);
}

static void
test_budget_bar_color (void)
{
  g_assert_cmpstr (orch_budget_bar_get_color (12.3, 100), ==, "accent_color");
  g_assert_cmpstr (orch_budget_bar_get_color (79.99, 100), ==, "accent_color");
  g_assert_cmpstr (orch_budget_bar_get_color (80, 100), ==, "warning_color");
  g_assert_cmpstr (orch_budget_bar_get_color (100, 100), ==, "warning_color");
  g_assert_cmpstr (orch_budget_bar_get_color (100.01, 100), ==, "error_color");
  g_assert_cmpstr (orch_budget_bar_get_color (0, 0), ==, "warning_color");
  g_assert_cmpstr (orch_budget_bar_get_color (1, 0), ==, "error_color");
}

/* What a widget of 200 pixels at least paints, as text. */
static char *
paint (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;

  gtk_widget_set_size_request (widget, 200, -1);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_until (gtk_widget_get_width (widget) >= 200);

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  gtk_window_destroy (GTK_WINDOW (window));
  if (node == NULL)
    return g_strdup ("");

  bytes = gsk_render_node_serialize (node);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + 1, part))
    n++;

  return n;
}

/* How many rectangles a bar paints: none, the track, or the track and what is filled. */
static guint
count_painted (double spend, gboolean has_budget, double budget)
{
  OrchBudgetBar *bar = g_object_new (ORCH_TYPE_BUDGET_BAR, NULL);
  g_autofree char *painted = NULL;

  orch_budget_bar_set_budget (bar, spend, has_budget, budget);
  painted = paint (GTK_WIDGET (bar));

  return count (painted, "rounded-clip {");
}

static OrchTextCell *
create_text_cell (const char *text, const char *second_line)
{
  OrchTextCell *cell = g_object_new (ORCH_TYPE_TEXT_CELL, NULL);

  orch_text_cell_set_chars (cell, 5, 10);
  orch_text_cell_set_two_lines (cell, second_line != NULL);
  orch_text_cell_set_text (cell, text, FALSE);
  orch_text_cell_set_second_line (cell, second_line);

  return cell;
}

static void
assert_paints (OrchTextCell *cell, guint n_texts, guint n_bars)
{
  g_autofree char *painted = paint (GTK_WIDGET (cell));

  g_assert_cmpuint (count (painted, "text {"), ==, n_texts);
  g_assert_cmpuint (count (painted, "rounded-clip {"), ==, n_bars);
}

static void
test_text_cell_paints (void)
{
  OrchTextCell *cell = create_text_cell ("$5.00 of $10.00", NULL);

  assert_paints (create_text_cell (NULL, NULL), 0, 0);
  assert_paints (create_text_cell ("ann", NULL), 1, 0);
  assert_paints (create_text_cell ("ann", "Internal user"), 2, 0);

  orch_text_cell_set_has_bar (cell, TRUE);
  orch_text_cell_set_budget (cell, 5, TRUE, 10);
  assert_paints (cell, 1, 2);

  cell = create_text_cell ("ann", NULL);
  orch_text_cell_set_suffix (cell, "sk-...abcd");
  g_assert_cmpstr (orch_text_cell_get_text (cell), ==, "ann  sk-...abcd");
  assert_paints (cell, 2, 0);

  cell = create_text_cell ("ann", NULL);
  orch_text_cell_set_suffix (cell, "sk-...abcd");
  orch_text_cell_set_text (cell, "bob", FALSE);
  g_assert_cmpstr (orch_text_cell_get_text (cell), ==, "bob");
  assert_paints (cell, 1, 0);

  cell = create_text_cell ("$5.00 · no limit", NULL);
  gtk_widget_set_direction (GTK_WIDGET (cell), GTK_TEXT_DIR_RTL);
  orch_text_cell_set_has_bar (cell, TRUE);
  orch_text_cell_set_budget (cell, 5, FALSE, 0);
  assert_paints (cell, 1, 0);
}

static int
measure (GtkWidget *widget, GtkOrientation orientation)
{
  int minimum;

  gtk_widget_measure (widget, orientation, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* Room for so many characters and lines, whatever the text. */
static void
test_text_cell_measures (void)
{
  g_autoptr (GtkWidget) one =
      g_object_ref_sink (GTK_WIDGET (create_text_cell ("a long text in it", NULL)));
  g_autoptr (GtkWidget) two = g_object_ref_sink (GTK_WIDGET (create_text_cell ("a", "b")));
  int width = measure (one, GTK_ORIENTATION_HORIZONTAL);

  g_assert_cmpint (width, >, 0);
  g_assert_cmpint (measure (two, GTK_ORIENTATION_HORIZONTAL), ==, width);
  g_assert_cmpint (measure (two, GTK_ORIENTATION_VERTICAL), ==,
                   2 * measure (one, GTK_ORIENTATION_VERTICAL));
  g_assert_cmpstr (orch_text_cell_get_second_line (ORCH_TEXT_CELL (two)), ==, "b");

  orch_text_cell_set_has_bar (ORCH_TEXT_CELL (two), TRUE);
  gtk_widget_queue_resize (two);
  g_assert_cmpint (measure (two, GTK_ORIENTATION_HORIZONTAL), >, width + 48);
}

static void
test_budget_bar_paints (void)
{
  g_assert_cmpuint (count_painted (5, FALSE, 0), ==, 0);
  g_assert_cmpuint (count_painted (0, TRUE, 10), ==, 1);
  g_assert_cmpuint (count_painted (5, TRUE, 10), ==, 2);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/row-cell/fills-later", test_row_cell_fills_later);
  g_test_add_func ("/row-cell/follows-user", test_row_cell_follows_user);
  g_test_add_func ("/row-cell/lets-go", test_row_cell_lets_go);
  g_test_add_func ("/row-cell/lets-go-meanwhile", test_row_cell_lets_go_meanwhile);
  g_test_add_func ("/text-cell/paints", test_text_cell_paints);
  g_test_add_func ("/text-cell/measures", test_text_cell_measures);
  g_test_add_func ("/budget-bar/color", test_budget_bar_color);
  g_test_add_func ("/budget-bar/paints", test_budget_bar_paints);

  return g_test_run ();
}
