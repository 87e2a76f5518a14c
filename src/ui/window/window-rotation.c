#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/details-button.h"
#include "ui/common/question.h"
#include "ui/common/toast.h"
#include "ui/connect/own-key.h"
#include "ui/keys/finish-replacement.h"
#include "ui/keys/regenerate-dialog.h"
#include "ui/keys/replacement-words.h"
#include "ui/keys/rotate-into-file.h"

#include "ui/window/window-private.h"

/* A key that gets a new secret, from the dialog to the end. */
typedef struct {
  OrchWindow *window;           /* (owned) */
  OrchHandover *handover;       /* (owned) */
  OrchKey *old_key;             /* (owned) */
  gboolean is_own;              /* the connection uses it */
  OrchKey *key;                 /* (owned) (nullable): with the new secret */
  OrchKeyMaterial *material;    /* (owned) (nullable): the new secret */
  OrchReplacement *replacement; /* (owned) (nullable): to be finished */
  gboolean delete_old;
  char *text; /* (owned) (nullable): what was done */
} Rotation;

static void
rotation_free (Rotation *self)
{
  g_object_unref (self->window);
  g_object_unref (self->handover);
  g_object_unref (self->old_key);
  g_clear_object (&self->key);
  g_clear_pointer (&self->material, orch_key_material_free);
  g_clear_object (&self->replacement);
  g_free (self->text);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rotation, rotation_free)

static void rotate_next (OrchWindow *self);

/* --- the end --- */

static void
stop_queue (OrchWindow *self)
{
  g_clear_pointer (&self->rotation_queue, g_ptr_array_unref);
}

static void
show_waiting_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchWindow) self = ORCH_WINDOW (user_data);

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-unfinished-keys", NULL);
}

static void
tell_unfinished (Rotation *rotation, const GError *error)
{
  OrchWindow *self = rotation->window;
  g_autofree char *words = orch_replacement_words_error (error);
  g_autofree char *body = g_strjoin (
      "\n\n", words, _ ("You find it among the unfinished keys until it is finished."), NULL);

  stop_queue (self);
  orch_handover_leave (rotation->handover, rotation->material->key_id);
  orch_question_ask_with_async (
      GTK_WIDGET (self), _ ("Not Finished Yet"), body, orch_details_button_new (error), _ ("_Show"),
      ORCH_QUESTION_SUGGESTED, self->cancellable, show_waiting_answered_cb, g_object_ref (self));
}

/* What the person has saved is kept nowhere else any more. */
static void
tell_finished (Rotation *rotation)
{
  OrchWindow *self = rotation->window;

  /* Another session begins. */
  if (rotation->is_own)
    stop_queue (self);
  orch_handover_drop (rotation->handover, rotation->material->key_id);
  orch_toast_show (GTK_WIDGET (self->pages), rotation->text);
  if (self->session == NULL)
    return;

  orch_window_reload_keys (self);
  rotate_next (self);
}

static void
replacement_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rotation) rotation = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_finish_replacement_finish (result, &error)) {
    tell_finished (rotation);
    return;
  }

  /* The person has it; the connection's own key has to be stored there first. */
  if (!rotation->is_own)
    orch_handover_drop (rotation->handover, rotation->material->key_id);
  tell_unfinished (rotation, error);
}

static void
taken_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rotation) rotation = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyService) service = orch_own_key_take_over_finish (result, &error);
  OrchConnector *connector = rotation->window->connector;

  if (service == NULL) {
    tell_unfinished (rotation, error);
    return;
  }

  tell_finished (rotation);
  orch_connector_open_with_key (connector, orch_connector_get_connection (connector),
                                rotation->material->secret);
}

static void
finish (Rotation *rotation)
{
  OrchConnector *connector = rotation->window->connector;

  if (rotation->replacement != NULL)
    orch_finish_replacement_async (connector, rotation->replacement, rotation->material,
                                   rotation->delete_old, NULL, replacement_finished_cb, rotation);
  else if (rotation->is_own)
    orch_own_key_take_over_async (connector, rotation->material, NULL, taken_over_cb, rotation);
  else {
    tell_finished (rotation);
    rotation_free (rotation);
  }
}

