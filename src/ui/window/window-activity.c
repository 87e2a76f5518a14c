#include "config.h"

#include "ui/activity/activity-window.h"

#include "ui/window/window-private.h"

/* The page of a user or key reads it alone. */
static void
refresh_record (OrchWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);

  if (ORCH_IS_USER_PAGE (page))
    gtk_widget_activate_action (page, "user.refresh", NULL);
  else if (ORCH_IS_KEY_PAGE (page))
    gtk_widget_activate_action (page, "key.refresh", NULL);
}

static void
undone_cb (OrchWindow *self)
{
  if (self->session == NULL)
    return;

  orch_session_reload_page (self->session, ORCH_PAGE_USERS);
  orch_window_reload_keys (self);
  refresh_record (self);
}

static void
show_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  GtkWindow *window = orch_activity_window_new (GTK_WINDOW (self), self->connector);

  g_signal_connect_object (window, "undone", G_CALLBACK (undone_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

/* For the class's initialization. */
void
orch_window_install_activity_action (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-activity", NULL, show_activated_cb);
}
