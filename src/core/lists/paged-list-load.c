#include "config.h"

#include "core/lists/paged-list-private.h"

/* One request for a page. The list owns it by its cancellable: once that is cancelled, the list may
 * be gone. */
typedef struct {
  OrchPagedList *list; /* (unowned) */
  guint page;
  guint page_size;
  GCancellable *cancellable; /* (owned) */
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->cancellable);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, load_free)

/* One ID is one object for life: takes fresh items over into those that somebody still holds. */
static GPtrArray *
unify_items (OrchPagedList *self, GPtrArray *fresh_items)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
  OrchPagedListClass *klass = ORCH_PAGED_LIST_GET_CLASS (self);
  GPtrArray *items = g_ptr_array_new_full (fresh_items->len, g_object_unref);

  for (guint i = 0; i < fresh_items->len; i++) {
    gpointer fresh = fresh_items->pdata[i];
    const char *id = klass->get_item_id (self, fresh);
    gpointer existing = orch_weak_map_lookup (priv->items, id);

    if (existing != NULL)
      klass->update_item (self, existing, fresh);
    else
      orch_weak_map_insert (priv->items, g_strdup (id), fresh);

    g_ptr_array_add (items, g_object_ref (existing != NULL ? existing : fresh));
  }

  return items;
}

/* Rows that are there keep their place and get other contents, because a view takes long to build
 * others. */
static void
take_first_page (OrchPagedList *self, guint page_size, guint total, GPtrArray *items)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  g_clear_pointer (&priv->store, orch_page_store_free);
  priv->store = orch_page_store_new (page_size, total);
  orch_page_store_add_page (priv->store, 1, items);
  priv->is_outdated = FALSE;
  g_clear_handle_id (&priv->shrink_source, g_source_remove);

  guint n_items = priv->may_grow ? orch_page_store_get_n_items (priv->store)
                                 : MIN (orch_page_store_get_length (priv->store, 1),
                                        orch_paged_list_get_n_first (self));
  guint n_kept = MIN (n_items, priv->n_items);
  orch_paged_rows_refill (priv->rows, priv->store);
  orch_paged_list_splice (self, n_kept, priv->n_items - n_kept, n_items - n_kept);
}

/* Rows came or went on the server since the first page was loaded. */
static void
take_total (OrchPagedList *self, guint total)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (total == orch_page_store_get_total (priv->store))
    return;

  guint start = orch_page_store_set_total (priv->store, total);
  orch_paged_list_splice (self, start, priv->n_items - start,
                          orch_page_store_get_n_items (priv->store) - start);
}

static void
fill_rows (OrchPagedList *self, guint page)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
  guint start = orch_page_store_get_start (priv->store, page);
  guint end = start + orch_page_store_get_length (priv->store, page);

  for (guint position = start; position < end; position++)
    orch_paged_rows_fill (priv->rows, position, orch_page_store_get_item (priv->store, position));
}

static void
take_later_page (OrchPagedList *self, guint page, guint total, GPtrArray *items)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  take_total (self, total);
  if (page > orch_page_store_get_n_pages (priv->store))
    return;

  guint start = orch_page_store_get_start (priv->store, page);
  guint old_length = orch_page_store_get_length (priv->store, page);

  orch_page_store_add_page (priv->store, page, items);

  guint length = orch_page_store_get_length (priv->store, page);
  if (length < old_length)
    orch_paged_list_splice (self, start + length, old_length - length, 0);
  else
    orch_paged_list_splice (self, start + old_length, 0, length - old_length);

  fill_rows (self, page);
}

void
orch_paged_list_cancel_load (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  priv->loading_page = 0;
  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
}

static void
page_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Load) load = user_data;
  g_autoptr (GError) error = NULL;
  guint total = 0;

  if (g_cancellable_is_cancelled (load->cancellable))
    return;

  g_autoptr (OrchPagedList) self = g_object_ref (load->list);
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
  g_autoptr (GPtrArray) fresh =
      ORCH_PAGED_LIST_GET_CLASS (self)->load_page_finish (self, result, &total, &error);

  priv->loading_page = 0;
  g_clear_object (&priv->cancellable);

  if (fresh == NULL) {
    priv->failed_page = load->page;
    orch_paged_list_fail (self, g_steal_pointer (&error));
    return;
  }

  g_clear_pointer (&priv->loaded_at, g_date_time_unref);
  priv->loaded_at = g_date_time_new_now_utc ();

  g_autoptr (GPtrArray) items = unify_items (self, fresh);

  if (priv->is_outdated)
    take_first_page (self, load->page_size, total, items);
  else
    take_later_page (self, load->page, total, items);

  orch_paged_list_update_counts (self);
  orch_paged_list_set_state (self, ORCH_LIST_READY, NULL);
  orch_paged_list_load_missing_page (self);
}

void
orch_paged_list_load_page (OrchPagedList *self, guint page, guint page_size)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
  Load *load = g_new0 (Load, 1);

  g_assert (priv->cancellable == NULL);

  priv->cancellable = g_cancellable_new ();
  priv->loading_page = page;

  load->list = self;
  load->page = page;
  load->page_size = page_size;
  load->cancellable = g_object_ref (priv->cancellable);
  ORCH_PAGED_LIST_GET_CLASS (self)->load_page_async (self, page, page_size, priv->cancellable,
                                                     page_loaded_cb, load);
}

/* The first page of the visible range that is not loaded, or 0. */
guint
orch_paged_list_find_missing_page (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (!priv->has_visible || priv->n_items == 0)
    return 0;

  return orch_page_store_use_range (priv->store, MIN (priv->first_visible, priv->n_items - 1),
                                    MIN (priv->last_visible, priv->n_items - 1));
}

void
orch_paged_list_load_missing_page (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (priv->is_outdated || priv->cancellable != NULL || priv->settle_source != 0)
    return;

  guint page = orch_paged_list_find_missing_page (self);
  if (page == 0)
    return;

  orch_paged_list_load_page (self, page, orch_page_store_get_page_size (priv->store));
  orch_paged_list_set_state (self, ORCH_LIST_READY, NULL);
}
