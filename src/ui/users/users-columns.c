#include "config.h"

#include <glib/gi18n.h>

#include "core/services/user-service.h"
#include "ui/common/format.h"
#include "ui/common/words.h"

#include "ui/users/users-columns.h"

static char *
describe_name (gpointer user)
{
  return g_strdup (orch_user_get_display_name (user));
}

static char *
describe_email (gpointer user)
{
  return g_strdup (orch_user_get_email (user));
}

static char *
describe_id (gpointer user)
{
  return g_strdup (orch_user_get_id (user));
}

static char *
describe_role (gpointer user)
{
  return g_strdup (orch_words_role_name (orch_user_get_role_name (user)));
}

static char *
describe_budget_reset (gpointer user)
{
  GDateTime *reset = orch_user_get_budget_reset_at (user);

  return reset != NULL ? orch_format_date (reset) : NULL;
}

static char *
describe_keys (gpointer user)
{
  gint64 count = orch_user_get_key_count (user);

  return count >= 0 ? orch_format_count (count) : NULL;
}

static char *
describe_teams (gpointer user)
{
  g_auto (GStrv) names = orch_user_dup_team_names (user);

  return names[0] != NULL ? g_strjoinv (", ", names) : NULL;
}

static char *
describe_created (gpointer user)
{
  GDateTime *created = orch_user_get_created_at (user);

  return created != NULL ? orch_format_date (created) : NULL;
}

static char *
describe_spend (gpointer user)
{
  double budget = 0;
  gboolean has_budget = orch_user_get_max_budget (user, &budget);

  return orch_format_spend_of_budget (orch_user_get_spend (user), has_budget, budget);
}

static void
show_spend (OrchTextCell *cell, gpointer user, gconstpointer data)
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
show_two_lines (OrchTextCell *cell, gpointer user, gconstpointer data)
{
  g_autofree char *spend = NULL;
  g_autofree char *text = NULL;

  if (user == NULL) {
    orch_text_cell_set_text (cell, ORCH_LIST_LOADING_TEXT, TRUE);
    orch_text_cell_set_second_line (cell, NULL);
    return;
  }

  spend = describe_spend (user);
  text = g_strdup_printf ("%s · %s", spend, orch_words_role_name (orch_user_get_role_name (user)));
  orch_text_cell_set_text (cell, orch_user_get_display_name (user), FALSE);
  orch_text_cell_set_second_line (cell, text);
}

const OrchListColumn orch_users_columns[] = {
  { N_ ("User"), ORCH_USER_SORT_ALIAS, describe_name, NULL, 14, 20 },
  { N_ ("Email"), ORCH_USER_SORT_EMAIL, describe_email, NULL, 20, 30 },
  { N_ ("User ID"), ORCH_USER_SORT_ID, describe_id, NULL, 11, 14 },
  { N_ ("Role"), ORCH_USER_SORT_ROLE, describe_role, NULL, 13, 20 },
  { N_ ("Spend"), ORCH_USER_SORT_SPEND, NULL, show_spend, 18, 20, .has_bar = TRUE },
  { N_ ("Budget reset"), ORCH_LIST_NOT_SORTABLE, describe_budget_reset, NULL, 11, 11 },
  { N_ ("Keys"), ORCH_LIST_NOT_SORTABLE, describe_keys, NULL, 5, 5 },
  { N_ ("Team"), ORCH_LIST_NOT_SORTABLE, describe_teams, NULL, 8, 9 },
  { N_ ("Created"), ORCH_USER_SORT_CREATED, describe_created, NULL, 11, 11 },
  { N_ ("User"), ORCH_USER_SORT_ALIAS, NULL, show_two_lines, 20, 30, .narrow = TRUE },
  { NULL },
};
