#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ORCH_TYPE_COLUMN_SORTER (orch_column_sorter_get_type ())

/**
 * OrchColumnSorter:
 *
 * Makes the header of a column clickable although the server sorts. It never sorts rows: it only
 * tells which column a column view's sorter would sort by (GTK 4.8 has no other way to ask).
 */
G_DECLARE_FINAL_TYPE (OrchColumnSorter, orch_column_sorter, ORCH, COLUMN_SORTER, GtkSorter)

GtkSorter *orch_column_sorter_new (guint key);

gboolean orch_column_sorter_read (GtkSorter *view_sorter, guint *key, gboolean *descending);

G_END_DECLS
