#pragma once

#include "demo/demo-keys.h"
#include "demo/demo-order.h"

G_BEGIN_DECLS

/* Visits every key in an order; equal ones in another order for each page (contract §6.2). */
void orch_demo_keys_walk (OrchDemoKeys *self, OrchDemoKeySort sort, gboolean descending,
                          guint64 page, OrchDemoKeyFunc func, gpointer user_data);

/* What a key is sorted by. The text lives in @buffer (ORCH_DEMO_TEXT_SIZE) or in the key's row. */
void orch_demo_key_fill_order (const OrchDemoKey *key, OrchDemoKeySort sort, gint64 epoch,
                               char *buffer, OrchDemoOrder *order);

G_END_DECLS
