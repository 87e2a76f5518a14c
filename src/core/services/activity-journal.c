#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/services/file-error.h"

#include "core/services/activity-journal.h"

struct _OrchActivityJournal {
  GObject parent_instance;

  char *path; /* (owned) (nullable): of the file, if there is one */
  guint days;
  GPtrArray *entries; /* (owned) (element-type OrchActivity): the oldest first */
  GString *unwritten; /* (owned): lines */
  gboolean busy;      /* a thread works with the file */
  gboolean loading;
  GError *error; /* (owned) (nullable) */
};

static void orch_activity_journal_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchActivityJournal, orch_activity_journal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      orch_activity_journal_list_model_init))

enum {
  PROP_LOADING = 1,
  PROP_ERROR,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* --- the file, in a thread --- */

/* The data of a task. */
typedef struct {
  char *path;  /* (owned) */
  guint days;  /* to keep */
  char *lines; /* (owned) (nullable): to append */
} Work;

static void
work_free (Work *work)
{
  g_free (work->path);
  g_free (work->lines);
  g_free (work);
}

/* Another program may put a shorter file in the place of this one, until it is locked. */
static int
open_locked (const char *path, int flags, GError **error)
{
  for (;;) {
    int fd = g_open (path, flags | O_CLOEXEC, 0600);
    GStatBuf status;

    if (fd < 0 || flock (fd, LOCK_EX) != 0 || fstat (fd, &status) != 0) {
      orch_file_error_set_from_errno (error);
      if (fd >= 0)
        g_close (fd, NULL);
      return -1;
    }
    if (status.st_nlink > 0)
      return fd;

    g_close (fd, NULL);
  }
}

static gboolean
write_all (int fd, const char *text, GError **error)
{
  gsize length = strlen (text);

  while (length > 0) {
    gssize n_written = write (fd, text, length);

    if (n_written < 0 && errno != EINTR)
      return orch_file_error_set_from_errno (error);
    if (n_written > 0) {
      text += n_written;
      length -= (gsize) n_written;
    }
  }

  return TRUE;
}

/* A power cut may have left half a line. */
static gboolean
ends_with_line (int fd)
{
  char last;

  return lseek (fd, -1, SEEK_END) < 0 || read (fd, &last, 1) != 1 || last == '\n';
}

static gboolean
append (const Work *work, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (work->path);
  gboolean done;
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return orch_file_error_set_from_errno (error);

  fd = open_locked (work->path, O_RDWR | O_APPEND | O_CREAT, error);
  if (fd < 0)
    return FALSE;

  done = (ends_with_line (fd) || write_all (fd, "\n", error)) && write_all (fd, work->lines, error);
  g_close (fd, NULL);

  return done;
}

/* Reads the lines of the days to keep; what nobody can make sense of is left out. */
static GPtrArray *
parse (const char *text, guint days, GString *kept)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) oldest = g_date_time_add_days (now, -(int) days);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (OrchActivity) entry = orch_activity_new_from_text (lines[i]);

    if (entry == NULL || g_date_time_compare (orch_activity_get_time (entry), oldest) < 0)
      continue;

    g_string_append_printf (kept, "%s\n", lines[i]);
    g_ptr_array_add (entries, g_steal_pointer (&entry));
  }

  return entries;
}

