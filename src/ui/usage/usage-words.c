#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"

#include "ui/usage/usage-words.h"

/* (transfer full): the day's beginning here, so that it is written as the day that it is in UTC */
static GDateTime *
get_day (OrchUsageRow *row)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autofree char *text = g_strconcat (orch_usage_row_get_name (row), "T12:00:00", NULL);

  return g_date_time_new_from_iso8601 (text, here);
}

/**
 * orch_usage_words_get_value:
 * @amounts: what was used
 * @measure: what to show of it
 *
 * Returns: the number: USD, requests or tokens
 */
double
orch_usage_words_get_value (const OrchUsageAmounts *amounts, OrchUsageMeasure measure)
{
  switch (measure) {
  case ORCH_USAGE_MEASURE_REQUESTS:
    return (double) (amounts->n_succeeded + amounts->n_failed);
  case ORCH_USAGE_MEASURE_TOKENS:
    return (double) amounts->total_tokens;
  case ORCH_USAGE_MEASURE_SPEND:
  case ORCH_N_USAGE_MEASURES:
  default:
    return amounts->spend;
  }
}

/**
 * orch_usage_words_value:
 * @value: a number
 * @measure: of what
 *
 * Returns: (transfer full): the number alone, such as "$0.25" or "1,590"
 */
char *
orch_usage_words_value (double value, OrchUsageMeasure measure)
{
  return measure == ORCH_USAGE_MEASURE_SPEND ? orch_format_money (value)
                                             : orch_format_count ((gint64) value);
}

/**
 * orch_usage_words_requests:
 * @amounts: what was used
 *
 * Returns: (transfer full): how many requests, and how many of them failed
 */
char *
orch_usage_words_requests (const OrchUsageAmounts *amounts)
{
  gint64 n = amounts->n_succeeded + amounts->n_failed;
  g_autofree char *count = orch_format_count (n);
  g_autofree char *failed = orch_format_count (amounts->n_failed);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%s request", "%s requests", (gulong) n), count);

  if (amounts->n_failed == 0)
    return g_steal_pointer (&text);

  /* Translators: "267 requests"; how many of them failed */
  return g_strdup_printf (_ ("%s, %s failed"), text, failed);
}

/**
 * orch_usage_words_amounts:
 * @amounts: what was used
 * @measure: what to say of it
 *
 * Returns: (transfer full): the text, such as "$0.25" or "267 requests, 14 failed"
 */
char *
orch_usage_words_amounts (const OrchUsageAmounts *amounts, OrchUsageMeasure measure)
{
  g_autofree char *count = NULL;

  switch (measure) {
  case ORCH_USAGE_MEASURE_REQUESTS:
    return orch_usage_words_requests (amounts);
  case ORCH_USAGE_MEASURE_TOKENS:
    count = orch_format_count (amounts->total_tokens);
    return g_strdup_printf (ngettext ("%s token", "%s tokens", (gulong) amounts->total_tokens),
                            count);
  case ORCH_USAGE_MEASURE_SPEND:
  case ORCH_N_USAGE_MEASURES:
  default:
    return orch_format_money (amounts->spend);
  }
}

/**
 * orch_usage_words_day:
 * @row: a day's
 *
 * Returns: (transfer full): the day, such as "23 Nov 2026"
 */
char *
orch_usage_words_day (OrchUsageRow *row)
{
  g_autoptr (GDateTime) day = get_day (row);

  return orch_format_date (day);
}

/**
 * orch_usage_words_short_day:
 * @row: a day's
 *
 * Returns: (transfer full): the day without its year, such as "23 Nov"
 */
char *
orch_usage_words_short_day (OrchUsageRow *row)
{
  g_autoptr (GDateTime) day = get_day (row);

  return orch_format_day (day);
}

/**
 * orch_usage_words_summary:
 * @days: (element-type OrchUsageRow): all days of a range, at least one
 * @measure: what to say of them
 *
 * Says in words what a chart of the days shows.
 *
 * Returns: (transfer full): the text
 */
char *
orch_usage_words_summary (GListModel *days, OrchUsageMeasure measure)
{
  static const char *const titles[] = {
    [ORCH_USAGE_MEASURE_SPEND] = N_ ("Spend by day"),
    [ORCH_USAGE_MEASURE_REQUESTS] = N_ ("Requests by day"),
    [ORCH_USAGE_MEASURE_TOKENS] = N_ ("Tokens by day"),
  };
  guint n = g_list_model_get_n_items (days);
  g_autoptr (OrchUsageRow) first = g_list_model_get_item (days, 0);
  g_autoptr (OrchUsageRow) last = g_list_model_get_item (days, n - 1);
  g_autoptr (OrchUsageRow) most = g_object_ref (first);
  g_autofree char *first_day = orch_usage_words_day (first);
  g_autofree char *last_day = orch_usage_words_day (last);
  g_autofree char *most_day = NULL;
  g_autofree char *amounts = NULL;

  for (guint i = 1; i < n; i++) {
    g_autoptr (OrchUsageRow) row = g_list_model_get_item (days, i);

    if (orch_usage_words_get_value (orch_usage_row_get_amounts (row), measure)
        > orch_usage_words_get_value (orch_usage_row_get_amounts (most), measure))
      g_set_object (&most, row);
  }
  most_day = orch_usage_words_day (most);
  amounts = orch_usage_words_amounts (orch_usage_row_get_amounts (most), measure);

  /* Translators: "Spend by day"; first day; last day; the day with most; how much that was */
  return g_strdup_printf (_ ("%s, %s to %s. Most on %s: %s."), _ (titles[measure]), first_day,
                          last_day, most_day, amounts);
}
