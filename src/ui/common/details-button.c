#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/error-details.h"

#include "ui/common/details-button.h"

struct _OrchDetailsButton {
  GtkButton parent_instance;

  char *details; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OrchDetailsButton, orch_details_button, GTK_TYPE_BUTTON)

static void
orch_details_button_clicked (GtkButton *button)
{
  OrchDetailsButton *self = ORCH_DETAILS_BUTTON (button);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->details);
  gtk_button_set_icon_name (button, "object-select-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Copied"));
}

static void
orch_details_button_finalize (GObject *object)
{
  g_free (ORCH_DETAILS_BUTTON (object)->details);

  G_OBJECT_CLASS (orch_details_button_parent_class)->finalize (object);
}

static void
orch_details_button_class_init (OrchDetailsButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_details_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = orch_details_button_clicked;
}

static void
orch_details_button_init (OrchDetailsButton *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_add_css_class (widget, "flat");
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (widget, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy details"), -1);
}

/**
 * orch_details_button_set_error:
 * @self: a button
 * @error: (nullable): what went wrong, %NULL for nothing
 *
 * Says what is copied.
 */
void
orch_details_button_set_error (OrchDetailsButton *self, const GError *error)
{
  g_return_if_fail (ORCH_IS_DETAILS_BUTTON (self));

  g_free (self->details);
  self->details = error != NULL ? orch_error_details_describe (error) : NULL;
  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Copy details"));
  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
}
