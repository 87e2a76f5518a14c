#include "config.h"

#include "core/services/block-job.h"
#include "core/services/key-service-private.h"

struct _OrchBlockItem {
  GObject parent_instance;

  OrchKey *key; /* (owned) */
  OrchBlockState state;
  GError *error; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OrchBlockItem, orch_block_item, G_TYPE_OBJECT)

struct _OrchBlockJob {
  GObject parent_instance;

  OrchKeyService *service; /* (owned) */
  GListStore *items;       /* (owned) (element-type OrchBlockItem) */
  guint counts[ORCH_BLOCK_N_STATES];
};

G_DEFINE_FINAL_TYPE (OrchBlockJob, orch_block_job, G_TYPE_OBJECT)

enum {
  ITEM_CHANGED,
  JOB_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_state (OrchBlockJob *self, OrchBlockItem *item, OrchBlockState state, GError *error)
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
static OrchBlockItem *
find_next (OrchBlockJob *self, guint *position)
{
  for (; *position < g_list_model_get_n_items (G_LIST_MODEL (self->items)); (*position)++) {
    g_autoptr (OrchBlockItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), *position);

    if (item->state == ORCH_BLOCK_WAITING || item->state == ORCH_BLOCK_FAILED)
      return item; /* the store holds it, too */
  }

  return NULL;
}

static void block_next (OrchBlockJob *self, GTask *task);

static void
blocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  OrchBlockJob *self = g_task_get_source_object (task);
  guint *position = g_task_get_task_data (task);
  g_autoptr (OrchBlockItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), *position);

  if (orch_key_service_block_finish (ORCH_KEY_SERVICE (source), result, &error)) {
    set_state (self, item, ORCH_BLOCK_DONE, NULL);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    set_state (self, item, ORCH_BLOCK_WAITING, NULL);
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  } else {
    set_state (self, item, ORCH_BLOCK_FAILED, g_steal_pointer (&error));
  }

  (*position)++;
  block_next (self, task);
}

static void
block_next (OrchBlockJob *self, GTask *task)
{
  OrchBlockItem *item = find_next (self, g_task_get_task_data (task));

  if (g_task_return_error_if_cancelled (task))
    return;

  if (item == NULL) {
    g_task_return_boolean (task, self->counts[ORCH_BLOCK_FAILED] == 0);
    return;
  }

  set_state (self, item, ORCH_BLOCK_RUNNING, NULL);
  orch_key_service_block_async (self->service, item->key, g_task_get_cancellable (task), blocked_cb,
                                g_object_ref (task));
}

static void
orch_block_item_finalize (GObject *object)
{
  OrchBlockItem *self = ORCH_BLOCK_ITEM (object);

  g_clear_object (&self->key);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (orch_block_item_parent_class)->finalize (object);
}

static void
orch_block_item_class_init (OrchBlockItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_block_item_finalize;

  /**
   * OrchBlockItem::changed:
   *
   * The item is in another state.
   */
  signals[ITEM_CHANGED] = g_signal_new ("changed", ORCH_TYPE_BLOCK_ITEM, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_block_item_init (OrchBlockItem *self)
{
}

static void
orch_block_job_dispose (GObject *object)
{
  OrchBlockJob *self = ORCH_BLOCK_JOB (object);

  g_clear_object (&self->items);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_block_job_parent_class)->dispose (object);
}

static void
orch_block_job_class_init (OrchBlockJobClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_block_job_dispose;

  /**
   * OrchBlockJob::changed:
   *
   * One of the items is in another state.
   */
  signals[JOB_CHANGED] = g_signal_new ("changed", ORCH_TYPE_BLOCK_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_block_job_init (OrchBlockJob *self)
{
  self->items = g_list_store_new (ORCH_TYPE_BLOCK_ITEM);
}

/**
 * orch_block_item_get_key:
 * @self: an item
 *
 * Returns: (transfer none): which key
 */
OrchKey *
orch_block_item_get_key (OrchBlockItem *self)
{
  g_return_val_if_fail (ORCH_IS_BLOCK_ITEM (self), NULL);

  return self->key;
}

/**
 * orch_block_item_get_state:
 * @self: an item
 *
 * Returns: what became of it
 */
OrchBlockState
orch_block_item_get_state (OrchBlockItem *self)
{
  g_return_val_if_fail (ORCH_IS_BLOCK_ITEM (self), ORCH_BLOCK_WAITING);

  return self->state;
}

/**
 * orch_block_item_get_error:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): why it is in %ORCH_BLOCK_FAILED, %NULL in other states
 */
const GError *
orch_block_item_get_error (OrchBlockItem *self)
{
  g_return_val_if_fail (ORCH_IS_BLOCK_ITEM (self), NULL);

  return self->error;
}

/**
 * orch_block_job_new:
 * @service: (transfer none): blocks the keys
 * @identity: who is signed in: the key of this connection is left out
 * @keys: (element-type OrchKey): all keys
 *
 * Creates a job that was not run yet.
 *
 * Returns: (transfer full): a job
 */
OrchBlockJob *
orch_block_job_new (OrchKeyService *service, const OrchIdentity *identity, GPtrArray *keys)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (keys != NULL, NULL);

  OrchBlockJob *self = g_object_new (ORCH_TYPE_BLOCK_JOB, NULL);
  self->service = g_object_ref (service);

  for (guint i = 0; i < keys->len; i++) {
    g_autoptr (OrchBlockItem) item = g_object_new (ORCH_TYPE_BLOCK_ITEM, NULL);

    item->key = g_object_ref (keys->pdata[i]);
    if (orch_key_is_blocked (item->key))
      item->state = ORCH_BLOCK_BEFORE;
    else if (g_strcmp0 (orch_key_get_id (item->key), identity->key_id) == 0)
      item->state = ORCH_BLOCK_OWN;
    self->counts[item->state]++;
    g_list_store_append (self->items, item);
  }

  return self;
}

/**
 * orch_block_job_get_items:
 * @self: a job
 *
 * Returns: (transfer none): a list of #OrchBlockItem, which never changes
 */
GListModel *
orch_block_job_get_items (OrchBlockJob *self)
{
  g_return_val_if_fail (ORCH_IS_BLOCK_JOB (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * orch_block_job_count:
 * @self: a job
 * @state: a state
 *
 * Returns: how many items are in @state
 */
guint
orch_block_job_count (OrchBlockJob *self, OrchBlockState state)
{
  g_return_val_if_fail (ORCH_IS_BLOCK_JOB (self), 0);
  g_return_val_if_fail (state < ORCH_BLOCK_N_STATES, 0);

  return self->counts[state];
}

/**
 * orch_block_job_run_async:
 * @self: a job that does not run
 * @cancellable: (nullable): stops the job. The key whose turn it is may then be blocked or not,
 *   and waits again
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Blocks all keys that wait, and those that failed before, with one request after the other.
 */
void
orch_block_job_run_async (OrchBlockJob *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_BLOCK_JOB (self));
  g_return_if_fail (self->counts[ORCH_BLOCK_RUNNING] == 0);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_block_job_run_async);
  g_task_set_task_data (task, g_new0 (guint, 1), g_free);
  block_next (self, task);
}

/**
 * orch_block_job_run_finish:
 * @self: a job
 * @result: the result
 * @error: return location; %G_IO_ERROR_CANCELLED if it was stopped
 *
 * Returns: %TRUE if none failed, else %FALSE, without @error where the items hold theirs
 */
gboolean
orch_block_job_run_finish (OrchBlockJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_block_job_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
