#include "config.h"

#include "ui/common/detail-row.h"
#include "ui/common/error-page.h"
#include "ui/common/format.h"

#include "ui/users/invitation-dialog.h"

struct _OrchInvitationDialog {
  AdwWindow parent_instance;

  OrchUserService *service;  /* (owned) (nullable) */
  char *user_id;             /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */

  AdwWindowTitle *window_title; /* (unowned) */
  GtkStack *states;             /* (unowned) */
  OrchDetailRow *link_row;      /* (unowned) */
  OrchDetailRow *expires_row;   /* (unowned) */
  OrchErrorPage *error_page;    /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchInvitationDialog, orch_invitation_dialog, ADW_TYPE_WINDOW)

static void
show_invitation (OrchInvitationDialog *self, const OrchInvitation *invitation)
{
  g_autofree char *expires =
      invitation->expires != NULL ? orch_format_date_time (invitation->expires) : NULL;

  orch_detail_row_set_text (self->link_row, invitation->link);
  orch_detail_row_set_text (self->expires_row, expires);
  gtk_stack_set_visible_child_name (self->states, "link");
  gtk_widget_child_focus (GTK_WIDGET (self->link_row), GTK_DIR_TAB_FORWARD);
}

static void
show_error (OrchInvitationDialog *self, const GError *error)
{
  orch_error_page_set_error (self->error_page, error);
  gtk_stack_set_visible_child_name (self->states, "error");
}

static void
invited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchInvitation) invitation =
      orch_user_service_invite_finish (ORCH_USER_SERVICE (source), result, &error);

  /* The dialog is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (invitation != NULL)
    show_invitation (ORCH_INVITATION_DIALOG (user_data), invitation);
  else
    show_error (ORCH_INVITATION_DIALOG (user_data), error);
}

static void
invite (OrchInvitationDialog *self)
{
  gtk_stack_set_visible_child_name (self->states, "loading");
  orch_user_service_invite_async (self->service, self->user_id, self->cancellable, invited_cb,
                                  self);
}

static void
retry_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  invite (ORCH_INVITATION_DIALOG (widget));
}

static void
orch_invitation_dialog_dispose (GObject *object)
{
  OrchInvitationDialog *self = ORCH_INVITATION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->service);
  g_clear_pointer (&self->user_id, g_free);

  G_OBJECT_CLASS (orch_invitation_dialog_parent_class)->dispose (object);
}

static void
orch_invitation_dialog_class_init (OrchInvitationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_invitation_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "invitation.retry", NULL, retry_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_DETAIL_ROW);
  g_type_ensure (ORCH_TYPE_ERROR_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/invitation-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchInvitationDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, OrchInvitationDialog, states);
  gtk_widget_class_bind_template_child (widget_class, OrchInvitationDialog, link_row);
  gtk_widget_class_bind_template_child (widget_class, OrchInvitationDialog, expires_row);
  gtk_widget_class_bind_template_child (widget_class, OrchInvitationDialog, error_page);
}

static void
orch_invitation_dialog_init (OrchInvitationDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_invitation_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @user: a user who was just created
 *
 * Makes an invitation for @user (POST /invitation/new) and creates a dialog that shows it. Where
 * that does not work it says why, and that the user exists all the same.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_invitation_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user)
{
  OrchInvitationDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (ORCH_IS_USER (user), NULL);

  self = g_object_new (ORCH_TYPE_INVITATION_DIALOG, "transient-for", parent, NULL);
  self->service = g_object_ref (orch_session_get_user_service (session));
  self->user_id = g_strdup (orch_user_get_id (user));
  adw_window_title_set_subtitle (self->window_title, orch_user_get_display_name (user));
  invite (self);

  return GTK_WINDOW (self);
}
