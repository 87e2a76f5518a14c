#include "config.h"

#include <glib/gi18n.h>

#include "core/lists/paged-row.h"
#include "ui/common/error-bar.h"
#include "ui/common/error-page.h"
#include "ui/common/format.h"
#include "ui/common/narrow-bin.h"
#include "ui/common/record-check.h"
#include "ui/common/wrap-box.h"
#include "ui/keys/keys-columns.h"

#include "ui/keys/rotation-page.h"

/* How long a policy must stay the same before the server is asked, in milliseconds. */
#define SETTLE_TIME 600

struct _OrchRotationPage {
  AdwBin parent_instance;

  OrchNarrowBin *bin;            /* (unowned) */
  GtkAdjustment *max_age;        /* (unowned) */
  GtkAdjustment *expires_within; /* (unowned) */
  GtkWidget *never_used;         /* (unowned) */
  GtkWidget *refresh_button;     /* (unowned) */
  OrchErrorBar *error_bar;       /* (unowned) */
  GtkStack *states;              /* (unowned) */
  GtkColumnView *table;          /* (unowned) */
  GtkLabel *total_label;         /* (unowned) */
  GtkLabel *progress_label;      /* (unowned) */
  GtkWidget *stop_button;        /* (unowned) */
  GtkWidget *continue_button;    /* (unowned) */
  GtkLabel *count_label;         /* (unowned) */
  GtkButton *rotate_button;      /* (unowned) */
  GtkWidget *empty_page;         /* (unowned) (nullable): built when it is needed */
  OrchErrorPage *error_page;     /* (unowned) (nullable): built when it is needed */

  GSettings *settings;            /* (owned) */
  OrchRotationPolicy policy;      /* of the keys that are shown */
  OrchRecordSelection *selection; /* (owned) */
  OrchSession *session;           /* (owned) (nullable) */
  OrchDueKeys *keys;              /* (owned) (nullable): of the session */
  GSignalGroup *keys_signals;     /* (owned) */
  GListStore *rows;               /* (owned) (nullable): one of each of them */
  GtkWidget *last_focus; /* (unowned) (nullable): weak; where to go on after a key's page */
  guint restart_source;  /* until a new policy has settled */
  gboolean was_looking;  /* when the page went off the screen */
};

G_DEFINE_FINAL_TYPE (OrchRotationPage, orch_rotation_page, ADW_TYPE_BIN)

enum {
  KEY_ACTIVATED,
  ROTATE,
  ROTATE_INTO_FILE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static OrchRotationPolicy
read_policy (OrchRotationPage *self)
{
  return (OrchRotationPolicy){
    .max_age_days = g_settings_get_uint (self->settings, "rotation-max-age-days"),
    .never_used = g_settings_get_boolean (self->settings, "rotation-never-used"),
    .expires_within_days = g_settings_get_uint (self->settings, "rotation-expires-within-days"),
  };
}

static guint
count_keys (OrchRotationPage *self)
{
  return self->keys != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->keys)) : 0;
}

static OrchDueKeysState
get_state (OrchRotationPage *self)
{
  return self->keys != NULL ? orch_due_keys_get_state (self->keys) : ORCH_DUE_KEYS_STOPPED;
}

/* (transfer full): what was chosen and is still there, the oldest first */
static GPtrArray *
get_chosen (OrchRotationPage *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  if (orch_record_selection_get_records (self->selection)->len == 0)
    return chosen;

  for (guint i = 0; i < count_keys (self); i++) {
    g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), i);

    if (orch_record_selection_contains (self->selection, key))
      g_ptr_array_add (chosen, g_steal_pointer (&key));
  }

  return chosen;
}

static void
update_selection (OrchRotationPage *self)
{
  g_autoptr (GPtrArray) chosen = get_chosen (self);
  guint n = chosen->len;
  g_autofree char *count =
      n > 0 ? g_strdup_printf (ngettext ("%u key selected", "%u keys selected", n), n)
            : g_strdup (_ ("No keys selected"));
  g_autofree char *label =
      n > 0 ? g_strdup_printf (ngettext ("_Rotate %u key", "_Rotate %u keys", n), n)
            : g_strdup (_ ("_Rotate"));

  gtk_label_set_text (self->count_label, count);
  gtk_button_set_label (self->rotate_button, label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rotation.rotate", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rotation.rotate-into-file", n > 0);
}

