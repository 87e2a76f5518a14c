#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * OrchWeakMap:
 *
 * Objects by a key for as long as somebody else holds them: an object that is gone leaves the map
 * by itself. An object has one key.
 */
typedef struct _OrchWeakMap OrchWeakMap;

OrchWeakMap *orch_weak_map_new (GHashFunc hash, GEqualFunc equal, GDestroyNotify free_key);
void orch_weak_map_free (OrchWeakMap *self);

void orch_weak_map_insert (OrchWeakMap *self, gpointer key, gpointer object);
gpointer orch_weak_map_lookup (OrchWeakMap *self, gconstpointer key);
void orch_weak_map_foreach (OrchWeakMap *self, GHFunc func, gpointer user_data);

G_END_DECLS
