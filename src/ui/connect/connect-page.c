#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "ui/common/app-icon.h"
#include "ui/common/choose-file.h"
#include "ui/common/details-button.h"
#include "ui/common/words.h"
#include "ui/connect/certificate-file.h"
#include "ui/connect/connect-form.h"
#include "ui/connect/connection-row.h"
#include "ui/connect/keyring-words.h"

#include "ui/connect/connect-page.h"

struct _OrchConnectPage {
  AdwBin parent_instance;

  GtkWidget *description;            /* (unowned): for those who are here for the first time */
  GtkWidget *failure;                /* (unowned) */
  GtkLabel *failure_title;           /* (unowned) */
  GtkLabel *failure_label;           /* (unowned) */
  GtkButton *failure_button;         /* (unowned): what can be done about it */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkWidget *progress;               /* (unowned) */
  GtkLabel *progress_label;          /* (unowned) */
  GtkListBox *list;                  /* (unowned) */
  OrchConnectForm *form;             /* (unowned) */
  GtkStack *connect_stack;           /* (unowned): the word, or a spinner */

  OrchConnector *connector;  /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): for reading files */
};

G_DEFINE_FINAL_TYPE (OrchConnectPage, orch_connect_page, ADW_TYPE_BIN)

/* @error is what @words are about; @label and @action say what can be done, if anything. */
static void
show_failure (OrchConnectPage *self, const char *title, const GError *error, const char *words,
              const char *label, const char *action)
{
  gtk_label_set_label (self->failure_title, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure_title), title != NULL);
  gtk_label_set_label (self->failure_label, words);
  orch_details_button_set_error (self->details_button, error);
  gtk_widget_set_visible (GTK_WIDGET (self->failure_button), action != NULL);
  if (action != NULL) {
    gtk_button_set_label (self->failure_button, label);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->failure_button), action);
  }
  gtk_widget_set_visible (self->failure, TRUE);
}

static gboolean
is_listed (OrchConnectPage *self, OrchConnection *connection)
{
  OrchConnections *connections = orch_connector_get_connections (self->connector);

  return orch_connections_find (connections, orch_connection_get_id (connection)) != NULL;
}

static gboolean
is_key_needed (const GError *error)
{
  return error->domain == ORCH_KEY_STORE_ERROR || orch_error_is_about_key (error);
}

static char *
say_error (const GError *error)
{
  return error->domain == ORCH_KEY_STORE_ERROR ? orch_keyring_words_no_key (error)
                                               : orch_words_error (error);
}

/* Fills in what was tried and is not in the fields yet. */
static void
fill_in (OrchConnectPage *self, OrchConnection *connection)
{
  if (is_listed (self, connection))
    orch_connect_form_ask_for_key (self->form, connection);
  else
    orch_connect_form_set_address (self->form, orch_connection_get_address (connection));
}

/* Says why the fields, or what was chosen elsewhere, did not lead to a connection. */
static void
show_reason (OrchConnectPage *self, const GError *error)
{
  OrchConnection *connection = orch_connector_get_connection (self->connector);
  gboolean typed = orch_connector_get_typed (self->connector);
  gboolean edited = orch_connect_form_is_edited (self->form);
  const char *title = typed ? NULL : orch_connection_get_name (connection);
  g_autofree char *words = say_error (error);

  /* What somebody typed meanwhile stays. */
  if (!typed && !edited && (is_key_needed (error) || !is_listed (self, connection)))
    fill_in (self, connection);

  if (is_key_needed (error) && (typed || !edited))
    orch_connect_form_show_key_problem (self->form, words);
  else if (is_key_needed (error))
    show_failure (self, title, error, words, _ ("_Enter another key"), "connect.enter-key");
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY))
    show_failure (self, title, error, words, _ ("Choose certificate _authority…"),
                  "connect.choose-authority");
  else if (!typed && is_listed (self, connection))
    show_failure (self, title, error, words, _ ("_Try again"), "connect.retry");
  else
    show_failure (self, title, error, words, NULL, NULL);
}

