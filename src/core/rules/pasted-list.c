#include "config.h"

#include <string.h>

#include "core/rules/csv.h"

#include "core/rules/pasted-list.h"

/* What heads a column with one name for each user, the best first. */
static const char *const headings[] = {
  "user_id", "user id", "user_email", "user email", "email", "e-mail",
};

/* Reads the cell that begins at `text`, which ends at a separator, a line break or the end of the
 * text, and moves `text` there. Spaces around it do not belong to it. */
static char *
read_cell (const char **text)
{
  GString *cell = g_string_new (NULL);
  const char *p = *text;
  gboolean quoted = FALSE;

  for (; *p != '\0' && (quoted || strchr (",;\t\r\n", *p) == NULL); p++) {
    if (*p != '"')
      g_string_append_c (cell, *p);
    else if (quoted && p[1] == '"')
      g_string_append_c (cell, *p++);
    else
      quoted = !quoted;
  }
  *text = p;

  return orch_csv_unprotect (g_strstrip (g_string_free (cell, FALSE)));
}

/* (transfer full) (element-type GPtrArray): lines of cells */
static GPtrArray *
read_lines (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (;; text++) {
    GPtrArray *line = g_ptr_array_new_with_free_func (g_free);

    g_ptr_array_add (lines, line);
    g_ptr_array_add (line, read_cell (&text));
    for (; *text != '\0' && strchr ("\r\n", *text) == NULL;) {
      text++;
      g_ptr_array_add (line, read_cell (&text));
    }
    if (*text == '\0')
      return lines;
  }
}

/* Returns: whether `line` holds the names of columns, and which of them is wanted */
static gboolean
find_column (GPtrArray *line, guint *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    for (*column = 0; *column < line->len; (*column)++)
      if (g_ascii_strcasecmp (line->pdata[*column], headings[i]) == 0)
        return TRUE;

  return FALSE;
}

static void
add (GStrvBuilder *names, const char *cell)
{
  if (*cell != '\0')
    g_strv_builder_add (names, cell);
}

/**
 * orch_pasted_list_parse:
 * @text: what somebody pasted, or the contents of a CSV file
 *
 * Finds the user IDs and e-mail addresses in a text: the column of a table whose first line says
 * `user_id` or `email`, as the tables that this program exports; else everything between commas,
 * semicolons, tabs and line breaks. Quotation marks keep them together.
 *
 * Returns: (transfer full): the names in their order, also those that are there more than once
 */
GStrv
orch_pasted_list_parse (const char *text)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) lines = NULL;
  gboolean has_heading;
  guint column;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_has_prefix (text, "\xEF\xBB\xBF")) /* spreadsheets begin with a byte order mark */
    text += 3;
  lines = read_lines (text);
  has_heading = find_column (lines->pdata[0], &column);

  for (guint i = has_heading ? 1 : 0; i < lines->len; i++) {
    GPtrArray *line = lines->pdata[i];

    if (has_heading && column < line->len)
      add (names, line->pdata[column]);
    for (guint cell = 0; !has_heading && cell < line->len; cell++)
      add (names, line->pdata[cell]);
  }

  return g_strv_builder_end (names);
}
