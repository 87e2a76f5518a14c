#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-query.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-like.h"
#include "demo/demo-handlers.h"

static const struct {
  const char *name;
  OrchDemoKeySort sort;
} SORTS[] = {
  { "spend", ORCH_DEMO_KEY_SORT_SPEND },        { "max_budget", ORCH_DEMO_KEY_SORT_BUDGET },
  { "created_at", ORCH_DEMO_KEY_SORT_CREATED }, { "updated_at", ORCH_DEMO_KEY_SORT_UPDATED },
  { "token", ORCH_DEMO_KEY_SORT_TOKEN },        { "key_alias", ORCH_DEMO_KEY_SORT_ALIAS },
};

static const struct {
  const char *name;
  OrchDemoKeyStatus status;
} STATUSES[] = {
  { "active", ORCH_DEMO_KEY_STATUS_ACTIVE },
  { "expired", ORCH_DEMO_KEY_STATUS_EXPIRED },
  { "revoked", ORCH_DEMO_KEY_STATUS_REVOKED },
  { "deleted", ORCH_DEMO_KEY_STATUS_DELETED },
};

static OrchDemoReply *
reply_bad_value (const char *message)
{
  return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "internal_server_error", "None",
                                "{'error': %s}", message);
}

static OrchDemoReply *
read_sort (OrchDemoRequest *request, OrchDemoKeyQuery *query)
{
  const char *by = orch_demo_request_get_parameter (request, "sort_by");
  const char *order = orch_demo_request_get_parameter (request, "sort_order");

  /* Without a column the order is not looked at. */
  query->descending = TRUE;
  if (by == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (SORTS); i++) {
    if (strcmp (by, SORTS[i].name) == 0)
      query->sort = SORTS[i].sort;
  }
  if (query->sort == ORCH_DEMO_KEY_SORT_DEFAULT)
    return reply_bad_value ("'Invalid sort column. Must be one of: spend, max_budget, created_at, "
                            "updated_at, token, key_alias'");

  query->descending = order == NULL || g_ascii_strcasecmp (order, "desc") == 0;
  if (!query->descending && g_ascii_strcasecmp (order, "asc") != 0)
    return reply_bad_value ("\"Invalid sort order. Must be 'asc' or 'desc'\"");

  return NULL;
}

static gboolean
read_one_status (OrchDemoRequest *request, const char *name, gsize n_known,
                 OrchDemoKeyStatus *status)
{
  const char *text = orch_demo_request_get_parameter (request, name);

  for (gsize i = 0; i < n_known && text != NULL; i++) {
    if (strcmp (text, STATUSES[i].name) == 0)
      *status = STATUSES[i].status;
  }

  return text == NULL || *status != ORCH_DEMO_KEY_STATUS_ANY;
}

static OrchDemoReply *
read_status (OrchDemoRequest *request, OrchDemoKeyQuery *query)
{
  if (!read_one_status (request, "status", 4, &query->status))
    return reply_bad_value ("\"Invalid status value. Supported: 'active', 'expired', 'revoked', "
                            "'deleted'.\"");
  if (!read_one_status (request, "expires", 2, &query->expires))
    return reply_bad_value ("\"Invalid expires value. Supported: 'active', 'expired'.\"");

  return NULL;
}

static void
read_filters (OrchDemoRequest *request, gboolean parts, gboolean made_too, OrchDemoKeyQuery *query)
{
  static const char *const nobodys[] = { "organization_id", "project_id" };

  query->user_id = orch_demo_request_get_filled (request, "user_id");
  query->alias = orch_demo_request_get_filled (request, "key_alias");
  query->token = orch_demo_request_get_filled (request, "key_hash");
  query->team = orch_demo_request_get_filled (request, "team_id");
  query->agent = orch_demo_request_get_filled (request, "agent_id");
  query->group = orch_demo_request_get_filled (request, "access_group_id");
  query->search = orch_demo_request_get_filled (request, "search");
  query->search_part = orch_demo_part_new (query->search);
  for (gsize i = 0; i < G_N_ELEMENTS (nobodys); i++)
    query->nothing |= orch_demo_request_get_filled (request, nobodys[i]) != NULL;

  if (parts)
    query->alias_part = orch_demo_part_new (g_steal_pointer (&query->alias));
  if (parts && orch_demo_caller_sees_all (&request->caller))
    query->user_part = orch_demo_part_new (g_steal_pointer (&query->user_id));
  if (made_too)
    query->maker = query->user_id;
}

static gboolean
is_member (OrchDemoRequest *request, const char *team)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);
  g_autoptr (JsonObject) user = orch_demo_store_find (request->store, own_id);
  g_auto (GStrv) teams = orch_json_get_strv (user, "teams");

  return g_strv_contains ((const char *const *) teams, team);
}

