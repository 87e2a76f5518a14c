#include "config.h"

#include <math.h>
#include <string.h>

#include "demo/demo-replies.h"
#include "demo/demo-fields.h"

static const OrchDemoProblem NO_TEXT = { "string_type", "Input should be a valid string" };
static const OrchDemoProblem NO_BOOLEAN = { "bool_type", "Input should be a valid boolean" };
static const OrchDemoProblem NO_BOOLEAN_TEXT = {
  "bool_parsing",
  "Input should be a valid boolean, unable to interpret input",
};
static const OrchDemoProblem NO_LIST = { "list_type", "Input should be a valid list" };
static const OrchDemoProblem NO_OBJECT = { "dict_type", "Input should be a valid dictionary" };
static const OrchDemoProblem NO_NUMBER = { "float_type", "Input should be a valid number" };
static const OrchDemoProblem NO_NUMBER_TEXT = {
  "float_parsing",
  "Input should be a valid number, unable to parse string as a number",
};
static const OrchDemoProblem NO_INTEGER = { "int_type", "Input should be a valid integer" };
static const OrchDemoProblem NO_INTEGER_TEXT = {
  "int_parsing",
  "Input should be a valid integer, unable to parse string as an integer",
};
static const OrchDemoProblem FRACTION = {
  "int_from_float",
  "Input should be a valid integer, got a number with a fractional part",
};
static const OrchDemoProblem NOT_FINITE = { "finite_number", "Input should be a finite number" };
static const OrchDemoProblem TOO_LARGE = {
  "int_parsing_size",
  "Unable to parse input string as an integer, exceeded maximum size",
};
static const OrchDemoProblem NO_ROLE = {
  "literal_error",
  "Input should be <LitellmUserRoles.PROXY_ADMIN: 'proxy_admin'>, "
  "<LitellmUserRoles.PROXY_ADMIN_VIEW_ONLY: 'proxy_admin_viewer'>, "
  "<LitellmUserRoles.INTERNAL_USER: 'internal_user'> or "
  "<LitellmUserRoles.INTERNAL_USER_VIEW_ONLY: 'internal_user_viewer'>",
};

static const char *const ROLES[] = {
  "proxy_admin", "proxy_admin_viewer", "internal_user", "internal_user_viewer", NULL,
};

static const char *
get_text (JsonNode *value)
{
  return json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;
}

/* Python's float () and int () take blanks around a number. */
static gboolean
parse_number (const char *text, double *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end;

  *number = g_ascii_strtod (stripped, &end);
  return *stripped != '\0' && *end == '\0';
}

static gboolean
get_number (JsonNode *value, double *number)
{
  if (!JSON_NODE_HOLDS_VALUE (value) || get_text (value) != NULL)
    return FALSE;

  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    *number = json_node_get_boolean (value) ? 1.0 : 0.0;
  else
    *number = json_node_get_double (value);
  return TRUE;
}

static const OrchDemoProblem *
read_number (JsonNode *value, JsonNode **result)
{
  const char *text = get_text (value);
  double number;

  if (text != NULL && !parse_number (text, &number))
    return &NO_NUMBER_TEXT;
  if (text == NULL && !get_number (value, &number))
    return &NO_NUMBER;

  *result = json_node_init_double (json_node_alloc (), number);
  return NULL;
}

static const OrchDemoProblem *
read_integer (JsonNode *value, JsonNode **result)
{
  const char *text = get_text (value);
  double number;

  if (json_node_get_value_type (value) == G_TYPE_INT64) {
    *result = json_node_copy (value);
    return NULL;
  }

  if (text != NULL && (!parse_number (text, &number) || number != floor (number)))
    return &NO_INTEGER_TEXT;
  if (text == NULL && !get_number (value, &number))
    return &NO_INTEGER;
  if (!isfinite (number))
    return &NOT_FINITE;
  if (number != floor (number))
    return &FRACTION;
  /* Python's integers have no end; it is the database that refuses. Only numbers with an exponent
   * are that large here. */
  if (fabs (number) >= 0x1p63 && fabs (number) < 1e30)
    return read_number (value, result);
  if (fabs (number) >= 0x1p63)
    return &TOO_LARGE;

  *result = json_node_init_int (json_node_alloc (), (gint64) number);
  return NULL;
}

