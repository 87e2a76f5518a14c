#include "config.h"

#include "core/client/json.h"
#include "core/model/field.h"

static GVariant *
read_text (const OrchField *field, JsonObject *row)
{
  const char *text = orch_json_get_string (row, field->name);

  return text != NULL && *text != '\0' ? g_variant_new_string (text) : NULL;
}

static GVariant *
read_number (const OrchField *field, JsonObject *row)
{
  double number;

  return orch_json_get_double (row, field->name, &number) ? g_variant_new_double (number) : NULL;
}

static GVariant *
read_whole_number (const OrchField *field, JsonObject *row)
{
  gint64 number;

  return orch_json_get_int (row, field->name, &number) ? g_variant_new_int64 (number) : NULL;
}

static GVariant *
read_names (const OrchField *field, JsonObject *row)
{
  g_auto (GStrv) names = orch_json_get_strv (row, field->name);

  if (names == NULL || names[0] == NULL)
    return NULL;

  return g_variant_new_strv ((const char *const *) names, -1);
}

static GVariant *
read_json (const OrchField *field, JsonObject *row)
{
  JsonObject *object = orch_json_get_object (row, field->name);

  if (object == NULL || json_object_get_size (object) == 0)
    return NULL;

  return g_variant_new_take_string (
      orch_json_to_text (json_object_get_member (row, field->name), TRUE));
}

static gboolean
equal_json (GVariant *a, GVariant *b)
{
  const char *text_a = g_variant_get_string (a, NULL);
  const char *text_b = g_variant_get_string (b, NULL);

  if (g_str_equal (text_a, text_b))
    return TRUE;

  g_autoptr (JsonNode) node_a = orch_json_parse (text_a, -1, NULL, NULL, NULL);
  g_autoptr (JsonNode) node_b = orch_json_parse (text_b, -1, NULL, NULL, NULL);

  return node_a != NULL && node_b != NULL && json_node_equal (node_a, node_b);
}

static JsonNode *
write_unset (const OrchField *field)
{
  g_assert (field->clear != ORCH_CLEAR_NEVER);

  if (field->clear == ORCH_CLEAR_EMPTY_TEXT)
    return json_node_init_string (json_node_alloc (), "");

  return json_node_init_null (json_node_alloc ());
}

static JsonNode *
write_names (GVariant *value)
{
  g_autofree const char **names = g_variant_get_strv (value, NULL);
  g_autoptr (JsonArray) array = json_array_new ();

  for (gsize i = 0; names[i] != NULL; i++)
    json_array_add_string_element (array, names[i]);

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_json (GVariant *value)
{
  JsonNode *node = orch_json_parse (g_variant_get_string (value, NULL), -1, NULL, NULL, NULL);

  g_assert (node != NULL);

  return node;
}

/**
 * orch_field_read:
 * @field: a field
 * @row: a record, as the proxy tells it
 *
 * Reads a field's value. What the proxy uses for "unset" (a missing member, null, "", [] and {})
 * and a value of a wrong type all read as %NULL; zero is a value.
 *
 * Returns: (transfer full) (nullable): the value, of the type that #OrchFieldKind names
 */
GVariant *
orch_field_read (const OrchField *field, JsonObject *row)
{
  GVariant *value = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (row != NULL, NULL);

  switch (field->kind) {
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_DURATION:
    value = read_text (field, row);
    break;
  case ORCH_FIELD_MONEY:
    value = read_number (field, row);
    break;
  case ORCH_FIELD_RATE:
    value = read_whole_number (field, row);
    break;
  case ORCH_FIELD_NAMES:
    value = read_names (field, row);
    break;
  case ORCH_FIELD_JSON:
    value = read_json (field, row);
    break;
  }

  return value != NULL ? g_variant_ref_sink (value) : NULL;
}

/**
 * orch_field_write:
 * @field: a field
 * @value: (nullable): the value, %NULL for unset
 *
 * Makes what has to be sent to the proxy for @value. Unset is written as the field's `clear` says;
 * a field that the proxy cannot clear (%ORCH_CLEAR_NEVER) must not be written as unset.
 *
 * Returns: (transfer full): a JSON value
 */
JsonNode *
orch_field_write (const OrchField *field, GVariant *value)
{
  g_return_val_if_fail (field != NULL, NULL);

  if (value == NULL)
    return write_unset (field);

  switch (field->kind) {
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_DURATION:
    return json_node_init_string (json_node_alloc (), g_variant_get_string (value, NULL));
  case ORCH_FIELD_MONEY:
    return json_node_init_double (json_node_alloc (), g_variant_get_double (value));
  case ORCH_FIELD_RATE:
    return json_node_init_int (json_node_alloc (), g_variant_get_int64 (value));
  case ORCH_FIELD_NAMES:
    return write_names (value);
  case ORCH_FIELD_JSON:
    return write_json (value);
  }

  g_assert_not_reached ();
}

/**
 * orch_field_equal:
 * @field: a field
 * @a: (nullable): a value
 * @b: (nullable): another one
 *
 * Compares two values of a field: numbers exactly, JSON by what it says (the proxy changes the
 * order of members), names in their order.
 *
 * Returns: %TRUE if they mean the same
 */
gboolean
orch_field_equal (const OrchField *field, GVariant *a, GVariant *b)
{
  g_return_val_if_fail (field != NULL, FALSE);

  if (a == NULL || b == NULL)
    return a == b;

  switch (field->kind) {
  case ORCH_FIELD_MONEY:
    return g_variant_get_double (a) == g_variant_get_double (b);
  case ORCH_FIELD_JSON:
    return equal_json (a, b);
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_RATE:
  case ORCH_FIELD_DURATION:
  case ORCH_FIELD_NAMES:
    return g_variant_equal (a, b);
  }

  g_assert_not_reached ();
}
