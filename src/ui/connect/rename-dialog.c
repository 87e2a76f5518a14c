#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/text.h"
#include "ui/connect/connection-names.h"

#include "ui/connect/rename-dialog.h"

struct _OrchRenameDialog {
  AdwMessageDialog parent_instance;

  GtkEditable *name_row; /* (unowned) */
  GtkLabel *problem;     /* (unowned) */

  OrchConnections *connections; /* (owned) */
  OrchConnection *connection;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchRenameDialog, orch_rename_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
name_changed_cb (OrchRenameDialog *self)
{
  g_autofree char *name = orch_text_strip (gtk_editable_get_text (self->name_row));
  const char *problem = orch_connection_names_check (self->connections, self->connection, name);

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_STATE_INVALID,
      problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "rename", problem == NULL);
}

static void
orch_rename_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  OrchRenameDialog *self = ORCH_RENAME_DIALOG (dialog);
  g_autofree char *name = orch_text_strip (gtk_editable_get_text (self->name_row));

  if (g_str_equal (response, "rename"))
    orch_connections_rename (self->connections, self->connection, name);
}

static void
orch_rename_dialog_dispose (GObject *object)
{
  OrchRenameDialog *self = ORCH_RENAME_DIALOG (object);

  g_clear_object (&self->connections);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (orch_rename_dialog_parent_class)->dispose (object);
}

static void
orch_rename_dialog_class_init (OrchRenameDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_rename_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = orch_rename_dialog_response;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/connect/rename-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchRenameDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRenameDialog, problem);
}

static void
orch_rename_dialog_init (OrchRenameDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_rename_dialog_new:
 * @parent: the window that asks
 * @connections: the person's connections
 * @connection: the one that gets another name
 *
 * Returns: (transfer none): a modal dialog that was not presented yet
 */
GtkWindow *
orch_rename_dialog_new (GtkWindow *parent, OrchConnections *connections, OrchConnection *connection)
{
  OrchRenameDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_CONNECTIONS (connections), NULL);
  g_return_val_if_fail (ORCH_IS_CONNECTION (connection), NULL);

  self = g_object_new (ORCH_TYPE_RENAME_DIALOG, "transient-for", parent, NULL);
  self->connections = g_object_ref (connections);
  self->connection = g_object_ref (connection);
  gtk_editable_set_text (self->name_row, orch_connection_get_name (connection));
  g_signal_connect_object (self->name_row, "changed", G_CALLBACK (name_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_editable_select_region (self->name_row, 0, -1);

  return GTK_WINDOW (self);
}
