#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/format.h"
#include "ui/common/stat-card.h"
#include "ui/common/toast.h"
#include "ui/common/words.h"
#include "ui/keys/key-action.h"
#include "ui/keys/key-budgets.h"
#include "ui/keys/key-details.h"
#include "ui/keys/key-words.h"
#include "ui/keys/update-key-dialog.h"
#include "ui/usage/usage-link.h"

#include "ui/keys/key-page.h"

struct _OrchKeyPage {
  OrchRecordPage parent_instance;

  GtkWidget *edit_button;     /* (unowned) */
  GtkWidget *rotate_button;   /* (unowned) */
  GtkWidget *menu_button;     /* (unowned) */
  GMenu *key_menu;            /* (unowned) */
  OrchStatCard *spend_card;   /* (unowned) */
  OrchStatCard *budget_card;  /* (unowned) */
  OrchStatCard *expires_card; /* (unowned) */
  OrchUsageLink *usage_link;  /* (unowned) */
  OrchKeyBudgets *budgets;    /* (unowned) */
  OrchKeyDetails *details;    /* (unowned) */

  OrchSession *session;          /* (owned) (nullable) */
  OrchKey *key;                  /* (owned) (nullable) */
  GSignalGroup *session_signals; /* (owned) */
  GSignalGroup *teams_signals;   /* (owned) */
  GSignalGroup *key_signals;     /* (owned) */
  GHashTable *busy;              /* (owned): set of OrchKey to which something is being done */
};

G_DEFINE_FINAL_TYPE (OrchKeyPage, orch_key_page, ORCH_TYPE_RECORD_PAGE)

