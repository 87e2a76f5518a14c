#include "config.h"

#include "connections-test.h"
#include "test-wait.h"
#include "ui-test.h"
#include "ui/common/close-guard.h"
#include "ui/common/secret-clipboard.h"
#include "ui/common/secret-provider.h"
#include "ui/keys/secret-dialog.h"
#include "ui/keys/secret-row.h"
#include "ui/keys/snippets.h"
#include "ui/window/window.h"

#define SECRET "sk-test-secret-0123456789"
#define BASE_URL "https://litellm.example.org"
#define SCREEN_SAVER "org.gnome.ScreenSaver"

static OrchApplication *application; /* (owned) */

typedef struct {
  OrchKeyMaterial *material; /* (owned) */
  GSettings *settings;       /* (owned) */
  GtkWidget *dialog;         /* (owned): gone from the screen once it was saved */
  GtkWidget *row;
  GdkClipboard *clipboard; /* (unowned) */
  guint n_saved;
} Fixture;

static void
saved_cb (Fixture *fixture)
{
  fixture->n_saved++;
}

static GtkWidget *
open_dialog (Fixture *fixture)
{
  GtkWindow *dialog = orch_secret_dialog_new (NULL, BASE_URL, fixture->material);

  g_signal_connect_swapped (dialog, "saved", G_CALLBACK (saved_cb), fixture);
  gtk_window_present (dialog);

  return GTK_WIDGET (dialog);
}

static void
save (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "secret.saved", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->material = orch_key_material_new ("ann", "ci", SECRET);
  fixture->settings = g_settings_new (ORCH_APP_ID);
  fixture->dialog = g_object_ref (open_dialog (fixture));
  fixture->row = ui_test_child (fixture->dialog, "secret_row");
  fixture->clipboard = gtk_widget_get_clipboard (fixture->dialog);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  save (fixture->dialog);
  orch_secret_clipboard_take_back ();
  g_settings_reset (fixture->settings, "clipboard-clear-seconds");
  g_assert_false (orch_close_guard_refuse ());

  g_object_unref (fixture->dialog);
  g_object_unref (fixture->settings);
  orch_key_material_free (fixture->material);
}

static const char *
shown_text (Fixture *fixture)
{
  return gtk_label_get_text (ui_test_child (fixture->row, "secret_label"));
}

static void
assert_shown (Fixture *fixture, gboolean shown)
{
  if (shown)
    g_assert_true (g_str_equal (shown_text (fixture), SECRET));
  else
    g_assert_null (strstr (shown_text (fixture), "sk-"));
}

static void
show (Fixture *fixture, gboolean shown)
{
  gtk_toggle_button_set_active (ui_test_child (fixture->row, "show_button"), shown);
}

static void
copy (Fixture *fixture)
{
  gtk_widget_activate_action (fixture->row, "secret.copy", NULL);
}

static gboolean
holds_secret (Fixture *fixture)
{
  return ORCH_IS_SECRET_PROVIDER (gdk_clipboard_get_content (fixture->clipboard));
}

static gboolean
is_refused (Fixture *fixture)
{
  return gtk_revealer_get_reveal_child (ui_test_child (fixture->dialog, "refusal"));
}

static void
test_refuses_to_close (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_window_get_deletable (GTK_WINDOW (fixture->dialog)));
  g_assert_false (is_refused (fixture));

  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (is_refused (fixture));
  g_assert_true (gtk_widget_get_mapped (fixture->dialog));

  /* Copying is not saving. */
  copy (fixture);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_iterate ();
  g_assert_true (gtk_widget_get_mapped (fixture->dialog));
  g_assert_true (orch_close_guard_refuse ());
  g_assert_cmpuint (fixture->n_saved, ==, 0);

  save (fixture->dialog);
  ui_test_wait_until (!gtk_widget_get_mapped (fixture->dialog));
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  g_assert_false (orch_close_guard_refuse ());
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  GtkWidget *second = open_dialog (fixture);

  g_assert_true (orch_close_guard_refuse ());
  save (second);
  g_assert_true (orch_close_guard_refuse ());
  save (fixture->dialog);
  g_assert_false (orch_close_guard_refuse ());
  g_assert_cmpuint (fixture->n_saved, ==, 2);
}

