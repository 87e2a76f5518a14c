#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/rules/permissions.h"
#include "ui/common/error-bar.h"
#include "ui/common/error-page.h"
#include "ui/common/format.h"
#include "ui/common/narrow-bin.h"
#include "ui/common/toast.h"
#include "ui/common/trace.h"
#include "ui/common/words.h"
#include "ui/users/invitation-dialog.h"
#include "ui/users/new-user-dialog.h"
#include "ui/users/users-columns.h"

#include "ui/users/users-page.h"

struct _OrchUsersPage {
  AdwBin parent_instance;

  OrchNarrowBin *bin;             /* (unowned) */
  GtkOrientable *toolbar;         /* (unowned) */
  GtkEditable *search_entry;      /* (unowned) */
  GtkDropDown *role_filter;       /* (unowned) */
  GtkWidget *new_button;          /* (unowned) */
  AdwButtonContent *new_content;  /* (unowned) */
  OrchErrorBar *error_bar;        /* (unowned) */
  GtkStack *states;               /* (unowned) */
  GtkScrolledWindow *scroller;    /* (unowned) */
  GtkColumnView *table;           /* (unowned) */
  GtkLabel *total_label;          /* (unowned) */
  GtkLabel *left_out_label;       /* (unowned) */
  GtkWidget *busy_label;          /* (unowned): a spinner would load the library for SVG */
  AdwStatusPage *empty_page;      /* (unowned) */
  AdwStatusPage *no_results_page; /* (unowned) */
  OrchErrorPage *error_page;      /* (unowned) */

  OrchSession *session;          /* (owned) (nullable) */
  OrchUserList *list;            /* (owned) (nullable): of the session */
  GSignalGroup *session_signals; /* (owned) */
  GSignalGroup *list_signals;    /* (owned) */
  GtkWidget *last_focus; /* (unowned) (nullable): weak; where to go on after the user page */

  GdkFrameClock *clock; /* (unowned) (nullable): while a frame with the rows is awaited */
  gulong frame_handler;
  gboolean rows_traced;
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

static guint
get_n_rows (OrchUsersPage *self)
{
  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

static gboolean
is_filtered (OrchUsersPage *self)
{
  const OrchUserQuery *query = orch_user_list_get_query (self->list);

  return query->search != NULL || query->role != ORCH_ROLE_NONE;
}

/* All rows are equally high, so their share of the scrolled height tells which can be seen. */
static gboolean
get_visible_range (OrchUsersPage *self, guint *first, guint *last)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double top = gtk_adjustment_get_value (adjustment);
  double height = gtk_adjustment_get_page_size (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);
  guint n_rows = get_n_rows (self);
  double row_height;

  if (n_rows == 0 || height < 1 || upper < 1)
    return FALSE;

  row_height = upper / n_rows;
  *first = MIN ((guint) (top / row_height), n_rows - 1);
  *last = MIN ((guint) ceil ((top + height) / row_height) - 1, n_rows - 1);

  return TRUE;
}

static gboolean
visible_rows_are_filled (OrchUsersPage *self)
{
  guint first, last;

  if (!get_visible_range (self, &first, &last))
    return FALSE;

  for (guint i = first; i <= last; i++) {
    g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), i);

    if (orch_paged_row_get_item (row) == NULL)
      return FALSE;
  }

  return TRUE;
}

static void
report_visible_range (OrchUsersPage *self)
{
  guint first, last;

  if (get_visible_range (self, &first, &last))
    orch_paged_list_set_visible (ORCH_PAGED_LIST (self->list), first, last);
}

static void
forget_frame (OrchUsersPage *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->frame_handler, self->clock);
  self->clock = NULL;
}

static void
frame_painted_cb (OrchUsersPage *self)
{
  if (self->list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->table)))
    return;

  report_visible_range (self);
  if (!visible_rows_are_filled (self))
    return;

  forget_frame (self);
  if (!self->rows_traced)
    orch_trace ("users-first-rows");
  self->rows_traced = TRUE;
  orch_paged_list_grow (ORCH_PAGED_LIST (self->list));
}

/* The adjustment speaks for the new rows only once they were laid out. */
static void
await_frame (OrchUsersPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (self->clock != NULL || !gtk_widget_get_realized (widget))
    return;

  self->clock = gtk_widget_get_frame_clock (widget);
  self->frame_handler =
      g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (frame_painted_cb), self);
  gtk_widget_queue_draw (widget);
}

