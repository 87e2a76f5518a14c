#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-like.h"
#include "demo/demo-query.h"
#include "demo/demo-rows.h"
#include "demo/demo-update.h"
#include "demo/demo-handlers.h"

static const struct {
  const char *name;
  OrchDemoSort sort;
} SORTS[] = {
  { "user_id", ORCH_DEMO_SORT_USER_ID },    { "user_email", ORCH_DEMO_SORT_EMAIL },
  { "created_at", ORCH_DEMO_SORT_CREATED }, { "spend", ORCH_DEMO_SORT_SPEND },
  { "user_alias", ORCH_DEMO_SORT_ALIAS },   { "user_role", ORCH_DEMO_SORT_ROLE },
};

/* The reply to a sort that does not exist, or NULL. */
static OrchDemoReply *
read_sort (OrchDemoRequest *request, OrchDemoQuery *query)
{
  const char *by = orch_demo_request_get_parameter (request, "sort_by");
  const char *order = orch_demo_request_get_parameter (request, "sort_order");
  gboolean known = FALSE;

  /* Without a column the order is not looked at. */
  query->sort = ORCH_DEMO_SORT_CREATED;
  query->descending = TRUE;
  if (by == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (SORTS) && !known; i++) {
    known = strcmp (by, SORTS[i].name) == 0;
    query->sort = SORTS[i].sort;
  }
  if (!known)
    return orch_demo_reply_detail_error (SOUP_STATUS_BAD_REQUEST,
                                         "Invalid sort column. Must be one of: user_id, "
                                         "user_email, created_at, spend, user_alias, user_role");

  query->descending = order != NULL && g_ascii_strcasecmp (order, "desc") == 0;
  if (order != NULL && !query->descending && g_ascii_strcasecmp (order, "asc") != 0)
    return orch_demo_reply_detail_error (SOUP_STATUS_BAD_REQUEST,
                                         "Invalid sort order. Must be 'asc' or 'desc'");

  return NULL;
}

/* (transfer full) (nullable): without empty ones */
static char **
split_ids (const char *text)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return NULL;

  parts = g_strsplit (text, ",", -1);
  for (gsize i = 0; parts[i] != NULL; i++) {
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (ids, parts[i]);
  }

  return g_strv_builder_end (ids);
}

static void
read_filters (OrchDemoRequest *request, OrchDemoQuery *query)
{
  static const char *const nobodys[] = { "sso_user_ids", "organization_ids" };
  const char *ids = orch_demo_request_get_filled (request, "user_ids");

  for (gsize i = 0; i < G_N_ELEMENTS (nobodys); i++)
    query->nothing |= orch_demo_request_get_filled (request, nobodys[i]) != NULL;
  query->search = orch_demo_dup_pattern (orch_demo_request_get_filled (request, "search"));
  query->email = orch_demo_dup_pattern (orch_demo_request_get_parameter (request, "user_email"));
  query->team = g_strdup (orch_demo_request_get_filled (request, "team"));
  query->role = g_strdup (orch_demo_request_get_filled (request, "role"));

  query->ids = split_ids (ids);
  if (query->ids != NULL && g_strv_length (query->ids) == 1) {
    query->id_pattern = orch_demo_dup_pattern (query->ids[0]);
    g_clear_pointer (&query->ids, g_strfreev);
  }
}

static JsonObject *
new_page (JsonArray *users, guint total, const OrchDemoQuery *query)
{
  JsonObject *page = json_object_new ();

  json_object_set_array_member (page, "users", users);
  json_object_set_int_member (page, "total", total);
  json_object_set_int_member (page, "page", (gint64) query->page);
  json_object_set_int_member (page, "page_size", query->page_size);
  json_object_set_int_member (page, "total_pages",
                              (total + query->page_size - 1) / query->page_size);

  return page;
}

/* GET /user/list */
OrchDemoReply *
orch_demo_handle_user_list (OrchDemoRequest *request)
{
  g_autoptr (JsonArray) problems = json_array_new ();
  g_auto (OrchDemoQuery) query = { NULL };
  double page = 1, page_size = 25;
  OrchDemoReply *reply;
  JsonArray *users;
  guint total;

  orch_demo_request_read_number (request, "page", G_MAXDOUBLE, &page, problems);
  orch_demo_request_read_number (request, "page_size", 100, &page_size, problems);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));
  if (!orch_demo_caller_sees_all (&request->caller))
    return orch_demo_reply_detail_error (
        SOUP_STATUS_FORBIDDEN, "Only proxy admins and organization admins can list users.");

  reply = read_sort (request, &query);
  if (reply != NULL)
    return reply;
  if (page > G_MAXINT32)
    return orch_demo_reply_crash ();

  read_filters (request, &query);
  query.page = (guint64) page;
  query.page_size = (guint) page_size;
  users = orch_demo_query_run (&query, request->store, &total);

  return orch_demo_reply_new (SOUP_STATUS_OK, new_page (users, total, &query));
}