enum {
  DELETED,
  ROTATE,
  USER_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the menu offers, by its name. */
static const struct {
  const char *action_name;
  const char *label;
  const char *name;
  OrchKeyJobKind kind;
  OrchKeyAction action;
} actions[] = {
  { "key.block", N_ ("_Block"), N_ ("Block"), ORCH_KEY_JOB_BLOCK, ORCH_KEY_ACTION_BLOCK },
  { "key.unblock", N_ ("_Unblock"), N_ ("Unblock"), ORCH_KEY_JOB_UNBLOCK, ORCH_KEY_ACTION_BLOCK },
  { "key.reset-spend", N_ ("_Reset key spend"), N_ ("Reset key spend"), ORCH_KEY_JOB_RESET_SPEND,
    ORCH_KEY_ACTION_RESET_SPEND },
  { "key.delete", N_ ("_Delete key"), N_ ("Delete key"), ORCH_KEY_JOB_DELETE,
    ORCH_KEY_ACTION_DELETE },
};

static const char *const badge_classes[] = {
  [ORCH_KEY_STATUS_ACTIVE] = "success",
  [ORCH_KEY_STATUS_BLOCKED] = "error",
  [ORCH_KEY_STATUS_EXPIRED] = "warning",
  [ORCH_KEY_STATUS_DELETED] = NULL,
};

/* Every record that the server tells has a spend; a key that was only named has none. */
static gboolean
is_known (OrchRecordPage *page)
{
  return orch_key_get_value (ORCH_KEY_PAGE (page)->key, ORCH_KEY_SPEND) != NULL;
}

static const OrchIdentity *
get_identity (OrchKeyPage *self)
{
  return self->session != NULL ? orch_session_get_identity (self->session) : NULL;
}

/* Everybody may look at themselves. */
static gboolean
can_open_user (OrchKeyPage *self, const char *user_id)
{
  const OrchIdentity *identity = get_identity (self);

  return identity != NULL
         && (orch_permissions_check_user (identity, ORCH_ACTION_LIST_USERS, NULL, NULL)
                 == ORCH_ACCESS_ALLOWED
             || g_strcmp0 (identity->user_id, user_id) == 0);
}

static char *
describe_owner (OrchKeyPage *self)
{
  const char *user_id = orch_key_get_user_id (self->key);
  g_autofree char *who = NULL;

  if (user_id == NULL)
    return g_markup_escape_text (_ ("No owner"), -1);

  who = can_open_user (self, user_id)
            ? g_markup_printf_escaped ("<a href=\"owner\">%s</a>", user_id)
            : g_markup_escape_text (user_id, -1);
  /* Translators: a user */
  return g_strdup_printf (_ ("Owner: %s"), who);
}

static void
show_heading (OrchKeyPage *self)
{
  const char *team_name = orch_key_get_team_name (self->key);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  OrchKeyStatus status = orch_key_get_status (self->key, now);
  g_autofree char *owner = describe_owner (self);
  g_autofree char *team =
      team_name != NULL ? g_markup_printf_escaped (_ ("Team %s"), team_name) : NULL;
  g_autofree char *summary = g_strjoin (" · ", owner, team, NULL);

  orch_record_page_set_heading (ORCH_RECORD_PAGE (self), orch_key_get_display_name (self->key),
                                summary);
  orch_record_page_set_badge (ORCH_RECORD_PAGE (self), orch_key_words_status (status),
                              badge_classes[status]);
}

static void
show_spend (OrchKeyPage *self)
{
  g_autofree char *spend = orch_format_money (orch_key_get_spend (self->key));
  gboolean resets = orch_key_get_budget_duration (self->key) != NULL;

  orch_stat_card_set_value (self->spend_card, spend,
                            resets ? _ ("Since the last budget reset") : NULL);
}

static char *
describe_rest (double spend, double budget)
{
  g_autofree char *rest = orch_format_money (ABS (budget - spend));

  return spend > budget ? g_strdup_printf (_ ("%s over the budget"), rest)
                        : g_strdup_printf (_ ("%s left"), rest);
}

/* (nullable): whose budget ends before the key's own */
static char *
describe_governor (OrchKey *key)
{
  double spend, usd;
  OrchBudgetHolder holder = orch_key_budget_find (key, &spend, &usd);
  g_autofree char *amounts = orch_format_spend_of_budget (spend, TRUE, usd);

  switch (holder) {
  case ORCH_BUDGET_OF_TEAM:
    /* Translators: what was spent of a budget */
    return g_strdup_printf (_ ("The team’s budget ends first: %s"), amounts);
  case ORCH_BUDGET_OF_USER:
    /* Translators: what was spent of a budget */
    return g_strdup_printf (_ ("The owner’s budget ends first: %s"), amounts);
  case ORCH_BUDGET_OF_NOBODY:
  case ORCH_BUDGET_OF_KEY:
  default:
    return NULL;
  }
}

static void
add_line (GPtrArray *lines, char *line)
{
  if (line != NULL)
    g_ptr_array_add (lines, line);
}

static void
show_budget (OrchKeyPage *self)
{
  GVariant *windows = orch_key_get_value (self->key, ORCH_KEY_BUDGET_LIMITS);
  double spend = orch_key_get_spend (self->key);
  double budget = 0;
  gboolean has_budget = orch_key_get_max_budget (self->key, &budget);
  g_autofree char *value = has_budget ? orch_format_money (budget) : g_strdup (_ ("No limit"));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *detail = NULL;

  if (has_budget)
    add_line (lines, describe_rest (spend, budget));
  add_line (lines, describe_governor (self->key));
  if (windows != NULL)
    add_line (lines, orch_words_field_value (orch_key_field (ORCH_KEY_BUDGET_LIMITS), windows));
  g_ptr_array_add (lines, NULL);
  detail = g_strjoinv ("\n", (char **) lines->pdata);

  orch_stat_card_set_value (self->budget_card, value, *detail != '\0' ? detail : NULL);
  orch_stat_card_set_budget (self->budget_card, spend, has_budget, budget);
}

static void
show_expires (OrchKeyPage *self)
{
  GDateTime *expires = orch_key_get_expires (self->key);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *value = expires != NULL ? orch_format_date_time (expires) : NULL;
  g_autofree char *left = expires != NULL ? orch_format_time_left (expires, now) : NULL;

  if (expires != NULL)
    orch_stat_card_set_value (self->expires_card, value,
                              orch_key_is_expired (self->key, now) ? _ ("Expired") : left);
  else
    orch_stat_card_set_value (self->expires_card, _ ("Never"), NULL);
}

static void
show_record (OrchRecordPage *page)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (page);

