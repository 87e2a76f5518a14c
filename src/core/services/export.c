#include "config.h"

#include "core/services/export-columns.h"

#include "core/services/export.h"

#define PAGE_SIZE 100 /* the most that the proxy gives in one reply */

/* What is exported. */
typedef struct {
  void (*read_page) (OrchExport *self, guint page, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*read_page_finish) (OrchExport *self, GAsyncResult *result, guint *total,
                                  GError **error);
  void (*append_header) (GString *text);
  void (*append_row) (GString *text, gpointer item);
  const char *(*get_id) (gpointer item);
} Kind;

struct _OrchExport {
  GObject parent_instance;

  const Kind *kind;
  OrchUserService *users; /* (owned) (nullable) */
  OrchUserQuery user_query;
  OrchKeyService *keys; /* (owned) (nullable) */
  OrchKeyQuery key_query;

  guint n_rows;
  guint total;
  gboolean has_moved; /* rows came or went while they were read */
};

enum {
  PROGRESS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OrchExport, orch_export, G_TYPE_OBJECT)

/* The data of a task: one run. A page is written while the next one is read. */
typedef struct {
  GOutputStream *stream; /* (owned) */
  GHashTable *last_ids;  /* (owned) (element-type utf8): of the last page */
  GPtrArray *page;       /* (owned) (nullable): was read, and is not written yet */
  char *text;            /* (owned) (nullable): is being written */
  guint n_read;          /* pages */
  gboolean is_reading;
  gboolean is_last;
  GError *error; /* (owned) (nullable): what ends the run once nothing is under way */
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->stream);
  g_hash_table_unref (run->last_ids);
  g_clear_pointer (&run->page, g_ptr_array_unref);
  g_free (run->text);
  g_clear_error (&run->error);
  g_free (run);
}

static void go_on (OrchExport *self, GTask *task);

/* A row that came in above has pushed others onto the page where they come again. */
static char *
write_rows (OrchExport *self, Run *run)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new (NULL);

  if (run->n_read == 1)
    self->kind->append_header (text);

  for (guint i = 0; i < run->page->len; i++) {
    gpointer item = run->page->pdata[i];
    const char *id = self->kind->get_id (item);

    g_hash_table_add (ids, g_strdup (id));
    if (g_hash_table_contains (run->last_ids, id)) {
      self->has_moved = TRUE;
      continue;
    }
    self->kind->append_row (text, item);
    self->n_rows++;
  }

  g_hash_table_unref (run->last_ids);
  run->last_ids = g_steal_pointer (&ids);

  return g_string_free (text, FALSE);
}

static void
take_total (OrchExport *self, Run *run, guint total)
{
  if (run->n_read > 1 && total != self->total)
    self->has_moved = TRUE;
  self->total = total;
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchExport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  guint total = 0;

  run->is_reading = FALSE;
  run->page = self->kind->read_page_finish (self, result, &total, &error);

  if (run->page != NULL) {
    run->n_read++;
    take_total (self, run, total);
    run->is_last = run->page->len == 0 || run->n_read * PAGE_SIZE >= total;
  } else if (run->error == NULL) {
    run->error = g_steal_pointer (&error);
  }

  go_on (self, task);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  OrchExport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&run->text, g_free);
  if (!g_output_stream_write_all_finish (run->stream, result, NULL, &error) && run->error == NULL)
    run->error = g_steal_pointer (&error);

  g_signal_emit (self, signals[PROGRESS], 0);
  go_on (self, task);
}

