#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/choose-file.h"

/* GtkFileDialog, which does the same, comes with GTK 4.10. */

static void
response_cb (GtkFileChooser *chooser, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_pointer (
      task, response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL,
      g_object_unref);
  g_object_unref (chooser);
}

static GtkFileChooser *
create_chooser (GtkWindow *parent, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);

  return GTK_FILE_CHOOSER (chooser);
}

/* Takes @chooser. */
static void
show (GtkFileChooser *chooser, GtkWindow *parent, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, orch_choose_file_finish);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (gsize i = 0; suffixes != NULL && suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  if (suffixes == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (chooser, filter);
}

/**
 * orch_choose_file_to_save_async:
 * @parent: the window that it is asked in front of
 * @title: what the file is for
 * @name: what it is called if the person does not choose another name
 * @callback: called once the person has chosen, or not, with @parent as the source object
 * @user_data: for @callback
 *
 * Lets the person choose where to save; they were asked already if a file is there.
 */
void
orch_choose_file_to_save_async (GtkWindow *parent, const char *title, const char *name,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GtkFileChooser *chooser;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL);
  g_return_if_fail (name != NULL);

  chooser = create_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE);
  gtk_file_chooser_set_current_name (chooser, name);
  show (chooser, parent, callback, user_data);
}

/**
 * orch_choose_file_to_open_async:
 * @parent: the window that it is asked in front of
 * @title: what the file is for
 * @kind: what kind of files is offered
 * @suffixes: (array zero-terminated=1): how their names end, without dots
 * @callback: called once the person has chosen, or not, with @parent as the source object
 * @user_data: for @callback
 *
 * Lets the person choose a file to read.
 */
void
orch_choose_file_to_open_async (GtkWindow *parent, const char *title, const char *kind,
                                const char *const *suffixes, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GtkFileChooser *chooser;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL);
  g_return_if_fail (kind != NULL && suffixes != NULL);

  chooser = create_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN);
  add_filter (chooser, kind, suffixes);
  add_filter (chooser, _ ("All files"), NULL);
  show (chooser, parent, callback, user_data);
}

/**
 * orch_choose_file_finish:
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): the file, %NULL if none was chosen
 */
GFile *
orch_choose_file_finish (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_choose_file_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
