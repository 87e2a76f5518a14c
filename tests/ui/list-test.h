#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A page with an OrchListView: the state's name, what its footer says, whether a cell that can be
 * seen has this text, whether the bar about an error is there; and a click on a header. */
const char *list_test_state (gpointer page);
const char *list_test_footer (gpointer page);
gboolean list_test_shows (gpointer page, const char *text);
gboolean list_test_bar_is_shown (gpointer page);
void list_test_sort_by (gpointer page, const char *title, GtkSortType direction);

G_END_DECLS
