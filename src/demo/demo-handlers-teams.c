#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-like.h"
#include "demo/demo-members.h"
#include "demo/demo-teams.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

/* What the members of a row that follow from nothing hold. */
static const OrchDemoMember MEMBERS[] = {
  { "organization_id", JSON_NODE_NULL },
  { "admins", JSON_NODE_ARRAY },
  { "members", JSON_NODE_ARRAY },
  { "members_with_roles", JSON_NODE_ARRAY },
  { "team_member_permissions", JSON_NODE_ARRAY },
  { "metadata", JSON_NODE_OBJECT },
  { "tpm_limit", JSON_NODE_NULL },
  { "rpm_limit", JSON_NODE_NULL },
  { "tpd_limit", JSON_NODE_NULL },
  { "max_budget", JSON_NODE_NULL },
  { "soft_budget", JSON_NODE_NULL },
  { "budget_duration", JSON_NODE_NULL },
  { "budget_limits", JSON_NODE_NULL },
  { "models", JSON_NODE_ARRAY },
  { "router_settings", JSON_NODE_OBJECT },
  { "access_group_ids", JSON_NODE_ARRAY },
  { "default_team_member_models", JSON_NODE_ARRAY },
  { "max_parallel_requests", JSON_NODE_NULL },
  { "budget_reset_at", JSON_NODE_NULL },
  { "model_id", JSON_NODE_NULL },
  { "model_spend", JSON_NODE_OBJECT },
  { "model_max_budget", JSON_NODE_OBJECT },
  { "policies", JSON_NODE_ARRAY },
  { "litellm_model_table", JSON_NODE_NULL },
  { "object_permission", JSON_NODE_NULL },
  { "object_permission_id", JSON_NODE_NULL },
  { "access_group_models", JSON_NODE_NULL },
  { "access_group_mcp_server_ids", JSON_NODE_NULL },
  { "access_group_agent_ids", JSON_NODE_NULL },
};

/* Which teams are listed, and how. */
typedef struct {
  const char *id;           /* (nullable) */
  const char *search;       /* (nullable): an ID, or a part of the alias */
  char *search_pattern;     /* (owned) (nullable) */
  char *alias_pattern;      /* (owned) (nullable) */
  char **of_user;           /* (owned) (nullable): the IDs of the teams that somebody is in */
  gboolean by_id, by_alias; /* else the youngest first, which is the last in the table */
  gboolean descending;
  guint64 page;
  guint page_size;
} Query;

static void
query_clear (Query *self)
{
  g_free (self->search_pattern);
  g_free (self->alias_pattern);
  g_strfreev (self->of_user);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

static JsonObject *
new_row (const OrchDemoTeam *team)
{
  JsonObject *row = json_object_new ();
  g_autofree char *made =
      orch_demo_time_to_text (orch_demo_time_get_now () - G_TIME_SPAN_DAY * 300);

  json_object_set_string_member (row, "team_alias", team->alias);
  json_object_set_string_member (row, "team_id", team->id);
  orch_demo_members_fill (row, MEMBERS, G_N_ELEMENTS (MEMBERS));
  json_object_set_boolean_member (row, "blocked", team->is_blocked);
  json_object_set_double_member (row, "spend", team->spend);
  if (team->max_budget >= 0)
    json_object_set_double_member (row, "max_budget", team->max_budget);
  if (team->budget_duration != NULL) {
    gint64 reset = 0;
    g_autofree char *text = NULL;

    orch_demo_time_get_next_reset (team->budget_duration, orch_demo_time_get_now (), &reset);
    text = orch_demo_time_to_text (reset);
    json_object_set_string_member (row, "budget_duration", team->budget_duration);
    json_object_set_string_member (row, "budget_reset_at", text);
  }
  json_object_set_boolean_member (row, "allow_team_guardrail_config", FALSE);
  json_object_set_string_member (row, "created_at", made);
  json_object_set_string_member (row, "updated_at", made);
  json_object_set_int_member (row, "members_count", 0);
  json_object_set_int_member (row, "keys_count", 0);

  return row;
}

static gboolean
matches (const Query *self, const OrchDemoTeam *team)
{
  if (self->id != NULL && strcmp (self->id, team->id) != 0)
    return FALSE;
  if (self->of_user != NULL && !g_strv_contains ((const char *const *) self->of_user, team->id))
    return FALSE;
  if (self->alias_pattern != NULL && !orch_demo_is_like (team->alias, self->alias_pattern))
    return FALSE;

  return self->search == NULL || strcmp (self->search, team->id) == 0
         || orch_demo_is_like (team->alias, self->search_pattern);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const OrchDemoTeam *team_a = *(const OrchDemoTeam *const *) a;
  const OrchDemoTeam *team_b = *(const OrchDemoTeam *const *) b;
  const Query *self = user_data;
  int order = self->by_id      ? strcmp (team_a->id, team_b->id)
              : self->by_alias ? strcmp (team_a->alias, team_b->alias)
                               : (team_a > team_b) - (team_a < team_b);

  return self->descending ? -order : order;
}

/* Others than administrators ask for their own teams only. */
static OrchDemoReply *
check_caller (OrchDemoRequest *request, const char *user_id)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);
  const char *role = request->caller.role;
  g_autofree char *message = NULL;

  if (orch_demo_caller_sees_all (&request->caller)
      || (user_id != NULL && g_strcmp0 (user_id, own_id) == 0))
    return NULL;

  message = g_strdup_printf ("Only admin users can query all teams/other teams. Your user role=%s",
                             role != NULL ? role : "internal_user");
  return orch_demo_reply_detail_error (SOUP_STATUS_UNAUTHORIZED, message);
}

