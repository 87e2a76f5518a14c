#include "config.h"

#include "core/client/error.h"
#include "core/rules/permissions.h"

#include "core/services/user-job.h"

struct _OrchUserJobItem {
  GObject parent_instance;

  char *name;             /* (owned): as it stands in the list */
  OrchUser *user;         /* (owned) (nullable): who that is */
  OrchChanges *changes;   /* (owned) (nullable): what is to be saved */
  OrchChanges *not_taken; /* (owned) (nullable): what the server did not take of it */
  OrchUserJobState state;
  GError *error;      /* (owned) (nullable) */
  gboolean overwrite; /* somebody else's changes were told */
  gboolean in_doubt;  /* an answer was lost: it may have been saved */
};

G_DEFINE_FINAL_TYPE (OrchUserJobItem, orch_user_job_item, G_TYPE_OBJECT)

struct _OrchUserJob {
  GObject parent_instance;

  OrchUserService *service; /* (owned) */
  OrchIdentity *identity;   /* (owned) */
  OrchChanges *wanted;      /* (owned): without values before */
  GListStore *items;        /* (owned) (element-type OrchUserJobItem) */
  GHashTable *ids;          /* (owned): user IDs of those that were read; they own them */
  guint counts[ORCH_USER_JOB_N_STATES];
};

G_DEFINE_FINAL_TYPE (OrchUserJob, orch_user_job, G_TYPE_OBJECT)

enum {
  ITEM_CHANGED,
  JOB_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A walk through the items. */
typedef struct {
  guint position;
  gboolean (*is_due) (OrchUserJobState state);
  void (*begin) (GTask *task, OrchUserJobItem *item);
} Walk;

static void
set_state (OrchUserJob *self, OrchUserJobItem *item, OrchUserJobState state, GError *error)
{
  self->counts[item->state]--;
  self->counts[state]++;
  item->state = state;
  g_clear_error (&item->error);
  item->error = error;

  g_signal_emit (item, signals[ITEM_CHANGED], 0);
  g_signal_emit (self, signals[JOB_CHANGED], 0);
}

/* (transfer full) (nullable) */
static OrchUserJobItem *
get_item (GTask *task)
{
  OrchUserJob *self = g_task_get_source_object (task);
  Walk *walk = g_task_get_task_data (task);

  return g_list_model_get_item (G_LIST_MODEL (self->items), walk->position);
}

static void
go_on (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (OrchUserJobItem) item = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  item = get_item (task);
  while (item != NULL && !walk->is_due (item->state)) {
    walk->position++;
    g_object_unref (item);
    item = get_item (task);
  }

  if (item != NULL)
    walk->begin (task, item);
  else
    g_task_return_boolean (task, TRUE);
}

/* Whether the next request would fail for the same reason. */
static gboolean
is_about_all (const GError *error)
{
  return orch_error_is_offline (error) || orch_error_is_about_key (error)
         || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_RATE_LIMITED);
}

/* Ends with the item whose turn it is, which comes again in the next walk. */
static void
fail (GTask *task, OrchUserJobItem *item, OrchUserJobState state, OrchUserJobState stopped_state,
      GError *error)
{
  OrchUserJob *self = g_task_get_source_object (task);
  Walk *walk = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    set_state (self, item, stopped_state, NULL);
    g_task_return_error (task, error);
    return;
  }

  set_state (self, item, state, g_error_copy (error));
  if (is_about_all (error)) {
    g_task_return_error (task, error);
    return;
  }

  g_error_free (error);
  walk->position++;
  go_on (task);
}

static void
end (GTask *task, OrchUserJobItem *item, OrchUserJobState state)
{
  set_state (g_task_get_source_object (task), item, state, NULL);
  ((Walk *) g_task_get_task_data (task))->position++;
  go_on (task);
}

/* --- reading --- */

static gboolean
is_unread (OrchUserJobState state)
{
  return state == ORCH_USER_JOB_UNREAD || state == ORCH_USER_JOB_UNREADABLE;
}

static OrchChanges *
find_changes (OrchUserJob *self, OrchUser *user)
{
  OrchChanges *changes = orch_changes_new ();

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    const OrchField *field = orch_user_field (i);
    const OrchChange *change = orch_changes_find (self->wanted, field->name);
    GVariant *value = orch_user_get_value (user, i);

    if (change != NULL && !orch_field_equal (field, value, change->to))
      orch_changes_add (changes, field, value, change->to);
  }

  return changes;
}

