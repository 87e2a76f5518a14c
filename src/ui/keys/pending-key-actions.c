#include "config.h"

#include "core/client/error.h"
#include "ui/keys/finish-replacement.h"

#include "ui/keys/pending-key-private.h"

static gboolean
is_of_connection (OrchPendingKey *self)
{
  return self->replacement != NULL && orch_replacement_is_of_connection (self->replacement);
}

/* --- the secret --- */

/* What is going to be shown. */
typedef struct {
  OrchPendingKey *key; /* (owned) */
  GtkWindow *parent;   /* (owned) */
} Showing;

static void
showing_free (Showing *showing)
{
  g_object_unref (showing->key);
  g_object_unref (showing->parent);
  g_free (showing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Showing, showing_free)

/* The connection has to get the key first, if it replaces the connection's own. */
static void
saved_cb (OrchPendingKey *self)
{
  self->shown = FALSE;
  if (is_of_connection (self)) {
    self->saved = TRUE;
    orch_handover_leave (self->handover, self->id);
  } else {
    self->outcome = ORCH_PENDING_SAVED;
    orch_handover_drop (self->handover, self->id);
  }
}

static void
unref_key (gpointer key, GClosure *closure)
{
  g_object_unref (key);
}

static void
secret_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Showing) showing = user_data;
  OrchPendingKey *self = showing->key;
  GError *error = NULL;
  g_autoptr (OrchKeyMaterial) material =
      orch_pending_secrets_lookup_finish (ORCH_PENDING_SECRETS (source), result, &error);

  if (material != NULL) {
    self->shown = TRUE;
    g_signal_connect_data (orch_handover_present (self->handover, showing->parent, material),
                           "saved", G_CALLBACK (saved_cb), g_object_ref (self), unref_key,
                           G_CONNECT_SWAPPED);
  }

  orch_pending_key_end (self, error);
}

/**
 * orch_pending_key_show_secret:
 * @self: a pending key whose secret can be shown
 * @parent: the window that the dialog stands in front of
 *
 * Shows the secret until the person has saved it.
 */
void
orch_pending_key_show_secret (OrchPendingKey *self, GtkWindow *parent)
{
  Showing *showing;

  g_return_if_fail (ORCH_IS_PENDING_KEY (self));
  g_return_if_fail (GTK_IS_WINDOW (parent));

  showing = g_new0 (Showing, 1);
  showing->key = g_object_ref (self);
  showing->parent = g_object_ref (parent);
  orch_pending_secrets_lookup_async (orch_handover_get_pending (self->handover), self->id,
                                     orch_pending_key_begin (self, FALSE), secret_found_cb,
                                     showing);
}

/* --- the replacement --- */

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;

  if (orch_finish_replacement_finish (result, &error)) {
    if (self->saved)
      orch_handover_drop (self->handover, self->id);
    orch_pending_key_end_replacement (self, ORCH_PENDING_EXISTS, ORCH_PENDING_FINISHED);
  } else if (g_error_matches (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE)) {
    g_clear_error (&error);
    self->state = ORCH_PENDING_NEW_KEY_GONE;
  }

  orch_pending_key_end (self, error);
}

static void
finish (OrchPendingKey *self, const OrchKeyMaterial *material)
{
  orch_finish_replacement_async (self->connector, self->replacement, material, TRUE, self->run,
                                 finished_cb, g_object_ref (self));
}

static void
own_secret_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;
  g_autoptr (OrchKeyMaterial) material =
      orch_pending_secrets_lookup_finish (ORCH_PENDING_SECRETS (source), result, &error);

  if (material != NULL)
    finish (self, material);
  else
    orch_pending_key_end (self, error);
}

/**
 * orch_pending_key_finish:
 * @self: a pending key whose replacement can be finished
 * @overwrite: whether the person knows that somebody has changed the old key
 *
 * Deletes the old key and gives the new one its alias. Where it is the connection's own, the
 * connection takes over the new key first, and is opened again with it.
 */
