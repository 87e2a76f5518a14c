#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/format.h"
#include "ui/common/stat-card.h"
#include "ui/common/toast.h"
#include "ui/common/words.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/usage/usage-link.h"
#include "ui/users/delete-user.h"
#include "ui/users/reset-spend.h"
#include "ui/common/stat-card.h"
#include "ui/users/update-user-dialog.h"
#include "ui/users/user-details.h"
#include "ui/users/user-keys.h"

#include "ui/users/user-page.h"

struct _OrchUserPage {
  OrchRecordPage parent_instance;

  GtkWidget *edit_button;        /* (unowned) */
  GtkWidget *reset_spend_button; /* (unowned) */
  GtkWidget *delete_button;      /* (unowned) */
  GtkWidget *menu_button;        /* (unowned) */
  OrchStatCard *spend_card;      /* (unowned) */
  OrchStatCard *budget_card;     /* (unowned) */
  OrchStatCard *reset_card;      /* (unowned) */
  OrchUsageLink *usage_link;     /* (unowned) */
  OrchUserKeys *keys;            /* (unowned) */
  OrchUserDetails *details;      /* (unowned) */

  OrchSession *session;          /* (owned) (nullable) */
  OrchUser *user;                /* (owned) (nullable) */
  GSignalGroup *session_signals; /* (owned) */
  GSignalGroup *teams_signals;   /* (owned) */
  GSignalGroup *user_signals;    /* (owned) */
  OrchUser *deleting;            /* (owned) (nullable): who is being deleted */
  GHashTable *resetting;         /* (owned): set of OrchUser whose spend is being reset */
};

G_DEFINE_FINAL_TYPE (OrchUserPage, orch_user_page, ORCH_TYPE_RECORD_PAGE)

enum {
  DELETED,
  KEY_ACTIVATED,
  NEW_KEY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Every record that the server tells has a spend; a user that was only named has none. */
static gboolean
is_known (OrchRecordPage *page)
{
  return orch_user_get_value (ORCH_USER_PAGE (page)->user, ORCH_USER_SPEND) != NULL;
}

static void
show_spend (OrchUserPage *self)
{
  g_autofree char *spend = orch_format_money (orch_user_get_spend (self->user));
  gboolean resets = orch_user_get_budget_duration (self->user) != NULL;

  orch_stat_card_set_value (self->spend_card, spend,
                            resets ? _ ("Since the last budget reset") : NULL);
}

static void
show_budget (OrchUserPage *self)
{
  double spend = orch_user_get_spend (self->user);
  double budget = 0;
  gboolean has_budget = orch_user_get_max_budget (self->user, &budget);
  g_autofree char *value = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *detail = NULL;

  if (has_budget) {
    value = orch_format_money (budget);
    rest = orch_format_money (ABS (budget - spend));
    detail = spend > budget ? g_strdup_printf (_ ("%s over the budget"), rest)
                            : g_strdup_printf (_ ("%s left"), rest);
  }

  orch_stat_card_set_value (self->budget_card, has_budget ? value : _ ("No limit"), detail);
  orch_stat_card_set_budget (self->budget_card, spend, has_budget, budget);
}

static void
show_budget_reset (OrchUserPage *self)
{
  const char *duration = orch_user_get_budget_duration (self->user);
  GDateTime *reset = orch_user_get_budget_reset_at (self->user);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *value = NULL;
  g_autofree char *detail = NULL;

  if (duration == NULL) {
    orch_stat_card_set_value (self->reset_card, _ ("Never"), NULL);
  } else if (reset == NULL) {
    orch_stat_card_set_value (self->reset_card, _ ("Not told by the server"), NULL);
  } else {
    value = orch_format_date_time (reset);
    detail = orch_format_time_left (reset, now);
    orch_stat_card_set_value (self->reset_card, value, detail);
  }
}

static void
show_heading (OrchUserPage *self)
{
  const char *email = orch_user_get_email (self->user);
  const char *role = orch_words_role_name (orch_user_get_role_name (self->user));
  g_autofree char *summary = email != NULL ? g_markup_printf_escaped ("%s · %s", email, role)
                                           : g_markup_escape_text (role, -1);

  orch_record_page_set_heading (ORCH_RECORD_PAGE (self), orch_user_get_display_name (self->user),
                                summary);
}

static void
update_action (OrchUserPage *self, const char *name, GtkWidget *button, const char *tooltip,
               OrchAction action, gboolean busy)
{
  const OrchIdentity *identity =
      self->session != NULL ? orch_session_get_identity (self->session) : NULL;
  OrchAccess access = ORCH_ACCESS_ABSENT;
  OrchReason reason = ORCH_REASON_NONE;

  if (identity != NULL && orch_record_page_is_known (ORCH_RECORD_PAGE (self)))
    access = orch_permissions_check_user (identity, action, self->user, &reason);

  gtk_widget_set_visible (button, access != ORCH_ACCESS_ABSENT);
  gtk_widget_set_tooltip_text (button,
                               reason != ORCH_REASON_NONE ? orch_words_reason (reason) : tooltip);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), name, access == ORCH_ACCESS_ALLOWED && !busy);
}

