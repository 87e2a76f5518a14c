#include "config.h"

#include "core/lists/page-store.h"
#include "list-fixture.h"

static void
test_empty (ListFixture *fixture, gconstpointer data)
{
  list_assert_state (fixture, ORCH_LIST_LOADING);
  list_assert_counts (fixture, 0, 0, 0);
  g_assert_null (g_list_model_get_item (fixture->model, 0));
  g_assert_true (g_list_model_get_item_type (fixture->model) == ORCH_TYPE_PAGED_ROW);

  list_show (fixture, 0, 5);
  orch_paged_list_retry (fixture->list);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 0);
}

static void
test_first_page (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_reload (fixture->list);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 1);
  list_assert_state (fixture, ORCH_LIST_LOADING);

  fake_list_answer (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_READY);
  list_assert_counts (fixture, PAGE_SIZE, 35, 0);
  g_assert_cmpstr (list_get_id (fixture, 9), ==, "9");

  /* A window that is higher than the first page. */
  list_show (fixture, 0, 14);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 1);

  orch_paged_list_grow (fixture->list);
  orch_paged_list_grow (fixture->list);
  list_assert_counts (fixture, 35, 35, 0);
  g_assert_null (list_get_id (fixture, 10));
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 2);
}

static void
test_no_rows (ListFixture *fixture, gconstpointer data)
{
  fake_list_set_total (fixture->fake, 0);
  orch_paged_list_reload (fixture->list);
  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, 0, 0, 0);
  list_assert_state (fixture, ORCH_LIST_READY);

  list_show (fixture, 0, 5);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 0);
}

/* The view of this test has got all rows already. */
static void
test_binding_loads_nothing (ListFixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (fixture->rows->len, ==, 35);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 1);
}

static void
test_visible_pages (ListFixture *fixture, gconstpointer data)
{
  OrchPagedRow *row = fixture->rows->pdata[25];
  gboolean is_filled = FALSE;

  g_signal_connect_swapped (row, "notify::item", G_CALLBACK (g_atomic_int_inc), &is_filled);
  list_show (fixture, 5, 25);

  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 2);
  fake_list_answer (fixture->fake);
  g_assert_false (is_filled);

  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 3);
  fake_list_answer (fixture->fake);
  g_assert_true (is_filled);
  g_assert_true (row == fixture->rows->pdata[25]);
  g_assert_cmpstr (list_get_id (fixture, 25), ==, "25");

  g_autoptr (FakeItem) told = NULL;
  g_object_get (row, "item", &told, NULL);
  g_assert_true (told == orch_paged_row_get_item (row));

  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 0);
  g_assert_null (list_get_id (fixture, 30));

  list_show (fixture, 0, 29);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 3);
}

static void
test_settles (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_set_settle_time (fixture->list, 20);
  orch_paged_list_set_visible (fixture->list, 10, 12);
  orch_paged_list_set_visible (fixture->list, 20, 22);
  orch_paged_list_set_visible (fixture->list, 30, 32);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 1);

  while (fake_list_get_pending_page (fixture->fake) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 4);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 2);

  /* While it moves again, an answer does not start the next page. */
  orch_paged_list_set_settle_time (fixture->list, 60000);
  orch_paged_list_set_visible (fixture->list, 25, 32);
  fake_list_answer (fixture->fake);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 0);
}

/* After a rest, what is jumped to is asked for at once. */
static void
test_jump (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_set_settle_time (fixture->list, 60000);
  list_show (fixture, 20, 22);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 3);

  list_show (fixture, 30, 32);
  g_assert_cmpuint (fake_list_get_n_requests (fixture->fake), ==, 2);
}

static void
test_hidden_page (ListFixture *fixture, gconstpointer data)
{
  list_show (fixture, 10, 12);
  g_autoptr (GCancellable) cancellable =
      g_object_ref (fake_list_get_pending_cancellable (fixture->fake));

  orch_paged_list_set_visible (fixture->list, 12, 14);
  g_assert_false (g_cancellable_is_cancelled (cancellable));

  orch_paged_list_set_visible (fixture->list, 20, 22);
  g_assert_true (g_cancellable_is_cancelled (cancellable));

  /* An answer that comes all the same is dropped. */
  fake_list_answer (fixture->fake);
  g_assert_null (list_get_id (fixture, 10));
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 3);
}

