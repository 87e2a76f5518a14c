#include "config.h"

#include "ui-test.h"

static gboolean
wake_up_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static gboolean
label_holds (GtkWidget *widget, gconstpointer data)
{
  return gtk_widget_is_visible (widget)
         && g_strrstr (gtk_label_get_text (GTK_LABEL (widget)), data) != NULL;
}

/* AdwMessageDialog of libadwaita 1.7 measures its large heading for the width of its small one,
 * which GTK 4.18 reports. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && g_str_has_prefix (fields[i].value, "Trying to measure GtkLabel"))
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
ui_test_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  if (gtk_check_version (4, 18, 0) == NULL)
    g_log_set_writer_func (write_log, NULL, NULL);
  /* Without a window manager the focus comes and goes unannounced, and a blinking cursor warns. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
}

/* One turn of the main loop, of a few milliseconds at most. */
void
ui_test_iterate (void)
{
  guint id = g_timeout_add (5, wake_up_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  if (g_main_context_find_source_by_id (NULL, id) != NULL)
    g_source_remove (id);
}

static GObject *
find_child (GtkWidget *widget, const char *id)
{
  GObject *child = NULL;

  for (GType type = G_OBJECT_TYPE (widget); child == NULL && type != GTK_TYPE_WIDGET;
       type = g_type_parent (type))
    child = gtk_widget_get_template_child (widget, type, id);

  for (GtkWidget *below = gtk_widget_get_first_child (widget); child == NULL && below != NULL;
       below = gtk_widget_get_next_sibling (below))
    child = find_child (below, id);

  return child;
}

gpointer
ui_test_child (gpointer widget, const char *id)
{
  GObject *child = find_child (widget, id);

  if (child == NULL)
    g_error ("%s has no child “%s”", G_OBJECT_TYPE_NAME (widget), id);

  return child;
}

gpointer
ui_test_page (gpointer window, const char *name)
{
  GtkWidget *page = gtk_stack_get_child_by_name (ui_test_child (window, "pages"), name);

  if (page == NULL)
    g_error ("The window has no page “%s”", name);

  return page;
}

GtkWidget *
ui_test_find (gpointer root, GType type, UiTestMatch match, gconstpointer data)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (match == NULL || match (root, data)))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ui_test_find (child, type, match, data);

    if (found != NULL)
      return found;
  }

  return NULL;
}

GtkWidget *
ui_test_find_label (gpointer root, const char *text)
{
  return ui_test_find (root, GTK_TYPE_LABEL, label_holds, text);
}

gpointer
ui_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_mapped (window))
      return window;
  }

  return NULL;
}

static gboolean
is_button (GtkWidget *button, gconstpointer label)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0;
}

void
ui_test_answer (const char *verb)
{
  GtkWidget *button;

  ui_test_wait_until (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  button = ui_test_find (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG), GTK_TYPE_BUTTON, is_button,
                         verb);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  ui_test_wait_until (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static gboolean
is_toast_button (GtkWidget *button, gconstpointer data)
{
  return gtk_widget_get_mapped (button)
         && g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (button)), "AdwToastWidget");
}

void
ui_test_dismiss_toasts (gpointer root)
{
  GtkWidget *button;

  while ((button = ui_test_find (root, GTK_TYPE_BUTTON, is_toast_button, NULL)) != NULL) {
    g_autoptr (GtkWidget) closed = g_object_ref (button);

    g_signal_emit_by_name (closed, "clicked");
    ui_test_wait_until (!gtk_widget_get_mapped (closed));
  }
}

GtkWidget *
ui_test_find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
      return window;
  }

  return NULL;
}

static gboolean
is_send_button (GtkWidget *widget, gconstpointer data)
{
  return g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "dialog.send") == 0;
}

gboolean
ui_test_can_send (GtkWidget *dialog)
{
  return gtk_widget_get_sensitive (ui_test_find (dialog, GTK_TYPE_BUTTON, is_send_button, NULL));
}

void
ui_test_send (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "dialog.send", NULL);
}

gboolean
ui_test_is_sending (GtkWidget *dialog)
{
  return gtk_spinner_get_spinning (ui_test_child (dialog, "spinner"));
}

const char *
ui_test_message (GtkWidget *dialog)
{
  if (!gtk_revealer_get_reveal_child (ui_test_child (dialog, "message_revealer")))
    return NULL;

  return gtk_label_get_text (ui_test_child (dialog, "message_label"));
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

char *
ui_test_read_clipboard (GtkWidget *widget)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, clipboard_read_cb, &text);
  ui_test_wait_until (text != NULL);

  return text;
}
