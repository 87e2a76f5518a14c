#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/words.h"
#include "ui/users/column-sorter.h"
#include "ui/users/user-cell.h"

#include "ui/users/users-columns.h"

#define NOT_SORTABLE -1
/* What a cell shows while its row is loading, and where there is no value. */
#define LOADING_TEXT "…"
#define NO_VALUE "–"

typedef struct {
  const char *title;
  int sort;                           /* OrchUserSort, or %NOT_SORTABLE */
  char *(*describe) (OrchUser *user); /* (nullable): not a column of text */
  int min_chars;
  int nat_chars;
  gboolean narrow; /* shown in small windows, where the others are not */
} Column;

static char *
describe_name (OrchUser *user)
{
  return g_strdup (orch_user_get_display_name (user));
}

static char *
describe_email (OrchUser *user)
{
  return g_strdup (orch_user_get_email (user));
}

static char *
describe_id (OrchUser *user)
{
  return g_strdup (orch_user_get_id (user));
}

static char *
describe_role (OrchUser *user)
{
  return g_strdup (orch_words_role_name (orch_user_get_role_name (user)));
}

static char *
describe_budget_reset (OrchUser *user)
{
  GDateTime *reset = orch_user_get_budget_reset_at (user);

  return reset != NULL ? orch_format_date (reset) : NULL;
}

static char *
describe_keys (OrchUser *user)
{
  gint64 count = orch_user_get_key_count (user);

  return count >= 0 ? orch_format_count (count) : NULL;
}

static char *
describe_teams (OrchUser *user)
{
  const char *const *teams = orch_user_get_teams (user);

  return teams[0] != NULL ? g_strjoinv (", ", (char **) teams) : NULL;
}

static char *
describe_created (OrchUser *user)
{
  GDateTime *created = orch_user_get_created_at (user);

  return created != NULL ? orch_format_date (created) : NULL;
}

static const Column columns[] = {
  { N_ ("User"), ORCH_USER_SORT_ALIAS, describe_name, 14, 20 },
  { N_ ("Email"), ORCH_USER_SORT_EMAIL, describe_email, 20, 30 },
  { N_ ("User ID"), ORCH_USER_SORT_ID, describe_id, 11, 14 },
  { N_ ("Role"), ORCH_USER_SORT_ROLE, describe_role, 13, 20 },
  { N_ ("Spend"), ORCH_USER_SORT_SPEND, NULL, 18, 20 },
  { N_ ("Budget reset"), NOT_SORTABLE, describe_budget_reset, 11, 11 },
  { N_ ("Keys"), NOT_SORTABLE, describe_keys, 5, 5 },
  { N_ ("Team"), NOT_SORTABLE, describe_teams, 8, 9 },
  { N_ ("Created"), ORCH_USER_SORT_CREATED, describe_created, 11, 11 },
  { N_ ("User"), ORCH_USER_SORT_ALIAS, NULL, 20, 30, .narrow = TRUE },
};

static void
show_text (OrchTextCell *cell, OrchUser *user, gconstpointer data)
{
  const Column *column = data;
  g_autofree char *text = user != NULL ? column->describe (user) : g_strdup (LOADING_TEXT);

  orch_text_cell_set_text (cell, text != NULL ? text : NO_VALUE, user == NULL || text == NULL);
}

static char *
describe_spend (OrchUser *user)
{
  double budget = 0;
  gboolean has_budget = orch_user_get_max_budget (user, &budget);

  return orch_format_spend_of_budget (orch_user_get_spend (user), has_budget, budget);
}

static void
show_spend (OrchTextCell *cell, OrchUser *user, gconstpointer data)
{
  g_autofree char *text = user != NULL ? describe_spend (user) : NULL;
  gboolean has_budget = FALSE;
  double budget = 0;
  double spend = 0;

  if (user != NULL) {
    spend = orch_user_get_spend (user);
    has_budget = orch_user_get_max_budget (user, &budget);
  }

  orch_text_cell_set_budget (cell, spend, has_budget, budget);
  orch_text_cell_set_text (cell, text, FALSE);
}

