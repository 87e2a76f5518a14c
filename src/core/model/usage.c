#include "config.h"

#include <math.h>

#include "core/client/json.h"

#include "core/model/usage.h"

struct _OrchUsageRow {
  GObject parent_instance;

  char *name;  /* (owned) (nullable): none for what has no row of its own */
  char *alias; /* (owned) (nullable): of a key */
  OrchUsageAmounts amounts;
};

G_DEFINE_FINAL_TYPE (OrchUsageRow, orch_usage_row, G_TYPE_OBJECT)

static void
orch_usage_row_finalize (GObject *object)
{
  OrchUsageRow *self = ORCH_USAGE_ROW (object);

  g_free (self->name);
  g_free (self->alias);

  G_OBJECT_CLASS (orch_usage_row_parent_class)->finalize (object);
}

static void
orch_usage_row_class_init (OrchUsageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_usage_row_finalize;
}

static void
orch_usage_row_init (OrchUsageRow *self)
{
}

static OrchUsageRow *
row_new (const char *name)
{
  OrchUsageRow *row = g_object_new (ORCH_TYPE_USAGE_ROW, NULL);

  row->name = g_strdup (name);

  return row;
}

/* @prefix is what stands before the names of the totals. */
static OrchUsageAmounts
read_amounts (JsonObject *object, const char *prefix)
{
  OrchUsageAmounts amounts = { 0 };
  const struct {
    const char *name;
    gint64 *value;
  } counts[] = {
    { "successful_requests", &amounts.n_succeeded },
    { "failed_requests", &amounts.n_failed },
    { "prompt_tokens", &amounts.prompt_tokens },
    { "completion_tokens", &amounts.completion_tokens },
  };
  g_autofree char *spend = g_strconcat (prefix, "spend", NULL);

  orch_json_get_double (object, spend, &amounts.spend);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autofree char *name = g_strconcat (prefix, counts[i].name, NULL);

    orch_json_get_int (object, name, counts[i].value);
  }
  /* The same name in the totals. */
  orch_json_get_int (object, "total_tokens", &amounts.total_tokens);

  return amounts;
}

static void
add_amounts (OrchUsageAmounts *sum, const OrchUsageAmounts *amounts)
{
  sum->spend += amounts->spend;
  sum->n_succeeded += amounts->n_succeeded;
  sum->n_failed += amounts->n_failed;
  sum->prompt_tokens += amounts->prompt_tokens;
  sum->completion_tokens += amounts->completion_tokens;
  sum->total_tokens += amounts->total_tokens;
}

/* (transfer none): the row of this name, which is made when it is first asked for */
static OrchUsageRow *
get_row (GHashTable *rows, const char *name)
{
  OrchUsageRow *row = g_hash_table_lookup (rows, name);

  if (row == NULL) {
    row = row_new (name);
    g_hash_table_insert (rows, row->name, row);
  }

  return row;
}

/* What one of the breakdown's tables tells of one day. */
static void
add_groups (GHashTable *rows, JsonObject *groups)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (groups == NULL)
    return;

  json_object_iter_init (&iter, groups);
  while (json_object_iter_next (&iter, &name, &node)) {
    JsonObject *group = orch_json_get_root (node);
    OrchUsageAmounts amounts = read_amounts (orch_json_get_object (group, "metrics"), "");
    const char *alias =
        orch_json_get_string (orch_json_get_object (group, "metadata"), "key_alias");
    OrchUsageRow *row = get_row (rows, name);

    add_amounts (&row->amounts, &amounts);
    if (row->alias == NULL)
      row->alias = g_strdup (alias);
  }
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const OrchUsageRow *row_a = *(OrchUsageRow *const *) a;
  const OrchUsageRow *row_b = *(OrchUsageRow *const *) b;
  gint64 n_a = row_a->amounts.n_succeeded + row_a->amounts.n_failed;
  gint64 n_b = row_b->amounts.n_succeeded + row_b->amounts.n_failed;

  if (row_a->amounts.spend != row_b->amounts.spend)
    return row_a->amounts.spend > row_b->amounts.spend ? -1 : 1;
  if (n_a != n_b)
    return n_a > n_b ? -1 : 1;

  return g_strcmp0 (row_a->name, row_b->name);
}

static OrchUsageRow *
create_rest (const OrchUsageAmounts *totals, GPtrArray *rows)
{
  g_autoptr (OrchUsageRow) rest = row_new (NULL);
  OrchUsageAmounts *amounts = &rest->amounts;

  for (guint i = 0; i < rows->len; i++)
    add_amounts (amounts, orch_usage_row_get_amounts (rows->pdata[i]));

  amounts->spend = totals->spend - amounts->spend;
  amounts->n_succeeded = totals->n_succeeded - amounts->n_succeeded;
  amounts->n_failed = totals->n_failed - amounts->n_failed;
  amounts->prompt_tokens = totals->prompt_tokens - amounts->prompt_tokens;
  amounts->completion_tokens = totals->completion_tokens - amounts->completion_tokens;
  amounts->total_tokens = totals->total_tokens - amounts->total_tokens;

  /* What only comes from adding in another order. */
  if (fabs (amounts->spend) <= 1e-9 * fabs (totals->spend))
    amounts->spend = 0;
  if (amounts->spend <= 0 && amounts->n_succeeded <= 0 && amounts->n_failed <= 0
      && amounts->total_tokens <= 0)
    return NULL;

  return g_steal_pointer (&rest);
}

