#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-like.h"
#include "demo/demo-order.h"
#include "demo/demo-people.h"
#include "demo/demo-key-query.h"

typedef struct {
  OrchDemoOrder order; /* the first member; its text is in the chunk of the sort */
  OrchDemoKey key;
} SortKey;

/* A query at work. */
typedef struct {
  OrchDemoKeyQuery *query;
  GArray *found;
  GStringChunk *chunk;
  gint64 epoch;
  gint64 now;
} Search;

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

static gboolean
matches_texts (OrchDemoKeyQuery *self, const OrchDemoKey *key)
{
  char alias_buffer[ORCH_DEMO_TEXT_SIZE], buffer[ORCH_DEMO_TEXT_SIZE];
  const char *alias = NULL;

  if (self->alias != NULL || self->alias_pattern != NULL || self->search != NULL)
    alias = orch_demo_key_get_alias (key, alias_buffer);

  if (self->alias != NULL && g_strcmp0 (alias, self->alias) != 0)
    return FALSE;
  if (self->alias_pattern != NULL
      && (alias == NULL || !orch_demo_is_like (alias, self->alias_pattern)))
    return FALSE;
  if (self->token != NULL && strcmp (orch_demo_key_get_token (key, buffer), self->token) != 0)
    return FALSE;
  if (self->search != NULL && (alias == NULL || !orch_demo_is_like (alias, self->search_pattern))
      && strcmp (orch_demo_key_get_token (key, buffer), self->search) != 0)
    return FALSE;

  if (self->user_pattern != NULL) {
    const char *user_id = orch_demo_key_get_user_id (key, buffer);

    return user_id != NULL && orch_demo_is_like (user_id, self->user_pattern);
  }
  return TRUE;
}

static void
fill_order (Search *self, const OrchDemoKey *key, OrchDemoOrder *order)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];
  const char *text = NULL;

  switch (self->query->sort) {
  case ORCH_DEMO_KEY_SORT_SPEND:
    order->number = orch_demo_key_get_spend (key);
    break;
  case ORCH_DEMO_KEY_SORT_BUDGET:
    order->number = orch_demo_key_get_budget (key);
    break;
  case ORCH_DEMO_KEY_SORT_UPDATED:
    order->number = (double) orch_demo_key_get_updated (key, self->epoch);
    break;
  case ORCH_DEMO_KEY_SORT_TOKEN:
    text = orch_demo_key_get_token (key, buffer);
    break;
  case ORCH_DEMO_KEY_SORT_ALIAS:
    text = orch_demo_key_get_alias (key, buffer);
    break;
  case ORCH_DEMO_KEY_SORT_CREATED:
  case ORCH_DEMO_KEY_SORT_DEFAULT:
  default:
    order->number = (double) orch_demo_key_get_created (key, self->epoch);
    break;
  }

  if (text != NULL)
    order->text = g_string_chunk_insert (self->chunk, text);
}

/* The default order has a second key, the token; the others have none. */
static guint
get_tie (Search *self, const OrchDemoKey *key)
{
  if (self->query->sort != ORCH_DEMO_KEY_SORT_DEFAULT)
    return orch_demo_order_get_tie (self->found->len, self->query->page);

  return G_MAXUINT32 - orch_demo_key_get_token_start (key);
}

static void
consider_key (const OrchDemoKey *key, gpointer user_data)
{
  Search *self = user_data;
  SortKey found = { .key = *key };

  if (self->query->nothing || !matches_status (self, key) || !matches_texts (self->query, key))
    return;

  fill_order (self, key, &found.order);
  found.order.tie = get_tie (self, key);
  g_array_append_val (self->found, found);
}

static void
consider_deleted (Search *self, JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    OrchDemoKey key = { G_MAXUINT, 0, json_array_get_object_element (rows, i) };

    if (self->query->user_id == NULL
        || g_strcmp0 (orch_json_get_string (key.row, "user_id"), self->query->user_id) == 0)
      consider_key (&key, self);
  }
}

void
orch_demo_key_query_clear (OrchDemoKeyQuery *self)
{
  g_free (self->user_pattern);
  g_free (self->alias_pattern);
  g_free (self->search_pattern);
}

/* The rows of the page, (transfer full) (element-type JsonObject), not to be changed; and how
 * many keys there are on all pages. */
GPtrArray *
orch_demo_key_query_run (OrchDemoKeyQuery *self, OrchDemoKeys *keys, guint *total)
{
  g_autoptr (GStringChunk) chunk = g_string_chunk_new (4096);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (SortKey));
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  Search search = { self, found, chunk, orch_demo_keys_get_epoch (keys), g_get_real_time () };
  guint64 first = (self->page - 1) * self->size;

  if (self->status == ORCH_DEMO_KEY_STATUS_DELETED)
    consider_deleted (&search, orch_demo_keys_get_deleted (keys));
  else if (!self->nothing)
    orch_demo_keys_foreach (keys, self->user_id, consider_key, &search);

  *total = found->len;
  orch_demo_order_sort (found, first, first + self->size, self->descending);
  for (guint64 i = first; i < MIN (first + self->size, found->len); i++)
    g_ptr_array_add (rows, orch_demo_keys_dup_row (keys, &g_array_index (found, SortKey, i).key));

  return rows;
}
