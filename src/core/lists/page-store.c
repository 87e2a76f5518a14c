#include "config.h"

#include "core/lists/page-store.h"

typedef struct {
  guint number;
  GPtrArray *items; /* (owned) */
} Page;

/* Remembered when the page itself was dropped, so that positions stay where they are. */
typedef struct {
  guint page;
  guint n_rows;
} LeftOut;

struct _OrchPageStore {
  guint page_size;
  guint total;
  GHashTable *pages; /* (owned): number → Page (owned) */
  GQueue used;       /* the same Pages, the last used one first */
  GHashTable *items; /* (owned): set of the items in `pages` */
  GArray *left_out;  /* (owned) (element-type LeftOut): by page */
};

static void
page_free (Page *page)
{
  g_ptr_array_unref (page->items);
  g_free (page);
}

static Page *
find_loaded (const OrchPageStore *self, guint number)
{
  return g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
}

static void
drop_page (OrchPageStore *self, Page *page)
{
  for (guint i = 0; i < page->items->len; i++)
    g_hash_table_remove (self->items, page->items->pdata[i]);

  g_queue_remove (&self->used, page);
  g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
}

/* How many rows the proxy has in a page. */
static guint
get_full_length (const OrchPageStore *self, guint page)
{
  guint offset = (page - 1) * self->page_size;

  return offset < self->total ? MIN (self->page_size, self->total - offset) : 0;
}

/* Rows left out of all pages before `page`; `here`: of `page` itself. */
static guint
count_left_out_before (const OrchPageStore *self, guint page, guint *here)
{
  guint sum = 0;

  *here = 0;
  for (guint i = 0; i < self->left_out->len; i++) {
    const LeftOut *left_out = &g_array_index (self->left_out, LeftOut, i);

    if (left_out->page == page)
      *here = left_out->n_rows;
    if (left_out->page >= page)
      break;
    sum += left_out->n_rows;
  }

  return sum;
}

static void
set_left_out (OrchPageStore *self, guint page, guint n_rows)
{
  LeftOut entry = { .page = page, .n_rows = n_rows };
  guint i = 0;

  while (i < self->left_out->len && g_array_index (self->left_out, LeftOut, i).page < page)
    i++;

  if (i < self->left_out->len && g_array_index (self->left_out, LeftOut, i).page == page)
    g_array_remove_index (self->left_out, i);
  if (n_rows > 0)
    g_array_insert_val (self->left_out, i, entry);
}

/**
 * orch_page_store_new:
 * @page_size: rows on each page
 * @total: rows of the query
 *
 * Returns: (transfer full): a store without pages
 */
OrchPageStore *
orch_page_store_new (guint page_size, guint total)
{
  g_assert (page_size > 0);

  OrchPageStore *self = g_new0 (OrchPageStore, 1);

  self->page_size = page_size;
  self->total = total;
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) page_free);
  self->items = g_hash_table_new (NULL, NULL);
  self->left_out = g_array_new (FALSE, FALSE, sizeof (LeftOut));

  return self;
}

/**
 * orch_page_store_free:
 * @self: (transfer full): a store
 *
 * Frees @self and lets its items go.
 */
void
orch_page_store_free (OrchPageStore *self)
{
  g_queue_clear (&self->used);
  g_hash_table_unref (self->items);
  g_hash_table_unref (self->pages);
  g_array_unref (self->left_out);
  g_free (self);
}

/**
 * orch_page_store_get_total:
 * @self: a store
 *
 * Returns: how many rows the query has on the proxy
 */
guint
orch_page_store_get_total (const OrchPageStore *self)
{
  return self->total;
}

/**
 * orch_page_store_set_total:
 * @self: a store
 * @total: how many rows the query has now
 *
 * Makes the list longer or shorter. The last page, which becomes fuller or emptier, and those
 * behind the new end are dropped.
 *
 * Returns: the position from which on the list is another one
 */
guint
orch_page_store_set_total (OrchPageStore *self, guint total)
{
  guint first = MAX (1, MIN (self->total, total) / self->page_size + 1);
  guint start = orch_page_store_get_start (self, first);
  guint n_pages = orch_page_store_get_n_pages (self);

  for (guint number = first; number <= n_pages; number++) {
    Page *page = find_loaded (self, number);

    if (page != NULL)
      drop_page (self, page);
    set_left_out (self, number, 0);
  }
  self->total = total;

  return start;
}

/**
 * orch_page_store_get_page_size:
 * @self: a store
 *
 * Returns: rows on each page
 */
guint
orch_page_store_get_page_size (const OrchPageStore *self)
{
  return self->page_size;
}

/**
 * orch_page_store_get_n_pages:
 * @self: a store
 *
 * Returns: how many pages the query has
 */
guint
orch_page_store_get_n_pages (const OrchPageStore *self)
{
  return self->total / self->page_size + (self->total % self->page_size > 0);
}

/**
 * orch_page_store_get_n_items:
 * @self: a store
 *
 * Returns: how many positions there are: all rows but those left out
 */
