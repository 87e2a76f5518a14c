#include "config.h"

#include <math.h>
#include <string.h>

#include "core/client/json.h"

static JsonNode *
get_member (JsonObject *object, const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return object != NULL ? json_object_get_member (object, name) : NULL;
}

/* NULL unless the member is a value of @type; arrays, objects and null have none. */
static JsonNode *
get_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == type ? node : NULL;
}

/**
 * orch_json_get_root:
 * @node: (nullable): what was parsed
 *
 * Returns: (transfer none) (nullable): the object that @node holds
 */
JsonObject *
orch_json_get_root (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * orch_json_get_string:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (transfer none) (nullable): the text, or %NULL if it is missing, null or no text
 */
const char *
orch_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * orch_json_get_double:
 * @object: (nullable): an object
 * @name: a member
 * @value: (out) (optional): the number; untouched if there is none
 *
 * Returns: whether the member is a number, whole or not
 */
gboolean
orch_json_get_double (JsonObject *object, const char *name, double *value)
{
  JsonNode *node = get_member (object, name);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return FALSE;

  if (value != NULL)
    *value = json_node_get_double (node);

  return TRUE;
}

/**
 * orch_json_get_int:
 * @object: (nullable): an object
 * @name: a member
 * @value: (out) (optional): the number; untouched if there is none
 *
 * Returns: whether the member is a whole number; `2.0` is one
 */
gboolean
orch_json_get_int (JsonObject *object, const char *name, gint64 *value)
{
  double number;

  if (get_value (object, name, G_TYPE_INT64) != NULL) {
    if (value != NULL)
      *value = json_object_get_int_member (object, name);
    return TRUE;
  }

  if (!orch_json_get_double (object, name, &number) || trunc (number) != number)
    return FALSE;
  /* 2^63 itself does not fit, and is the first double that does not. */
  if (number < -0x1p63 || number >= 0x1p63)
    return FALSE;

  if (value != NULL)
    *value = (gint64) number;

  return TRUE;
}

/**
 * orch_json_get_boolean:
 * @object: (nullable): an object
 * @name: a member
 * @value: (out) (optional): the value; untouched if there is none
 *
 * Returns: whether the member is true or false
 */
gboolean
orch_json_get_boolean (JsonObject *object, const char *name, gboolean *value)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  if (node == NULL)
    return FALSE;

  if (value != NULL)
    *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * orch_json_get_object:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (transfer none) (nullable): the object
 */
JsonObject *
orch_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * orch_json_get_array:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (transfer none) (nullable): the array
 */
JsonArray *
orch_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * orch_json_get_strv:
 * @object: (nullable): an object
 * @name: a member
 *
 * Entries that are no texts are left out.
 *
 * Returns: (transfer full) (nullable): the texts of an array
 */
char **
orch_json_get_strv (JsonObject *object, const char *name)
{
  JsonArray *array = orch_json_get_array (object, name);
  g_autoptr (GStrvBuilder) builder = NULL;

  if (array == NULL)
    return NULL;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (json_node_get_value_type (node) == G_TYPE_STRING)
      g_strv_builder_add (builder, json_node_get_string (node));
  }

  return g_strv_builder_end (builder);
}

/**
 * orch_json_get_time:
 * @object: (nullable): an object
 * @name: a member
 *
 * Reads the three forms in which LiteLLM writes times (contract §6.4): "…T…Z", "…T…+00:00" and
 * with a space for the T; fractions of a second may be absent. Without a zone it is UTC.
 *
 * Returns: (transfer full) (nullable): the time
 */
GDateTime *
orch_json_get_time (JsonObject *object, const char *name)
{
  const char *text = orch_json_get_string (object, name);
  g_autoptr (GTimeZone) utc = NULL;

  if (text == NULL)
    return NULL;

  utc = g_time_zone_new_utc ();

  return g_date_time_new_from_iso8601 (text, utc);
}

static void
wipe_member_cb (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  orch_json_wipe (node);
}

static void
wipe_element_cb (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  orch_json_wipe (node);
}

/**
 * orch_json_wipe:
 * @node: a value that nobody reads any more, of a reply that was parsed here
 *
 * Overwrites all texts in it, because one of them can be a secret.
 */
void
orch_json_wipe (JsonNode *node)
{
  g_return_if_fail (node != NULL);

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    json_object_foreach_member (json_node_get_object (node), wipe_member_cb, NULL);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    json_array_foreach_element (json_node_get_array (node), wipe_element_cb, NULL);
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    /* The node's own copy: JsonNode has no way to take a text out of it. */
    char *text = (char *) json_node_get_string (node);

    explicit_bzero (text, strlen (text));
  }
}
