#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/rules/text.h"
#include "core/services/list-page.h"

#include "core/services/key-service-private.h"

#define KEY_ID_LENGTH 64 /* hexadecimal digits of SHA-256 */
#define LARGEST_PAGE 100 /* the most that /key/list gives in one reply */

/* How the proxy is asked for a text; old ones ignore `search` (contract §12.3). */
typedef enum {
  SEARCH_NOTHING,
  SEARCH_ANYWHERE,
  SEARCH_ALIAS_PART,
  SEARCH_ALIAS,
  SEARCH_ID,
} SearchWay;

/* The data of a task. */
typedef struct {
  OrchKeyQuery query; /* its texts are owned */
  guint page;
  guint page_size;
  SearchWay way;
  gboolean knows_status; /* the proxy lists by other than "deleted" */
  gint64 asked_at;
} Listing;

static void
listing_free (Listing *listing)
{
  g_free (listing->query.search);
  g_free (listing->query.user_id);
  g_free (listing->query.team_id);
  g_free (listing);
}

static gboolean
is_key_id (const char *text)
{
  return strlen (text) == KEY_ID_LENGTH && strspn (text, "0123456789abcdefABCDEF") == KEY_ID_LENGTH;
}

static gboolean
is_search (const OrchKeyQuery *query)
{
  return query->search != NULL && *query->search != '\0';
}

/* All versions list the deleted keys, and those that are not. */
static gboolean
needs_status (const OrchKeyQuery *query)
{
  return query->filter != ORCH_KEY_FILTER_ALL && query->filter != ORCH_KEY_FILTER_DELETED;
}

static const char *
sort_to_string (OrchKeySort sort)
{
  switch (sort) {
  case ORCH_KEY_SORT_CREATED:
    return "created_at";
  case ORCH_KEY_SORT_ALIAS:
    return "key_alias";
  case ORCH_KEY_SORT_SPEND:
    return "spend";
  case ORCH_KEY_SORT_MAX_BUDGET:
    return "max_budget";
  case ORCH_KEY_SORT_UPDATED:
    return "updated_at";
  }

  g_assert_not_reached ();
}

static const char *
filter_to_string (OrchKeyFilter filter)
{
  switch (filter) {
  case ORCH_KEY_FILTER_ALL:
    return NULL;
  case ORCH_KEY_FILTER_ACTIVE:
    return "active";
  case ORCH_KEY_FILTER_EXPIRED:
    return "expired";
  case ORCH_KEY_FILTER_BLOCKED:
    return "revoked";
  case ORCH_KEY_FILTER_DELETED:
    return "deleted";
  }

  g_assert_not_reached ();
}

static void
add_search (OrchRequest *request, const Listing *listing)
{
  const char *search = listing->query.search;
  g_autofree char *pattern = search != NULL ? orch_text_escape_pattern (search) : NULL;
  g_autofree char *id = search != NULL ? g_ascii_strdown (search, -1) : NULL;

  switch (listing->way) {
  case SEARCH_NOTHING:
    break;
  case SEARCH_ANYWHERE:
    orch_request_add_query (request, "search", is_key_id (search) ? id : pattern);
    break;
  case SEARCH_ALIAS_PART:
    orch_request_add_query (request, "key_alias", pattern);
    orch_request_add_query (request, "substring_matching", "true");
    break;
  case SEARCH_ALIAS:
    orch_request_add_query (request, "key_alias", search);
    break;
  case SEARCH_ID:
    orch_request_add_query (request, "key_hash", id);
    break;
  }
}

/* Where the alias is searched for a part of it, the user ID is, too. */
static void
add_user_id (OrchRequest *request, const Listing *listing)
{
  const char *user_id = listing->query.user_id;
  g_autofree char *pattern = user_id != NULL ? orch_text_escape_pattern (user_id) : NULL;

  orch_request_add_query (request, "user_id",
                          listing->way == SEARCH_ALIAS_PART ? pattern : user_id);
}

/* Never with `expand`, which tells password hashes (contract §0.7). */
static OrchRequest *
create_request (const Listing *listing)
{
  const OrchKeyQuery *query = &listing->query;
  OrchRequest *request = orch_request_new_get ("key", "list", NULL);

  add_user_id (request, listing);
  orch_request_add_query (request, "team_id", query->team_id);
  orch_request_add_query (request, "return_full_object", "true");
  orch_request_add_query_int (request, "page", listing->page);
  orch_request_add_query_int (request, "size", listing->page_size);
  add_search (request, listing);
  if (listing->knows_status || !needs_status (query))
    orch_request_add_query (request, "status", filter_to_string (query->filter));

  /* The proxy's own order is the newest first, and unlike the same order when it is asked for it
   * is a safe one (contract §6.2). */
  if (query->sort != ORCH_KEY_SORT_CREATED || !query->descending) {
    orch_request_add_query (request, "sort_by", sort_to_string (query->sort));
    orch_request_add_query (request, "sort_order", query->descending ? "desc" : "asc");
  }

  return request;
}

static gpointer
read_row (JsonObject *row, gint64 asked_at)
{
  OrchKey *key = orch_key_new_from_json (row);

  if (key != NULL)
    orch_key_set_asked_at (key, asked_at);

  return key;
}

static gboolean
matches_search (gpointer key, gconstpointer data)
{
  const Listing *listing = data;
  const char *search = listing->query.search;

  if (listing->way == SEARCH_ID)
    return g_ascii_strcasecmp (orch_key_get_id (key), search) == 0;

  return orch_text_contains (orch_key_get_alias (key), search);
}

