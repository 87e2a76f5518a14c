#include "config.h"

#include <errno.h>
#include <math.h>

#include "core/client/error.h"
#include "core/client/secret.h"

#include "core/client/json.h"

#define MAX_DEPTH 128

/*
 * Why not JsonParser: it takes comments, single quotes, hexadecimal numbers and "{} {}", makes
 * infinity of 1e400 and 0 or -1 of integers that are too long, recurses without a limit, what it
 * says about columns changes between its versions, and a page of 100 users takes it more than the
 * 2 ms that a frame can spare.
 */
typedef struct {
  const char *text;
  const char *end;
  const char *position; /* where reading goes on, or the place of the error */
  guint depth;
  gboolean exact;      /* refuse numbers that can't be written back as they were */
  const char *problem; /* (nullable): technical, never quotes the text */
} Parser;

static JsonNode *parse_value (Parser *self);

static gboolean
fail_at (Parser *self, const char *position, const char *problem)
{
  self->position = position;
  self->problem = problem;

  return FALSE;
}

static gboolean
at (const Parser *self, char character)
{
  return self->position < self->end && *self->position == character;
}

static gboolean
at_digit (const Parser *self)
{
  return self->position < self->end && g_ascii_isdigit (*self->position);
}

static void
skip_space (Parser *self)
{
  while (at (self, ' ') || at (self, '\t') || at (self, '\n') || at (self, '\r'))
    self->position++;
}

static gboolean
parse_hex (Parser *self, guint *value)
{
  *value = 0;
  for (guint i = 0; i < 4; i++) {
    if (self->position == self->end || !g_ascii_isxdigit (*self->position))
      return fail_at (self, self->position, "Four hexadecimal digits expected");
    *value = *value * 16 + g_ascii_xdigit_value (*self->position++);
  }

  return TRUE;
}

/* After "\u". */
static gboolean
parse_unicode_escape (Parser *self, GString *string)
{
  const char *start = self->position - 2;
  guint high;
  guint low;

  if (!parse_hex (self, &high))
    return FALSE;
  if (high == 0)
    return fail_at (self, start, "The character U+0000 is not supported");

  if (high >= 0xd800 && high <= 0xdfff) {
    if (high >= 0xdc00 || self->end - self->position < 2 || self->position[0] != '\\'
        || self->position[1] != 'u')
      return fail_at (self, start, "Half of a surrogate pair");
    self->position += 2;
    if (!parse_hex (self, &low))
      return FALSE;
    if (low < 0xdc00 || low > 0xdfff)
      return fail_at (self, start, "Half of a surrogate pair");
    high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  }
  g_string_append_unichar (string, high);

  return TRUE;
}

/* After the backslash. */
static gboolean
parse_escape (Parser *self, GString *string)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  if (at (self, 'u')) {
    self->position++;
    return parse_unicode_escape (self, string);
  }

  letter = self->position < self->end ? strchr (letters, *self->position) : NULL;
  if (letter == NULL)
    return fail_at (self, self->position - 1, "Unknown escape sequence");
  g_string_append_c (string, meanings[letter - letters]);
  self->position++;

  return TRUE;
}

/* At the opening quote; returns NULL on errors. */
static char *
parse_string (Parser *self)
{
  const char *start = self->position++;
  g_autoptr (GString) string = g_string_new (NULL);

  while (self->position < self->end) {
    const char *run = self->position;

    while (self->position < self->end && (guchar) *self->position >= 0x20 && *self->position != '"'
           && *self->position != '\\')
      self->position++;
    g_string_append_len (string, run, self->position - run);
    if (self->position == self->end)
      break;

    if (*self->position == '"') {
      self->position++;
      return g_string_free (g_steal_pointer (&string), FALSE);
    }
    if (*self->position != '\\') {
      fail_at (self, self->position, "Control character in a text");
      return NULL;
    }
    self->position++;
    if (!parse_escape (self, string))
      return NULL;
  }

  fail_at (self, start, "The text is not closed");

  return NULL;
}

