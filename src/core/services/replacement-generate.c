#include "config.h"

#include "core/client/error.h"

#include "core/services/key-service-private.h"

#include "core/services/replacement-private.h"

static gboolean
was_there_before (OrchReplacement *self, OrchKey *rival)
{
  for (guint i = 0; i < self->rivals->len; i++)
    if (g_str_equal (orch_key_get_id (self->rivals->pdata[i]), orch_key_get_id (rival)))
      return TRUE;

  return FALSE;
}

/* Both of two programs come to the same answer. */
static gboolean
was_first (OrchKey *rival, OrchKey *key)
{
  GDateTime *theirs = orch_key_get_created_at (rival);
  GDateTime *mine = orch_key_get_created_at (key);
  int order = theirs != NULL && mine != NULL ? g_date_time_compare (theirs, mine) : 0;

  return order < 0
         || (order == 0 && g_strcmp0 (orch_key_get_id (rival), orch_key_get_id (key)) < 0);
}

static gboolean
loses (OrchReplacement *self, GPtrArray *rivals)
{
  for (guint i = 0; i < rivals->len; i++)
    if (!was_there_before (self, rivals->pdata[i]) && was_first (rivals->pdata[i], self->new_key))
      return TRUE;

  return FALSE;
}

/* It is taken back, as nobody has seen its secret. */
static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;

  /* If it does not work, the step tells: it can be undone. */
  orch_replacement_undo_finish (self, result, NULL);
  g_task_return_new_error (task, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_RIVAL,
                           "Somebody else is replacing this key");
}

static void
rivals_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) rivals = orch_replacement_list_rivals_finish (self, result, NULL);

  /* Who cannot look now is told at the end at the latest, when the old key is gone. */
  if (rivals != NULL && loses (self, rivals))
    orch_replacement_undo_async (self, NULL, withdrawn_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
take_generated (OrchReplacement *self, OrchKeyMaterial *material, OrchKey *key)
{
  JsonObject *record = orch_key_get_record (key);

  /* Where the server has chosen, the record of before is another's. */
  if (!g_str_equal (material->key_id, self->record->new_key_id)) {
    if (self->journal != NULL)
      orch_replacement_journal_remove (self->journal, self->record->old_key_id,
                                       self->record->new_key_id);
    g_free (self->record->new_key_id);
    self->record->new_key_id = g_strdup (material->key_id);
  }

  g_clear_pointer (&self->material, orch_key_material_free);
  self->material = material;
  g_set_object (&self->new_key, key);
  self->new_life = ORCH_REPLACEMENT_LIFE_ALIVE;
  if (record != NULL)
    self->missing = orch_replacement_plan_find_missing (self->plan, record);
  orch_replacement_set_step (self, ORCH_REPLACEMENT_GENERATED);
}

/* What the server has refused did not happen; else nobody knows. */
static void
fail (OrchReplacement *self, GTask *task, GError *error)
{
  if (orch_error_may_have_happened (error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    self->new_life = ORCH_REPLACEMENT_LIFE_UNKNOWN;
    g_task_return_error (task, error);
    return;
  }

  orch_replacement_end (self, ORCH_REPLACEMENT_PREPARED);
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_EXISTS))
    g_task_return_new_error (task, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN, "%s",
                             error->message);
  else
    g_task_return_error (task, g_error_copy (error));
  g_error_free (error);
}

static void
generated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchReplacement *self = g_task_get_source_object (task);
  g_autoptr (OrchKey) key = NULL;
  GError *error = NULL;
  OrchKeyMaterial *material =
      orch_key_service_generate_finish (ORCH_KEY_SERVICE (source), result, &key, NULL, &error);

  if (material == NULL) {
    fail (self, task, error);
    return;
  }

  /* Whoever cancels from now on must still be told the secret. */
  g_task_set_check_cancellable (task, FALSE);
  take_generated (self, material, key);
  orch_replacement_list_rivals_async (self, NULL, rivals_listed_cb, g_object_ref (task));
}

static void
old_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchReplacement *self = ORCH_REPLACEMENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_replacement_look_finish (self, result, &error);
  g_autoptr (OrchReplacementPlan) plan =
      record != NULL ? orch_replacement_make_plan (self, record) : NULL;

  if (plan == NULL && !g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (plan == NULL || !orch_replacement_plan_equal (plan, self->plan)) {
    g_task_return_new_error (task, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_CHANGED,
                             "Somebody changed the key");
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;

  orch_replacement_set_step (self, ORCH_REPLACEMENT_GENERATING);
  /* With what was spent in between. */
  orch_key_service_generate_carried_async (
      self->service, self->material, plan->key_type, plan->values, plan->members,
      self->record->old_key_id, g_task_get_cancellable (task), generated_cb, g_object_ref (task));
}

/**
 * orch_replacement_generate_async:
 * @self: a replacement that is prepared
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Generates the new key, if the old one still is what the plan was made of, and looks again whether
 * somebody else is replacing it: whoever was later gives up, and their key is deleted. Never sent
 * again: after an error that leaves the step at %ORCH_REPLACEMENT_GENERATING,
 * orch_replacement_resume_async() tells what became of it.
 */
void
orch_replacement_generate_async (OrchReplacement *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT (self));
  g_return_if_fail (self->record->step == ORCH_REPLACEMENT_PREPARED);

  g_autoptr (GTask) task = orch_replacement_start (self, orch_replacement_generate_async,
                                                   cancellable, callback, user_data);

  if (self->plan->refusal != ORCH_REPLACEMENT_REFUSAL_NONE)
    g_task_return_new_error (task, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_REFUSED,
                             "The new key cannot be what the old one is");
  else
    orch_replacement_look_async (self, FALSE, cancellable, old_seen_cb, g_steal_pointer (&task));
}

/**
 * orch_replacement_generate_finish:
 * @self: a replacement
 * @result: the result
 * @error: return location; %ORCH_REPLACEMENT_ERROR_REFUSED, %ORCH_REPLACEMENT_ERROR_CHANGED,
 *   %ORCH_REPLACEMENT_ERROR_RIVAL, %ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN, or what the server said
 *
 * Returns: %TRUE if both keys work, %FALSE with @error set
 */
gboolean
orch_replacement_generate_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_replacement_generate_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
