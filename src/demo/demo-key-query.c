#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-key-walk.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-key-query.h"

/* A query at work. */
typedef struct {
  OrchDemoKeyQuery *query;
  OrchDemoKeys *keys;
  guint64 first; /* of the page */
  guint n_found;
  GPtrArray *rows; /* of the page */
  gint64 epoch;
  gint64 now;
} Search;

/* A key that is sorted afterwards. */
typedef struct {
  OrchDemoOrder order; /* the first member; its text is in the chunk of the sort */
  OrchDemoKey key;
} SortKey;

typedef struct {
  Search search;
  GArray *found;
  GStringChunk *chunk;
} SmallSearch;

/* A blocked key is revoked, whether it is expired or not. */
static OrchDemoKeyStatus
get_status (const OrchDemoKey *key, gint64 epoch, gint64 now)
{
  gint64 expires;

  if (orch_demo_key_is_blocked (key))
    return ORCH_DEMO_KEY_STATUS_REVOKED;

  expires = orch_demo_key_get_expires (key, epoch);
  return expires != 0 && expires < now ? ORCH_DEMO_KEY_STATUS_EXPIRED : ORCH_DEMO_KEY_STATUS_ACTIVE;
}

static gboolean
matches_status (Search *self, const OrchDemoKey *key)
{
  OrchDemoKeyStatus wanted = self->query->status;
  gint64 expires;

  if (wanted != ORCH_DEMO_KEY_STATUS_ANY && wanted != ORCH_DEMO_KEY_STATUS_DELETED
      && get_status (key, self->epoch, self->now) != wanted)
    return FALSE;
  if (self->query->expires == ORCH_DEMO_KEY_STATUS_ANY)
    return TRUE;

  expires = orch_demo_key_get_expires (key, self->epoch);
  return (expires != 0 && expires < self->now)
         == (self->query->expires == ORCH_DEMO_KEY_STATUS_EXPIRED);
}

/* The texts of the people's keys have no capital letters. */
static gboolean
has_part (const OrchDemoKey *key, const char *text, const OrchDemoPart *part)
{
  if (text == NULL)
    return FALSE;

  return key->row == NULL ? orch_demo_part_is_in_plain (part, text)
                          : orch_demo_part_is_in (part, text);
}

static gboolean
has_token (const OrchDemoKey *key, const char *token)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];

  return strlen (token) == ORCH_DEMO_TOKEN_SIZE - 1
         && strcmp (orch_demo_key_get_token (key, buffer), token) == 0;
}

static gboolean
matches_alias (OrchDemoKeyQuery *self, const OrchDemoKey *key)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];
  const char *alias;

  if (self->alias == NULL && self->alias_part == NULL && self->search == NULL)
    return TRUE;

  alias = orch_demo_key_get_alias (key, buffer);
  if (self->alias != NULL && g_strcmp0 (alias, self->alias) != 0)
    return FALSE;
  if (self->alias_part != NULL && !has_part (key, alias, self->alias_part))
    return FALSE;

  return self->search == NULL || has_part (key, alias, self->search_part)
         || has_token (key, self->search);
}

static gboolean
matches_user (OrchDemoKeyQuery *self, const OrchDemoKey *key)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];
  const char *user_id;

  if (self->user_id == NULL && self->user_part == NULL)
    return TRUE;

  user_id = orch_demo_key_get_user_id (key, buffer);
  if (self->user_part != NULL)
    return has_part (key, user_id, self->user_part);
  if (g_strcmp0 (user_id, self->user_id) == 0)
    return TRUE;

  return self->maker != NULL && g_strcmp0 (orch_demo_key_get_maker (key, buffer), self->maker) == 0
         && orch_demo_key_get_team (key) == NULL;
}

static gboolean
is_in_group (const OrchDemoKey *key, const char *group)
{
  g_auto (GStrv) groups =
      key->row != NULL ? orch_json_get_strv (key->row, "access_group_ids") : NULL;

  return groups != NULL && g_strv_contains ((const char *const *) groups, group);
}

static gboolean
matches_others (OrchDemoKeyQuery *self, const OrchDemoKey *key)
{
  if (self->token != NULL && !has_token (key, self->token))
    return FALSE;
  if (self->team != NULL && g_strcmp0 (orch_demo_key_get_team (key), self->team) != 0)
    return FALSE;
  if (self->agent != NULL
      && (key->row == NULL
          || g_strcmp0 (orch_json_get_string (key->row, "agent_id"), self->agent) != 0))
    return FALSE;

  return self->group == NULL || is_in_group (key, self->group);
}

static gboolean
matches (Search *self, const OrchDemoKey *key)
{
  return matches_status (self, key) && matches_alias (self->query, key)
         && matches_user (self->query, key) && matches_others (self->query, key);
}

