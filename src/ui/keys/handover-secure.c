#include "config.h"

#include "ui/keys/secret-dialog.h"

#include "ui/keys/handover.h"

/* The data of a task. */
typedef struct {
  OrchKeyMaterial *material; /* (owned) */
  GtkWindow *parent;         /* (owned) (nullable) */
  char *reason;              /* (owned) */
  gboolean is_saved;
} Securing;

static void
securing_free (Securing *securing)
{
  orch_key_material_free (securing->material);
  g_clear_object (&securing->parent);
  g_free (securing->reason);
  g_free (securing);
}

static void
task_unref (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static void
saved_cb (GtkWindow *dialog, GTask *task)
{
  Securing *securing = g_task_get_task_data (task);

  securing->is_saved = TRUE;
  g_task_return_boolean (task, TRUE);
}

static void
cancelled_cb (GtkWindow *dialog, GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not wanted any more");
}

static void
connect_dialog (GtkWindow *dialog, const char *signal, gpointer callback, GTask *task)
{
  g_signal_connect_data (dialog, signal, G_CALLBACK (callback), g_object_ref (task), task_unref, 0);
}

static void
show (GTask *task)
{
  Securing *securing = g_task_get_task_data (task);
  GtkWindow *dialog =
      orch_handover_present (g_task_get_source_object (task), securing->parent, securing->material);

  orch_secret_dialog_set_description (ORCH_SECRET_DIALOG (dialog), securing->reason);
  orch_secret_dialog_offer_cancel (ORCH_SECRET_DIALOG (dialog));
  connect_dialog (dialog, "saved", saved_cb, task);
  connect_dialog (dialog, "cancelled", cancelled_cb, task);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchHandover *self = ORCH_HANDOVER (source);
  g_autoptr (GTask) task = user_data;
  OrchKeyService *service = orch_session_get_key_service (orch_handover_get_session (self));

  if (g_task_return_error_if_cancelled (task))
    return;

  /* A server that chooses all secrets itself is not sent this one. */
  if (orch_handover_keep_finish (self, result, NULL)
      || orch_key_service_forbids_chosen_keys (service))
    g_task_return_boolean (task, TRUE);
  else
    show (task);
}

/**
 * orch_handover_secure_async:
 * @self: a handover
 * @material: the new key; copied
 * @old_key_id: (nullable): the key whose place it takes
 * @parent: (nullable): the window that asks for it
 * @reason: what to say where the secret is shown
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Sees to it, before a request leaves that makes use of a secret, that neither a kill nor a power
 * cut can lose it: the keyring keeps it, see orch_handover_keep_async(); where it does not, the
 * person sees the secret now, and has saved it before this ends.
 */
void
orch_handover_secure_async (OrchHandover *self, const OrchKeyMaterial *material,
                            const char *old_key_id, GtkWindow *parent, const char *reason,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (ORCH_IS_HANDOVER (self));
  g_return_if_fail (material != NULL);
  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (reason != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Securing *securing = g_new0 (Securing, 1);

  securing->material = orch_key_material_copy (material);
  g_set_object (&securing->parent, parent);
  securing->reason = g_strdup (reason);
  g_task_set_source_tag (task, orch_handover_secure_async);
  g_task_set_task_data (task, securing, (GDestroyNotify) securing_free);
  orch_handover_keep_async (self, material, old_key_id, cancellable, kept_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_handover_secure_finish:
 * @self: a handover
 * @result: the result
 * @is_saved: (out): whether the person has seen the secret, and saved it
 * @error: return location; %G_IO_ERROR_CANCELLED, also where the person left the secret
 *
 * Finishes orch_handover_secure_async().
 *
 * Returns: %TRUE if the request can leave, %FALSE with @error set
 */
gboolean
orch_handover_secure_finish (OrchHandover *self, GAsyncResult *result, gboolean *is_saved,
                             GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_handover_secure_async), FALSE);

  *is_saved = ((Securing *) g_task_get_task_data (G_TASK (result)))->is_saved;

  return g_task_propagate_boolean (G_TASK (result), error);
}