static gboolean
is_allowed (OrchUserJob *self, OrchUser *user)
{
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    if (orch_changes_find (self->wanted, orch_user_field (i)->name) != NULL
        && orch_permissions_check_user_field (self->identity, i, user, NULL) != ORCH_ACCESS_ALLOWED)
      return FALSE;

  return TRUE;
}

static gboolean
changes_own_role (OrchUserJob *self, OrchUserJobItem *item)
{
  return g_strcmp0 (orch_user_get_id (item->user), self->identity->user_id) == 0
         && orch_changes_find (item->changes, orch_user_field (ORCH_USER_ROLE)->name) != NULL;
}

static OrchUserJobState
take_user (OrchUserJob *self, OrchUserJobItem *item, OrchUser *user)
{
  item->user = g_object_ref (user);
  if (!g_hash_table_add (self->ids, (gpointer) orch_user_get_id (item->user)))
    return ORCH_USER_JOB_TWICE;
  if (!is_allowed (self, user))
    return ORCH_USER_JOB_NOT_ALLOWED;

  item->changes = find_changes (self, user);
  if (orch_changes_get_n (item->changes) == 0)
    return ORCH_USER_JOB_SAME;

  return changes_own_role (self, item) ? ORCH_USER_JOB_OWN : ORCH_USER_JOB_WAITING;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchUserJobItem) item = get_item (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) users =
      orch_user_service_find_finish (ORCH_USER_SERVICE (source), result, &error);

  if (users == NULL)
    fail (task, item, ORCH_USER_JOB_UNREADABLE, ORCH_USER_JOB_UNREAD, error);
  else if (users->len == 0)
    end (task, item, ORCH_USER_JOB_UNKNOWN);
  else if (users->len > 1)
    end (task, item, ORCH_USER_JOB_AMBIGUOUS);
  else
    end (task, item, take_user (g_task_get_source_object (task), item, users->pdata[0]));
}

static void
read_user (GTask *task, OrchUserJobItem *item)
{
  OrchUserJob *self = g_task_get_source_object (task);

  set_state (self, item, ORCH_USER_JOB_READING, NULL);
  orch_user_service_find_async (self->service, item->name, g_task_get_cancellable (task), found_cb,
                                g_object_ref (task));
}

/* --- saving --- */

static gboolean
is_unsaved (OrchUserJobState state)
{
  return state == ORCH_USER_JOB_WAITING || state == ORCH_USER_JOB_CONFLICT
         || state == ORCH_USER_JOB_FAILED;
}

static void
fail_saving (GTask *task, OrchUserJobItem *item, GError *error)
{
  item->in_doubt |= g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                    || orch_error_may_have_happened (error);
  fail (task, item, ORCH_USER_JOB_FAILED, ORCH_USER_JOB_WAITING, error);
}

/* What the person is told, and what the next run overwrites. */
static void
take_conflict (OrchUserJobItem *item, const OrchChanges *conflict)
{
  OrchChanges *changes = orch_changes_new ();

  for (guint i = 0; i < orch_changes_get_n (item->changes); i++) {
    const OrchChange *change = orch_changes_get (item->changes, i);
    const OrchChange *theirs = orch_changes_find (conflict, change->field->name);

    orch_changes_add (changes, change->field, theirs != NULL ? theirs->from : change->from,
                      change->to);
  }

  orch_changes_free (item->changes);
  item->changes = changes;
  item->overwrite = TRUE;
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchUserJobItem) item = get_item (task);
  g_autoptr (OrchChanges) details = NULL;
  GError *error = NULL;

  switch (orch_user_service_update_finish (ORCH_USER_SERVICE (source), result, &details, &error)) {
  case ORCH_UPDATE_SAVED:
    end (task, item, ORCH_USER_JOB_SAVED);
    break;
  case ORCH_UPDATE_PARTLY:
    item->not_taken = g_steal_pointer (&details);
    end (task, item, ORCH_USER_JOB_PARTLY);
    break;
  case ORCH_UPDATE_CONFLICT:
    take_conflict (item, details);
    end (task, item, ORCH_USER_JOB_CONFLICT);
    break;
  case ORCH_UPDATE_FAILED:
  default:
    fail_saving (task, item, error);
    break;
  }
}

