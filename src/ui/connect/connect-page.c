#include "config.h"

#include <glib/gi18n.h>

#include "core/client/secret.h"
#include "core/rules/address.h"
#include "ui/common/words.h"

#include "ui/connect/connect-page.h"

struct _OrchConnectPage {
  AdwBin parent_instance;

  GtkEditable *address_row;   /* (unowned) */
  GtkLabel *address_error;    /* (unowned) */
  GtkEditable *key_row;       /* (unowned) */
  GtkLabel *key_error;        /* (unowned) */
  GtkWidget *plain_http_list; /* (unowned) */
  GtkSwitch *plain_http;      /* (unowned) */
  GtkWidget *form;            /* (unowned) */
  GtkWidget *failure;         /* (unowned) */
  GtkLabel *failure_label;    /* (unowned) */
  GtkStack *connect_stack;    /* (unowned): the word, or a spinner */

  OrchSession *session;      /* (owned) (nullable): being opened */
  GCancellable *cancellable; /* (owned) (nullable): set while a session is being opened */
};

G_DEFINE_FINAL_TYPE (OrchConnectPage, orch_connect_page, ADW_TYPE_BIN)

enum {
  CONNECTED,
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

static void
show_failure (OrchConnectPage *self, const char *words)
{
  gtk_label_set_label (self->failure_label, words != NULL ? words : "");
  gtk_widget_set_visible (self->failure, words != NULL);
}

/* Also the only way out of the busy state. */
static void
set_session (OrchConnectPage *self, OrchSession *session)
{
  gboolean busy = session != NULL;

  g_set_object (&self->session, session);
  g_clear_object (&self->cancellable);
  if (busy)
    self->cancellable = g_cancellable_new ();

  gtk_widget_set_sensitive (self->form, !busy);
  gtk_stack_set_visible_child_name (self->connect_stack, busy ? "busy" : "idle");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.connect", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.cancel", busy);
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

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnectPage) self = ORCH_CONNECT_PAGE (user_data);
  g_autoptr (OrchSession) session = ORCH_SESSION (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  gboolean opened = orch_session_open_finish (session, result, &error);

  /* Given up meanwhile, or the page is gone. */
  if (self->session != session)
    return;

  set_session (self, NULL);
  if (opened)
    g_signal_emit (self, signals[CONNECTED], 0, session);
  else
    orch_connect_page_show_error (self, error);
}

static void
connect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);
  g_autofree char *base_url = NULL;
  g_autoptr (OrchSecret) key = g_strstrip (g_strdup (gtk_editable_get_text (self->key_row)));
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (OrchSession) session = NULL;
  OrchAddressProblem problem;

  problem = orch_address_complete (gtk_editable_get_text (self->address_row), &base_url);

  show_failure (self, NULL);
  show_problem (self->address_row, self->address_error,
                problem == ORCH_ADDRESS_OK ? NULL : orch_words_address_problem (problem));
  show_problem (self->key_row, self->key_error,
                *key == '\0'              ? _ ("Enter an API key.")
                : !is_plausible_key (key) ? _ ("An API key has no blanks or line breaks.")
                                          : NULL);

  if (problem != ORCH_ADDRESS_OK) {
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
    return;
  }

  if (g_strcmp0 (base_url, gtk_editable_get_text (self->address_row)) != 0)
    gtk_editable_set_text (self->address_row, base_url);

  if (*key == '\0' || !is_plausible_key (key)) {
    gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
    return;
  }

  client = orch_client_new (base_url, key);
  orch_client_set_allow_plain_http (client, gtk_switch_get_active (self->plain_http));
  session = orch_session_new (client);
  orch_connect_page_open (self, session);
}

static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (widget);

  g_cancellable_cancel (self->cancellable);
  set_session (self, NULL);
}

static void
address_changed_cb (OrchConnectPage *self)
{
  const char *typed = gtk_editable_get_text (self->address_row);
  g_autofree char *base_url = NULL;
  gboolean plain = orch_address_complete (typed, &base_url) == ORCH_ADDRESS_OK
                   && orch_address_is_plain_remote (base_url);

  show_problem (self->address_row, self->address_error, NULL);
  gtk_widget_set_visible (self->plain_http_list, plain);
  gtk_switch_set_active (self->plain_http, FALSE);
}

static void
key_changed_cb (OrchConnectPage *self)
{
  show_problem (self->key_row, self->key_error, NULL);
}

static void
entry_activated_cb (OrchConnectPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "connect.connect", NULL);
}

static void
orch_connect_page_dispose (GObject *object)
{
  OrchConnectPage *self = ORCH_CONNECT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_connect_page_parent_class)->dispose (object);
}

static void
orch_connect_page_class_init (OrchConnectPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_connect_page_dispose;

  /**
   * OrchConnectPage::connected:
   * @self: the page
   * @session: an open session
   */
  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, ORCH_TYPE_SESSION);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/connect/connect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, address_error);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, key_error);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, plain_http_list);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, plain_http);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, form);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, failure);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, failure_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectPage, connect_stack);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);

  gtk_widget_class_install_action (widget_class, "connect.connect", NULL, connect_activated_cb);
  gtk_widget_class_install_action (widget_class, "connect.cancel", NULL, cancel_activated_cb);
}

static void
orch_connect_page_init (OrchConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.cancel", FALSE);
}

/**
 * orch_connect_page_set_address:
 * @self: a connect page
 * @address: what the address field shows
 *
 * Fills in the address and puts the focus on what is still to be typed.
 */
void
orch_connect_page_set_address (OrchConnectPage *self, const char *address)
{
  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (address != NULL);

  gtk_editable_set_text (self->address_row, address);
  gtk_widget_grab_focus (GTK_WIDGET (*address != '\0' ? self->key_row : self->address_row));
}

/**
 * orch_connect_page_open:
 * @self: a connect page
 * @session: a session that was not opened yet
 *
 * Opens @session, with the page busy meanwhile.
 */
void
orch_connect_page_open (OrchConnectPage *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (ORCH_IS_SESSION (session));

  show_failure (self, NULL);
  set_session (self, session);
  orch_session_open_async (session, self->cancellable, session_opened_cb, g_object_ref (self));
}

/**
 * orch_connect_page_show_error:
 * @self: a connect page
 * @error: why no connection could be made
 *
 * Says why, at the key's field where the key is the reason. What was typed stays.
 */
void
orch_connect_page_show_error (OrchConnectPage *self, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));
  g_return_if_fail (error != NULL);

  words = orch_words_error (error);
  if (orch_error_is_about_key (error)) {
    show_problem (self->key_row, self->key_error, words);
    gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
  } else {
    show_failure (self, words);
  }
}

/**
 * orch_connect_page_forget_key:
 * @self: a connect page
 *
 * Empties the field of the API key.
 */
void
orch_connect_page_forget_key (OrchConnectPage *self)
{
  g_return_if_fail (ORCH_IS_CONNECT_PAGE (self));

  gtk_editable_set_text (self->key_row, "");
}