static void
update_actions (OrchRecordPage *page)
{
  OrchUserPage *self = ORCH_USER_PAGE (page);
  gboolean resetting = self->user != NULL && g_hash_table_contains (self->resetting, self->user);

  update_action (self, "user.edit", self->edit_button, NULL, ORCH_ACTION_UPDATE_USER, FALSE);
  update_action (self, "user.reset-spend", self->reset_spend_button, NULL,
                 ORCH_ACTION_RESET_USER_SPEND, resetting);
  update_action (self, "user.delete", self->delete_button, _ ("Delete user"),
                 ORCH_ACTION_DELETE_USER, self->user != NULL && self->user == self->deleting);
  update_action (self, "user.block-keys", self->menu_button, _ ("User menu"),
                 ORCH_ACTION_BLOCK_USER_KEYS, FALSE);
  if (self->user != NULL)
    orch_usage_link_update (self->usage_link, self->session, ORCH_USAGE_OF_USER,
                            orch_user_get_id (self->user));
}

static void
show_record (OrchRecordPage *page)
{
  OrchUserPage *self = ORCH_USER_PAGE (page);

  show_heading (self);
  show_spend (self);
  show_budget (self);
  show_budget_reset (self);
  orch_user_details_show_user (self->details, self->user);
}

static void
tick (OrchRecordPage *page)
{
  show_budget_reset (ORCH_USER_PAGE (page));
}

static void
read_async (OrchRecordPage *page, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  OrchUserPage *self = ORCH_USER_PAGE (page);

  orch_user_service_read_async (orch_session_get_user_service (self->session),
                                orch_user_get_id (self->user), cancellable, callback, user_data);
}

static gboolean
read_finish (OrchRecordPage *page, GAsyncResult *result, GError **error)
{
  OrchUserService *service = ORCH_USER_SERVICE (g_async_result_get_source_object (result));
  g_autoptr (OrchUser) fresh = orch_user_service_read_finish (service, result, error);

  g_object_unref (service);
  if (fresh != NULL)
    orch_user_assign (ORCH_USER_PAGE (page)->user, fresh);

  return fresh != NULL;
}

static void
set_narrow (OrchRecordPage *page, gboolean narrow)
{
  orch_user_keys_set_narrow (ORCH_USER_PAGE (page)->keys, narrow);
}

static void
key_activated_cb (OrchUserPage *self, OrchKey *key)
{
  g_signal_emit (self, signals[KEY_ACTIVATED], 0, key);
}

static void
new_key_cb (OrchUserPage *self)
{
  g_signal_emit (self, signals[NEW_KEY], 0);
}

static void
saved_cb (OrchUserPage *self, const char *text)
{
  orch_toast_show (GTK_WIDGET (self), text);
}