static void
show_progress (OrchConnectPage *self, OrchConnectorState state)
{
  OrchConnection *connection = orch_connector_get_connection (self->connector);
  gboolean opening = state == ORCH_CONNECTOR_OPENING;
  gboolean typed = orch_connector_get_typed (self->connector);
  g_autofree char *words = NULL;

  if (opening && !typed)
    /* Translators: the name of a connection */
    words = g_strdup_printf (_ ("Connecting to %s…"), orch_connection_get_name (connection));
  else if (state == ORCH_CONNECTOR_KEYRING)
    words = g_strdup (_ ("Waiting for the keyring…"));

  gtk_widget_set_visible (self->progress, words != NULL);
  if (words != NULL)
    gtk_label_set_label (self->progress_label, words);

  gtk_stack_set_visible_child_name (self->connect_stack, opening && typed ? "busy" : "idle");
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !opening);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !opening);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.connect", !opening);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.cancel",
                                 opening || state == ORCH_CONNECTOR_KEYRING);
}

static void
state_changed_cb (OrchConnectPage *self)
{
  OrchConnectorState state = orch_connector_get_state (self->connector);
  const GError *error = orch_connector_get_error (self->connector);

  show_progress (self, state);
  gtk_widget_set_visible (self->failure, FALSE);
  if (error != NULL)
    show_reason (self, error);
  else if (state == ORCH_CONNECTOR_OPEN)
    orch_connect_form_clear (self->form);
}

static void
connect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);
  g_autoptr (OrchConnection) connection = NULL;
  g_autoptr (OrchSecret) key = NULL;

  gtk_widget_set_visible (self->failure, FALSE);
  if (!orch_connect_form_check (self->form))
    return;

  connection = orch_connect_form_create_connection (self->form);
  key = orch_connect_form_dup_key (self->form);
  orch_connector_open_typed (self->connector, connection,
                             orch_connect_form_get_replaced (self->form), key,
                             orch_connect_form_get_remember (self->form));
}

/* Whoever does not want to wait for the keyring can type the key. */
static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);
  g_autoptr (OrchConnection) waiting = NULL;

  if (orch_connector_get_state (self->connector) == ORCH_CONNECTOR_KEYRING)
    waiting = g_object_ref (orch_connector_get_connection (self->connector));

  orch_connector_close (self->connector);
  if (waiting != NULL && !orch_connect_form_is_edited (self->form))
    orch_connect_form_ask_for_key (self->form, waiting);
}

static void
retry_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);

  orch_connector_open (self->connector, orch_connector_get_connection (self->connector));
}

static void
enter_key_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);

  gtk_widget_set_visible (self->failure, FALSE);
  fill_in (self, orch_connector_get_connection (self->connector));
}

static void
certificates_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnectPage) self = ORCH_CONNECT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *pem = orch_certificate_file_read_finish (G_FILE (source), result, &error);
  OrchConnection *connection;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || orch_connector_get_state (self->connector) != ORCH_CONNECTOR_CLOSED)
    return;

  if (pem == NULL) {
    gtk_label_set_label (self->failure_label, error->message);
    return;
  }

  connection = orch_connector_get_connection (self->connector);
  if (!orch_connector_get_typed (self->connector) && is_listed (self, connection)) {
    orch_connection_set_certificate_authority (connection, pem);
    orch_connector_open (self->connector, connection);
  } else {
    orch_connect_form_set_certificate_authority (self->form, pem);
    gtk_widget_activate_action (GTK_WIDGET (self), "connect.connect", NULL);
  }
}

static void
authority_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnectPage) self = user_data;
  g_autoptr (GFile) file = orch_choose_file_finish (result);

  if (file != NULL)
    orch_connect_page_use_certificate_file (self, file);
}

static void
choose_authority_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const char *const suffixes[] = { "pem", "crt", "cer", NULL };

  orch_choose_file_to_open_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                                  _ ("Choose certificate authority"), _ ("Certificates (PEM)"),
                                  suffixes, authority_chosen_cb, g_object_ref (widget));
}

/* What a person types wins over a key that the keyring may still bring. */
static void
form_edited_cb (OrchConnectPage *self)
{
  if (orch_connector_get_state (self->connector) == ORCH_CONNECTOR_KEYRING)
    orch_connector_close (self->connector);
}