static void
test_reload (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeItem) item = g_object_ref (orch_paged_row_get_item (fixture->rows->pdata[3]));

  fake_list_set_total (fixture->fake, 4);
  fake_list_set_version (fixture->fake, 1);
  orch_paged_list_reload (fixture->list);
  list_assert_state (fixture, ORCH_LIST_LOADING);
  list_assert_counts (fixture, 35, 35, 0);
  list_show (fixture, 10, 20);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 1);

  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, 4, 4, 0);
  g_assert_true (orch_paged_row_get_item (fixture->rows->pdata[3]) == item);
  g_assert_cmpuint (fake_item_get_version (item), ==, 1);
}

/* An item that no page holds any more, but a user's page does. */
static void
test_item_for_life (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeItem) item = g_object_ref (orch_paged_row_get_item (fixture->rows->pdata[3]));

  fake_list_set_total (fixture->fake, 0);
  orch_paged_list_reload (fixture->list);
  fake_list_answer (fixture->fake);
  g_assert_cmpuint (fake_item_count_alive (), ==, 1);

  fake_list_set_total (fixture->fake, 35);
  fake_list_set_version (fixture->fake, 2);
  orch_paged_list_reload (fixture->list);
  fake_list_answer (fixture->fake);
  g_assert_true (orch_paged_row_get_item (fixture->rows->pdata[3]) == item);
  g_assert_cmpuint (fake_item_get_version (item), ==, 2);
}

static void
test_overtaken (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_reload (fixture->list);
  g_autoptr (GCancellable) overtaken =
      g_object_ref (fake_list_get_pending_cancellable (fixture->fake));

  fake_list_set_total (fixture->fake, 2);
  orch_paged_list_reload (fixture->list);
  g_assert_true (g_cancellable_is_cancelled (overtaken));

  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, 2, 2, 0);
}

static void
test_duplicates (ListFixture *fixture, gconstpointer data)
{
  OrchPagedRow *behind = fixture->rows->pdata[20];

  fake_list_repeat_row (fixture->fake, 12, 3);
  fake_list_repeat_row (fixture->fake, 15, 14);
  list_show (fixture, 10, 12);
  fake_list_answer (fixture->fake);

  list_assert_counts (fixture, 33, 35, 2);
  g_assert_cmpstr (list_get_id (fixture, 11), ==, "11");
  g_assert_cmpstr (list_get_id (fixture, 12), ==, "13");
  g_assert_cmpstr (list_get_id (fixture, 17), ==, "19");
  g_assert_true (fixture->rows->pdata[18] == behind);

  list_show (fixture, 18, 32);
  fake_list_answer (fixture->fake);
  fake_list_answer (fixture->fake);
  g_assert_cmpstr (list_get_id (fixture, 18), ==, "20");
  g_assert_cmpstr (list_get_id (fixture, 32), ==, "34");
}

static void
test_more_rows (ListFixture *fixture, gconstpointer data)
{
  list_show (fixture, 30, 34);
  fake_list_answer (fixture->fake);

  fake_list_set_total (fixture->fake, 52);
  list_show (fixture, 20, 34);
  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, 52, 52, 0);
  g_assert_cmpstr (list_get_id (fixture, 20), ==, "20");

  /* The page that was the last one has become longer. */
  g_assert_null (list_get_id (fixture, 30));
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 4);
  fake_list_answer (fixture->fake);
  g_assert_cmpstr (list_get_id (fixture, 39), ==, "39");
}

static void
test_fewer_rows (ListFixture *fixture, gconstpointer data)
{
  list_show (fixture, 30, 34);
  fake_list_answer (fixture->fake);

  fake_list_set_total (fixture->fake, 12);
  list_show (fixture, 20, 34);
  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, 12, 12, 0);

  /* What is visible now lies beyond the end: the last row stands for it. */
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 2);
  fake_list_answer (fixture->fake);
  g_assert_cmpstr (list_get_id (fixture, 11), ==, "11");
}

static void
test_first_page_fails (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_reload (fixture->list);
  fake_list_fail (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_FAILED);
  list_assert_counts (fixture, 35, 35, 0);

  orch_paged_list_retry (fixture->list);
  list_assert_state (fixture, ORCH_LIST_LOADING);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 1);
  fake_list_answer (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_READY);
}

