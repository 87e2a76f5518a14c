/* The window with the table of users or keys, on a server: frames while scrolling, search and sort,
 * jumps, or memory when all rows were scrolled through. usage: bench-list ADDRESS users|keys
 * scroll|queries|jump|memory; the key is in the environment. Prints `NAME VALUE` lines. */

#include "config.h"

#include <math.h>

#include "bench-window.h"
#include "connections-test.h"
#include "frames.h"
#include "memory.h"
#include "ui-test.h"
#include "ui/application.h"
#include "ui/common/list-columns.h"
#include "ui/window/window.h"

#define N_MEASURED 21
#define ROWS_A_STEP 100 /* a whole number of the server's pages, whatever the list */
#define REST_MS 100     /* longer than a scroll takes to settle */

typedef struct {
  OrchWindow *window;          /* (unowned) */
  GtkWidget *page;             /* (unowned) */
  GtkScrolledWindow *scroller; /* (unowned) */
  OrchPagedList *list;         /* (unowned) */
  gint64 painted_at;           /* monotonic; 0 while a frame with the rows is awaited */
} Bench;

static char *
start_demo (const OrchDemoOptions *options, char **key, GError **error)
{
  g_assert_not_reached ();
}

static guint
get_n_rows (Bench *bench)
{
  return g_list_model_get_n_items (G_LIST_MODEL (bench->list));
}

static gboolean
row_is_filled (Bench *bench, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (bench->list), position);

  return orch_paged_row_get_item (row) != NULL;
}

/* Whether the rows on screen hold what the server sent for the current query. */
static gboolean
rows_are_shown (Bench *bench)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (bench->scroller);
  guint n_rows = get_n_rows (bench);
  double row_height = gtk_adjustment_get_upper (adjustment) / MAX (n_rows, 1);
  double top = gtk_adjustment_get_value (adjustment);
  double bottom = top + gtk_adjustment_get_page_size (adjustment);

  if (orch_paged_list_get_state (bench->list) != ORCH_LIST_READY || n_rows == 0 || bottom < 1)
    return FALSE;

  for (guint i = top / row_height; i < MIN (ceil (bottom / row_height), n_rows); i++)
    if (!row_is_filled (bench, i))
      return FALSE;

  return TRUE;
}

static void
painted_cb (GdkFrameClock *clock, Bench *bench)
{
  if (rows_are_shown (bench))
    bench->painted_at = g_get_monotonic_time ();
}

/* Until a frame with the rows was painted. What the page does behind it does not count. Returns:
 * when it was painted, in microseconds */
static gint64
wait_for_rows (Bench *bench)
{
  bench->painted_at = 0;
  gtk_widget_queue_draw (bench->page);
  ui_test_wait_until (bench->painted_at != 0);

  return bench->painted_at;
}

static gint64
wait_for_other_rows (Bench *bench)
{
  ui_test_wait_until (orch_paged_list_get_state (bench->list) == ORCH_LIST_LOADING);
  return wait_for_rows (bench);
}

/* The person types the last letter, and waits for the rows. */
static void
measure_search (Bench *bench)
{
  GtkEditable *entry = ui_test_child (bench->page, "search_entry");

  for (guint i = 0; i < N_MEASURED; i++) {
    g_autofree char *text = g_strdup_printf ("%u", 11 + i);
    gint64 begin = g_get_monotonic_time ();
    int position = 0;

    gtk_editable_insert_text (entry, text, -1, &position);
    g_print ("search %f\n", (wait_for_other_rows (bench) - begin) / 1000.0);

    gtk_editable_delete_text (entry, 0, -1);
    wait_for_other_rows (bench);
  }
}

static void
measure_sort (Bench *bench, int by_spend)
{
  GtkColumnView *table = ui_test_child (bench->page, "table");

  for (guint i = 0; i < N_MEASURED; i++) {
    gint64 begin = g_get_monotonic_time ();

    orch_list_columns_set_sort (table, by_spend, i % 2 == 0);
    g_print ("sort %f\n", (wait_for_other_rows (bench) - begin) / 1000.0);
  }
}

static double
get_height_above (Bench *bench, guint row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (bench->scroller);

  return gtk_adjustment_get_upper (adjustment) * row / get_n_rows (bench);
}

