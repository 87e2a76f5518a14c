#include "config.h"

#include <math.h>
#include <string.h>

#include "demo/demo-values.h"

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

static const OrchDemoProblem NO_SWITCH_FOR_NUMBER = {
  "value_error",
  "Value error, reset_to must be a number, not a boolean",
};
static const OrchDemoProblem NOT_POSITIVE = { "greater_than", "Input should be greater than 0" };
static const OrchDemoProblem NO_TIME = {
  "datetime_type",
  "Input should be a valid datetime",
};
static const OrchDemoProblem NO_TIME_TEXT = {
  "datetime_from_date_parsing",
  "Input should be a valid datetime or date, input is too short",
};
static const OrchDemoProblem NO_LIMIT_TYPE = {
  "literal_error",
  "Input should be 'guaranteed_throughput', 'best_effort_throughput' or 'dynamic'",
};
static const OrchDemoProblem NO_KEY_TYPE = {
  "enum",
  "Input should be 'llm_api', 'management', 'read_only' or 'default'",
};

static const char *const LIMIT_TYPES[] = {
  "guaranteed_throughput",
  "best_effort_throughput",
  "dynamic",
  NULL,
};

static const char *const KEY_TYPES[] = { "llm_api", "management", "read_only", "default", NULL };

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
      && (!get_number (value, &number) || !(fabs (number) < 0x1p63) || number != floor (number)))
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
read_positive (JsonNode *value, JsonNode **result)
{
  const OrchDemoProblem *problem = read_integer (value, result);

  if (problem == NULL && json_node_get_double (*result) <= 0)
    problem = &NOT_POSITIVE;
  return problem;
}

/* Kept in the form of Python. */
static const OrchDemoProblem *
read_time (JsonNode *value, JsonNode **result)
{
  const char *text = get_text (value);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;
  g_autofree char *written = NULL;

  if (text == NULL)
    return &NO_TIME;
  if (time == NULL)
    return &NO_TIME_TEXT;

  written = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S+00:00");
  *result = json_node_init_string (json_node_alloc (), written);
  return NULL;
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
  return kind == ORCH_DEMO_VALUE_REQUIRED_TEXT || kind == ORCH_DEMO_VALUE_REQUIRED_NUMBER
         || kind == ORCH_DEMO_VALUE_REQUIRED_BOOLEAN || kind == ORCH_DEMO_VALUE_REQUIRED_TEXTS;
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
  case ORCH_DEMO_VALUE_REQUIRED_NUMBER:
    if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
      return &NO_SWITCH_FOR_NUMBER;
    return read_number (value, result);
  case ORCH_DEMO_VALUE_NUMBER:
    return read_number (value, result);
  case ORCH_DEMO_VALUE_INTEGER:
    return read_integer (value, result);
  case ORCH_DEMO_VALUE_POSITIVE:
    return read_positive (value, result);
  case ORCH_DEMO_VALUE_TIME:
    return read_time (value, result);
  case ORCH_DEMO_VALUE_BOOLEAN:
  case ORCH_DEMO_VALUE_REQUIRED_BOOLEAN:
    return read_boolean (value, result);
  case ORCH_DEMO_VALUE_TEXT:
  case ORCH_DEMO_VALUE_REQUIRED_TEXT:
    return read_other (text != NULL, &NO_TEXT, value, result);
  case ORCH_DEMO_VALUE_ROLE:
    return read_other (text != NULL && g_strv_contains (ROLES, text), &NO_ROLE, value, result);
  case ORCH_DEMO_VALUE_LIMIT_TYPE:
    return read_other (text != NULL && g_strv_contains (LIMIT_TYPES, text), &NO_LIMIT_TYPE, value,
                       result);
  case ORCH_DEMO_VALUE_KEY_TYPE:
    return read_other (text != NULL && g_strv_contains (KEY_TYPES, text), &NO_KEY_TYPE, value,
                       result);
  case ORCH_DEMO_VALUE_LIST:
  case ORCH_DEMO_VALUE_TEXTS:
  case ORCH_DEMO_VALUE_REQUIRED_TEXTS:
  case ORCH_DEMO_VALUE_WINDOWS:
    return read_other (JSON_NODE_HOLDS_ARRAY (value), &NO_LIST, value, result);
  case ORCH_DEMO_VALUE_OBJECT:
  case ORCH_DEMO_VALUE_COUNTS:
    return read_other (JSON_NODE_HOLDS_OBJECT (value), &NO_OBJECT, value, result);
  case ORCH_DEMO_VALUE_ANY:
  default:
    return read_other (TRUE, NULL, value, result);
  }
}

/* What Python takes for nothing. @value: (nullable) */
gboolean
orch_demo_value_is_nothing (JsonNode *value)
{
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    return json_array_get_length (json_node_get_array (value)) == 0;
  if (JSON_NODE_HOLDS_OBJECT (value))
    return json_object_get_size (json_node_get_object (value)) == 0;
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return *json_node_get_string (value) == '\0';
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return !json_node_get_boolean (value);

  return json_node_get_double (value) == 0.0;
}
