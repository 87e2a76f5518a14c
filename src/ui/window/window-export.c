#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/choose-file.h"
#include "ui/export/export-dialog.h"

#include "ui/window/window-private.h"

static const char *const file_names[ORCH_N_PAGES] = {
  [ORCH_PAGE_USERS] = "users.csv",
  [ORCH_PAGE_KEYS] = "keys.csv",
};

/* What is exported, until the file is chosen. */
typedef struct {
  OrchSession *session; /* (owned): the one that was shown */
  OrchPage page;
} Plan;

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Plan *plan = user_data;
  g_autoptr (GFile) file = orch_choose_file_finish (result);

  if (file != NULL)
    gtk_window_present (
        orch_export_dialog_new (GTK_WINDOW (source), plan->session, plan->page, file));

  g_object_unref (plan->session);
  g_free (plan);
}

static void
export_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  Plan *plan = g_new0 (Plan, 1);

  plan->session = g_object_ref (self->session);
  plan->page = self->page;
  orch_choose_file_to_save_async (GTK_WINDOW (self), _ ("Export"), file_names[self->page],
                                  file_chosen_cb, plan);
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
