#include "config.h"

#include "core/lists/paged-row.h"

struct _OrchPagedRow {
  GObject parent_instance;

  GObject *item;   /* (owned) (nullable): until its page was loaded */
  GArray *watches; /* (owned) (element-type Watch): few, but of many rows */
  gulong changed_handler;
};

typedef struct {
  OrchPagedRowChanged changed;
  gpointer watcher; /* (unowned) */
} Watch;

G_DEFINE_FINAL_TYPE (OrchPagedRow, orch_paged_row, G_TYPE_OBJECT)

enum {
  PROP_ITEM = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Whoever is told may stop to watch, and let the row go. */
static void
tell_watchers (OrchPagedRow *self)
{
  g_autoptr (OrchPagedRow) row = g_object_ref (self);

  for (guint i = row->watches->len; i > 0; i--) {
    if (i <= row->watches->len) {
      Watch watch = g_array_index (row->watches, Watch, i - 1);

      watch.changed (watch.watcher);
    }
  }
}

static void
unfollow_item (OrchPagedRow *self)
{
  if (self->changed_handler != 0)
    g_clear_signal_handler (&self->changed_handler, self->item);
}

static void
follow_item (OrchPagedRow *self)
{
  if (self->item != NULL && self->watches->len > 0
      && g_signal_lookup ("changed", G_OBJECT_TYPE (self->item)) != 0)
    self->changed_handler =
        g_signal_connect_swapped (self->item, "changed", G_CALLBACK (tell_watchers), self);
}

static void
orch_paged_row_dispose (GObject *object)
{
  OrchPagedRow *self = ORCH_PAGED_ROW (object);

  unfollow_item (self);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (orch_paged_row_parent_class)->dispose (object);
}

static void
orch_paged_row_finalize (GObject *object)
{
  g_array_unref (ORCH_PAGED_ROW (object)->watches);

  G_OBJECT_CLASS (orch_paged_row_parent_class)->finalize (object);
}

static void
orch_paged_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchPagedRow *self = ORCH_PAGED_ROW (object);

  switch (prop_id) {
  case PROP_ITEM:
    g_value_set_object (value, self->item);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_paged_row_class_init (OrchPagedRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = orch_paged_row_dispose;
  object_class->finalize = orch_paged_row_finalize;
  object_class->get_property = orch_paged_row_get_property;

  props[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, G_TYPE_OBJECT,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_paged_row_init (OrchPagedRow *self)
{
  self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
}

/**
 * orch_paged_row_new:
 * @item: (type GObject) (transfer none) (nullable): what was loaded for this position
 *
 * Returns: (transfer full): a row
 */
OrchPagedRow *
orch_paged_row_new (gpointer item)
{
  g_return_val_if_fail (item == NULL || G_IS_OBJECT (item), NULL);

  OrchPagedRow *self = g_object_new (ORCH_TYPE_PAGED_ROW, NULL);
  g_set_object (&self->item, item);

  return self;
}

/**
 * orch_paged_row_get_item:
 * @self: a row
 *
 * Returns: (type GObject) (transfer none) (nullable): what was loaded for this position, %NULL
 *   until then
 */
gpointer
orch_paged_row_get_item (OrchPagedRow *self)
{
  g_return_val_if_fail (ORCH_IS_PAGED_ROW (self), NULL);

  return self->item;
}

/**
 * orch_paged_row_set_item:
 * @self: a row
 * @item: (type GObject) (transfer none) (nullable): what was loaded for this position, %NULL to
 *   empty the row
 *
 * Fills the row in place.
 */
void
orch_paged_row_set_item (OrchPagedRow *self, gpointer item)
{
  g_return_if_fail (ORCH_IS_PAGED_ROW (self));
  g_return_if_fail (item == NULL || G_IS_OBJECT (item));

  if (self->item == item)
    return;

  unfollow_item (self);
  g_set_object (&self->item, item);
  follow_item (self);
  tell_watchers (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ITEM]);
}

/**
 * orch_paged_row_watch:
 * @self: a row; if its items change, they have a signal “changed”
 * @changed: called when the row holds another item, and when its item has changed
 * @watcher: for @changed, and to stop with
 *
 * Watches the row, until orch_paged_row_unwatch(). It is for the cells of a table: signal handlers
 * of thousands of them take half a megabyte.
 */
void
orch_paged_row_watch (OrchPagedRow *self, OrchPagedRowChanged changed, gpointer watcher)
{
  Watch watch = { changed, watcher };

  g_return_if_fail (ORCH_IS_PAGED_ROW (self));
  g_return_if_fail (changed != NULL);

  g_array_append_val (self->watches, watch);
  if (self->watches->len == 1)
    follow_item (self);
}

/**
 * orch_paged_row_unwatch:
 * @self: a row
 * @watcher: what orch_paged_row_watch() was told
 *
 * Stops to watch the row.
 */
void
orch_paged_row_unwatch (OrchPagedRow *self, gpointer watcher)
{
  g_return_if_fail (ORCH_IS_PAGED_ROW (self));

  for (guint i = self->watches->len; i > 0; i--)
    if (g_array_index (self->watches, Watch, i - 1).watcher == watcher)
      g_array_remove_index (self->watches, i - 1);
  if (self->watches->len == 0)
    unfollow_item (self);
}