typedef struct {
  OrchDemoKeys *keys;
  JsonArray *rows;
} UserKeys;

static void
add_key (const OrchDemoKey *key, gpointer user_data)
{
  UserKeys *self = user_data;
  g_autoptr (JsonObject) row = orch_demo_keys_dup_row (self->keys, key);

  json_array_add_object_element (self->rows, orch_demo_key_row_get_user_view (row));
}

/* @keys_of: (nullable): whose keys to show; NULL: everybody's */
static OrchDemoReply *
reply_user_info (OrchDemoRequest *request, const char *user_id, JsonObject *row,
                 const char *keys_of)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  JsonObject *reply = json_object_new ();
  UserKeys user_keys = { keys, json_array_new () };

  json_object_set_string_member (reply, "user_id", user_id);
  if (row != NULL)
    json_object_set_object_member (reply, "user_info", orch_demo_row_get_info_view (row));
  else
    json_object_set_null_member (reply, "user_info");
  orch_demo_keys_foreach (keys, keys_of, add_key, &user_keys);
  json_object_set_array_member (reply, "keys", user_keys.rows);
  json_object_set_array_member (reply, "teams", json_array_new ());

  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* GET /user/info: without a user, those who may see everything get everything. */
OrchDemoReply *
orch_demo_handle_user_info (OrchDemoRequest *request)
{
  const char *asked_id = orch_demo_request_get_parameter (request, "user_id");
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);
  const char *user_id = asked_id != NULL ? asked_id : own_id;
  gboolean sees_all = orch_demo_caller_sees_all (&request->caller);
  g_autoptr (JsonObject) row = NULL;

  /* Nobody's ID is noticed later, and by other means. */
  if (!sees_all && g_strcmp0 (user_id, own_id) != 0)
    return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN,
                                  *user_id != '\0' ? "auth_error" : "internal_server_error",
                                  *user_id != '\0' ? "None" : NULL,
                                  "key not allowed to access this user's info. user_id=%s, "
                                  "key's user_id=%s",
                                  user_id, own_id != NULL ? own_id : "None");

  if (user_id != NULL)
    row = orch_demo_store_find (request->store, user_id);
  if (sees_all && asked_id == NULL)
    return reply_user_info (request, user_id, row, NULL);
  if (row == NULL)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "internal_server_error", NULL,
                                  "User %s not found", user_id != NULL ? user_id : "None");

  return reply_user_info (request, user_id, row, user_id);
}

/* GET /v2/user/info: somebody else's record is "not found" for those who may not see it. */
OrchDemoReply *
orch_demo_handle_v2_user_info (OrchDemoRequest *request)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);
  const char *user_id = orch_demo_request_get_parameter (request, "user_id");
  g_autoptr (JsonObject) row = NULL;

  if (user_id == NULL)
    user_id = own_id;
  if (user_id == NULL)
    return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "internal_server_error", NULL,
                                  "user_id is required. Either pass it as a query parameter or "
                                  "authenticate with a user-bound key.");

  if (orch_demo_caller_sees_all (&request->caller) || g_strcmp0 (user_id, own_id) == 0)
    row = orch_demo_store_find (request->store, user_id);
  if (row == NULL)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "internal_server_error", NULL,
                                  "User not found: %s", user_id);

  return orch_demo_reply_new (SOUP_STATUS_OK, orch_demo_row_get_v2_view (row));
}

/* POST /user/update */
OrchDemoReply *
orch_demo_handle_user_update (OrchDemoRequest *request)
{
  g_autoptr (JsonArray) problems = json_array_new ();
  OrchDemoReply *reply = orch_demo_auth_require_update (request);

  if (reply != NULL)
    return reply;
  if (request->body != NULL)
    return orch_demo_update_user (request);

  orch_demo_problems_add (problems, "missing", "body", NULL, "Field required");
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}