static gboolean
belongs_to (gpointer key, gconstpointer user_id)
{
  return g_strcmp0 (orch_key_get_user_id (key), user_id) == 0;
}

static gboolean
is_of_team (gpointer key, gconstpointer team_id)
{
  return g_strcmp0 (orch_key_get_team_id (key), team_id) == 0;
}

/* The proxy ignores parameters that it does not know (contract §12.1). Returns FALSE for a page on
 * which nothing matches, because that was not searched at all. */
static gboolean
filter_page (OrchListPage *page, const Listing *listing)
{
  gboolean had_keys = page->items->len > 0;

  if (listing->way != SEARCH_NOTHING && listing->way != SEARCH_ANYWHERE)
    orch_list_page_filter (page, matches_search, listing);
  if (had_keys && page->items->len == 0)
    return FALSE;

  if (listing->query.user_id != NULL)
    orch_list_page_filter (page, belongs_to, listing->query.user_id);
  if (listing->query.team_id != NULL)
    orch_list_page_filter (page, is_of_team, listing->query.team_id);

  return TRUE;
}

static void
name_teams (OrchListPage *page, OrchTeams *teams)
{
  for (guint i = 0; i < page->items->len; i++)
    orch_key_set_teams (page->items->pdata[i], teams);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  const Listing *listing = g_task_get_task_data (task);
  g_autoptr (OrchListPage) page =
      orch_list_page_new (reply, "keys", "total_count", read_row, listing->asked_at);

  if (page == NULL)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_LITELLM,
                             "/key/list did not answer with a list of keys");
  else if (!filter_page (page, listing))
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING,
                             "This version of the proxy cannot search for this");
  else {
    OrchKeyService *self = g_task_get_source_object (task);

    name_teams (page, orch_server_get_teams (self->server));
    g_task_return_pointer (task, g_steal_pointer (&page), (GDestroyNotify) orch_list_page_free);
  }
}

static void
read_page (GTask *task)
{
  OrchKeyService *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request = create_request (listing);

  listing->asked_at = g_get_monotonic_time ();
  orch_client_send_async (self->client, request, g_task_get_cancellable (task), page_read_cb,
                          g_object_ref (task));
}

static SearchWay
choose_way (OrchServer *server, const OrchKeyQuery *query)
{
  if (!is_search (query))
    return SEARCH_NOTHING;
  if (orch_server_supports (server, ORCH_FEATURE_SEARCH_KEYS))
    return SEARCH_ANYWHERE;
  if (is_key_id (query->search))
    return SEARCH_ID;

  return orch_server_supports (server, ORCH_FEATURE_MATCH_KEY_ALIAS) ? SEARCH_ALIAS_PART
                                                                     : SEARCH_ALIAS;
}

static void
version_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchServer *server = ORCH_SERVER (source);
  g_autoptr (GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!orch_server_wait_for_version_finish (server, result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  listing->way = choose_way (server, &listing->query);
  listing->knows_status = orch_server_supports (server, ORCH_FEATURE_SEARCH_KEYS);
  read_page (task);
}

/**
 * orch_key_service_list_async:
 * @self: a key service
 * @query: which keys, in which order
 * @page: which page, from 1
 * @page_size: keys on each page, 1 to 100
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one page of keys: GET /key/list (contract §6.1).
 *
 * Proxies without %ORCH_FEATURE_SEARCH_KEYS search a part of the alias, those without
 * %ORCH_FEATURE_MATCH_KEY_ALIAS the whole alias in its exact letter case; a whole key ID is found
 * by all. They know no filter but %ORCH_KEY_FILTER_DELETED, and list all keys for the others.
 */
void
orch_key_service_list_async (OrchKeyService *self, const OrchKeyQuery *query, guint page,
                             guint page_size, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (query != NULL);
  g_return_if_fail (query->user_id == NULL || *query->user_id != '\0');
  g_return_if_fail (query->team_id == NULL || *query->team_id != '\0');
  g_return_if_fail (page >= 1);
  g_return_if_fail (page_size >= 1 && page_size <= LARGEST_PAGE);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Listing *listing = g_new0 (Listing, 1);

  listing->query = *query;
  listing->query.search = g_strdup (query->search);
  listing->query.user_id = g_strdup (query->user_id);
  listing->query.team_id = g_strdup (query->team_id);
  listing->page = page;
  listing->page_size = page_size;
  g_task_set_source_tag (task, orch_key_service_list_async);
  g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);

  /* Little depends on the version: the first rows of a connection do not wait for it. */
  if (is_search (query) || needs_status (query))
    orch_server_wait_for_version_async (self->server, cancellable, version_known_cb,
                                        g_steal_pointer (&task));
  else
    read_page (task);
}

/**
 * orch_key_service_list_finish:
 * @self: a key service
 * @result: the result
 * @total: (out) (optional): how many keys match the query
 * @error: return location; %ORCH_ERROR_NOT_PERMITTED for a key without a user, which sees no keys,
 *   %ORCH_ERROR_ROUTE_MISSING if the proxy is too old for this search
 *
 * Returns: (transfer full) (element-type OrchKey): the keys of the page, or %NULL with @error set
 */
GPtrArray *
orch_key_service_list_finish (OrchKeyService *self, GAsyncResult *result, guint *total,
                              GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_list_async), NULL);

  return orch_list_page_finish (G_TASK (result), total, error);
}
