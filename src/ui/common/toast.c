#include "config.h"

#include "ui/common/details-button.h"

#include "ui/common/toast.h"

/* Seconds that a short text stays, and how many characters a person reads in one of them. */
#define SHORTEST_STAY 5
#define READING_SPEED 12

/* Pixels beside the text of a toast: margins, padding and the button that closes it. */
#define TOAST_BORDER 100

/* How much wider bold characters are, and how many of them are in a line. */
#define BOLD 1.1
#define FEWEST_CHARS 20
#define MOST_CHARS 60

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
mapped_cb (GtkWidget *title, gint64 *there_at)
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
close_late (AdwToast *toast, GtkWidget *title)
{
  gint64 *there_at = g_new0 (gint64, 1);

  g_signal_connect (title, "map", G_CALLBACK (mapped_cb), there_at);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (dismissed_cb), there_at, free_time, 0);
}

/* How many characters of a bold text fit into a line of a toast. */
static int
count_fitting (GtkWidget *overlay)
{
  PangoContext *context = gtk_widget_get_pango_context (overlay);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  double width = BOLD * pango_font_metrics_get_approximate_digit_width (metrics) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);

  return CLAMP ((gtk_widget_get_width (overlay) - TOAST_BORDER) / width, FEWEST_CHARS, MOST_CHARS);
}

/* The toast's own label would cut the text instead of wrapping it, and so does the text beside the
 * toast's own button. libadwaita before 1.3 asks how high the text is without telling how wide it
 * may be, so that the text has to know it itself. */
static GtkWidget *
create_title (GtkWidget *overlay, const char *text, const GError *error)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button;

  gtk_label_set_max_width_chars (GTK_LABEL (label), count_fitting (overlay));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);

  if (error != NULL) {
    button = orch_details_button_new (error);
    gtk_widget_set_halign (button, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (box), button);
  }

  return box;
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
  GtkWidget *title;
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  /* It left the window while the answer was on its way. */
  if (overlay == NULL)
    return;

  title = create_title (overlay, text, error);
  toast = adw_toast_new ("");
  adw_toast_set_custom_title (toast, title);
  adw_toast_set_timeout (toast, MAX (SHORTEST_STAY, g_utf8_strlen (text, -1) / READING_SPEED));
  if (must_not_be_closed_early (overlay))
    close_late (toast, title);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}