static gboolean
skip_digits (Parser *self)
{
  if (!at_digit (self))
    return fail_at (self, self->position, "Digit expected");
  while (at_digit (self))
    self->position++;

  return TRUE;
}

/* Moves over a number by the grammar of RFC 8259. */
static gboolean
skip_number (Parser *self, gboolean *is_integer)
{
  *is_integer = TRUE;
  if (at (self, '-'))
    self->position++;

  if (at (self, '0')) {
    self->position++;
    if (at_digit (self))
      return fail_at (self, self->position - 1, "A number can't begin with 0");
  } else if (!skip_digits (self)) {
    return FALSE;
  }

  if (at (self, '.')) {
    *is_integer = FALSE;
    self->position++;
    if (!skip_digits (self))
      return FALSE;
  }

  if (at (self, 'e') || at (self, 'E')) {
    *is_integer = FALSE;
    self->position++;
    if (at (self, '+') || at (self, '-'))
      self->position++;
    if (!skip_digits (self))
      return FALSE;
  }

  return TRUE;
}

static JsonNode *
parse_number (Parser *self)
{
  const char *start = self->position;
  g_autofree char *text = NULL;
  gboolean is_integer;
  gint64 integer;
  double number;

  if (!skip_number (self, &is_integer))
    return NULL;

  text = g_strndup (start, self->position - start);
  if (is_integer) {
    errno = 0;
    integer = g_ascii_strtoll (text, NULL, 10);
    if (errno == 0)
      return json_node_init_int (json_node_alloc (), integer);
    if (self->exact) {
      fail_at (self, start, "The number is too large");
      return NULL;
    }
  }

  number = g_ascii_strtod (text, NULL);
  if (!isfinite (number)) {
    fail_at (self, start, "The number is too large");
    return NULL;
  }
  if (number == 0.0 && strcspn (text, "123456789") < strcspn (text, "eE")) {
    fail_at (self, start, "The number is too small");
    return NULL;
  }

  return json_node_init_double (json_node_alloc (), number);
}

/* After a member or an element: TRUE at a comma, which is taken; FALSE at @close, or on errors. */
static gboolean
parse_comma (Parser *self, char close)
{
  skip_space (self);
  if (at (self, ',')) {
    self->position++;
    skip_space (self);
    return TRUE;
  }
  if (at (self, close)) {
    self->position++;
    return FALSE;
  }

  return fail_at (self, self->position,
                  close == '}' ? "Comma or closing brace expected"
                               : "Comma or closing bracket expected");
}

static gboolean
parse_member (Parser *self, JsonObject *object)
{
  g_autofree char *name = NULL;
  JsonNode *value;

  if (!at (self, '"'))
    return fail_at (self, self->position, "Member name in double quotes expected");
  name = parse_string (self);
  if (name == NULL)
    return FALSE;

  skip_space (self);
  if (!at (self, ':'))
    return fail_at (self, self->position, "Colon expected");
  self->position++;

  value = parse_value (self);
  if (value == NULL)
    return FALSE;
  json_object_set_member (object, name, value);

  return TRUE;
}

static JsonNode *
parse_object (Parser *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  self->position++;
  skip_space (self);
  if (at (self, '}'))
    self->position++;
  else
    while (parse_member (self, object) && parse_comma (self, '}'))
      continue;

  return self->problem == NULL ? json_node_init_object (json_node_alloc (), object) : NULL;
}

static gboolean
parse_element (Parser *self, JsonArray *array)
{
  JsonNode *value = parse_value (self);

  if (value == NULL)
    return FALSE;
  json_array_add_element (array, value);

  return TRUE;
}

static JsonNode *
parse_array (Parser *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  self->position++;
  skip_space (self);
  if (at (self, ']'))
    self->position++;
  else
    while (parse_element (self, array) && parse_comma (self, ']'))
      continue;

  return self->problem == NULL ? json_node_init_array (json_node_alloc (), array) : NULL;
}

