#include "config.h"

#include <math.h>

#include "core/client/json.h"

typedef struct {
  GString *text;
  gboolean pretty;
  guint depth;
} Writer;

static void write_node (Writer *self, JsonNode *node);

static void
write_line (Writer *self)
{
  if (!self->pretty)
    return;

  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->text, "  ");
}

static void
write_string (Writer *self, const char *string)
{
  g_string_append_c (self->text, '"');
  for (const char *p = string; *p != '\0'; p++) {
    switch (*p) {
    case '"':
      g_string_append (self->text, "\\\"");
      break;
    case '\\':
      g_string_append (self->text, "\\\\");
      break;
    case '\n':
      g_string_append (self->text, "\\n");
      break;
    case '\r':
      g_string_append (self->text, "\\r");
      break;
    case '\t':
      g_string_append (self->text, "\\t");
      break;
    default:
      if ((guchar) *p < 0x20)
        g_string_append_printf (self->text, "\\u%04x", *p);
      else
        g_string_append_c (self->text, *p);
    }
  }
  g_string_append_c (self->text, '"');
}

/* The shortest form that reads back the same; 5.0 stays a double. */
static void
write_double (Writer *self, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (isfinite (number));

  for (int digits = 15; digits <= 17; digits++) {
    char format[] = { '%', '.', '1', '0' + digits % 10, 'g', '\0' };

    g_ascii_formatd (buffer, sizeof buffer, format, number);
    if (g_ascii_strtod (buffer, NULL) == number)
      break;
  }

  g_string_append (self->text, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (self->text, ".0");
}

static void
write_value (Writer *self, JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    write_string (self, json_node_get_string (node));
    break;
  case G_TYPE_INT64:
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT, json_node_get_int (node));
    break;
  case G_TYPE_DOUBLE:
    write_double (self, json_node_get_double (node));
    break;
  case G_TYPE_BOOLEAN:
    g_string_append (self->text, json_node_get_boolean (node) ? "true" : "false");
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
write_object (Writer *self, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gboolean is_first = TRUE;

  g_string_append_c (self->text, '{');
  self->depth++;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    if (!is_first)
      g_string_append_c (self->text, ',');
    is_first = FALSE;
    write_line (self);
    write_string (self, name);
    g_string_append (self->text, self->pretty ? ": " : ":");
    write_node (self, value);
  }
  self->depth--;
  if (!is_first)
    write_line (self);
  g_string_append_c (self->text, '}');
}

static void
write_array (Writer *self, JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (self->text, '[');
  self->depth++;
  for (guint i = 0; i < length; i++) {
    if (i > 0)
      g_string_append_c (self->text, ',');
    write_line (self);
    write_node (self, json_array_get_element (array, i));
  }
  self->depth--;
  if (length > 0)
    write_line (self);
  g_string_append_c (self->text, ']');
}

static void
write_node (Writer *self, JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_OBJECT:
    write_object (self, json_node_get_object (node));
    break;
  case JSON_NODE_ARRAY:
    write_array (self, json_node_get_array (node));
    break;
  case JSON_NODE_VALUE:
    write_value (self, node);
    break;
  case JSON_NODE_NULL:
    g_string_append (self->text, "null");
    break;
  default:
    g_assert_not_reached ();
  }
}

/**
 * orch_json_to_text:
 * @node: a value
 * @pretty: one member a line, indented by two spaces
 *
 * Writes JSON: members in their order, doubles in the shortest form that reads back the same and
 * always with a point or an exponent, UTF-8 as it is.
 *
 * Returns: (transfer full): the text
 */
char *
orch_json_to_text (JsonNode *node, gboolean pretty)
{
  Writer writer = { .pretty = pretty };

  g_return_val_if_fail (node != NULL, NULL);

  writer.text = g_string_new (NULL);
  write_node (&writer, node);

  return g_string_free (writer.text, FALSE);
}
