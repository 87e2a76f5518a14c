#include "config.h"

#include "core/lists/weak-map.h"

#include "core/lists/paged-rows.h"

struct _OrchPagedRows {
  OrchWeakMap *map; /* (owned): position → OrchPagedRow */
};

typedef struct {
  OrchWeakMap *map;
  guint position;
  guint removed;
  guint added;
} Splice;

/* A row and where it is. */
typedef struct {
  guint position;
  OrchPagedRow *row; /* (owned) */
} Place;

static OrchWeakMap *
create_map (void)
{
  return orch_weak_map_new (NULL, NULL, NULL);
}

static void
move_row_cb (gpointer key, gpointer row, gpointer user_data)
{
  const Splice *splice = user_data;
  guint position = GPOINTER_TO_UINT (key);

  if (position >= splice->position + splice->removed)
    position += splice->added - splice->removed;
  else if (position >= splice->position)
    return;

  orch_weak_map_insert (splice->map, GUINT_TO_POINTER (position), row);
}

static void
clear_place (Place *place)
{
  g_object_unref (place->row);
}

static void
add_place_cb (gpointer key, gpointer row, gpointer places)
{
  Place place = { GPOINTER_TO_UINT (key), g_object_ref (row) };

  g_array_append_val (places, place);
}

/**
 * orch_paged_rows_new:
 *
 * Returns: (transfer full): no rows yet
 */
OrchPagedRows *
orch_paged_rows_new (void)
{
  OrchPagedRows *self = g_new0 (OrchPagedRows, 1);

  self->map = create_map ();

  return self;
}

/**
 * orch_paged_rows_free:
 * @self: (transfer full): rows
 *
 * Frees @self, not the rows.
 */
void
orch_paged_rows_free (OrchPagedRows *self)
{
  orch_weak_map_free (self->map);
  g_free (self);
}

/**
 * orch_paged_rows_get:
 * @self: rows
 * @position: a position
 * @item: (nullable): what was loaded for it, for a new row
 *
 * Returns: (transfer full): the row at @position, a new one if nobody holds one
 */
OrchPagedRow *
orch_paged_rows_get (OrchPagedRows *self, guint position, gpointer item)
{
  OrchPagedRow *row = orch_weak_map_lookup (self->map, GUINT_TO_POINTER (position));

  if (row != NULL)
    return g_object_ref (row);

  row = orch_paged_row_new (item);
  orch_weak_map_insert (self->map, GUINT_TO_POINTER (position), row);

  return row;
}

/**
 * orch_paged_rows_fill:
 * @self: rows
 * @position: a position
 * @item: what was loaded for it
 *
 * Fills the row at @position in place, if somebody holds it.
 */
void
orch_paged_rows_fill (OrchPagedRows *self, guint position, gpointer item)
{
  OrchPagedRow *row = orch_weak_map_lookup (self->map, GUINT_TO_POINTER (position));

  if (row != NULL)
    orch_paged_row_set_item (row, item);
}

/**
 * orch_paged_rows_refill:
 * @self: rows
 * @store: (transfer none): pages of another query
 *
 * Fills each row in place with what @store has for its position, or empties it.
 */
void
orch_paged_rows_refill (OrchPagedRows *self, OrchPageStore *store)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  guint n_items = orch_page_store_get_n_items (store);

  /* Whoever hears of a row may let go of others. */
  g_array_set_clear_func (places, (GDestroyNotify) clear_place);
  orch_weak_map_foreach (self->map, add_place_cb, places);

  for (guint i = 0; i < places->len; i++) {
    const Place *place = &g_array_index (places, Place, i);

    orch_paged_row_set_item (place->row, place->position < n_items
                                             ? orch_page_store_get_item (store, place->position)
                                             : NULL);
  }
}

/**
 * orch_paged_rows_splice:
 * @self: rows
 * @position: where the list changes
 * @removed: how many positions go
 * @added: how many come in their place
 *
 * Lets go of the rows of removed positions and moves those behind them.
 */
void
orch_paged_rows_splice (OrchPagedRows *self, guint position, guint removed, guint added)
{
  Splice splice = { create_map (), position, removed, added };

  orch_weak_map_foreach (self->map, move_row_cb, &splice);
  orch_weak_map_free (self->map);
  self->map = splice.map;
}
