#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "core/services/edition.h"

#include "ui/keys/regenerate-dialog-private.h"

G_DEFINE_FINAL_TYPE (OrchRegenerateDialog, orch_regenerate_dialog, ORCH_TYPE_EDIT_DIALOG)

enum {
  ROTATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

const OrchIdentity *
orch_regenerate_dialog_get_identity (OrchRegenerateDialog *self)
{
  return orch_session_get_identity (orch_handover_get_session (self->handover));
}

static OrchServer *
get_server (OrchRegenerateDialog *self)
{
  return orch_session_get_server (orch_handover_get_session (self->handover));
}

/* From now on, and for good: there is no licence. */
void
orch_regenerate_dialog_set_replaces (OrchRegenerateDialog *self)
{
  self->replaces = TRUE;
  g_object_set (self, "verb", _ ("_Replace key"), "busy-text", _ ("Replacing the key"),
                "cancelled-text",
                _ ("Cancelled. If the server was already creating the new key, it may have."),
                "failure-text", _ ("The key was not replaced."), "doubt-text",
                _ ("So it is still not known whether there is a new key."), NULL);
  orch_regenerate_dialog_preview (self);
}

void
orch_regenerate_dialog_set_in_doubt (OrchRegenerateDialog *self, gboolean in_doubt)
{
  self->in_doubt = in_doubt;
  g_object_set (self, "discard-text",
                in_doubt ? _ ("It is not known whether the key has the new secret, which is kept "
                              "and will be offered.")
                         : _ ("The key has not got a new secret."),
                NULL);
}

static void
secured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchRegenerateDialog) self = ORCH_REGENERATE_DIALOG (user_data);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));

  if (orch_handover_secure_finish (ORCH_HANDOVER (source), result, &self->is_saved, NULL))
    self->send (self, cancellable);
  else if (!g_cancellable_is_cancelled (cancellable))
    orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
}

/* Sends once neither a kill nor a power cut can lose the secret. @reason: what to say where the
 * person has to save it first */
void
orch_regenerate_dialog_secure (OrchRegenerateDialog *self, const char *reason,
                               GCancellable *cancellable, OrchRegenerateDialogSend send)
{
  if (self->is_saved) {
    send (self, cancellable);
    return;
  }

  self->send = send;
  orch_handover_secure_async (self->handover, self->material, orch_key_get_id (self->key),
                              GTK_WINDOW (self), reason, cancellable, secured_cb,
                              g_object_ref (self));
}

/* No key has it, and none is to get it. */
void
orch_regenerate_dialog_forget_secret (OrchRegenerateDialog *self)
{
  orch_regenerate_dialog_set_in_doubt (self, FALSE);
  orch_handover_drop (self->handover, self->material->key_id);
  g_clear_pointer (&self->material, orch_key_material_free);
  self->is_saved = FALSE;
}

/* What was sent did not work. */
void
orch_regenerate_dialog_fail (OrchRegenerateDialog *self, const GError *error)
{
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  orch_edit_dialog_show_error (ORCH_EDIT_DIALOG (self), error);
}

/* Nothing is being sent any more, and something has to be said. */
void
orch_regenerate_dialog_tell (OrchRegenerateDialog *self, const char *message)
{
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  orch_edit_dialog_show_message (ORCH_EDIT_DIALOG (self), message);
}

void
orch_regenerate_dialog_done (OrchRegenerateDialog *self, const OrchRotation *rotation)
{
  self->is_done = TRUE;
  g_signal_emit (self, signals[ROTATED], 0, rotation);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* (nullable): none, or what is not valid */
static OrchChanges *
get_changes (OrchRegenerateDialog *self)
{
  return orch_rotation_terms_wants_changes (self->terms)
             ? orch_record_form_get_changes (ORCH_RECORD_FORM (self->form))
             : NULL;
}

static gboolean
orch_regenerate_dialog_can_send (OrchEditDialog *dialog)
{
  OrchRegenerateDialog *self = ORCH_REGENERATE_DIALOG (dialog);
  g_autoptr (OrchChanges) changes = get_changes (self);

  if (orch_rotation_terms_wants_changes (self->terms) && changes == NULL
      && orch_record_form_is_edited (ORCH_RECORD_FORM (self->form)))
    return FALSE;

  return self->replaces ? orch_regenerate_dialog_can_replace (self)
                        : orch_rotation_terms_get_grace_period (self->terms, NULL);
}

static void
orch_regenerate_dialog_send (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchRegenerateDialog *self = ORCH_REGENERATE_DIALOG (dialog);

  g_clear_pointer (&self->changes, orch_changes_free);
  self->changes = get_changes (self);
  if (self->replaces)
    orch_regenerate_dialog_replace (self, cancellable);
  else
    orch_regenerate_dialog_regenerate (self, cancellable);
}

static void
orch_regenerate_dialog_look (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchRegenerateDialog *self = ORCH_REGENERATE_DIALOG (dialog);

  if (self->replaces)
    orch_regenerate_dialog_look_for_replaced (self, cancellable);
  else
    orch_regenerate_dialog_look_for_regenerated (self, cancellable);
}

static void
terms_changed_cb (OrchRegenerateDialog *self)
{
  orch_key_form_show_fields (self->form, orch_rotation_terms_wants_changes (self->terms));
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));
}