static void
edit_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserPage *self = ORCH_USER_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWindow *dialog = orch_update_user_dialog_new (window, self->session, self->user);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* The page may show somebody else by now. */
static void
tell_about (OrchUserPage *self, OrchUser *user, const char *text, const GError *error)
{
  g_autofree char *long_text = NULL;

  /* Translators: name of a user; what happened */
  if (user != self->user)
    long_text = g_strdup_printf (_ ("%s: %s"), orch_user_get_display_name (user), text);
  orch_toast_show_outcome (GTK_WIDGET (self), long_text != NULL ? long_text : text, error);
}

static void
spend_reset_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchUserPage) self = user_data;
  g_autoptr (OrchUser) user = ORCH_USER (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = orch_reset_spend_finish (result, &error);

  g_hash_table_remove (self->resetting, user);
  update_actions (ORCH_RECORD_PAGE (self));
  if (text != NULL)
    tell_about (self, user, text, error);
}

static void
reset_spend_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserPage *self = ORCH_USER_PAGE (widget);

  g_hash_table_add (self->resetting, g_object_ref (self->user));
  update_actions (ORCH_RECORD_PAGE (self));
  orch_reset_spend_async (widget, self->session, self->user,
                          orch_record_page_get_cancellable (ORCH_RECORD_PAGE (self)),
                          spend_reset_cb, g_object_ref (self));
}

static void
user_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchUserPage) self = user_data;
  OrchUser *user = ORCH_USER (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean gone = orch_delete_user_finish (result, &text, &error);

  if (self->deleting == user)
    g_clear_object (&self->deleting);
  if (self->session == NULL)
    return;

  update_actions (ORCH_RECORD_PAGE (self));
  if (gone)
    g_signal_emit (self, signals[DELETED], 0, text, user == self->user);
  else if (text != NULL)
    orch_toast_show_outcome (GTK_WIDGET (self), text, error);
}

static void
delete_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserPage *self = ORCH_USER_PAGE (widget);

  g_set_object (&self->deleting, self->user);
  update_actions (ORCH_RECORD_PAGE (self));
  orch_delete_user_async (widget, self->session, self->user,
                          orch_record_page_get_cancellable (ORCH_RECORD_PAGE (self)),
                          user_deleted_cb, g_object_ref (self));
}

static void
block_keys_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserPage *self = ORCH_USER_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  GtkWindow *dialog = orch_key_job_dialog_new_for_user (window, self->session, self->user);

  g_signal_connect_object (dialog, "finished", G_CALLBACK (orch_user_keys_reload), self->keys,
                           G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
refresh_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserPage *self = ORCH_USER_PAGE (widget);

  orch_record_page_refresh (ORCH_RECORD_PAGE (self));
  orch_user_keys_reload (self->keys);
  orch_session_identify_again (self->session);
}

static void
teams_changed_cb (OrchUserPage *self)
{
  if (self->user != NULL)
    orch_record_page_record_changed (ORCH_RECORD_PAGE (self));
}

static void
orch_user_page_dispose (GObject *object)
{
  OrchUserPage *self = ORCH_USER_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->teams_signals);
  g_clear_object (&self->user_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->deleting);
  g_clear_object (&self->user);

  G_OBJECT_CLASS (orch_user_page_parent_class)->dispose (object);
}

static void
orch_user_page_finalize (GObject *object)
{
  g_hash_table_unref (ORCH_USER_PAGE (object)->resetting);

  G_OBJECT_CLASS (orch_user_page_parent_class)->finalize (object);
}

