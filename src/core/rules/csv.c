#include "config.h"

#include <string.h>

#include "core/rules/csv.h"

/* A cell that begins so is a formula to a spreadsheet, quotation marks or not. */
#define FORMULA_STARTS "=+-@\t\r"

/**
 * orch_csv_append_cell:
 * @rows: whole rows, and the cells of one that was begun
 * @text: (nullable): what to write; %NULL for an empty cell
 *
 * Adds a cell in quotation marks. Where a spreadsheet would take it for a formula, an apostrophe
 * stands before it.
 */
void
orch_csv_append_cell (GString *rows, const char *text)
{
  g_return_if_fail (rows != NULL);

  /* A line break within a cell is followed by a quotation mark at the least. */
  if (rows->len > 0 && rows->str[rows->len - 1] != '\n')
    g_string_append_c (rows, ',');

  g_string_append_c (rows, '"');
  if (text != NULL && *text != '\0' && strchr (FORMULA_STARTS, *text) != NULL)
    g_string_append_c (rows, '\'');
  for (const char *p = text; p != NULL && *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (rows, '"');
    g_string_append_c (rows, *p);
  }
  g_string_append_c (rows, '"');
}

/**
 * orch_csv_end_row:
 * @rows: whole rows, and the cells of one that was begun
 *
 * Ends the row.
 */
void
orch_csv_end_row (GString *rows)
{
  g_return_if_fail (rows != NULL);

  g_string_append_c (rows, '\n');
}

/**
 * orch_csv_unprotect:
 * @text: (transfer full): a cell that was read
 *
 * Takes away the apostrophe of orch_csv_append_cell().
 *
 * Returns: (transfer full): what the cell meant
 */
char *
orch_csv_unprotect (char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  if (text[0] == '\'' && text[1] != '\0' && strchr (FORMULA_STARTS, text[1]) != NULL)
    memmove (text, text + 1, strlen (text));

  return text;
}
