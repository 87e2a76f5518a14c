#include "config.h"

#include "core/lists/page-store.h"
#include "core/lists/paged-rows.h"
#include "core/lists/weak-map.h"

#include "core/lists/paged-list.h"

#define DEFAULT_PAGE_SIZE 25
#define DEFAULT_SETTLE_TIME 60 /* milliseconds */

/* One request for a page. The list owns it by its cancellable: once that is cancelled, the list may
 * be gone. */
typedef struct {
  OrchPagedList *list; /* (unowned) */
  guint page;
  guint page_size;
  GCancellable *cancellable; /* (owned) */
} Load;

typedef struct {
  guint page_size; /* of the next reload */
  guint settle_time;

  OrchListState state;
  GError *error;        /* (owned) (nullable): of %ORCH_LIST_FAILED */
  guint failed_page;    /* of %ORCH_LIST_FAILED */
  GDateTime *loaded_at; /* (owned) (nullable): when a page came last */
  gboolean is_outdated; /* the rows are another query's, or there are none yet */
  gboolean may_grow;
  guint n_items; /* published */
  guint total;
  guint n_left_out;

  OrchPageStore *store; /* (owned) (nullable): until the first page was loaded */
  OrchPagedRows *rows;  /* (owned): those that somebody holds */
  OrchWeakMap *items;   /* (owned): ID → item, whoever holds it */

  gboolean has_visible;
  guint first_visible;
  guint last_visible;
  guint settle_source;       /* 0: the scroll has settled */
  guint loading_page;        /* 0: none */
  GCancellable *cancellable; /* (owned) (nullable): of the page that loads */
} OrchPagedListPrivate;

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (OrchPagedList, orch_paged_list, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (OrchPagedList)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                             list_model_iface_init))

enum {
  PROP_STATE = 1,
  PROP_TOTAL,
  PROP_N_LEFT_OUT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static OrchPagedListPrivate *
get_private (OrchPagedList *self)
{
  return orch_paged_list_get_instance_private (self);
}

static void
load_free (Load *load)
{
  g_object_unref (load->cancellable);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, load_free)

static void
set_state (OrchPagedList *self, OrchListState state, GError *error)
{
  OrchPagedListPrivate *priv = get_private (self);

  g_clear_error (&priv->error);
  priv->error = error;

  if (priv->state == state)
    return;

  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
update_counts (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = get_private (self);
  guint total = orch_page_store_get_total (priv->store);
  guint n_left_out = orch_page_store_get_n_left_out (priv->store);

  if (priv->total != total) {
    priv->total = total;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOTAL]);
  }
  if (priv->n_left_out != n_left_out) {
    priv->n_left_out = n_left_out;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_LEFT_OUT]);
  }
}

