#include "config.h"

#include <glib/gi18n.h>

#include "ui/window/version-banner.h"

/* How a server is remembered whose version is not known. */
#define NO_VERSION ""

struct _OrchVersionBanner {
  AdwBin parent_instance;

  GtkRevealer *revealer; /* (unowned) */
  GtkLabel *label;       /* (unowned) */

  GSignalGroup *server_signals; /* (owned) */
  GHashTable *dismissed;        /* (owned) (element-type utf8): versions */
};

G_DEFINE_FINAL_TYPE (OrchVersionBanner, orch_version_banner, ADW_TYPE_BIN)

/* (nullable): nothing to say */
static char *
get_words (const char *version)
{
  switch (orch_server_support_get_age (version)) {
  case ORCH_VERSION_OLDER:
    /* Translators: the server's version; the oldest tested version */
    return g_strdup_printf (_ ("This server runs LiteLLM %s. This program was tested with %s and "
                               "newer, so some things may not work here."),
                            version, ORCH_OLDEST_TESTED_VERSION);
  case ORCH_VERSION_NEWER:
    /* Translators: the server's version; the newest tested version */
    return g_strdup_printf (_ ("This server runs LiteLLM %s. This program was tested up to %s, so "
                               "something may have changed. Each save is still checked."),
                            version, ORCH_NEWEST_TESTED_VERSION);
  case ORCH_VERSION_UNKNOWN:
    /* Translators: the oldest tested version */
    return g_strdup_printf (
        _ ("The version of this server is not known. It is treated like LiteLLM "
           "%s, so some things are not offered."),
        ORCH_OLDEST_TESTED_VERSION);
  case ORCH_VERSION_TESTED:
  default:
    return NULL;
  }
}

static const char *
get_version (OrchServer *server)
{
  const char *version = orch_server_get_version (server);

  return version != NULL ? version : NO_VERSION;
}

static void
update (OrchVersionBanner *self)
{
  g_autoptr (OrchServer) server = g_signal_group_dup_target (self->server_signals);
  g_autofree char *words = NULL;

  if (server != NULL && orch_server_get_settled (server)
      && !g_hash_table_contains (self->dismissed, get_version (server)))
    words = get_words (orch_server_get_version (server));

  /* While it goes, the words stay. */
  if (words != NULL)
    gtk_label_set_text (self->label, words);
  gtk_revealer_set_reveal_child (self->revealer, words != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "banner.dismiss", words != NULL);
}

static void
dismiss_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchVersionBanner *self = ORCH_VERSION_BANNER (widget);
  g_autoptr (OrchServer) server = g_signal_group_dup_target (self->server_signals);

  g_hash_table_add (self->dismissed, g_strdup (get_version (server)));
  update (self);
}

static void
orch_version_banner_dispose (GObject *object)
{
  OrchVersionBanner *self = ORCH_VERSION_BANNER (object);

  g_clear_object (&self->server_signals);
  g_clear_pointer (&self->dismissed, g_hash_table_unref);

  G_OBJECT_CLASS (orch_version_banner_parent_class)->dispose (object);
}

static void
orch_version_banner_class_init (OrchVersionBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_version_banner_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/window/version-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchVersionBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, OrchVersionBanner, label);
  gtk_widget_class_install_action (widget_class, "banner.dismiss", NULL, dismiss_activated_cb);
}

static void
orch_version_banner_init (OrchVersionBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->server_signals = g_signal_group_new (ORCH_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "notify::settled", G_CALLBACK (update),
                                  self);
  update (self);
}

/**
 * orch_version_banner_set_session:
 * @self: a banner
 * @session: (nullable): the connection whose pages are shown, %NULL for none
 *
 * Says what there is to say about the version of the server, as soon as that is known.
 */
void
orch_version_banner_set_session (OrchVersionBanner *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_VERSION_BANNER (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_signal_group_set_target (self->server_signals,
                             session != NULL ? orch_session_get_server (session) : NULL);
  update (self);
}
