#include "config.h"

#include <glib/gi18n.h>

#include "ui/window/pending-banner.h"

struct _OrchPendingBanner {
  AdwBin parent_instance;

  GtkRevealer *revealer; /* (unowned) */
  GtkLabel *label;       /* (unowned) */
  GtkWidget *button;     /* (unowned) */

  GSignalGroup *handover_signals; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchPendingBanner, orch_pending_banner, ADW_TYPE_BIN)

static guint
count_waiting (OrchPendingBanner *self)
{
  g_autoptr (OrchHandover) handover = g_signal_group_dup_target (self->handover_signals);
  g_autoptr (GPtrArray) waiting = handover != NULL ? orch_handover_list_waiting (handover) : NULL;

  return waiting != NULL ? waiting->len : 0;
}

static void
update (OrchPendingBanner *self)
{
  guint n_waiting = count_waiting (self);
  g_autofree char *words = g_strdup_printf (
      ngettext ("%u new key is not finished.", "%u new keys are not finished.", n_waiting),
      n_waiting);

  /* While it goes, the words stay. */
  if (n_waiting > 0)
    gtk_label_set_text (self->label, words);
  gtk_revealer_set_reveal_child (self->revealer, n_waiting > 0);
  gtk_widget_set_sensitive (self->button, n_waiting > 0);
}

static void
orch_pending_banner_dispose (GObject *object)
{
  g_clear_object (&ORCH_PENDING_BANNER (object)->handover_signals);

  G_OBJECT_CLASS (orch_pending_banner_parent_class)->dispose (object);
}

static void
orch_pending_banner_class_init (OrchPendingBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_pending_banner_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/window/pending-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchPendingBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingBanner, label);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingBanner, button);
}

static void
orch_pending_banner_init (OrchPendingBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->handover_signals = g_signal_group_new (ORCH_TYPE_HANDOVER);
  g_signal_group_connect_swapped (self->handover_signals, "changed", G_CALLBACK (update), self);
  update (self);
}

/**
 * orch_pending_banner_set_handover:
 * @self: a banner
 * @handover: (nullable): of the connection whose pages are shown, %NULL for none
 *
 * Says how many keys wait there, and follows that.
 */
void
orch_pending_banner_set_handover (OrchPendingBanner *self, OrchHandover *handover)
{
  g_return_if_fail (ORCH_IS_PENDING_BANNER (self));
  g_return_if_fail (handover == NULL || ORCH_IS_HANDOVER (handover));

  g_signal_group_set_target (self->handover_signals, handover);
  update (self);
}