static void
update (GTask *task, OrchUserJobItem *item)
{
  OrchUserJob *self = g_task_get_source_object (task);

  orch_user_service_update_async (self->service, item->user, item->changes, item->overwrite,
                                  g_task_get_cancellable (task), updated_cb, g_object_ref (task));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (OrchUserJobItem) item = get_item (task);
  GError *error = NULL;

  switch (orch_user_service_check_finish (ORCH_USER_SERVICE (source), result, NULL, &error)) {
  case ORCH_UPDATE_SAVED:
    end (task, item, ORCH_USER_JOB_SAVED);
    break;
  case ORCH_UPDATE_PARTLY:
    item->in_doubt = FALSE;
    update (task, item);
    break;
  case ORCH_UPDATE_CONFLICT:
  case ORCH_UPDATE_FAILED:
  default:
    fail_saving (task, item, error);
    break;
  }
}

static void
save_user (GTask *task, OrchUserJobItem *item)
{
  OrchUserJob *self = g_task_get_source_object (task);

  set_state (self, item, ORCH_USER_JOB_SAVING, NULL);
  if (item->in_doubt)
    orch_user_service_check_async (self->service, item->user, item->changes,
                                   g_task_get_cancellable (task), checked_cb, g_object_ref (task));
  else
    update (task, item);
}

/* --- objects --- */

static void
orch_user_job_item_finalize (GObject *object)
{
  OrchUserJobItem *self = ORCH_USER_JOB_ITEM (object);

  g_free (self->name);
  g_clear_object (&self->user);
  g_clear_pointer (&self->changes, orch_changes_free);
  g_clear_pointer (&self->not_taken, orch_changes_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (orch_user_job_item_parent_class)->finalize (object);
}

static void
orch_user_job_item_class_init (OrchUserJobItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_user_job_item_finalize;

  /**
   * OrchUserJobItem::changed:
   *
   * The item is in another state.
   */
  signals[ITEM_CHANGED] = g_signal_new ("changed", ORCH_TYPE_USER_JOB_ITEM, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_user_job_item_init (OrchUserJobItem *self)
{
}

static void
orch_user_job_dispose (GObject *object)
{
  OrchUserJob *self = ORCH_USER_JOB (object);

  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_object (&self->items);
  g_clear_object (&self->service);
  g_clear_pointer (&self->identity, orch_identity_free);
  g_clear_pointer (&self->wanted, orch_changes_free);

  G_OBJECT_CLASS (orch_user_job_parent_class)->dispose (object);
}

static void
orch_user_job_class_init (OrchUserJobClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_user_job_dispose;

  /**
   * OrchUserJob::changed:
   *
   * One of the items is in another state.
   */
  signals[JOB_CHANGED] = g_signal_new ("changed", ORCH_TYPE_USER_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_user_job_init (OrchUserJob *self)
{
  self->items = g_list_store_new (ORCH_TYPE_USER_JOB_ITEM);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * orch_user_job_item_get_name:
 * @self: an item
 *
 * Returns: (transfer none): the user ID or e-mail address in the list
 */
const char *
orch_user_job_item_get_name (OrchUserJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (self), NULL);

  return self->name;
}

/**
 * orch_user_job_item_get_user:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): who that is, once it is known
 */
OrchUser *
orch_user_job_item_get_user (OrchUserJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (self), NULL);

  return self->user;
}

/**
 * orch_user_job_item_get_changes:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what is to be saved, once the user was read; maybe empty. In
 *   %ORCH_USER_JOB_CONFLICT, from the values that somebody else gave
 */
const OrchChanges *
orch_user_job_item_get_changes (OrchUserJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (self), NULL);

  return self->changes;
}

/**
 * orch_user_job_item_get_not_taken:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): in %ORCH_USER_JOB_PARTLY, what the server did not take
 */
const OrchChanges *
orch_user_job_item_get_not_taken (OrchUserJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (self), NULL);

  return self->not_taken;
}

/**
 * orch_user_job_item_get_state:
 * @self: an item
 *
 * Returns: what became of it
 */
OrchUserJobState
orch_user_job_item_get_state (OrchUserJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (self), ORCH_USER_JOB_UNREAD);

  return self->state;
}

/**
 * orch_user_job_item_get_error:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): why it is in %ORCH_USER_JOB_UNREADABLE or
 *   %ORCH_USER_JOB_FAILED, %NULL in other states
 */
const GError *
orch_user_job_item_get_error (OrchUserJobItem *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB_ITEM (self), NULL);

  return self->error;
}

