#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/format.h"
#include "ui/common/list-view.h"
#include "ui/common/narrow-bin.h"
#include "ui/common/record-check.h"
#include "ui/common/team-filter.h"
#include "ui/common/toast.h"
#include "ui/common/words.h"
#include "ui/users/invitation-dialog.h"
#include "ui/users/new-user-dialog.h"
#include "ui/users/user-selection-bar.h"
#include "ui/users/users-columns.h"

#include "ui/users/users-page.h"

#define BUTTON_SPACING 6

struct _OrchUsersPage {
  AdwBin parent_instance;

  OrchNarrowBin *bin;                  /* (unowned) */
  GtkOrientable *toolbar;              /* (unowned) */
  GtkEditable *search_entry;           /* (unowned) */
  GtkDropDown *role_filter;            /* (unowned) */
  OrchTeamFilter *team_filter;         /* (unowned) */
  GtkBox *buttons;                     /* (unowned) */
  GtkToggleButton *select_button;      /* (unowned) */
  GtkWidget *new_button;               /* (unowned) */
  AdwButtonContent *new_content;       /* (unowned) */
  OrchListView *view;                  /* (unowned) */
  OrchUserSelectionBar *selection_bar; /* (unowned) */

  GtkColumnViewColumn *check_column; /* (owned) */
  OrchRecordSelection *selection;    /* (owned) */

  OrchSession *session;          /* (owned) (nullable) */
  OrchUserList *list;            /* (owned) (nullable): of the session */
  GSignalGroup *session_signals; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchUsersPage, orch_users_page, ADW_TYPE_BIN)

enum {
  USER_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the role filter offers after "All roles". */
static const OrchRole filter_roles[] = {
  ORCH_ROLE_PROXY_ADMIN,
  ORCH_ROLE_PROXY_ADMIN_VIEWER,
  ORCH_ROLE_INTERNAL_USER,
  ORCH_ROLE_INTERNAL_USER_VIEWER,
};

static gboolean
is_filtered (OrchPagedList *list)
{
  const OrchUserQuery *query = orch_user_list_get_query (ORCH_USER_LIST (list));

  return query->search != NULL || query->team_id != NULL || query->role != ORCH_ROLE_NONE;
}

static void
set_sort (OrchPagedList *list, int sort, gboolean descending)
{
  orch_user_list_set_sort (ORCH_USER_LIST (list), sort, descending);
}

static char *
describe_total (guint total, gboolean found)
{
  g_autofree char *count = orch_format_count (total);

  if (found)
    return g_strdup_printf (ngettext ("%s user found", "%s users found", total), count);

  return g_strdup_printf (ngettext ("%s user", "%s users", total), count);
}

static char *
describe_left_out (guint n_left_out)
{
  return g_strdup_printf (
      ngettext ("%u row could not be shown, because the server’s order is not stable. "
                "Sort by user ID to see all.",
                "%u rows could not be shown, because the server’s order is not stable. "
                "Sort by user ID to see all.",
                n_left_out),
      n_left_out);
}

static const OrchListKind users = {
  .name = N_ ("Users"),
  .milestone = "users-first-rows",
  .columns = orch_users_columns,
  .sort = ORCH_USER_SORT_ID,
  .busy_text = N_ ("Loading users"),
  .empty_icon = "system-users-symbolic",
  .empty_title = N_ ("No users"),
  .empty_text = N_ ("This server has no users yet."),
  .error_title = N_ ("The users can’t be shown"),
  .clear_action = "users.clear",
  .retry_action = "users.retry",
  .describe_total = describe_total,
  .describe_left_out = describe_left_out,
  .is_filtered = is_filtered,
  .set_sort = set_sort,
};

/* Says what is searched, which depends on the version (contract §12.3). */
static void
update_search_words (OrchUsersPage *self)
{
  OrchServer *server = self->session != NULL ? orch_session_get_server (self->session) : NULL;
  gboolean by_both = server == NULL || !orch_server_get_settled (server)
                     || orch_server_supports (server, ORCH_FEATURE_SEARCH_USERS);

  g_object_set (self->search_entry, "placeholder-text",
                by_both ? _ ("Search by e-mail or user ID")
                        : _ ("Search by user ID, or e-mail with @"),
                NULL);
  orch_list_view_set_no_results_text (
      self->view,
      by_both ? _ ("The server looks for the text in e-mail addresses and user IDs, not in names. "
                   "Try another text or all roles.")
              : _ ("This version of the LiteLLM proxy looks for a text with an “@” in e-mail "
                   "addresses, and for any other text in user IDs. Try another text or all "
                   "roles."));
}

static void
update_actions (OrchUsersPage *self)
{
  const OrchIdentity *identity =
      self->session != NULL ? orch_session_get_identity (self->session) : NULL;
  gboolean can_create =
      identity != NULL
      && orch_permissions_check_user (identity, ORCH_ACTION_CREATE_USER, NULL, NULL)
             == ORCH_ACCESS_ALLOWED;
  gboolean can_select = identity != NULL && orch_user_selection_bar_is_useful (identity);

  gtk_widget_set_visible (GTK_WIDGET (self->select_button), can_select);
  if (!can_select)
    gtk_toggle_button_set_active (self->select_button, FALSE);
  gtk_widget_set_visible (self->new_button, can_create);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "users.new", can_create);
}