static void
test_later_page_fails (ListFixture *fixture, gconstpointer data)
{
  list_show (fixture, 10, 12);
  fake_list_fail (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_FAILED);
  g_assert_cmpstr (list_get_id (fixture, 0), ==, "0");

  list_show (fixture, 10, 12);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 0);

  orch_paged_list_retry (fixture->list);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 2);
  list_assert_state (fixture, ORCH_LIST_READY);
  fake_list_fail (fixture->fake);

  list_show (fixture, 10, 13);
  fake_list_answer (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_READY);
  g_assert_cmpstr (list_get_id (fixture, 10), ==, "10");
}

/* Only asking again tells whether the server is back. */
static void
test_failed_page_is_hidden (ListFixture *fixture, gconstpointer data)
{
  GDateTime *loaded_at = orch_paged_list_get_loaded_at (fixture->list);

  g_assert_nonnull (loaded_at);
  list_show (fixture, 20, 22);
  fake_list_fail (fixture->fake);
  list_show (fixture, 0, 2);
  list_assert_state (fixture, ORCH_LIST_FAILED);
  g_assert_true (orch_paged_list_get_loaded_at (fixture->list) == loaded_at);

  orch_paged_list_retry (fixture->list);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 3);
  fake_list_answer (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_READY);
  g_assert_cmpstr (list_get_id (fixture, 20), ==, "20");
}

static void
test_stop (ListFixture *fixture, gconstpointer data)
{
  list_show (fixture, 10, 12);
  orch_paged_list_set_visible (fixture->list, 10, 13);
  orch_paged_list_stop (fixture->list);
  list_assert_state (fixture, ORCH_LIST_READY);

  orch_paged_list_reload (fixture->list);
  orch_paged_list_stop (fixture->list);
  list_assert_state (fixture, ORCH_LIST_FAILED);
  g_assert_error (orch_paged_list_get_error (fixture->list), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_list_answer (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_FAILED);
}

/* The list may go while a page is on its way. */
static void
test_gone_while_loading (void)
{
  FakeList *fake = fake_list_new (PAGE_SIZE, 35);

  orch_paged_list_reload (ORCH_PAGED_LIST (fake));
  orch_paged_list_set_visible (ORCH_PAGED_LIST (fake), 0, 5);
  g_assert_finalize_object (fake);
  list_run_pending ();
}

static void
count_gone_row_cb (gpointer data, GObject *row)
{
  guint *n_alive = data;

  (*n_alive)--;
}

static void
hold_visible (GListModel *model, guint first, guint last, GPtrArray *held, guint *n_alive)
{
  g_ptr_array_set_size (held, 0);
  for (guint i = first; i <= last; i++) {
    OrchPagedRow *row = g_list_model_get_item (model, i);

    g_object_weak_ref (G_OBJECT (row), count_gone_row_cb, n_alive);
    (*n_alive)++;
    g_ptr_array_add (held, row);
  }
}

/* 100,000 rows from one end to the other: only the last used pages and the visible rows live. */
static void
test_memory (void)
{
  FakeList *fake = fake_list_new (25, 100000);
  OrchPagedList *list = ORCH_PAGED_LIST (fake);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_rows = 0;
  guint n_visible = 50;

  orch_paged_list_grow (list);
  orch_paged_list_reload (list);
  fake_list_answer (fake);

  for (guint first = 0; first < 100000; first += n_visible) {
    orch_paged_list_set_visible (list, first, first + n_visible - 1);
    hold_visible (G_LIST_MODEL (list), first, first + n_visible - 1, held, &n_rows);
    list_run_pending ();
    while (fake_list_get_pending_page (fake) != 0)
      fake_list_answer (fake);

    FakeItem *last = orch_paged_row_get_item (held->pdata[n_visible - 1]);
    g_assert_cmpuint (g_ascii_strtoull (fake_item_get_id (last), NULL, 10), ==,
                      first + n_visible - 1);
    g_assert_cmpuint (n_rows, ==, n_visible);
    g_assert_cmpuint (fake_item_count_alive (), <=, ORCH_PAGE_STORE_MAX_PAGES * 25 + n_visible);
  }
  g_assert_cmpuint (fake_list_get_n_requests (fake), ==, 4000);

  g_ptr_array_set_size (held, 0);
  g_assert_cmpuint (n_rows, ==, 0);
  g_assert_finalize_object (fake);
  list_run_pending ();
  g_assert_cmpuint (fake_item_count_alive (), ==, 0);
}

/* Rows of a page that was dropped keep what they show; a row that comes later is empty. */
static void
test_dropped_page (void)
{
  FakeList *fake = fake_list_new (1, ORCH_PAGE_STORE_MAX_PAGES + 2);
  OrchPagedList *list = ORCH_PAGED_LIST (fake);
  g_autoptr (OrchPagedRow) first = NULL;
  g_autoptr (OrchPagedRow) second = NULL;

  orch_paged_list_grow (list);
  orch_paged_list_reload (list);
  fake_list_answer (fake);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  /* No more pages are asked for than are kept. */
  orch_paged_list_set_visible (list, 1, G_MAXUINT);
  list_run_pending ();
  while (fake_list_get_pending_page (fake) != 0)
    fake_list_answer (fake);
  g_assert_cmpuint (fake_list_get_n_requests (fake), ==, 1 + ORCH_PAGE_STORE_MAX_PAGES);
  g_assert_cmpuint (fake_item_count_alive (), ==, ORCH_PAGE_STORE_MAX_PAGES + 1);
  g_assert_cmpstr (fake_item_get_id (orch_paged_row_get_item (first)), ==, "0");

  orch_paged_list_set_visible (list, 41, 41);
  list_run_pending ();
  fake_list_answer (fake);
  second = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_null (orch_paged_row_get_item (second));

  g_assert_finalize_object (fake);
  list_run_pending ();
}

/* The duplicate of a page that was dropped is one no more. */
static void
test_left_out_row_comes_back (ListFixture *fixture, gconstpointer data)
{
  guint total = (ORCH_PAGE_STORE_MAX_PAGES + 2) * PAGE_SIZE;

  fake_list_set_total (fixture->fake, total);
  fake_list_repeat_row (fixture->fake, 12, 3);
  orch_paged_list_reload (fixture->list);
  fake_list_answer (fixture->fake);
  list_show (fixture, 10, 11);
  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, total - 1, total, 1);

  list_show (fixture, 19, G_MAXUINT);
  while (fake_list_get_pending_page (fixture->fake) != 0)
    fake_list_answer (fixture->fake);

  fake_list_repeat_row (fixture->fake, 12, 12);
  list_show (fixture, 10, 11);
  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, total, total, 0);
  g_assert_cmpstr (list_get_id (fixture, 12), ==, "12");
  g_assert_cmpstr (list_get_id (fixture, 20), ==, "20");
}