void
orch_pending_key_finish (OrchPendingKey *self, gboolean overwrite)
{
  GCancellable *cancellable;

  g_return_if_fail (ORCH_IS_PENDING_KEY (self));
  g_return_if_fail (self->replacement != NULL);

  /* That the old key is gone was told. */
  orch_replacement_set_overwrite (
      self->replacement,
      overwrite || orch_replacement_get_old_life (self->replacement) == ORCH_REPLACEMENT_LIFE_GONE);
  cancellable = orch_pending_key_begin (self, TRUE);
  if (is_of_connection (self) && orch_pending_key_has_secret (self))
    orch_pending_secrets_lookup_async (orch_handover_get_pending (self->handover), self->id,
                                       cancellable, own_secret_found_cb, g_object_ref (self));
  else
    finish (self, NULL);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;

  if (orch_replacement_undo_finish (ORCH_REPLACEMENT (source), result, &error)) {
    orch_pending_key_end_replacement (self, ORCH_PENDING_DELETED, ORCH_PENDING_UNDONE);
    orch_handover_drop (self->handover, self->id);
  }

  orch_pending_key_end (self, error);
}

/**
 * orch_pending_key_undo:
 * @self: a pending key that can be undone
 *
 * Deletes the new key, and forgets its secret.
 */
void
orch_pending_key_undo (OrchPendingKey *self)
{
  g_return_if_fail (ORCH_IS_PENDING_KEY (self));
  g_return_if_fail (self->replacement != NULL);

  orch_replacement_undo_async (self->replacement, orch_pending_key_begin (self, TRUE), undone_cb,
                               g_object_ref (self));
}

/* --- the key that was created in its place --- */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;

  if (orch_key_service_delete_finish (ORCH_KEY_SERVICE (source), result, &error)
      || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_clear_error (&error);
    self->state = ORCH_PENDING_DELETED;
    self->outcome = ORCH_PENDING_REMOVED;
    orch_handover_drop (self->handover, self->id);
  }

  orch_pending_key_end (self, error);
}

/**
 * orch_pending_key_delete:
 * @self: a pending key in whose place another one may have been created
 *
 * Deletes that one.
 */
void
orch_pending_key_delete (OrchPendingKey *self)
{
  g_return_if_fail (ORCH_IS_PENDING_KEY (self));
  g_return_if_fail (self->stray != NULL);

  orch_key_service_delete_async (
      orch_session_get_key_service (orch_handover_get_session (self->handover)), self->stray,
      orch_pending_key_begin (self, TRUE), deleted_cb, g_object_ref (self));
}

/* --- what is left as it is --- */

/**
 * orch_pending_key_leave:
 * @self: a pending key whose replacement can be left
 *
 * Leaves both keys as they are. A secret that was not saved goes on waiting.
 */
void
orch_pending_key_leave (OrchPendingKey *self)
{
  g_return_if_fail (ORCH_IS_PENDING_KEY (self));
  g_return_if_fail (self->replacement != NULL);

  g_autoptr (OrchPendingKey) kept = g_object_ref (self);
  g_autoptr (OrchReplacement) replacement = g_object_ref (self->replacement);

  g_clear_error (&self->error);
  if (self->saved)
    orch_handover_drop (self->handover, self->id);
  orch_pending_key_end_replacement (self, ORCH_PENDING_EXISTS, ORCH_PENDING_LEFT);
  orch_replacement_leave (replacement);
}

/**
 * orch_pending_key_forget:
 * @self: a pending key that can be forgotten
 *
 * Forgets what is kept here of it.
 */
void
orch_pending_key_forget (OrchPendingKey *self)
{
  g_return_if_fail (ORCH_IS_PENDING_KEY (self));

  g_autoptr (OrchPendingKey) kept = g_object_ref (self);
  g_autoptr (OrchReplacement) replacement = NULL;

  g_set_object (&replacement, self->replacement);
  g_clear_error (&self->error);
  orch_pending_key_end_replacement (self, self->state, ORCH_PENDING_FORGOTTEN);
  if (replacement != NULL)
    orch_replacement_leave (replacement);
  orch_handover_drop (self->handover, self->id);
}