/* Pydantic's words for yes and no, in any case; and the numbers 1 and 0. */
static const OrchDemoProblem *
read_boolean (JsonNode *value, JsonNode **result)
{
  static const char *const yes[] = { "1", "on", "t", "true", "y", "yes", NULL };
  static const char *const no[] = { "0", "f", "false", "n", "no", "off", NULL };
  const char *text = get_text (value);
  g_autofree char *word = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  double number;

  if (word != NULL && !g_strv_contains (yes, word) && !g_strv_contains (no, word))
    return &NO_BOOLEAN_TEXT;
  if (word == NULL
      && (!get_number (value, &number) || !isfinite (number) || number != floor (number)))
    return &NO_BOOLEAN;
  if (word == NULL && number != 0.0 && number != 1.0)
    return &NO_BOOLEAN_TEXT;

  *result = json_node_init_boolean (json_node_alloc (),
                                    word != NULL ? g_strv_contains (yes, word) : number == 1.0);
  return NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  gsize left = strlen (a), right = strlen (b);

  return left != right ? (left > right ? 1 : -1) : strcmp (a, b);
}

/* PostgreSQL keeps the members of an object by length, then by bytes. */
static JsonNode *
reorder (JsonNode *value)
{
  JsonObject *old = json_node_get_object (value);
  JsonObject *object = json_object_new ();
  g_autoptr (GList) names = g_list_sort (json_object_get_members (old), compare_names);

  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *member = json_object_get_member (old, l->data);

    json_object_set_member (object, l->data,
                            JSON_NODE_HOLDS_OBJECT (member) ? reorder (member)
                                                            : json_node_copy (member));
  }

  value = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return value;
}

static const OrchDemoProblem *
read_other (gboolean fits, const OrchDemoProblem *problem, JsonNode *value, JsonNode **result)
{
  if (!fits)
    return problem;

  *result = JSON_NODE_HOLDS_OBJECT (value) ? reorder (value) : json_node_copy (value);
  return NULL;
}

/* Whether null is not of the kind. */
static gboolean
is_required (OrchDemoValueKind kind)
{
  return kind == ORCH_DEMO_VALUE_REQUIRED_TEXT || kind == ORCH_DEMO_VALUE_REQUIRED_BOOLEAN
         || kind == ORCH_DEMO_VALUE_REQUIRED_TEXTS;
}

/* Reads a value as loosely as the proxy: @result is what it takes it for, (transfer full). Null
 * is of every kind that is not required. Returns what is wrong, or NULL. */
const OrchDemoProblem *
orch_demo_value_read (OrchDemoValueKind kind, JsonNode *value, JsonNode **result)
{
  const char *text = get_text (value);

  if (JSON_NODE_HOLDS_NULL (value) && !is_required (kind))
    kind = ORCH_DEMO_VALUE_ANY;

  switch (kind) {
  case ORCH_DEMO_VALUE_NUMBER_OR_EMPTY:
    if (g_strcmp0 (text, "") != 0)
      return read_number (value, result);
    *result = json_node_init_null (json_node_alloc ());
    return NULL;
  case ORCH_DEMO_VALUE_NUMBER:
    return read_number (value, result);
  case ORCH_DEMO_VALUE_INTEGER:
    return read_integer (value, result);
  case ORCH_DEMO_VALUE_BOOLEAN:
  case ORCH_DEMO_VALUE_REQUIRED_BOOLEAN:
    return read_boolean (value, result);
  case ORCH_DEMO_VALUE_TEXT:
  case ORCH_DEMO_VALUE_REQUIRED_TEXT:
    return read_other (text != NULL, &NO_TEXT, value, result);
  case ORCH_DEMO_VALUE_ROLE:
    return read_other (text != NULL && g_strv_contains (ROLES, text), &NO_ROLE, value, result);
  case ORCH_DEMO_VALUE_LIST:
  case ORCH_DEMO_VALUE_TEXTS:
  case ORCH_DEMO_VALUE_REQUIRED_TEXTS:
    return read_other (JSON_NODE_HOLDS_ARRAY (value), &NO_LIST, value, result);
  case ORCH_DEMO_VALUE_OBJECT:
    return read_other (JSON_NODE_HOLDS_OBJECT (value), &NO_OBJECT, value, result);
  case ORCH_DEMO_VALUE_ANY:
  default:
    return read_other (TRUE, NULL, value, result);
  }
}

/* How Python writes a number that is not finite. */
const char *
orch_demo_value_get_python_name (double not_finite)
{
  if (isnan (not_finite))
    return "nan";

  return not_finite > 0 ? "inf" : "-inf";
}

/* The problems of a list's elements, which have its name and their position. */
static void
check_elements (const char *name, JsonNode *value, JsonArray *problems)
{
  JsonArray *array = json_node_get_array (value);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *problem;

    if (get_text (json_array_get_element (array, i)) != NULL)
      continue;

    orch_demo_problems_add (problems, NO_TEXT.type, "body", name, NO_TEXT.message);
    problem = json_array_get_object_element (problems, json_array_get_length (problems) - 1);
    json_array_add_int_element (json_object_get_array_member (problem, "loc"), i);
  }
}

static void
read_field (const OrchDemoField *field, JsonNode *value, JsonObject *values, JsonArray *problems)
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
      read_field (&fields[i], value, values, problems);
  }

  return problems;
}