/* (transfer full) */
static char *
describe_progress (OrchRotationPage *self)
{
  guint n_total = orch_due_keys_get_total (self->keys);
  g_autofree char *total = orch_format_count (n_total);
  g_autofree char *n_looked_at = orch_format_count (orch_due_keys_get_n_looked_at (self->keys));

  if (orch_due_keys_get_is_full (self->keys))
    return g_strdup (_ ("More keys are due. Rotate these first, then refresh."));
  if (n_total == 0)
    return g_strdup (get_state (self) == ORCH_DUE_KEYS_LOOKING ? _ ("Loading keys") : "");

  /* Translators: how many keys were looked at; how many there are */
  return g_strdup_printf (ngettext ("Looked at %s of %s key", "Looked at %s of %s keys", n_total),
                          n_looked_at, total);
}

static void
update_footer (OrchRotationPage *self)
{
  guint n = count_keys (self);
  OrchDueKeysState state = get_state (self);
  g_autofree char *count = orch_format_count (n);
  g_autofree char *total =
      g_strdup_printf (ngettext ("%s key is due", "%s keys are due", n), count);
  g_autofree char *progress = self->keys != NULL ? describe_progress (self) : g_strdup ("");

  /* Where no answer has come, nobody knows. */
  gtk_label_set_text (self->total_label, n > 0 || state == ORCH_DUE_KEYS_DONE ? total : "");
  gtk_label_set_text (self->progress_label, progress);
  gtk_widget_set_visible (self->stop_button, state == ORCH_DUE_KEYS_LOOKING);
  gtk_widget_set_visible (self->continue_button,
                          self->keys != NULL && state == ORCH_DUE_KEYS_STOPPED);
}

/* These pages are built only now, as in OrchListView. */
static void
show_nothing (OrchRotationPage *self)
{
  if (self->empty_page == NULL) {
    self->empty_page = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "object-select-symbolic",
                                     "title", _ ("No key is due"), "description",
                                     _ ("No key that can be used meets these conditions."), NULL);
    gtk_stack_add_named (self->states, self->empty_page, "empty");
  }
  gtk_stack_set_visible_child_name (self->states, "empty");
}

static void
show_error (OrchRotationPage *self, const GError *error)
{
  if (self->error_page == NULL) {
    self->error_page = g_object_new (ORCH_TYPE_ERROR_PAGE, "title", _ ("The keys can’t be shown"),
                                     "action-name", "rotation.continue", NULL);
    gtk_stack_add_named (self->states, GTK_WIDGET (self->error_page), "error");
  }
  orch_error_page_set_error (self->error_page, error);
  gtk_stack_set_visible_child_name (self->states, "error");
}

static void
update_state (OrchRotationPage *self)
{
  const GError *error = self->keys != NULL ? orch_due_keys_get_error (self->keys) : NULL;
  gboolean has_keys = count_keys (self) > 0;

  if (error != NULL && !has_keys)
    show_error (self, error);
  else if (get_state (self) == ORCH_DUE_KEYS_DONE && !has_keys)
    show_nothing (self);
  else
    gtk_stack_set_visible_child_name (self->states, "table");

  orch_error_bar_set_error (self->error_bar, has_keys ? error : NULL, NULL);
  update_footer (self);
}

static void
keys_changed (OrchRotationPage *self)
{
  update_state (self);
  update_selection (self);
}

/* Cells show rows that hold a key. A GtkMapListModel mixes up its items when others come between
 * them. */
static void
items_changed_cb (OrchRotationPage *self, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++) {
    g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), position + i);

    g_ptr_array_add (rows, orch_paged_row_new (key));
  }
  g_list_store_splice (self->rows, position, removed, rows->pdata, added);
  keys_changed (self);
}

