#include "config.h"

#include <glib/gi18n.h>

#include "core/services/edition.h"
#include "ui/common/words.h"
#include "ui/window/identity-words.h"

#include "ui/window/connection-button.h"

struct _OrchConnectionButton {
  AdwBin parent_instance;

  GtkMenuButton *button;   /* (unowned) */
  GMenu *others;           /* (unowned): to which one can switch */
  GMenu *actions;          /* (unowned): what can be done with a connection of the list */
  GtkLabel *name_label;    /* (unowned) */
  GtkLabel *who_label;     /* (unowned) */
  GtkLabel *role_label;    /* (unowned) */
  GtkLabel *server_label;  /* (unowned) */
  GtkLabel *rights_label;  /* (unowned) */
  GtkLabel *expiry_label;  /* (unowned) */
  GtkLabel *version_label; /* (unowned) */

  OrchConnections *connections;     /* (owned) (nullable) */
  OrchSession *session;             /* (owned) (nullable) */
  OrchConnection *connection;       /* (owned) (nullable): that @session is of */
  GSignalGroup *signals;            /* (owned): of the session */
  GSignalGroup *connection_signals; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchConnectionButton, orch_connection_button, ADW_TYPE_BIN)

static const char *
who_is_signed_in (const OrchIdentity *identity)
{
  switch (identity->kind) {
  case ORCH_IDENTITY_MASTER:
    return _ ("Master key");
  case ORCH_IDENTITY_NO_USER:
    return _ ("A key without a user");
  case ORCH_IDENTITY_USER:
  case ORCH_IDENTITY_MISSING_USER:
    return identity->user_id;
  default:
    g_return_val_if_reached ("");
  }
}

/* The button says it as well: nobody opens the menu to see whether a key expires. */
static void
update_expiry (OrchConnectionButton *self, const OrchIdentity *identity)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *text = identity != NULL ? orch_identity_words_expiry (identity, now) : NULL;
  gboolean is_soon = identity != NULL && orch_identity_expires_soon (identity, now);

  gtk_label_set_label (self->expiry_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->expiry_label), text != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), is_soon ? text : _ ("Connection menu"));
  if (is_soon) {
    gtk_widget_add_css_class (GTK_WIDGET (self->expiry_label), "warning");
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "warning");
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (self->expiry_label), "warning");
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "warning");
  }
}

static char *
describe_server (OrchConnectionButton *self)
{
  const char *version = orch_session_get_server_version (self->session);
  /* Translators: the version of the LiteLLM proxy */
  g_autofree char *text = version != NULL ? g_strdup_printf (_ ("LiteLLM %s"), version)
                                          : g_strdup (_ ("LiteLLM, version unknown"));

  switch (orch_server_get_edition (orch_session_get_server (self->session))) {
  case ORCH_EDITION_COMMUNITY:
    /* Translators: LiteLLM and its version */
    return g_strdup_printf (_ ("%s, community edition"), text);
  case ORCH_EDITION_ENTERPRISE:
    /* Translators: LiteLLM and its version */
    return g_strdup_printf (_ ("%s, Enterprise edition"), text);
  case ORCH_EDITION_UNKNOWN:
  default:
    return g_steal_pointer (&text);
  }
}

static void
update (OrchConnectionButton *self)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);
  g_autofree char *server = describe_server (self);
  const char *name = orch_connection_get_name (self->connection);
  const char *address = orch_connection_get_address (self->connection);

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->server_label, address);
  gtk_widget_set_visible (GTK_WIDGET (self->server_label), !g_str_equal (name, address));
  gtk_label_set_label (self->who_label,
                       identity != NULL ? who_is_signed_in (identity) : _ ("Connecting…"));
  gtk_label_set_label (self->role_label, identity != NULL ? orch_words_role (identity->role) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->role_label), identity != NULL);
  gtk_label_set_label (self->rights_label,
                       identity != NULL ? orch_identity_words_rights (identity) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rights_label), identity != NULL);
  update_expiry (self, identity);
  gtk_label_set_label (self->version_label, server);
}

