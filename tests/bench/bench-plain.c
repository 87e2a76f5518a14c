/* The floor of scrolling: a column view over strings, as high and with as many columns as the table
 * of users. usage: bench-plain ROWS COLUMNS */

#include "config.h"

#include <adwaita.h>

#include "bench-window.h"
#include "frames.h"

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
create_table (guint n_rows, guint n_columns)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkWidget *table =
      gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (strings))));

  for (guint i = 0; i < n_rows; i++) {
    g_autofree char *text = g_strdup_printf ("text of row %06u", i);

    gtk_string_list_append (strings, text);
  }

  for (guint i = 0; i < n_columns; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    GtkColumnViewColumn *column = gtk_column_view_column_new ("Text", factory);

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
    gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (table), column);
    g_object_unref (column);
  }

  return table;
}

int
main (int argc, char *argv[])
{
  GtkWidget *window, *scroller;
  BenchFrames frames;

  g_assert_cmpint (argc, ==, 3);
  adw_init ();

  window = adw_window_new ();
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (
      GTK_SCROLLED_WINDOW (scroller),
      create_table (g_ascii_strtoull (argv[1], NULL, 10), g_ascii_strtoull (argv[2], NULL, 10)));
  adw_window_set_content (ADW_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), BENCH_WINDOW_WIDTH, BENCH_WINDOW_HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_height (scroller) == 0)
    g_main_context_iteration (NULL, TRUE);

  frames =
      bench_frames_scroll (GTK_SCROLLED_WINDOW (scroller), BENCH_SCROLL_STEP, BENCH_SCROLL_FRAMES);
  g_print ("frame-interval %f\nframe-work %f\n", frames.interval_ms, frames.work_ms);

  gtk_window_destroy (GTK_WINDOW (window));

  return 0;
}