static void
update_footer (OrchUsersPage *self)
{
  guint total = orch_paged_list_get_total (ORCH_PAGED_LIST (self->list));
  guint n_left_out = orch_paged_list_get_n_left_out (ORCH_PAGED_LIST (self->list));
  g_autofree char *count = orch_format_count (total);
  g_autofree char *total_text = NULL;
  g_autofree char *left_out_text = NULL;

  if (is_filtered (self))
    total_text = g_strdup_printf (ngettext ("%s user found", "%s users found", total), count);
  else
    total_text = g_strdup_printf (ngettext ("%s user", "%s users", total), count);
  gtk_label_set_text (self->total_label, total_text);

  if (n_left_out > 0)
    left_out_text = g_strdup_printf (
        ngettext ("%u row could not be shown, because the server’s order is not stable. "
                  "Sort by user ID to see all.",
                  "%u rows could not be shown, because the server’s order is not stable. "
                  "Sort by user ID to see all.",
                  n_left_out),
        n_left_out);
  gtk_label_set_text (self->left_out_label, left_out_text != NULL ? left_out_text : "");
}

/* The pages get their icons only now: GTK reads the icons of hidden pages, too, and has to load the
 * library for SVG for such large ones, which would make every start longer. */
static void
show_nothing (OrchUsersPage *self)
{
  if (is_filtered (self)) {
    adw_status_page_set_icon_name (self->no_results_page, "edit-find-symbolic");
    gtk_stack_set_visible_child_name (self->states, "no-results");
  } else {
    adw_status_page_set_icon_name (self->empty_page, "system-users-symbolic");
    gtk_stack_set_visible_child_name (self->states, "empty");
  }
}

static void
update_state (OrchUsersPage *self)
{
  OrchListState state;
  const GError *error;

  if (self->list == NULL) {
    gtk_stack_set_visible_child_name (self->states, "table");
    orch_error_bar_set_error (self->error_bar, NULL, NULL);
    return;
  }

  state = orch_paged_list_get_state (ORCH_PAGED_LIST (self->list));
  error =
      state == ORCH_LIST_FAILED ? orch_paged_list_get_error (ORCH_PAGED_LIST (self->list)) : NULL;

  if (state == ORCH_LIST_LOADING)
    orch_paged_list_reserve (ORCH_PAGED_LIST (self->list));

  if (get_n_rows (self) > 0 || state == ORCH_LIST_LOADING)
    gtk_stack_set_visible_child_name (self->states, "table");
  else if (error != NULL)
    gtk_stack_set_visible_child_name (self->states, "error");
  else
    show_nothing (self);

  if (error != NULL)
    orch_error_page_set_error (self->error_page, error);
  orch_error_bar_set_error (self->error_bar, get_n_rows (self) > 0 ? error : NULL,
                            orch_paged_list_get_loaded_at (ORCH_PAGED_LIST (self->list)));
  gtk_widget_set_visible (self->busy_label, state == ORCH_LIST_LOADING);
  /* Until then the rows and their number are those of the last query. */
  if (state == ORCH_LIST_READY)
    update_footer (self);

  if (state == ORCH_LIST_READY && get_n_rows (self) > 0)
    await_frame (self);
}

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
  adw_status_page_set_description (
      self->no_results_page,
      by_both ? _ ("The server looks for the text in e-mail addresses and user IDs, not in names. "
                   "Try another text or all roles.")
              : _ ("This version of the LiteLLM proxy looks for a text with an “@” in e-mail "
                   "addresses, and for any other text in user IDs. Try another text or all "
                   "roles."));
}

static void
update_new_action (OrchUsersPage *self)
{
  const OrchIdentity *identity =
      self->session != NULL ? orch_session_get_identity (self->session) : NULL;
  gboolean allowed = identity != NULL
                     && orch_permissions_check_user (identity, ORCH_ACTION_CREATE_USER, NULL, NULL)
                            == ORCH_ACCESS_ALLOWED;

  gtk_widget_set_visible (self->new_button, allowed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "users.new", allowed);
}

/* Other rows are coming; what was in the middle of these means nothing in them. */
static void
scroll_to_top (OrchUsersPage *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
search_changed_cb (OrchUsersPage *self)
{
  if (self->list == NULL)
    return;

  orch_user_list_set_search (self->list, gtk_editable_get_text (self->search_entry));
  scroll_to_top (self);
}

static void
role_selected_cb (OrchUsersPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->role_filter);

  if (self->list == NULL || selected > G_N_ELEMENTS (filter_roles))
    return;

  orch_user_list_set_role (self->list, selected > 0 ? filter_roles[selected - 1] : ORCH_ROLE_NONE);
  scroll_to_top (self);
}

