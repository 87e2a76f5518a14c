#include "config.h"

#include <glib/gi18n.h>

#include "core/lists/paged-row.h"
#include "core/services/usage-service.h"
#include "ui/common/format.h"
#include "ui/common/stat-card.h"
#include "ui/common/wrap-box.h"
#include "ui/usage/date-button.h"
#include "ui/usage/usage-columns.h"
#include "ui/usage/usage-days.h"
#include "ui/usage/usage-words.h"

#include "ui/usage/usage-page.h"

/* A reply of more days could become too large. */
#define MAX_DAYS 366

struct _OrchUsagePage {
  OrchRecordPage parent_instance;

  GtkDropDown *range;           /* (unowned) */
  GtkWidget *dates;             /* (unowned) */
  OrchDateButton *first_button; /* (unowned) */
  OrchDateButton *last_button;  /* (unowned) */
  OrchStatCard *spend_card;     /* (unowned) */
  OrchStatCard *requests_card;  /* (unowned) */
  OrchStatCard *tokens_card;    /* (unowned) */
  GtkWidget *usage_box;         /* (unowned) */
  GtkWidget *empty_page;        /* (unowned) */
  OrchUsageDays *days;          /* (unowned) */
  GtkColumnView *models_table;  /* (unowned) */
  GtkWidget *by_key;            /* (unowned) */
  GtkColumnView *keys_table;    /* (unowned) */
  GtkLabel *keys_label;         /* (unowned) */

  OrchSession *session;    /* (owned) (nullable) */
  OrchUsageTarget *target; /* (owned) (nullable) */
  OrchUsage *usage;        /* (owned) (nullable): what is shown */
  GDate first;             /* of the days that are asked for */
  GDate last;
};

G_DEFINE_FINAL_TYPE (OrchUsagePage, orch_usage_page, ORCH_TYPE_RECORD_PAGE)

enum {
  KEY_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* In the order of the choice; the last one is other days. */
static const guint n_days_of_ranges[] = { 7, 30, 90, 0 };

static gboolean
is_known (OrchRecordPage *page)
{
  return ORCH_USAGE_PAGE (page)->usage != NULL;
}

/* --- which days --- */

/* LiteLLM's days are those of UTC. */
static GDate
get_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  int year, month, day;
  GDate today;

  g_date_time_get_ymd (now, &year, &month, &day);
  g_date_clear (&today, 1);
  g_date_set_dmy (&today, (GDateDay) day, (GDateMonth) month, (GDateYear) year);

  return today;
}

static guint
get_n_days (OrchUsagePage *self)
{
  return n_days_of_ranges[MIN (gtk_drop_down_get_selected (self->range),
                               G_N_ELEMENTS (n_days_of_ranges) - 1)];
}

static void
update_range (OrchUsagePage *self)
{
  guint n_days = get_n_days (self);

  if (n_days > 0) {
    self->last = get_today ();
    self->first = self->last;
    g_date_subtract_days (&self->first, n_days - 1);
  }

  gtk_widget_set_visible (self->dates, n_days == 0);
  orch_date_button_set_date (self->first_button, &self->first);
  orch_date_button_set_date (self->last_button, &self->last);
}

/* What the person has just chosen stays, and the other day follows. */
static void
choose_days (OrchUsagePage *self, gboolean keep_first)
{
  GDate today = get_today ();

  if (g_date_compare (&self->last, &today) > 0)
    self->last = today;
  if (g_date_compare (&self->first, &today) > 0)
    self->first = today;

  if (g_date_compare (&self->first, &self->last) > 0) {
    if (keep_first)
      self->last = self->first;
    else
      self->first = self->last;
  } else if (g_date_days_between (&self->first, &self->last) >= MAX_DAYS) {
    GDate *other = keep_first ? &self->last : &self->first;

    *other = keep_first ? self->first : self->last;
    if (keep_first)
      g_date_add_days (other, MAX_DAYS - 1);
    else
      g_date_subtract_days (other, MAX_DAYS - 1);
  }
}

/* What is shown stays until the answer is there. */
static void
read_again (OrchUsagePage *self)
{
  if (self->target != NULL)
    orch_record_page_begin (ORCH_RECORD_PAGE (self), TRUE);
}

static void
first_chosen_cb (OrchUsagePage *self)
{
  orch_date_button_get_date (self->first_button, &self->first);
  choose_days (self, TRUE);
  read_again (self);
}

static void
last_chosen_cb (OrchUsagePage *self)
{
  orch_date_button_get_date (self->last_button, &self->last);
  choose_days (self, FALSE);
  read_again (self);
}

