#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "core/model/field.h"

#define EXPIRY_TOLERANCE 60 /* seconds */

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

static JsonObject *
copy_without (JsonObject *object, const char *const *left_out)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (left_out == NULL || !g_strv_contains (left_out, name))
      json_object_set_member (copy, name, json_node_copy (node));

  return copy;
}

static GVariant *
read_json (const OrchField *field, JsonObject *row)
{
  JsonObject *object = orch_json_get_object (row, field->name);

  if (object == NULL || json_object_get_size (object) == 0)
    return NULL;

  g_autoptr (JsonObject) mine = copy_without (object, field->reserved);
  if (json_object_get_size (mine) == 0)
    return NULL;

  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), mine);

  return g_variant_new_take_string (orch_json_to_text (node, TRUE));
}

static GVariant *
read_switch (const OrchField *field, JsonObject *row)
{
  gboolean is_on;

  return orch_json_get_boolean (row, field->name, &is_on) && is_on ? g_variant_new_boolean (TRUE)
                                                                   : NULL;
}

static GVariant *
read_expiry (const OrchField *field, JsonObject *row)
{
  g_autoptr (GDateTime) time = orch_json_get_time (row, field->name);

  return time != NULL ? g_variant_new_int64 (g_date_time_to_unix (time)) : NULL;
}

/* When a window is reset next is left out: the proxy computes it. */
static GVariant *
read_windows (const OrchField *field, JsonObject *row)
{
  JsonArray *array = orch_json_get_array (row, field->name);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sd)"));
  guint n_windows = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *window = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *duration = orch_json_get_string (window, "budget_duration");
    double usd;

    if (duration != NULL && orch_json_get_double (window, "max_budget", &usd)) {
      g_variant_builder_add (&builder, "(sd)", duration, usd);
      n_windows++;
    }
  }

  return n_windows > 0 ? g_variant_builder_end (&builder) : NULL;
}

static GVariant *
read_limits (const OrchField *field, JsonObject *row)
{
  JsonObject *object = orch_json_get_object (row, field->name);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sx}"));
  g_autoptr (GList) names = NULL;
  guint n_limits = 0;

  if (object == NULL)
    return NULL;

  names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next) {
    gint64 limit;

    if (orch_json_get_int (object, l->data, &limit)) {
      g_variant_builder_add (&builder, "{sx}", (const char *) l->data, limit);
      n_limits++;
    }
  }

  return n_limits > 0 ? g_variant_builder_end (&builder) : NULL;
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
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonArray) array = NULL;
  g_autoptr (JsonObject) object = NULL;

  /* Only the one who knows the rest of the metadata can write it without the field. */
  g_assert (field->clear != ORCH_CLEAR_NEVER && field->clear != ORCH_CLEAR_METADATA);

  switch (field->clear) {
  case ORCH_CLEAR_EMPTY_TEXT:
    return json_node_init_string (node, "");
  case ORCH_CLEAR_EMPTY_LIST:
    array = json_array_new ();
    return json_node_init_array (node, array);
  case ORCH_CLEAR_EMPTY_OBJECT:
    object = json_object_new ();
    return json_node_init_object (node, object);
  case ORCH_CLEAR_FALSE:
    return json_node_init_boolean (node, FALSE);
  case ORCH_CLEAR_MINUS_ONE:
    return json_node_init_string (node, "-1");
  case ORCH_CLEAR_NULL:
  case ORCH_CLEAR_NEVER:
  case ORCH_CLEAR_METADATA:
    break;
  }

  return json_node_init_null (node);
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

/* As what is left of it, because a key's expiry can only be sent as a duration from now. */
static JsonNode *
write_expiry (GVariant *value)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 left = MAX (g_variant_get_int64 (value) - now, 0);
  g_autofree char *duration = g_strdup_printf ("%" G_GINT64_FORMAT "s", left);

  return json_node_init_string (json_node_alloc (), duration);
}

