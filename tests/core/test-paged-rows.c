#include "config.h"

#include "core/lists/paged-rows.h"

#define PAGE_SIZE 10

/* 35 positions, of which the first page is there. */
static OrchPageStore *
create_store (void)
{
  OrchPageStore *store = orch_page_store_new (PAGE_SIZE, 35);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < PAGE_SIZE; i++)
    g_ptr_array_add (items, g_object_new (G_TYPE_OBJECT, NULL));
  orch_page_store_add_page (store, 1, items);

  return store;
}

/* Rows in view get other contents; nothing comes or goes, so no view has to build them again. */
static void
test_refill (void)
{
  OrchPagedRows *rows = orch_paged_rows_new ();
  OrchPageStore *store = create_store ();
  g_autoptr (GObject) old = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (OrchPagedRow) loaded = orch_paged_rows_get (rows, 3, old);
  g_autoptr (OrchPagedRow) later = orch_paged_rows_get (rows, 20, old);
  g_autoptr (OrchPagedRow) beyond = orch_paged_rows_get (rows, 40, old);

  orch_paged_rows_refill (rows, store);
  g_assert_true (orch_paged_row_get_item (loaded) == orch_page_store_get_item (store, 3));
  g_assert_null (orch_paged_row_get_item (later));
  g_assert_null (orch_paged_row_get_item (beyond));
  g_assert_true (orch_paged_rows_get (rows, 3, NULL) == loaded);
  g_object_unref (loaded);

  orch_page_store_free (store);
  orch_paged_rows_free (rows);
}

static void
let_go_cb (OrchPagedRow *row, GParamSpec *pspec, OrchPagedRow **other)
{
  g_clear_object (other);
}

/* Whoever hears of a row may let go of another. */
static void
test_refill_lets_go (void)
{
  OrchPagedRows *rows = orch_paged_rows_new ();
  OrchPageStore *store = create_store ();
  g_autoptr (OrchPagedRow) first = orch_paged_rows_get (rows, 0, NULL);
  OrchPagedRow *second = orch_paged_rows_get (rows, 1, NULL);

  g_signal_connect (first, "notify::item", G_CALLBACK (let_go_cb), &second);
  orch_paged_rows_refill (rows, store);
  g_assert_null (second);
  g_assert_nonnull (orch_paged_row_get_item (first));

  orch_page_store_free (store);
  orch_paged_rows_free (rows);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paged-rows/refill", test_refill);
  g_test_add_func ("/paged-rows/refill-lets-go", test_refill_lets_go);

  return g_test_run ();
}