static gboolean
is_selecting (OrchUsersPage *self)
{
  return gtk_toggle_button_get_active (self->select_button);
}

static void
selecting_changed_cb (OrchUsersPage *self)
{
  gtk_column_view_column_set_visible (self->check_column, is_selecting (self));
  orch_record_selection_clear (self->selection);
}

/* A pause later, the text is what to search. */
static void
search_typed_cb (OrchUsersPage *self)
{
  if (self->list != NULL)
    orch_paged_list_await_query (ORCH_PAGED_LIST (self->list));
}

static void
search_changed_cb (OrchUsersPage *self)
{
  if (self->list == NULL)
    return;

  orch_user_list_set_search (self->list, gtk_editable_get_text (self->search_entry));
  orch_paged_list_keep_query (ORCH_PAGED_LIST (self->list));
  orch_list_view_scroll_to_top (self->view);
}

static void
role_selected_cb (OrchUsersPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->role_filter);

  if (self->list == NULL || selected > G_N_ELEMENTS (filter_roles))
    return;

  orch_user_list_set_role (self->list, selected > 0 ? filter_roles[selected - 1] : ORCH_ROLE_NONE);
  orch_list_view_scroll_to_top (self->view);
}

static void
team_selected_cb (OrchUsersPage *self)
{
  if (self->list == NULL)
    return;

  orch_user_list_set_team (self->list, orch_team_filter_get_team (self->team_filter));
  orch_list_view_scroll_to_top (self->view);
}

static void
narrow_changed_cb (OrchUsersPage *self)
{
  gboolean narrow = orch_narrow_bin_get_narrow (self->bin);

  gtk_orientable_set_orientation (self->toolbar,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->buttons, narrow ? 0 : BUTTON_SPACING);
  adw_button_content_set_label (self->new_content, narrow ? "" : _ ("_New user"));
  orch_list_view_set_narrow (self->view, narrow);
  orch_user_selection_bar_set_narrow (self->selection_bar, narrow);
}

static void
row_activated_cb (OrchUsersPage *self, OrchUser *user)
{
  if (is_selecting (self))
    orch_record_selection_set (self->selection, user,
                               !orch_record_selection_contains (self->selection, user));
  else
    g_signal_emit (self, signals[USER_ACTIVATED], 0, user);
}

static void
user_created_cb (OrchUsersPage *self, OrchUser *user, const char *text, gboolean wants_invitation)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  orch_paged_list_adopt (ORCH_PAGED_LIST (self->list), user);
  orch_paged_list_reload (ORCH_PAGED_LIST (self->list));
  g_signal_emit (self, signals[USER_ACTIVATED], 0, user);
  orch_toast_show (GTK_WIDGET (self), text);

  if (wants_invitation)
    gtk_window_present (orch_invitation_dialog_new (window, self->session, user));
}

static void
new_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (widget);
  GtkWindow *dialog =
      orch_new_user_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->session);

  g_signal_connect_object (dialog, "created", G_CALLBACK (user_created_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
search_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (ORCH_USERS_PAGE (widget)->search_entry));
}

