#include "config.h"

#include <libsoup/soup.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-fields.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

/* POST /user/delete: all of them or, where one does not exist, none. The reply is a number. */
OrchDemoReply *
orch_demo_handle_user_delete (OrchDemoRequest *request)
{
  OrchDemoReply *reply = orch_demo_auth_require_admin (request);
  static const OrchDemoField field = { "user_ids", ORCH_DEMO_VALUE_REQUIRED_TEXTS, 0 };
  g_autoptr (JsonObject) values = json_object_new ();
  g_autoptr (JsonArray) problems = NULL;
  g_auto (GStrv) ids = NULL;
  g_autofree char *count = NULL;
  guint n = 0;

  if (reply == NULL && request->body == NULL)
    reply = orch_demo_reply_missing (NULL);
  if (reply != NULL)
    return reply;

  if (!json_object_has_member (request->body, "user_ids"))
    return orch_demo_reply_missing ("user_ids");
  problems = orch_demo_fields_read (&field, 1, request->body, values);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  ids = orch_json_get_strv (values, "user_ids");
  for (gsize i = 0; ids[i] != NULL; i++) {
    g_autoptr (JsonObject) row = orch_demo_store_find (request->store, ids[i]);
    g_autofree char *message = NULL;

    if (row != NULL)
      continue;
    message = g_strdup_printf ("User not found, passed user_id=%s", ids[i]);
    return orch_demo_reply_detail_error (SOUP_STATUS_NOT_FOUND, message);
  }

  for (gsize i = 0; ids[i] != NULL; i++)
    n += orch_demo_store_remove (request->store, ids[i]);
  count = g_strdup_printf ("%u", n);
  return orch_demo_reply_new_from_text (SOUP_STATUS_OK, count);
}

static OrchDemoReply *
reply_no_such_user (const char *column)
{
  return orch_demo_reply_error (SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error", NULL,
                                "{'error': 'Foreign key constraint violated: "
                                "`LiteLLM_InvitationLink_%s_fkey (index)`'}",
                                column);
}

static JsonObject *
new_invitation (const char *user_id, const char *maker)
{
  g_autofree char *id = g_uuid_string_random ();
  JsonObject *row = json_object_new ();
  gint64 now = orch_demo_time_get_now ();

  json_object_set_string_member (row, "id", id);
  json_object_set_string_member (row, "user_id", user_id);
  json_object_set_boolean_member (row, "is_accepted", FALSE);
  json_object_set_null_member (row, "accepted_at");
  orch_demo_row_set_time (row, "expires_at", now + 7 * G_TIME_SPAN_DAY);
  orch_demo_row_set_time (row, "created_at", now);
  json_object_set_string_member (row, "created_by", maker);
  orch_demo_row_set_time (row, "updated_at", now);
  json_object_set_string_member (row, "updated_by", maker);

  return row;
}

/* POST /invitation/new: nothing is kept, as there is no page on which to accept it. */
OrchDemoReply *
orch_demo_handle_invitation_new (OrchDemoRequest *request)
{
  const char *maker = orch_demo_caller_get_user_id (&request->caller);
  const char *role = request->caller.role;
  static const OrchDemoField field = { "user_id", ORCH_DEMO_VALUE_REQUIRED_TEXT, 0 };
  g_autoptr (JsonObject) values = json_object_new (), user = NULL, maker_row = NULL;
  g_autoptr (JsonArray) problems = NULL;
  const char *user_id;

  if (request->body == NULL)
    return orch_demo_reply_missing (NULL);
  if (!json_object_has_member (request->body, "user_id"))
    return orch_demo_reply_missing ("user_id");
  problems = orch_demo_fields_read (&field, 1, request->body, values);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  user_id = orch_json_get_string (values, "user_id");
  if (!orch_demo_caller_is_admin (&request->caller)) {
    if (orch_demo_caller_sees_all (&request->caller))
      return orch_demo_auth_require_admin (request);
    return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "internal_server_error", NULL,
                                  "{'error': 'Admin-only endpoint. Not allowed to access this., "
                                  "your role=%s'}",
                                  role != NULL ? role : "internal_user");
  }

  user = orch_demo_store_find (request->store, user_id);
  if (user == NULL)
    return reply_no_such_user ("user_id");
  /* The row of the master key's "user" need not exist. */
  maker_row = orch_demo_store_find (request->store, maker);
  if (maker_row == NULL)
    return reply_no_such_user ("created_by");

  return orch_demo_reply_new (SOUP_STATUS_OK, new_invitation (user_id, maker));
}
