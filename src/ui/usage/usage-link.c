#include "config.h"

#include "ui/common/words.h"

#include "ui/usage/usage-link.h"

struct _OrchUsageLink {
  AdwBin parent_instance;

  GtkWidget *row; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUsageLink, orch_usage_link, ADW_TYPE_BIN)

static void
row_activated_cb (OrchUsageLink *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-usage-of-place", NULL);
}

static void
orch_usage_link_class_init (OrchUsageLinkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/usage/usage-link.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUsageLink, row);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
orch_usage_link_init (OrchUsageLink *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_usage_link_update:
 * @self: a link
 * @session: (nullable): the connection
 * @scope: to whose use it leads
 * @owner: (nullable): the user, or the key's owner; %NULL for a key of nobody
 *
 * Shows whether the signed-in person may see that use on this server, as far as both are known.
 */
void
orch_usage_link_update (OrchUsageLink *self, OrchSession *session, OrchUsageScope scope,
                        const char *owner)
{
  g_return_if_fail (ORCH_IS_USAGE_LINK (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  const OrchIdentity *identity = session != NULL ? orch_session_get_identity (session) : NULL;
  OrchAccess access = ORCH_ACCESS_ABSENT;
  OrchReason reason = ORCH_REASON_NONE;

  if (identity != NULL)
    access = orch_usage_access_check (identity, orch_session_get_server_version (session), scope,
                                      owner, &reason);

  gtk_widget_set_visible (GTK_WIDGET (self), access != ORCH_ACCESS_ABSENT);
  gtk_widget_set_sensitive (self->row, access == ORCH_ACCESS_ALLOWED);
  gtk_widget_set_tooltip_text (self->row, orch_words_reason (reason));
}