/* Publishes that `removed` positions became `added` others, and moves the rows behind them. */
static void
splice (OrchPagedList *self, guint position, guint removed, guint added)
{
  OrchPagedListPrivate *priv = get_private (self);

  if (removed == 0 && added == 0)
    return;

  orch_paged_rows_splice (priv->rows, position, removed, added);
  priv->n_items += added - removed;

  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* One ID is one object for life: takes fresh items over into those that somebody still holds. */
static GPtrArray *
unify_items (OrchPagedList *self, GPtrArray *fresh_items)
{
  OrchPagedListPrivate *priv = get_private (self);
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
  OrchPagedListPrivate *priv = get_private (self);

  g_clear_pointer (&priv->store, orch_page_store_free);
  priv->store = orch_page_store_new (page_size, total);
  orch_page_store_add_page (priv->store, 1, items);
  priv->is_outdated = FALSE;

  guint n_items = priv->may_grow ? orch_page_store_get_n_items (priv->store)
                                 : orch_page_store_get_length (priv->store, 1);
  guint n_kept = MIN (n_items, priv->n_items);
  orch_paged_rows_refill (priv->rows, priv->store);
  splice (self, n_kept, priv->n_items - n_kept, n_items - n_kept);
}

/* Rows came or went on the server since the first page was loaded. */
static void
take_total (OrchPagedList *self, guint total)
{
  OrchPagedListPrivate *priv = get_private (self);

  if (total == orch_page_store_get_total (priv->store))
    return;

  guint start = orch_page_store_set_total (priv->store, total);
  splice (self, start, priv->n_items - start, orch_page_store_get_n_items (priv->store) - start);
}

static void
fill_rows (OrchPagedList *self, guint page)
{
  OrchPagedListPrivate *priv = get_private (self);
  guint start = orch_page_store_get_start (priv->store, page);
  guint end = start + orch_page_store_get_length (priv->store, page);

  for (guint position = start; position < end; position++)
    orch_paged_rows_fill (priv->rows, position, orch_page_store_get_item (priv->store, position));
}

static void
take_later_page (OrchPagedList *self, guint page, guint total, GPtrArray *items)
{
  OrchPagedListPrivate *priv = get_private (self);

  take_total (self, total);
  if (page > orch_page_store_get_n_pages (priv->store))
    return;

  guint start = orch_page_store_get_start (priv->store, page);
  guint old_length = orch_page_store_get_length (priv->store, page);

  orch_page_store_add_page (priv->store, page, items);

  guint length = orch_page_store_get_length (priv->store, page);
  if (length < old_length)
    splice (self, start + length, old_length - length, 0);
  else
    splice (self, start + old_length, 0, length - old_length);

  fill_rows (self, page);
}

static void
cancel_load (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = get_private (self);

  priv->loading_page = 0;
  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
}

static void load_missing_page (OrchPagedList *self);

static void
page_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Load) load = user_data;
  g_autoptr (GError) error = NULL;
  guint total = 0;

  if (g_cancellable_is_cancelled (load->cancellable))
    return;

  g_autoptr (OrchPagedList) self = g_object_ref (load->list);
  OrchPagedListPrivate *priv = get_private (self);
  g_autoptr (GPtrArray) fresh =
      ORCH_PAGED_LIST_GET_CLASS (self)->load_page_finish (self, result, &total, &error);

  priv->loading_page = 0;
  g_clear_object (&priv->cancellable);

  if (fresh == NULL) {
    priv->failed_page = load->page;
    set_state (self, ORCH_LIST_FAILED, g_steal_pointer (&error));
    return;
  }

  g_clear_pointer (&priv->loaded_at, g_date_time_unref);
  priv->loaded_at = g_date_time_new_now_utc ();

  g_autoptr (GPtrArray) items = unify_items (self, fresh);

  if (priv->is_outdated)
    take_first_page (self, load->page_size, total, items);
  else
    take_later_page (self, load->page, total, items);

  update_counts (self);
  set_state (self, ORCH_LIST_READY, NULL);
  load_missing_page (self);
}

