#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "test-server.h"
#include "ui-test.h"
#include "ui/keys/secret-file.h"

#define HEADER "alias,key_id,owner,secret,state\n"
#define SECRET "sk-test-0000000000"

typedef struct {
  char *folder;         /* (owned) */
  char *path;           /* (owned) */
  OrchSecretFile *file; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) location = NULL;

  fixture->folder = g_dir_make_tmp ("secret-file-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "keys.csv", NULL);
  location = g_file_new_for_path (fixture->path);
  fixture->file = orch_secret_file_new (location);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->file);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static gboolean
create (OrchSecretFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_secret_file_create_async (file, NULL, test_keep_result_cb, &result);

  return orch_secret_file_create_finish (file, test_wait_result (&result), error);
}

static void
assert_creates (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  create (fixture->file, &error);
  g_assert_no_error (error);
}

static gboolean
append (Fixture *fixture, const char *alias, const char *owner, GCancellable *cancellable,
        GError **error)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (owner, NULL, SECRET);
  g_autoptr (GAsyncResult) result = NULL;

  orch_secret_file_append_async (fixture->file, alias, material, ORCH_SECRET_FILE_DONE, cancellable,
                                 test_keep_result_cb, &result);

  return orch_secret_file_append_finish (fixture->file, test_wait_result (&result), error);
}

static void
assert_appends (Fixture *fixture, const char *alias, const char *owner)
{
  g_autoptr (GError) error = NULL;

  append (fixture, alias, owner, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_holds (Fixture *fixture, const char *contents)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (fixture->path, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, contents);
}

/* Of the only row. */
static void
assert_cells (Fixture *fixture, const char *alias_cell, const char *owner_cell)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, SECRET);
  g_autofree char *contents = g_strconcat (HEADER, alias_cell, ",", material->key_id, ",",
                                           owner_cell, ",\"" SECRET "\",done\n", NULL);

  assert_holds (fixture, contents);
}

static void
test_is_private (Fixture *fixture, gconstpointer data)
{
  mode_t mask = umask (0);
  GStatBuf status;

  assert_creates (fixture);
  umask (mask);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  assert_holds (fixture, HEADER);
}

static void
test_overwrites_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "mine", -1, NULL));
  g_assert_false (create (fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_holds (fixture, "mine");
}

static void
test_follows_no_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) link = g_file_new_for_path (fixture->path);
  g_autofree char *target = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_make_symbolic_link (link, target, NULL, NULL));
  g_assert_false (create (fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "keys.csv", NULL);
  g_autoptr (GFile) location = g_file_new_for_path (path);
  g_autoptr (OrchSecretFile) file = orch_secret_file_new (location);
  g_autoptr (GError) error = NULL;

  g_assert_false (create (file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_unwritable_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (fixture->folder, 0500), ==, 0);
  if (g_access (fixture->folder, W_OK) == 0) {
    g_chmod (fixture->folder, 0700);
    g_test_skip ("who runs this may write everywhere");
    return;
  }

  g_assert_false (create (fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
}

static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) location = g_file_new_for_uri ("sftp://example.com/keys.csv");
  g_autoptr (OrchSecretFile) file = orch_secret_file_new (location);
  g_autoptr (GError) error = NULL;

  g_assert_false (create (file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_row (Fixture *fixture, gconstpointer data)
{
  assert_creates (fixture);
  assert_appends (fixture, "ci", "ada");
  assert_cells (fixture, "\"ci\"", "\"ada\"");
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  static const OrchSecretFileState states[] = { ORCH_SECRET_FILE_PREPARED, ORCH_SECRET_FILE_DONE };
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new ("ada", NULL, SECRET);
  g_autofree char *contents =
      g_strdup_printf (HEADER "\"ci\",%1$s,\"ada\",\"" SECRET "\",prepared\n"
                              "\"ci\",%1$s,\"ada\",\"" SECRET "\",done\n",
                       material->key_id);

  assert_creates (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    orch_secret_file_append_async (fixture->file, "ci", material, states[i], NULL,
                                   test_keep_result_cb, &result);
    orch_secret_file_append_finish (fixture->file, test_wait_result (&result), &error);
    g_assert_no_error (error);
  }
  assert_holds (fixture, contents);
}

static void
test_quotes (Fixture *fixture, gconstpointer data)
{
  assert_creates (fixture);
  assert_appends (fixture, "a \"b\", c\nd", NULL);
  assert_cells (fixture, "\"a \"\"b\"\", c\nd\"", "\"\"");
}

static void
test_no_formula (Fixture *fixture, gconstpointer data)
{
  const char *const *texts = data;

  assert_creates (fixture);
  assert_appends (fixture, texts[0], texts[1]);
  assert_cells (fixture, texts[2], texts[3]);
}

/* Nothing of a row counts that did not fit; what comes next begins on a line of its own. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  struct rlimit old, limit;
  g_autoptr (GError) error = NULL;

  assert_creates (fixture);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = strlen (HEADER) + 10;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (append (fixture, "ci", "ada", NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_nonnull (error);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (G_IO_ERROR));
  assert_holds (fixture, HEADER);

  assert_appends (fixture, "ci", "ada");
  assert_cells (fixture, "\"ci\"", "\"ada\"");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  assert_creates (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (append (fixture, "ci", "ada", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_holds (fixture, HEADER);
}

int
main (int argc, char *argv[])
{
  static const char *const equals[] = { "=1+1", "@sum", "\"'=1+1\"", "\"'@sum\"" };
  static const char *const signs[] = { "+1", "-1", "\"'+1\"", "\"'-1\"" };
  static const char *const blanks[] = { "\t=1", "\r=1", "\"'\t=1\"", "\"'\r=1\"" };
  static const char *const later[] = { "a=1", "a-b@c", "\"a=1\"", "\"a-b@c\"" };

  ui_test_init (&argc, &argv);

#define ADD(name, data, test)                                                                      \
  g_test_add ("/secret-file/" name, Fixture, data, set_up, test, tear_down)
  ADD ("is-private", NULL, test_is_private);
  ADD ("overwrites-nothing", NULL, test_overwrites_nothing);
  ADD ("follows-no-link", NULL, test_follows_no_link);
  ADD ("no-folder", NULL, test_no_folder);
  ADD ("unwritable-folder", NULL, test_unwritable_folder);
  ADD ("elsewhere", NULL, test_elsewhere);
  ADD ("row", NULL, test_row);
  ADD ("states", NULL, test_states);
  ADD ("quotes", NULL, test_quotes);
  ADD ("no-formula/equals", equals, test_no_formula);
  ADD ("no-formula/signs", signs, test_no_formula);
  ADD ("no-formula/blanks", blanks, test_no_formula);
  ADD ("no-formula/later", later, test_no_formula);
  ADD ("disk-full", NULL, test_disk_full);
  ADD ("cancelled", NULL, test_cancelled);
#undef ADD

  return g_test_run ();
}
