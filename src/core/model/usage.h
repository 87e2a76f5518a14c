#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How LiteLLM writes days, for g_date_strftime(). */
#define ORCH_USAGE_DATE_FORMAT "%Y-%m-%d"

/**
 * OrchUsageAmounts:
 * @spend: in USD
 * @n_succeeded: requests that were answered
 * @n_failed: requests that were not
 * @prompt_tokens: tokens of the requests
 * @completion_tokens: tokens of the answers
 * @total_tokens: both
 *
 * What was used.
 */
typedef struct {
  double spend;
  gint64 n_succeeded;
  gint64 n_failed;
  gint64 prompt_tokens;
  gint64 completion_tokens;
  gint64 total_tokens;
} OrchUsageAmounts;

#define ORCH_TYPE_USAGE_ROW (orch_usage_row_get_type ())

/**
 * OrchUsageRow:
 *
 * What was used on one day, with one model or with one key.
 */
G_DECLARE_FINAL_TYPE (OrchUsageRow, orch_usage_row, ORCH, USAGE_ROW, GObject)

const char *orch_usage_row_get_name (OrchUsageRow *self);
const char *orch_usage_row_get_alias (OrchUsageRow *self);
const OrchUsageAmounts *orch_usage_row_get_amounts (OrchUsageRow *self);

/**
 * OrchUsage:
 * @totals: the server's own totals
 * @days: (owned) (element-type OrchUsageRow): every day of the range, from the first on, named
 *   YYYY-MM-DD
 * @models: (owned) (element-type OrchUsageRow): named as people call them, the most expensive first
 * @keys: (owned) (element-type OrchUsageRow): named by key ID, the most expensive first
 * @n_keys: how many keys were used; @keys need not be all of them
 *
 * What was used in a range of days. The rows of @models and of @keys add up to @totals: what the
 * server does not tell of any of them is in a last row without a name.
 */
typedef struct {
  OrchUsageAmounts totals;
  GListModel *days;
  GListModel *models;
  GListModel *keys;
  guint n_keys;
} OrchUsage;

OrchUsage *orch_usage_new_from_json (JsonObject *reply, const GDate *first, const GDate *last);
void orch_usage_free (OrchUsage *self);
gboolean orch_usage_is_empty (const OrchUsage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchUsage, orch_usage_free)

G_END_DECLS