static JsonNode *
write_windows (GVariant *value)
{
  g_autoptr (JsonArray) array = json_array_new ();
  GVariantIter iter;
  const char *duration;
  double usd;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&sd)", &duration, &usd)) {
    JsonObject *window = json_object_new ();

    json_object_set_string_member (window, "budget_duration", duration);
    json_object_set_double_member (window, "max_budget", usd);
    json_array_add_object_element (array, window);
  }

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_limits (GVariant *value)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GVariantIter iter;
  const char *name;
  gint64 limit;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&sx}", &name, &limit))
    json_object_set_int_member (object, name, limit);

  return json_node_init_object (json_node_alloc (), object);
}

/**
 * orch_field_is_told:
 * @field: a field
 * @row: a record, as the proxy tells it
 *
 * Tells whether @row says anything about a field, be it that it is unset. The member that holds it
 * may be null in replies that leave it out; where it belongs to an own record, its ID tells.
 *
 * Returns: %TRUE if orch_field_read() reads what the proxy has
 */
gboolean
orch_field_is_told (const OrchField *field, JsonObject *row)
{
  g_return_val_if_fail (field != NULL, FALSE);
  g_return_val_if_fail (row != NULL, FALSE);

  if (field->parent == NULL)
    return json_object_has_member (row, field->name);
  if (!json_object_has_member (row, field->parent))
    return FALSE;
  if (field->parent_id == NULL || orch_json_get_object (row, field->parent) != NULL)
    return TRUE;

  return json_object_has_member (row, field->parent_id)
         && json_object_get_null_member (row, field->parent_id);
}

/**
 * orch_field_read:
 * @field: a field
 * @row: a record, as the proxy tells it
 *
 * Reads a field's value. What the proxy uses for "unset" (a missing member, null, "", [], {} and
 * false) and a value of a wrong type all read as %NULL; zero is a value. JSON is read without the
 * members that are reserved.
 *
 * Returns: (transfer full) (nullable): the value, of the type that #OrchFieldKind names
 */
GVariant *
orch_field_read (const OrchField *field, JsonObject *row)
{
  GVariant *value = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (row != NULL, NULL);

  if (field->parent != NULL)
    row = orch_json_get_object (row, field->parent);
  if (row == NULL)
    return NULL;

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
  case ORCH_FIELD_SWITCH:
    value = read_switch (field, row);
    break;
  case ORCH_FIELD_EXPIRY:
    value = read_expiry (field, row);
    break;
  case ORCH_FIELD_WINDOWS:
    value = read_windows (field, row);
    break;
  case ORCH_FIELD_LIMITS:
    value = read_limits (field, row);
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
 * a field that the proxy cannot clear (%ORCH_CLEAR_NEVER) must not be written as unset, nor one
 * that goes with the metadata (%ORCH_CLEAR_METADATA, see orch_key_changes_write()).
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
  case ORCH_FIELD_SWITCH:
    return json_node_init_boolean (json_node_alloc (), g_variant_get_boolean (value));
  case ORCH_FIELD_EXPIRY:
    return write_expiry (value);
  case ORCH_FIELD_WINDOWS:
    return write_windows (value);
  case ORCH_FIELD_LIMITS:
    return write_limits (value);
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
 * order of members), names in their order, an expiry to the minute (it is sent as what is left of
 * it, and the request takes its time).
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
  case ORCH_FIELD_EXPIRY:
    return ABS (g_variant_get_int64 (a) - g_variant_get_int64 (b)) <= EXPIRY_TOLERANCE;
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_RATE:
  case ORCH_FIELD_DURATION:
  case ORCH_FIELD_NAMES:
  case ORCH_FIELD_SWITCH:
  case ORCH_FIELD_WINDOWS:
  case ORCH_FIELD_LIMITS:
    return g_variant_equal (a, b);
  }

  g_assert_not_reached ();
}
