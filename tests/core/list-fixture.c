#include "config.h"

#include "list-fixture.h"

void
list_run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added,
                  ListFixture *fixture)
{
  g_assert_cmpuint (position + removed, <=, fixture->rows->len);
  if (removed > 0)
    g_ptr_array_remove_range (fixture->rows, position, removed);
  for (guint i = position; i < position + added; i++)
    g_ptr_array_insert (fixture->rows, i, g_list_model_get_item (model, i));

  g_assert_cmpuint (fixture->rows->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < fixture->rows->len; i++) {
    g_autoptr (OrchPagedRow) row = g_list_model_get_item (model, i);

    g_assert_true (row == fixture->rows->pdata[i]);
  }
}

void
list_use (ListFixture *fixture, guint total)
{
  fixture->fake = fake_list_new (PAGE_SIZE, total);
  fixture->list = ORCH_PAGED_LIST (fixture->fake);
  fixture->model = G_LIST_MODEL (fixture->fake);
  fixture->rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fixture->fake, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

/* 35 rows, of which the first page is there and all are published. */
void
list_set_up (ListFixture *fixture, gconstpointer data)
{
  list_use (fixture, 35);
  orch_paged_list_grow (fixture->list);
  orch_paged_list_reload (fixture->list);
  fake_list_answer (fixture->fake);
}

void
list_set_up_empty (ListFixture *fixture, gconstpointer data)
{
  list_use (fixture, 35);
}

void
list_tear_down (ListFixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->rows);
  g_assert_finalize_object (fixture->fake);
  list_run_pending ();
  g_assert_cmpuint (fake_item_count_alive (), ==, 0);
}

/* Lets the scroll settle. */
void
list_show (ListFixture *fixture, guint first, guint last)
{
  orch_paged_list_set_visible (fixture->list, first, last);
  list_run_pending ();
}

const char *
list_get_id (ListFixture *fixture, guint position)
{
  FakeItem *item = orch_paged_row_get_item (fixture->rows->pdata[position]);

  return item != NULL ? fake_item_get_id (item) : NULL;
}

void
list_assert_counts (ListFixture *fixture, guint n_items, guint total, guint n_left_out)
{
  guint told_total;
  guint told_n_left_out;

  g_object_get (fixture->list, "total", &told_total, "n-left-out", &told_n_left_out, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, n_items);
  g_assert_cmpuint (orch_paged_list_get_total (fixture->list), ==, total);
  g_assert_cmpuint (told_total, ==, total);
  g_assert_cmpuint (orch_paged_list_get_n_left_out (fixture->list), ==, n_left_out);
  g_assert_cmpuint (told_n_left_out, ==, n_left_out);
}

void
list_assert_state (ListFixture *fixture, OrchListState state)
{
  guint told;

  g_object_get (fixture->list, "state", &told, NULL);

  g_assert_cmpuint (orch_paged_list_get_state (fixture->list), ==, state);
  g_assert_cmpuint (told, ==, state);
  g_assert_cmpint (orch_paged_list_get_error (fixture->list) != NULL, ==,
                   state == ORCH_LIST_FAILED);
}
