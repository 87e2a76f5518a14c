#include "config.h"

#include "ui/common/toast.h"

/* Seconds that a short text stays, and how many characters a person reads in one of them. */
#define SHORTEST_STAY 5
#define READING_SPEED 12

/**
 * orch_toast_show:
 * @widget: a widget inside an AdwToastOverlay
 * @text: plain text of any length
 *
 * Tells the person something in passing. Long texts wrap, and stay longer.
 */
void
orch_toast_show (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay;
  GtkWidget *label;
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  /* It left the window while the answer was on its way. */
  if (overlay == NULL)
    return;

  /* The toast's own label would cut the text instead of wrapping it. */
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");

  toast = adw_toast_new ("");
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, MAX (SHORTEST_STAY, g_utf8_strlen (text, -1) / READING_SPEED));
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}
