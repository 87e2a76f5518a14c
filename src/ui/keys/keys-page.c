#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/narrow-bin.h"
#include "ui/common/record-check.h"
#include "ui/common/team-filter.h"
#include "ui/keys/create-key.h"
#include "ui/keys/key-selection-bar.h"
#include "ui/keys/key-words.h"
#include "ui/keys/keys-columns.h"

#include "ui/keys/keys-page.h"

#define BUTTON_SPACING 6

struct _OrchKeysPage {
  AdwBin parent_instance;

  OrchNarrowBin *bin;                 /* (unowned) */
  GtkOrientable *toolbar;             /* (unowned) */
  GtkEditable *search_entry;          /* (unowned) */
  GtkDropDown *status_filter;         /* (unowned) */
  OrchTeamFilter *team_filter;        /* (unowned) */
  GtkBox *buttons;                    /* (unowned) */
  GtkToggleButton *select_button;     /* (unowned) */
  GtkWidget *rotation_button;         /* (unowned) */
  GtkWidget *new_button;              /* (unowned) */
  AdwButtonContent *new_content;      /* (unowned) */
  OrchListView *view;                 /* (unowned) */
  OrchKeySelectionBar *selection_bar; /* (unowned) */

  GtkColumnViewColumn *check_column; /* (owned) */
  OrchRecordSelection *selection;    /* (owned) */
  gboolean was_loading;

  OrchSession *session;          /* (owned) (nullable) */
  OrchKeyList *list;             /* (owned) (nullable): of the session */
  GSignalGroup *session_signals; /* (owned) */
  GSignalGroup *list_signals;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchKeysPage, orch_keys_page, ADW_TYPE_BIN)

enum {
  KEY_ACTIVATED,
  NEW_KEY,
  ROTATION_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the status filter offers; old proxies know only the first and the last (contract §12.3). */
static const struct {
  const char *words;
  OrchKeyFilter filter;
  OrchFeature needs;
} filters[] = {
  { N_ ("All keys"), ORCH_KEY_FILTER_ALL, ORCH_FEATURE_ALWAYS },
  { N_ ("Active"), ORCH_KEY_FILTER_ACTIVE, ORCH_FEATURE_SEARCH_KEYS },
  { N_ ("Expired"), ORCH_KEY_FILTER_EXPIRED, ORCH_FEATURE_SEARCH_KEYS },
  { N_ ("Blocked"), ORCH_KEY_FILTER_BLOCKED, ORCH_FEATURE_SEARCH_KEYS },
  { N_ ("Deleted"), ORCH_KEY_FILTER_DELETED, ORCH_FEATURE_ALWAYS },
};

/* Until the version is known, the newest is assumed. */
static gboolean
supports (OrchKeysPage *self, OrchFeature feature)
{
  OrchServer *server = self->session != NULL ? orch_session_get_server (self->session) : NULL;

  return server == NULL || !orch_server_get_settled (server)
         || orch_server_supports (server, feature);
}

static OrchKeyFilter
get_filter (OrchKeysPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->status_filter);
  guint n_offered = 0;

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (supports (self, filters[i].needs) && n_offered++ == selected)
      return filters[i].filter;

  return ORCH_KEY_FILTER_ALL;
}

static void
update_filters (OrchKeysPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (supports (self, filters[i].needs))
      gtk_string_list_append (names, _ (filters[i].words));
  gtk_drop_down_set_model (self->status_filter, G_LIST_MODEL (names));
}

/* Says what is searched, which depends on the version (contract §12.3). */
static void
update_search_words (OrchKeysPage *self)
{
  const char *placeholder = _ ("Search by alias or whole key ID");
  const char *text = _ ("The server looks for the text in aliases, or for a whole key ID; not in "
                        "owners or teams. Try another text or all keys.");

  if (!supports (self, ORCH_FEATURE_MATCH_KEY_ALIAS)) {
    placeholder = _ ("Search by whole alias or key ID");
    text = _ ("This version of the LiteLLM proxy finds only a whole alias, in its exact letter "
              "case, or a whole key ID. Try another text or all keys.");
  }

  g_object_set (self->search_entry, "placeholder-text", placeholder, NULL);
  orch_list_view_set_no_results_text (self->view, text);
}

static void
version_changed_cb (OrchKeysPage *self)
{
  guint n_offered = g_list_model_get_n_items (gtk_drop_down_get_model (self->status_filter));

  if (!supports (self, ORCH_FEATURE_SEARCH_KEYS) == (n_offered == G_N_ELEMENTS (filters)))
    update_filters (self);
  update_search_words (self);
}