  show_heading (self);
  show_spend (self);
  show_budget (self);
  show_expires (self);
  orch_key_budgets_show_key (self->budgets, self->session, self->key);
  orch_key_details_show_key (self->details, self->key);
}

/* Whether it would do anything. */
static gboolean
applies (OrchKeyPage *self, OrchKeyJobKind kind)
{
  if (self->key == NULL)
    return FALSE;

  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    return !orch_key_is_blocked (self->key);
  case ORCH_KEY_JOB_UNBLOCK:
    return orch_key_is_blocked (self->key);
  case ORCH_KEY_JOB_RESET_SPEND:
  case ORCH_KEY_JOB_DELETE:
  default:
    return TRUE;
  }
}

static OrchAccess
check (OrchKeyPage *self, OrchKeyAction action, OrchReason *reason)
{
  const OrchIdentity *identity = get_identity (self);
  gboolean owner_rule;

  *reason = ORCH_REASON_NONE;
  if (identity == NULL || !orch_record_page_is_known (ORCH_RECORD_PAGE (self)))
    return ORCH_ACCESS_ABSENT;

  owner_rule =
      orch_server_supports (orch_session_get_server (self->session), ORCH_FEATURE_OWNER_RULE);

  return orch_permissions_check_key (identity, action, self->key, owner_rule, reason);
}

/* A menu has no tooltips: why something can't be done is said by the tooltip of its button. */
static void
append_action (OrchKeyPage *self, guint i, GString *tooltip)
{
  OrchReason reason;
  OrchAccess access = check (self, actions[i].action, &reason);
  gboolean busy = self->key != NULL && g_hash_table_contains (self->busy, self->key);
  gboolean can_do = access == ORCH_ACCESS_ALLOWED && !busy && applies (self, actions[i].kind);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].action_name, can_do);
  if (access == ORCH_ACCESS_ABSENT || !applies (self, actions[i].kind))
    return;

  g_menu_append (self->key_menu, _ (actions[i].label), actions[i].action_name);
  if (reason != ORCH_REASON_NONE)
    g_string_append_printf (tooltip, "\n%s – %s", _ (actions[i].name), orch_words_reason (reason));
}

static void
update_button (OrchKeyPage *self, GtkWidget *button, OrchKeyAction action)
{
  OrchReason reason;
  OrchAccess access = check (self, action, &reason);

  gtk_widget_set_visible (button, access != ORCH_ACCESS_ABSENT);
  gtk_widget_set_tooltip_text (button, orch_words_reason (reason));
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 gtk_actionable_get_action_name (GTK_ACTIONABLE (button)),
                                 access == ORCH_ACCESS_ALLOWED);
}

static void
update_actions (OrchRecordPage *page)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (page);

  g_autoptr (GString) tooltip = g_string_new (_ ("Key menu"));

  update_button (self, self->edit_button, ORCH_KEY_ACTION_UPDATE);
  update_button (self, self->rotate_button, ORCH_KEY_ACTION_ROTATE);
  g_menu_remove_all (self->key_menu);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "key.copy-id", self->key != NULL);
  g_menu_append (self->key_menu, _ ("_Copy key ID"), "key.copy-id");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    append_action (self, i, tooltip);
  gtk_widget_set_tooltip_text (self->menu_button, tooltip->str);
  if (self->key != NULL)
    orch_usage_link_update (self->usage_link, self->session, ORCH_USAGE_OF_KEY,
                            orch_key_get_user_id (self->key));
}

