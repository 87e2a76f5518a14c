#pragma once

#include "demo/demo-keys.h"
#include "demo/demo-order.h"

G_BEGIN_DECLS

/**
 * OrchDemoKeyWalk:
 * @page: the page that it is for: equal keys come in another order on each (contract §6.2)
 * @first: how many keys to leave out before the first visit
 *
 * How to go along all keys.
 */
typedef struct {
  OrchDemoKeySort sort;
  gboolean descending;
  guint64 page;
  guint64 first;
} OrchDemoKeyWalk;

/* Returns whether to go on. */
typedef gboolean (*OrchDemoKeyVisit) (const OrchDemoKey *key, gpointer user_data);

void orch_demo_keys_walk (OrchDemoKeys *self, const OrchDemoKeyWalk *way, OrchDemoKeyVisit visit,
                          gpointer user_data);

/* What a key is sorted by. The text lives in @buffer (ORCH_DEMO_TEXT_SIZE) or in the key's row. */
void orch_demo_key_fill_order (const OrchDemoKey *key, OrchDemoKeySort sort, gint64 epoch,
                               char *buffer, OrchDemoOrder *order);

G_END_DECLS