#define ADD(name, set_up_function, function)                                                       \
  g_test_add ("/paged-list/" name, ListFixture, NULL, set_up_function, function, list_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("empty", list_set_up_empty, test_empty);
  ADD ("first-page", list_set_up_empty, test_first_page);
  ADD ("no-rows", list_set_up_empty, test_no_rows);
  ADD ("binding-loads-nothing", list_set_up, test_binding_loads_nothing);
  ADD ("visible-pages", list_set_up, test_visible_pages);
  ADD ("settles", list_set_up, test_settles);
  ADD ("jump", list_set_up, test_jump);
  ADD ("hidden-page", list_set_up, test_hidden_page);
  ADD ("reload", list_set_up, test_reload);
  ADD ("item-for-life", list_set_up, test_item_for_life);
  ADD ("overtaken", list_set_up, test_overtaken);
  ADD ("duplicates", list_set_up, test_duplicates);
  ADD ("left-out-row-comes-back", list_set_up, test_left_out_row_comes_back);
  ADD ("more-rows", list_set_up, test_more_rows);
  ADD ("fewer-rows", list_set_up, test_fewer_rows);
  ADD ("first-page-fails", list_set_up, test_first_page_fails);
  ADD ("later-page-fails", list_set_up, test_later_page_fails);
  ADD ("failed-page-is-hidden", list_set_up, test_failed_page_is_hidden);
  ADD ("stop", list_set_up, test_stop);
  g_test_add_func ("/paged-list/gone-while-loading", test_gone_while_loading);
  g_test_add_func ("/paged-list/memory", test_memory);
  g_test_add_func ("/paged-list/dropped-page", test_dropped_page);

  return g_test_run ();
}
