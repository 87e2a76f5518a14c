#include "config.h"

#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-body.h"

/* What stands for a number that JSON does not have: a text that no client sends. */
#define MARK "\xee\x80\x80"

static const char *const WORDS[] = { "NaN", "Infinity", "-Infinity" };

/* Past the text that begins here. */
static const char *
skip_text (const char *position)
{
  for (position++; *position != '\0' && *position != '"'; position++) {
    if (*position == '\\' && position[1] != '\0')
      position++;
  }

  return *position == '"' ? position + 1 : position;
}

/* The length of what is here, if it is a number that JSON does not have. */
static gsize
measure_number (const char *position)
{
  gsize length;

  for (gsize i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if (g_str_has_prefix (position, WORDS[i]))
      return strlen (WORDS[i]);
  }

  length = strspn (position, "+-.0123456789eE");
  return length > 0 && !isfinite (g_ascii_strtod (position, NULL)) ? length : 0;
}

static char *
mark_numbers (const char *text)
{
  GString *marked = g_string_new (NULL);

  while (*text != '\0') {
    const char *start = text;
    gsize length = 0;

    if (*text == '"')
      text = skip_text (text);
    else if ((length = measure_number (text)) > 0)
      g_string_append_printf (marked, "\"" MARK "%.*s\"", (int) length, text);
    else
      text += MAX (strspn (text, "+-.0123456789eE"), 1);

    text += length;
    if (length == 0)
      g_string_append_len (marked, start, text - start);
  }

  return g_string_free (marked, FALSE);
}

static void unmark_member (JsonObject *object, const char *name, JsonNode *value, gpointer data);
static void unmark_element (JsonArray *array, guint index, JsonNode *value, gpointer data);

static void
unmark (JsonNode *value)
{
  const char *text;

  if (JSON_NODE_HOLDS_OBJECT (value))
    json_object_foreach_member (json_node_get_object (value), unmark_member, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (value))
    json_array_foreach_element (json_node_get_array (value), unmark_element, NULL);
  else if (json_node_get_value_type (value) == G_TYPE_STRING) {
    text = json_node_get_string (value);
    if (g_str_has_prefix (text, MARK))
      json_node_set_double (value, g_ascii_strtod (text + strlen (MARK), NULL));
  }
}

static void
unmark_member (JsonObject *object, const char *name, JsonNode *value, gpointer data)
{
  unmark (value);
}

static void
unmark_element (JsonArray *array, guint index, JsonNode *value, gpointer data)
{
  unmark (value);
}

/* Where in the text a line and a column are: the proxy counts characters from the start, from 0. */
static gint64
get_offset (const char *text, guint line, guint column)
{
  const char *start = text;

  for (; line > 1 && strchr (start, '\n') != NULL; line--)
    start = strchr (start, '\n') + 1;

  return g_utf8_strlen (text, start - text) + column - 1;
}

/**
 * orch_demo_body_parse:
 * @text: the body of a request
 * @offset: where the first error is, in characters
 *
 * Parses JSON as the proxy does, which is Python: with NaN, infinity, and numbers of any size.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @offset
 */
JsonNode *
orch_demo_body_parse (const char *text, gint64 *offset)
{
  g_autofree char *marked = mark_numbers (text);
  JsonNode *value = orch_json_parse_reply (marked, strlen (marked), NULL);
  guint line, column;

  if (value != NULL) {
    unmark (value);
    return value;
  }

  value = orch_json_parse (text, -1, &line, &column, NULL);
  *offset = value == NULL ? get_offset (text, line, column) : 0;
  return value;
}