static void
sort_changed_cb (OrchUsersPage *self)
{
  OrchUserSort sort;
  gboolean descending;

  if (self->list == NULL || !orch_users_columns_get_sort (self->table, &sort, &descending))
    return;

  orch_user_list_set_sort (self->list, sort, descending);
  scroll_to_top (self);
}

static void
narrow_changed_cb (OrchUsersPage *self)
{
  gboolean narrow = orch_narrow_bin_get_narrow (self->bin);

  gtk_orientable_set_orientation (self->toolbar,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  adw_button_content_set_label (self->new_content, narrow ? "" : _ ("_New user"));
  orch_users_columns_set_narrow (self->table, narrow);
}

static void
row_activated_cb (OrchUsersPage *self, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  OrchUser *user = row != NULL ? orch_paged_row_get_item (row) : NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (user == NULL)
    return;

  g_set_weak_pointer (&self->last_focus, gtk_root_get_focus (root));
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

  if (self->list != NULL)
    orch_paged_list_reload (ORCH_PAGED_LIST (self->list));
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
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
orch_users_page_map (GtkWidget *widget)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (widget);

  GTK_WIDGET_CLASS (orch_users_page_parent_class)->map (widget);

  gtk_widget_grab_focus (self->last_focus != NULL ? self->last_focus
                                                  : GTK_WIDGET (self->search_entry));
  g_clear_weak_pointer (&self->last_focus);
}

static void
orch_users_page_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (orch_users_page_parent_class)->realize (widget);

  update_state (ORCH_USERS_PAGE (widget));
}

static void
orch_users_page_unrealize (GtkWidget *widget)
{
  forget_frame (ORCH_USERS_PAGE (widget));

  GTK_WIDGET_CLASS (orch_users_page_parent_class)->unrealize (widget);
}

static void
orch_users_page_dispose (GObject *object)
{
  OrchUsersPage *self = ORCH_USERS_PAGE (object);

  forget_frame (self);
  g_clear_weak_pointer (&self->last_focus);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->list);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_users_page_parent_class)->dispose (object);
}

static void
orch_users_page_class_init (OrchUsersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_users_page_dispose;
  widget_class->map = orch_users_page_map;
  widget_class->realize = orch_users_page_realize;
  widget_class->unrealize = orch_users_page_unrealize;

  /**
   * OrchUsersPage::user-activated:
   * @user: the OrchUser whose row was opened
   */
  signals[USER_ACTIVATED] = g_signal_new ("user-activated", ORCH_TYPE_USERS_PAGE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, ORCH_TYPE_USER);

  g_type_ensure (ORCH_TYPE_ERROR_BAR);
  g_type_ensure (ORCH_TYPE_ERROR_PAGE);
  g_type_ensure (ORCH_TYPE_NARROW_BIN);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/users-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, bin);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, role_filter);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, new_content);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, error_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, states);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, table);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, total_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, left_out_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, no_results_page);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, role_selected_cb);
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
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  fill_role_filter (self);
  orch_users_columns_add (self->table);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self));

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (report_visible_range), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (report_visible_range), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed",
                           G_CALLBACK (sort_changed_cb), self, G_CONNECT_SWAPPED);

  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (update_new_action), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::server-version",
                                  G_CALLBACK (update_search_words), self);
  update_search_words (self);
  self->list_signals = g_signal_group_new (ORCH_TYPE_USER_LIST);
  g_signal_group_connect_swapped (self->list_signals, "items-changed", G_CALLBACK (update_state),
                                  self);
  g_signal_group_connect_swapped (self->list_signals, "notify::state", G_CALLBACK (update_state),
                                  self);
  g_signal_group_connect_swapped (self->list_signals, "notify::total", G_CALLBACK (update_state),
                                  self);
  g_signal_group_connect_swapped (self->list_signals, "notify::n-left-out",
                                  G_CALLBACK (update_state), self);
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
  g_autoptr (GtkNoSelection) selection = NULL;

  g_return_if_fail (ORCH_IS_USERS_PAGE (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_clear_object (&self->list);
  gtk_editable_set_text (self->search_entry, "");
  gtk_drop_down_set_selected (self->role_filter, 0);
  orch_users_columns_set_sort (self->table, ORCH_USER_SORT_ID, FALSE);

  if (session != NULL) {
    self->list = g_object_ref (orch_session_get_user_list (session));
    selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  }

  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->list_signals, self->list);
  update_new_action (self);
  update_search_words (self);
  update_state (self);
}