/* Of those that match, takes what belongs to the page. */
static gboolean
consider_in_order (const OrchDemoKey *key, gpointer user_data)
{
  Search *self = user_data;

  if (!matches (self, key))
    return TRUE;
  if (self->n_found >= self->first && self->n_found < self->first + self->query->size)
    g_ptr_array_add (self->rows, orch_demo_keys_dup_row (self->keys, key));
  self->n_found++;

  return TRUE;
}

/* Takes the first of them until the page is full. */
static gboolean
take (const OrchDemoKey *key, gpointer user_data)
{
  Search *self = user_data;

  g_ptr_array_add (self->rows, orch_demo_keys_dup_row (self->keys, key));
  return self->rows->len < self->query->size;
}

static gboolean
is_filtered (const OrchDemoKeyQuery *self)
{
  return self->status != ORCH_DEMO_KEY_STATUS_ANY || self->expires != ORCH_DEMO_KEY_STATUS_ANY
         || self->user_id != NULL || self->user_part != NULL || self->alias != NULL
         || self->alias_part != NULL || self->token != NULL || self->team != NULL
         || self->agent != NULL || self->group != NULL || self->search != NULL;
}

/* All keys, in the order that is kept of them: those that match have to be counted too. */
static void
run_large (Search *search)
{
  const OrchDemoKeyQuery *query = search->query;
  OrchDemoKeyWalk way = { query->sort, query->descending, query->page, 0 };

  if (is_filtered (query)) {
    orch_demo_keys_walk (search->keys, &way, consider_in_order, search);
    return;
  }

  way.first = search->first;
  search->n_found = orch_demo_keys_count_all (search->keys);
  orch_demo_keys_walk (search->keys, &way, take, search);
}

/* Keeps those that match, to sort them afterwards. */
static void
consider (const OrchDemoKey *key, gpointer user_data)
{
  SmallSearch *self = user_data;
  OrchDemoKeyQuery *query = self->search.query;
  SortKey found = { .key = *key };
  char buffer[ORCH_DEMO_TEXT_SIZE];

  if (!matches (&self->search, key))
    return;

  orch_demo_key_fill_order (key, query->sort, self->search.epoch, buffer, &found.order);
  if (found.order.text != NULL)
    found.order.text = g_string_chunk_insert (self->chunk, found.order.text);
  /* The default order has a second key, the token, which is descending too. */
  if (query->sort == ORCH_DEMO_KEY_SORT_DEFAULT)
    found.order.tie = G_MAXUINT64 - found.order.tie;
  else
    found.order.tie = orch_demo_order_get_tie (self->found->len, query->page);
  g_array_append_val (self->found, found);
}

static void
consider_deleted (SmallSearch *self)
{
  JsonArray *rows = orch_demo_keys_get_deleted (self->search.keys);

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    OrchDemoKey key = { G_MAXUINT, 0, json_array_get_object_element (rows, i) };

    consider (&key, self);
  }
}

/* The keys of one user, or the deleted ones: few enough to sort. */
static void
run_small (Search *search)
{
  g_autoptr (GStringChunk) chunk = g_string_chunk_new (4096);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (SortKey));
  SmallSearch small = { *search, found, chunk };
  guint64 end = search->first + search->query->size;

  if (search->query->status == ORCH_DEMO_KEY_STATUS_DELETED)
    consider_deleted (&small);
  else
    orch_demo_keys_foreach (search->keys, search->query->user_id, consider, &small);

  search->n_found = found->len;
  orch_demo_order_sort (found, search->first, end, search->query->descending);
  for (guint64 i = search->first; i < MIN (end, found->len); i++)
    g_ptr_array_add (search->rows,
                     orch_demo_keys_dup_row (search->keys, &g_array_index (found, SortKey, i).key));
}

void
orch_demo_key_query_clear (OrchDemoKeyQuery *self)
{
  g_clear_pointer (&self->user_part, orch_demo_part_free);
  g_clear_pointer (&self->alias_part, orch_demo_part_free);
  g_clear_pointer (&self->search_part, orch_demo_part_free);
}

/* The rows of the page, (transfer full) (element-type JsonObject), not to be changed; and how
 * many keys there are on all pages. */
GPtrArray *
orch_demo_key_query_run (OrchDemoKeyQuery *self, OrchDemoKeys *keys, guint *total)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  Search search = { self,
                    keys,
                    (self->page - 1) * self->size,
                    0,
                    rows,
                    orch_demo_keys_get_epoch (keys),
                    g_get_real_time () };

  gboolean is_small = self->status == ORCH_DEMO_KEY_STATUS_DELETED
                      || (self->user_id != NULL && self->maker == NULL);

  if (!self->nothing && is_small)
    run_small (&search);
  else if (!self->nothing)
    run_large (&search);

  *total = search.n_found;
  return rows;
}