static void
identity_changed_cb (OrchKeyPage *self)
{
  if (self->key != NULL)
    orch_record_page_record_changed (ORCH_RECORD_PAGE (self));
}

static void
read_async (OrchRecordPage *page, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (page);

  orch_key_service_read_async (orch_session_get_key_service (self->session),
                               orch_key_get_id (self->key), cancellable, callback, user_data);
}

static gboolean
read_finish (OrchRecordPage *page, GAsyncResult *result, GError **error)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (page);
  g_autoptr (OrchKeyService) service = ORCH_KEY_SERVICE (g_async_result_get_source_object (result));
  g_autoptr (OrchKey) fresh = orch_key_service_read_finish (service, result, error);

  if (fresh != NULL) {
    orch_key_assign (self->key, fresh);
    orch_key_budgets_show_key (self->budgets, self->session, self->key);
    orch_key_budgets_read (self->budgets);
  }

  return fresh != NULL;
}

static void
open_link (OrchRecordPage *page, const char *uri)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (page);

  g_signal_emit (self, signals[USER_ACTIVATED], 0, orch_key_get_user_id (self->key));
}

/* The page may show another key by now. */
static void
tell_about (OrchKeyPage *self, OrchKey *key, const char *text, const GError *error)
{
  g_autofree char *long_text = NULL;

  /* Translators: name of a key; what happened */
  if (key != self->key)
    long_text = g_strdup_printf (_ ("%s: %s"), orch_key_get_display_name (key), text);
  orch_toast_show_outcome (GTK_WIDGET (self), long_text != NULL ? long_text : text, error);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchKeyPage) self = user_data;
  g_autoptr (OrchKey) key = ORCH_KEY (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  OrchKeyJobKind kind;
  gboolean done = orch_key_action_finish (result, &kind, &text, &error);

  g_hash_table_remove (self->busy, key);
  if (self->session == NULL)
    return;

  update_actions (ORCH_RECORD_PAGE (self));
  if (done && kind == ORCH_KEY_JOB_DELETE)
    g_signal_emit (self, signals[DELETED], 0, text, key == self->key);
  else if (text != NULL)
    tell_about (self, key, text, error);
  if (done && orch_key_action_signs_out (kind, get_identity (self), key))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.disconnect", NULL);
}

static void
action_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (widget);
  guint i = 0;

  while (!g_str_equal (actions[i].action_name, action_name))
    i++;

  g_hash_table_add (self->busy, g_object_ref (self->key));
  update_actions (ORCH_RECORD_PAGE (self));
  orch_key_action_async (widget, self->session, self->key, actions[i].kind,
                         orch_record_page_get_cancellable (ORCH_RECORD_PAGE (self)), acted_cb,
                         g_object_ref (self));
}

static void
saved_cb (OrchKeyPage *self, const char *text)
{
  orch_toast_show (GTK_WIDGET (self), text);
}

static void
edit_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWindow *dialog = orch_update_key_dialog_new (window, self->session, self->key);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
rotate_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[ROTATE], 0, ORCH_KEY_PAGE (widget)->key);
}

static void
copy_id_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          orch_key_get_id (ORCH_KEY_PAGE (widget)->key));
  orch_toast_show (widget, _ ("Copied"));
}

static void
refresh_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_record_page_refresh (ORCH_RECORD_PAGE (widget));
  orch_session_identify_again (ORCH_KEY_PAGE (widget)->session);
}

static void
orch_key_page_dispose (GObject *object)
{
  OrchKeyPage *self = ORCH_KEY_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->teams_signals);
  g_clear_object (&self->key_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (orch_key_page_parent_class)->dispose (object);
}

static void
orch_key_page_finalize (GObject *object)
{
  g_hash_table_unref (ORCH_KEY_PAGE (object)->busy);

  G_OBJECT_CLASS (orch_key_page_parent_class)->finalize (object);
}

