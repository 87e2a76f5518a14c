#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/retry-button.h"

struct _OrchRetryButton {
  GtkButton parent_instance;

  gulong network_handler; /* 0 while it can't be seen */
};

G_DEFINE_FINAL_TYPE (OrchRetryButton, orch_retry_button, GTK_TYPE_BUTTON)

/* Whether the network is said to be there does not matter: the server may be on this computer. */
static void
network_changed_cb (OrchRetryButton *self)
{
  gtk_widget_activate (GTK_WIDGET (self));
}

static void
orch_retry_button_map (GtkWidget *widget)
{
  OrchRetryButton *self = ORCH_RETRY_BUTTON (widget);

  GTK_WIDGET_CLASS (orch_retry_button_parent_class)->map (widget);

  self->network_handler = g_signal_connect_swapped (
      g_network_monitor_get_default (), "network-changed", G_CALLBACK (network_changed_cb), self);
}

static void
orch_retry_button_unmap (GtkWidget *widget)
{
  OrchRetryButton *self = ORCH_RETRY_BUTTON (widget);

  g_clear_signal_handler (&self->network_handler, g_network_monitor_get_default ());

  GTK_WIDGET_CLASS (orch_retry_button_parent_class)->unmap (widget);
}

static void
orch_retry_button_class_init (OrchRetryButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = orch_retry_button_map;
  widget_class->unmap = orch_retry_button_unmap;
}

static void
orch_retry_button_init (OrchRetryButton *self)
{
  gtk_button_set_label (GTK_BUTTON (self), _ ("_Try again"));
  gtk_button_set_use_underline (GTK_BUTTON (self), TRUE);
}
