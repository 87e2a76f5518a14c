#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/close-guard.h"
#include "ui/common/trace.h"

#include "ui/window/window-private.h"

G_DEFINE_FINAL_TYPE (OrchWindow, orch_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_PAGE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* For the window's other files, too. Also when the connection gets another name. */
void
orch_window_update_subtitle (OrchWindow *self)
{
  OrchConnection *connection = orch_connector_get_connection (self->connector);

  adw_window_title_set_subtitle (
      self->title, self->session != NULL ? orch_connection_get_name (connection) : "");
}

/* The session whose pages are shown from now on. */
static void
set_session (OrchWindow *self, OrchSession *session)
{
  OrchConnection *connection = orch_connector_get_connection (self->connector);

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->connection_signals, session != NULL ? connection : NULL);
  orch_connection_button_set_session (self->connection_button, session,
                                      session != NULL ? connection : NULL);
  orch_version_banner_set_session (self->version_banner, session);
  orch_window_set_pending_session (self);
  orch_window_set_pages_session (self);
}

/* The one place that decides what is shown. A session that is being opened has the connect page,
 * which shows how far it is, unless the window has shown nothing else yet: then the rows come
 * before it is known who is signed in. */
static void
update (OrchWindow *self, gboolean first)
{
  OrchConnectorState state = orch_connector_get_state (self->connector);
  OrchSession *session = orch_connector_get_session (self->connector);
  gboolean shown = session != NULL && self->session == session;

  if (state == ORCH_CONNECTOR_OPEN) {
    if (!shown)
      set_session (self, session);
    orch_window_land (self);
  } else if (state == ORCH_CONNECTOR_OPENING && first) {
    set_session (self, session);
    orch_window_show_list (self, self->page);
  } else if (!shown) {
    set_session (self, NULL);
    orch_window_get_connect_page (self);
    orch_window_show_page (self, "connect", _ ("LiteLLM Orchestrator"));
  }
}

static void
state_changed_cb (OrchWindow *self)
{
  update (self, FALSE);
}

/* While the connection opens, the window lands when it is open. */
static void
identity_changed_cb (OrchWindow *self)
{
  if (orch_connector_get_state (self->connector) == ORCH_CONNECTOR_OPEN)
    orch_window_follow_identity (self);
}

/* In a small window there is no room for words in the header. */
static void
narrow_changed_cb (OrchWindow *self)
{
  if (orch_narrow_bin_get_narrow (self->bin)) {
    gtk_button_set_icon_name (self->users_button, "system-users-symbolic");
    gtk_button_set_icon_name (self->keys_button, "dialog-password-symbolic");
  } else {
    gtk_button_set_label (self->users_button, _ ("Users"));
    gtk_button_set_label (self->keys_button, _ ("Keys"));
  }
}

static void
back_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_window_go_back (ORCH_WINDOW (widget));
}

/* Built when it is asked for: GTK 4.8 can crash where a screen reader asks for a hidden window. */
static void
show_help_overlay_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
      "/io/github/litellm_orchestrator/Orchestrator/window/help-overlay.ui");
  GtkWindow *help_overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (help_overlay, GTK_WINDOW (widget));
  gtk_window_present (help_overlay);
}

static void
first_frame_cb (OrchWindow *self, GdkFrameClock *clock)
{
  g_signal_handler_disconnect (clock, self->first_frame);
  orch_trace ("first-frame");
}

