#include "config.h"

#include <string.h>

#include "core/lists/user-list.h"

#define PAGE_SIZE 25 /* each row costs the server a query */

struct _OrchUserList {
  OrchQueryList parent_instance;

  OrchUserService *service; /* (owned) */
  OrchUserQuery query;
};

G_DEFINE_FINAL_TYPE (OrchUserList, orch_user_list, ORCH_TYPE_QUERY_LIST)

static int
compare_by_column (OrchUser *a, OrchUser *b, OrchUserSort sort)
{
  switch (sort) {
  case ORCH_USER_SORT_ID:
    return 0;
  case ORCH_USER_SORT_ALIAS:
    return orch_query_list_compare_texts (orch_user_get_alias (a), orch_user_get_alias (b));
  case ORCH_USER_SORT_EMAIL:
    return orch_query_list_compare_texts (orch_user_get_email (a), orch_user_get_email (b));
  case ORCH_USER_SORT_ROLE:
    return orch_query_list_compare_texts (orch_user_get_role_name (a), orch_user_get_role_name (b));
  case ORCH_USER_SORT_SPEND:
    return orch_query_list_compare_numbers (orch_user_get_spend (a), orch_user_get_spend (b));
  case ORCH_USER_SORT_CREATED:
    return orch_query_list_compare_times (orch_user_get_created_at (a),
                                          orch_user_get_created_at (b));
  }

  g_assert_not_reached ();
}

static int
compare (OrchQueryList *list, gpointer a, gpointer b)
{
  const OrchUserQuery *query = &ORCH_USER_LIST (list)->query;
  int order = compare_by_column (a, b, query->sort);

  if (order != 0)
    return query->descending ? -order : order;

  return strcmp (orch_user_get_id (a), orch_user_get_id (b));
}

static gboolean
is_safe_order (OrchQueryList *list)
{
  return ORCH_USER_LIST (list)->query.sort == ORCH_USER_SORT_ID;
}

static void
load_page_async (OrchPagedList *list, guint page, guint page_size, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  OrchUserList *self = ORCH_USER_LIST (list);

  orch_user_service_list_async (self->service, &self->query, page, page_size, cancellable, callback,
                                user_data);
}

static GPtrArray *
read_page_finish (OrchQueryList *list, GAsyncResult *result, guint *total, GError **error)
{
  return orch_user_service_list_finish (ORCH_USER_LIST (list)->service, result, total, error);
}

static const char *
get_item_id (OrchPagedList *list, gpointer item)
{
  return orch_user_get_id (item);
}

static void
update_item (OrchPagedList *list, gpointer existing, gpointer fresh)
{
  orch_user_assign (existing, fresh);
}

static void
orch_user_list_dispose (GObject *object)
{
  OrchUserList *self = ORCH_USER_LIST (object);

  /* First, because it cancels what uses the service. */
  G_OBJECT_CLASS (orch_user_list_parent_class)->dispose (object);

  g_clear_object (&self->service);
}

static void
orch_user_list_finalize (GObject *object)
{
  OrchUserList *self = ORCH_USER_LIST (object);

  g_clear_pointer (&self->query.search, g_free);
  g_clear_pointer (&self->query.team_id, g_free);

  G_OBJECT_CLASS (orch_user_list_parent_class)->finalize (object);
}

static void
orch_user_list_class_init (OrchUserListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  OrchPagedListClass *list_class = ORCH_PAGED_LIST_CLASS (klass);
  OrchQueryListClass *query_class = ORCH_QUERY_LIST_CLASS (klass);

  object_class->dispose = orch_user_list_dispose;
  object_class->finalize = orch_user_list_finalize;

  list_class->load_page_async = load_page_async;
  list_class->get_item_id = get_item_id;
  list_class->update_item = update_item;

  query_class->page_size = PAGE_SIZE;
  query_class->is_safe_order = is_safe_order;
  query_class->read_page_finish = read_page_finish;
  query_class->compare = compare;
}

static void
orch_user_list_init (OrchUserList *self)
{
}

/**
 * orch_user_list_new:
 * @service: (transfer none): reads the users
 *
 * Creates a list of all users, sorted by user ID. Nothing is loaded before
 * orch_paged_list_reload().
 *
 * Returns: (transfer full): a list
 */
OrchUserList *
orch_user_list_new (OrchUserService *service)
{
  g_return_val_if_fail (ORCH_IS_USER_SERVICE (service), NULL);

  OrchUserList *self = g_object_new (ORCH_TYPE_USER_LIST, NULL);
  self->service = g_object_ref (service);
  g_signal_connect_object (orch_server_get_teams (orch_user_service_get_server (service)),
                           "items-changed", G_CALLBACK (orch_paged_list_tell_changed), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * orch_user_list_get_query:
 * @self: a list
 *
 * Returns: (transfer none): which users it holds, in which order
 */
const OrchUserQuery *
orch_user_list_get_query (OrchUserList *self)
{
  g_return_val_if_fail (ORCH_IS_USER_LIST (self), NULL);

  return &self->query;
}

/**
 * orch_user_list_set_search:
 * @self: a list
 * @search: (nullable): part of the user ID or e-mail, taken literally; %NULL or "" for all
 *
 * Searches, if @search is another one than before. Callers wait for a pause in typing.
 */
void
orch_user_list_set_search (OrchUserList *self, const char *search)
{
  g_return_if_fail (ORCH_IS_USER_LIST (self));

  if (search != NULL && *search == '\0')
    search = NULL;
  if (g_strcmp0 (self->query.search, search) == 0)
    return;

  g_free (self->query.search);
  self->query.search = g_strdup (search);
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), FALSE);
}

/**
 * orch_user_list_set_role:
 * @self: a list
 * @role: a role, %ORCH_ROLE_NONE for all
 *
 * Filters by role, if @role is another one than before.
 */
void
orch_user_list_set_role (OrchUserList *self, OrchRole role)
{
  g_return_if_fail (ORCH_IS_USER_LIST (self));
  g_return_if_fail (role != ORCH_ROLE_OTHER);

  if (self->query.role == role)
    return;

  self->query.role = role;
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), FALSE);
}

/**
 * orch_user_list_set_team:
 * @self: a list
 * @team_id: (nullable): the members of which team, not ""; %NULL for all
 *
 * Filters by team, if @team_id is another one than before.
 */
void
orch_user_list_set_team (OrchUserList *self, const char *team_id)
{
  g_return_if_fail (ORCH_IS_USER_LIST (self));
  g_return_if_fail (team_id == NULL || *team_id != '\0');

  if (g_strcmp0 (self->query.team_id, team_id) == 0)
    return;

  g_free (self->query.team_id);
  self->query.team_id = g_strdup (team_id);
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), FALSE);
}

/**
 * orch_user_list_set_sort:
 * @self: a list
 * @sort: a column
 * @descending: %TRUE for the largest first
 *
 * Sorts, if the order is another one than before.
 */
void
orch_user_list_set_sort (OrchUserList *self, OrchUserSort sort, gboolean descending)
{
  g_return_if_fail (ORCH_IS_USER_LIST (self));

  if (self->query.sort == sort && self->query.descending == descending)
    return;

  self->query.sort = sort;
  self->query.descending = descending;
  orch_query_list_query_changed (ORCH_QUERY_LIST (self), TRUE);
}
