#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/toast.h"
#include "ui/common/trace.h"
#include "ui/common/words.h"
#include "ui/connect/connect-page.h"
#include "ui/users/user-page.h"
#include "ui/users/users-page.h"
#include "ui/window/connection-button.h"
#include "ui/window/version-banner.h"

#include "ui/window/window.h"

struct _OrchWindow {
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *title;                   /* (unowned) */
  GtkWidget *back_button;                  /* (unowned) */
  OrchConnectionButton *connection_button; /* (unowned) */
  OrchVersionBanner *version_banner;       /* (unowned) */
  GtkStack *pages;                         /* (unowned) */
  OrchConnectPage *connect_page;           /* (unowned) */
  OrchUsersPage *users_page;               /* (unowned) */
  OrchUserPage *user_page;                 /* (unowned) */
  AdwStatusPage *no_user_page;             /* (unowned) */

  GSettings *settings;  /* (owned) */
  OrchSession *session; /* (owned) (nullable): the connection whose pages are shown */
  gulong first_frame;
};

G_DEFINE_FINAL_TYPE (OrchWindow, orch_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_page (OrchWindow *self, const char *name, const char *title)
{
  gboolean connected = self->session != NULL;
  const char *server =
      connected ? orch_client_get_base_url (orch_session_get_client (self->session)) : NULL;

  gtk_stack_set_visible_child_name (self->pages, name);
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, server != NULL ? server : "");
  gtk_widget_set_visible (GTK_WIDGET (self->connection_button), connected);
  gtk_widget_set_visible (self->back_button, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.disconnect", connected);
}

static void
show_users (OrchWindow *self)
{
  show_page (self, "users", _ ("Users"));
}

static void
show_user (OrchWindow *self, OrchUser *user, gboolean can_go_back)
{
  show_page (self, "user", _ ("User"));
  gtk_widget_set_visible (self->back_button, can_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", can_go_back);

  orch_user_page_set_user (self->user_page, self->session, user);
  orch_trace ("user-page");
}

static void
show_no_user (OrchWindow *self, const OrchIdentity *identity)
{
  gboolean missing = identity->kind == ORCH_IDENTITY_MISSING_USER;

  adw_status_page_set_title (self->no_user_page, missing ? _ ("This Key’s User Does Not Exist")
                                                         : _ ("This Key Belongs to No User"));
  adw_status_page_set_description (
      self->no_user_page,
      missing ? _ ("The server knows the key, but not the user it was made for. Ask an "
                   "administrator.")
              : _ ("The server accepts the key, but it can’t look after users. Connect with the "
                   "key of a user or an administrator."));
  show_page (self, "no-user", _ ("User"));
}

static void
show_connect_page (OrchWindow *self)
{
  g_clear_object (&self->session);
  orch_connection_button_set_session (self->connection_button, NULL);
  orch_version_banner_set_session (self->version_banner, NULL);
  orch_users_page_set_session (self->users_page, NULL);
  orch_user_page_set_user (self->user_page, NULL, NULL);
  show_page (self, "connect", _ ("LiteLLM Orchestrator"));
}

/* Administrators land on all users, everybody else on their own page. */
static void
land (OrchWindow *self)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);

  orch_trace ("connected");

  if (orch_permissions_check_user (identity, ORCH_ACTION_LIST_USERS, NULL, NULL)
      == ORCH_ACCESS_ALLOWED) {
    show_users (self);
  } else if (identity->kind == ORCH_IDENTITY_USER) {
    g_autoptr (OrchUser) user = orch_user_new (identity->user_id);

    show_user (self, user, FALSE);
  } else {
    show_no_user (self, identity);
  }
}

static void
remember_address (OrchWindow *self, OrchSession *session)
{
  g_settings_set_string (self->settings, "server-address",
                         orch_client_get_base_url (orch_session_get_client (session)));
}

static void
connected_cb (OrchWindow *self, OrchSession *session)
{
  remember_address (self, session);
  orch_connect_page_forget_key (self->connect_page);
  orch_window_show_session (self, session);
  land (self);
}

static void
user_activated_cb (OrchWindow *self, OrchUser *user)
{
  show_user (self, user, TRUE);
}

