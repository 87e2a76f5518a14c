#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/error-details.h"

#include "ui/common/toast.h"

/* Seconds that a short text stays, and how many characters a person reads in one of them. */
#define SHORTEST_STAY 5
#define READING_SPEED 12

/* How long a toast takes at most until it has come. */
#define COMING_MS 500

/* libadwaita before 1.3 frees a toast that is closed while it comes in the place of another one,
 * and moves it all the same: a double click on Close would end the program. */
static gboolean
must_not_be_closed_early (GtkWidget *widget)
{
  return adw_get_major_version () == 1 && adw_get_minor_version () < 3
         && adw_get_enable_animations (widget);
}

static void
mapped_cb (GtkWidget *label, gint64 *there_at)
{
  *there_at = g_get_monotonic_time () + COMING_MS * G_TIME_SPAN_MILLISECOND;
}

static gboolean
close_cb (gpointer user_data)
{
  /* adw_toast_dismiss() does it once only. */
  g_signal_emit_by_name (user_data, "dismissed");

  return G_SOURCE_REMOVE;
}

/* Comes before the overlay's own handler. */
static void
dismissed_cb (AdwToast *toast, gint64 *there_at)
{
  gint64 left = *there_at - g_get_monotonic_time ();

  if (left <= 0)
    return;

  g_signal_stop_emission_by_name (toast, "dismissed");
  g_timeout_add_full (G_PRIORITY_DEFAULT, left / G_TIME_SPAN_MILLISECOND + 1, close_cb,
                      g_object_ref (toast), g_object_unref);
}

static void
free_time (gpointer there_at, GClosure *closure)
{
  g_free (there_at);
}

static void
close_late (AdwToast *toast, GtkWidget *label)
{
  gint64 *there_at = g_new0 (gint64, 1);

  g_signal_connect (label, "map", G_CALLBACK (mapped_cb), there_at);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (dismissed_cb), there_at, free_time, 0);
}

static void
details_clicked_cb (AdwToast *toast, const char *details)
{
  GtkWidget *label = adw_toast_get_custom_title (toast);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (label), details);
}

static void
free_details (gpointer details, GClosure *closure)
{
  g_free (details);
}

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
  orch_toast_show_outcome (widget, text, NULL);
}

/**
 * orch_toast_show_outcome:
 * @widget: a widget inside an AdwToastOverlay
 * @text: plain text of any length, which says what went wrong if something did
 * @error: (nullable): what went wrong
 *
 * Tells the person how something ended, with a button that copies the details of an error.
 */
void
orch_toast_show_outcome (GtkWidget *widget, const char *text, const GError *error)
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
  if (error != NULL) {
    adw_toast_set_button_label (toast, _ ("Copy _details"));
    g_signal_connect_data (toast, "button-clicked", G_CALLBACK (details_clicked_cb),
                           orch_error_details_describe (error), free_details, 0);
  }
  if (must_not_be_closed_early (overlay))
    close_late (toast, label);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}
