#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/words.h"

#include "ui/window/connection-button.h"

struct _OrchConnectionButton {
  AdwBin parent_instance;

  GtkLabel *who_label;     /* (unowned) */
  GtkLabel *role_label;    /* (unowned) */
  GtkLabel *server_label;  /* (unowned) */
  GtkLabel *version_label; /* (unowned) */

  OrchSession *session;  /* (owned) (nullable) */
  GSignalGroup *signals; /* (owned) */
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

static void
update (OrchConnectionButton *self)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);
  const char *version = orch_session_get_server_version (self->session);
  g_autofree char *version_text = NULL;

  gtk_label_set_label (self->server_label,
                       orch_client_get_base_url (orch_session_get_client (self->session)));
  gtk_label_set_label (self->who_label,
                       identity != NULL ? who_is_signed_in (identity) : _ ("Connecting…"));
  gtk_label_set_label (self->role_label, identity != NULL ? orch_words_role (identity->role) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->role_label), identity != NULL);

  /* Translators: the version of the LiteLLM proxy */
  version_text = version != NULL ? g_strdup_printf (_ ("LiteLLM %s"), version)
                                 : g_strdup (_ ("LiteLLM, version unknown"));
  gtk_label_set_label (self->version_label, version_text);
}

static void
orch_connection_button_dispose (GObject *object)
{
  OrchConnectionButton *self = ORCH_CONNECTION_BUTTON (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_connection_button_parent_class)->dispose (object);
}

static void
orch_connection_button_class_init (OrchConnectionButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_connection_button_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/window/connection-button.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, who_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, role_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, server_label);
  gtk_widget_class_bind_template_child (widget_class, OrchConnectionButton, version_label);
}

static void
orch_connection_button_init (OrchConnectionButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->signals, "notify::identity", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::server-version", G_CALLBACK (update),
                                  self);
}

/**
 * orch_connection_button_set_session:
 * @self: a connection button
 * @session: (nullable): the open connection
 *
 * Shows @session and follows what becomes known of it.
 */
void
orch_connection_button_set_session (OrchConnectionButton *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_CONNECTION_BUTTON (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->signals, session);
  if (session != NULL)
    update (self);
}
