#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-like.h"
#include "demo/demo-members.h"
#include "demo/demo-order.h"
#include "demo/demo-people.h"
#include "demo/demo-query.h"

typedef struct {
  OrchDemoOrder order; /* the first member; its text is in the chunk of the sort */
  OrchDemoUser user;
} SortKey;

static gboolean
matches (OrchDemoQuery *self, OrchDemoUser *user)
{
  char id_buffer[ORCH_DEMO_TEXT_SIZE], email_buffer[ORCH_DEMO_TEXT_SIZE];
  const char *id = orch_demo_user_get_id (user, id_buffer);
  const char *email = NULL;

  if (self->nothing)
    return FALSE;
  if (self->role != NULL && g_strcmp0 (orch_demo_user_get_role (user), self->role) != 0)
    return FALSE;
  if (self->team != NULL && !orch_demo_user_has_team (user, self->team))
    return FALSE;
  if (self->id_pattern != NULL && !orch_demo_is_like (id, self->id_pattern))
    return FALSE;
  if (self->ids != NULL && !g_strv_contains ((const char *const *) self->ids, id))
    return FALSE;

  if (self->email != NULL || self->search != NULL)
    email = orch_demo_user_get_email (user, email_buffer);
  if (self->email != NULL && (email == NULL || !orch_demo_is_like (email, self->email)))
    return FALSE;
  if (self->search != NULL && !orch_demo_is_like (id, self->search)
      && (email == NULL || !orch_demo_is_like (email, self->search)))
    return FALSE;

  return TRUE;
}

static gboolean
is_filtered (OrchDemoQuery *self)
{
  return self->search != NULL || self->id_pattern != NULL || self->ids != NULL
         || self->email != NULL || self->role != NULL || self->team != NULL || self->nothing;
}

static const char *
keep_text (GStringChunk *chunk, const char *text)
{
  return text != NULL ? g_string_chunk_insert (chunk, text) : NULL;
}

static void
fill_key (OrchDemoQuery *self, gint64 epoch, GStringChunk *chunk, SortKey *key)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];

  switch (self->sort) {
  case ORCH_DEMO_SORT_USER_ID:
    key->order.text = keep_text (chunk, orch_demo_user_get_id (&key->user, buffer));
    break;
  case ORCH_DEMO_SORT_EMAIL:
    key->order.text = keep_text (chunk, orch_demo_user_get_email (&key->user, buffer));
    break;
  case ORCH_DEMO_SORT_ALIAS:
    key->order.text = keep_text (chunk, orch_demo_user_get_alias (&key->user, buffer));
    break;
  case ORCH_DEMO_SORT_ROLE:
    key->order.text = orch_demo_user_get_role (&key->user);
    break;
  case ORCH_DEMO_SORT_SPEND:
    key->order.number = orch_demo_user_get_spend (&key->user);
    break;
  case ORCH_DEMO_SORT_CREATED:
  default:
    key->order.number = (double) orch_demo_user_get_created (&key->user, epoch);
    break;
  }
}

static GArray *
collect (OrchDemoQuery *self, OrchDemoStore *store, GStringChunk *chunk)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (SortKey));
  gint64 epoch = orch_demo_store_get_epoch (store);
  gboolean filtered = is_filtered (self);

  for (guint i = 0; i < orch_demo_store_get_n_places (store); i++) {
    SortKey key = { .order.tie = orch_demo_order_get_tie (i, self->page) };

    if (!orch_demo_store_get_user (store, i, &key.user) || (filtered && !matches (self, &key.user)))
      continue;
    fill_key (self, epoch, chunk, &key);
    g_array_append_val (keys, key);
  }

  return keys;
}

static void
add_row (JsonArray *rows, OrchDemoStore *store, const OrchDemoUser *user)
{
  g_autoptr (JsonObject) row = orch_demo_store_dup_row (store, user);
  JsonObject *view = orch_demo_members_copy_all (row);
  const char *user_id = orch_json_get_string (row, "user_id");

  json_object_set_int_member (view, "key_count",
                              orch_demo_keys_count (orch_demo_store_get_keys (store), user_id));
  json_array_add_object_element (rows, view);
}

static JsonArray *
run_sorted (OrchDemoQuery *self, OrchDemoStore *store, guint64 first, guint *total)
{
  g_autoptr (GStringChunk) chunk = g_string_chunk_new (4096);
  g_autoptr (GArray) keys = collect (self, store, chunk);
  JsonArray *rows = json_array_new ();

  *total = keys->len;
  orch_demo_order_sort (keys, first, first + self->page_size, self->descending);
  for (guint64 i = first; i < MIN (first + self->page_size, keys->len); i++)
    add_row (rows, store, &g_array_index (keys, SortKey, i).user);

  return rows;
}

