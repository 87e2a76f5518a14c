#include "config.h"

#include <string.h>

#include "core/rules/text.h"

#include "core/rules/names.h"

/* Lists of names are written with commas or line breaks between them. A name that holds one itself,
 * or that begins with a quotation mark, is written between quotation marks, with those inside it
 * doubled, as in CSV. */

#define SEPARATORS ",\n"

/* The end of a name in quotation marks, behind the second one; NULL where there is no second one,
 * and the first is a character like any other. */
static const char *
find_quote_end (const char *text)
{
  if (*text != '"')
    return NULL;

  for (const char *p = text + 1; *p != '\0'; p++) {
    if (*p != '"')
      continue;
    if (p[1] != '"')
      return p + 1;
    p++;
  }

  return NULL;
}

static const char *
skip_spaces (const char *text)
{
  while (*text == ' ')
    text++;

  return text;
}

/* What is between here and the next separator, or the end. */
static gsize
measure_piece (const char *text)
{
  const char *begin = skip_spaces (text);
  const char *quote_end = find_quote_end (begin);
  const char *rest = quote_end != NULL ? quote_end : begin;

  return rest - text + strcspn (rest, SEPARATORS);
}

static char *
read_piece (const char *text, gsize length)
{
  g_autofree char *piece = g_strndup (text, length);
  g_autofree char *name = orch_text_strip (piece);
  const char *quote_end = find_quote_end (name);
  GString *unquoted;

  if (quote_end == NULL)
    return g_steal_pointer (&name);

  unquoted = g_string_new (NULL);
  for (const char *p = name + 1; p < quote_end - 1; p++) {
    g_string_append_c (unquoted, *p);
    if (*p == '"')
      p++;
  }
  g_string_append (unquoted, quote_end);

  return g_string_free (unquoted, FALSE);
}

/* What orch_text_strip () would take away is part of such a name. */
static gboolean
needs_quotes (const char *name)
{
  g_autofree char *stripped = orch_text_strip (name);

  return *name == '"' || strpbrk (name, SEPARATORS) != NULL || !g_str_equal (stripped, name);
}

/**
 * orch_names_parse:
 * @text: names, with commas or line breaks between them
 *
 * Reads a list of names. Each is taken once; empty ones are left out.
 *
 * Returns: (transfer full) (element-type utf8): the names
 */
GPtrArray *
orch_names_parse (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (text != NULL, names);

  for (const char *p = text; *p != '\0';) {
    gsize length = measure_piece (p);
    g_autofree char *name = read_piece (p, length);

    if (*name != '\0' && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_ptr_array_add (names, g_steal_pointer (&name));

    p += length;
    if (*p != '\0')
      p++;
  }

  return names;
}

/**
 * orch_names_to_text:
 * @names: (array zero-terminated=1): names
 *
 * Writes a list of names so that orch_names_parse() reads it back.
 *
 * Returns: (transfer full): the text
 */
char *
orch_names_to_text (const char *const *names)
{
  GString *text;

  g_return_val_if_fail (names != NULL, NULL);

  text = g_string_new (NULL);
  for (gsize i = 0; names[i] != NULL; i++) {
    if (i > 0)
      g_string_append (text, ", ");

    if (!needs_quotes (names[i])) {
      g_string_append (text, names[i]);
      continue;
    }

    g_string_append_c (text, '"');
    for (const char *p = names[i]; *p != '\0'; p++) {
      if (*p == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *p);
    }
    g_string_append_c (text, '"');
  }

  return g_string_free (text, FALSE);
}

/**
 * orch_names_find_last:
 * @text: names, with commas or line breaks between them
 *
 * Finds the name that is still being typed.
 *
 * Returns: (transfer none) (nullable): what comes after the last separator, maybe ""; %NULL if
 * there is no separator
 */
const char *
orch_names_find_last (const char *text)
{
  const char *last = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text + measure_piece (text); *p != '\0'; p += measure_piece (p)) {
    p++;
    last = p;
  }

  return last;
}
