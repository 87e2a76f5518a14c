#include "config.h"

#include <glib/gi18n.h>

#include "core/lists/key-list.h"
#include "ui/common/format.h"
#include "ui/keys/key-words.h"

#include "ui/keys/keys-columns.h"

static void
show_name (OrchTextCell *cell, gpointer key, gconstpointer data)
{
  orch_text_cell_set_text (
      cell, key != NULL ? orch_key_get_display_name (key) : ORCH_LIST_LOADING_TEXT, key == NULL);
  if (key != NULL && orch_key_get_alias (key) != NULL && orch_key_get_masked_name (key) != NULL)
    orch_text_cell_set_suffix (cell, orch_key_get_masked_name (key));
}

static char *
describe_owner (gpointer key)
{
  return g_strdup (orch_key_get_user_id (key));
}

static char *
describe_team (gpointer key)
{
  return g_strdup (orch_key_get_team_name (key));
}

static OrchKeyStatus
get_status (OrchKey *key)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return orch_key_get_status (key, now);
}

static char *
describe_status (gpointer key)
{
  return g_strdup (orch_key_words_status (get_status (key)));
}

static void
show_spend (OrchTextCell *cell, gpointer key, gconstpointer data)
{
  OrchBudgetHolder holder = ORCH_BUDGET_OF_NOBODY;
  double spend = 0;
  double usd = 0;
  g_autofree char *text = key != NULL ? orch_key_words_spend (key) : NULL;

  if (key != NULL)
    holder = orch_key_budget_find (key, &spend, &usd);

  orch_text_cell_set_budget (cell, spend, holder != ORCH_BUDGET_OF_NOBODY, usd);
  orch_text_cell_set_text (cell, text, FALSE);
}

static char *
describe_max_budget (gpointer key)
{
  double usd;

  return orch_key_get_max_budget (key, &usd) ? orch_format_money (usd) : NULL;
}

static char *
describe_expires (gpointer key)
{
  GDateTime *expires = orch_key_get_expires (key);

  return expires != NULL ? orch_format_date (expires) : g_strdup (_ ("Never"));
}

static char *
describe_rates (gpointer key)
{
  return orch_key_words_rates (key);
}

static char *
describe_models (gpointer key)
{
  return orch_key_words_models (key);
}

static char *
describe_age (gpointer key)
{
  GDateTime *created = orch_key_get_created_at (key);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return created != NULL ? orch_format_age (created, now) : NULL;
}

static char *
describe_last_active (gpointer key)
{
  GDateTime *last_active = orch_key_get_last_active (key);

  return last_active != NULL ? orch_format_date (last_active) : NULL;
}

static char *
describe_creator (gpointer key)
{
  return g_strdup (orch_key_get_created_by (key));
}

static void
show_two_lines (OrchTextCell *cell, gpointer key, gconstpointer data)
{
  g_autofree char *spend = NULL;
  g_autofree char *text = NULL;

  show_name (cell, key, data);
  if (key != NULL) {
    spend = orch_key_words_spend (key);
    text = g_strdup_printf ("%s · %s", orch_key_words_status (get_status (key)), spend);
  }
  orch_text_cell_set_second_line (cell, text);
}

/* The secret's age, not the key's. */
static char *
describe_secret_age (gpointer key)
{
  GDateTime *since = orch_rotation_due_get_since (key);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return since != NULL ? orch_format_age (since, now) : NULL;
}

/* Whatever was done to the key meanwhile, its row stays. */
static char *
describe_why (OrchKey *key, const OrchRotationPolicy *policy)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  char *text = orch_key_words_rotation_reasons (orch_rotation_due_find (key, policy, now));

  return text != NULL ? text : g_strdup (orch_key_words_status (get_status (key)));
}

static void
show_why (OrchTextCell *cell, gpointer key, gconstpointer policy)
{
  g_autofree char *text = key != NULL ? describe_why (key, policy) : NULL;

  orch_text_cell_set_text (cell, text, FALSE);
}

static char *
describe_rotation (gpointer key)
{
  char *text = orch_key_words_rotation (key);

  return text != NULL ? text : g_strdup (_ ("Off"));
}

static void
show_due_lines (OrchTextCell *cell, gpointer key, gconstpointer policy)
{
  g_autofree char *text = NULL;

  show_name (cell, key, policy);
  if (key != NULL) {
    g_autofree char *age = describe_secret_age (key);
    g_autofree char *why = describe_why (key, policy);

    text = g_strdup_printf ("%s · %s", age != NULL ? age : ORCH_LIST_NO_VALUE, why);
  }
  orch_text_cell_set_second_line (cell, text);
}

static const OrchListColumn columns[] = {
  { N_ ("Key"), ORCH_KEY_SORT_ALIAS, NULL, show_name, 22, 32 },
  { N_ ("Owner"), ORCH_LIST_NOT_SORTABLE, describe_owner, NULL, 10, 14 },
  { N_ ("Team"), ORCH_LIST_NOT_SORTABLE, describe_team, NULL, 6, 10 },
  { N_ ("Status"), ORCH_LIST_NOT_SORTABLE, describe_status, NULL, 7, 8 },
  { N_ ("Spend"), ORCH_KEY_SORT_SPEND, NULL, show_spend, 16, 22, .has_bar = TRUE },
  { N_ ("Max budget"), ORCH_KEY_SORT_MAX_BUDGET, describe_max_budget, NULL, 8, 9 },
  { N_ ("Expires"), ORCH_LIST_NOT_SORTABLE, describe_expires, NULL, 10, 11 },
  { N_ ("Limits"), ORCH_LIST_NOT_SORTABLE, describe_rates, NULL, 8, 20 },
  { N_ ("Models"), ORCH_LIST_NOT_SORTABLE, describe_models, NULL, 8, 14 },
  { N_ ("Age"), ORCH_KEY_SORT_CREATED, describe_age, NULL, 9, 10 },
  { N_ ("Last active"), ORCH_LIST_NOT_SORTABLE, describe_last_active, NULL, 10, 11 },
  { N_ ("Created by"), ORCH_LIST_NOT_SORTABLE, describe_creator, NULL, 8, 14 },
  { N_ ("Key"), ORCH_KEY_SORT_ALIAS, NULL, show_two_lines, 20, 30, .narrow = TRUE },
  { NULL },
};

