#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/address.h"
#include "core/rules/text.h"
#include "ui/common/words.h"
#include "ui/connect/certificate-file.h"
#include "ui/connect/connection-names.h"

#include "ui/connect/connect-form.h"

struct _OrchConnectForm {
  AdwBin parent_instance;

  GtkLabel *heading;           /* (unowned) */
  GtkEditable *address_row;    /* (unowned) */
  GtkLabel *address_error;     /* (unowned) */
  GtkWidget *plain_http_list;  /* (unowned) */
  GtkSwitch *plain_http;       /* (unowned) */
  GtkWidget *authority_list;   /* (unowned) */
  AdwActionRow *authority_row; /* (unowned) */
  GtkEditable *key_row;        /* (unowned) */
  GtkLabel *key_error;         /* (unowned) */
  GtkEditable *name_row;       /* (unowned) */
  GtkLabel *name_error;        /* (unowned) */
  GtkWidget *remember_row;     /* (unowned) */
  GtkSwitch *remember;         /* (unowned) */

  OrchConnections *connections; /* (owned) (nullable) */
  OrchConnection *connection;   /* (owned) (nullable): whose key has to be typed again */
  char *authority;              /* (owned) (nullable): in PEM */
  char *suggested_name;         /* (owned): what the name field got by itself */
  gboolean filling;             /* not the person is typing */
  gboolean edited;
};

G_DEFINE_FINAL_TYPE (OrchConnectForm, orch_connect_form, ADW_TYPE_BIN)

enum {
  EDITED,
  SUBMITTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_problem (GtkEditable *row, GtkLabel *label, const char *words)
{
  gboolean wrong = words != NULL;

  gtk_label_set_label (label, wrong ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* A key with a line break or a blank in it was not copied well, and must not become a header. */
static gboolean
is_plausible_key (const char *key)
{
  for (const char *c = key; *c != '\0'; c++) {
    if (!g_ascii_isgraph (*c))
      return FALSE;
  }

  return TRUE;
}

static OrchAddressProblem
complete_address (OrchConnectForm *self, char **base_url)
{
  return orch_address_complete (gtk_editable_get_text (self->address_row), base_url);
}

/* With another address it is another connection. */
static OrchConnection *
find_replaced (OrchConnectForm *self, const char *base_url)
{
  return self->connection != NULL && base_url != NULL
                 && g_str_equal (orch_connection_get_address (self->connection), base_url)
             ? self->connection
             : NULL;
}

/* The name follows the address until the person gives another one. */
static void
suggest_name (OrchConnectForm *self, const char *base_url)
{
  OrchConnection *replaced = find_replaced (self, base_url);
  gboolean follows = g_str_equal (gtk_editable_get_text (self->name_row), self->suggested_name);

  g_free (self->suggested_name);
  if (replaced != NULL)
    self->suggested_name = g_strdup (orch_connection_get_name (replaced));
  else if (base_url != NULL)
    self->suggested_name = orch_connection_names_suggest (self->connections, base_url);
  else
    self->suggested_name = g_strdup ("");

  if (follows)
    gtk_editable_set_text (self->name_row, self->suggested_name);
}

/* What depends on the address. */
static void
address_changed (OrchConnectForm *self)
{
  g_autofree char *base_url = NULL;
  gboolean plain = complete_address (self, &base_url) == ORCH_ADDRESS_OK
                   && orch_address_is_plain_remote (base_url);
  OrchConnection *replaced = find_replaced (self, base_url);
  gboolean allowed = replaced != NULL && orch_connection_get_allow_plain_http (replaced);

  show_problem (self->address_row, self->address_error, NULL);
  gtk_widget_set_visible (self->plain_http_list, plain);
  gtk_switch_set_active (self->plain_http, allowed);
  gtk_widget_set_visible (self->remember_row, replaced == NULL);
  gtk_label_set_label (self->heading, replaced != NULL ? orch_connection_get_name (replaced)
                                                       : _ ("New connection"));
  suggest_name (self, base_url);
}

static void
edited (OrchConnectForm *self)
{
  if (self->filling)
    return;

  self->edited = TRUE;
  g_signal_emit (self, signals[EDITED], 0);
}

static void
address_changed_cb (OrchConnectForm *self)
{
  gboolean filling = self->filling;

  self->filling = TRUE; /* the other fields */
  address_changed (self);
  self->filling = filling;
  edited (self);
}

static void
key_changed_cb (OrchConnectForm *self)
{
  show_problem (self->key_row, self->key_error, NULL);
  edited (self);
}

static void
name_changed_cb (OrchConnectForm *self)
{
  show_problem (self->name_row, self->name_error, NULL);
  edited (self);
}

static void
entry_activated_cb (OrchConnectForm *self)
{
  g_signal_emit (self, signals[SUBMITTED], 0);
}

static void
forget_authority_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_connect_form_set_certificate_authority (ORCH_CONNECT_FORM (widget), NULL);
}

/* The heading is of use only below a list. */
static void
connections_changed_cb (OrchConnectForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->heading),
                          g_list_model_get_n_items (G_LIST_MODEL (self->connections)) > 0);
  if (self->connection != NULL
      && orch_connections_find (self->connections, orch_connection_get_id (self->connection))
             == NULL)
    g_clear_object (&self->connection);
  self->filling = TRUE;
  address_changed (self);
  self->filling = FALSE;
}