/* Not even where the window that it stands in front of goes. */
static void
test_outlives_parent (Fixture *fixture, gconstpointer data)
{
  GtkWidget *parent = gtk_window_new ();
  GtkWindow *dialog;

  gtk_window_present (GTK_WINDOW (parent));
  dialog = orch_secret_dialog_new (GTK_WINDOW (parent), BASE_URL, fixture->material);
  gtk_window_present (dialog);
  gtk_window_destroy (GTK_WINDOW (parent));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  save (GTK_WIDGET (dialog));
}

static void
test_masked (Fixture *fixture, gconstpointer data)
{
  assert_shown (fixture, FALSE);
  show (fixture, TRUE);
  assert_shown (fixture, TRUE);
  show (fixture, FALSE);
  assert_shown (fixture, FALSE);
  g_assert_nonnull (ui_test_find_label (fixture->dialog, fixture->material->key_id));
}

/* Tells again and again, because nothing tells when the row has begun to listen. */
static gboolean
is_masked_by_lock (Fixture *fixture, GDBusConnection *bus)
{
  g_dbus_connection_emit_signal (bus, NULL, "/org/gnome/ScreenSaver", SCREEN_SAVER, "ActiveChanged",
                                 g_variant_new ("(b)", TRUE), NULL);

  return strstr (shown_text (fixture), "sk-") == NULL;
}

static void
test_masked_when_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  guint owner;

  g_assert_no_error (error);
  owner = g_bus_own_name_on_connection (bus, SCREEN_SAVER, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL,
                                        NULL, NULL);
  show (fixture, TRUE);
  ui_test_wait_until (is_masked_by_lock (fixture, bus));
  g_bus_unown_name (owner);
}

static char *
read_type (GdkContentProvider *provider, const char *mime_type)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  gdk_content_provider_write_mime_type_async (provider, mime_type, stream, G_PRIORITY_DEFAULT, NULL,
                                              test_keep_result_cb, &result);
  gdk_content_provider_write_mime_type_finish (provider, test_wait_result (&result), &error);
  g_assert_no_error (error);
  g_output_stream_write (stream, "", 1, NULL, &error);
  g_assert_no_error (error);

  return g_strdup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)));
}

static void
test_clipboard (Fixture *fixture, gconstpointer data)
{
  GdkContentProvider *provider;
  g_autoptr (GdkContentFormats) formats = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hint = NULL;

  g_assert_null (ui_test_find_label (fixture->row, "Copied"));
  copy (fixture);
  g_assert_nonnull (ui_test_find_label (fixture->row, "Copied. It is taken out of the clipboard in "
                                                      "45 seconds."));
  provider = gdk_clipboard_get_content (fixture->clipboard);
  formats = gdk_content_provider_ref_formats (provider);
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "x-kde-passwordManagerHint"));
  text = read_type (provider, "text/plain;charset=utf-8");
  g_assert_true (g_str_equal (text, SECRET));
  hint = read_type (provider, "x-kde-passwordManagerHint");
  g_assert_cmpstr (hint, ==, "secret");
  /* As a person would see it who pastes. */
  assert_shown (fixture, FALSE);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  g_settings_set_uint (fixture->settings, "clipboard-clear-seconds", 1);
  copy (fixture);
  g_assert_true (holds_secret (fixture));
  ui_test_wait_until (gdk_clipboard_get_content (fixture->clipboard) == NULL);
  ui_test_wait_until (ui_test_find_label (fixture->row, "does not hold it any more") != NULL);
}

/* The time counts from the last copy, and goes on without the dialog. */
static void
test_copied_twice (Fixture *fixture, gconstpointer data)
{
  g_settings_set_uint (fixture->settings, "clipboard-clear-seconds", 3600);
  copy (fixture);
  g_settings_set_uint (fixture->settings, "clipboard-clear-seconds", 1);
  copy (fixture);
  save (fixture->dialog);
  g_assert_true (holds_secret (fixture));
  ui_test_wait_until (!holds_secret (fixture));
}