static void
edition_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnectionButton) self = user_data;
  OrchServer *server = ORCH_SERVER (source);
  OrchEdition edition;

  if (orch_edition_read_finish (server, result, &edition, NULL) && self->session != NULL
      && orch_session_get_server (self->session) == server)
    update (self);
}

/* Only where the server tells it to somebody who just looks (contract §4). */
static void
read_edition (OrchConnectionButton *self)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);

  if (identity != NULL && orch_identity_has_admin_view (identity))
    orch_edition_read_async (orch_session_get_server (self->session), identity, NULL,
                             edition_read_cb, g_object_ref (self));
}

/* In a menu's label, an underscore marks the mnemonic. */
static char *
escape_mnemonics (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
append_item (GMenu *section, const char *label, const char *action, OrchConnection *connection)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", orch_connection_get_id (connection));
  g_menu_append_item (section, item);
}

/* Each time it opens, so that it always fits the list. */
static void
fill_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  OrchConnectionButton *self = ORCH_CONNECTION_BUTTON (user_data);
  GListModel *model = G_LIST_MODEL (self->connections);

  update (self);
  read_edition (self);

  g_menu_remove_all (self->others);
  g_menu_remove_all (self->actions);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (OrchConnection) other = g_list_model_get_item (model, i);
    g_autofree char *label = escape_mnemonics (orch_connection_get_name (other));

    if (other != self->connection) {
      append_item (self->others, label, "win.open-connection", other);
    } else {
      append_item (self->actions, _ ("_Rename…"), "win.rename-connection", other);
      append_item (self->actions, _ ("Re_move…"), "win.remove-connection", other);
    }
  }
}

static void
orch_connection_button_dispose (GObject *object)
{
  OrchConnectionButton *self = ORCH_CONNECTION_BUTTON (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  g_clear_object (&self->connections);

  G_OBJECT_CLASS (orch_connection_button_parent_class)->dispose (object);
}

static void
orch_connection_button_class_init (OrchConnectionButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_connection_button_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/window/connection-button.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, button);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, others);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, actions);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, name_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, who_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, role_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, server_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, rights_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, expiry_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, version_label);
}

static void
orch_connection_button_init (OrchConnectionButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, fill_menu_cb, self, NULL);

  self->connection_signals = g_signal_group_new (ORCH_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->connection_signals, "notify::name", G_CALLBACK (update),
                                  self);
  self->signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->signals, "notify::identity", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::server-version", G_CALLBACK (update),
                                  self);
}

/**
 * orch_connection_button_set_connections:
 * @self: a connection button without connections
 * @connections: between which one can switch
 */
void
orch_connection_button_set_connections (OrchConnectionButton *self, OrchConnections *connections)
{
  g_return_if_fail (ORCH_IS_CONNECTION_BUTTON (self));
  g_return_if_fail (ORCH_IS_CONNECTIONS (connections));
  g_return_if_fail (self->connections == NULL);

  self->connections = g_object_ref (connections);
}

/**
 * orch_connection_button_set_session:
 * @self: a connection button
 * @session: (nullable): the open session
 * @connection: (nullable): the connection that it is of; %NULL if @session is
 *
 * Shows both and follows what becomes known of them.
 */
void
orch_connection_button_set_session (OrchConnectionButton *self, OrchSession *session,
                                    OrchConnection *connection)
{
  g_return_if_fail (ORCH_IS_CONNECTION_BUTTON (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));
  g_return_if_fail ((session == NULL) == (connection == NULL));

  g_set_object (&self->session, session);
  g_set_object (&self->connection, connection);
  g_signal_group_set_target (self->signals, session);
  g_signal_group_set_target (self->connection_signals, connection);
  if (session != NULL)
    update (self);
}
