#include "config.h"

#include "list-test.h"
#include "ui-test.h"
#include "ui/common/text-cell.h"

const char *
list_test_state (gpointer page)
{
  return gtk_stack_get_visible_child_name (ui_test_child (page, "states"));
}

const char *
list_test_footer (gpointer page)
{
  return gtk_label_get_text (ui_test_child (page, "total_label"));
}

static gboolean
text_is (GtkWidget *cell, gconstpointer text)
{
  return gtk_widget_get_mapped (cell)
         && g_strcmp0 (orch_text_cell_get_text (ORCH_TEXT_CELL (cell)), text) == 0;
}

gboolean
list_test_shows (gpointer page, const char *text)
{
  return ui_test_find (page, ORCH_TYPE_TEXT_CELL, text_is, text) != NULL;
}

gboolean
list_test_bar_is_shown (gpointer page)
{
  return gtk_revealer_get_reveal_child (
      ui_test_child (ui_test_child (page, "error_bar"), "revealer"));
}

void
list_test_sort_by (gpointer page, const char *title, GtkSortType direction)
{
  GtkColumnView *table = ui_test_child (page, "table");
  GListModel *columns = gtk_column_view_get_columns (table);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

    if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0) {
      gtk_column_view_sort_by_column (table, column, direction);
      return;
    }
  }

  g_assert_not_reached ();
}
