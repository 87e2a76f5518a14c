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

/* Ties are not turned round. */
static int
compare (const OrchDemoOrder *left, const OrchDemoOrder *right, gboolean descending)
{
  int result = compare_texts (left->text, right->text);

  if (result == 0)
    result = (left->number > right->number) - (left->number < right->number);
  if (result != 0)
    return descending ? -result : result;

  return (left->tie > right->tie) - (left->tie < right->tie);
}

/* Ascending. */
int
orch_demo_order_compare (const OrchDemoOrder *left, const OrchDemoOrder *right)
{
  return compare (left, right, FALSE);
}

/* A part of the rows that is being sorted. */
typedef struct {
  char *rows;
  gsize size; /* of a row */
  gboolean descending;
} Sort;

static const OrchDemoOrder *
get_row (const Sort *self, guint64 index)
{
  return (const OrchDemoOrder *) (gpointer) (self->rows + index * self->size);
}

static void
swap_rows (const Sort *self, guint64 a, guint64 b)
{
  char row[128];

  g_assert (self->size <= sizeof row);
  memcpy (row, self->rows + a * self->size, self->size);
  memmove (self->rows + a * self->size, self->rows + b * self->size, self->size);
  memcpy (self->rows + b * self->size, row, self->size);
}

/* Quicksort's step: puts the row in the middle of [low, high) where it belongs, smaller ones before
 * it and others behind it. */
static guint64
partition (const Sort *self, guint64 low, guint64 high)
{
  guint64 border = low;

  swap_rows (self, low + (high - low) / 2, high - 1);
  for (guint64 i = low; i < high - 1; i++) {
    if (compare (get_row (self, i), get_row (self, high - 1), self->descending) < 0)
      swap_rows (self, i, border++);
  }
  swap_rows (self, border, high - 1);

  return border;
}

/* Of the rows in [low, high), sorts the parts that reach into [first, end). */
static void
sort_part (const Sort *self, guint64 low, guint64 high, guint64 first, guint64 end)
{
  while (low + 1 < high && low < end && first < high) {
    guint64 place = partition (self, low, high);

    sort_part (self, low, place, first, end);
    low = place + 1;
  }
}

/* Puts those rows in place that a page shows, from @first to before @end, and no others: sorting
 * all of many takes much longer. */
void
orch_demo_order_sort (GArray *rows, guint64 first, guint64 end, gboolean descending)
{
  const Sort sort = { rows->data, g_array_get_element_size (rows), descending };

  sort_part (&sort, 0, rows->len, first, end);
}

/* The proxy sorts without a second key, and each page is a query of its own: among equals the
 * order differs from page to page (contract, section 6.2). */
guint
orch_demo_order_get_tie (guint position, guint64 page)
{
  return (position + 1) * (guint) (2 * page + 1) * 2654435761u;
}
