#include "config.h"

#include "demo/demo-people.h"
#include "demo/demo-key-walk.h"

/* A key with a row: few have one. */
typedef struct {
  OrchDemoOrder order; /* the first member; its text is in the row */
  OrchDemoKey key;
  guint position; /* of the first key in the index that comes after it */
} Row;

/* A walk at work: along the index, and along the keys with a row, which are between. */
typedef struct {
  OrchDemoKeys *keys;
  const OrchDemoKeyWalk *way;
  const OrchDemoKeyIndex *index;
  GArray *rows; /* (owned): Row, ascending */
  guint64 left_out;
  gboolean ended;
  OrchDemoKeyVisit visit;
  gpointer user_data;
} Walk;

void
orch_demo_key_fill_order (const OrchDemoKey *key, OrchDemoKeySort sort, gint64 epoch, char *buffer,
                          OrchDemoOrder *order)
{
  *order = (OrchDemoOrder){ NULL, 0.0, 0 };

  switch (sort) {
  case ORCH_DEMO_KEY_SORT_SPEND:
    order->number = orch_demo_key_get_spend (key);
    break;
  case ORCH_DEMO_KEY_SORT_BUDGET:
    order->number = orch_demo_key_get_budget (key);
    break;
  case ORCH_DEMO_KEY_SORT_UPDATED:
    order->number = (double) orch_demo_key_get_updated (key, epoch);
    break;
  case ORCH_DEMO_KEY_SORT_TOKEN:
    order->text = orch_demo_key_get_token (key, buffer);
    break;
  case ORCH_DEMO_KEY_SORT_ALIAS:
    order->text = orch_demo_key_get_alias (key, buffer);
    break;
  case ORCH_DEMO_KEY_SORT_DEFAULT:
    order->number = (double) orch_demo_key_get_created (key, epoch);
    order->tie = orch_demo_key_get_token_start (key);
    break;
  case ORCH_DEMO_KEY_SORT_CREATED:
  case ORCH_DEMO_N_KEY_SORTS:
  default:
    order->number = (double) orch_demo_key_get_created (key, epoch);
    break;
  }
}

static void
collect_row (const OrchDemoKey *key, gpointer user_data)
{
  Walk *self = user_data;
  Row row = { .key = *key };

  orch_demo_key_fill_order (key, self->way->sort, 0, NULL, &row.order);
  if (self->way->sort != ORCH_DEMO_KEY_SORT_DEFAULT)
    row.order.tie = orch_demo_order_get_tie (self->rows->len, self->way->page);
  g_array_append_val (self->rows, row);
}

static OrchDemoKey
get_key (Walk *self, guint position)
{
  OrchDemoKey key = { 0, 0, NULL };

  orch_demo_key_index_get (self->index, position, &key.index, &key.number);
  return key;
}

/* The first position whose key does not come before the row. */
static guint
find_position (Walk *self, Row *row)
{
  gint64 epoch = orch_demo_keys_get_epoch (self->keys);
  guint low = 0, high = orch_demo_key_index_get_size (self->index);

  while (low < high) {
    guint middle = low + (high - low) / 2;
    char buffer[ORCH_DEMO_TEXT_SIZE];
    OrchDemoKey key = get_key (self, middle);
    OrchDemoOrder order;

    orch_demo_key_fill_order (&key, self->way->sort, epoch, buffer, &order);
    if (self->way->sort != ORCH_DEMO_KEY_SORT_DEFAULT)
      order.tie = G_MAXUINT64;
    if (orch_demo_order_compare (&order, &row->order) < 0)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

static void
visit_key (Walk *self, const OrchDemoKey *key)
{
  if (self->left_out < self->way->first)
    self->left_out++;
  else if (!self->ended)
    self->ended = !self->visit (key, self->user_data);
}

static void
visit_rows (Walk *self, guint position, guint *next)
{
  while (*next < self->rows->len) {
    Row *row = &g_array_index (self->rows, Row,
                               self->way->descending ? self->rows->len - 1 - *next : *next);

    if (row->position != position)
      return;
    visit_key (self, &row->key);
    *next += 1;
  }
}

/* Keys that are equal, from @start to before @end; each page begins with another one of them. */
static void
visit_equals (Walk *self, guint start, guint end)
{
  guint n = end - start;
  guint first = n > 1 ? orch_demo_order_get_tie (0, self->way->page) % n : 0;

  for (guint i = 0; i < n && !self->ended; i++) {
    guint position = start + first + i < end ? start + first + i : start + first + i - n;
    OrchDemoKey key = get_key (self, position);

    if (orch_demo_keys_is_unchanged (self->keys, key.index, key.number))
      visit_key (self, &key);
  }
}

static void
walk_up (Walk *self)
{
  guint n = orch_demo_key_index_get_size (self->index);
  guint next = 0;

  for (guint start = 0; start < n && !self->ended;) {
    guint end = orch_demo_key_index_get_end_of_equals (self->index, start);

    visit_rows (self, start, &next);
    visit_equals (self, start, end);
    start = end;
  }
  visit_rows (self, n, &next);
}

static void
walk_down (Walk *self)
{
  guint end = orch_demo_key_index_get_size (self->index);
  guint next = 0;

  visit_rows (self, end, &next);
  while (end > 0 && !self->ended) {
    guint start = orch_demo_key_index_get_start_of_equals (self->index, end - 1);

    visit_equals (self, start, end);
    visit_rows (self, start, &next);
    end = start;
  }
}

/* Visits the keys one by one, until there are no more or a visit ends it. */
void
orch_demo_keys_walk (OrchDemoKeys *self, const OrchDemoKeyWalk *way, OrchDemoKeyVisit visit,
                     gpointer user_data)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  Walk walk = {
    .keys = self,
    .way = way,
    .index = orch_demo_keys_get_index (self, way->sort),
    .rows = rows,
    .visit = visit,
    .user_data = user_data,
  };

  orch_demo_keys_foreach_row (self, collect_row, &walk);
  orch_demo_order_sort (rows, 0, rows->len, FALSE);
  for (guint i = 0; i < rows->len; i++) {
    Row *row = &g_array_index (rows, Row, i);

    row->position = find_position (&walk, row);
  }

  if (way->descending)
    walk_down (&walk);
  else
    walk_up (&walk);
}