static void
refresh_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (widget);

  if (self->list == NULL)
    return;

  orch_paged_list_reload (ORCH_PAGED_LIST (self->list));
  orch_session_identify_again (self->session);
  orch_session_load_teams (self->session, TRUE);
}

static void
retry_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (widget);

  if (self->list != NULL)
    orch_paged_list_retry (ORCH_PAGED_LIST (self->list));
}

static void
clear_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (widget);

  gtk_editable_set_text (self->search_entry, "");
  gtk_drop_down_set_selected (self->role_filter, 0);
  orch_team_filter_clear (self->team_filter);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
orch_users_page_map (GtkWidget *widget)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (widget);

  GTK_WIDGET_CLASS (orch_users_page_parent_class)->map (widget);

  if (!orch_list_view_grab_last_focus (self->view))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
orch_users_page_dispose (GObject *object)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  g_clear_object (&self->check_column);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (orch_users_page_parent_class)->dispose (object);
}

static void
orch_users_page_class_init (OrchUsersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_users_page_dispose;
  widget_class->map = orch_users_page_map;

  /**
   * OrchUsersPage::user-activated:
   * @user: the OrchUser whose row was opened
   */
  signals[USER_ACTIVATED] = g_signal_new ("user-activated", ORCH_TYPE_USERS_PAGE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, ORCH_TYPE_USER);

  g_type_ensure (ORCH_TYPE_LIST_VIEW);
  g_type_ensure (ORCH_TYPE_NARROW_BIN);
  g_type_ensure (ORCH_TYPE_TEAM_FILTER);
  g_type_ensure (ORCH_TYPE_USER_SELECTION_BAR);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/users-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, bin);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, role_filter);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, team_filter);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, select_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, new_content);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, view);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, selection_bar);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, role_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, selecting_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, team_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "users.new", NULL, new_activated_cb);
  gtk_widget_class_install_action (widget_class, "users.search", NULL, search_activated_cb);
  gtk_widget_class_install_action (widget_class, "users.refresh", NULL, refresh_activated_cb);
  gtk_widget_class_install_action (widget_class, "users.retry", NULL, retry_activated_cb);
  gtk_widget_class_install_action (widget_class, "users.clear", NULL, clear_activated_cb);
}

static void
fill_role_filter (OrchUsersPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All roles"));
  for (guint i = 0; i < G_N_ELEMENTS (filter_roles); i++)
    gtk_string_list_append (names, orch_words_role (filter_roles[i]));
  gtk_drop_down_set_model (self->role_filter, G_LIST_MODEL (names));
}

static void
orch_users_page_init (OrchUsersPage *self)
{
  self->selection = orch_record_selection_new_of_users ();
  self->check_column = orch_record_check_new_column (self->selection);
  gtk_widget_init_template (GTK_WIDGET (self));

  fill_role_filter (self);
  orch_user_selection_bar_set_selection (self->selection_bar, self->selection);
  orch_list_view_set_kind (self->view, &users);
  gtk_column_view_insert_column (orch_list_view_get_table (self->view), 0, self->check_column);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::server-version",
                                  G_CALLBACK (update_search_words), self);
  update_search_words (self);
}

/**
 * orch_users_page_set_session:
 * @self: a page
 * @session: (nullable): the connection whose users to show, %NULL for none
 *
 * Shows the users of @session, unfiltered, as they come.
 */
void
orch_users_page_set_session (OrchUsersPage *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_USERS_PAGE (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_clear_object (&self->list);
  gtk_editable_set_text (self->search_entry, "");
  gtk_drop_down_set_selected (self->role_filter, 0);
  gtk_toggle_button_set_active (self->select_button, FALSE);
  if (session != NULL)
    self->list = g_object_ref (orch_session_get_user_list (session));

  orch_team_filter_set_session (self->team_filter, session);
  orch_list_view_set_list (self->view, (OrchPagedList *) self->list);
  orch_user_selection_bar_set_session (self->selection_bar, session);
  g_signal_group_set_target (self->session_signals, session);
  update_actions (self);
  update_search_words (self);
}