static GListModel *
list_groups (GHashTable *groups, const OrchUsageAmounts *totals)
{
  GListStore *list = g_list_store_new (ORCH_TYPE_USAGE_ROW);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (OrchUsageRow) rest = NULL;
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, row);
  rest = create_rest (totals, rows);

  g_ptr_array_sort (rows, compare_rows);
  g_list_store_splice (list, 0, 0, rows->pdata, rows->len);
  if (rest != NULL)
    g_list_store_append (list, rest);

  return G_LIST_MODEL (list);
}

static GListModel *
list_days (GHashTable *days, const GDate *first, const GDate *last)
{
  GListStore *list = g_list_store_new (ORCH_TYPE_USAGE_ROW);

  for (GDate date = *first; g_date_compare (&date, last) <= 0; g_date_add_days (&date, 1)) {
    char name[16];

    g_date_strftime (name, sizeof name, ORCH_USAGE_DATE_FORMAT, &date);

    OrchUsageRow *known = g_hash_table_lookup (days, name);
    g_autoptr (OrchUsageRow) row = known != NULL ? g_object_ref (known) : row_new (name);

    g_list_store_append (list, row);
  }

  return G_LIST_MODEL (list);
}

static GHashTable *
rows_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

/**
 * orch_usage_new_from_json:
 * @reply: the reply to GET /user/daily/activity/aggregated (contract §9)
 * @first: the first day that was asked for
 * @last: the last one
 *
 * Reads what was used. The server leaves out days without use, requests that reached no model, and
 * all but the most expensive keys.
 *
 * Returns: (transfer full): what was used, or %NULL if @reply is something else
 */
OrchUsage *
orch_usage_new_from_json (JsonObject *reply, const GDate *first, const GDate *last)
{
  g_return_val_if_fail (g_date_valid (first) && g_date_valid (last), NULL);

  JsonArray *results = orch_json_get_array (reply, "results");
  JsonObject *metadata = orch_json_get_object (reply, "metadata");
  g_autoptr (GHashTable) days = rows_table_new ();
  g_autoptr (GHashTable) models = rows_table_new ();
  g_autoptr (GHashTable) keys = rows_table_new ();
  gint64 n_keys = 0;
  OrchUsage *self;

  if (results == NULL || !orch_json_get_double (metadata, "total_spend", NULL))
    return NULL;

  for (guint i = 0; i < json_array_get_length (results); i++) {
    JsonObject *result = orch_json_get_root (json_array_get_element (results, i));
    JsonObject *breakdown = orch_json_get_object (result, "breakdown");
    const char *date = orch_json_get_string (result, "date");
    OrchUsageAmounts amounts = read_amounts (orch_json_get_object (result, "metrics"), "");

    if (date == NULL)
      continue;

    add_amounts (&get_row (days, date)->amounts, &amounts);
    add_groups (models, orch_json_get_object (breakdown, "model_groups"));
    add_groups (keys, orch_json_get_object (breakdown, "api_keys"));
  }

  self = g_new0 (OrchUsage, 1);
  self->totals = read_amounts (metadata, "total_");
  self->days = list_days (days, first, last);
  self->models = list_groups (models, &self->totals);
  self->keys = list_groups (keys, &self->totals);
  orch_json_get_int (metadata, "total_api_keys", &n_keys);
  self->n_keys = MAX ((guint) n_keys, g_hash_table_size (keys));

  return self;
}

/**
 * orch_usage_free:
 * @self: (transfer full): what was used
 *
 * Frees @self.
 */
void
orch_usage_free (OrchUsage *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->days);
  g_object_unref (self->models);
  g_object_unref (self->keys);
  g_free (self);
}

/**
 * orch_usage_is_empty:
 * @self: what was used
 *
 * Returns: whether nothing was
 */
gboolean
orch_usage_is_empty (const OrchUsage *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->totals.spend == 0 && self->totals.n_succeeded == 0 && self->totals.n_failed == 0
         && self->totals.total_tokens == 0;
}

/**
 * orch_usage_row_get_name:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the day, model or key ID, %NULL for what the server tells
 *   only in the totals
 */
const char *
orch_usage_row_get_name (OrchUsageRow *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_ROW (self), NULL);

  return self->name;
}

/**
 * orch_usage_row_get_alias:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the alias of a key
 */
const char *
orch_usage_row_get_alias (OrchUsageRow *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_ROW (self), NULL);

  return self->alias;
}

/**
 * orch_usage_row_get_amounts:
 * @self: a row
 *
 * Returns: (transfer none): what was used
 */
const OrchUsageAmounts *
orch_usage_row_get_amounts (OrchUsageRow *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_ROW (self), NULL);

  return &self->amounts;
}