static void
edition_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchRegenerateDialog) self = ORCH_REGENERATE_DIALOG (user_data);
  OrchEdition edition = ORCH_EDITION_UNKNOWN;

  if (!orch_edition_read_finish (ORCH_SERVER (source), result, &edition, NULL) || self->is_done)
    return;

  /* Whoever was quicker learns it from the answer. */
  if (edition == ORCH_EDITION_COMMUNITY && !self->replaces && self->material == NULL)
    orch_regenerate_dialog_set_replaces (self);
}

/* What may have been done, and nobody has seen, is offered; else there is nothing to keep. */
static void
orch_regenerate_dialog_dispose (GObject *object)
{
  OrchRegenerateDialog *self = ORCH_REGENERATE_DIALOG (object);

  g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
  if (self->material != NULL && !self->is_done) {
    if (self->in_doubt)
      orch_handover_leave (self->handover, self->material->key_id);
    else
      orch_handover_drop (self->handover, self->material->key_id);
  }
  self->is_done = TRUE;

  G_OBJECT_CLASS (orch_regenerate_dialog_parent_class)->dispose (object);
}

static void
orch_regenerate_dialog_finalize (GObject *object)
{
  OrchRegenerateDialog *self = ORCH_REGENERATE_DIALOG (object);

  g_clear_pointer (&self->changes, orch_changes_free);
  g_clear_pointer (&self->material, orch_key_material_free);
  g_clear_object (&self->replacement);
  g_clear_object (&self->preview);
  g_clear_object (&self->key);
  g_clear_object (&self->service);
  g_clear_object (&self->handover);

  G_OBJECT_CLASS (orch_regenerate_dialog_parent_class)->finalize (object);
}

static void
orch_regenerate_dialog_class_init (OrchRegenerateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchEditDialogClass *dialog_class = ORCH_EDIT_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_regenerate_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_regenerate_dialog_finalize;
  dialog_class->can_send = orch_regenerate_dialog_can_send;
  dialog_class->send = orch_regenerate_dialog_send;
  dialog_class->look = orch_regenerate_dialog_look;

  /**
   * OrchRegenerateDialog::rotated:
   * @self: the dialog
   * @rotation: (type OrchRotation): what was done
   *
   * Emitted once the server has answered, before the dialog closes; also where it was cancelled or
   * closed too late.
   */
  signals[ROTATED] = g_signal_new ("rotated", ORCH_TYPE_REGENERATE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (ORCH_TYPE_KEY_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/regenerate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchRegenerateDialog, form);
}

static void
orch_regenerate_dialog_init (OrchRegenerateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->terms = g_object_new (ORCH_TYPE_ROTATION_TERMS, NULL);
  orch_key_form_set_terms (self->form, GTK_WIDGET (self->terms));
  orch_key_form_show_fields (self->form, FALSE);
  g_signal_connect_object (self->terms, "changed", G_CALLBACK (terms_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_set (self, "verb", _ ("_Regenerate"), "busy-text", _ ("Regenerating the key"),
                "cancelled-text",
                _ ("Cancelled. If the server was already regenerating the key, it may have."),
                "failure-text", _ ("The key was not regenerated."), "doubt-text",
                _ ("So it is still not known whether the key has the new secret."), NULL);
}

static gboolean
can_change (OrchRegenerateDialog *self)
{
  gboolean owner_rule = orch_server_supports (get_server (self), ORCH_FEATURE_OWNER_RULE);

  return orch_permissions_check_key (orch_regenerate_dialog_get_identity (self),
                                     ORCH_KEY_ACTION_UPDATE, self->key, owner_rule, NULL)
         == ORCH_ACCESS_ALLOWED;
}

/**
 * orch_regenerate_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @handover: the connection's
 * @key: which key gets a new secret
 *
 * Creates a dialog that regenerates a key (POST /key/regenerate), or replaces it.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_regenerate_dialog_new (GtkWindow *parent, OrchHandover *handover, OrchKey *key)
{
  OrchSession *session;
  OrchRegenerateDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_HANDOVER (handover), NULL);
  g_return_val_if_fail (ORCH_IS_KEY (key), NULL);

  session = orch_handover_get_session (handover);
  self = g_object_new (ORCH_TYPE_REGENERATE_DIALOG, "transient-for", parent, NULL);
  self->handover = g_object_ref (handover);
  self->service = g_object_ref (orch_session_get_key_service (session));
  self->key = g_object_ref (key);

  orch_edit_dialog_set_subtitle (ORCH_EDIT_DIALOG (self), orch_key_get_display_name (key));
  orch_key_form_set_key (self->form, orch_session_get_identity (session), key);
  orch_record_form_set_server (ORCH_RECORD_FORM (self->form), orch_session_get_server (session));
  orch_rotation_terms_set_key (
      self->terms, key,
      g_strcmp0 (orch_regenerate_dialog_get_identity (self)->key_id, orch_key_get_id (key)) == 0,
      can_change (self));
  orch_regenerate_dialog_set_in_doubt (self, FALSE);
  if (orch_server_get_edition (get_server (self)) == ORCH_EDITION_COMMUNITY)
    orch_regenerate_dialog_set_replaces (self);
  else
    orch_rotation_terms_show_regenerate (self->terms);
  orch_edition_read_async (get_server (self), orch_session_get_identity (session), NULL,
                           edition_read_cb, g_object_ref (self));
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));

  return GTK_WINDOW (self);
}