static void
show_two_lines (OrchTextCell *cell, OrchUser *user, gconstpointer data)
{
  g_autofree char *spend = NULL;
  g_autofree char *text = NULL;

  if (user == NULL) {
    orch_text_cell_set_text (cell, LOADING_TEXT, TRUE);
    orch_text_cell_set_second_line (cell, NULL);
    return;
  }

  spend = describe_spend (user);
  text = g_strdup_printf ("%s · %s", spend, orch_words_role_name (orch_user_get_role_name (user)));
  orch_text_cell_set_text (cell, orch_user_get_display_name (user), FALSE);
  orch_text_cell_set_second_line (cell, text);
}

static OrchUserCell *
create_cell (const Column *column)
{
  OrchUserCell *cell = orch_user_cell_new (column->describe != NULL ? show_text
                                           : column->narrow         ? show_two_lines
                                                                    : show_spend,
                                           column);

  orch_text_cell_set_chars (ORCH_TEXT_CELL (cell), column->min_chars, column->nat_chars);
  orch_text_cell_set_two_lines (ORCH_TEXT_CELL (cell), column->narrow);
  orch_text_cell_set_has_bar (ORCH_TEXT_CELL (cell), column->describe == NULL && !column->narrow);

  return cell;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_child (item, GTK_WIDGET (create_cell (user_data)));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_user_cell_set_row (ORCH_USER_CELL (gtk_list_item_get_child (item)),
                          gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_user_cell_set_row (ORCH_USER_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
add_column (GtkColumnView *view, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  view_column = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_resizable (view_column, !column->narrow);
  gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_column_set_visible (view_column, !column->narrow);
  if (column->sort != NOT_SORTABLE) {
    g_autoptr (GtkSorter) sorter = orch_column_sorter_new (column->sort);

    gtk_column_view_column_set_sorter (view_column, sorter);
  }

  gtk_column_view_append_column (view, view_column);
}

/* (transfer full) */
static GtkColumnViewColumn *
get_column (GtkColumnView *view, guint index)
{
  return g_list_model_get_item (gtk_column_view_get_columns (view), index);
}

/**
 * orch_users_columns_add:
 * @view: the table of users, without columns
 *
 * Adds all columns. Those that the server can sort by have a clickable header.
 */
void
orch_users_columns_add (GtkColumnView *view)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (view, &columns[i]);
}

/**
 * orch_users_columns_set_narrow:
 * @view: the table of users
 * @narrow: whether the window is small
 *
 * Shows one column of two lines instead of all others, or these again.
 */
void
orch_users_columns_set_narrow (GtkColumnView *view, gboolean narrow)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = get_column (view, i);

    gtk_column_view_column_set_visible (column, columns[i].narrow == narrow);
  }
}

/**
 * orch_users_columns_set_sort:
 * @view: the table of users
 * @sort: what the rows are sorted by
 * @descending: the direction
 *
 * Shows in the headers how the rows are sorted.
 */
void
orch_users_columns_set_sort (GtkColumnView *view, OrchUserSort sort, gboolean descending)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = get_column (view, i);

    if (columns[i].sort == (int) sort && !columns[i].narrow)
      gtk_column_view_sort_by_column (view, column,
                                      descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  }
}

/**
 * orch_users_columns_get_sort:
 * @view: the table of users
 * @sort: (out): what to sort by
 * @descending: (out): the direction
 *
 * Reads from the headers how the rows are to be sorted.
 *
 * Returns: %FALSE if no header was chosen
 */
gboolean
orch_users_columns_get_sort (GtkColumnView *view, OrchUserSort *sort, gboolean *descending)
{
  guint key;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), FALSE);
  g_return_val_if_fail (sort != NULL && descending != NULL, FALSE);

  if (!orch_column_sorter_read (gtk_column_view_get_sorter (view), &key, descending))
    return FALSE;

  *sort = key;

  return TRUE;
}
