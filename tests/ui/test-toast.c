#include "config.h"

#include "ui-test.h"
#include "ui/common/toast.h"

typedef struct {
  GtkWidget *window; /* (unowned) */
  GtkWidget *child;  /* (unowned): of the overlay */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  fixture->child = gtk_label_new ("Below");
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), fixture->child);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_test_wait_until (gtk_widget_get_mapped (fixture->child));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static gboolean
is_toast (GtkWidget *widget, gconstpointer data)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwToastWidget");
}

/* (nullable): the one that shows this text */
static GtkWidget *
find_toast (Fixture *fixture, const char *text)
{
  GtkWidget *label = ui_test_find_label (fixture->window, text);

  while (label != NULL && !is_toast (label, NULL))
    label = gtk_widget_get_parent (label);

  return label;
}

static void
close_toast (GtkWidget *toast)
{
  g_signal_emit_by_name (ui_test_find (toast, GTK_TYPE_BUTTON, NULL, NULL), "clicked");
}

static void
test_shows_text (Fixture *fixture, gconstpointer data)
{
  orch_toast_show (fixture->child, "Plain <text> & more");
  g_assert_nonnull (find_toast (fixture, "Plain <text> & more"));
  ui_test_dismiss_toasts (fixture->window);
  g_assert_null (find_toast (fixture, "Plain"));

  /* Nobody is there to read it. */
  orch_toast_show (fixture->window, "Lost");
  g_assert_null (find_toast (fixture, "Lost"));
}

/* The second click of a double click is on the next toast, which has just come. */
static void
test_double_click (Fixture *fixture, gconstpointer data)
{
  orch_toast_show (fixture->child, "First");
  orch_toast_show (fixture->child, "Second");
  orch_toast_show (fixture->child, "Third");
  close_toast (find_toast (fixture, "First"));
  ui_test_wait_until (find_toast (fixture, "Second") != NULL);
  close_toast (find_toast (fixture, "Second"));
  ui_test_wait_until (find_toast (fixture, "Third") != NULL);
  close_toast (find_toast (fixture, "Third"));
  close_toast (find_toast (fixture, "Third"));
  ui_test_wait_until (find_toast (fixture, "First") == NULL
                      && find_toast (fixture, "Second") == NULL
                      && find_toast (fixture, "Third") == NULL);
}

static gboolean
has_words (GtkWidget *widget, gconstpointer words)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), words) == 0;
}

static void
test_copies_details (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
  g_autofree char *copied = NULL;
  GtkWidget *button;

  orch_toast_show_outcome (fixture->child, "Not done", error);
  button =
      ui_test_find (find_toast (fixture, "Not done"), GTK_TYPE_BUTTON, has_words, "Copy details");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");

  copied = ui_test_read_clipboard (fixture->child);
  g_assert_nonnull (strstr (copied, "Message: The disk is full\n"));
}

/* Nothing is cut off, with a button below or without. */
static void
test_wraps (Fixture *fixture, gconstpointer data)
{
  static const char *const text =
      "This was not done, for a reason that has more words than there is "
      "room for in one line, or even in two of them.";
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
  const GError *const errors[] = { NULL, error };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++) {
    GtkWidget *label;

    orch_toast_show_outcome (fixture->child, text, errors[i]);
    label = ui_test_find_label (fixture->window, "This was not done");
    ui_test_wait_until (gtk_widget_get_width (label) > 0);
    g_assert_cmpint (gtk_widget_get_width (label), <,
                     gtk_widget_get_width (find_toast (fixture, "This was not done")));
    g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))), >, 2);
    ui_test_dismiss_toasts (fixture->window);
  }
}

/* Nothing went wrong. */
static void
test_no_details (Fixture *fixture, gconstpointer data)
{
  orch_toast_show_outcome (fixture->child, "Done", NULL);
  g_assert_null (
      ui_test_find (find_toast (fixture, "Done"), GTK_TYPE_BUTTON, has_words, "Copy details"));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test) g_test_add ("/toast/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("shows-text", test_shows_text);
  ADD ("double-click", test_double_click);
  ADD ("copies-details", test_copies_details);
  ADD ("wraps", test_wraps);
  ADD ("no-details", test_no_details);
#undef ADD

  return g_test_run ();
}
