#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/question.h"
#include "ui/common/toast.h"
#include "ui/connect/keyring-words.h"
#include "ui/connect/rename-dialog.h"

#include "ui/window/window-private.h"

/* What the person is asked about. */
typedef struct {
  OrchWindow *window;         /* (owned) */
  OrchConnection *connection; /* (owned) */
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->window);
  g_object_unref (removal->connection);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static OrchConnections *
get_connections (OrchWindow *self)
{
  return orch_connector_get_connections (self->connector);
}

/* The connection of an action's parameter, or NULL if it was removed. */
static OrchConnection *
find (OrchWindow *self, GVariant *id)
{
  return orch_connections_find (get_connections (self), g_variant_get_string (id, NULL));
}

static void
open_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  OrchConnection *connection = find (self, parameter);

  if (connection != NULL)
    orch_connector_open (self->connector, connection);
}

static void
rename_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  OrchConnection *connection = find (self, parameter);

  if (connection != NULL)
    gtk_window_present (
        orch_rename_dialog_new (GTK_WINDOW (self), get_connections (self), connection));
}

/* Whoever removes the connection that is open does not want to go on with it. */
static void
close_if_removed (OrchWindow *self, OrchConnection *connection)
{
  if (orch_connector_get_connection (self->connector) == connection)
    orch_connector_close (self->connector);
}

static void
forget_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;

  if (orch_question_ask_finish (result) != ORCH_ANSWER_YES)
    return;

  orch_connections_forget (get_connections (removal->window), removal->connection);
  close_if_removed (removal->window, removal->connection);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  OrchWindow *self = removal->window;

  if (orch_connections_remove_finish (ORCH_CONNECTIONS (source), result, &error)) {
    close_if_removed (self, removal->connection);
    return;
  }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  words = orch_keyring_words_not_removed (error);
  orch_question_ask_async (GTK_WIDGET (self), _ ("Remove without the key?"), words, _ ("Re_move"),
                           ORCH_QUESTION_DESTRUCTIVE, self->cancellable, forget_answered_cb,
                           g_steal_pointer (&removal));
}

static void
remove_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;
  OrchWindow *self = removal->window;
  OrchConnection *connection = removal->connection;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    orch_connections_remove_async (get_connections (self), connection, self->cancellable,
                                   removed_cb, g_steal_pointer (&removal));
}

static void
add_paragraph (GString *text, char *paragraph)
{
  g_string_append_printf (text, "\n\n%s", paragraph);
  g_free (paragraph);
}

static char *
describe_removal (OrchWindow *self, OrchConnection *connection)
{
  OrchPendingSecrets *pending =
      orch_connections_get_pending_secrets (get_connections (self), connection);
  guint n_secrets = orch_pending_secrets_get_items (pending)->len;
  guint n_replacements =
      orch_replacement_journal_get_records (orch_pending_secrets_get_journal (pending))->len;
  g_autoptr (GString) text =
      g_string_new (_ ("The connection is removed from this program, and its API key from the "
                       "keyring. On the server, the key stays valid."));

  if (n_secrets > 0)
    add_paragraph (text, g_strdup_printf (
                             ngettext ("%u new secret that was not saved goes with it.",
                                       "%u new secrets that were not saved go with it.", n_secrets),
                             n_secrets));
  if (n_replacements > 0)
    add_paragraph (text, g_strdup_printf (ngettext ("%u replacement of a key is not finished.",
                                                    "%u replacements of keys are not finished.",
                                                    n_replacements),
                                          n_replacements));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
remove_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);
  OrchConnection *connection = find (self, parameter);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  Removal *removal;

  if (connection == NULL)
    return;

  removal = g_new0 (Removal, 1);
  removal->window = g_object_ref (self);
  removal->connection = g_object_ref (connection);

  /* Translators: the name of a connection */
  heading = g_strdup_printf (_ ("Remove %s?"), orch_connection_get_name (connection));
  body = describe_removal (self, connection);
  orch_question_ask_async (widget, heading, body, _ ("Re_move"), ORCH_QUESTION_DESTRUCTIVE,
                           self->cancellable, remove_answered_cb, removal);
}

static void
new_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);

  orch_connector_close (self->connector);
  orch_connect_page_set_address (orch_window_get_connect_page (self), "");
}

static void
disconnect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchWindow *self = ORCH_WINDOW (widget);

  orch_connector_close (self->connector);
  gtk_widget_grab_focus (GTK_WIDGET (orch_window_get_connect_page (self)));
}

static void
key_not_kept_cb (OrchWindow *self, const GError *error)
{
  g_autofree char *words = orch_keyring_words_not_kept (error);

  orch_toast_show (GTK_WIDGET (self->pages), words);
}

/* While a key is awaited, the connect page says so itself. */
static void
keyring_slow_cb (OrchWindow *self, GParamSpec *pspec, OrchConnections *connections)
{
  if (orch_connections_get_keyring_slow (connections)
      && orch_connector_get_state (self->connector) != ORCH_CONNECTOR_KEYRING)
    orch_toast_show (GTK_WIDGET (self->pages),
                     _ ("The keyring has not answered yet. Until it does, the program goes on "
                        "without it."));
}

/* For the class's initialization. */
void
orch_window_install_connection_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-connection", "s", open_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.rename-connection", "s", rename_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.remove-connection", "s", remove_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.new-connection", NULL, new_activated_cb);
  gtk_widget_class_install_action (widget_class, "win.disconnect", NULL, disconnect_activated_cb);
}

/* What depends on the connector's state. */
void
orch_window_update_connection_actions (OrchWindow *self)
{
  gboolean connected = self->session != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-connection", connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.disconnect", connected);
}

/* Tells the person where the keyring does not do what it should. */
void
orch_window_watch_keyring (OrchWindow *self)
{
  g_signal_connect_object (self->connector, "key-not-kept", G_CALLBACK (key_not_kept_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_connections (self), "notify::keyring-slow",
                           G_CALLBACK (keyring_slow_cb), self, G_CONNECT_SWAPPED);
}