static JsonNode *
parse_nested (Parser *self)
{
  JsonNode *node;

  if (self->depth == MAX_DEPTH) {
    fail_at (self, self->position, "Nested too deeply");
    return NULL;
  }

  self->depth++;
  node = *self->position == '{' ? parse_object (self) : parse_array (self);
  self->depth--;

  return node;
}

static gboolean
take_word (Parser *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->position) < length || memcmp (self->position, word, length) != 0)
    return FALSE;
  self->position += length;

  return TRUE;
}

static JsonNode *
parse_value (Parser *self)
{
  skip_space (self);

  if (at (self, '{') || at (self, '['))
    return parse_nested (self);
  if (at (self, '"')) {
    /* The node holds a copy; one of the texts may be a new key. */
    g_autoptr (OrchSecret) string = parse_string (self);

    return string != NULL ? json_node_init_string (json_node_alloc (), string) : NULL;
  }
  if (at (self, '-') || at_digit (self))
    return parse_number (self);
  if (take_word (self, "null"))
    return json_node_init_null (json_node_alloc ());
  if (take_word (self, "true"))
    return json_node_init_boolean (json_node_alloc (), TRUE);
  if (take_word (self, "false"))
    return json_node_init_boolean (json_node_alloc (), FALSE);

  fail_at (self, self->position, "Value expected");

  return NULL;
}

static JsonNode *
parse_document (Parser *self)
{
  g_autoptr (JsonNode) root = NULL;

  if (!g_utf8_validate_len (self->text, self->end - self->text, &self->position)) {
    fail_at (self, self->position, "Not UTF-8");
    return NULL;
  }

  self->position = self->text;
  root = parse_value (self);
  if (root == NULL)
    return NULL;

  skip_space (self);
  if (self->position < self->end) {
    fail_at (self, self->position, "Nothing may follow the value");
    return NULL;
  }

  return g_steal_pointer (&root);
}

static void
find_place (const Parser *self, guint *line, guint *column)
{
  const char *start = self->text;

  *line = 1;
  for (const char *p = self->text; p < self->position; p++) {
    if (*p == '\n') {
      start = p + 1;
      *line += 1;
    }
  }
  *column = 1 + g_utf8_strlen (start, self->position - start);
}

static JsonNode *
parse (Parser *self, guint *line, guint *column, GError **error)
{
  JsonNode *root = parse_document (self);
  guint error_line;
  guint error_column;

  if (root != NULL)
    return root;

  find_place (self, &error_line, &error_column);
  if (line != NULL)
    *line = error_line;
  if (column != NULL)
    *column = error_column;
  g_set_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY, "%s (line %u, column %u)", self->problem,
               error_line, error_column);

  return NULL;
}

/**
 * orch_json_parse:
 * @text: the text; it may be anything
 * @length: bytes of @text, or -1 if it ends with a nul
 * @line: (out) (optional): line of the first error, from 1
 * @column: (out) (optional): column of the first error in characters, from 1
 * @error: return location
 *
 * Parses strict JSON (RFC 8259), at most 128 levels deep. Numbers that would not survive being
 * written back (integers beyond 64 bit, `1e400`) are errors too.
 *
 * All errors are %ORCH_ERROR_BAD_REPLY; their texts are technical and never quote @text.
 *
 * Returns: (transfer full): the value
 */
JsonNode *
orch_json_parse (const char *text, gssize length, guint *line, guint *column, GError **error)
{
  Parser parser = { .text = text, .exact = TRUE };

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  parser.end = text + (length < 0 ? strlen (text) : (gsize) length);

  return parse (&parser, line, column, error);
}

/**
 * orch_json_parse_reply:
 * @text: the text; it may be anything
 * @length: bytes of @text
 * @error: return location
 *
 * Like orch_json_parse(), but an integer beyond 64 bit becomes the nearest double: one such number
 * in somebody's metadata must not hide a whole page.
 *
 * Returns: (transfer full): the value
 */
JsonNode *
orch_json_parse_reply (const char *text, gsize length, GError **error)
{
  Parser parser = { .text = text, .end = text + length, .exact = FALSE };

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  return parse (&parser, NULL, NULL, error);
}
