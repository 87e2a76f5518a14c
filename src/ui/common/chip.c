#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/chip.h"

struct _OrchChip {
  GtkWidget parent_instance;

  GtkLabel *label;          /* (unowned) */
  GtkWidget *remove_button; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchChip, orch_chip, GTK_TYPE_WIDGET)

enum {
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
remove_clicked_cb (OrchChip *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static gboolean
orch_chip_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ORCH_CHIP (widget)->remove_button);
}

static void
orch_chip_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (orch_chip_parent_class)->dispose (object);
}

static void
orch_chip_class_init (OrchChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_chip_dispose;
  widget_class->grab_focus = orch_chip_grab_focus;

  /**
   * OrchChip::removed:
   * @self: the chip
   *
   * The person wants to take it away.
   */
  signals[REMOVED] = g_signal_new ("removed", ORCH_TYPE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "chip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/chip.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchChip, label);
  gtk_widget_class_bind_template_child (widget_class, OrchChip, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
orch_chip_init (OrchChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_chip_new:
 * @name: the name
 *
 * Returns: (transfer floating): a new chip
 */
OrchChip *
orch_chip_new (const char *name)
{
  OrchChip *self;
  g_autofree char *label = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (ORCH_TYPE_CHIP, NULL);
  gtk_label_set_text (self->label, name);
  /* Translators: the name of a model, for one */
  label = g_strdup_printf (_ ("Remove %s"), name);
  gtk_widget_set_tooltip_text (self->remove_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  return self;
}

/**
 * orch_chip_get_name:
 * @self: a chip
 *
 * Returns: (transfer none): its name
 */
const char *
orch_chip_get_name (OrchChip *self)
{
  g_return_val_if_fail (ORCH_IS_CHIP (self), NULL);

  return gtk_label_get_text (self->label);
}

/**
 * orch_chip_set_warning:
 * @self: a chip
 * @warning: (nullable): what is odd about its name, %NULL for nothing
 *
 * Marks a name, and says why.
 */
void
orch_chip_set_warning (OrchChip *self, const char *warning)
{
  g_return_if_fail (ORCH_IS_CHIP (self));

  if (warning != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), warning);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  warning != NULL ? warning : "", -1);
}
