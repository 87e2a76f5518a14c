#include "config.h"

#include "core/client/error.h"
#include "core/rules/permissions.h"

#include "core/services/key-service-private.h"

#include "core/services/key-job.h"

struct _OrchKeyJobItem {
  GObject parent_instance;

  OrchKey *key; /* (owned) */
  OrchKeyJobState state;
  GError *error;     /* (owned) (nullable) */
  gboolean in_doubt; /* an answer was lost: it may have been done */
};

G_DEFINE_FINAL_TYPE (OrchKeyJobItem, orch_key_job_item, G_TYPE_OBJECT)

struct _OrchKeyJob {
  GObject parent_instance;

  OrchKeyService *service; /* (owned) */
  OrchKeyRotator *rotator; /* (owned) (nullable): does it, if it is to rotate */
  OrchKeyJobKind kind;
  gboolean by_update; /* the role may not call the endpoints for blocking */
  GListStore *items;  /* (owned) (element-type OrchKeyJobItem) */
  guint counts[ORCH_KEY_JOB_N_STATES];
};

G_DEFINE_FINAL_TYPE (OrchKeyJob, orch_key_job, G_TYPE_OBJECT)

enum {
  ITEM_CHANGED,
  JOB_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_state (OrchKeyJob *self, OrchKeyJobItem *item, OrchKeyJobState state, GError *error)
{
  self->counts[item->state]--;
  self->counts[state]++;
  item->state = state;
  g_clear_error (&item->error);
  item->error = error;

  g_signal_emit (item, signals[ITEM_CHANGED], 0);
  g_signal_emit (self, signals[JOB_CHANGED], 0);
}

/* The next item that is neither done nor left out; those that failed are behind `*position` again
 * in the next run only. */
static OrchKeyJobItem *
find_next (OrchKeyJob *self, guint *position)
{
  for (; *position < g_list_model_get_n_items (G_LIST_MODEL (self->items)); (*position)++) {
    g_autoptr (OrchKeyJobItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), *position);

    if (item->state == ORCH_KEY_JOB_WAITING || item->state == ORCH_KEY_JOB_FAILED)
      return item; /* the store holds it, too */
  }

  return NULL;
}

static void
send_async (OrchKeyJob *self, OrchKey *key, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  switch (self->kind) {
  case ORCH_KEY_JOB_BLOCK:
  case ORCH_KEY_JOB_UNBLOCK:
    orch_key_service_set_blocked_async (self->service, key, self->kind == ORCH_KEY_JOB_BLOCK,
                                        self->by_update, cancellable, callback, user_data);
    break;
  case ORCH_KEY_JOB_RESET_SPEND:
    orch_key_service_reset_spend_async (self->service, key, cancellable, callback, user_data);
    break;
  case ORCH_KEY_JOB_DELETE:
    orch_key_service_delete_async (self->service, key, cancellable, callback, user_data);
    break;
  case ORCH_KEY_JOB_ROTATE:
    orch_key_rotator_rotate_async (self->rotator, key, cancellable, callback, user_data);
    break;
  }
}

static gboolean
send_finish (OrchKeyJob *self, GAsyncResult *result, gboolean *stops, GError **error)
{
  *stops = FALSE;

  switch (self->kind) {
  case ORCH_KEY_JOB_BLOCK:
  case ORCH_KEY_JOB_UNBLOCK:
    return orch_key_service_set_blocked_finish (self->service, result, error);
  case ORCH_KEY_JOB_RESET_SPEND:
    return orch_key_service_reset_spend_finish (self->service, result, error);
  case ORCH_KEY_JOB_DELETE:
    return orch_key_service_delete_finish (self->service, result, error);
  case ORCH_KEY_JOB_ROTATE:
    return orch_key_rotator_rotate_finish (self->rotator, result, stops, error);
  }

  g_assert_not_reached ();
}

static void do_next (OrchKeyJob *self, GTask *task);

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  OrchKeyJob *self = g_task_get_source_object (task);
  guint *position = g_task_get_task_data (task);
  g_autoptr (OrchKeyJobItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), *position);
  gboolean stops;

  if (send_finish (self, result, &stops, &error)) {
    set_state (self, item, ORCH_KEY_JOB_DONE, NULL);
  } else if (self->kind == ORCH_KEY_JOB_DELETE
             && g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    set_state (self, item, item->in_doubt ? ORCH_KEY_JOB_DONE : ORCH_KEY_JOB_BEFORE, NULL);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    item->in_doubt = TRUE;
    set_state (self, item, ORCH_KEY_JOB_WAITING, NULL);
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  } else if (g_error_matches (error, ORCH_KEY_ROTATOR_ERROR, ORCH_KEY_ROTATOR_ERROR_UNFINISHED)) {
    set_state (self, item, ORCH_KEY_JOB_UNFINISHED, g_steal_pointer (&error));
  } else {
    item->in_doubt |= orch_error_may_have_happened (error);
    set_state (self, item, ORCH_KEY_JOB_FAILED, g_steal_pointer (&error));
  }

  if (stops) {
    g_task_return_boolean (task, FALSE);
    return;
  }
  (*position)++;
  do_next (self, task);
}

