#include "config.h"

#include "core/lists/paged-list-private.h"

#define DEFAULT_PAGE_SIZE 25
/* As many rows as a window of usual size shows. */
#define FIRST_ROWS 24
#define DEFAULT_SETTLE_TIME 60 /* milliseconds */

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

OrchPagedListPrivate *
orch_paged_list_get_private (OrchPagedList *self)
{
  return orch_paged_list_get_instance_private (self);
}

void
orch_paged_list_set_state (OrchPagedList *self, OrchListState state, GError *error)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  g_clear_error (&priv->error);
  priv->error = error;

  if (priv->state == state)
    return;

  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
orch_paged_list_update_counts (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
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
void
orch_paged_list_splice (OrchPagedList *self, guint position, guint removed, guint added)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (removed == 0 && added == 0)
    return;

  orch_paged_rows_splice (priv->rows, position, removed, added);
  priv->n_items += added - removed;

  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* The rows of the query that was loaded last: what is published beyond is reserved. */
guint
orch_paged_list_get_n_loaded (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  return priv->store != NULL ? orch_page_store_get_n_items (priv->store) : 0;
}

/* How many rows of the first page are published before a view was painted: it builds widgets for
 * all that there are. */
guint
orch_paged_list_get_n_first (OrchPagedList *self)
{
  return MIN (orch_paged_list_get_private (self)->page_size, FIRST_ROWS);
}

/* Ends loading without a page; reserved rows go. */
void
orch_paged_list_fail (OrchPagedList *self, GError *error)
{
  guint n_items = orch_paged_list_get_private (self)->n_items;
  guint n_kept = MIN (n_items, orch_paged_list_get_n_loaded (self));

  orch_paged_list_splice (self, n_kept, n_items - n_kept, 0);
  orch_paged_list_set_state (self, ORCH_LIST_FAILED, error);
}

static gboolean
shrink_cb (gpointer user_data)
{
  OrchPagedList *self = user_data;
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
  guint n_kept = MIN (priv->n_items, orch_paged_list_get_n_first (self));

  priv->shrink_source = 0;
  priv->may_grow = FALSE;
  orch_paged_list_splice (self, n_kept, priv->n_items - n_kept, 0);

  return G_SOURCE_REMOVE;
}

static gboolean
scroll_settled_cb (gpointer user_data)
{
  OrchPagedList *self = user_data;

  orch_paged_list_get_private (self)->settle_source = 0;
  orch_paged_list_load_missing_page (self);

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
  return orch_paged_list_get_private (ORCH_PAGED_LIST (model))->n_items;
}

static gpointer
get_item (GListModel *model, guint position)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (ORCH_PAGED_LIST (model));

  if (position >= priv->n_items)
    return NULL;

  return orch_paged_rows_get (priv->rows, position,
                              position < orch_paged_list_get_n_loaded (ORCH_PAGED_LIST (model))
                                  ? orch_page_store_get_item (priv->store, position)
                                  : NULL);
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

  orch_paged_list_cancel_load (self);
  g_clear_handle_id (&orch_paged_list_get_private (self)->settle_source, g_source_remove);
  g_clear_handle_id (&orch_paged_list_get_private (self)->shrink_source, g_source_remove);

  G_OBJECT_CLASS (orch_paged_list_parent_class)->dispose (object);
}

static void
orch_paged_list_finalize (GObject *object)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (ORCH_PAGED_LIST (object));

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
  OrchPagedListPrivate *priv = orch_paged_list_get_private (ORCH_PAGED_LIST (object));

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
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

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

  orch_paged_list_get_private (self)->page_size = page_size;
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

  return orch_paged_list_get_private (self)->page_size;
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

  orch_paged_list_get_private (self)->settle_time = milliseconds;
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

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  orch_paged_list_cancel_load (self);
  priv->awaits_query = FALSE;
  priv->is_outdated = TRUE;
  orch_paged_list_load_page (self, 1, priv->page_size);
  orch_paged_list_set_state (self, ORCH_LIST_LOADING, NULL);
}

/* Once whatever is more urgent is on its way. */
static void
shrink_soon (OrchPagedList *self)
{
  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (priv->shrink_source == 0)
    priv->shrink_source = g_idle_add (shrink_cb, self);
}

/**
 * orch_paged_list_restart:
 * @self: a list whose query now asks for other rows
 *
 * Reloads, and lets all but the first rows go meanwhile: while the server looks, a view has
 * the time that taking away many rows needs.
 */
void
orch_paged_list_restart (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  orch_paged_list_reload (self);
  shrink_soon (self);
}

/**
 * orch_paged_list_await_query:
 * @self: a list for which a query is being typed
 *
 * Lets all but the first rows go already, until the list is reloaded or
 * orch_paged_list_keep_query() is called: the pause in which the person may go on typing is time
 * enough for it.
 */
void
orch_paged_list_await_query (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  orch_paged_list_get_private (self)->awaits_query = TRUE;
  shrink_soon (self);
}

/**
 * orch_paged_list_keep_query:
 * @self: a list
 *
 * The query was typed, and is the one that there was: all rows come back. Does nothing to a list
 * that was reloaded.
 */