static void
saved_cb (GtkWindow *secret_dialog, Rotation *rotation)
{
  finish (rotation);
}

/* --- the beginning --- */

/* Whoever gives up one key does not want the others either. */
static void
closed_cb (GtkWindow *dialog, Rotation *rotation)
{
  stop_queue (rotation->window);
  rotation_free (rotation);
}

static void
rotated_cb (GtkWindow *dialog, const OrchRotation *done, Rotation *rotation)
{
  OrchWindow *self = rotation->window;
  GtkWindow *secret_dialog;

  /* The dialog closes now. */
  g_signal_handlers_disconnect_by_func (dialog, closed_cb, rotation);
  rotation->key = g_object_ref (done->key);
  rotation->material = orch_key_material_copy (done->material);
  g_set_object (&rotation->replacement, done->replacement);
  rotation->delete_old = done->delete_old;
  rotation->text = g_strdup (done->text);

  if (self->session != NULL && self->handover == rotation->handover) {
    orch_window_show_new_key (self, rotation->key);
    orch_window_follow_key (self, rotation->old_key, rotation->key);
  }

  if (done->is_saved) {
    finish (rotation);
    return;
  }

  secret_dialog = orch_handover_present (rotation->handover, GTK_WINDOW (self), rotation->material);
  g_signal_connect (secret_dialog, "saved", G_CALLBACK (saved_cb), rotation);
}

static void
rotate (OrchWindow *self, OrchKey *key, const char *place)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);
  GtkWindow *dialog = orch_regenerate_dialog_new (GTK_WINDOW (self), self->handover, key);
  Rotation *rotation = g_new0 (Rotation, 1);

  rotation->window = g_object_ref (self);
  rotation->handover = g_object_ref (self->handover);
  rotation->old_key = g_object_ref (key);
  rotation->is_own = g_strcmp0 (identity->key_id, orch_key_get_id (key)) == 0;
  if (place != NULL)
    orch_edit_dialog_set_subtitle (ORCH_EDIT_DIALOG (dialog), place);
  g_signal_connect (dialog, "rotated", G_CALLBACK (rotated_cb), rotation);
  g_signal_connect (dialog, "destroy", G_CALLBACK (closed_cb), rotation);
  gtk_window_present (dialog);
}

static void
rotate_next (OrchWindow *self)
{
  GPtrArray *queue = self->rotation_queue;
  g_autofree char *place = NULL;

  if (queue == NULL)
    return;
  if (self->n_rotated == queue->len || self->session == NULL) {
    stop_queue (self);
    return;
  }

  if (queue->len > 1)
    /* Translators: which of several keys; how many there are; its name */
    place = g_strdup_printf (_ ("%u of %u: %s"), self->n_rotated + 1, queue->len,
                             orch_key_get_display_name (queue->pdata[self->n_rotated]));
  rotate (self, queue->pdata[self->n_rotated++], place);
}

/**
 * orch_window_rotate_keys:
 * @self: a window with an open session
 * @keys: (element-type OrchKey): which keys get a new secret
 *
 * Lets the person give keys a new secret, one after the other: regenerates or replaces them, shows
 * the secrets, and finishes what is to be finished after that.
 */
void
orch_window_rotate_keys (OrchWindow *self, GPtrArray *keys)
{
  stop_queue (self);
  self->rotation_queue = g_ptr_array_ref (keys);
  self->n_rotated = 0;
  rotate_next (self);
}

/**
 * orch_window_rotate_key:
 * @self: a window with an open session
 * @key: which key gets a new secret
 *
 * Does so with one key.
 */
void
orch_window_rotate_key (OrchWindow *self, OrchKey *key)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (keys, g_object_ref (key));
  orch_window_rotate_keys (self, keys);
}

/**
 * orch_window_rotate_into_file:
 * @self: a window with an open session
 * @keys: (element-type OrchKey): which keys get a new secret
 *
 * Does so with all of them, and writes the secrets into a file that the person chooses.
 */
void
orch_window_rotate_into_file (OrchWindow *self, GPtrArray *keys)
{
  orch_rotate_into_file (GTK_WINDOW (self), self->handover, keys);
}
