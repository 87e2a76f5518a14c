#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/usage-access.h"

#include "ui/window/window-private.h"

/* (transfer none) (nullable): what one has opened last */
static GObject *
get_place (OrchWindow *self)
{
  return self->places->len > 0 ? self->places->pdata[self->places->len - 1] : self->home;
}

static gboolean
is_everybody (GObject *place)
{
  return ORCH_IS_USAGE_TARGET (place)
         && orch_usage_target_get_user_id (ORCH_USAGE_TARGET (place)) == NULL
         && orch_usage_target_get_key_id (ORCH_USAGE_TARGET (place)) == NULL;
}

static void
show_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  g_autoptr (OrchUsageTarget) target = orch_usage_target_new_everybody ();

  if (!is_everybody (get_place (self)))
    orch_window_open (self, G_OBJECT (target));
}

/* Of the user or the key whose page is shown. */
static void
show_of_place_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  GObject *place = get_place (self);
  g_autoptr (OrchUsageTarget) target = NULL;

  if (ORCH_IS_USER (place))
    target = orch_usage_target_new_user (ORCH_USER (place));
  else if (ORCH_IS_KEY (place))
    target = orch_usage_target_new_key (ORCH_KEY (place));

  if (target != NULL)
    orch_window_open (self, G_OBJECT (target));
}

/* For the class's initialization. */
void
orch_window_install_usage_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-usage", NULL, show_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.show-usage-of-place", NULL,
                                   show_of_place_activated_cb);
}

/* Everybody's use is shown to administrators. */
void
orch_window_update_usage_actions (OrchWindow *self)
{
  const OrchIdentity *identity =
      self->session != NULL ? orch_session_get_identity (self->session) : NULL;
  gboolean can_show =
      identity != NULL
      && orch_usage_access_check (identity, orch_session_get_server_version (self->session),
                                  ORCH_USAGE_OF_EVERYBODY, NULL, NULL)
             == ORCH_ACCESS_ALLOWED;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-usage", can_show);
}

static void
key_activated_cb (OrchWindow *self, const char *key_id)
{
  OrchPagedList *list = orch_session_get_list (self->session, ORCH_PAGE_KEYS);
  OrchKey *known = orch_paged_list_find (list, key_id);
  g_autoptr (OrchKey) key = known != NULL ? g_object_ref (known) : orch_key_new (key_id);

  orch_window_open (self, G_OBJECT (key));
}

/* Shows the page; @again: also if it shows this use already. */
void
orch_window_show_usage (OrchWindow *self, OrchUsageTarget *target, gboolean again)
{
  if (self->usage_page == NULL) {
    self->usage_page = g_object_new (ORCH_TYPE_USAGE_PAGE, NULL);
    g_signal_connect_object (self->usage_page, "key-activated", G_CALLBACK (key_activated_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->usage_page), "usage", _ ("Usage"));
  }

  orch_window_show_page (self, "usage", _ ("Usage"));
  if (again || orch_usage_page_get_target (self->usage_page) != target)
    orch_usage_page_set_target (self->usage_page, self->session, target);
}
