#pragma once

#include <gtk/gtk.h>

#include "ui/common/row-cell.h"

G_BEGIN_DECLS

#define ORCH_LIST_NOT_SORTABLE -1
/* What a cell shows while its row is loading, and where there is no value. */
#define ORCH_LIST_LOADING_TEXT "…"
#define ORCH_LIST_NO_VALUE "–"

/**
 * OrchListColumn:
 *
 * A column of the table of an OrchPagedList. Tables of them are static, and end with an empty one.
 */
typedef struct {
  const char *title;                 /* marked for translation */
  int sort;                          /* what the server sorts by, or %ORCH_LIST_NOT_SORTABLE */
  char *(*describe) (gpointer item); /* (nullable): text, %NULL for no value */
  OrchRowCellShow show;              /* (nullable): where it is not a column of text */
  int min_chars;
  int nat_chars;
  gboolean has_bar; /* of a budget */
  gboolean narrow;  /* two lines, shown in small windows, where the others are not */
} OrchListColumn;

void orch_list_columns_add (GtkColumnView *view, const OrchListColumn *columns, gconstpointer data);
void orch_list_columns_set_narrow (GtkColumnView *view, gboolean narrow);

void orch_list_columns_set_sort (GtkColumnView *view, int sort, gboolean descending);
gboolean orch_list_columns_get_sort (GtkColumnView *view, int *sort, gboolean *descending);

G_END_DECLS
