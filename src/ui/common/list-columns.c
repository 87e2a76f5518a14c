#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/column-sorter.h"

#include "ui/common/list-columns.h"

/* On a column of the view: what it was made from. */
static GQuark
column_quark (void)
{
  return g_quark_from_static_string ("orch-list-column");
}

/* On a factory of cells: what their columns' functions are told. */
static GQuark
data_quark (void)
{
  return g_quark_from_static_string ("orch-list-column-data");
}

static void
show_text (OrchTextCell *cell, gpointer item, gconstpointer data)
{
  const OrchListColumn *column = data;
  g_autofree char *text =
      item != NULL ? column->describe (item) : g_strdup (ORCH_LIST_LOADING_TEXT);

  orch_text_cell_set_text (cell, text != NULL ? text : ORCH_LIST_NO_VALUE,
                           item == NULL || text == NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const OrchListColumn *column = user_data;
  OrchRowCell *cell =
      column->show != NULL
          ? orch_row_cell_new (column->show, g_object_get_qdata (G_OBJECT (factory), data_quark ()))
          : orch_row_cell_new (show_text, column);

  orch_text_cell_set_chars (ORCH_TEXT_CELL (cell), column->min_chars, column->nat_chars);
  orch_text_cell_set_two_lines (ORCH_TEXT_CELL (cell), column->narrow);
  orch_text_cell_set_has_bar (ORCH_TEXT_CELL (cell), column->has_bar);
  gtk_list_item_set_child (item, GTK_WIDGET (cell));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_row_cell_set_row (ORCH_ROW_CELL (gtk_list_item_get_child (item)),
                         gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_row_cell_set_row (ORCH_ROW_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
add_column (GtkColumnView *view, const OrchListColumn *column, gconstpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_object_set_qdata (G_OBJECT (factory), data_quark (), (gpointer) data);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  view_column = gtk_column_view_column_new (_ (column->title), factory);
  g_object_set_qdata (G_OBJECT (view_column), column_quark (), (gpointer) column);
  gtk_column_view_column_set_resizable (view_column, !column->narrow);
  gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_column_set_visible (view_column, !column->narrow);
  if (column->sort != ORCH_LIST_NOT_SORTABLE) {
    g_autoptr (GtkSorter) sorter = orch_column_sorter_new (column->sort);

    gtk_column_view_column_set_sorter (view_column, sorter);
  }

  gtk_column_view_append_column (view, view_column);
}

/* Calls a function for each column of a table; not for those that the view has beside them. */
static void
for_each_column (GtkColumnView *view,
                 void (*call) (GtkColumnView *view, GtkColumnViewColumn *view_column,
                               const OrchListColumn *column, gpointer data),
                 gpointer data)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
    const OrchListColumn *column = g_object_get_qdata (G_OBJECT (view_column), column_quark ());

    if (column != NULL)
      call (view, view_column, column, data);
  }
}

/**
 * orch_list_columns_add:
 * @view: a table, without columns
 * @columns: what columns to add, static
 * @data: (nullable): for their functions `show`; outlives the table
 *
 * Adds all columns. Those that the server can sort by have a clickable header.
 */
void
orch_list_columns_add (GtkColumnView *view, const OrchListColumn *columns, gconstpointer data)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  g_return_if_fail (columns != NULL);

  for (guint i = 0; columns[i].title != NULL; i++)
    add_column (view, &columns[i], data);
}

static void
set_narrow (GtkColumnView *view, GtkColumnViewColumn *view_column, const OrchListColumn *column,
            gpointer data)
{
  gtk_column_view_column_set_visible (view_column, column->narrow == GPOINTER_TO_INT (data));
}

/**
 * orch_list_columns_set_narrow:
 * @view: a table
 * @narrow: whether the window is small
 *
 * Shows one column of two lines instead of all others, or these again.
 */
void
orch_list_columns_set_narrow (GtkColumnView *view, gboolean narrow)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for_each_column (view, set_narrow, GINT_TO_POINTER (narrow));
}

typedef struct {
  int sort;
  gboolean descending;
} Sort;

static void
set_sort (GtkColumnView *view, GtkColumnViewColumn *view_column, const OrchListColumn *column,
          gpointer data)
{
  const Sort *sort = data;

  if (column->sort == sort->sort && !column->narrow)
    gtk_column_view_sort_by_column (view, view_column,
                                    sort->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/**
 * orch_list_columns_set_sort:
 * @view: a table
 * @sort: what the rows are sorted by
 * @descending: the direction
 *
 * Shows in the headers how the rows are sorted.
 */
void
orch_list_columns_set_sort (GtkColumnView *view, int sort, gboolean descending)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for_each_column (view, set_sort, &(Sort){ sort, descending });
}

/**
 * orch_list_columns_get_sort:
 * @view: a table
 * @sort: (out): what to sort by
 * @descending: (out): the direction
 *
 * Reads from the headers how the rows are to be sorted.
 *
 * Returns: %FALSE if no header was chosen
 */
gboolean
orch_list_columns_get_sort (GtkColumnView *view, int *sort, gboolean *descending)
{
  guint key;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), FALSE);
  g_return_val_if_fail (sort != NULL && descending != NULL, FALSE);

  if (!orch_column_sorter_read (gtk_column_view_get_sorter (view), &key, descending))
    return FALSE;

  *sort = key;

  return TRUE;
}