/* To what is still to be typed. */
static gboolean
orch_connect_form_grab_focus (GtkWidget *widget)
{
  OrchConnectForm *self = ORCH_CONNECT_FORM (widget);
  gboolean addressed = *gtk_editable_get_text (self->address_row) != '\0';

  return gtk_widget_grab_focus (GTK_WIDGET (addressed ? self->key_row : self->address_row));
}

static void
orch_connect_form_dispose (GObject *object)
{
  OrchConnectForm *self = ORCH_CONNECT_FORM (object);

  g_clear_object (&self->connections);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (orch_connect_form_parent_class)->dispose (object);
}

static void
orch_connect_form_finalize (GObject *object)
{
  OrchConnectForm *self = ORCH_CONNECT_FORM (object);

  g_clear_pointer (&self->authority, g_free);
  g_clear_pointer (&self->suggested_name, g_free);

  G_OBJECT_CLASS (orch_connect_form_parent_class)->finalize (object);
}

static void
orch_connect_form_class_init (OrchConnectFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_connect_form_dispose;
  object_class->finalize = orch_connect_form_finalize;
  widget_class->grab_focus = orch_connect_form_grab_focus;

  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/connect/connect-form.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, heading);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, address_error);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, plain_http_list);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, plain_http);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, authority_list);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, authority_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, key_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, key_error);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, name_error);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, remember_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectForm, remember);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);

  gtk_widget_class_install_action (widget_class, "form.forget-authority", NULL,
                                   forget_authority_cb);
}

