#include "config.h"

#include "ui/common/toast.h"
#include "ui/keys/pending-dialog.h"

#include "ui/window/window-private.h"

static void
keys_changed_cb (OrchWindow *self)
{
  if (self->session != NULL)
    orch_window_reload_keys (self);
}

static void
keys_rotated_cb (OrchWindow *self)
{
  keys_changed_cb (self);
  if (self->rotation_page != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->rotation_page), "rotation.refresh", NULL);
}

static void
finished_cb (OrchWindow *self, const char *text)
{
  orch_toast_show (GTK_WIDGET (self->pages), text);
}

static void
show_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  g_autoptr (GPtrArray) waiting =
      self->handover != NULL ? orch_handover_list_waiting (self->handover) : NULL;
  GtkWindow *dialog;

  /* The banner is on its way out, or the session is not open yet. */
  if (waiting == NULL || waiting->len == 0
      || orch_connector_get_state (self->connector) != ORCH_CONNECTOR_OPEN)
    return;

  dialog = orch_pending_dialog_new (GTK_WINDOW (self), self->connector, self->handover);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (keys_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* For the class's initialization. */
void
orch_window_install_pending_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-unfinished-keys", NULL,
                                   show_activated_cb);
}

/* Offers what is not finished of the session's connection. */
void
orch_window_set_pending_session (OrchWindow *self)
{
  g_clear_object (&self->handover);
  if (self->session != NULL)
    self->handover = orch_handover_new (
        self->session,
        orch_connections_get_pending_secrets (orch_connector_get_connections (self->connector),
                                              orch_connector_get_connection (self->connector)));
  if (self->handover != NULL)
    g_signal_connect_object (self->handover, "rotated", G_CALLBACK (keys_rotated_cb), self,
                             G_CONNECT_SWAPPED);
  orch_pending_banner_set_handover (self->pending_banner, self->handover);
}
