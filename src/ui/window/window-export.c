#include "config.h"

#include <glib/gi18n.h>

#include "ui/export/export-dialog.h"

#include "ui/window/window-private.h"

static const char *const file_names[ORCH_N_PAGES] = {
  [ORCH_PAGE_USERS] = "users.csv",
  [ORCH_PAGE_KEYS] = "keys.csv",
};

/* What is exported, until the file is chosen. */
typedef struct {
  OrchWindow *window;            /* (owned) */
  OrchSession *session;          /* (owned): the one that was shown */
  GtkFileChooserNative *chooser; /* (owned) */
  OrchPage page;
} Plan;

static void
chooser_response_cb (GtkNativeDialog *chooser, int response, Plan *plan)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

    gtk_window_present (
        orch_export_dialog_new (GTK_WINDOW (plan->window), plan->session, plan->page, file));
  }

  g_object_unref (plan->window);
  g_object_unref (plan->session);
  g_object_unref (plan->chooser);
  g_free (plan);
}

static void
export_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  Plan *plan = g_new0 (Plan, 1);

  plan->window = g_object_ref (self);
  plan->session = g_object_ref (self->session);
  plan->page = self->page;
  plan->chooser = gtk_file_chooser_native_new (_ ("Export"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (plan->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (plan->chooser), file_names[self->page]);
  g_signal_connect (plan->chooser, "response", G_CALLBACK (chooser_response_cb), plan);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (plan->chooser));
}

/*
 * orch_window_install_export_action:
 *
 * Installs `win.export`, which is enabled while a list is shown.
 */
void
orch_window_install_export_action (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_activated_cb);
}
