#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoOrder:
 * @text: (nullable): NULL comes after all texts
 * @number: looked at where the texts are equal
 * @tie: in the end
 *
 * What a row is sorted by. To be the first member of what is sorted.
 */
typedef struct {
  const char *text;
  double number;
  guint64 tie;
} OrchDemoOrder;

int orch_demo_order_compare (const OrchDemoOrder *left, const OrchDemoOrder *right);
void orch_demo_order_sort (GArray *rows, guint64 first, guint64 end, gboolean descending);
guint orch_demo_order_get_tie (guint position, guint64 page);

G_END_DECLS
