#include "config.h"

#include "core/lists/paged-row.h"

struct _OrchPagedRow {
  GObject parent_instance;

  GObject *item; /* (owned) (nullable): until its page was loaded */
};

G_DEFINE_FINAL_TYPE (OrchPagedRow, orch_paged_row, G_TYPE_OBJECT)

enum {
  PROP_ITEM = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
orch_paged_row_dispose (GObject *object)
{
  OrchPagedRow *self = ORCH_PAGED_ROW (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (orch_paged_row_parent_class)->dispose (object);
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
  object_class->get_property = orch_paged_row_get_property;

  props[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, G_TYPE_OBJECT,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_paged_row_init (OrchPagedRow *self)
{
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

  if (g_set_object (&self->item, item))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ITEM]);
}
