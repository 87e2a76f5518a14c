#include "config.h"

#include "core/lists/weak-map.h"

struct _OrchWeakMap {
  GHashTable *objects; /* (owned): key (owned) → object (weak) */
  GHashTable *keys;    /* (owned): object → its key in `objects` */
};

static void
object_gone_cb (gpointer data, GObject *object)
{
  OrchWeakMap *self = data;
  gpointer key = g_hash_table_lookup (self->keys, object);

  g_hash_table_remove (self->keys, object);
  g_hash_table_remove (self->objects, key);
}

/**
 * orch_weak_map_new:
 * @hash: hashes a key
 * @equal: compares keys
 * @free_key: (nullable): frees a key
 *
 * Returns: (transfer full): an empty map
 */
OrchWeakMap *
orch_weak_map_new (GHashFunc hash, GEqualFunc equal, GDestroyNotify free_key)
{
  OrchWeakMap *self = g_new0 (OrchWeakMap, 1);

  self->objects = g_hash_table_new_full (hash, equal, free_key, NULL);
  self->keys = g_hash_table_new (NULL, NULL);

  return self;
}

/**
 * orch_weak_map_free:
 * @self: (transfer full): a map
 *
 * Frees @self, not its objects.
 */
void
orch_weak_map_free (OrchWeakMap *self)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &object, NULL))
    g_object_weak_unref (object, object_gone_cb, self);

  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->objects);
  g_free (self);
}

/**
 * orch_weak_map_insert:
 * @self: a map
 * @key: (transfer full): a key that is not in @self
 * @object: (type GObject) (transfer none): an object that is not in @self
 *
 * Adds @object without holding it.
 */
void
orch_weak_map_insert (OrchWeakMap *self, gpointer key, gpointer object)
{
  g_assert (!g_hash_table_contains (self->objects, key));
  g_assert (!g_hash_table_contains (self->keys, object));

  g_hash_table_insert (self->objects, key, object);
  g_hash_table_insert (self->keys, object, key);
  g_object_weak_ref (object, object_gone_cb, self);
}

/**
 * orch_weak_map_lookup:
 * @self: a map
 * @key: a key
 *
 * Returns: (type GObject) (transfer none) (nullable): the object of @key
 */
gpointer
orch_weak_map_lookup (OrchWeakMap *self, gconstpointer key)
{
  return g_hash_table_lookup (self->objects, key);
}

/**
 * orch_weak_map_foreach:
 * @self: a map
 * @func: (scope call): called with each key and object; must not change @self
 * @user_data: for @func
 *
 * Visits all objects, in no order.
 */
void
orch_weak_map_foreach (OrchWeakMap *self, GHFunc func, gpointer user_data)
{
  g_hash_table_foreach (self->objects, func, user_data);
}