/* Other days begin with those that are shown. */
static void
range_chosen_cb (OrchUsagePage *self)
{
  if (get_n_days (self) > 0)
    read_again (self);
  else
    update_range (self);
}

/* --- what was used --- */

static void
show_totals (OrchUsagePage *self)
{
  const OrchUsageAmounts *totals = &self->usage->totals;
  guint n_days = g_list_model_get_n_items (self->usage->days);
  g_autofree char *spend = orch_format_money (totals->spend);
  g_autofree char *average = orch_format_money (totals->spend / n_days);
  g_autofree char *requests = orch_format_count (totals->n_succeeded + totals->n_failed);
  g_autofree char *failed = orch_format_count (totals->n_failed);
  g_autofree char *tokens = orch_format_count (totals->total_tokens);
  g_autofree char *prompt = orch_format_count (totals->prompt_tokens);
  g_autofree char *completion = orch_format_count (totals->completion_tokens);
  /* Translators: money: "$1.25 a day on average" */
  g_autofree char *spend_detail = g_strdup_printf (_ ("%s a day on average"), average);
  /* Translators: how many requests */
  g_autofree char *requests_detail = g_strdup_printf (_ ("%s failed"), failed);
  /* Translators: how many tokens were sent, and how many were answered */
  g_autofree char *tokens_detail =
      g_strdup_printf (_ ("%s prompt, %s completion"), prompt, completion);

  orch_stat_card_set_value (self->spend_card, spend, spend_detail);
  orch_stat_card_set_value (self->requests_card, requests, requests_detail);
  orch_stat_card_set_value (self->tokens_card, tokens, tokens_detail);
}

static void
show_tables (OrchUsagePage *self)
{
  g_autofree char *n_keys = orch_format_count (self->usage->n_keys);
  /* Translators: how many keys are shown; how many were used */
  g_autofree char *keys =
      g_strdup_printf (_ ("The %u keys with the highest spend of %s"), ORCH_USAGE_MAX_KEYS, n_keys);

  orch_usage_columns_fill (self->models_table, self->usage->models);
  orch_usage_columns_fill (self->keys_table, self->usage->keys);
  gtk_widget_set_visible (self->by_key, orch_usage_target_get_key_id (self->target) == NULL);
  gtk_label_set_text (self->keys_label, keys);
  gtk_widget_set_visible (GTK_WIDGET (self->keys_label), self->usage->n_keys > ORCH_USAGE_MAX_KEYS);
}

static void
show_heading (OrchUsagePage *self)
{
  guint n_days = g_list_model_get_n_items (self->usage->days);
  g_autoptr (OrchUsageRow) first = g_list_model_get_item (self->usage->days, 0);
  g_autoptr (OrchUsageRow) last = g_list_model_get_item (self->usage->days, n_days - 1);
  g_autofree char *first_day = orch_usage_words_day (first);
  g_autofree char *last_day = orch_usage_words_day (last);
  /* Translators: the first and the last day */
  g_autofree char *days = g_strdup_printf (_ ("%s to %s"), first_day, last_day);
  g_autofree char *summary =
      g_markup_printf_escaped ("%s · %s", orch_usage_target_get_name (self->target), days);

  orch_record_page_set_heading (ORCH_RECORD_PAGE (self), _ ("Usage"), summary);
}

static void
show_record (OrchRecordPage *page)
{
  OrchUsagePage *self = ORCH_USAGE_PAGE (page);

  if (self->usage == NULL)
    return;

  show_heading (self);
  show_totals (self);
  orch_usage_days_set_usage (self->days, self->usage);
  show_tables (self);
  gtk_widget_set_visible (self->usage_box, !orch_usage_is_empty (self->usage));
  gtk_widget_set_visible (self->empty_page, orch_usage_is_empty (self->usage));
}

/* The server may not have it any more: its page says so. */
static void
key_activated_cb (OrchUsagePage *self, guint position)
{
  g_autoptr (OrchPagedRow) held =
      g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->keys_table)), position);
  OrchUsageRow *row = held != NULL ? orch_paged_row_get_item (held) : NULL;

  /* Not that of all other keys. */
  if (row != NULL && orch_usage_row_get_name (row) != NULL)
    g_signal_emit (self, signals[KEY_ACTIVATED], 0, orch_usage_row_get_name (row));
}

static void
update_actions (OrchRecordPage *page)
{
}

