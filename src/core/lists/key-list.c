#include "config.h"

#include <string.h>

#include "core/lists/key-list.h"

#define PAGE_SIZE 50

struct _OrchKeyList {
  OrchQueryList parent_instance;

  OrchKeyService *service; /* (owned) */
  OrchKeyQuery query;      /* its texts are owned */
};

G_DEFINE_FINAL_TYPE (OrchKeyList, orch_key_list, ORCH_TYPE_QUERY_LIST)

/* A key without a limit comes last, as the server does it. */
static int
compare_budgets (OrchKey *a, OrchKey *b)
{
  double usd_a = 0;
  double usd_b = 0;
  gboolean has_a = orch_key_get_max_budget (a, &usd_a);
  gboolean has_b = orch_key_get_max_budget (b, &usd_b);

  return has_a && has_b ? orch_query_list_compare_numbers (usd_a, usd_b) : has_b - has_a;
}

static int
compare_by_column (OrchKey *a, OrchKey *b, OrchKeySort sort)
{
  switch (sort) {
  case ORCH_KEY_SORT_CREATED:
    return orch_query_list_compare_times (orch_key_get_created_at (a), orch_key_get_created_at (b));
  case ORCH_KEY_SORT_ALIAS:
    return orch_query_list_compare_texts (orch_key_get_alias (a), orch_key_get_alias (b));
  case ORCH_KEY_SORT_SPEND:
    return orch_query_list_compare_numbers (orch_key_get_spend (a), orch_key_get_spend (b));
  case ORCH_KEY_SORT_MAX_BUDGET:
    return compare_budgets (a, b);
  case ORCH_KEY_SORT_UPDATED:
    return orch_query_list_compare_times (orch_key_get_updated_at (a), orch_key_get_updated_at (b));
  }

  g_assert_not_reached ();
}

static int
compare (OrchQueryList *list, gpointer a, gpointer b)
{
  const OrchKeyQuery *query = &ORCH_KEY_LIST (list)->query;
  int order = compare_by_column (a, b, query->sort);

  if (order != 0)
    return query->descending ? -order : order;

  return strcmp (orch_key_get_id (a), orch_key_get_id (b));
}

/* Only the server's own order is. By alias, the keys that have none tie. */
static gboolean
is_safe_order (OrchQueryList *list)
{
  const OrchKeyQuery *query = &ORCH_KEY_LIST (list)->query;

  return query->sort == ORCH_KEY_SORT_CREATED && query->descending;
}

static void
load_page_async (OrchPagedList *list, guint page, guint page_size, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  OrchKeyList *self = ORCH_KEY_LIST (list);

  orch_key_service_list_async (self->service, &self->query, page, page_size, cancellable, callback,
                               user_data);
}

static GPtrArray *
read_page_finish (OrchQueryList *list, GAsyncResult *result, guint *total, GError **error)
{
  return orch_key_service_list_finish (ORCH_KEY_LIST (list)->service, result, total, error);
}

static const char *
get_item_id (OrchPagedList *list, gpointer item)
{
  return orch_key_get_id (item);
}

static void
update_item (OrchPagedList *list, gpointer existing, gpointer fresh)
{
  orch_key_assign (existing, fresh);
}

static void
orch_key_list_dispose (GObject *object)
{
  OrchKeyList *self = ORCH_KEY_LIST (object);

  /* First, because it cancels what uses the service. */
  G_OBJECT_CLASS (orch_key_list_parent_class)->dispose (object);

  g_clear_object (&self->service);
}

static void
orch_key_list_finalize (GObject *object)
{
  OrchKeyList *self = ORCH_KEY_LIST (object);

  g_clear_pointer (&self->query.search, g_free);
  g_clear_pointer (&self->query.user_id, g_free);
  g_clear_pointer (&self->query.team_id, g_free);

  G_OBJECT_CLASS (orch_key_list_parent_class)->finalize (object);
}

