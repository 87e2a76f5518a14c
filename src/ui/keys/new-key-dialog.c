#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "core/model/user-fields.h"
#include "core/services/key-alias.h"
#include "ui/common/question.h"
#include "ui/common/save-words.h"
#include "ui/common/words.h"
#include "ui/keys/key-form.h"

#include "ui/keys/new-key-dialog.h"

struct _OrchNewKeyDialog {
  OrchEditDialog parent_instance;

  OrchHandover *handover;    /* (owned) (nullable) */
  OrchKeyService *service;   /* (owned) (nullable) */
  OrchChanges *values;       /* (owned) (nullable): what was sent last */
  OrchKeyMaterial *material; /* (owned) (nullable): the key that it was sent for, if any */
  gboolean is_saved;         /* its secret, by the person, before it was sent */
  gboolean in_doubt;         /* whether the server has created that, be it in an earlier attempt */
  gboolean was_in_doubt;     /* before what was sent last */
  gint64 sent_at;            /* when that was sent first, in seconds since the epoch */
  gboolean created;

  OrchKeyForm *form; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchNewKeyDialog, orch_new_key_dialog, ORCH_TYPE_EDIT_DIALOG)

enum {
  CREATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* (nullable) */
static const char *
get_text (const OrchChanges *values, const OrchField *field)
{
  const OrchChange *change = orch_changes_find (values, field->name);

  return change != NULL && change->to != NULL ? g_variant_get_string (change->to, NULL) : NULL;
}

static void
set_in_doubt (OrchNewKeyDialog *self, gboolean in_doubt)
{
  self->in_doubt = in_doubt;
  g_object_set (self, "discard-text",
                in_doubt ? _ ("It is not known whether the key was created. Its secret is kept and "
                              "will be offered.")
                         : _ ("The key has not been created."),
                NULL);
}

/* What may have been created, and nobody has seen, is offered; else there is nothing to keep. */
static void
let_go (OrchNewKeyDialog *self, const OrchKeyMaterial *material)
{
  if (self->in_doubt)
    orch_handover_leave (self->handover, material->key_id);
  else
    orch_handover_drop (self->handover, material->key_id);
}

/* The same secret for every attempt: for the same user, that never makes a second key (contract
 * §3). */
static void
make_material (OrchNewKeyDialog *self)
{
  const char *user_id = get_text (self->values, orch_user_id_field ());
  const char *alias = get_text (self->values, orch_key_field (ORCH_KEY_ALIAS));
  g_autoptr (OrchKeyMaterial) before = g_steal_pointer (&self->material);

  if (before != NULL && g_strcmp0 (before->user_id, user_id) == 0) {
    self->material = orch_key_material_new (user_id, alias, before->secret);
    return;
  }

  self->material = orch_key_material_new_random (user_id, alias);
  self->is_saved = FALSE;
  if (before != NULL)
    let_go (self, before);
  set_in_doubt (self, FALSE);
}

static void
finish_creating (OrchNewKeyDialog *self, OrchKey *key, const OrchKeyMaterial *material,
                 const OrchChanges *not_taken)
{
  g_autofree char *text = NULL;

  if (self->created)
    return;

  self->created = TRUE;
  /* Where the server has chosen the secret. */
  if (!g_str_equal (material->key_id, self->material->key_id)) {
    orch_handover_drop (self->handover, self->material->key_id);
    self->is_saved = FALSE;
  }
  text = orch_save_words_created (orch_key_get_display_name (key), not_taken);
  g_signal_emit (self, signals[CREATED], 0, key, material, self->is_saved, text);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Who cancels, or closes the program's window, when the server has just created the key must still
 * be told the secret: so this always comes, and the dialog lives until then. */
static void
generated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchNewKeyDialog) self = ORCH_NEW_KEY_DIALOG (user_data);
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material = orch_key_service_generate_finish (
      ORCH_KEY_SERVICE (source), result, &key, &not_taken, &error);

  if (material != NULL) {
    finish_creating (self, key, material, not_taken);
    return;
  }

