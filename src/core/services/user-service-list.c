#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/rules/text.h"
#include "core/services/list-page.h"

#include "core/services/user-service-private.h"

/* The data of a task. */
typedef struct {
  OrchUserQuery query; /* its text is owned */
  guint page;
  guint page_size;
  gboolean by_one_field; /* the proxy is too old for `search` */
  gint64 asked_at;
} Listing;

static void
listing_free (Listing *listing)
{
  g_free (listing->query.search);
  g_free (listing->query.team_id);
  g_free (listing);
}

static const char *
sort_to_string (OrchUserSort sort)
{
  switch (sort) {
  case ORCH_USER_SORT_ID:
    return "user_id";
  case ORCH_USER_SORT_ALIAS:
    return "user_alias";
  case ORCH_USER_SORT_EMAIL:
    return "user_email";
  case ORCH_USER_SORT_ROLE:
    return "user_role";
  case ORCH_USER_SORT_SPEND:
    return "spend";
  case ORCH_USER_SORT_CREATED:
    return "created_at";
  }

  g_assert_not_reached ();
}

static gboolean
is_search (const OrchUserQuery *query)
{
  return query->search != NULL && *query->search != '\0';
}

static gboolean
is_about_email (const char *search)
{
  return strchr (search, '@') != NULL;
}

/* What is searched: old proxies ignore `search`, but find a part of one field (contract §12.3). */
static const char *
get_search_parameter (const Listing *listing)
{
  if (!listing->by_one_field)
    return "search";

  return is_about_email (listing->query.search) ? "user_email" : "user_ids";
}

static OrchRequest *
create_request (const Listing *listing)
{
  const OrchUserQuery *query = &listing->query;
  OrchRequest *request = orch_request_new_get ("user", "list", NULL);

  orch_request_add_query_int (request, "page", listing->page);
  orch_request_add_query_int (request, "page_size", listing->page_size);
  orch_request_add_query (request, "sort_by", sort_to_string (query->sort));
  orch_request_add_query (request, "sort_order", query->descending ? "desc" : "asc");

  if (is_search (query)) {
    g_autofree char *pattern = orch_text_escape_pattern (query->search);

    orch_request_add_query (request, get_search_parameter (listing), pattern);
  }
  if (query->role != ORCH_ROLE_NONE)
    orch_request_add_query (request, "role", orch_role_to_string (query->role));
  orch_request_add_query (request, "team", query->team_id);

  return request;
}

static gpointer
read_row (JsonObject *row, gint64 asked_at)
{
  OrchUser *user;

  if (orch_json_get_string (row, "user_id") == NULL)
    return NULL;

  user = orch_user_new_from_json (row);
  orch_user_set_asked_at (user, asked_at);

  return user;
}

static void
return_cannot_search (GTask *task)
{
  g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING,
                           "This version of the proxy cannot search for this");
}

static gboolean
matches (gpointer user, gconstpointer search)
{
  return orch_text_contains (
      is_about_email (search) ? orch_user_get_email (user) : orch_user_get_id (user), search);
}

static void
name_teams (OrchListPage *page, OrchTeams *teams)
{
  for (guint i = 0; i < page->items->len; i++)
    orch_user_set_known_teams (page->items->pdata[i], teams);
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
      orch_list_page_new (reply, "users", "total", read_row, listing->asked_at);

  if (page == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_LITELLM,
                             "/user/list did not answer with a list of users");
    return;
  }

  gboolean had_users = page->items->len > 0;
  if (listing->by_one_field)
    orch_list_page_filter (page, matches, listing->query.search);

  /* A page on which nobody matches was not searched at all. */
  if (had_users && page->items->len == 0) {
    return_cannot_search (task);
  } else {
    OrchUserService *self = g_task_get_source_object (task);

    name_teams (page, orch_server_get_teams (self->server));
    g_task_return_pointer (task, g_steal_pointer (&page), (GDestroyNotify) orch_list_page_free);
  }
}

static void
read_page (GTask *task)
{
  OrchUserService *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request = create_request (listing);

  listing->asked_at = g_get_monotonic_time ();
  orch_client_send_async (self->client, request, g_task_get_cancellable (task), page_read_cb,
                          g_object_ref (task));
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

  listing->by_one_field = !orch_server_supports (server, ORCH_FEATURE_SEARCH_USERS);

  /* A comma would separate whole IDs (contract §10). */
  if (g_str_equal (get_search_parameter (listing), "user_ids")
      && strchr (listing->query.search, ',') != NULL)
    return_cannot_search (task);
  else
    read_page (task);
}

/**
 * orch_user_service_list_async:
 * @self: a user service
 * @query: which users, in which order
 * @page: which page, from 1
 * @page_size: users on each page, 1 to 100
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one page of users: GET /user/list (contract §6.1). Proxies without
 * %ORCH_FEATURE_SEARCH_USERS search the e-mail address for a text with an "@", else the user ID.
 */
void
orch_user_service_list_async (OrchUserService *self, const OrchUserQuery *query, guint page,
                              guint page_size, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (query != NULL);
  g_return_if_fail (query->team_id == NULL || *query->team_id != '\0');
  g_return_if_fail (page >= 1);
  g_return_if_fail (page_size >= 1 && page_size <= 100);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Listing *listing = g_new0 (Listing, 1);

  listing->query = *query;
  listing->query.search = g_strdup (query->search);
  listing->query.team_id = g_strdup (query->team_id);
  listing->page = page;
  listing->page_size = page_size;
  g_task_set_source_tag (task, orch_user_service_list_async);
  g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);

  /* Only a search depends on the version: the first rows of a connection do not wait for it. */
  if (is_search (query))
    orch_server_wait_for_version_async (self->server, cancellable, version_known_cb,
                                        g_steal_pointer (&task));
  else
    read_page (task);
}

/**
 * orch_user_service_list_finish:
 * @self: a user service
 * @result: the result
 * @total: (out) (optional): how many users match the query
 * @error: return location; %ORCH_ERROR_NOT_PERMITTED if the role sees no users,
 *   %ORCH_ERROR_ROUTE_MISSING if the proxy is too old for this search
 *
 * Returns: (transfer full) (element-type OrchUser): the users of the page, or %NULL with @error set
 */
GPtrArray *
orch_user_service_list_finish (OrchUserService *self, GAsyncResult *result, guint *total,
                               GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_list_async), NULL);

  return orch_list_page_finish (G_TASK (result), total, error);
}
