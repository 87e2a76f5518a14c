#include "config.h"

#include <string.h>

#include "demo/demo-people.h"
#include "demo/demo-query.h"

/* What one user is sorted by. */
typedef struct {
  OrchDemoUser user;
  const char *text; /* (nullable): in the chunk of the sort */
  double number;
  guint tie;
} SortKey;

/* PostgreSQL's ILIKE. */
static gboolean
is_like (const char *text, const char *pattern)
{
  while (*pattern != '\0') {
    if (*pattern == '%') {
      while (*pattern == '%')
        pattern++;
      if (*pattern == '\0')
        return TRUE;
      for (; *text != '\0'; text++) {
        if (is_like (text, pattern))
          return TRUE;
      }
      return FALSE;
    }

    if (*text == '\0')
      return FALSE;

    if (*pattern == '_') {
      text = g_utf8_next_char (text);
    } else {
      if (*pattern == '\\' && pattern[1] != '\0')
        pattern++;
      if (g_ascii_tolower (*pattern) != g_ascii_tolower (*text))
        return FALSE;
      text++;
    }
    pattern++;
  }

  return *text == '\0';
}

static gboolean
matches (OrchDemoQuery *self, OrchDemoUser *user)
{
  char id_buffer[ORCH_DEMO_TEXT_SIZE], email_buffer[ORCH_DEMO_TEXT_SIZE];
  const char *id = orch_demo_user_get_id (user, id_buffer);
  const char *email = NULL;

  if (self->role != NULL && g_strcmp0 (orch_demo_user_get_role (user), self->role) != 0)
    return FALSE;
  if (self->id_pattern != NULL && !is_like (id, self->id_pattern))
    return FALSE;
  if (self->ids != NULL && !g_strv_contains ((const char *const *) self->ids, id))
    return FALSE;

  if (self->email != NULL || self->search != NULL)
    email = orch_demo_user_get_email (user, email_buffer);
  if (self->email != NULL && (email == NULL || !is_like (email, self->email)))
    return FALSE;
  if (self->search != NULL && !is_like (id, self->search)
      && (email == NULL || !is_like (email, self->search)))
    return FALSE;

  return TRUE;
}

static gboolean
is_filtered (OrchDemoQuery *self)
{
  return self->search != NULL || self->id_pattern != NULL || self->ids != NULL
         || self->email != NULL || self->role != NULL;
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
    key->text = keep_text (chunk, orch_demo_user_get_id (&key->user, buffer));
    break;
  case ORCH_DEMO_SORT_EMAIL:
    key->text = keep_text (chunk, orch_demo_user_get_email (&key->user, buffer));
    break;
  case ORCH_DEMO_SORT_ALIAS:
    key->text = keep_text (chunk, orch_demo_user_get_alias (&key->user, buffer));
    break;
  case ORCH_DEMO_SORT_ROLE:
    key->text = orch_demo_user_get_role (&key->user);
    break;
  case ORCH_DEMO_SORT_SPEND:
    key->number = orch_demo_user_get_spend (&key->user);
    break;
  case ORCH_DEMO_SORT_CREATED:
  default:
    key->number = (double) orch_demo_user_get_created (&key->user, epoch);
    break;
  }
}

/* Nulls come last. */
static int
compare_texts (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);

  return strcmp (a, b);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const OrchDemoQuery *self = user_data;
  const SortKey *left = a, *right = b;
  int result = compare_texts (left->text, right->text);

  if (result == 0)
    result = (left->number > right->number) - (left->number < right->number);
  if (result != 0)
    return self->descending ? -result : result;

  return (left->tie > right->tie) - (left->tie < right->tie);
}

/* The proxy sorts without a second key, and each page is a query of its own: among equals the
 * order differs from page to page (contract, section 6.2). */
static guint
get_tie (guint position, guint64 page)
{
  return (position + 1) * (guint) (2 * page + 1) * 2654435761u;
}

static GArray *
collect (OrchDemoQuery *self, OrchDemoStore *store, GStringChunk *chunk)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (SortKey));
  gint64 epoch = orch_demo_store_get_epoch (store);
  gboolean filtered = is_filtered (self);

  for (guint i = 0; i < orch_demo_store_get_n_users (store); i++) {
    SortKey key = { orch_demo_store_get_user (store, i), NULL, 0.0, get_tie (i, self->page) };

    if (filtered && !matches (self, &key.user))
      continue;
    fill_key (self, epoch, chunk, &key);
    g_array_append_val (keys, key);
  }

  return keys;
}

static void
add_row (JsonArray *rows, OrchDemoStore *store, const OrchDemoUser *user)
{
  json_array_add_object_element (rows, orch_demo_store_dup_row (store, user));
}

static JsonArray *
run_sorted (OrchDemoQuery *self, OrchDemoStore *store, guint64 first, guint *total)
{
  g_autoptr (GStringChunk) chunk = g_string_chunk_new (4096);
  g_autoptr (GArray) keys = collect (self, store, chunk);
  JsonArray *rows = json_array_new ();

  *total = keys->len;
  if (first < keys->len)
    g_array_sort_with_data (keys, compare_keys, self);
  for (guint64 i = first; i < MIN (first + self->page_size, keys->len); i++)
    add_row (rows, store, &g_array_index (keys, SortKey, i).user);

  return rows;
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

  return low;
}

static GArray *
collect_unnumbered (OrchDemoQuery *self, OrchDemoStore *store, GStringChunk *chunk)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (SortKey));
  guint n_people = orch_demo_store_get_n_people (store);
  guint n_unnumbered = orch_demo_people_count_unnumbered (n_people);

  for (guint i = 0; i < n_unnumbered + orch_demo_store_get_n_users (store) - n_people; i++) {
    guint position =
        i < n_unnumbered ? orch_demo_people_get_unnumbered (i) : n_people + i - n_unnumbered;
    SortKey key = { orch_demo_store_get_user (store, position), NULL, 0.0, 0 };

    fill_key (self, 0, chunk, &key);
    g_array_append_val (keys, key);
  }

  return keys;
}

static OrchDemoUser
get_at_place (GArray *unnumbered, OrchDemoStore *store, guint place)
{
  guint before = 0;

  for (; before < unnumbered->len; before++) {
    SortKey *key = &g_array_index (unnumbered, SortKey, before);
    guint key_place = before + count_numbered_before (store, key->text);

    if (key_place == place)
      return key->user;
    if (key_place > place)
      break;
  }

  return orch_demo_store_get_user (store, orch_demo_people_get_numbered (place - before + 1));
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

  g_array_sort_with_data (unnumbered, compare_keys, &ascending);
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