  /* The dialog knows. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_in_doubt (self, self->was_in_doubt || orch_error_may_have_happened (error));
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  orch_edit_dialog_show_error (ORCH_EDIT_DIALOG (self), error);
}

static void
send_material (OrchNewKeyDialog *self, GCancellable *cancellable)
{
  self->was_in_doubt = self->in_doubt;
  if (!self->in_doubt)
    self->sent_at = g_get_real_time () / G_USEC_PER_SEC;
  set_in_doubt (self, TRUE);
  orch_key_service_generate_async (self->service, self->material,
                                   orch_key_form_get_key_type (self->form), self->values,
                                   cancellable, generated_cb, g_object_ref (self));
}

static void
secured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchNewKeyDialog) self = ORCH_NEW_KEY_DIALOG (user_data);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));

  if (orch_handover_secure_finish (ORCH_HANDOVER (source), result, &self->is_saved, NULL))
    send_material (self, cancellable);
  else if (!g_cancellable_is_cancelled (cancellable))
    orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
}

static void
secure (OrchNewKeyDialog *self, GCancellable *cancellable)
{
  if (self->is_saved)
    send_material (self, cancellable);
  else
    orch_handover_secure_async (self->handover, self->material, NULL, GTK_WINDOW (self),
                                _ ("This secret is not kept in a keyring, so it is shown before "
                                   "the key is created: save it now. Once you say that you have, "
                                   "the key is created."),
                                cancellable, secured_cb, g_object_ref (self));
}

static void
alias_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchNewKeyDialog) self = ORCH_NEW_KEY_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  if (orch_key_alias_check_finish (ORCH_CLIENT (source), result, &error)) {
    secure (self, g_task_get_cancellable (G_TASK (result)));
    return;
  }

  /* The dialog knows. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  orch_edit_dialog_show_error (ORCH_EDIT_DIALOG (self), error);
}

/* Whoever has to choose another alias is told so before there is a secret to be saved. */
static void
generate (OrchNewKeyDialog *self, GCancellable *cancellable)
{
  OrchSession *session = orch_handover_get_session (self->handover);

  make_material (self);
  if (self->material->alias != NULL)
    orch_key_alias_check_async (orch_session_get_client (session), self->material->alias, NULL,
                                cancellable, alias_checked_cb, g_object_ref (self));
  else
    secure (self, cancellable);
}

/* --- a key whose secret the server chose, and nobody was told --- */

typedef struct {
  OrchNewKeyDialog *dialog;  /* (owned) */
  GCancellable *cancellable; /* (owned) */
  OrchKey *key;              /* (owned) */
} Useless;

static void
useless_free (Useless *useless)
{
  g_object_unref (useless->dialog);
  g_object_unref (useless->cancellable);
  g_object_unref (useless->key);
  g_free (useless);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Useless, useless_free)

/* @error: (nullable): what is behind it */
static void
tell (OrchNewKeyDialog *self, const char *message, const GError *error)
{
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  orch_edit_dialog_show_failure (ORCH_EDIT_DIALOG (self), message, error);
}

/* @error: (nullable): why it was not deleted, unless the person did not want that */
static void
tell_useless (OrchNewKeyDialog *self, OrchKey *key, const GError *error)
{
  g_autofree char *reason = error != NULL ? orch_words_error (error) : NULL;
  /* Translators: the name of a key */
  g_autofree char *text = g_strdup_printf (_ ("The key “%s” was created, but the server chose its "
                                              "secret, which is lost with the answer. "
                                              "Delete that key, and create another one."),
                                           orch_key_get_display_name (key));
  g_autofree char *message = g_strjoin ("\n", text, reason, NULL);

  tell (self, message, error);
}

static void
useless_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Useless) useless = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_key_service_delete_finish (ORCH_KEY_SERVICE (source), result, &error)
      || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    set_in_doubt (useless->dialog, FALSE);
    tell (useless->dialog, _ ("The key whose secret was lost is deleted. You can try again."),
          NULL);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    tell_useless (useless->dialog, useless->key, error);
  }
}

static void
useless_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Useless *useless = user_data;
  OrchAnswer answer = orch_question_ask_finish (result);
  gboolean is_cancelled = g_cancellable_is_cancelled (useless->cancellable);

  if (answer == ORCH_ANSWER_YES && !is_cancelled) {
    orch_key_service_delete_async (useless->dialog->service, useless->key, useless->cancellable,
                                   useless_deleted_cb, useless);
    return;
  }

  /* The dialog knows. */
  if (!is_cancelled)
    tell_useless (useless->dialog, useless->key, NULL);
  useless_free (useless);
}

static void
ask_about_useless (OrchNewKeyDialog *self, OrchKey *key, GCancellable *cancellable)
{
  Useless *useless = g_new0 (Useless, 1);
  /* Translators: the name of a key; its ID */
  g_autofree char *body = g_strdup_printf (_ ("The key “%s” was created, but the server chose its "
                                              "secret, which is lost with the answer: nobody can "
                                              "use it. Its ID is %s."),
                                           orch_key_get_display_name (key), orch_key_get_id (key));

  useless->dialog = g_object_ref (self);
  useless->cancellable = g_object_ref (cancellable);
  useless->key = g_object_ref (key);
  orch_question_ask_async (GTK_WIDGET (self), _ ("Delete the Useless Key?"), body, _ ("_Delete"),
                           ORCH_QUESTION_DESTRUCTIVE, cancellable, useless_answered_cb, useless);
}

/* --- where the answer was lost --- */

/* What is there may be what was sent before something was edited. */
static void
take_found (OrchNewKeyDialog *self, OrchKey *key)
{
  JsonObject *record = orch_key_get_record (key);
  g_autoptr (OrchChanges) not_taken = NULL;

  if (record != NULL)
    not_taken = orch_changes_find_not_taken (self->values, record);
  orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
  finish_creating (self, key, self->material,
                   not_taken != NULL && orch_changes_get_n (not_taken) > 0 ? not_taken : NULL);
}

/* (nullable): the dialog, if there is no such key; else the rest is done, or the dialog knows, or
 * is gone. */