void
orch_paged_list_keep_query (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (!priv->awaits_query)
    return;

  priv->awaits_query = FALSE;
  g_clear_handle_id (&priv->shrink_source, g_source_remove);
  orch_paged_list_grow (self);
}

/**
 * orch_paged_list_reserve:
 * @self: a list
 *
 * Publishes empty rows for a first page that is on its way, where there are no rows yet: a view can
 * build what it needs for them while the server works. If the page does not come, they go.
 */
void
orch_paged_list_reserve (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (priv->state == ORCH_LIST_LOADING && priv->cancellable != NULL && priv->n_items == 0)
    orch_paged_list_splice (self, 0, 0, orch_paged_list_get_n_first (self));
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

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (priv->state != ORCH_LIST_FAILED)
    return;

  if (priv->is_outdated) {
    orch_paged_list_reload (self);
    return;
  }

  guint missing = orch_paged_list_find_missing_page (self);
  orch_paged_list_load_page (self, missing != 0 ? missing : priv->failed_page,
                             orch_page_store_get_page_size (priv->store));
  orch_paged_list_set_state (self, ORCH_LIST_READY, NULL);
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

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  orch_paged_list_cancel_load (self);
  g_clear_handle_id (&priv->settle_source, g_source_remove);

  if (priv->state == ORCH_LIST_LOADING)
    orch_paged_list_fail (
        self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Loading was stopped"));
}

/**
 * orch_paged_list_grow:
 * @self: a list
 *
 * Publishes all rows of the query, from now on. The view calls this after it has painted the first
 * ones: laying out a long list takes a while.
 */
void
orch_paged_list_grow (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (priv->may_grow || priv->awaits_query)
    return;

  priv->may_grow = TRUE;
  if (priv->store == NULL)
    return;

  orch_paged_list_splice (self, priv->n_items, 0,
                          orch_page_store_get_n_items (priv->store) - priv->n_items);
  orch_paged_list_load_missing_page (self);
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

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);
  const char *id = ORCH_PAGED_LIST_GET_CLASS (self)->get_item_id (self, item);

  if (orch_weak_map_lookup (priv->items, id) == NULL)
    orch_weak_map_insert (priv->items, g_strdup (id), item);
}

static void
collect_item (gpointer id, gpointer item, gpointer items)
{
  g_ptr_array_add (items, g_object_ref (item));
}

/**
 * orch_paged_list_tell_changed:
 * @self: a list whose items have a signal “changed”
 *
 * Has all items that are there say that they have changed, because something has that is shown with
 * them.
 */
void
orch_paged_list_tell_changed (OrchPagedList *self)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));

  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  /* Who hears it may let items go. */
  orch_weak_map_foreach (orch_paged_list_get_private (self)->items, collect_item, items);
  for (guint i = 0; i < items->len; i++)
    g_signal_emit_by_name (items->pdata[i], "changed");
}

/**
 * orch_paged_list_find:
 * @self: a list
 * @id: an item's ID
 *
 * Finds the object for an ID among what was loaded, or adopted, and is still held by somebody.
 *
 * Returns: (transfer none) (nullable): the item
 */
gpointer
orch_paged_list_find (OrchPagedList *self, const char *id)
{
  g_return_val_if_fail (ORCH_IS_PAGED_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return orch_weak_map_lookup (orch_paged_list_get_private (self)->items, id);
}

/**
 * orch_paged_list_set_visible:
 * @self: a list
 * @first: the first position that can be seen
 * @last: the last one, not before @first; may be beyond the end
 *
 * Tells what the view shows. Its missing pages load one after the other, at once after a jump, and
 * once the range has settled while it moves; a page that loads but can no longer be seen is dropped
 * at once.
 */
void
orch_paged_list_set_visible (OrchPagedList *self, guint first, guint last)
{
  g_return_if_fail (ORCH_IS_PAGED_LIST (self));
  g_return_if_fail (first <= last);

  OrchPagedListPrivate *priv = orch_paged_list_get_private (self);

  if (priv->has_visible && priv->first_visible == first && priv->last_visible == last)
    return;

  gint64 now = g_get_monotonic_time ();
  gboolean at_rest =
      !priv->has_visible || now - priv->moved_at >= priv->settle_time * G_TIME_SPAN_MILLISECOND;

  priv->moved_at = now;
  priv->has_visible = TRUE;
  priv->first_visible = first;
  priv->last_visible = last;

  if (!priv->is_outdated && priv->cancellable != NULL
      && !orch_page_store_is_page_in_range (priv->store, priv->loading_page, first, last))
    orch_paged_list_cancel_load (self);

  g_clear_handle_id (&priv->settle_source, g_source_remove);
  priv->settle_source = g_timeout_add (at_rest ? 0 : priv->settle_time, scroll_settled_cb, self);
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

  return orch_paged_list_get_private (self)->state;
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

  return orch_paged_list_get_private (self)->error;
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

  return orch_paged_list_get_private (self)->loaded_at;
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

  return orch_paged_list_get_private (self)->total;
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

  return orch_paged_list_get_private (self)->n_left_out;
}
