#include "config.h"

#include "ui-test.h"
#include "ui/users/budget-bar.h"
#include "ui/users/budget-cell.h"
#include "ui/users/user-cell.h"

static guint n_shown;

static void
show_id (GtkWidget *child, OrchUser *user, gconstpointer data)
{
  n_shown++;
  gtk_label_set_text (GTK_LABEL (child), user != NULL ? orch_user_get_id (user) : data);
}

static OrchUser *
create_user (double spend, double budget)
{
  OrchUser *user = orch_user_new ("ann");

  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (spend));
  if (budget >= 0)
    orch_user_set_value (user, ORCH_USER_MAX_BUDGET, g_variant_new_double (budget));

  return user;
}

static void
test_user_cell_fills_later (void)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (OrchUserCell) cell = g_object_ref_sink (orch_user_cell_new (label, show_id, "wait"));
  g_autoptr (OrchPagedRow) row = orch_paged_row_new (NULL);
  g_autoptr (OrchUser) user = orch_user_new ("ann");

  orch_user_cell_set_row (cell, row);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "wait");

  orch_paged_row_set_item (row, user);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "ann");
}

static void
test_user_cell_follows_user (void)
{
  g_autoptr (OrchUserCell) cell =
      g_object_ref_sink (orch_user_cell_new (gtk_label_new (NULL), show_id, "wait"));
  g_autoptr (OrchUser) user = orch_user_new ("ann");
  g_autoptr (OrchPagedRow) row = orch_paged_row_new (user);

  orch_user_cell_set_row (cell, row);
  n_shown = 0;
  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (1));
  g_assert_cmpuint (n_shown, ==, 1);
}

static void
test_user_cell_lets_go (void)
{
  g_autoptr (OrchUserCell) cell =
      g_object_ref_sink (orch_user_cell_new (gtk_label_new (NULL), show_id, "wait"));
  g_autoptr (OrchUser) user = orch_user_new ("ann");
  g_autoptr (OrchUser) other = orch_user_new ("bob");
  g_autoptr (OrchPagedRow) row = orch_paged_row_new (user);

  orch_user_cell_set_row (cell, row);
  orch_user_cell_set_row (cell, NULL);
  n_shown = 0;
  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (1));
  orch_paged_row_set_item (row, other);
  g_assert_cmpuint (n_shown, ==, 0);
}

static void
assert_budget (double spend, double budget, const char *text, gboolean near, gboolean over)
{
  g_autoptr (GtkWidget) cell = g_object_ref_sink (orch_budget_cell_new ());
  g_autoptr (OrchUser) user = create_user (spend, budget);
  GtkWidget *bar = ui_test_find (cell, ORCH_TYPE_BUDGET_BAR, NULL, NULL);
  GtkWidget *label = ui_test_find (cell, GTK_TYPE_INSCRIPTION, NULL, NULL);

  orch_budget_cell_show_user (cell, user, NULL);
  g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (label)), ==, text);
  g_assert_cmpint (gtk_widget_has_css_class (bar, "near"), ==, near);
  g_assert_cmpint (gtk_widget_has_css_class (bar, "over"), ==, over);
}

static void
test_budget_cell (void)
{
  assert_budget (12.3, 100, "$12.30 of $100.00", FALSE, FALSE);
  assert_budget (79.99, 100, "$79.99 of $100.00", FALSE, FALSE);
  assert_budget (80, 100, "$80.00 of $100.00", TRUE, FALSE);
  assert_budget (100, 100, "$100.00 of $100.00", TRUE, FALSE);
  assert_budget (100.01, 100, "$100.01 of $100.00", FALSE, TRUE);
  assert_budget (0, 0, "$0.00 of $0.00", TRUE, FALSE);
  assert_budget (1, 0, "$1.00 of $0.00", FALSE, TRUE);
  assert_budget (500, -1, "$500.00 · no limit", FALSE, FALSE);
}

static void
test_budget_cell_forgets (void)
{
  g_autoptr (GtkWidget) cell = g_object_ref_sink (orch_budget_cell_new ());
  g_autoptr (OrchUser) user = create_user (500, 100);
  GtkWidget *bar = ui_test_find (cell, ORCH_TYPE_BUDGET_BAR, NULL, NULL);
  GtkWidget *label = ui_test_find (cell, GTK_TYPE_INSCRIPTION, NULL, NULL);

  orch_budget_cell_show_user (cell, user, NULL);
  orch_budget_cell_show_user (cell, NULL, NULL);
  g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (label)), ==, "");
  g_assert_false (gtk_widget_has_css_class (bar, "over"));
}

/* How many rectangles a bar paints: none, the track, or the track and what is filled. */
static guint
count_painted (double spend, gboolean has_budget, double budget)
{
  GtkWidget *window = gtk_window_new ();
  OrchBudgetBar *bar = g_object_new (ORCH_TYPE_BUDGET_BAR, "width-request", 48, NULL);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) parts = NULL;

  orch_budget_bar_set_budget (bar, spend, has_budget, budget);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bar));
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (bar)) >= 48);

  GTK_WIDGET_GET_CLASS (bar)->snapshot (GTK_WIDGET (bar), snapshot);
  node = gtk_snapshot_to_node (snapshot);
  gtk_window_destroy (GTK_WINDOW (window));
  if (node == NULL)
    return 0;

  bytes = gsk_render_node_serialize (node);
  parts = g_strsplit (g_bytes_get_data (bytes, NULL), "rounded-clip {", -1);

  return g_strv_length (parts) - 1;
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

  g_test_add_func ("/user-cell/fills-later", test_user_cell_fills_later);
  g_test_add_func ("/user-cell/follows-user", test_user_cell_follows_user);
  g_test_add_func ("/user-cell/lets-go", test_user_cell_lets_go);
  g_test_add_func ("/budget-cell/amounts-and-colours", test_budget_cell);
  g_test_add_func ("/budget-cell/forgets", test_budget_cell_forgets);
  g_test_add_func ("/budget-bar/paints", test_budget_bar_paints);

  return g_test_run ();
}
