#include "config.h"

#include <math.h>
#include <string.h>

#include "demo/demo-update-values.h"

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
  if (word == NULL && !get_number (value, &number))
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

/* Reads a value as loosely as the proxy: @result is what it takes it for, (transfer full). Null
 * is of every kind but one. Returns what is wrong, or NULL. */
const OrchDemoProblem *
orch_demo_value_read (OrchDemoValueKind kind, JsonNode *value, JsonNode **result)
{
  const char *text = get_text (value);

  if (JSON_NODE_HOLDS_NULL (value) && kind != ORCH_DEMO_VALUE_REQUIRED_TEXT)
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
    return read_boolean (value, result);
  case ORCH_DEMO_VALUE_TEXT:
  case ORCH_DEMO_VALUE_REQUIRED_TEXT:
    return read_other (text != NULL, &NO_TEXT, value, result);
  case ORCH_DEMO_VALUE_ROLE:
    return read_other (text != NULL && g_strv_contains (ROLES, text), &NO_ROLE, value, result);
  case ORCH_DEMO_VALUE_LIST:
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
