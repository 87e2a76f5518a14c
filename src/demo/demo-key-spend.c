#include "config.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-fields.h"
#include "demo/demo-members.h"
#include "demo/demo-python.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-windows.h"
#include "demo/demo-handlers.h"

static OrchDemoReply *
reply_too_much (double value, const char *what, double limit)
{
  g_autofree char *number = orch_demo_python_dup_number (value);
  g_autofree char *maximum = orch_demo_python_dup_number (limit);
  g_autofree char *message =
      g_strdup_printf ("reset_to (%s) must be <= %s (%s)", number, what, maximum);

  return orch_demo_reply_detail_error (SOUP_STATUS_BAD_REQUEST, message);
}

static OrchDemoReply *
check_value (double value, JsonObject *row)
{
  double spend = json_object_get_double_member (row, "spend");
  double budget;

  if (value < 0)
    return orch_demo_reply_detail_error (SOUP_STATUS_BAD_REQUEST, "reset_to must be >= 0");
  if (value > spend)
    return reply_too_much (value, "current spend", spend);
  if (orch_json_get_double (row, "max_budget", &budget) && value > budget)
    return reply_too_much (value, "budget", budget);

  return NULL;
}

static OrchDemoReply *
read_value (OrchDemoRequest *request, double *value)
{
  static const OrchDemoField field = { "reset_to", ORCH_DEMO_VALUE_REQUIRED_NUMBER, 0 };
  g_autoptr (JsonObject) values = json_object_new ();
  g_autoptr (JsonArray) problems = NULL;

  if (request->body == NULL)
    return orch_demo_reply_missing (NULL);
  if (!json_object_has_member (request->body, "reset_to"))
    return orch_demo_reply_missing ("reset_to");

  problems = orch_demo_fields_read (&field, 1, request->body, values);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  *value = json_object_get_double_member (values, "reset_to");
  return NULL;
}

static OrchDemoReply *
reset (OrchDemoRequest *request, JsonObject *old, double value)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  g_autoptr (JsonObject) row = orch_demo_members_copy_all (old);
  JsonArray *windows = orch_json_get_array (old, "budget_limits");
  gint64 now = orch_demo_time_get_now ();
  JsonObject *reply = json_object_new ();

  json_object_set_double_member (row, "spend", value);
  orch_demo_row_set_time (row, "updated_at", now);
  if (windows != NULL) {
    json_object_set_array_member (row, "budget_limits", orch_demo_windows_restart (windows, now));
    orch_demo_keys_set_window_spend (keys, row, 0.0);
  }
  orch_demo_keys_put (keys, row);

  json_object_set_member (reply, "key_hash", json_object_dup_member (row, "token"));
  json_object_set_double_member (reply, "spend", value);
  json_object_set_member (reply, "previous_spend", json_object_dup_member (old, "spend"));
  orch_demo_members_copy (row, reply, "max_budget");
  orch_demo_members_copy (row, reply, "budget_reset_at");
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* POST /key/{key}/reset_spend */
OrchDemoReply *
orch_demo_handle_key_reset_spend (OrchDemoRequest *request)
{
  OrchDemoReply *reply = orch_demo_auth_require_key_writer (request);
  g_autoptr (JsonObject) row = NULL;
  double value = 0;

  if (reply == NULL)
    reply = read_value (request, &value);
  if (reply != NULL)
    return reply;

  row = orch_demo_keys_find_named (orch_demo_store_get_keys (request->store), request->path_key);
  if (row == NULL) {
    g_autofree char *message = g_strdup_printf ("Key %s not found.", request->path_key);

    return orch_demo_reply_detail_error (SOUP_STATUS_NOT_FOUND, message);
  }

  reply = check_value (value, row);
  if (reply == NULL && !orch_demo_caller_is_admin (&request->caller))
    reply = orch_demo_reply_detail_error (
        SOUP_STATUS_FORBIDDEN, "You must be a proxy admin or team admin to reset key spend");
  if (reply == NULL && isnan (value))
    reply = orch_demo_reply_error (
        SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error", NULL,
        "Unable to match input value to any allowed input type for the field.");

  return reply != NULL ? reply : reset (request, row, value);
}
