#include "config.h"

#include "ui-test.h"
#include "ui/common/detail-row.h"
#include "ui/common/format.h"

#define LENGTH 200000

typedef struct {
  GtkWindow *window;  /* (unowned) */
  OrchDetailRow *row; /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->row = g_object_new (ORCH_TYPE_DETAIL_ROW, "copy-tooltip", "Copy fact", NULL);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->row));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
}

static const char *
get_shown (Fixture *fixture)
{
  return gtk_label_get_text (ui_test_child (fixture->row, "text_label"));
}

static void
assert_copies (Fixture *fixture, const char *text)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->row));
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_signal_emit_by_name (ui_test_child (fixture->row, "copy_button"), "clicked");
  g_value_init (&value, G_TYPE_STRING);
  gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (&value), ==, text);
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  orch_detail_row_set_text (fixture->row, "some fact");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->row)));
  g_assert_cmpstr (get_shown (fixture), ==, "some fact");
  assert_copies (fixture, "some fact");

  orch_detail_row_set_text (fixture->row, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->row)));
}

/* The start of a long text is shown, at the border of a character, and all of it copied. */
static void
test_long_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *n_left = orch_format_count (196000);
  g_autofree char *end = g_strdup_printf ("…\nand %s more characters", n_left);

  for (guint i = 0; i < LENGTH; i++)
    g_string_append (text, "ü");
  orch_detail_row_set_text (fixture->row, text->str);

  g_assert_true (g_str_has_prefix (get_shown (fixture), "üüü"));
  g_assert_true (g_utf8_validate (get_shown (fixture), -1, NULL));
  g_assert_true (g_str_has_suffix (get_shown (fixture), end));
  g_assert_cmpint (g_utf8_strlen (get_shown (fixture), -1), <, LENGTH / 10);
  assert_copies (fixture, text->str);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add ("/detail-row/text", Fixture, NULL, set_up, test_text, tear_down);
  g_test_add ("/detail-row/long-text", Fixture, NULL, set_up, test_long_text, tear_down);

  return g_test_run ();
}
