#include "config.h"

#include <math.h>
#include <string.h>

#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-key-index.h"

struct _OrchDemoKeyIndex {
  guint n;
  guint32 *places; /* (owned): the keys in their order */
  guint8 *same;    /* (owned): a bit for each place: equal to the one before it */
};

typedef struct {
  guint64 *values; /* (owned): what they are sorted by */
  guint32 *places; /* (owned) */
} Keys;

/* The keys while they are sorted, with room for a copy of them. */
typedef struct {
  guint n;
  Keys now;
  Keys next;
} Sort;

/* In the order of the numbers, which are 0 or more. */
static guint64
get_rank (double number)
{
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  return bits;
}

static guint64
get_value (OrchDemoKeySort sort, guint index, guint number, gint64 epoch)
{
  double budget;

  switch (sort) {
  case ORCH_DEMO_KEY_SORT_UPDATED:
    return (guint64) orch_demo_person_key_get_updated (index, number, epoch);
  case ORCH_DEMO_KEY_SORT_SPEND:
    return get_rank (orch_demo_person_key_get_spend (index, number));
  case ORCH_DEMO_KEY_SORT_BUDGET:
    budget = orch_demo_person_key_get_budget (index, number);
    return get_rank (budget < 0 ? INFINITY : budget);
  case ORCH_DEMO_KEY_SORT_TOKEN:
    return orch_demo_person_key_get_token_start (index, number);
  case ORCH_DEMO_KEY_SORT_ALIAS:
    return orch_demo_person_key_get_alias_rank (index, number);
  case ORCH_DEMO_KEY_SORT_DEFAULT:
  case ORCH_DEMO_KEY_SORT_CREATED:
  case ORCH_DEMO_N_KEY_SORTS:
  default:
    return (guint64) orch_demo_person_key_get_created (index, number, epoch);
  }
}

/* Sorts by one byte of the values; equal ones stay in their order. */
static void
sort_by_byte (Sort *self, guint shift)
{
  guint starts[256] = { 0 };
  guint sum = 0;
  Keys sorted = self->next;

  for (guint i = 0; i < self->n; i++)
    starts[(self->now.values[i] >> shift) & 0xff]++;
  for (guint byte = 0; byte < 256; byte++) {
    guint count = starts[byte];

    if (count == self->n)
      return;
    starts[byte] = sum;
    sum += count;
  }

  for (guint i = 0; i < self->n; i++) {
    guint to = starts[(self->now.values[i] >> shift) & 0xff]++;

    sorted.values[to] = self->now.values[i];
    sorted.places[to] = self->now.places[i];
  }

  self->next = self->now;
  self->now = sorted;
}

static void
sort_by (Sort *self, OrchDemoKeySort sort, gint64 epoch)
{
  for (guint i = 0; i < self->n; i++)
    self->now.values[i] = get_value (sort, self->now.places[i] / ORCH_DEMO_MAX_PERSON_KEYS,
                                     self->now.places[i] % ORCH_DEMO_MAX_PERSON_KEYS, epoch);
  for (guint shift = 0; shift < 64; shift += 8)
    sort_by_byte (self, shift);
}

static guint
count_keys (guint n_people)
{
  guint n = 0;

  for (guint index = 0; index < n_people; index++)
    n += orch_demo_person_get_key_count (index);

  return n;
}

static void
fill_places (Sort *self, guint n_people)
{
  guint n = 0;

  for (guint index = 0; index < n_people; index++) {
    guint count = orch_demo_person_get_key_count (index);

    for (guint number = 0; number < count; number++)
      self->now.places[n++] = index * ORCH_DEMO_MAX_PERSON_KEYS + number;
  }
}

/* Looks at every key once. @epoch: when the people were made up, microseconds of the epoch */
OrchDemoKeyIndex *
orch_demo_key_index_new (OrchDemoKeySort sort, guint n_people, gint64 epoch)
{
  OrchDemoKeyIndex *self = g_new0 (OrchDemoKeyIndex, 1);
  guint n = count_keys (n_people);
  Sort work = {
    n,
    { g_new (guint64, n + 1), g_new (guint32, n + 1) },
    { g_new (guint64, n + 1), g_new (guint32, n + 1) },
  };

  fill_places (&work, n_people);
  /* The default order has a second column. */
  if (sort == ORCH_DEMO_KEY_SORT_DEFAULT)
    sort_by (&work, ORCH_DEMO_KEY_SORT_TOKEN, epoch);
  sort_by (&work, sort, epoch);

  self->n = n;
  self->same = g_malloc0 (n / 8 + 1);
  for (guint i = 1; i < n && sort != ORCH_DEMO_KEY_SORT_DEFAULT; i++) {
    if (work.now.values[i] == work.now.values[i - 1])
      self->same[i / 8] |= (guint8) (1 << i % 8);
  }

  self->places = work.now.places;
  g_free (work.now.values);
  g_free (work.next.values);
  g_free (work.next.places);
  return self;
}

void
orch_demo_key_index_free (OrchDemoKeyIndex *self)
{
  g_free (self->places);
  g_free (self->same);
  g_free (self);
}

guint
orch_demo_key_index_get_size (const OrchDemoKeyIndex *self)
{
  return self->n;
}

/* Whose key is at a position, and which of theirs. */
void
orch_demo_key_index_get (const OrchDemoKeyIndex *self, guint position, guint *index, guint *number)
{
  *index = self->places[position] / ORCH_DEMO_MAX_PERSON_KEYS;
  *number = self->places[position] % ORCH_DEMO_MAX_PERSON_KEYS;
}

static gboolean
is_same (const OrchDemoKeyIndex *self, guint position)
{
  return (self->same[position / 8] >> position % 8 & 1) != 0;
}

/* The first position behind those that are equal to this one. */
guint
orch_demo_key_index_get_end_of_equals (const OrchDemoKeyIndex *self, guint position)
{
  guint end = position + 1;

  while (end < self->n && is_same (self, end))
    end++;

  return end;
}

/* The first of the positions that are equal to this one. */
guint
orch_demo_key_index_get_start_of_equals (const OrchDemoKeyIndex *self, guint position)
{
  while (position > 0 && is_same (self, position))
    position--;

  return position;
}