static void
orch_key_list_class_init (OrchKeyListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  OrchPagedListClass *list_class = ORCH_PAGED_LIST_CLASS (klass);
  OrchQueryListClass *query_class = ORCH_QUERY_LIST_CLASS (klass);

  object_class->dispose = orch_key_list_dispose;
  object_class->finalize = orch_key_list_finalize;

  list_class->load_page_async = load_page_async;
  list_class->get_item_id = get_item_id;
  list_class->update_item = update_item;

  query_class->page_size = PAGE_SIZE;
  query_class->is_safe_order = is_safe_order;
  query_class->read_page_finish = read_page_finish;
  query_class->compare = compare;
}

static void
orch_key_list_init (OrchKeyList *self)
{
  self->query.descending = TRUE;
}

/**
 * orch_key_list_new:
 * @service: (transfer none): reads the keys
 * @user_id: (nullable): whose keys, not ""; %NULL for all that the signed-in user sees
 *
 * Creates a list of keys, the newest first. Nothing is loaded before orch_paged_list_reload().
 *
 * Returns: (transfer full): a list
 */
OrchKeyList *
orch_key_list_new (OrchKeyService *service, const char *user_id)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (user_id == NULL || *user_id != '\0', NULL);

  OrchKeyList *self = g_object_new (ORCH_TYPE_KEY_LIST, NULL);
  self->service = g_object_ref (service);
  g_signal_connect_object (orch_server_get_teams (orch_key_service_get_server (service)),
                           "items-changed", G_CALLBACK (orch_paged_list_tell_changed), self,
                           G_CONNECT_SWAPPED);
  self->query.user_id = g_strdup (user_id);

  return self;
}

/**
 * orch_key_list_get_query:
 * @self: a list
 *
 * Returns: (transfer none): which keys it holds, in which order
 */
const OrchKeyQuery *
orch_key_list_get_query (OrchKeyList *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_LIST (self), NULL);

  return &self->query;
}

/**
 * orch_key_list_set_search:
 * @self: a list
 * @search: (nullable): part of the alias, taken literally, or a whole key ID, see
 *   orch_key_service_list_async() for old proxies; %NULL or "" for all
 *
 * Searches, if @search is another one than before. Callers wait for a pause in typing.
 */
void
orch_key_list_set_search (OrchKeyList *self, const char *search)
{
  g_return_if_fail (ORCH_IS_KEY_LIST (self));

  if (search != NULL && *search == '\0')
    search = NULL;
  if (g_strcmp0 (self->query.search, search) == 0)
    return;

  g_free (self->query.search);
  self->query.search = g_strdup (search);
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), FALSE);
}

/**
 * orch_key_list_set_filter:
 * @self: a list
 * @filter: which keys, by their status
 *
 * Filters, if @filter is another one than before.
 */
void
orch_key_list_set_filter (OrchKeyList *self, OrchKeyFilter filter)
{
  g_return_if_fail (ORCH_IS_KEY_LIST (self));

  if (self->query.filter == filter)
    return;

  self->query.filter = filter;
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), FALSE);
}

/**
 * orch_key_list_set_team:
 * @self: a list
 * @team_id: (nullable): of which team, not ""; %NULL for all
 *
 * Filters by team, if @team_id is another one than before.
 */
void
orch_key_list_set_team (OrchKeyList *self, const char *team_id)
{
  g_return_if_fail (ORCH_IS_KEY_LIST (self));
  g_return_if_fail (team_id == NULL || *team_id != '\0');

  if (g_strcmp0 (self->query.team_id, team_id) == 0)
    return;

  g_free (self->query.team_id);
  self->query.team_id = g_strdup (team_id);
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), FALSE);
}

/**
 * orch_key_list_set_sort:
 * @self: a list
 * @sort: a column
 * @descending: %TRUE for the largest, or the newest, first
 *
 * Sorts, if the order is another one than before.
 */
void
orch_key_list_set_sort (OrchKeyList *self, OrchKeySort sort, gboolean descending)
{
  g_return_if_fail (ORCH_IS_KEY_LIST (self));

  if (self->query.sort == sort && self->query.descending == descending)
    return;

  self->query.sort = sort;
  self->query.descending = descending;
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), TRUE);
}
