#include "config.h"

#include <glib/gi18n.h>

#include "core/services/key-job.h"
#include "ui/common/choose-file.h"
#include "ui/common/question.h"
#include "ui/keys/file-rotator.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/keys/key-job-words.h"

#include "ui/keys/rotate-into-file.h"

/* What is to be done, from the choice of the file to the dialog. */
typedef struct {
  GtkWindow *parent;           /* (owned) */
  OrchHandover *handover;      /* (owned) */
  GPtrArray *keys;             /* (owned) (element-type OrchKey) */
  GFile *file;                 /* (owned) (nullable): what was chosen */
  OrchSecretFile *secret_file; /* (owned) (nullable) */
  OrchKeyJob *job;             /* (owned) (nullable) */
} Plan;

static void
plan_free (Plan *self)
{
  g_object_unref (self->parent);
  g_object_unref (self->handover);
  g_ptr_array_unref (self->keys);
  g_clear_object (&self->file);
  g_clear_object (&self->secret_file);
  g_clear_object (&self->job);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static Plan *
plan_new (GtkWindow *parent, OrchHandover *handover, GPtrArray *keys)
{
  Plan *self = g_new0 (Plan, 1);

  self->parent = g_object_ref (parent);
  self->handover = g_object_ref (handover);
  self->keys = g_ptr_array_ref (keys);

  return self;
}

/* --- the job --- */

static void
run (Plan *self, const char *note)
{
  GtkWindow *dialog = orch_key_job_dialog_new_for_job (self->parent, self->job, note);

  g_signal_connect_object (dialog, "finished", G_CALLBACK (orch_handover_tell_rotated),
                           self->handover, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
run_into_file (Plan *self)
{
  g_autofree char *path = g_file_get_parse_name (self->file);
  /* Translators: the path of a file */
  g_autofree char *note = g_strdup_printf (
      _ ("The new secrets are in %s: put them into the vault, and delete the file then."), path);

  run (self, note);
}

/* --- the file --- */

static void choose_file (Plan *self);

static void
choose_again_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Plan) self = user_data;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    choose_file (g_steal_pointer (&self));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Plan) self = user_data;
  GtkWidget *parent = GTK_WIDGET (self->parent);
  g_autoptr (GError) error = NULL;

  if (orch_secret_file_create_finish (self->secret_file, result, &error))
    run_into_file (self);
  else
    orch_question_ask_async (parent, _ ("The File Can’t Be Created"), error->message,
                             _ ("_Choose another file"), ORCH_QUESTION_SUGGESTED, NULL,
                             choose_again_answered_cb, g_steal_pointer (&self));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Plan) self = user_data;
  OrchSecretFile *file = self->secret_file;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    orch_secret_file_create_async (file, NULL, created_cb, g_steal_pointer (&self));
}

static char *
describe (Plan *self)
{
  const OrchIdentity *identity =
      orch_session_get_identity (orch_handover_get_session (self->handover));
  g_autofree char *effect = orch_key_job_words_question (ORCH_KEY_JOB_ROTATE, self->keys, identity);
  g_autofree char *path = g_file_get_parse_name (self->file);
  /* Translators: the path of a file */
  g_autofree char *where = g_strdup_printf (
      _ ("The new secrets are shown nowhere, but written to %s, which only you can read. Put them "
         "into the vault, and delete the file then."),
      path);

  return g_strjoin ("\n\n", effect, where, NULL);
}

static void
create_job (Plan *self)
{
  OrchSession *session = orch_handover_get_session (self->handover);
  g_autoptr (OrchKeyRotator) rotator = NULL;

  g_clear_object (&self->secret_file);
  g_clear_object (&self->job);
  self->secret_file = orch_secret_file_new (self->file);
  rotator = orch_file_rotator_new (self->handover, self->secret_file);
  self->job = orch_key_job_new_rotation (orch_session_get_key_service (session), rotator,
                                         orch_session_get_identity (session), self->keys);
}

/* Takes @plan. */
static void
ask (Plan *plan)
{
  g_autoptr (Plan) self = plan;
  GtkWidget *parent = GTK_WIDGET (self->parent);
  g_autofree char *body = NULL;

  create_job (self);
  /* The dialog says why. */
  if (orch_key_job_count (self->job, ORCH_KEY_JOB_WAITING) == 0) {
    run (self, NULL);
    return;
  }

  body = describe (self);
  orch_question_ask_async (parent, orch_key_job_words_heading (ORCH_KEY_JOB_ROTATE), body,
                           orch_key_job_words_verb (ORCH_KEY_JOB_ROTATE), ORCH_QUESTION_DESTRUCTIVE,
                           NULL, answered_cb, g_steal_pointer (&self));
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Plan) self = user_data;
  g_autoptr (GFile) file = orch_choose_file_finish (result);

  if (file == NULL)
    return;

  g_set_object (&self->file, file);
  ask (g_steal_pointer (&self));
}

/* Takes @self. */
static void
choose_file (Plan *self)
{
  orch_choose_file_to_save_async (self->parent, _ ("Choose file for the secrets"), "keys.csv",
                                  file_chosen_cb, self);
}

/**
 * orch_rotate_into_file:
 * @parent: the window that it is asked in front of
 * @handover: the connection's
 * @keys: (element-type OrchKey): which keys; not to be changed afterwards
 *
 * Lets the person choose a file, asks, and gives keys new secrets that go into that file, see
 * #OrchFileRotator. What the role may not rotate, and the key of this connection, are left out.
 */
void
orch_rotate_into_file (GtkWindow *parent, OrchHandover *handover, GPtrArray *keys)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ORCH_IS_HANDOVER (handover));
  g_return_if_fail (keys != NULL && keys->len > 0);

  choose_file (plan_new (parent, handover, keys));
}

/**
 * orch_rotate_into_this_file:
 * @parent: the window that it is asked in front of
 * @handover: the connection's
 * @keys: (element-type OrchKey): which keys; not to be changed afterwards
 * @file: where the secrets go; must not exist
 *
 * Does so where the file was chosen already.
 */
void
orch_rotate_into_this_file (GtkWindow *parent, OrchHandover *handover, GPtrArray *keys, GFile *file)
{
  Plan *self;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ORCH_IS_HANDOVER (handover));
  g_return_if_fail (keys != NULL && keys->len > 0);
  g_return_if_fail (G_IS_FILE (file));

  self = plan_new (parent, handover, keys);
  self->file = g_object_ref (file);
  ask (self);
}