static void
show_keys (OrchRotationPage *self, OrchDueKeys *keys)
{
  g_autoptr (GtkNoSelection) model = NULL;

  g_set_object (&self->keys, keys);
  g_signal_group_set_target (self->keys_signals, keys);
  g_clear_object (&self->rows);
  if (keys != NULL) {
    self->rows = g_list_store_new (ORCH_TYPE_PAGED_ROW);
    model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  }
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (model));
  orch_record_selection_clear (self->selection);
  keys_changed (self);
}

/* Looks at all keys from the start, with the policy as it is now. */
static void
restart (OrchRotationPage *self)
{
  g_autoptr (OrchDueKeys) keys = NULL;

  g_clear_handle_id (&self->restart_source, g_source_remove);
  self->policy = read_policy (self);
  if (self->session != NULL)
    keys = orch_due_keys_new (orch_session_get_key_service (self->session), &self->policy);

  show_keys (self, keys);
  if (keys != NULL)
    orch_due_keys_start (keys);
}

static gboolean
policy_settled_cb (gpointer user_data)
{
  OrchRotationPage *self = user_data;

  self->restart_source = 0;
  restart (self);

  return G_SOURCE_REMOVE;
}

/* Other settings change, too. */
static void
settings_changed_cb (OrchRotationPage *self)
{
  OrchRotationPolicy policy = read_policy (self);

  g_clear_handle_id (&self->restart_source, g_source_remove);
  if (self->keys != NULL
      && (policy.max_age_days != self->policy.max_age_days
          || policy.never_used != self->policy.never_used
          || policy.expires_within_days != self->policy.expires_within_days))
    self->restart_source = g_timeout_add (SETTLE_TIME, policy_settled_cb, self);
}

static void
narrow_changed_cb (OrchRotationPage *self)
{
  orch_list_columns_set_narrow (self->table, orch_narrow_bin_get_narrow (self->bin));
}

static void
row_activated_cb (OrchRotationPage *self, guint position)
{
  g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), position);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_set_weak_pointer (&self->last_focus, gtk_root_get_focus (root));
  g_signal_emit (self, signals[KEY_ACTIVATED], 0, key);
}

static void
refresh_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  restart (ORCH_ROTATION_PAGE (widget));
}

static void
stop_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchRotationPage *self = ORCH_ROTATION_PAGE (widget);

  if (self->keys != NULL)
    orch_due_keys_stop (self->keys);
}

static void
continue_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchRotationPage *self = ORCH_ROTATION_PAGE (widget);

  if (self->keys != NULL)
    orch_due_keys_start (self->keys);
}

static void
rotate_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autoptr (GPtrArray) chosen = get_chosen (ORCH_ROTATION_PAGE (widget));

  g_signal_emit (widget, signals[ROTATE], 0, chosen);
}

static void
rotate_into_file_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autoptr (GPtrArray) chosen = get_chosen (ORCH_ROTATION_PAGE (widget));

  g_signal_emit (widget, signals[ROTATE_INTO_FILE], 0, chosen);
}

static void
orch_rotation_page_map (GtkWidget *widget)
{
  OrchRotationPage *self = ORCH_ROTATION_PAGE (widget);
  GtkWidget *focus = self->last_focus != NULL ? self->last_focus : self->refresh_button;

  GTK_WIDGET_CLASS (orch_rotation_page_parent_class)->map (widget);

  if (self->was_looking && self->keys != NULL)
    orch_due_keys_start (self->keys);
  self->was_looking = FALSE;
  g_clear_weak_pointer (&self->last_focus);
  gtk_widget_grab_focus (focus);
}

static void
orch_rotation_page_unmap (GtkWidget *widget)
{
  OrchRotationPage *self = ORCH_ROTATION_PAGE (widget);

  if (self->restart_source != 0)
    restart (self);
  self->was_looking = get_state (self) == ORCH_DUE_KEYS_LOOKING;
  if (self->was_looking)
    orch_due_keys_stop (self->keys);

  GTK_WIDGET_CLASS (orch_rotation_page_parent_class)->unmap (widget);
}