static void
do_next (OrchKeyJob *self, GTask *task)
{
  OrchKeyJobItem *item = find_next (self, g_task_get_task_data (task));

  if (g_task_return_error_if_cancelled (task))
    return;

  if (item == NULL) {
    g_task_return_boolean (task, self->counts[ORCH_KEY_JOB_FAILED] == 0
                                     && self->counts[ORCH_KEY_JOB_UNFINISHED] == 0);
    return;
  }

  set_state (self, item, ORCH_KEY_JOB_RUNNING, NULL);
  send_async (self, item->key, g_task_get_cancellable (task), done_cb, g_object_ref (task));
}

static gboolean
is_done_before (OrchKey *key, OrchKeyJobKind kind)
{
  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    return orch_key_is_blocked (key);
  case ORCH_KEY_JOB_UNBLOCK:
    return !orch_key_is_blocked (key);
  case ORCH_KEY_JOB_RESET_SPEND:
    return orch_key_get_spend (key) == 0;
  case ORCH_KEY_JOB_DELETE:
    return orch_key_is_deleted (key);
  case ORCH_KEY_JOB_ROTATE:
    return FALSE;
  }

  g_assert_not_reached ();
}

static OrchKeyAction
get_action (OrchKeyJobKind kind)
{
  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
  case ORCH_KEY_JOB_UNBLOCK:
    return ORCH_KEY_ACTION_BLOCK;
  case ORCH_KEY_JOB_RESET_SPEND:
    return ORCH_KEY_ACTION_RESET_SPEND;
  case ORCH_KEY_JOB_DELETE:
    return ORCH_KEY_ACTION_DELETE;
  case ORCH_KEY_JOB_ROTATE:
    return ORCH_KEY_ACTION_ROTATE;
  }

  g_assert_not_reached ();
}

static OrchKeyJobState
find_first_state (OrchKeyJob *self, const OrchIdentity *identity, OrchKey *key)
{
  gboolean owner_rule = orch_server_supports (self->service->server, ORCH_FEATURE_OWNER_RULE);
  OrchAccess access =
      orch_permissions_check_key (identity, get_action (self->kind), key, owner_rule, NULL);

  if (is_done_before (key, self->kind))
    return ORCH_KEY_JOB_BEFORE;
  if (orch_key_job_leaves_own (self->kind)
      && g_strcmp0 (orch_key_get_id (key), identity->key_id) == 0)
    return ORCH_KEY_JOB_OWN;

  return access == ORCH_ACCESS_ALLOWED ? ORCH_KEY_JOB_WAITING : ORCH_KEY_JOB_NOT_ALLOWED;
}

static void
orch_key_job_item_finalize (GObject *object)
{
  OrchKeyJobItem *self = ORCH_KEY_JOB_ITEM (object);

  g_clear_object (&self->key);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (orch_key_job_item_parent_class)->finalize (object);
}

static void
orch_key_job_item_class_init (OrchKeyJobItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_key_job_item_finalize;

  /**
   * OrchKeyJobItem::changed:
   *
   * The item is in another state.
   */
  signals[ITEM_CHANGED] = g_signal_new ("changed", ORCH_TYPE_KEY_JOB_ITEM, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_key_job_item_init (OrchKeyJobItem *self)
{
}

static void
orch_key_job_dispose (GObject *object)
{
  OrchKeyJob *self = ORCH_KEY_JOB (object);

  g_clear_object (&self->items);
  g_clear_object (&self->rotator);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_key_job_parent_class)->dispose (object);
}

static void
orch_key_job_class_init (OrchKeyJobClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_key_job_dispose;

  /**
   * OrchKeyJob::changed:
   *
   * One of the items is in another state.
   */
  signals[JOB_CHANGED] = g_signal_new ("changed", ORCH_TYPE_KEY_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_key_job_init (OrchKeyJob *self)
{
  self->items = g_list_store_new (ORCH_TYPE_KEY_JOB_ITEM);
}

/**
 * orch_key_job_leaves_own:
 * @kind: what a job does
 *
 * Whoever blocks or deletes the key that they are signed in with locks themselves out; if it is
 * rotated, the connection has to get the new secret.
 *
 * Returns: whether a job leaves out the key of its connection
 */
gboolean
orch_key_job_leaves_own (OrchKeyJobKind kind)
{
  return kind == ORCH_KEY_JOB_BLOCK || kind == ORCH_KEY_JOB_DELETE || kind == ORCH_KEY_JOB_ROTATE;
}

/**
 * orch_key_job_item_get_key:
 * @self: an item
 *
 * Returns: (transfer none): which key
 */
OrchKey *
orch_key_job_item_get_key (OrchKeyJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_JOB_ITEM (self), NULL);

  return self->key;
}

/**
 * orch_key_job_item_get_state:
 * @self: an item
 *
 * Returns: what became of it
 */
OrchKeyJobState
orch_key_job_item_get_state (OrchKeyJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_JOB_ITEM (self), ORCH_KEY_JOB_WAITING);

  return self->state;
}

/**
 * orch_key_job_item_get_error:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): why it is in %ORCH_KEY_JOB_FAILED or
 *   %ORCH_KEY_JOB_UNFINISHED, %NULL in other states
 */
const GError *
orch_key_job_item_get_error (OrchKeyJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_JOB_ITEM (self), NULL);

  return self->error;
}

