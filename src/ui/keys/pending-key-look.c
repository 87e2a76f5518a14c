#include "config.h"

#include "core/client/error.h"

#include "ui/keys/pending-key-private.h"

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  OrchReplacement *replacement = ORCH_REPLACEMENT (source);
  GError *error = NULL;

  if (orch_replacement_resume_finish (replacement, result, &error)) {
    if (orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_DONE)
      orch_pending_key_end_replacement (self, ORCH_PENDING_EXISTS, ORCH_PENDING_FINISHED);
    else if (orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_UNDONE)
      orch_pending_key_end_replacement (self, ORCH_PENDING_NOT_REPLACED, ORCH_PENDING_UNDONE);
    else
      self->state = ORCH_PENDING_REPLACING;
  } else if (g_error_matches (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE)) {
    g_clear_error (&error);
    self->state = ORCH_PENDING_NEW_KEY_GONE;
  }

  orch_pending_key_end (self, error);
}

static void
old_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_read_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (key != NULL && !orch_key_is_deleted (key)) {
    self->state = ORCH_PENDING_NOT_REGENERATED;
  } else if (key != NULL || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_clear_error (&error);
    self->state = ORCH_PENDING_OTHER_SECRET;
  }

  orch_pending_key_end (self, error);
}

/* Where the server chooses the secrets, that is what became of it. */
static void
stray_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;

  g_clear_object (&self->stray);
  self->stray = orch_key_service_find_by_alias_finish (ORCH_KEY_SERVICE (source), result, &error);
  if (self->stray != NULL) {
    self->state = ORCH_PENDING_STRAY;
  } else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_clear_error (&error);
    self->state = ORCH_PENDING_NOT_CREATED;
  }

  orch_pending_key_end (self, error);
}

/* There is no key with the secret. */
static void
look_further (OrchPendingKey *self, OrchKeyService *service, GCancellable *cancellable)
{
  if (self->old_id != NULL) {
    orch_key_service_read_async (service, self->old_id, cancellable, old_read_cb,
                                 g_object_ref (self));
  } else if (self->alias != NULL && self->user_id != NULL) {
    orch_key_service_find_by_alias_async (service, self->alias, self->user_id, self->made_at,
                                          cancellable, stray_found_cb, g_object_ref (self));
  } else {
    self->state = ORCH_PENDING_UNTRACEABLE;
    orch_pending_key_end (self, NULL);
  }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPendingKey) self = ORCH_PENDING_KEY (user_data);
  GError *error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_read_finish (ORCH_KEY_SERVICE (source), result, &error);

  if (key != NULL) {
    self->state = orch_key_is_deleted (key) ? ORCH_PENDING_DELETED : ORCH_PENDING_EXISTS;
  } else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_error_free (error);
    look_further (self, ORCH_KEY_SERVICE (source), g_task_get_cancellable (G_TASK (result)));
    return;
  }

  orch_pending_key_end (self, error);
}

/**
 * orch_pending_key_look:
 * @self: a pending key that is not busy
 *
 * Looks at the key on the server, or at both keys of a replacement (GET /key/info); where there is
 * no such key, at the one with its alias (GET /key/list).
 */
void
orch_pending_key_look (OrchPendingKey *self)
{
  GCancellable *cancellable;

  g_return_if_fail (ORCH_IS_PENDING_KEY (self));
  g_return_if_fail (self->run == NULL);

  self->state = ORCH_PENDING_UNKNOWN;
  cancellable = orch_pending_key_begin (self, FALSE);
  if (self->replacement != NULL)
    orch_replacement_resume_async (self->replacement, cancellable, resumed_cb, g_object_ref (self));
  else
    orch_key_service_read_async (
        orch_session_get_key_service (orch_handover_get_session (self->handover)), self->id,
        cancellable, read_cb, g_object_ref (self));
}