static void
test_taken_back_at_the_end (Fixture *fixture, gconstpointer data)
{
  copy (fixture);
  orch_secret_clipboard_take_back ();
  g_assert_null (gdk_clipboard_get_content (fixture->clipboard));

  /* What is somebody else's stays. */
  copy (fixture);
  gdk_clipboard_set_text (fixture->clipboard, "mine");
  orch_secret_clipboard_take_back ();
  g_assert_nonnull (gdk_clipboard_get_content (fixture->clipboard));
}

/* A selection could be copied with nobody to take it back; and its name is not the secret. */
static void
test_label (Fixture *fixture, gconstpointer data)
{
  GtkLabel *label = ui_test_child (fixture->row, "secret_label");

  show (fixture, TRUE);
  g_assert_false (gtk_label_get_selectable (label));
  g_assert_false (
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (label),
                                                   GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

static void
test_examples (Fixture *fixture, gconstpointer data)
{
  g_autofree char *curl = orch_snippet_curl (BASE_URL);
  g_autofree char *python = orch_snippet_python (BASE_URL);
  g_autofree char *odd_curl = orch_snippet_curl ("http://a/it's");
  g_autofree char *odd_python = orch_snippet_python ("http://a/\"b\"");

  g_assert_nonnull (strstr (curl, "'" BASE_URL "/v1/chat/completions'"));
  g_assert_nonnull (strstr (curl, "$LITELLM_API_KEY"));
  g_assert_nonnull (strstr (python, "base_url=\"" BASE_URL "/v1\""));
  g_assert_nonnull (strstr (python, "os.environ[\"LITELLM_API_KEY\"]"));
  g_assert_nonnull (strstr (odd_curl, "'http://a/it'\\''s/v1"));
  g_assert_nonnull (strstr (odd_python, "\"http://a/\\\"b\\\"/v1\""));

  g_assert_null (strstr (curl, SECRET));
  g_assert_null (strstr (python, SECRET));
  g_assert_nonnull (ui_test_child (fixture->dialog, "curl_row"));
}

/* Steps of one run of the program, each in a turn of its own. */
typedef struct {
  guint step;
  GtkWidget *dialog; /* (unowned) */
  OrchKeyMaterial *material;
} Run;

static gboolean
step_cb (gpointer user_data)
{
  Run *run = user_data;
  GtkWindow *window = ui_test_find_window (ORCH_TYPE_WINDOW);

  if (window == NULL)
    return G_SOURCE_CONTINUE;

  switch (run->step++) {
  case 0:
    run->dialog = GTK_WIDGET (orch_secret_dialog_new (window, BASE_URL, run->material));
    gtk_window_present (GTK_WINDOW (run->dialog));
    break;
  case 1:
    g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
    break;
  case 2:
    gtk_window_close (window);
    break;
  case 3:
    g_assert_true (gtk_widget_get_mapped (run->dialog));
    orch_secret_clipboard_copy (run->dialog, SECRET);
    save (run->dialog);
    g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
    return G_SOURCE_REMOVE;
  default:
    g_assert_not_reached ();
  }

  return G_SOURCE_CONTINUE;
}

/* The program goes on until the secret was saved, and then leaves nothing in the clipboard. */
static void
test_program (void)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new ("ann", NULL, SECRET);
  Run run = { .material = material };
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());

  g_idle_add (step_cb, &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
  g_assert_cmpuint (run.step, ==, 4);
  g_assert_null (gdk_clipboard_get_content (clipboard));
}

int
main (int argc, char *argv[])
{
  int status;

  ui_test_init (&argc, &argv);
  application = connections_test_new_application ();

#define ADD(path, test) g_test_add ("/secret-dialog/" path, Fixture, NULL, set_up, test, tear_down)

  ADD ("refuses-to-close", test_refuses_to_close);
  ADD ("several", test_several);
  ADD ("outlives-parent", test_outlives_parent);
  ADD ("masked", test_masked);
  ADD ("masked-when-locked", test_masked_when_locked);
  ADD ("clipboard", test_clipboard);
  ADD ("taken-back", test_taken_back);
  ADD ("copied-twice", test_copied_twice);
  ADD ("taken-back-at-the-end", test_taken_back_at_the_end);
  ADD ("label", test_label);
  ADD ("examples", test_examples);
  g_test_add_func ("/secret-dialog/program", test_program);

#undef ADD

  status = g_test_run ();
  g_object_unref (application);

  return status;
}