static const OrchListColumn columns_of_user[] = {
  { N_ ("Key"), ORCH_KEY_SORT_ALIAS, NULL, show_name, 16, 30 },
  { N_ ("Team"), ORCH_LIST_NOT_SORTABLE, describe_team, NULL, 5, 10 },
  { N_ ("Status"), ORCH_LIST_NOT_SORTABLE, describe_status, NULL, 7, 8 },
  { N_ ("Spend"), ORCH_KEY_SORT_SPEND, NULL, show_spend, 14, 22, .has_bar = TRUE },
  { N_ ("Expires"), ORCH_LIST_NOT_SORTABLE, describe_expires, NULL, 10, 11 },
  { N_ ("Age"), ORCH_KEY_SORT_CREATED, describe_age, NULL, 8, 9 },
  { N_ ("Last active"), ORCH_LIST_NOT_SORTABLE, describe_last_active, NULL, 10, 11 },
  { N_ ("Key"), ORCH_KEY_SORT_ALIAS, NULL, show_two_lines, 20, 30, .narrow = TRUE },
  { NULL },
};

const OrchListColumn orch_keys_columns_due[] = {
  { N_ ("Key"), ORCH_LIST_NOT_SORTABLE, NULL, show_name, 14, 32 },
  { N_ ("Owner"), ORCH_LIST_NOT_SORTABLE, describe_owner, NULL, 8, 14 },
  { N_ ("Age"), ORCH_LIST_NOT_SORTABLE, describe_secret_age, NULL, 9, 10 },
  { N_ ("Last active"), ORCH_LIST_NOT_SORTABLE, describe_last_active, NULL, 10, 11 },
  { N_ ("Expires"), ORCH_LIST_NOT_SORTABLE, describe_expires, NULL, 10, 11 },
  { N_ ("Why"), ORCH_LIST_NOT_SORTABLE, NULL, show_why, 14, 26 },
  { N_ ("Auto rotation"), ORCH_LIST_NOT_SORTABLE, describe_rotation, NULL, 10, 12 },
  { N_ ("Key"), ORCH_LIST_NOT_SORTABLE, NULL, show_due_lines, 20, 30, .narrow = TRUE },
  { NULL },
};

static gboolean
is_filtered (OrchPagedList *list)
{
  const OrchKeyQuery *query = orch_key_list_get_query (ORCH_KEY_LIST (list));

  return query->search != NULL || query->team_id != NULL || query->filter != ORCH_KEY_FILTER_ALL;
}

/* Old keys were created early. */
static void
set_sort (OrchPagedList *list, int sort, gboolean descending)
{
  orch_key_list_set_sort (ORCH_KEY_LIST (list), sort,
                          sort == ORCH_KEY_SORT_CREATED ? !descending : descending);
}

static char *
describe_total (guint total, gboolean found)
{
  g_autofree char *count = orch_format_count (total);

  if (found)
    return g_strdup_printf (ngettext ("%s key found", "%s keys found", total), count);

  return g_strdup_printf (ngettext ("%s key", "%s keys", total), count);
}

static char *
describe_left_out (guint n_left_out)
{
  return g_strdup_printf (
      ngettext ("%u row could not be shown, because the server’s order is not stable. "
                "Sort by age, the youngest first, to see all.",
                "%u rows could not be shown, because the server’s order is not stable. "
                "Sort by age, the youngest first, to see all.",
                n_left_out),
      n_left_out);
}

const OrchListKind orch_keys_kind = {
  .name = N_ ("Keys"),
  .milestone = "keys-first-rows",
  .columns = columns,
  .sort = ORCH_KEY_SORT_CREATED,
  .busy_text = N_ ("Loading keys"),
  .empty_icon = "dialog-password-symbolic",
  .empty_title = N_ ("No keys"),
  .empty_text = N_ ("This server has no API keys yet."),
  .error_title = N_ ("The keys can’t be shown"),
  .clear_action = "keys.clear",
  .retry_action = "keys.retry",
  .describe_total = describe_total,
  .describe_left_out = describe_left_out,
  .is_filtered = is_filtered,
  .set_sort = set_sort,
};

const OrchListKind orch_keys_kind_of_user = {
  .name = N_ ("Keys"),
  .columns = columns_of_user,
  .sort = ORCH_KEY_SORT_CREATED,
  .is_compact = TRUE,
  .busy_text = N_ ("Loading keys"),
  .empty_icon = "dialog-password-symbolic",
  .empty_title = N_ ("No keys"),
  .empty_text = N_ ("This user has no API keys."),
  .error_title = N_ ("The keys can’t be shown"),
  .clear_action = "keys.clear",
  .retry_action = "keys.retry",
  .describe_total = describe_total,
  .describe_left_out = describe_left_out,
  .is_filtered = is_filtered,
  .set_sort = set_sort,
};
