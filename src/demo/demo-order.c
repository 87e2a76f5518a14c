#include "config.h"

#include <string.h>

#include "demo/demo-order.h"

static int
compare_texts (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);

  return strcmp (a, b);
}

/* Of two OrchDemoOrder; @descending: a gboolean *. Ties are not turned round. */
int
orch_demo_order_compare (gconstpointer a, gconstpointer b, gpointer descending)
{
  const OrchDemoOrder *left = a, *right = b;
  int result = compare_texts (left->text, right->text);

  if (result == 0)
    result = (left->number > right->number) - (left->number < right->number);
  if (result != 0)
    return *(gboolean *) descending ? -result : result;

  return (left->tie > right->tie) - (left->tie < right->tie);
}

/* The proxy sorts without a second key, and each page is a query of its own: among equals the
 * order differs from page to page (contract, section 6.2). */
guint
orch_demo_order_get_tie (guint position, guint64 page)
{
  return (position + 1) * (guint) (2 * page + 1) * 2654435761u;
}