guint
orch_page_store_get_n_items (const OrchPageStore *self)
{
  return self->total - orch_page_store_get_n_left_out (self);
}

/**
 * orch_page_store_get_n_left_out:
 * @self: a store
 *
 * Returns: how many rows the proxy has, but did not tell or told twice, as far as pages were loaded
 */
guint
orch_page_store_get_n_left_out (const OrchPageStore *self)
{
  guint here;

  return count_left_out_before (self, G_MAXUINT, &here);
}

/**
 * orch_page_store_get_start:
 * @self: a store
 * @page: a page, loaded or not
 *
 * Returns: the position of its first row
 */
guint
orch_page_store_get_start (const OrchPageStore *self, guint page)
{
  guint here;

  return (page - 1) * self->page_size - count_left_out_before (self, page, &here);
}

/**
 * orch_page_store_get_length:
 * @self: a store
 * @page: a page, loaded or not
 *
 * Returns: how many positions it has
 */
guint
orch_page_store_get_length (const OrchPageStore *self, guint page)
{
  guint here;

  count_left_out_before (self, page, &here);

  return get_full_length (self, page) - here;
}

/**
 * orch_page_store_find_page:
 * @self: a store
 * @position: a position
 *
 * Returns: the page that it is on
 */
guint
orch_page_store_find_page (const OrchPageStore *self, guint position)
{
  guint offset = position;

  for (guint i = 0; i < self->left_out->len; i++) {
    const LeftOut *left_out = &g_array_index (self->left_out, LeftOut, i);

    if (offset < left_out->page * self->page_size - left_out->n_rows)
      break;
    offset += left_out->n_rows;
  }

  return offset / self->page_size + 1;
}

/**
 * orch_page_store_get_item:
 * @self: a store
 * @position: a position
 *
 * Returns: (type GObject) (transfer none) (nullable): the item there, %NULL if its page is not
 *   loaded
 */
gpointer
orch_page_store_get_item (const OrchPageStore *self, guint position)
{
  guint number = orch_page_store_find_page (self, position);
  Page *page = find_loaded (self, number);

  return page != NULL ? page->items->pdata[position - orch_page_store_get_start (self, number)]
                      : NULL;
}

/* Makes a page the last used one; FALSE if it is not loaded. */
static gboolean
use_page (OrchPageStore *self, guint page)
{
  Page *loaded = find_loaded (self, page);

  if (loaded == NULL)
    return FALSE;

  g_queue_remove (&self->used, loaded);
  g_queue_push_head (&self->used, loaded);

  return TRUE;
}

/**
 * orch_page_store_is_page_in_range:
 * @self: a store
 * @page: a page, loaded or not
 * @first: a position
 * @last: a position, not before @first
 *
 * Returns: whether a row of @page is in the range
 */
gboolean
orch_page_store_is_page_in_range (const OrchPageStore *self, guint page, guint first, guint last)
{
  guint start = orch_page_store_get_start (self, page);

  return start <= last && start + orch_page_store_get_length (self, page) > first;
}

/**
 * orch_page_store_use_range:
 * @self: a store
 * @first: a position
 * @last: a position, not before @first
 *
 * Makes the pages of a range the last used ones, so that they are not dropped in favour of the one
 * that is missing.
 *
 * Returns: the first page of the range that is not loaded, or 0
 */
guint
orch_page_store_use_range (OrchPageStore *self, guint first, guint last)
{
  guint first_page = orch_page_store_find_page (self, first);
  guint last_page =
      MIN (orch_page_store_find_page (self, last), first_page + ORCH_PAGE_STORE_MAX_PAGES - 1);
  guint missing = 0;

  for (guint page = first_page; page <= last_page; page++)
    if (!use_page (self, page) && missing == 0)
      missing = page;

  return missing;
}

/**
 * orch_page_store_add_page:
 * @self: a store
 * @page: a page that is not loaded
 * @items: (element-type GObject): what the proxy answered, of which those are left out that are in
 *   @self already
 *
 * Adds a page. Its length may change with that, see orch_page_store_get_length().
 */
void
orch_page_store_add_page (OrchPageStore *self, guint page, GPtrArray *items)
{
  guint full_length = get_full_length (self, page);
  Page *added = g_new0 (Page, 1);

  g_assert (find_loaded (self, page) == NULL);

  if (g_queue_get_length (&self->used) == ORCH_PAGE_STORE_MAX_PAGES)
    drop_page (self, g_queue_peek_tail (&self->used));

  added->number = page;
  added->items = g_ptr_array_new_full (full_length, g_object_unref);
  for (guint i = 0; i < items->len && added->items->len < full_length; i++)
    if (g_hash_table_add (self->items, items->pdata[i]))
      g_ptr_array_add (added->items, g_object_ref (items->pdata[i]));

  g_hash_table_insert (self->pages, GUINT_TO_POINTER (page), added);
  g_queue_push_head (&self->used, added);
  set_left_out (self, page, full_length - added->items->len);
}