static OrchNewKeyDialog *
take_look (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchNewKeyDialog *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKey) key =
      orch_key_service_find_generated_finish (ORCH_KEY_SERVICE (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;

  self = ORCH_NEW_KEY_DIALOG (user_data);
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return self;

  if (key == NULL) {
    orch_edit_dialog_finish (ORCH_EDIT_DIALOG (self));
    orch_edit_dialog_show_not_seen (ORCH_EDIT_DIALOG (self), error);
  } else if (g_str_equal (orch_key_get_id (key), self->material->key_id)) {
    take_found (self, key);
  } else {
    ask_about_useless (self, key, g_task_get_cancellable (G_TASK (result)));
  }

  return NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchNewKeyDialog *self = take_look (source, result, user_data);

  if (self != NULL)
    tell (self, _ ("The key was not created. You can try again."), NULL);
}

static void
orch_new_key_dialog_look (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchNewKeyDialog *self = ORCH_NEW_KEY_DIALOG (dialog);

  orch_key_service_find_generated_async (self->service, self->material, self->values, self->sent_at,
                                         cancellable, looked_cb, self);
}

/* Before something else is created. */
static void
looked_first_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchNewKeyDialog *self = take_look (source, result, user_data);

  if (self != NULL)
    generate (self, g_task_get_cancellable (G_TASK (result)));
}

static void
orch_new_key_dialog_send (OrchEditDialog *dialog, GCancellable *cancellable)
{
  OrchNewKeyDialog *self = ORCH_NEW_KEY_DIALOG (dialog);

  g_clear_pointer (&self->values, orch_changes_free);
  self->values = orch_edit_dialog_get_changes (dialog);

  if (self->in_doubt)
    orch_key_service_find_generated_async (self->service, self->material, self->values,
                                           self->sent_at, cancellable, looked_first_cb, self);
  else
    generate (self, cancellable);
}

static void
orch_new_key_dialog_dispose (GObject *object)
{
  OrchNewKeyDialog *self = ORCH_NEW_KEY_DIALOG (object);

  if (self->material != NULL && !self->created)
    let_go (self, self->material);
  self->created = TRUE;

  G_OBJECT_CLASS (orch_new_key_dialog_parent_class)->dispose (object);
}

static void
orch_new_key_dialog_finalize (GObject *object)
{
  OrchNewKeyDialog *self = ORCH_NEW_KEY_DIALOG (object);

  g_clear_pointer (&self->values, orch_changes_free);
  g_clear_pointer (&self->material, orch_key_material_free);
  g_clear_object (&self->service);
  g_clear_object (&self->handover);

  G_OBJECT_CLASS (orch_new_key_dialog_parent_class)->finalize (object);
}

static void
orch_new_key_dialog_class_init (OrchNewKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchEditDialogClass *dialog_class = ORCH_EDIT_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_new_key_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_new_key_dialog_finalize;
  dialog_class->send = orch_new_key_dialog_send;
  dialog_class->look = orch_new_key_dialog_look;

  /**
   * OrchNewKeyDialog::created:
   * @self: the dialog
   * @key: the new key
   * @material: its secret
   * @is_saved: whether the person has saved it already; else it is to be shown
   * @text: what was done, for a toast
   *
   * Emitted once the server has answered, before the dialog closes; also where it was cancelled or
   * closed too late.
   */
  signals[CREATED] = g_signal_new ("created", ORCH_TYPE_NEW_KEY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 4, ORCH_TYPE_KEY,
                                   ORCH_TYPE_KEY_MATERIAL | G_SIGNAL_TYPE_STATIC_SCOPE,
                                   G_TYPE_BOOLEAN, G_TYPE_STRING);

  g_type_ensure (ORCH_TYPE_KEY_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/new-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchNewKeyDialog, form);
}

static void
orch_new_key_dialog_init (OrchNewKeyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_new_key_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @handover: the connection's
 * @owner: (nullable): whom the key is for; %NULL: an administrator chooses, anybody else creates it
 *   for themselves
 *
 * Creates a dialog that creates an API key (POST /key/generate).
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_new_key_dialog_new (GtkWindow *parent, OrchHandover *handover, OrchUser *owner)
{
  OrchSession *session;
  OrchNewKeyDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_HANDOVER (handover), NULL);
  g_return_val_if_fail (owner == NULL || ORCH_IS_USER (owner), NULL);

  self = g_object_new (ORCH_TYPE_NEW_KEY_DIALOG, "transient-for", parent, NULL);
  session = orch_handover_get_session (handover);
  self->handover = g_object_ref (handover);
  self->service = g_object_ref (orch_session_get_key_service (session));
  orch_key_form_set_new (self->form, orch_session_get_identity (session),
                         owner != NULL ? orch_user_get_id (owner) : NULL);
  orch_record_form_set_server (ORCH_RECORD_FORM (self->form), orch_session_get_server (session));
  set_in_doubt (self, FALSE);
  orch_edit_dialog_update (ORCH_EDIT_DIALOG (self));

  return GTK_WINDOW (self);
}