static void
set_narrow (OrchRecordPage *page, gboolean narrow)
{
  OrchUsagePage *self = ORCH_USAGE_PAGE (page);

  orch_usage_days_set_narrow (self->days, narrow);
  orch_list_columns_set_narrow (self->models_table, narrow);
  orch_list_columns_set_narrow (self->keys_table, narrow);
}

static void
read_async (OrchRecordPage *page, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  OrchUsagePage *self = ORCH_USAGE_PAGE (page);
  OrchUsageQuery query = {
    .user_id = (char *) orch_usage_target_get_user_id (self->target),
    .key_id = (char *) orch_usage_target_get_key_id (self->target),
  };

  update_range (self);
  query.first = self->first;
  query.last = self->last;
  orch_usage_service_read_async (orch_session_get_client (self->session), &query, cancellable,
                                 callback, user_data);
}

static gboolean
read_finish (OrchRecordPage *page, GAsyncResult *result, GError **error)
{
  OrchUsagePage *self = ORCH_USAGE_PAGE (page);
  g_autoptr (OrchClient) client = ORCH_CLIENT (g_async_result_get_source_object (result));
  OrchUsage *usage = orch_usage_service_read_finish (client, result, error);

  if (usage == NULL)
    return FALSE;

  g_clear_pointer (&self->usage, orch_usage_free);
  self->usage = usage;
  show_record (page);

  return TRUE;
}

static void
refresh_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_record_page_refresh (ORCH_RECORD_PAGE (widget));
}

static void
orch_usage_page_dispose (GObject *object)
{
  OrchUsagePage *self = ORCH_USAGE_PAGE (object);

  g_clear_pointer (&self->usage, orch_usage_free);
  g_clear_object (&self->target);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_usage_page_parent_class)->dispose (object);
}

static void
orch_usage_page_class_init (OrchUsagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchRecordPageClass *page_class = ORCH_RECORD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_usage_page_dispose;
  page_class->is_known = is_known;
  page_class->show_record = show_record;
  page_class->update_actions = update_actions;
  page_class->set_narrow = set_narrow;
  page_class->read_async = read_async;
  page_class->read_finish = read_finish;

  /**
   * OrchUsagePage::key-activated:
   * @self: the page
   * @key_id: the ID of the key whose row was opened
   */
  signals[KEY_ACTIVATED] = g_signal_new ("key-activated", ORCH_TYPE_USAGE_PAGE, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (ORCH_TYPE_DATE_BUTTON);
  g_type_ensure (ORCH_TYPE_STAT_CARD);
  g_type_ensure (ORCH_TYPE_USAGE_DAYS);
  g_type_ensure (ORCH_TYPE_WRAP_BOX);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/usage/usage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, range);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, dates);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, first_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, last_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, spend_card);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, requests_card);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, tokens_card);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, usage_box);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, days);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, models_table);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, by_key);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, keys_table);
  gtk_widget_class_bind_template_child (widget_class, OrchUsagePage, keys_label);
  gtk_widget_class_bind_template_callback (widget_class, first_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, last_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_activated_cb);

  gtk_widget_class_install_action (widget_class, "usage.refresh", NULL, refresh_activated_cb);
}

static void
orch_usage_page_init (OrchUsagePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  orch_list_columns_add (self->models_table, orch_usage_columns_of_models, NULL);
  orch_list_columns_add (self->keys_table, orch_usage_columns_of_keys, NULL);
  orch_record_page_begin (ORCH_RECORD_PAGE (self), FALSE);
}

/**
 * orch_usage_page_set_target:
 * @self: a page
 * @session: (nullable): the connection, %NULL for none
 * @target: (nullable): whose use to show, %NULL for none; orch_usage_access_check() allows it
 *
 * Shows what was used, in as many days as before.
 */
void
orch_usage_page_set_target (OrchUsagePage *self, OrchSession *session, OrchUsageTarget *target)
{
  g_return_if_fail (ORCH_IS_USAGE_PAGE (self));
  g_return_if_fail ((session == NULL) == (target == NULL));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));
  g_return_if_fail (target == NULL || ORCH_IS_USAGE_TARGET (target));

  g_set_object (&self->session, session);
  g_set_object (&self->target, target);
  g_clear_pointer (&self->usage, orch_usage_free);
  orch_record_page_begin (ORCH_RECORD_PAGE (self), target != NULL);
}

/**
 * orch_usage_page_get_target:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): whose use is shown
 */
OrchUsageTarget *
orch_usage_page_get_target (OrchUsagePage *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_PAGE (self), NULL);

  return self->target;
}