static void
form_submitted_cb (OrchConnectPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "connect.connect", NULL);
}

static void
connections_changed_cb (OrchConnectPage *self, guint position, guint removed, guint added,
                        GListModel *connections)
{
  gboolean any = g_list_model_get_n_items (connections) > 0;
  OrchConnection *tried = orch_connector_get_connection (self->connector);

  gtk_widget_set_visible (GTK_WIDGET (self->list), any);
  gtk_widget_set_visible (self->description, !any);

  /* What failed was removed: it can't be tried again. */
  if (removed > 0 && tried != NULL && !is_listed (self, tried)
      && !orch_connector_get_typed (self->connector))
    gtk_widget_set_visible (self->failure, FALSE);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  return orch_connection_row_new (ORCH_CONNECTION (item));
}

/* To the connections, or where there are none, to the fields. */
static gboolean
orch_connect_page_grab_focus (GtkWidget *widget)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  return gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->form));
}

static void
orch_connect_page_dispose (GObject *object)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (orch_connect_page_parent_class)->dispose (object);
}

static void
orch_connect_page_class_init (OrchConnectPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_connect_page_dispose;
  widget_class->grab_focus = orch_connect_page_grab_focus;

  g_type_ensure (ORCH_TYPE_CONNECT_FORM);
  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/connect/connect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, description);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, failure);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, failure_title);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, failure_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, failure_button);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, progress);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, list);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, form);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, connect_stack);
  gtk_widget_class_bind_template_callback (widget_class, form_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_submitted_cb);

  gtk_widget_class_install_action (widget_class, "connect.connect", NULL, connect_activated_cb);
  gtk_widget_class_install_action (widget_class, "connect.cancel", NULL, cancel_activated_cb);
  gtk_widget_class_install_action (widget_class, "connect.retry", NULL, retry_activated_cb);
  gtk_widget_class_install_action (widget_class, "connect.enter-key", NULL, enter_key_activated_cb);
  gtk_widget_class_install_action (widget_class, "connect.choose-authority", NULL,
                                   choose_authority_activated_cb);
}

static void
orch_connect_page_init (OrchConnectPage *self)
{
  self->cancellable = g_cancellable_new ();
  orch_app_icon_ensure ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_connect_page_set_connector:
 * @self: a connect page without a connector
 * @connector: what opens connections
 *
 * Shows the connections and what becomes of them.
 */
void
orch_connect_page_set_connector (OrchConnectPage *self, OrchConnector *connector)
{
  OrchConnections *connections;

  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (ORCH_IS_CONNECTOR (connector));
  g_return_if_fail (self->connector == NULL);

  self->connector = g_object_ref (connector);
  connections = orch_connector_get_connections (connector);
  orch_connect_form_set_connections (self->form, connections);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (connections), create_row_cb, NULL, NULL);
  g_signal_connect_object (connections, "items-changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  connections_changed_cb (self, 0, 0, 0, G_LIST_MODEL (connections));
  g_signal_connect_object (connector, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
}

/**
 * orch_connect_page_set_address:
 * @self: a connect page
 * @address: what the address field shows
 *
 * Begins a new connection: fills in the address and puts the focus on what is still to be typed.
 */
void
orch_connect_page_set_address (OrchConnectPage *self, const char *address)
{
  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (address != NULL);

  orch_connect_form_set_address (self->form, address);
}

/**
 * orch_connect_page_show_error:
 * @self: a connect page
 * @error: why something else than a connection did not come about
 *
 * Says why. What was typed stays.
 */
void
orch_connect_page_show_error (OrchConnectPage *self, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (error != NULL);

  words = orch_words_error (error);
  show_failure (self, NULL, error, words, NULL, NULL);
}

/**
 * orch_connect_page_use_certificate_file:
 * @self: a connect page on which the last connection failed because of its certificate
 * @file: the certificates of an authority, in PEM
 *
 * Copies the certificates into the connection, and tries again.
 */
void
orch_connect_page_use_certificate_file (OrchConnectPage *self, GFile *file)
{
  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  orch_certificate_file_read_async (file, self->cancellable, certificates_read_cb,
                                    g_object_ref (self));
}