/* How many of the first @n numbered people are deleted. */
static guint
count_gone_numbered (OrchDemoStore *store, guint n)
{
  GArray *gone = orch_demo_store_get_gone (store);
  guint count = 0;

  for (guint i = 0; i < gone->len; i++) {
    guint index = g_array_index (gone, guint, i);

    if (!orch_demo_people_is_unnumbered (index) && index < orch_demo_people_get_numbered (n + 1))
      count++;
  }

  return count;
}

/* How many of the numbered people have an ID before @id. */
static guint
count_numbered_before (OrchDemoStore *store, const char *id)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];
  guint n_people = orch_demo_store_get_n_people (store);
  guint low = 0, high = n_people - orch_demo_people_count_unnumbered (n_people);

  while (low < high) {
    guint middle = low + (high - low) / 2;

    orch_demo_person_write_id (orch_demo_people_get_numbered (middle + 1), buffer);
    if (strcmp (buffer, id) < 0)
      low = middle + 1;
    else
      high = middle;
  }

  return low - count_gone_numbered (store, low);
}

static GArray *
collect_unnumbered (OrchDemoQuery *self, OrchDemoStore *store, GStringChunk *chunk)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (SortKey));
  guint n_people = orch_demo_store_get_n_people (store);
  guint n_unnumbered = orch_demo_people_count_unnumbered (n_people);

  for (guint i = 0; i < n_unnumbered + orch_demo_store_get_n_places (store) - n_people; i++) {
    guint place =
        i < n_unnumbered ? orch_demo_people_get_unnumbered (i) : n_people + i - n_unnumbered;
    SortKey key = { .order.tie = 0 };

    if (!orch_demo_store_get_user (store, place, &key.user))
      continue;
    fill_key (self, 0, chunk, &key);
    g_array_append_val (keys, key);
  }

  return keys;
}

/* Of those who are not deleted, counted from 0. */
static OrchDemoUser
get_numbered_user (OrchDemoStore *store, guint position)
{
  GArray *gone = orch_demo_store_get_gone (store);
  OrchDemoUser user;
  guint number = position + 1;

  for (guint i = 0; i < gone->len; i++) {
    guint index = g_array_index (gone, guint, i);

    if (!orch_demo_people_is_unnumbered (index) && index <= orch_demo_people_get_numbered (number))
      number++;
  }

  orch_demo_store_get_user (store, orch_demo_people_get_numbered (number), &user);
  return user;
}

static OrchDemoUser
get_at_place (GArray *unnumbered, OrchDemoStore *store, guint place)
{
  guint before = 0;

  for (; before < unnumbered->len; before++) {
    SortKey *key = &g_array_index (unnumbered, SortKey, before);
    guint key_place = before + count_numbered_before (store, key->order.text);

    if (key_place == place)
      return key->user;
    if (key_place > place)
      break;
  }

  return get_numbered_user (store, place - before);
}

/* Everybody by user ID: the numbered people are in order already, so a page costs no more than
 * its rows and the users without a number. */
static JsonArray *
run_by_id (OrchDemoQuery *self, OrchDemoStore *store, guint64 first, guint *total)
{
  OrchDemoQuery ascending = { .sort = ORCH_DEMO_SORT_USER_ID };
  g_autoptr (GStringChunk) chunk = g_string_chunk_new (4096);
  g_autoptr (GArray) unnumbered = collect_unnumbered (&ascending, store, chunk);
  JsonArray *rows = json_array_new ();
  guint n = orch_demo_store_get_n_users (store);

  orch_demo_order_sort (unnumbered, 0, unnumbered->len, FALSE);
  for (guint64 i = first; i < MIN (first + self->page_size, n); i++) {
    OrchDemoUser user =
        get_at_place (unnumbered, store, (guint) (self->descending ? n - 1 - i : i));

    add_row (rows, store, &user);
  }

  *total = n;
  return rows;
}

void
orch_demo_query_clear (OrchDemoQuery *self)
{
  g_free (self->search);
  g_free (self->id_pattern);
  g_strfreev (self->ids);
  g_free (self->email);
  g_free (self->role);
  g_free (self->team);
}

/* The rows of the page, (transfer full), and how many users there are on all pages. */
JsonArray *
orch_demo_query_run (OrchDemoQuery *self, OrchDemoStore *store, guint *total)
{
  guint64 first = (self->page - 1) * self->page_size;

  if (self->sort == ORCH_DEMO_SORT_USER_ID && !is_filtered (self))
    return run_by_id (self, store, first, total);

  return run_sorted (self, store, first, total);
}
