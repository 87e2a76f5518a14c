#include "config.h"

#include "demo/demo-replies.h"
#include "demo/demo-windows.h"
#include "demo/demo-fields.h"

/* The problems of a list's elements, which have its name and their position. */
static void
check_elements (const char *name, JsonNode *value, JsonArray *problems)
{
  JsonArray *array = json_node_get_array (value);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autoptr (JsonNode) text = NULL;
    const OrchDemoProblem *problem = orch_demo_value_read (
        ORCH_DEMO_VALUE_REQUIRED_TEXT, json_array_get_element (array, i), &text);

    if (problem != NULL)
      json_array_add_int_element (
          orch_demo_problems_add (problems, problem->type, "body", name, problem->message), i);
  }
}

/* The same of an object's members, which are counts. */
static void
check_members (const char *name, JsonNode *value, JsonArray *problems)
{
  JsonObject *object = json_node_get_object (value);
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next) {
    g_autoptr (JsonNode) count = NULL;
    const OrchDemoProblem *problem = orch_demo_value_read (
        ORCH_DEMO_VALUE_INTEGER, json_object_get_member (object, l->data), &count);

    if (problem != NULL)
      json_array_add_string_element (
          orch_demo_problems_add (problems, problem->type, "body", name, problem->message),
          l->data);
  }
}

/* Puts what the proxy takes a value for into @values, or what is wrong with it into @problems. */
void
orch_demo_field_read (const OrchDemoField *field, JsonNode *value, JsonObject *values,
                      JsonArray *problems)
{
  g_autoptr (JsonNode) result = NULL;
  const OrchDemoProblem *problem = orch_demo_value_read (field->kind, value, &result);

  if (problem != NULL) {
    orch_demo_problems_add (problems, problem->type, "body", field->name, problem->message);
    return;
  }

  if ((field->kind == ORCH_DEMO_VALUE_TEXTS || field->kind == ORCH_DEMO_VALUE_REQUIRED_TEXTS)
      && JSON_NODE_HOLDS_ARRAY (result))
    check_elements (field->name, result, problems);
  else if (field->kind == ORCH_DEMO_VALUE_COUNTS && JSON_NODE_HOLDS_OBJECT (result))
    check_members (field->name, result, problems);
  else if (field->kind == ORCH_DEMO_VALUE_WINDOWS && JSON_NODE_HOLDS_ARRAY (result))
    orch_demo_windows_read (field->name, result, problems);
  json_object_set_member (values, field->name, g_steal_pointer (&result));
}

/* Puts what the proxy takes the fields of a body for into @values. Returns what is wrong with
 * them: (transfer full), perhaps empty. */
JsonArray *
orch_demo_fields_read (const OrchDemoField *fields, gsize n_fields, JsonObject *body,
                       JsonObject *values)
{
  JsonArray *problems = json_array_new ();

  for (gsize i = 0; i < n_fields; i++) {
    JsonNode *value = json_object_get_member (body, fields[i].name);

    if (value != NULL)
      orch_demo_field_read (&fields[i], value, values, problems);
  }

  return problems;
}
