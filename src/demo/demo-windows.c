#include "config.h"

#include <math.h>

#include "core/client/json.h"
#include "demo/demo-fields.h"
#include "demo/demo-replies.h"
#include "demo/demo-time.h"
#include "demo/demo-windows.h"

static const struct {
  OrchDemoField field;
  gboolean required;
} MEMBERS[] = {
  { { "budget_duration", ORCH_DEMO_VALUE_TEXT, 0 }, TRUE },
  { { "max_budget", ORCH_DEMO_VALUE_NUMBER, 0 }, TRUE },
  { { "reset_at", ORCH_DEMO_VALUE_TIME, 0 }, FALSE },
};

static void
add_problem (JsonArray *problems, const char *name, guint position, const char *member,
             const char *type, const char *message)
{
  JsonArray *loc = orch_demo_problems_add (problems, type, "body", name, message);

  json_array_add_int_element (loc, position);
  if (member != NULL)
    json_array_add_string_element (loc, member);
}

static void
read_window (const char *name, guint position, JsonObject *given, JsonObject *window,
             JsonArray *problems)
{
  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++) {
    const char *member = MEMBERS[i].field.name;
    JsonNode *value = json_object_get_member (given, member);
    g_autoptr (JsonNode) result = NULL;
    const OrchDemoProblem *problem = NULL;

    if (value != NULL)
      problem = orch_demo_value_read (MEMBERS[i].field.kind, value, &result);
    if (value == NULL && MEMBERS[i].required)
      add_problem (problems, name, position, member, "missing", "Field required");
    else if (problem != NULL)
      add_problem (problems, name, position, member, problem->type, problem->message);
    else if (result != NULL)
      json_object_set_member (window, member, g_steal_pointer (&result));
  }
}

/* Makes of the list what the proxy takes it for; what is wrong with it goes to @problems. */
void
orch_demo_windows_read (const char *name, JsonNode *windows, JsonArray *problems)
{
  JsonArray *given = json_node_get_array (windows);
  g_autoptr (JsonArray) read = json_array_new ();

  for (guint i = 0; i < json_array_get_length (given); i++) {
    JsonNode *element = json_array_get_element (given, i);
    JsonObject *window = json_object_new ();

    json_array_add_object_element (read, window);
    if (JSON_NODE_HOLDS_OBJECT (element))
      read_window (name, i, json_node_get_object (element), window, problems);
    else
      add_problem (problems, name, i, NULL, "model_attributes_type",
                   "Input should be a valid dictionary or object to extract fields from");
  }

  json_node_set_array (windows, read);
}

static JsonObject *
copy_window (JsonObject *window, gint64 reset)
{
  JsonObject *copy = json_object_new ();
  g_autofree char *text = orch_demo_time_to_offset_text (reset);

  json_object_set_string_member (copy, "reset_at", text);
  json_object_set_double_member (copy, "max_budget",
                                 json_object_get_double_member (window, "max_budget"));
  json_object_set_string_member (copy, "budget_duration",
                                 json_object_get_string_member (window, "budget_duration"));
  return copy;
}

/* The windows with their first resets, as those of a budget; a duration that is none means a day:
 * (transfer full). */
JsonArray *
orch_demo_windows_start (JsonArray *windows, gint64 now)
{
  JsonArray *started = json_array_new ();

  for (guint i = 0; i < json_array_get_length (windows); i++) {
    JsonObject *window = json_array_get_object_element (windows, i);
    const char *duration = json_object_get_string_member (window, "budget_duration");
    gint64 reset;

    if (!orch_demo_time_get_next_reset (duration, now, &reset))
      orch_demo_time_get_next_reset ("1d", now, &reset);
    json_array_add_object_element (started, copy_window (window, reset));
  }

  return started;
}

/* The windows as a reset by hand leaves them: each begins now. (transfer full) */
JsonArray *
orch_demo_windows_restart (JsonArray *windows, gint64 now)
{
  JsonArray *started = json_array_new ();

  for (guint i = 0; i < json_array_get_length (windows); i++) {
    JsonObject *window = json_array_get_object_element (windows, i);
    gint64 reset = now;

    orch_demo_time_add_duration (json_object_get_string_member (window, "budget_duration"), now,
                                 &reset);
    json_array_add_object_element (started, copy_window (window, reset));
  }

  return started;
}

/* What was spent in each window, by duration, USD: (transfer full). */
JsonObject *
orch_demo_windows_get_usage (JsonArray *windows, double spend)
{
  JsonObject *usage = json_object_new ();

  for (guint i = 0; i < json_array_get_length (windows); i++) {
    JsonObject *window = json_array_get_object_element (windows, i);
    JsonObject *current = json_object_new ();

    json_object_set_double_member (current, "current_spend", round (spend * 1e4) / 1e4);
    json_object_set_object_member (usage, json_object_get_string_member (window, "budget_duration"),
                                   current);
  }

  return usage;
}