/* Whatever is not under way and can begin, begins. */
static void
go_on (OrchExport *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (run->page != NULL && run->text == NULL && run->error == NULL) {
    run->text = write_rows (self, run);
    g_clear_pointer (&run->page, g_ptr_array_unref);
    g_output_stream_write_all_async (run->stream, run->text, strlen (run->text), G_PRIORITY_DEFAULT,
                                     cancellable, written_cb, g_object_ref (task));
  }

  if (run->page == NULL && !run->is_reading && !run->is_last && run->error == NULL) {
    run->is_reading = TRUE;
    self->kind->read_page (self, run->n_read + 1, cancellable, page_read_cb, g_object_ref (task));
  }

  if (run->is_reading || run->text != NULL)
    return;

  if (run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
read_users (OrchExport *self, guint page, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  orch_user_service_list_async (self->users, &self->user_query, page, PAGE_SIZE, cancellable,
                                callback, user_data);
}

static GPtrArray *
read_users_finish (OrchExport *self, GAsyncResult *result, guint *total, GError **error)
{
  return orch_user_service_list_finish (self->users, result, total, error);
}

static void
append_user (GString *text, gpointer user)
{
  orch_export_append_user (text, user);
}

static const char *
get_user_id (gpointer user)
{
  return orch_user_get_id (user);
}

static const Kind users_kind = {
  .read_page = read_users,
  .read_page_finish = read_users_finish,
  .append_header = orch_export_append_user_header,
  .append_row = append_user,
  .get_id = get_user_id,
};

static void
read_keys (OrchExport *self, guint page, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
  orch_key_service_list_async (self->keys, &self->key_query, page, PAGE_SIZE, cancellable, callback,
                               user_data);
}

static GPtrArray *
read_keys_finish (OrchExport *self, GAsyncResult *result, guint *total, GError **error)
{
  return orch_key_service_list_finish (self->keys, result, total, error);
}

static void
append_key (GString *text, gpointer key)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  orch_export_append_key (text, key, now);
}

static const char *
get_key_id (gpointer key)
{
  return orch_key_get_id (key);
}

static const Kind keys_kind = {
  .read_page = read_keys,
  .read_page_finish = read_keys_finish,
  .append_header = orch_export_append_key_header,
  .append_row = append_key,
  .get_id = get_key_id,
};

static void
orch_export_finalize (GObject *object)
{
  OrchExport *self = ORCH_EXPORT (object);

  g_clear_object (&self->users);
  g_free (self->user_query.search);
  g_free (self->user_query.team_id);
  g_clear_object (&self->keys);
  g_free (self->key_query.search);
  g_free (self->key_query.user_id);
  g_free (self->key_query.team_id);

  G_OBJECT_CLASS (orch_export_parent_class)->finalize (object);
}

static void
orch_export_class_init (OrchExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_export_finalize;

  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_export_init (OrchExport *self)
{
}

/**
 * orch_export_new_users:
 * @service: (transfer none): reads the users
 * @query: which users; its order does not count
 *
 * Returns: (transfer full): an export of users that was not run yet
 */
OrchExport *
orch_export_new_users (OrchUserService *service, const OrchUserQuery *query)
{
  g_return_val_if_fail (ORCH_IS_USER_SERVICE (service), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  OrchExport *self = g_object_new (ORCH_TYPE_EXPORT, NULL);

  self->kind = &users_kind;
  self->users = g_object_ref (service);
  self->user_query.search = g_strdup (query->search);
  self->user_query.role = query->role;
  self->user_query.team_id = g_strdup (query->team_id);
  self->user_query.sort = ORCH_USER_SORT_ID;

  return self;
}

/**
 * orch_export_new_keys:
 * @service: (transfer none): reads the keys
 * @query: which keys; its order does not count
 *
 * Returns: (transfer full): an export of keys that was not run yet
 */
OrchExport *
orch_export_new_keys (OrchKeyService *service, const OrchKeyQuery *query)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  OrchExport *self = g_object_new (ORCH_TYPE_EXPORT, NULL);

  self->kind = &keys_kind;
  self->keys = g_object_ref (service);
  self->key_query.search = g_strdup (query->search);
  self->key_query.user_id = g_strdup (query->user_id);
  self->key_query.team_id = g_strdup (query->team_id);
  self->key_query.filter = query->filter;
  self->key_query.sort = ORCH_KEY_SORT_CREATED;
  self->key_query.descending = TRUE;

  return self;
}

/**
 * orch_export_run_async:
 * @self: an export that does not run
 * @stream: (transfer none): where the text goes; it is not closed
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Reads all rows with GET /user/list or GET /key/list, 100 at a time, and writes them.
 */
void
orch_export_run_async (OrchExport *self, GOutputStream *stream, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_EXPORT (self));
  g_return_if_fail (G_IS_OUTPUT_STREAM (stream));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->stream = g_object_ref (stream);
  run->last_ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_task_set_source_tag (task, orch_export_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  self->n_rows = 0;
  self->total = 0;
  self->has_moved = FALSE;
  go_on (self, task);
}

/**
 * orch_export_run_finish:
 * @self: an export
 * @result: the result
 * @error: return location; of the services, or of the stream
 *
 * Returns: %TRUE if everything was written, %FALSE with @error set
 */
gboolean
orch_export_run_finish (OrchExport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_export_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * orch_export_get_n_rows:
 * @self: an export
 *
 * Returns: how many users or keys it has written so far
 */
guint
orch_export_get_n_rows (OrchExport *self)
{
  g_return_val_if_fail (ORCH_IS_EXPORT (self), 0);

  return self->n_rows;
}

/**
 * orch_export_get_total:
 * @self: an export
 *
 * Returns: how many the server has, 0 before it tells
 */
guint
orch_export_get_total (OrchExport *self)
{
  g_return_val_if_fail (ORCH_IS_EXPORT (self), 0);

  return self->total;
}

/**
 * orch_export_is_exact:
 * @self: an export that was run
 *
 * Rows that come and go on the server meanwhile move others between the pages.
 *
 * Returns: whether what was written is all that there is, each once
 */
gboolean
orch_export_is_exact (OrchExport *self)
{
  g_return_val_if_fail (ORCH_IS_EXPORT (self), FALSE);

  return !self->has_moved && self->n_rows == self->total;
}
