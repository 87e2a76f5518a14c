#include "config.h"

#include <fcntl.h>
#include <gio/gfiledescriptorbased.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/services/file-error.h"

#include "ui/keys/secret-file.h"

#define HEADER "alias,key_id,owner,secret,state\n"

static const char *const states[] = {
  [ORCH_SECRET_FILE_PREPARED] = "prepared",
  [ORCH_SECRET_FILE_DONE] = "done",
};

struct _OrchSecretFile {
  GObject parent_instance;

  GFile *file;               /* (owned) */
  GFileOutputStream *stream; /* (owned) (nullable): once it is created; without a buffer */
  goffset length;            /* of the rows that are on the disk */
};

G_DEFINE_FINAL_TYPE (OrchSecretFile, orch_secret_file, G_TYPE_OBJECT)

/* A cell in quotation marks, which no spreadsheet takes for a formula. Allocated once, so that no
 * piece of a secret is left behind. */
static OrchSecret *
quote (const char *text)
{
  OrchSecret *cell = g_malloc (2 * strlen (text) + sizeof "'\"\"");
  char *end = cell;

  *end++ = '"';
  if (text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL)
    *end++ = '\'';
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      *end++ = '"';
    *end++ = *p;
  }
  *end++ = '"';
  *end = '\0';

  return cell;
}

static OrchSecret *
make_row (const char *alias, const OrchKeyMaterial *material, OrchSecretFileState state)
{
  g_autoptr (OrchSecret) alias_cell = quote (alias != NULL ? alias : "");
  g_autoptr (OrchSecret) owner_cell = quote (material->user_id != NULL ? material->user_id : "");
  g_autoptr (OrchSecret) secret_cell = quote (material->secret);

  return g_strconcat (alias_cell, ",", material->key_id, ",", owner_cell, ",", secret_cell, ",",
                      states[state], "\n", NULL);
}

static int
get_fd (OrchSecretFile *self)
{
  return g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (self->stream));
}

/* What is half written is taken back, so that the next row begins on a line of its own. */
static gboolean
write_down (OrchSecretFile *self, const char *text, GCancellable *cancellable, GError **error)
{
  gsize length = strlen (text);

  if (g_output_stream_write_all (G_OUTPUT_STREAM (self->stream), text, length, NULL, cancellable,
                                 error)
      && (fsync (get_fd (self)) == 0 || orch_file_error_set_from_errno (error))) {
    self->length += (goffset) length;
    return TRUE;
  }

  g_seekable_truncate (G_SEEKABLE (self->stream), self->length, NULL, NULL);
  g_seekable_seek (G_SEEKABLE (self->stream), self->length, G_SEEK_SET, NULL, NULL);

  return FALSE;
}

/* A memory stick may make files that everybody can read, whatever it was asked for. */
static gboolean
check_private (OrchSecretFile *self, GError **error)
{
  struct stat status;

  if (fstat (get_fd (self), &status) != 0)
    return orch_file_error_set_from_errno (error);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                       _ ("Others could read a file in this folder."));
  return FALSE;
}

/* So that a power cut does not take the file as a whole. Not every file system can do it. */
static void
flush_folder (OrchSecretFile *self)
{
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  int fd = g_open (g_file_peek_path (folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;

  fsync (fd);
  g_close (fd, NULL);
}

static gboolean
create (OrchSecretFile *self, GCancellable *cancellable, GError **error)
{
  /* Elsewhere nobody can tell when a row is on the disk. */
  if (g_file_peek_path (self->file) == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _ ("The file has to be on this computer."));
    return FALSE;
  }

  self->stream = g_file_create (self->file, G_FILE_CREATE_PRIVATE, cancellable, error);
  if (self->stream == NULL)
    return FALSE;

  if (!check_private (self, error) || !write_down (self, HEADER, cancellable, error)) {
    g_clear_object (&self->stream);
    g_file_delete (self->file, NULL, NULL);
    return FALSE;
  }

  flush_folder (self);

  return TRUE;
}

static void
orch_secret_file_finalize (GObject *object)
{
  OrchSecretFile *self = ORCH_SECRET_FILE (object);

  g_clear_object (&self->file);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (orch_secret_file_parent_class)->finalize (object);
}

static void
orch_secret_file_class_init (OrchSecretFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_secret_file_finalize;
}

static void
orch_secret_file_init (OrchSecretFile *self)
{
}

/**
 * orch_secret_file_new:
 * @file: where it is to be
 *
 * Returns: (transfer full): a file that does not exist yet
 */
OrchSecretFile *
orch_secret_file_new (GFile *file)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  OrchSecretFile *self = g_object_new (ORCH_TYPE_SECRET_FILE, NULL);
  self->file = g_object_ref (file);

  return self;
}

static void
create_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (create (source, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * orch_secret_file_create_async:
 * @self: a secret file
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Creates the file, which only the person can read and write (0600). What is there already is left
 * alone.
 */
void
orch_secret_file_create_async (OrchSecretFile *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SECRET_FILE (self));
  g_return_if_fail (self->stream == NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_secret_file_create_async);
  g_task_run_in_thread (task, create_in_thread);
}

/**
 * orch_secret_file_create_finish:
 * @self: a secret file
 * @result: the result
 * @error: return location; %G_IO_ERROR in words, of the system or of this program;
 *   %G_IO_ERROR_EXISTS if something is there already
 *
 * Returns: %TRUE if the file is there, %FALSE with @error set
 */
gboolean
orch_secret_file_create_finish (OrchSecretFile *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_secret_file_create_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
append_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_down (source, data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * orch_secret_file_append_async:
 * @self: a file that was created
 * @alias: (nullable): the alias of the key
 * @material: its ID, owner and secret
 * @state: how far it is
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Writes a row.
 */
void
orch_secret_file_append_async (OrchSecretFile *self, const char *alias,
                               const OrchKeyMaterial *material, OrchSecretFileState state,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SECRET_FILE (self));
  g_return_if_fail (self->stream != NULL);
  g_return_if_fail (material != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_secret_file_append_async);
  g_task_set_task_data (task, make_row (alias, material, state), (GDestroyNotify) orch_secret_free);
  g_task_run_in_thread (task, append_in_thread);
}

/**
 * orch_secret_file_append_finish:
 * @self: a secret file
 * @result: the result
 * @error: return location; %G_IO_ERROR in the words of the system
 *
 * Returns: %TRUE if the whole row is on the disk, %FALSE with @error set if no part of it is to
 *   count
 */
gboolean
orch_secret_file_append_finish (OrchSecretFile *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_secret_file_append_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