/* Reads the file, and drops from it what is too old. */
static GPtrArray *
read_and_trim (const Work *work, GError **error)
{
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *text = NULL;
  gsize length;
  gboolean done;
  int fd = open_locked (work->path, O_RDONLY, error);

  if (fd < 0)
    return NULL;

  done = g_file_get_contents (work->path, &text, &length, error);
  if (done) {
    entries = parse (text, work->days, kept);
    done = kept->len == length
           || g_file_set_contents_full (work->path, kept->str, (gssize) kept->len,
                                        G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
  }
  g_close (fd, NULL);

  return done ? g_steal_pointer (&entries) : NULL;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = NULL;

  if (work->days == 0)
    g_unlink (work->path);
  else
    entries = read_and_trim (work, &error);

  if (entries == NULL
      && (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)))
    entries = g_ptr_array_new_with_free_func (g_object_unref);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
append_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (append (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- the list --- */

static void
set_error (OrchActivityJournal *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
run (OrchActivityJournal *self, char *lines, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (self->path);
  work->days = self->days;
  work->lines = lines;
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  self->busy = TRUE;
  g_task_run_in_thread (task, func);
}

static void write_on (OrchActivityJournal *self);

static void
appended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchActivityJournal *self = ORCH_ACTIVITY_JOURNAL (source);
  GError *error = NULL;

  self->busy = FALSE;
  g_task_propagate_boolean (G_TASK (result), &error);
  set_error (self, error);
  write_on (self);
}

/* One after the other, so that the lines come in their order. */
static void
write_on (OrchActivityJournal *self)
{
  if (self->busy || self->unwritten->len == 0)
    return;

  run (self, g_strdup (self->unwritten->str), append_in_thread, appended_cb);
  g_string_truncate (self->unwritten, 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchActivityJournal *self = ORCH_ACTIVITY_JOURNAL (source);
  GError *error = NULL;
  g_autoptr (GPtrArray) older = g_task_propagate_pointer (G_TASK (result), &error);
  guint n_newer = self->entries->len;

  self->busy = FALSE;
  self->loading = FALSE;
  if (older != NULL && older->len > 0) {
    guint n_older = older->len;

    g_ptr_array_extend_and_steal (older, g_steal_pointer (&self->entries));
    self->entries = g_steal_pointer (&older);
    g_list_model_items_changed (G_LIST_MODEL (self), n_newer, 0, n_older);
  }
  set_error (self, error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
  write_on (self);
}

static GType
orch_activity_journal_get_item_type (GListModel *model)
{
  return ORCH_TYPE_ACTIVITY;
}

static guint
orch_activity_journal_get_n_items (GListModel *model)
{
  return ORCH_ACTIVITY_JOURNAL (model)->entries->len;
}

static gpointer
orch_activity_journal_get_item (GListModel *model, guint position)
{
  OrchActivityJournal *self = ORCH_ACTIVITY_JOURNAL (model);

  if (position >= self->entries->len)
    return NULL;

  return g_object_ref (self->entries->pdata[self->entries->len - 1 - position]);
}

static void
orch_activity_journal_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = orch_activity_journal_get_item_type;
  iface->get_n_items = orch_activity_journal_get_n_items;
  iface->get_item = orch_activity_journal_get_item;
}

static void
orch_activity_journal_finalize (GObject *object)
{
  OrchActivityJournal *self = ORCH_ACTIVITY_JOURNAL (object);

  g_free (self->path);
  g_ptr_array_unref (self->entries);
  g_string_free (self->unwritten, TRUE);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (orch_activity_journal_parent_class)->finalize (object);
}

static void
orch_activity_journal_get_property (GObject *object, guint prop_id, GValue *value,
                                    GParamSpec *pspec)
{
  OrchActivityJournal *self = ORCH_ACTIVITY_JOURNAL (object);

  switch (prop_id) {
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_activity_journal_class_init (OrchActivityJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = orch_activity_journal_finalize;
  object_class->get_property = orch_activity_journal_get_property;

  props[PROP_LOADING] =
      g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_ERROR] =
      g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_activity_journal_init (OrchActivityJournal *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->unwritten = g_string_new (NULL);
}

/**
 * orch_activity_journal_new:
 * @file: (nullable): a local file, where entries are kept; %NULL for a journal of this run only
 * @days: for how long they are kept; 0 for this run only
 *
 * Returns: (transfer full): a journal; nothing was read yet
 */
OrchActivityJournal *
orch_activity_journal_new (GFile *file, guint days)
{
  g_return_val_if_fail (file == NULL || g_file_is_native (file), NULL);

  OrchActivityJournal *self = g_object_new (ORCH_TYPE_ACTIVITY_JOURNAL, NULL);

  self->path = file != NULL ? g_file_get_path (file) : NULL;
  self->days = days;

  return self;
}

/**
 * orch_activity_journal_load:
 * @self: a journal to which nothing was added yet
 *
 * Reads the entries of earlier runs, and drops from the file what is older than it is kept for.
 */
void
orch_activity_journal_load (OrchActivityJournal *self)
{
  g_return_if_fail (ORCH_IS_ACTIVITY_JOURNAL (self));
  g_return_if_fail (self->entries->len == 0 && !self->busy);

  if (self->path == NULL)
    return;

  self->loading = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
  run (self, NULL, load_in_thread, loaded_cb);
}

/**
 * orch_activity_journal_get_loading:
 * @self: a journal
 *
 * Returns: whether the entries of earlier runs are being read
 */
gboolean
orch_activity_journal_get_loading (OrchActivityJournal *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY_JOURNAL (self), FALSE);

  return self->loading;
}

/**
 * orch_activity_journal_get_busy:
 * @self: a journal
 *
 * Returns: whether entries are still on their way to the file
 */
gboolean
orch_activity_journal_get_busy (OrchActivityJournal *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY_JOURNAL (self), FALSE);

  return self->busy;
}

/**
 * orch_activity_journal_get_error:
 * @self: a journal
 *
 * Returns: (transfer none) (nullable): why the file could not be read or written the last time
 */
const GError *
orch_activity_journal_get_error (OrchActivityJournal *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY_JOURNAL (self), NULL);

  return self->error;
}

/**
 * orch_activity_journal_add:
 * @self: a journal
 * @activity: what was written; not to be changed any more
 *
 * Lists it, and appends it to the file.
 */
void
orch_activity_journal_add (OrchActivityJournal *self, OrchActivity *activity)
{
  g_return_if_fail (ORCH_IS_ACTIVITY_JOURNAL (self));
  g_return_if_fail (ORCH_IS_ACTIVITY (activity));

  g_ptr_array_add (self->entries, g_object_ref (activity));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);

  if (self->path == NULL || self->days == 0)
    return;

  g_autofree char *line = orch_activity_to_text (activity);
  g_string_append_printf (self->unwritten, "%s\n", line);
  write_on (self);
}

/* --- what a session writes --- */

typedef struct {
  OrchActivityJournal *journal; /* (owned) */
  char *connection;             /* (owned) (nullable) */
  char *address;                /* (owned) */
  char *user_id;                /* (owned) (nullable) */
} Watch;

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  g_object_unref (watch->journal);
  g_free (watch->connection);
  g_free (watch->address);
  g_free (watch->user_id);
  g_free (watch);
}

static void
wrote_cb (Watch *watch, OrchActivity *activity)
{
  orch_activity_set_origin (activity, watch->connection, watch->address, watch->user_id);
  orch_activity_journal_add (watch->journal, activity);
}

/**
 * orch_activity_journal_watch:
 * @self: a journal
 * @session: an open session
 * @connection: (nullable): the name of the connection
 *
 * Adds everything that is written to the session's server from now on, as long as anybody writes:
 * a write that was sent ends even when the session is gone.
 */
void
orch_activity_journal_watch (OrchActivityJournal *self, OrchSession *session,
                             const char *connection)
{
  g_return_if_fail (ORCH_IS_ACTIVITY_JOURNAL (self));
  g_return_if_fail (ORCH_IS_SESSION (session));
  g_return_if_fail (orch_session_get_identity (session) != NULL);

  Watch *watch = g_new0 (Watch, 1);

  watch->journal = g_object_ref (self);
  watch->connection = g_strdup (connection);
  watch->address = g_strdup (orch_client_get_base_url (orch_session_get_client (session)));
  watch->user_id = g_strdup (orch_session_get_identity (session)->user_id);
  g_signal_connect_data (orch_session_get_server (session), "wrote", G_CALLBACK (wrote_cb), watch,
                         watch_free, G_CONNECT_SWAPPED);
}
