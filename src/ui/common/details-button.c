#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/error-details.h"

#include "ui/common/details-button.h"

struct _OrchDetailsButton {
  GtkButton parent_instance;

  char *details;      /* (owned) (nullable) */
  gboolean has_label; /* instead of an icon */
};

G_DEFINE_FINAL_TYPE (OrchDetailsButton, orch_details_button, GTK_TYPE_BUTTON)

static void
show (OrchDetailsButton *self, const char *icon_name, const char *text)
{
  if (self->has_label)
    gtk_button_set_label (GTK_BUTTON (self), text);
  else
    gtk_button_set_icon_name (GTK_BUTTON (self), icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->has_label ? NULL : text);
}

static void
orch_details_button_clicked (GtkButton *button)
{
  OrchDetailsButton *self = ORCH_DETAILS_BUTTON (button);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->details);
  show (self, "object-select-symbolic", _ ("Copied"));
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
 * orch_details_button_new:
 * @error: what went wrong
 *
 * Creates a button that says what it does in words, for a question.
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
orch_details_button_new (const GError *error)
{
  OrchDetailsButton *self;

  g_return_val_if_fail (error != NULL, NULL);

  self = g_object_new (ORCH_TYPE_DETAILS_BUTTON, "halign", GTK_ALIGN_CENTER, NULL);
  self->has_label = TRUE;
  orch_details_button_set_error (self, error);

  return GTK_WIDGET (self);
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
  show (self, "edit-copy-symbolic", _ ("Copy details"));
  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
}
