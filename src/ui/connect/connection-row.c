#include "config.h"

#include <glib/gi18n.h>

#include "ui/connect/connection-row.h"

struct _OrchConnectionRow {
  AdwActionRow parent_instance;

  GtkMenuButton *menu_button; /* (unowned) */

  OrchConnection *connection; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchConnectionRow, orch_connection_row, ADW_TYPE_ACTION_ROW)

static void
update (OrchConnectionRow *self)
{
  const char *name = orch_connection_get_name (self->connection);
  const char *address = orch_connection_get_address (self->connection);
  g_autofree char *subtitle = NULL;
  g_autofree char *menu_name = NULL;

  if (!orch_connection_get_remembered (self->connection))
    /* Translators: the address of a server; the connection is forgotten when the program ends */
    subtitle = g_strdup_printf (_ ("%s\nFor this run only"), address);
  else if (orch_connection_get_key_for_this_run (self->connection))
    /* Translators: the address of a server; the keyring does not have its API key */
    subtitle = g_strdup_printf (_ ("%s\nAPI key for this run only"), address);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : address);

  /* Translators: the button of a menu; the name of a connection */
  menu_name = g_strdup_printf (_ ("Menu of %s"), name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), menu_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  menu_name, -1);
}

static GMenuModel *
create_menu (OrchConnection *connection)
{
  static const struct {
    const char *label;
    const char *action;
  } items[] = {
    { N_ ("_Rename…"), "win.rename-connection" },
    { N_ ("Re_move…"), "win.remove-connection" },
  };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), NULL);

    g_menu_item_set_action_and_target (item, items[i].action, "s",
                                       orch_connection_get_id (connection));
    g_menu_append_item (menu, item);
  }

  return G_MENU_MODEL (menu);
}

static void
orch_connection_row_dispose (GObject *object)
{
  g_clear_object (&ORCH_CONNECTION_ROW (object)->connection);

  G_OBJECT_CLASS (orch_connection_row_parent_class)->dispose (object);
}

static void
orch_connection_row_class_init (OrchConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_connection_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/connect/connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionRow, menu_button);
}

static void
orch_connection_row_init (OrchConnectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_connection_row_new:
 * @connection: one of the person's connections
 *
 * Returns: (transfer floating): a row that shows it and follows its changes
 */
GtkWidget *
orch_connection_row_new (OrchConnection *connection)
{
  OrchConnectionRow *self;
  g_autoptr (GMenuModel) menu = NULL;

  g_return_val_if_fail (ORCH_IS_CONNECTION (connection), NULL);

  self = g_object_new (ORCH_TYPE_CONNECTION_ROW, NULL);
  self->connection = g_object_ref (connection);
  menu = create_menu (connection);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s",
                                    orch_connection_get_id (connection));
  g_signal_connect_object (connection, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