/* To pages about the middle that were not loaded yet. A person rests between two jumps. */
static void
measure_jumps (Bench *bench)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (bench->scroller);
  guint middle = get_n_rows (bench) / 2 / ROWS_A_STEP * ROWS_A_STEP;

  for (guint i = 0; i < N_MEASURED; i++) {
    gint64 begin;

    begin = g_get_monotonic_time ();
    ui_test_wait_until (g_get_monotonic_time () - begin > REST_MS * G_TIME_SPAN_MILLISECOND);
    begin = g_get_monotonic_time ();
    gtk_adjustment_set_value (adjustment, get_height_above (bench, middle + i * ROWS_A_STEP));
    g_print ("jump %f\n", (wait_for_rows (bench) - begin) / 1000.0);
  }
}

/* Looks at every row, a screenful at a time. */
static void
walk_to (Bench *bench, guint row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (bench->scroller);
  double end = get_height_above (bench, row);
  double page_size = gtk_adjustment_get_page_size (adjustment);

  while (gtk_adjustment_get_value (adjustment) + page_size < end - 1) {
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + page_size);
    wait_for_rows (bench);
  }
}

static void
measure_memory (Bench *bench)
{
  orch_paged_list_set_settle_time (bench->list, 0);
  walk_to (bench, 1000);
  bench_memory_print ("memory-1000");
  walk_to (bench, get_n_rows (bench));
  bench_memory_print ("memory-all");
}

static void
begin_session (OrchConnector *connector, const char *address)
{
  g_autoptr (OrchConnection) connection = orch_connection_new (address, address);

  orch_connector_open_with_key (connector, connection, g_getenv ("LITELLM_PROXY_API_KEY"));
}

int
main (int argc, char *argv[])
{
  g_autoptr (OrchApplication) application = NULL;
  ConnectionsTest connections;
  OrchSession *session;
  GListModel *columns;
  gboolean keys;
  Bench bench = { 0 };

  g_assert_cmpint (argc, ==, 4);
  keys = g_str_equal (argv[2], "keys");
  adw_init ();
  connections_test_set_up (&connections);
  application = orch_application_new (start_demo, ORCH_KEY_STORE (connections.keyring));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  orch_connector_set_first_page (connections.connector, keys ? ORCH_PAGE_KEYS : ORCH_PAGE_USERS);
  begin_session (connections.connector, argv[1]);
  session = orch_connector_get_session (connections.connector);
  bench.list = orch_session_get_list (session, keys ? ORCH_PAGE_KEYS : ORCH_PAGE_USERS);
  /* As in the program, whose first request leaves before GTK starts. */
  ui_test_wait_until (orch_paged_list_get_state (bench.list) == ORCH_LIST_READY);
  bench.window = orch_window_new (GTK_APPLICATION (application), connections.connector);
  bench.page = ui_test_page (bench.window, argv[2]);
  bench.scroller = ui_test_child (bench.page, "scroller");
  gtk_window_set_default_size (GTK_WINDOW (bench.window), BENCH_WINDOW_WIDTH, BENCH_WINDOW_HEIGHT);
  gtk_window_present (GTK_WINDOW (bench.window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (bench.window)), "after-paint",
                    G_CALLBACK (painted_cb), &bench);
  wait_for_rows (&bench);
  ui_test_wait_until (get_n_rows (&bench) == orch_paged_list_get_total (bench.list));

  columns = gtk_column_view_get_columns (ui_test_child (bench.page, "table"));
  g_print ("rows %u\ncolumns %u\n", get_n_rows (&bench), g_list_model_get_n_items (columns));

  if (g_str_equal (argv[3], "scroll")) {
    BenchFrames frames =
        bench_frames_scroll (bench.scroller, BENCH_SCROLL_STEP, BENCH_SCROLL_FRAMES);

    g_print ("frame-interval %f\nframe-work %f\n", frames.interval_ms, frames.work_ms);
  } else if (g_str_equal (argv[3], "queries")) {
    measure_search (&bench);
    measure_sort (&bench, keys ? (int) ORCH_KEY_SORT_SPEND : (int) ORCH_USER_SORT_SPEND);
  } else if (g_str_equal (argv[3], "jump")) {
    measure_jumps (&bench);
  } else {
    measure_memory (&bench);
  }

  gtk_window_destroy (GTK_WINDOW (bench.window));
  connections_test_tear_down (&connections);

  return 0;
}