static void
orch_rotation_page_dispose (GObject *object)
{
  OrchRotationPage *self = ORCH_ROTATION_PAGE (object);

  g_clear_handle_id (&self->restart_source, g_source_remove);
  g_clear_weak_pointer (&self->last_focus);
  g_clear_object (&self->keys_signals);
  g_clear_object (&self->keys);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->selection);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (orch_rotation_page_parent_class)->dispose (object);
}

static void
orch_rotation_page_class_init (OrchRotationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_rotation_page_dispose;
  widget_class->map = orch_rotation_page_map;
  widget_class->unmap = orch_rotation_page_unmap;

  /**
   * OrchRotationPage::key-activated:
   * @key: the OrchKey whose row was opened
   */
  signals[KEY_ACTIVATED] =
      g_signal_new ("key-activated", ORCH_TYPE_ROTATION_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, ORCH_TYPE_KEY);

  /**
   * OrchRotationPage::rotate:
   * @keys: (element-type OrchKey): what to rotate, the oldest first; at least one
   */
  signals[ROTATE] = g_signal_new ("rotate", ORCH_TYPE_ROTATION_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  /**
   * OrchRotationPage::rotate-into-file:
   * @keys: (element-type OrchKey): what to rotate, the oldest first; at least one
   */
  signals[ROTATE_INTO_FILE] =
      g_signal_new ("rotate-into-file", ORCH_TYPE_ROTATION_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  g_type_ensure (ORCH_TYPE_ERROR_BAR);
  g_type_ensure (ORCH_TYPE_NARROW_BIN);
  g_type_ensure (ORCH_TYPE_WRAP_BOX);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/rotation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, bin);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, max_age);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, expires_within);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, never_used);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, error_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, states);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, table);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, total_label);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationPage, rotate_button);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "rotation.refresh", NULL, refresh_activated_cb);
  gtk_widget_class_install_action (widget_class, "rotation.stop", NULL, stop_activated_cb);
  gtk_widget_class_install_action (widget_class, "rotation.continue", NULL, continue_activated_cb);
  gtk_widget_class_install_action (widget_class, "rotation.rotate", NULL, rotate_activated_cb);
  gtk_widget_class_install_action (widget_class, "rotation.rotate-into-file", NULL,
                                   rotate_into_file_activated_cb);
}

static void
orch_rotation_page_init (OrchRotationPage *self)
{
  static const char *const reasons[] = { "notify::state", "notify::n-looked-at", "notify::total",
                                         "notify::is-full" };
  g_autoptr (GtkColumnViewColumn) check_column = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (ORCH_APP_ID);
  g_settings_bind (self->settings, "rotation-max-age-days", self->max_age, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "rotation-never-used", self->never_used, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "rotation-expires-within-days", self->expires_within, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->selection = orch_record_selection_new_of_keys ();
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (update_selection), self,
                           G_CONNECT_SWAPPED);
  check_column = orch_record_check_new_column (self->selection);
  gtk_column_view_column_set_visible (check_column, TRUE);
  gtk_column_view_append_column (self->table, check_column);
  orch_list_columns_add (self->table, orch_keys_columns_due, &self->policy);

  self->keys_signals = g_signal_group_new (ORCH_TYPE_DUE_KEYS);
  g_signal_group_connect_swapped (self->keys_signals, "items-changed",
                                  G_CALLBACK (items_changed_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_signal_group_connect_swapped (self->keys_signals, reasons[i], G_CALLBACK (update_state),
                                    self);
  keys_changed (self);
}

/**
 * orch_rotation_page_set_session:
 * @self: a page
 * @session: (nullable): the connection whose keys to look at, %NULL for none
 *
 * Looks at all keys of @session.
 */
void
orch_rotation_page_set_session (OrchRotationPage *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_ROTATION_PAGE (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_clear_weak_pointer (&self->last_focus);
  restart (self);
}

/**
 * orch_rotation_page_get_keys:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the keys that are due, %NULL without a session
 */
OrchDueKeys *
orch_rotation_page_get_keys (OrchRotationPage *self)
{
  g_return_val_if_fail (ORCH_IS_ROTATION_PAGE (self), NULL);

  return self->keys;
}