static void
orch_user_page_class_init (OrchUserPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchRecordPageClass *page_class = ORCH_RECORD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_user_page_finalize;
  page_class->is_known = is_known;
  page_class->show_record = show_record;
  page_class->update_actions = update_actions;
  page_class->tick = tick;
  page_class->set_narrow = set_narrow;
  page_class->read_async = read_async;
  page_class->read_finish = read_finish;

  /**
   * OrchUserPage::deleted:
   * @self: the page
   * @text: what was done, for a toast
   * @is_shown: whether the page still shows this user
   *
   * A user was deleted.
   */
  signals[DELETED] = g_signal_new ("deleted", ORCH_TYPE_USER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);

  /**
   * OrchUserPage::key-activated:
   * @self: the page
   * @key: the OrchKey whose row was opened
   */
  signals[KEY_ACTIVATED] = g_signal_new ("key-activated", ORCH_TYPE_USER_PAGE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, ORCH_TYPE_KEY);

  /**
   * OrchUserPage::new-key:
   * @self: the page
   *
   * The person wants a key for the user.
   */
  signals[NEW_KEY] = g_signal_new ("new-key", ORCH_TYPE_USER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  g_type_ensure (ORCH_TYPE_STAT_CARD);
  g_type_ensure (ORCH_TYPE_USAGE_LINK);
  g_type_ensure (ORCH_TYPE_USER_DETAILS);
  g_type_ensure (ORCH_TYPE_USER_KEYS);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, reset_spend_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, delete_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, spend_card);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, budget_card);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, reset_card);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, usage_link);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, keys);
  gtk_widget_class_bind_template_child (widget_class, OrchUserPage, details);
  gtk_widget_class_bind_template_callback (widget_class, key_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_key_cb);

  gtk_widget_class_install_action (widget_class, "user.edit", NULL, edit_activated_cb);
  gtk_widget_class_install_action (widget_class, "user.reset-spend", NULL,
                                   reset_spend_activated_cb);
  gtk_widget_class_install_action (widget_class, "user.delete", NULL, delete_activated_cb);
  gtk_widget_class_install_action (widget_class, "user.block-keys", NULL, block_keys_activated_cb);
  gtk_widget_class_install_action (widget_class, "user.refresh", NULL, refresh_activated_cb);
}

static void
orch_user_page_init (OrchUserPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->resetting = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::server-version",
                                  G_CALLBACK (update_actions), self);
  self->teams_signals = g_signal_group_new (ORCH_TYPE_TEAMS);
  g_signal_group_connect_swapped (self->teams_signals, "items-changed",
                                  G_CALLBACK (teams_changed_cb), self);
  self->user_signals = g_signal_group_new (ORCH_TYPE_USER);
  g_signal_group_connect_swapped (self->user_signals, "changed",
                                  G_CALLBACK (orch_record_page_record_changed), self);
  orch_record_page_begin (ORCH_RECORD_PAGE (self), FALSE);
}

/**
 * orch_user_page_set_user:
 * @self: a page
 * @session: (nullable): the connection that @user is from, %NULL for none
 * @user: (nullable): the user to show, %NULL for none; one of whom only the ID is known will do
 *
 * Shows @user and reads it again (GET /v2/user/info). The user shown before is no longer read;
 * what is being written for them is finished, and told by a toast.
 */
void
orch_user_page_set_user (OrchUserPage *self, OrchSession *session, OrchUser *user)
{
  g_return_if_fail (ORCH_IS_USER_PAGE (self));
  g_return_if_fail ((session == NULL) == (user == NULL));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));
  g_return_if_fail (user == NULL || ORCH_IS_USER (user));

  OrchServer *server = session != NULL ? orch_session_get_server (session) : NULL;

  g_set_object (&self->session, session);
  g_set_object (&self->user, user);
  g_signal_group_set_target (self->teams_signals,
                             server != NULL ? orch_server_get_teams (server) : NULL);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->user_signals, user);
  orch_record_page_begin (ORCH_RECORD_PAGE (self), user != NULL);
  orch_user_keys_set_user (self->keys, session, user);
}

/**
 * orch_user_page_get_user:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): who is shown
 */
OrchUser *
orch_user_page_get_user (OrchUserPage *self)
{
  g_return_val_if_fail (ORCH_IS_USER_PAGE (self), NULL);

  return self->user;
}

/**
 * orch_user_page_get_keys:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the list of the user's keys
 */
OrchPagedList *
orch_user_page_get_keys (OrchUserPage *self)
{
  g_return_val_if_fail (ORCH_IS_USER_PAGE (self), NULL);

  return orch_user_keys_get_list (self->keys);
}

/**
 * orch_user_page_reload_keys:
 * @self: a page
 *
 * Reads the user's keys again.
 */
void
orch_user_page_reload_keys (OrchUserPage *self)
{
  g_return_if_fail (ORCH_IS_USER_PAGE (self));

  orch_user_keys_reload (self->keys);
}