static void
load_page (OrchPagedList *self, guint page, guint page_size)
{
  OrchPagedListPrivate *priv = get_private (self);
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
static guint
find_missing_page (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = get_private (self);

  if (!priv->has_visible || priv->n_items == 0)
    return 0;

  return orch_page_store_use_range (priv->store, MIN (priv->first_visible, priv->n_items - 1),
                                    MIN (priv->last_visible, priv->n_items - 1));
}

static void
load_missing_page (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = get_private (self);

  if (priv->is_outdated || priv->cancellable != NULL || priv->settle_source != 0)
    return;

  guint page = find_missing_page (self);
  if (page == 0)
    return;

  load_page (self, page, orch_page_store_get_page_size (priv->store));
  set_state (self, ORCH_LIST_READY, NULL);
}

static gboolean
scroll_settled_cb (gpointer user_data)
{
  OrchPagedList *self = user_data;

  get_private (self)->settle_source = 0;
  load_missing_page (self);

  return G_SOURCE_REMOVE;
}

static GType
get_item_type (GListModel *model)
{
  return ORCH_TYPE_PAGED_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return get_private (ORCH_PAGED_LIST (model))->n_items;
}

static gpointer
get_item (GListModel *model, guint position)
{
  OrchPagedListPrivate *priv = get_private (ORCH_PAGED_LIST (model));

  if (position >= priv->n_items)
    return NULL;

  return orch_paged_rows_get (priv->rows, position,
                              orch_page_store_get_item (priv->store, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
orch_paged_list_dispose (GObject *object)
{
  OrchPagedList *self = ORCH_PAGED_LIST (object);

  cancel_load (self);
  g_clear_handle_id (&get_private (self)->settle_source, g_source_remove);

  G_OBJECT_CLASS (orch_paged_list_parent_class)->dispose (object);
}

static void
orch_paged_list_finalize (GObject *object)
{
  OrchPagedListPrivate *priv = get_private (ORCH_PAGED_LIST (object));

  g_clear_pointer (&priv->rows, orch_paged_rows_free);
  g_clear_pointer (&priv->items, orch_weak_map_free);
  g_clear_pointer (&priv->store, orch_page_store_free);
  g_clear_error (&priv->error);
  g_clear_pointer (&priv->loaded_at, g_date_time_unref);

  G_OBJECT_CLASS (orch_paged_list_parent_class)->finalize (object);
}

static void
orch_paged_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchPagedListPrivate *priv = get_private (ORCH_PAGED_LIST (object));

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_uint (value, priv->state);
    break;
  case PROP_TOTAL:
    g_value_set_uint (value, priv->total);
    break;
  case PROP_N_LEFT_OUT:
    g_value_set_uint (value, priv->n_left_out);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static GParamSpec *
create_count_property (const char *name, guint maximum)
{
  return g_param_spec_uint (name, NULL, NULL, 0, maximum, 0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
orch_paged_list_class_init (OrchPagedListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = orch_paged_list_dispose;
  object_class->finalize = orch_paged_list_finalize;
  object_class->get_property = orch_paged_list_get_property;

  props[PROP_STATE] = create_count_property ("state", ORCH_LIST_FAILED);
  props[PROP_TOTAL] = create_count_property ("total", G_MAXUINT);
  props[PROP_N_LEFT_OUT] = create_count_property ("n-left-out", G_MAXUINT);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_paged_list_init (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = get_private (self);

  priv->page_size = DEFAULT_PAGE_SIZE;
  priv->settle_time = DEFAULT_SETTLE_TIME;
  priv->state = ORCH_LIST_LOADING;
  priv->is_outdated = TRUE;
  priv->rows = orch_paged_rows_new ();
  priv->items = orch_weak_map_new (g_str_hash, g_str_equal, g_free);
}

/**
 * orch_paged_list_set_page_size:
 * @self: a list
 * @page_size: rows on each page
 *
 * Sets how many rows come with one request, from the next reload on.
 */
void
orch_paged_list_set_page_size (OrchPagedList *self, guint page_size)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));
  g_return_if_fail (page_size > 0);

  get_private (self)->page_size = page_size;
}

/**
 * orch_paged_list_get_page_size:
 * @self: a list
 *
 * Returns: how many rows come with one request, from the next reload on
 */
guint
orch_paged_list_get_page_size (OrchPagedList *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), 0);

  return get_private (self)->page_size;
}

/**
 * orch_paged_list_set_settle_time:
 * @self: a list
 * @milliseconds: how long the visible range must stay the same before its pages load, 60 unless
 *   set
 *
 * Sets the time after which a scroll has settled.
 */
void
orch_paged_list_set_settle_time (OrchPagedList *self, guint milliseconds)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  get_private (self)->settle_time = milliseconds;
}

/**
 * orch_paged_list_reload:
 * @self: a list
 *
 * Loads the query from the start. Rows stay until the first page is there, and are replaced then;
 * whatever was being loaded is dropped.
 */
void
orch_paged_list_reload (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = get_private (self);

  cancel_load (self);
  priv->is_outdated = TRUE;
  load_page (self, 1, priv->page_size);
  set_state (self, ORCH_LIST_LOADING, NULL);
}

/**
 * orch_paged_list_retry:
 * @self: a list
 *
 * Loads again what failed, if anything did: the first page, what can be seen now, or the page that
 * failed although it can't be seen any more, because only that tells whether the server is back.
 */
void
orch_paged_list_retry (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = get_private (self);

  if (priv->state != ORCH_LIST_FAILED)
    return;

  if (priv->is_outdated) {
    orch_paged_list_reload (self);
    return;
  }

  guint missing = find_missing_page (self);
  load_page (self, missing != 0 ? missing : priv->failed_page,
             orch_page_store_get_page_size (priv->store));
  set_state (self, ORCH_LIST_READY, NULL);
}

/**
 * orch_paged_list_stop:
 * @self: a list
 *
 * Drops whatever is being loaded. A list whose first page was on its way has failed then, with
 * %G_IO_ERROR_CANCELLED.
 */
void
orch_paged_list_stop (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = get_private (self);

  cancel_load (self);
  g_clear_handle_id (&priv->settle_source, g_source_remove);

  if (priv->state == ORCH_LIST_LOADING)
    set_state (self, ORCH_LIST_FAILED,
               g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Loading was stopped"));
}

/**
 * orch_paged_list_grow:
 * @self: a list
 *
 * Publishes all rows of the query, from now on. The view calls this after it has painted the first
 * page: laying out a long list takes a while.
 */
void
orch_paged_list_grow (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = get_private (self);

  if (priv->may_grow)
    return;

  priv->may_grow = TRUE;
  if (priv->store == NULL)
    return;

  splice (self, priv->n_items, 0, orch_page_store_get_n_items (priv->store) - priv->n_items);
  load_missing_page (self);
}

/**
 * orch_paged_list_adopt:
 * @self: a list
 * @item: (transfer none): an item that is new on the server, and that the list never loaded
 *
 * Makes @item the object for its ID: when its row is loaded, the row is filled with @item.
 */
void
orch_paged_list_adopt (OrchPagedList *self, gpointer item)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));
  g_return_if_fail (G_IS_OBJECT (item));

  OrchPagedListPrivate *priv = get_private (self);
  const char *id = ORCH_PAGED_LIST_GET_CLASS (self)->get_item_id (self, item);

  if (orch_weak_map_lookup (priv->items, id) == NULL)
    orch_weak_map_insert (priv->items, g_strdup (id), item);
}