static void
user_deleted_cb (OrchWindow *self, const char *text, gboolean is_shown)
{
  orch_paged_list_reload (ORCH_PAGED_LIST (orch_session_get_user_list (self->session)));
  if (is_shown)
    show_users (self);
  orch_toast_show (GTK_WIDGET (self->users_page), text);
}

static void
back_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_users (ORCH_WINDOW (widget));
}

static void
disconnect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_connect_page (ORCH_WINDOW (widget));
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

static void
orch_window_dispose (GObject *object)
{
  OrchWindow *self = ORCH_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (orch_window_parent_class)->dispose (object);
}

static void
orch_window_class_init (OrchWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_window_dispose;
  widget_class->realize = orch_window_realize;

  g_type_ensure (ORCH_TYPE_CONNECT_PAGE);
  g_type_ensure (ORCH_TYPE_CONNECTION_BUTTON);
  g_type_ensure (ORCH_TYPE_USER_PAGE);
  g_type_ensure (ORCH_TYPE_USERS_PAGE);
  g_type_ensure (ORCH_TYPE_VERSION_BANNER);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/window/window.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, title);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, connection_button);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, version_banner);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, connect_page);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, users_page);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, user_page);
  gtk_widget_class_bind_template_child (widget_class, OrchWindow, no_user_page);
  gtk_widget_class_bind_template_callback (widget_class, connected_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_deleted_cb);

  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.disconnect", NULL, disconnect_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL,
                                   show_help_overlay_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
}

static void
orch_window_init (OrchWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  if (ORCH_IS_DEVELOPMENT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");

  self->settings = g_settings_new (ORCH_APP_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);

  show_connect_page (self);
}

/**
 * orch_window_new:
 * @application: the application
 *
 * Returns: (transfer floating): a window with the connect page
 */
OrchWindow *
orch_window_new (GtkApplication *application)
{
  OrchWindow *self;
  g_autofree char *address = NULL;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);

  self = g_object_new (ORCH_TYPE_WINDOW, "application", application, NULL);
  address = g_settings_get_string (self->settings, "server-address");
  orch_window_set_address (self, address);

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

  orch_connect_page_set_address (self->connect_page, address);
}

/**
 * orch_window_open_session:
 * @self: a window that shows the connect page
 * @session: a session that was not opened yet
 *
 * Opens @session on the connect page, as if its address and key had been typed there.
 */
void
orch_window_open_session (OrchWindow *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_WINDOW (self));
  g_return_if_fail (ORCH_IS_SESSION (session));

  orch_connect_page_open (self->connect_page, session);
}

/**
 * orch_window_show_error:
 * @self: a window
 * @error: why there is no connection
 *
 * Says so on the connect page.
 */
void
orch_window_show_error (OrchWindow *self, const GError *error)
{
  g_return_if_fail (ORCH_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  show_connect_page (self);
  orch_connect_page_show_error (self->connect_page, error);
}

/**
 * orch_window_show_session:
 * @self: a window
 * @session: a session that is open or being opened
 *
 * Shows the rows of @session as they come, before it is known who is signed in.
 */
void
orch_window_show_session (OrchWindow *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_WINDOW (self));
  g_return_if_fail (ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  orch_connection_button_set_session (self->connection_button, session);
  orch_version_banner_set_session (self->version_banner, session);
  orch_users_page_set_session (self->users_page, session);
  show_users (self);
}

/**
 * orch_window_session_opened:
 * @self: a window that shows @session
 * @session: the session
 * @result: how opening it ended
 *
 * Goes on to the page of the signed-in user, or back to the connect page with the reason why not.
 */
void
orch_window_session_opened (OrchWindow *self, OrchSession *session, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (ORCH_IS_WINDOW (self));
  g_return_if_fail (ORCH_IS_SESSION (session));

  /* Disconnected meanwhile. */
  if (self->session != session)
    return;

  if (orch_session_open_finish (session, result, &error)) {
    land (self);
    return;
  }

  orch_connect_page_set_address (self->connect_page,
                                 orch_client_get_base_url (orch_session_get_client (session)));
  orch_window_show_error (self, error);
}