static OrchKeyJob *
create (OrchKeyService *service, OrchKeyRotator *rotator, OrchKeyJobKind kind,
        const OrchIdentity *identity, GPtrArray *keys)
{
  OrchKeyJob *self = g_object_new (ORCH_TYPE_KEY_JOB, NULL);

  self->service = g_object_ref (service);
  g_set_object (&self->rotator, rotator);
  self->kind = kind;
  self->by_update = !orch_identity_is_admin (identity);

  for (guint i = 0; i < keys->len; i++) {
    g_autoptr (OrchKeyJobItem) item = g_object_new (ORCH_TYPE_KEY_JOB_ITEM, NULL);

    item->key = g_object_ref (keys->pdata[i]);
    item->state = find_first_state (self, identity, item->key);
    self->counts[item->state]++;
    g_list_store_append (self->items, item);
  }

  return self;
}

/**
 * orch_key_job_new:
 * @service: (transfer none): does it
 * @kind: what to do, but not %ORCH_KEY_JOB_ROTATE
 * @identity: who is signed in: what they may not do is left out, and so is the key of this
 *   connection where they would lock themselves out
 * @keys: (element-type OrchKey): all keys
 *
 * Creates a job that was not run yet. Owners block their keys by POST /key/update, administrators
 * by the endpoints for it (contract §5).
 *
 * Returns: (transfer full): a job
 */
OrchKeyJob *
orch_key_job_new (OrchKeyService *service, OrchKeyJobKind kind, const OrchIdentity *identity,
                  GPtrArray *keys)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (kind != ORCH_KEY_JOB_ROTATE, NULL);
  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (keys != NULL, NULL);

  return create (service, NULL, kind, identity, keys);
}

/**
 * orch_key_job_new_rotation:
 * @service: (transfer none): of the same connection
 * @rotator: (transfer none): does it
 * @identity: who is signed in: what they may not do is left out, and so is the key of this
 *   connection
 * @keys: (element-type OrchKey): all keys
 *
 * Creates a job of the kind %ORCH_KEY_JOB_ROTATE that was not run yet.
 *
 * Returns: (transfer full): a job
 */
OrchKeyJob *
orch_key_job_new_rotation (OrchKeyService *service, OrchKeyRotator *rotator,
                           const OrchIdentity *identity, GPtrArray *keys)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (ORCH_IS_KEY_ROTATOR (rotator), NULL);
  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (keys != NULL, NULL);

  return create (service, rotator, ORCH_KEY_JOB_ROTATE, identity, keys);
}

/**
 * orch_key_job_get_kind:
 * @self: a job
 *
 * Returns: what it does to each key
 */
OrchKeyJobKind
orch_key_job_get_kind (OrchKeyJob *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_JOB (self), ORCH_KEY_JOB_BLOCK);

  return self->kind;
}

/**
 * orch_key_job_get_items:
 * @self: a job
 *
 * Returns: (transfer none): a list of #OrchKeyJobItem, which never changes
 */
GListModel *
orch_key_job_get_items (OrchKeyJob *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_JOB (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * orch_key_job_count:
 * @self: a job
 * @state: a state
 *
 * Returns: how many items are in @state
 */
guint
orch_key_job_count (OrchKeyJob *self, OrchKeyJobState state)
{
  g_return_val_if_fail (ORCH_IS_KEY_JOB (self), 0);
  g_return_val_if_fail (state < ORCH_KEY_JOB_N_STATES, 0);

  return self->counts[state];
}

/**
 * orch_key_job_run_async:
 * @self: a job that does not run
 * @cancellable: (nullable): stops the job. It may or may not have been done to the key whose
 *   turn it is, which waits again
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Does it to all keys that wait, and to those that failed before, with one request after the other.
 */
void
orch_key_job_run_async (OrchKeyJob *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_JOB (self));
  g_return_if_fail (self->counts[ORCH_KEY_JOB_RUNNING] == 0);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_job_run_async);
  g_task_set_task_data (task, g_new0 (guint, 1), g_free);
  do_next (self, task);
}

/**
 * orch_key_job_run_finish:
 * @self: a job
 * @result: the result
 * @error: return location; %G_IO_ERROR_CANCELLED if it was stopped
 *
 * Returns: %TRUE if none failed, else %FALSE, without @error where the items hold theirs
 */
gboolean
orch_key_job_run_finish (OrchKeyJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_job_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
