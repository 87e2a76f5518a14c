#include "config.h"

#include "ui/keys/create-key.h"
#include "ui/keys/keys-columns.h"

#include "ui/users/user-keys.h"

struct _OrchUserKeys {
  AdwBin parent_instance;

  GtkWidget *new_button; /* (unowned) */
  OrchListView *view;    /* (unowned) */

  OrchSession *session;          /* (owned) (nullable) */
  OrchKeyList *list;             /* (owned) (nullable) */
  GSignalGroup *session_signals; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchUserKeys, orch_user_keys, ADW_TYPE_BIN)

enum {
  KEY_ACTIVATED,
  NEW_KEY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
row_activated_cb (OrchUserKeys *self, OrchKey *key)
{
  g_signal_emit (self, signals[KEY_ACTIVATED], 0, key);
}

static void
update_actions (OrchUserKeys *self)
{
  gboolean can_create = orch_create_key_is_allowed (self->session);

  gtk_widget_set_visible (self->new_button, can_create);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keys.new", can_create);
}

static void
new_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[NEW_KEY], 0);
}

static void
retry_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserKeys *self = ORCH_USER_KEYS (widget);

  if (self->list != NULL)
    orch_paged_list_retry (ORCH_PAGED_LIST (self->list));
}

static void
orch_user_keys_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (orch_user_keys_parent_class)->map (widget);

  orch_list_view_grab_last_focus (ORCH_USER_KEYS (widget)->view);
}

static void
orch_user_keys_dispose (GObject *object)
{
  OrchUserKeys *self = ORCH_USER_KEYS (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->list);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_user_keys_parent_class)->dispose (object);
}

static void
orch_user_keys_class_init (OrchUserKeysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_keys_dispose;
  widget_class->map = orch_user_keys_map;

  /**
   * OrchUserKeys::key-activated:
   * @key: the OrchKey whose row was opened
   */
  signals[KEY_ACTIVATED] = g_signal_new ("key-activated", ORCH_TYPE_USER_KEYS, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, ORCH_TYPE_KEY);

  /**
   * OrchUserKeys::new-key:
   *
   * The person wants a key for the user.
   */
  signals[NEW_KEY] = g_signal_new ("new-key", ORCH_TYPE_USER_KEYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  g_type_ensure (ORCH_TYPE_LIST_VIEW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-keys.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUserKeys, new_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserKeys, view);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "keys.new", NULL, new_activated_cb);
  gtk_widget_class_install_action (widget_class, "keys.retry", NULL, retry_activated_cb);
}

static void
orch_user_keys_init (OrchUserKeys *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  orch_list_view_set_kind (self->view, &orch_keys_kind_of_user);
  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (update_actions), self);
}

/**
 * orch_user_keys_set_user:
 * @self: a table
 * @session: (nullable): the connection, %NULL for none
 * @user: (nullable): whose keys to show, %NULL for nobody's
 *
 * Reads the keys of a user (GET /key/list) and shows them. The server has no way to ask for those
 * of the user with the ID "".
 */
void
orch_user_keys_set_user (OrchUserKeys *self, OrchSession *session, OrchUser *user)
{
  gboolean can_ask = user != NULL && *orch_user_get_id (user) != '\0';

  g_return_if_fail (ORCH_IS_USER_KEYS (self));
  g_return_if_fail ((session == NULL) == (user == NULL));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  g_clear_object (&self->list);
  if (can_ask)
    self->list =
        orch_key_list_new (orch_session_get_key_service (session), orch_user_get_id (user));

  gtk_widget_set_visible (GTK_WIDGET (self), can_ask);
  orch_list_view_set_list (self->view, (OrchPagedList *) self->list);
  orch_user_keys_reload (self);
  update_actions (self);
}

/**
 * orch_user_keys_set_narrow:
 * @self: a table
 * @narrow: whether the window is small
 *
 * Shows one column of two lines instead of all others, or these again.
 */
void
orch_user_keys_set_narrow (OrchUserKeys *self, gboolean narrow)
{
  g_return_if_fail (ORCH_IS_USER_KEYS (self));

  orch_list_view_set_narrow (self->view, narrow);
}

/**
 * orch_user_keys_reload:
 * @self: a table
 *
 * Reads the keys again.
 */
void
orch_user_keys_reload (OrchUserKeys *self)
{
  g_return_if_fail (ORCH_IS_USER_KEYS (self));

  if (self->list != NULL)
    orch_paged_list_reload (ORCH_PAGED_LIST (self->list));
}

/**
 * orch_user_keys_get_list:
 * @self: a table
 *
 * Returns: (transfer none) (nullable): the keys that are shown
 */
OrchPagedList *
orch_user_keys_get_list (OrchUserKeys *self)
{
  g_return_val_if_fail (ORCH_IS_USER_KEYS (self), NULL);

  return (OrchPagedList *) self->list;
}