/**
 * orch_user_job_new:
 * @service: (transfer none): does it
 * @identity: who is signed in: what they may not do is left out, and so is their own role
 * @wanted: the values that all users are to get; what is there before is not looked at; copied
 * @names: user IDs or e-mail addresses, also twice
 *
 * Creates a job whose users were not read yet.
 *
 * Returns: (transfer full): a job
 */
OrchUserJob *
orch_user_job_new (OrchUserService *service, const OrchIdentity *identity,
                   const OrchChanges *wanted, const char *const *names)
{
  OrchUserJob *self;

  g_return_val_if_fail (ORCH_IS_USER_SERVICE (service), NULL);
  g_return_val_if_fail (identity != NULL, NULL);
  g_return_val_if_fail (wanted != NULL && orch_changes_get_n (wanted) > 0, NULL);
  g_return_val_if_fail (names != NULL, NULL);

  self = g_object_new (ORCH_TYPE_USER_JOB, NULL);
  self->service = g_object_ref (service);
  self->identity = orch_identity_copy (identity);
  self->wanted = orch_changes_copy (wanted);
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autoptr (OrchUserJobItem) item = g_object_new (ORCH_TYPE_USER_JOB_ITEM, NULL);

    item->name = g_strdup (names[i]);
    self->counts[ORCH_USER_JOB_UNREAD]++;
    g_list_store_append (self->items, item);
  }

  return self;
}

/**
 * orch_user_job_get_items:
 * @self: a job
 *
 * Returns: (transfer none): a list of #OrchUserJobItem, which never changes
 */
GListModel *
orch_user_job_get_items (OrchUserJob *self)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * orch_user_job_count:
 * @self: a job
 * @state: a state
 *
 * Returns: how many items are in @state
 */
guint
orch_user_job_count (OrchUserJob *self, OrchUserJobState state)
{
  g_return_val_if_fail (ORCH_IS_USER_JOB (self), 0);
  g_return_val_if_fail (state < ORCH_USER_JOB_N_STATES, 0);

  return self->counts[state];
}

static void
begin (OrchUserJob *self, Walk walk, gpointer tag, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_assert (self->counts[ORCH_USER_JOB_READING] + self->counts[ORCH_USER_JOB_SAVING] == 0);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_memdup2 (&walk, sizeof walk), g_free);
  go_on (task);
}

/**
 * orch_user_job_read_async:
 * @self: a job that does nothing
 * @cancellable: (nullable): stops it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Reads all users who were not read, one after the other, and finds out what would change.
 */
void
orch_user_job_read_async (OrchUserJob *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_JOB (self));

  begin (self, (Walk){ .is_due = is_unread, .begin = read_user }, orch_user_job_read_async,
         cancellable, callback, user_data);
}

/**
 * orch_user_job_read_finish:
 * @self: a job
 * @result: the result
 * @error: return location; %G_IO_ERROR_CANCELLED if it was stopped, and what keeps all others from
 *   being read, too
 *
 * Returns: whether it came to the end of the list
 */
gboolean
orch_user_job_read_finish (OrchUserJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_job_read_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * orch_user_job_save_async:
 * @self: a job that does nothing
 * @cancellable: (nullable): stops it. What is under way may or may not happen; the next run looks
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Saves the changes of all users who wait, of those where it failed before, and of those with a
 * conflict, which the person was told about.
 */
void
orch_user_job_save_async (OrchUserJob *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_JOB (self));

  begin (self, (Walk){ .is_due = is_unsaved, .begin = save_user }, orch_user_job_save_async,
         cancellable, callback, user_data);
}

/**
 * orch_user_job_save_finish:
 * @self: a job
 * @result: the result
 * @error: return location; %G_IO_ERROR_CANCELLED if it was stopped, and what keeps all others from
 *   being saved, too
 *
 * Returns: whether it came to the end of the list, whatever became of the users
 */
gboolean
orch_user_job_save_finish (OrchUserJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_job_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