/**
 * orch_paged_list_set_visible:
 * @self: a list
 * @first: the first position that can be seen
 * @last: the last one, not before @first; may be beyond the end
 *
 * Tells what the view shows. Once the range has settled, its missing pages load one after the
 * other; a page that loads but can no longer be seen is dropped at once.
 */
void
orch_paged_list_set_visible (OrchPagedList *self, guint first, guint last)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));
  g_return_if_fail (first <= last);

  OrchPagedListPrivate *priv = get_private (self);

  if (priv->has_visible && priv->first_visible == first && priv->last_visible == last)
    return;

  priv->has_visible = TRUE;
  priv->first_visible = first;
  priv->last_visible = last;

  if (!priv->is_outdated && priv->cancellable != NULL
      && !orch_page_store_is_page_in_range (priv->store, priv->loading_page, first, last))
    cancel_load (self);

  g_clear_handle_id (&priv->settle_source, g_source_remove);
  priv->settle_source = g_timeout_add (priv->settle_time, scroll_settled_cb, self);
}

/**
 * orch_paged_list_get_state:
 * @self: a list
 *
 * Returns: how loading goes
 */
OrchListState
orch_paged_list_get_state (OrchPagedList *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), ORCH_LIST_FAILED);

  return get_private (self)->state;
}

/**
 * orch_paged_list_get_error:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why the list is in %ORCH_LIST_FAILED, %NULL in other states
 */
const GError *
orch_paged_list_get_error (OrchPagedList *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), NULL);

  return get_private (self)->error;
}

/**
 * orch_paged_list_get_loaded_at:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): when the server last gave rows, %NULL if it never did
 */
GDateTime *
orch_paged_list_get_loaded_at (OrchPagedList *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), NULL);

  return get_private (self)->loaded_at;
}

/**
 * orch_paged_list_get_total:
 * @self: a list
 *
 * Returns: how many rows the query has on the server, 0 until the first page is there
 */
guint
orch_paged_list_get_total (OrchPagedList *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), 0);

  return get_private (self)->total;
}

/**
 * orch_paged_list_get_n_left_out:
 * @self: a list
 *
 * Returns: how many rows cannot be shown because the server told another one twice in their place
 *   (contract §6.2), as far as pages were loaded
 */
guint
orch_paged_list_get_n_left_out (OrchPagedList *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), 0);

  return get_private (self)->n_left_out;
}