static OrchDemoReply *
read_user (OrchDemoRequest *request, const char *user_id, Query *query)
{
  g_autoptr (JsonObject) user = NULL;
  g_autofree char *message = NULL;

  if (user_id == NULL)
    return NULL;

  user = orch_demo_store_find (request->store, user_id);
  if (user == NULL) {
    message = g_strdup_printf ("User not found, passed user_id=%s", user_id);
    return orch_demo_reply_detail_error (SOUP_STATUS_NOT_FOUND, message);
  }

  query->of_user = orch_json_get_strv (user, "teams");
  if (query->of_user == NULL)
    query->of_user = g_new0 (char *, 1);
  if (query->id == NULL || query->of_user[0] == NULL
      || g_strv_contains ((const char *const *) query->of_user, query->id))
    return NULL;

  message = g_strdup_printf ("User is not a member of team_id=%s", query->id);
  return orch_demo_reply_detail_error (SOUP_STATUS_NOT_FOUND, message);
}

static void
read_query (OrchDemoRequest *request, Query *query)
{
  const char *by = orch_demo_request_get_parameter (request, "sort_by");
  const char *order = orch_demo_request_get_parameter (request, "sort_order");

  query->id = orch_demo_request_get_filled (request, "team_id");
  query->search = orch_demo_request_get_filled (request, "search");
  query->search_pattern = orch_demo_dup_pattern (query->search);
  query->alias_pattern =
      orch_demo_dup_pattern (orch_demo_request_get_filled (request, "team_alias"));
  query->by_id = g_strcmp0 (by, "team_id") == 0;
  query->by_alias = g_strcmp0 (by, "team_alias") == 0;
  if (query->by_id || query->by_alias || g_strcmp0 (by, "created_at") == 0)
    query->descending = order != NULL && g_ascii_strcasecmp (order, "desc") == 0;
  else
    query->descending = TRUE;
}

static OrchDemoReply *
list_teams (const Query *query, gboolean deleted)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  JsonArray *teams = json_array_new ();
  JsonObject *reply = json_object_new ();
  guint64 first = (query->page - 1) * query->page_size;

  for (guint i = 0; i < orch_demo_team_count () && !deleted; i++)
    if (matches (query, orch_demo_team_get (i)))
      g_ptr_array_add (found, (gpointer) orch_demo_team_get (i));
  g_ptr_array_sort_with_data (found, compare, (gpointer) query);
  for (guint64 i = first; i < found->len && i < first + query->page_size; i++)
    json_array_add_object_element (teams, new_row (found->pdata[i]));

  json_object_set_array_member (reply, "teams", teams);
  json_object_set_int_member (reply, "total", found->len);
  json_object_set_int_member (reply, "page", (gint64) query->page);
  json_object_set_int_member (reply, "page_size", query->page_size);
  json_object_set_int_member (reply, "total_pages",
                              (found->len + query->page_size - 1) / query->page_size);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* GET /v2/team/list */
OrchDemoReply *
orch_demo_handle_v2_team_list (OrchDemoRequest *request)
{
  g_autoptr (JsonArray) problems = json_array_new ();
  g_auto (Query) query = { NULL };
  const char *user_id = orch_demo_request_get_filled (request, "user_id");
  const char *status = orch_demo_request_get_parameter (request, "status");
  double page = 1, page_size = 10;
  OrchDemoReply *reply;

  orch_demo_request_read_number (request, "page", G_MAXINT32, &page, problems);
  orch_demo_request_read_number (request, "page_size", 100, &page_size, problems);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  reply = check_caller (request, user_id);
  if (reply != NULL)
    return reply;
  if (status != NULL && strcmp (status, "deleted") != 0)
    return orch_demo_reply_detail_error (
        SOUP_STATUS_BAD_REQUEST, "Invalid status value. Currently only 'deleted' is supported.");

  read_query (request, &query);
  reply = read_user (request, user_id, &query);
  if (reply != NULL)
    return reply;

  query.page = (guint64) page;
  query.page_size = (guint) page_size;
  return list_teams (&query, status != NULL);
}