static void
orch_connect_form_init (OrchConnectForm *self)
{
  self->suggested_name = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_connect_form_set_connections:
 * @self: a form
 * @connections: the person's connections, of which each has another name
 */
void
orch_connect_form_set_connections (OrchConnectForm *self, OrchConnections *connections)
{
  g_return_if_fail (ORCH_IS_CONNECT_FORM (self));
  g_return_if_fail (ORCH_IS_CONNECTIONS (connections));
  g_return_if_fail (self->connections == NULL);

  self->connections = g_object_ref (connections);
  g_signal_connect_object (connections, "items-changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  connections_changed_cb (self);
}

static void
fill (OrchConnectForm *self, const char *address)
{
  self->filling = TRUE;
  gtk_editable_set_text (self->key_row, "");
  gtk_editable_set_text (self->name_row, self->suggested_name);
  gtk_editable_set_text (self->address_row, address);
  address_changed (self);
  gtk_switch_set_active (self->remember, TRUE);
  show_problem (self->key_row, self->key_error, NULL);
  show_problem (self->name_row, self->name_error, NULL);
  self->filling = FALSE;
  self->edited = FALSE;
}

static void
fill_anew (OrchConnectForm *self, const char *address)
{
  g_clear_object (&self->connection);
  orch_connect_form_set_certificate_authority (self, NULL);
  fill (self, address);
}

/**
 * orch_connect_form_clear:
 * @self: a form
 *
 * Empties all fields, for a new connection. The focus stays where it is.
 */
void
orch_connect_form_clear (OrchConnectForm *self)
{
  g_return_if_fail (ORCH_IS_CONNECT_FORM (self));

  fill_anew (self, "");
}

/**
 * orch_connect_form_set_address:
 * @self: a form
 * @address: the address of a new connection, as somebody wrote it
 *
 * Empties all other fields, and puts the focus on what is still to be typed.
 */
void
orch_connect_form_set_address (OrchConnectForm *self, const char *address)
{
  g_return_if_fail (ORCH_IS_CONNECT_FORM (self));
  g_return_if_fail (address != NULL);

  fill_anew (self, address);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * orch_connect_form_ask_for_key:
 * @self: a form
 * @connection: one of the person's connections
 *
 * Fills in all of @connection but its key, and puts the focus there. The key that was kept is
 * replaced once another one has worked.
 */
void
orch_connect_form_ask_for_key (OrchConnectForm *self, OrchConnection *connection)
{
  g_return_if_fail (ORCH_IS_CONNECT_FORM (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));

  g_set_object (&self->connection, connection);
  orch_connect_form_set_certificate_authority (
      self, orch_connection_get_certificate_authority (connection));
  fill (self, orch_connection_get_address (connection));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * orch_connect_form_set_certificate_authority:
 * @self: a form
 * @pem: (nullable): certificates in PEM that vouch for the server
 */
void
orch_connect_form_set_certificate_authority (OrchConnectForm *self, const char *pem)
{
  g_autofree char *copy = g_strdup (pem);
  g_autofree char *name = NULL;

  g_return_if_fail (ORCH_IS_CONNECT_FORM (self));

  g_free (self->authority);
  self->authority = g_steal_pointer (&copy);
  gtk_widget_set_visible (self->authority_list, pem != NULL);
  if (self->authority != NULL) {
    name = orch_certificate_file_describe (self->authority);
    adw_action_row_set_subtitle (self->authority_row, name);
  }
}

/**
 * orch_connect_form_show_key_problem:
 * @self: a form
 * @words: what is wrong with the key
 *
 * Says so at the field, and puts the focus there.
 */
void
orch_connect_form_show_key_problem (OrchConnectForm *self, const char *words)
{
  g_return_if_fail (ORCH_IS_CONNECT_FORM (self));
  g_return_if_fail (words != NULL);

  show_problem (self->key_row, self->key_error, words);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
}

static const char *
find_key_problem (OrchConnectForm *self)
{
  g_autoptr (OrchSecret) key = orch_connect_form_dup_key (self);

  if (*key == '\0')
    return _ ("Enter an API key.");

  return is_plausible_key (key) ? NULL : _ ("An API key has no blanks or line breaks.");
}

/**
 * orch_connect_form_check:
 * @self: a form
 *
 * Checks all fields, completes the address, and says at each field what is wrong. The focus goes to
 * the first of them.
 *
 * Returns: whether it can be sent
 */
gboolean
orch_connect_form_check (OrchConnectForm *self)
{
  g_autofree char *base_url = NULL;
  g_autofree char *name = NULL;
  OrchAddressProblem problem;
  const char *key_problem;
  const char *name_problem;

  g_return_val_if_fail (ORCH_IS_CONNECT_FORM (self), FALSE);

  problem = complete_address (self, &base_url);
  if (problem != ORCH_ADDRESS_OK) {
    show_problem (self->address_row, self->address_error, orch_words_address_problem (problem));
  } else if (!g_str_equal (base_url, gtk_editable_get_text (self->address_row))) {
    gboolean allowed = gtk_switch_get_active (self->plain_http);

    gtk_editable_set_text (self->address_row, base_url);
    gtk_switch_set_active (self->plain_http, allowed);
  }

  key_problem = find_key_problem (self);
  show_problem (self->key_row, self->key_error, key_problem);

  name = orch_text_strip (gtk_editable_get_text (self->name_row));
  if (*name == '\0')
    gtk_editable_set_text (self->name_row, self->suggested_name);
  name_problem = *name != '\0' ? orch_connection_names_check (self->connections,
                                                              find_replaced (self, base_url), name)
                               : NULL;
  show_problem (self->name_row, self->name_error, name_problem);

  if (problem != ORCH_ADDRESS_OK)
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  else if (key_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
  else if (name_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));

  return problem == ORCH_ADDRESS_OK && key_problem == NULL && name_problem == NULL;
}

/**
 * orch_connect_form_is_edited:
 * @self: a form
 *
 * Returns: whether a person changed something since the fields were last filled in or emptied
 */
gboolean
orch_connect_form_is_edited (OrchConnectForm *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECT_FORM (self), FALSE);

  return self->edited;
}

/**
 * orch_connect_form_create_connection:
 * @self: a form without problems
 *
 * Returns: (transfer full): what was typed but for the key, in no list yet
 */
OrchConnection *
orch_connect_form_create_connection (OrchConnectForm *self)
{
  g_autofree char *name = NULL;
  OrchConnection *connection;

  g_return_val_if_fail (ORCH_IS_CONNECT_FORM (self), NULL);

  name = orch_text_strip (gtk_editable_get_text (self->name_row));
  connection = orch_connection_new (name, gtk_editable_get_text (self->address_row));
  orch_connection_set_certificate_authority (connection, self->authority);
  orch_connection_set_allow_plain_http (connection, gtk_switch_get_active (self->plain_http));

  return connection;
}

/**
 * orch_connect_form_get_replaced:
 * @self: a form without problems
 *
 * Returns: (transfer none) (nullable): the connection in the list that was typed anew, %NULL for a
 *   new one
 */
OrchConnection *
orch_connect_form_get_replaced (OrchConnectForm *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECT_FORM (self), NULL);

  return find_replaced (self, gtk_editable_get_text (self->address_row));
}

/**
 * orch_connect_form_dup_key:
 * @self: a form
 *
 * Returns: (transfer full): the API key, without blanks around it
 */
OrchSecret *
orch_connect_form_dup_key (OrchConnectForm *self)
{
  const char *begin, *end;

  g_return_val_if_fail (ORCH_IS_CONNECT_FORM (self), NULL);

  /* Moved within a copy, a part would stay behind its end and not be wiped. */
  begin = gtk_editable_get_text (self->key_row);
  while (g_ascii_isspace (*begin))
    begin++;
  end = begin + strlen (begin);
  while (end > begin && g_ascii_isspace (end[-1]))
    end--;

  return g_strndup (begin, end - begin);
}

/**
 * orch_connect_form_get_remember:
 * @self: a form
 *
 * Returns: whether a new connection is to be kept beyond this run
 */
gboolean
orch_connect_form_get_remember (OrchConnectForm *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECT_FORM (self), FALSE);

  return gtk_switch_get_active (self->remember);
}