static OrchDemoReply *
check_token (OrchDemoRequest *request, const char *token)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);
  const char *role = request->caller.role;
  g_autoptr (JsonObject) key = NULL;

  if (token == NULL)
    return NULL;

  key = orch_demo_keys_find (orch_demo_store_get_keys (request->store), token);
  if (key == NULL)
    return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "bad_request_error", "key_hash",
                                  "Key Hash not found.");
  if (g_strcmp0 (orch_json_get_string (key, "user_id"), own_id) == 0)
    return NULL;

  return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "internal_server_error", "None",
                                "You are not allowed to access this key's info. Your role=%s",
                                role != NULL ? role : "internal_user");
}

static OrchDemoReply *
reply_not_yours (const char *param, const char *whose)
{
  return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "bad_request_error", param,
                                "You are not authorized to check %s keys", whose);
}

/* Who may not see everything sees their own (contract, section 6.3). */
static OrchDemoReply *
check_caller (OrchDemoRequest *request, gboolean made_too, OrchDemoKeyQuery *query)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);

  if (orch_demo_caller_sees_all (&request->caller))
    return NULL;
  if (own_id == NULL || !request->caller.user_exists)
    return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "bad_request_error", "user_id",
                                  "You are not authorized to access this endpoint. No 'user_id' is "
                                  "associated with your API key.");
  if (query->user_id != NULL && strcmp (query->user_id, own_id) != 0)
    return reply_not_yours ("user_id", "another user's");
  if (query->team != NULL && !is_member (request, query->team))
    return reply_not_yours ("team_id", "this team's");
  if (orch_demo_request_get_filled (request, "organization_id") != NULL)
    return reply_not_yours ("organization_id", "this organization's");

  query->user_id = own_id;
  query->maker = made_too ? own_id : NULL;
  return check_token (request, query->token);
}

/* A member of the rows that is null where the proxy must have an object: it cannot list such a key,
 * nor any other on its page. */
static const char *
find_null (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const char *name = orch_demo_key_row_find_null (g_ptr_array_index (rows, i));

    if (name != NULL)
      return name;
  }

  return NULL;
}

static JsonArray *
show_rows (GPtrArray *rows, gboolean full, gboolean deleted)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < rows->len; i++) {
    JsonObject *row = g_ptr_array_index (rows, i);

    if (!full)
      json_array_add_string_element (list, orch_json_get_string (row, "token"));
    else if (deleted)
      json_array_add_object_element (list, json_object_ref (row));
    else
      json_array_add_object_element (list, orch_demo_key_row_get_list_view (row));
  }

  return list;
}

static OrchDemoReply *
list_keys (OrchDemoRequest *request, gboolean full, OrchDemoKeyQuery *query)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  gboolean deleted = query->status == ORCH_DEMO_KEY_STATUS_DELETED;
  guint total;
  g_autoptr (GPtrArray) rows = orch_demo_key_query_run (query, keys, &total);
  const char *name = full ? find_null (rows) : NULL;
  JsonObject *list;

  if (name != NULL)
    return orch_demo_reply_error (SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error",
                                  "None", "Authentication Error, " ORCH_DEMO_NO_DICTIONARY,
                                  "UserAPIKeyAuth", name);

  list = json_object_new ();
  json_object_set_array_member (list, "keys", show_rows (rows, full, deleted));
  json_object_set_int_member (list, "total_count", total);
  json_object_set_int_member (list, "current_page", (gint64) query->page);
  json_object_set_int_member (list, "total_pages", (total + query->size - 1) / query->size);
  return orch_demo_reply_new (SOUP_STATUS_OK, list);
}

/* GET /key/list: see the contract, section 6. */
OrchDemoReply *
orch_demo_handle_key_list (OrchDemoRequest *request)
{
  g_autoptr (JsonArray) problems = json_array_new ();
  g_auto (OrchDemoKeyQuery) query = { NULL };
  gboolean full = FALSE, parts = FALSE, made_too = FALSE, team_too = FALSE;
  double page = 1, size = 10;
  OrchDemoReply *reply;

  orch_demo_request_read_number (request, "page", G_MAXDOUBLE, &page, problems);
  orch_demo_request_read_number (request, "size", 100, &size, problems);
  orch_demo_request_read_boolean (request, "return_full_object", &full, problems);
  /* Nobody here is a team's administrator, so that it adds no keys. */
  orch_demo_request_read_boolean (request, "include_team_keys", &team_too, problems);
  orch_demo_request_read_boolean (request, "include_created_by_keys", &made_too, problems);
  orch_demo_request_read_boolean (request, "substring_matching", &parts, problems);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  read_filters (request, parts, made_too, &query);
  reply = read_status (request, &query);
  if (reply == NULL)
    reply = check_caller (request, made_too, &query);
  if (reply == NULL)
    reply = read_sort (request, &query);
  if (reply != NULL)
    return reply;
  if (page > G_MAXINT32)
    return orch_demo_reply_error (
        SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error", "None",
        "Authentication Error, Unable to match input value to any allowed input type for the "
        "field. Parse errors: [Value is out of range.]");

  query.page = (guint64) page;
  query.size = (guint) size;
  return list_keys (request, full, &query);
}
