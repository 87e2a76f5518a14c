#include "config.h"

#include <glib/gi18n.h>

#include "core/lists/paged-row.h"
#include "ui/common/format.h"
#include "ui/usage/usage-words.h"

#include "ui/usage/usage-columns.h"

static char *
describe_day (gpointer row)
{
  return orch_usage_words_day (row);
}

static char *
describe_model (gpointer row)
{
  const char *name = orch_usage_row_get_name (row);

  return g_strdup (name != NULL ? name : _ ("No model"));
}

static char *
describe_key (gpointer row)
{
  const char *name = orch_usage_row_get_name (row);
  const char *alias = orch_usage_row_get_alias (row);

  if (name == NULL)
    return g_strdup (_ ("Other keys"));

  return g_strdup (alias != NULL ? alias : name);
}

static char *
describe_spend (gpointer row)
{
  return orch_format_money (orch_usage_row_get_amounts (row)->spend);
}

static char *
describe_requests (gpointer row)
{
  const OrchUsageAmounts *amounts = orch_usage_row_get_amounts (row);

  return orch_format_count (amounts->n_succeeded + amounts->n_failed);
}

static char *
describe_failed (gpointer row)
{
  return orch_format_count (orch_usage_row_get_amounts (row)->n_failed);
}

static char *
describe_tokens (gpointer row)
{
  return orch_format_count (orch_usage_row_get_amounts (row)->total_tokens);
}

static void
show_amounts (OrchTextCell *cell, OrchUsageRow *row, const char *name)
{
  g_autofree char *spend = describe_spend (row);
  g_autofree char *requests = orch_usage_words_requests (orch_usage_row_get_amounts (row));
  g_autofree char *text = g_strdup_printf ("%s · %s", spend, requests);

  orch_text_cell_set_text (cell, name, FALSE);
  orch_text_cell_set_second_line (cell, text);
}

static void
show_day_lines (OrchTextCell *cell, gpointer row, gconstpointer data)
{
  g_autofree char *name = describe_day (row);

  show_amounts (cell, row, name);
}

static void
show_model_lines (OrchTextCell *cell, gpointer row, gconstpointer data)
{
  g_autofree char *name = describe_model (row);

  show_amounts (cell, row, name);
}

static void
show_key_lines (OrchTextCell *cell, gpointer row, gconstpointer data)
{
  g_autofree char *name = describe_key (row);

  show_amounts (cell, row, name);
}

#define AMOUNT_COLUMNS                                                                             \
  { N_ ("Spend"), ORCH_LIST_NOT_SORTABLE, describe_spend, NULL, 9, 12 },                           \
      { N_ ("Requests"), ORCH_LIST_NOT_SORTABLE, describe_requests, NULL, 8, 10 },                 \
      { N_ ("Failed"), ORCH_LIST_NOT_SORTABLE, describe_failed, NULL, 6, 8 },                      \
  {                                                                                                \
    N_ ("Tokens"), ORCH_LIST_NOT_SORTABLE, describe_tokens, NULL, 9, 12                            \
  }

const OrchListColumn orch_usage_columns_of_days[] = {
  { N_ ("Day"), ORCH_LIST_NOT_SORTABLE, describe_day, NULL, 12, 26 },
  AMOUNT_COLUMNS,
  { N_ ("Day"), ORCH_LIST_NOT_SORTABLE, NULL, show_day_lines, 20, 30, .narrow = TRUE },
  { NULL },
};

const OrchListColumn orch_usage_columns_of_models[] = {
  { N_ ("Model"), ORCH_LIST_NOT_SORTABLE, describe_model, NULL, 12, 26 },
  AMOUNT_COLUMNS,
  { N_ ("Model"), ORCH_LIST_NOT_SORTABLE, NULL, show_model_lines, 20, 30, .narrow = TRUE },
  { NULL },
};

const OrchListColumn orch_usage_columns_of_keys[] = {
  { N_ ("Key"), ORCH_LIST_NOT_SORTABLE, describe_key, NULL, 12, 26 },
  AMOUNT_COLUMNS,
  { N_ ("Key"), ORCH_LIST_NOT_SORTABLE, NULL, show_key_lines, 20, 30, .narrow = TRUE },
  { NULL },
};

/**
 * orch_usage_columns_fill:
 * @table: a table with such columns
 * @rows: (element-type OrchUsageRow): what to show
 *
 * Shows other rows.
 */
void
orch_usage_columns_fill (GtkColumnView *table, GListModel *rows)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (table));
  g_return_if_fail (G_IS_LIST_MODEL (rows));

  GListStore *held = g_list_store_new (ORCH_TYPE_PAGED_ROW);
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (G_LIST_MODEL (held));

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (OrchUsageRow) item = g_list_model_get_item (rows, i);
    g_autoptr (OrchPagedRow) row = orch_paged_row_new (item);

    g_list_store_append (held, row);
  }
  gtk_column_view_set_model (table, GTK_SELECTION_MODEL (model));
}