static gboolean
is_selecting (OrchKeysPage *self)
{
  return gtk_toggle_button_get_active (self->select_button);
}

/* Deleted keys can only be looked at. */
static void
update_actions (OrchKeysPage *self)
{
  const OrchIdentity *identity =
      self->session != NULL ? orch_session_get_identity (self->session) : NULL;
  gboolean can_select = identity != NULL && get_filter (self) != ORCH_KEY_FILTER_DELETED
                        && orch_key_selection_bar_is_useful (identity);
  gboolean can_rotate =
      identity != NULL
      && orch_permissions_check_key (identity, ORCH_KEY_ACTION_ROTATE, NULL, TRUE, NULL)
             == ORCH_ACCESS_ALLOWED;
  gboolean can_create = orch_create_key_is_allowed (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->select_button), can_select);
  if (!can_select)
    gtk_toggle_button_set_active (self->select_button, FALSE);
  gtk_widget_set_visible (self->rotation_button, can_rotate);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keys.rotation", can_rotate);
  gtk_widget_set_visible (self->new_button, can_create);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keys.new", can_create);
}

static void
selecting_changed_cb (OrchKeysPage *self)
{
  gtk_column_view_column_set_visible (self->check_column, is_selecting (self));
  orch_record_selection_clear (self->selection);
}

/* What was chosen among other rows means nothing any more. */
static void
state_changed_cb (OrchKeysPage *self)
{
  gboolean is_loading =
      orch_paged_list_get_state (ORCH_PAGED_LIST (self->list)) == ORCH_LIST_LOADING;

  if (is_loading || self->was_loading)
    orch_record_selection_clear (self->selection);
  self->was_loading = is_loading;
}

/* A pause later, the text is what to search. */
static void
search_typed_cb (OrchKeysPage *self)
{
  if (self->list != NULL)
    orch_paged_list_await_query (ORCH_PAGED_LIST (self->list));
}

static void
search_changed_cb (OrchKeysPage *self)
{
  if (self->list == NULL)
    return;

  orch_key_list_set_search (self->list, gtk_editable_get_text (self->search_entry));
  orch_paged_list_keep_query (ORCH_PAGED_LIST (self->list));
  orch_list_view_scroll_to_top (self->view);
}

static void
status_selected_cb (OrchKeysPage *self)
{
  if (self->list == NULL)
    return;

  orch_key_list_set_filter (self->list, get_filter (self));
  orch_list_view_scroll_to_top (self->view);
  update_actions (self);
}

static void
team_selected_cb (OrchKeysPage *self)
{
  if (self->list == NULL)
    return;

  orch_key_list_set_team (self->list, orch_team_filter_get_team (self->team_filter));
  orch_list_view_scroll_to_top (self->view);
}

static void
narrow_changed_cb (OrchKeysPage *self)
{
  gboolean narrow = orch_narrow_bin_get_narrow (self->bin);

  gtk_orientable_set_orientation (self->toolbar,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->buttons, narrow ? 0 : BUTTON_SPACING);
  adw_button_content_set_label (self->new_content, narrow ? "" : _ ("_New key"));
  orch_list_view_set_narrow (self->view, narrow);
  orch_key_selection_bar_set_narrow (self->selection_bar, narrow);
}

static void
row_activated_cb (OrchKeysPage *self, OrchKey *key)
{
  if (is_selecting (self))
    orch_record_selection_set (self->selection, key,
                               !orch_record_selection_contains (self->selection, key));
  else
    g_signal_emit (self, signals[KEY_ACTIVATED], 0, key);
}

static void
new_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[NEW_KEY], 0);
}

static void
rotation_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[ROTATION_ACTIVATED], 0);
}

static void
search_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (ORCH_KEYS_PAGE (widget)->search_entry));
}

static void
refresh_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchKeysPage *self = ORCH_KEYS_PAGE (widget);

  if (self->list == NULL)
    return;

  orch_paged_list_reload (ORCH_PAGED_LIST (self->list));
  orch_session_identify_again (self->session);
  orch_session_load_teams (self->session, TRUE);
}

static void
retry_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchKeysPage *self = ORCH_KEYS_PAGE (widget);

  if (self->list != NULL)
    orch_paged_list_retry (ORCH_PAGED_LIST (self->list));
}

