#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/services/list-page.h"

#include "core/services/team-service.h"

#define PAGE_SIZE 100 /* the most that /v2/team/list gives in one reply */
#define MAX_PAGES 10

/* The data of a task. */
typedef struct {
  char *user_id;    /* (owned) (nullable): only teams of this user */
  char *team_id;    /* (owned) (nullable): only this team */
  GPtrArray *teams; /* (owned) (element-type OrchTeam) */
  guint n_pages;    /* read so far */
} Reading;

static void
reading_free (Reading *reading)
{
  g_free (reading->user_id);
  g_free (reading->team_id);
  g_ptr_array_unref (reading->teams);
  g_free (reading);
}

static GTask *
create_task (OrchServer *server, const OrchIdentity *identity, const char *team_id,
             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (server, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  if (!orch_identity_has_admin_view (identity))
    reading->user_id = g_strdup (identity->user_id);
  reading->team_id = g_strdup (team_id);
  reading->teams = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);

  return task;
}

/* Not /team/list nor /team/info, which tell all keys of a team with it. The ID is a unique order.
 */
static void
send (GTask *task, GAsyncReadyCallback callback)
{
  OrchServer *server = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request = orch_request_new_get ("v2", "team", "list", NULL);

  orch_request_add_query (request, "user_id", reading->user_id);
  orch_request_add_query (request, "team_id", reading->team_id);
  orch_request_add_query_int (request, "page", reading->n_pages + 1);
  orch_request_add_query_int (request, "page_size", PAGE_SIZE);
  orch_request_add_query (request, "sort_by", "team_id");
  orch_client_send_async (orch_server_get_client (server), request, g_task_get_cancellable (task),
                          callback, g_object_ref (task));
}

static gpointer
read_row (JsonObject *row, gint64 asked_at)
{
  return orch_team_new_from_json (row);
}

/* (nullable): the page, with @error set if it is none */
static OrchListPage *
read_page (GObject *source, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, error);
  OrchListPage *page;

  if (reply == NULL)
    return NULL;

  page = orch_list_page_new (reply, "teams", "total", read_row, 0);
  if (page == NULL)
    g_set_error_literal (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                         "/v2/team/list did not answer with a list of teams");

  return page;
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchServer *server = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (OrchListPage) page = read_page (source, result, &error);
  gboolean is_last;

  if (page == NULL) {
    g_task_return_error (task, error);
    return;
  }

  reading->n_pages++;
  is_last = page->items->len == 0 || reading->n_pages * PAGE_SIZE >= page->total;
  g_ptr_array_extend_and_steal (reading->teams, g_steal_pointer (&page->items));

  if (!is_last && reading->n_pages < MAX_PAGES) {
    send (task, page_read_cb);
    return;
  }

  orch_teams_take (orch_server_get_teams (server), reading->teams, is_last);
  g_task_return_boolean (task, TRUE);
}

/* Whether a team is there is told to administrators only: others hear that they are not in it. */
static void
return_not_found (GTask *task)
{
  OrchServer *server = g_task_get_source_object (task);
  const Reading *reading = g_task_get_task_data (task);

  if (reading->user_id != NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED,
                             "The signed-in user is not a member of this team");
    return;
  }

  orch_teams_forget (orch_server_get_teams (server), reading->team_id);
  g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "There is no such team");
}

static void
team_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchServer *server = g_task_get_source_object (task);
  const Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchListPage) page = read_page (source, result, &error);

  for (guint i = page != NULL ? page->items->len : 0; i > 0; i--)
    if (!g_str_equal (orch_team_get_id (page->items->pdata[i - 1]), reading->team_id))
      g_ptr_array_remove_index (page->items, i - 1);

  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)
      || (page != NULL && page->items->len == 0)) {
    return_not_found (task);
  } else if (page == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    orch_teams_take (orch_server_get_teams (server), page->items, FALSE);
    g_task_return_boolean (task, TRUE);
  }
}

/**
 * orch_team_service_may_list:
 * @identity: who is signed in
 *
 * Returns: whether there is anybody whose teams the proxy would tell: administrators see all,
 * others those that they are members of
 */
gboolean
orch_team_service_may_list (const OrchIdentity *identity)
{
  g_return_val_if_fail (identity != NULL, FALSE);

  return orch_identity_has_admin_view (identity) || identity->user_id != NULL;
}

/**
 * orch_team_service_list_async:
 * @server: the server
 * @identity: who is signed in; see orch_team_service_may_list()
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads the teams that the signed-in user sees, at most a thousand: GET /v2/team/list, in pages of
 * a hundred. Others than administrators are told only the teams that they name themselves as a
 * member of, with `user_id`.
 */
void
orch_team_service_list_async (OrchServer *server, const OrchIdentity *identity,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SERVER (server));
  g_return_if_fail (identity != NULL && orch_team_service_may_list (identity));

  g_autoptr (GTask) task = create_task (server, identity, NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_team_service_list_async);
  send (task, page_read_cb);
}

/**
 * orch_team_service_list_finish:
 * @server: the server
 * @result: the result
 * @error: return location
 *
 * Returns: %TRUE if the teams are known now, %FALSE with @error set
 */
gboolean
orch_team_service_list_finish (OrchServer *server, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, server), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_team_service_list_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * orch_team_service_read_async:
 * @server: the server
 * @identity: who is signed in; see orch_team_service_may_list()
 * @team_id: which team, not ""
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Reads one team: GET /v2/team/list with its ID.
 */
void
orch_team_service_read_async (OrchServer *server, const OrchIdentity *identity, const char *team_id,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SERVER (server));
  g_return_if_fail (identity != NULL && orch_team_service_may_list (identity));
  g_return_if_fail (team_id != NULL && *team_id != '\0');

  g_autoptr (GTask) task =
      create_task (server, identity, team_id, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_team_service_read_async);
  send (task, team_read_cb);
}

/**
 * orch_team_service_read_finish:
 * @server: the server
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if there is no such team, which only
 *   administrators learn, %ORCH_ERROR_NOT_PERMITTED if the signed-in user is no member of it
 *
 * Returns: %TRUE if the team is known now, %FALSE with @error set
 */
gboolean
orch_team_service_read_finish (OrchServer *server, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, server), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_team_service_read_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