static void
orch_window_realize (GtkWidget *widget)
{
  OrchWindow *self = ORCH_WINDOW (widget);

  GTK_WIDGET_CLASS (orch_window_parent_class)->realize (widget);

  self->first_frame =
      g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                               G_CALLBACK (first_frame_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
orch_window_close_request (GtkWindow *window)
{
  if (orch_close_guard_refuse ())
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (orch_window_parent_class)->close_request (window);
}

static void
orch_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_PAGE:
    g_value_set_string (value, orch_window_get_list_name (ORCH_WINDOW (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_PAGE:
    orch_window_show_list_by_name (ORCH_WINDOW (object), g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_window_dispose (GObject *object)
{
  OrchWindow *self = ORCH_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->key_signals);
  g_clear_object (&self->home);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->rotation_queue, g_ptr_array_unref);
  g_clear_object (&self->handover);
  g_clear_object (&self->session);
  g_clear_object (&self->connector);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (orch_window_parent_class)->dispose (object);
}

static void
orch_window_class_init (OrchWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_window_dispose;
  G_OBJECT_CLASS (klass)->get_property = orch_window_get_property;
  G_OBJECT_CLASS (klass)->set_property = orch_window_set_property;
  widget_class->realize = orch_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = orch_window_close_request;

  properties[PROP_PAGE] =
      g_param_spec_string ("page", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  g_type_ensure (ORCH_TYPE_CONNECTION_BUTTON);
  g_type_ensure (ORCH_TYPE_NARROW_BIN);
  g_type_ensure (ORCH_TYPE_PENDING_BANNER);
  g_type_ensure (ORCH_TYPE_VERSION_BANNER);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/window/window.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, bin);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, title);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, page_switcher);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, users_button);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, keys_button);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, connection_button);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, pending_banner);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, version_banner);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, pages);

  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);

  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_activated_cb);
  gtk_widget_class_install_property_action (widget_class, "win.page", "page");
  orch_window_install_connection_actions (widget_class);
  orch_window_install_export_action (widget_class);
  orch_window_install_pending_actions (widget_class);
  orch_window_install_activity_action (widget_class);
  orch_window_install_usage_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL,
                                   show_help_overlay_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.page", "s",
                                       "users");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.page", "s",
                                       "keys");
}

static void
orch_window_init (OrchWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  if (ORCH_IS_DEVELOPMENT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");

  orch_window_init_pages (self);
  self->cancellable = g_cancellable_new ();
  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity",
                                  G_CALLBACK (identity_changed_cb), self);
  self->connection_signals = g_signal_group_new (ORCH_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->connection_signals, "notify::name",
                                  G_CALLBACK (orch_window_update_subtitle), self);

  self->settings = g_settings_new (ORCH_APP_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

/**
 * orch_window_new:
 * @application: the application
 * @connector: what opens connections; it may have begun already
 *
 * Returns: (transfer floating): a window that shows how far @connector is
 */
OrchWindow *
orch_window_new (GtkApplication *application, OrchConnector *connector)
{
  OrchWindow *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ORCH_IS_CONNECTOR (connector), NULL);

  self = g_object_new (ORCH_TYPE_WINDOW, "application", application, NULL);
  self->connector = g_object_ref (connector);
  self->page = orch_connector_get_first_page (connector);
  orch_connection_button_set_connections (self->connection_button,
                                          orch_connector_get_connections (connector));
  orch_window_watch_keyring (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-activity",
                                 orch_connector_get_journal (connector) != NULL);
  g_signal_connect_object (connector, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);

  update (self, TRUE);
  if (self->session == NULL && orch_connector_get_error (connector) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (orch_window_get_connect_page (self)));

  return self;
}

/**
 * orch_window_set_address:
 * @self: a window
 * @address: a server's address
 *
 * Fills in the address on the connect page.
 */
void
orch_window_set_address (OrchWindow *self, const char *address)
{
  g_return_if_fail (ORCH_IS_WINDOW (self));
  g_return_if_fail (address != NULL);

  orch_connect_page_set_address (orch_window_get_connect_page (self), address);
}

/**
 * orch_window_show_error:
 * @self: a window
 * @error: why the demo does not start
 *
 * Says so on the connect page.
 */
void
orch_window_show_error (OrchWindow *self, const GError *error)
{
  g_return_if_fail (ORCH_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  orch_connect_page_show_error (orch_window_get_connect_page (self), error);
}