static void
orch_key_page_class_init (OrchKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchRecordPageClass *page_class = ORCH_RECORD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_key_page_finalize;
  page_class->is_known = is_known;
  page_class->show_record = show_record;
  page_class->update_actions = update_actions;
  page_class->read_async = read_async;
  page_class->read_finish = read_finish;
  page_class->open_link = open_link;

  /**
   * OrchKeyPage::deleted:
   * @self: the page
   * @text: what was done, for a toast
   * @is_shown: whether the page still shows this key
   *
   * A key was deleted.
   */
  signals[DELETED] = g_signal_new ("deleted", ORCH_TYPE_KEY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  /**
   * OrchKeyPage::rotate:
   * @self: the page
   * @key: the OrchKey that is to get a new secret
   */
  signals[ROTATE] = g_signal_new ("rotate", ORCH_TYPE_KEY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, ORCH_TYPE_KEY);
  /**
   * OrchKeyPage::user-activated:
   * @self: the page
   * @user_id: whose page to open
   *
   * The link to the owner was followed.
   */
  signals[USER_ACTIVATED] = g_signal_new ("user-activated", ORCH_TYPE_KEY_PAGE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (ORCH_TYPE_KEY_BUDGETS);
  g_type_ensure (ORCH_TYPE_KEY_DETAILS);
  g_type_ensure (ORCH_TYPE_STAT_CARD);
  g_type_ensure (ORCH_TYPE_USAGE_LINK);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, rotate_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, key_menu);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, spend_card);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, budget_card);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, expires_card);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, usage_link);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, budgets);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyPage, details);

  gtk_widget_class_install_action (widget_class, "key.edit", NULL, edit_activated_cb);
  gtk_widget_class_install_action (widget_class, "key.rotate", NULL, rotate_activated_cb);
  gtk_widget_class_install_action (widget_class, "key.refresh", NULL, refresh_activated_cb);
  gtk_widget_class_install_action (widget_class, "key.copy-id", NULL, copy_id_activated_cb);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].action_name, NULL,
                                     action_activated_cb);
}

static void
orch_key_page_init (OrchKeyPage *self)
{
  self->busy = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (identity_changed_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::server-version",
                                  G_CALLBACK (identity_changed_cb), self);
  self->teams_signals = g_signal_group_new (ORCH_TYPE_TEAMS);
  g_signal_group_connect_swapped (self->teams_signals, "items-changed",
                                  G_CALLBACK (identity_changed_cb), self);
  self->key_signals = g_signal_group_new (ORCH_TYPE_KEY);
  g_signal_group_connect_swapped (self->key_signals, "changed",
                                  G_CALLBACK (orch_record_page_record_changed), self);
  orch_record_page_begin (ORCH_RECORD_PAGE (self), FALSE);
}

/**
 * orch_key_page_set_key:
 * @self: a page
 * @session: (nullable): the connection that @key is from, %NULL for none
 * @key: (nullable): the key to show, %NULL for none; one of which only the ID is known will do
 *
 * Shows @key and reads it again (GET /key/info). The key shown before is no longer read; what is
 * being done to it is finished, and told by a toast.
 */
void
orch_key_page_set_key (OrchKeyPage *self, OrchSession *session, OrchKey *key)
{
  g_return_if_fail (ORCH_IS_KEY_PAGE (self));
  g_return_if_fail ((session == NULL) == (key == NULL));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));
  g_return_if_fail (key == NULL || ORCH_IS_KEY (key));

  OrchServer *server = session != NULL ? orch_session_get_server (session) : NULL;

  g_set_object (&self->session, session);
  g_set_object (&self->key, key);
  g_signal_group_set_target (self->teams_signals,
                             server != NULL ? orch_server_get_teams (server) : NULL);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->key_signals, key);
  orch_record_page_begin (ORCH_RECORD_PAGE (self), key != NULL);
}

/**
 * orch_key_page_get_key:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): which key is shown
 */
OrchKey *
orch_key_page_get_key (OrchKeyPage *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_PAGE (self), NULL);

  return self->key;
}
