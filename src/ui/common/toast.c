#include "config.h"

#include "ui/common/toast.h"

/**
 * orch_toast_show:
 * @widget: a widget inside an AdwToastOverlay
 * @text: plain text
 *
 * Tells the person something in passing.
 */
void
orch_toast_show (GtkWidget *widget, const char *text)
{
  g_autofree char *title = NULL;
  GtkWidget *overlay;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_return_if_fail (overlay != NULL);

  title = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (title));
}