static void
clear_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchKeysPage *self = ORCH_KEYS_PAGE (widget);

  gtk_editable_set_text (self->search_entry, "");
  gtk_drop_down_set_selected (self->status_filter, 0);
  orch_team_filter_clear (self->team_filter);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
orch_keys_page_map (GtkWidget *widget)
{
  OrchKeysPage *self = ORCH_KEYS_PAGE (widget);

  GTK_WIDGET_CLASS (orch_keys_page_parent_class)->map (widget);

  if (!orch_list_view_grab_last_focus (self->view))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
orch_keys_page_dispose (GObject *object)
{
  OrchKeysPage *self = ORCH_KEYS_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  g_clear_object (&self->check_column);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (orch_keys_page_parent_class)->dispose (object);
}

static void
orch_keys_page_class_init (OrchKeysPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_keys_page_dispose;
  widget_class->map = orch_keys_page_map;

  /**
   * OrchKeysPage::key-activated:
   * @key: the OrchKey whose row was opened
   */
  signals[KEY_ACTIVATED] = g_signal_new ("key-activated", ORCH_TYPE_KEYS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, ORCH_TYPE_KEY);

  /**
   * OrchKeysPage::new-key:
   *
   * The person wants a key for somebody.
   */
  signals[NEW_KEY] = g_signal_new ("new-key", ORCH_TYPE_KEYS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * OrchKeysPage::rotation-activated:
   *
   * The keys that are due for rotation are to be shown.
   */
  signals[ROTATION_ACTIVATED] =
      g_signal_new ("rotation-activated", ORCH_TYPE_KEYS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);

  g_type_ensure (ORCH_TYPE_KEY_SELECTION_BAR);
  g_type_ensure (ORCH_TYPE_LIST_VIEW);
  g_type_ensure (ORCH_TYPE_NARROW_BIN);
  g_type_ensure (ORCH_TYPE_TEAM_FILTER);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, bin);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, status_filter);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, team_filter);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, select_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, rotation_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, new_content);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, view);
  gtk_widget_class_bind_template_child (widget_class, OrchKeysPage, selection_bar);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, team_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, selecting_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "keys.new", NULL, new_activated_cb);
  gtk_widget_class_install_action (widget_class, "keys.rotation", NULL, rotation_activated_cb);
  gtk_widget_class_install_action (widget_class, "keys.search", NULL, search_activated_cb);
  gtk_widget_class_install_action (widget_class, "keys.refresh", NULL, refresh_activated_cb);
  gtk_widget_class_install_action (widget_class, "keys.retry", NULL, retry_activated_cb);
  gtk_widget_class_install_action (widget_class, "keys.clear", NULL, clear_activated_cb);
}

static void
orch_keys_page_init (OrchKeysPage *self)
{
  self->selection = orch_record_selection_new_of_keys ();
  self->check_column = orch_record_check_new_column (self->selection);
  gtk_widget_init_template (GTK_WIDGET (self));

  update_filters (self);
  orch_key_selection_bar_set_selection (self->selection_bar, self->selection);
  orch_list_view_set_kind (self->view, &orch_keys_kind);
  gtk_column_view_insert_column (orch_list_view_get_table (self->view), 0, self->check_column);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::server-version",
                                  G_CALLBACK (version_changed_cb), self);
  self->list_signals = g_signal_group_new (ORCH_TYPE_KEY_LIST);
  g_signal_group_connect_swapped (self->list_signals, "notify::state",
                                  G_CALLBACK (state_changed_cb), self);
  update_search_words (self);
}

/**
 * orch_keys_page_set_session:
 * @self: a page
 * @session: (nullable): the connection whose keys to show, %NULL for none
 *
 * Shows the keys of @session, unfiltered, as they come.
 */
void
orch_keys_page_set_session (OrchKeysPage *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_KEYS_PAGE (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_clear_object (&self->list);
  gtk_editable_set_text (self->search_entry, "");
  gtk_drop_down_set_selected (self->status_filter, 0);
  gtk_toggle_button_set_active (self->select_button, FALSE);
  if (session != NULL)
    self->list = g_object_ref (orch_session_get_key_list (session));

  orch_team_filter_set_session (self->team_filter, session);
  orch_list_view_set_list (self->view, (OrchPagedList *) self->list);
  orch_key_selection_bar_set_session (self->selection_bar, session);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->list_signals, self->list);
  update_actions (self);
  version_changed_cb (self);
}
