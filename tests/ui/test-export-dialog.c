#include "config.h"

#include <glib/gstdio.h>

#include "client-fixture.h"
#include "core/services/session.h"
#include "demo/demo-server.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/export/export-dialog.h"

#define N_USERS 250

typedef struct {
  OrchDemoServer *demo; /* (owned) */
  OrchSession *session; /* (owned) */
  char *folder;         /* (owned) */
  GFile *file;          /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->demo = orch_demo_server_new (N_USERS);
  g_assert_true (orch_demo_server_start (fixture->demo, 0, &error));
  client = orch_client_new (orch_demo_server_get_url (fixture->demo), ORCH_DEMO_MASTER_KEY);
  fixture->session = session_test_open (client);

  fixture->folder = g_dir_make_tmp ("export-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "list.csv", NULL);
  fixture->file = g_file_new_for_path (path);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;

  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_file_delete (fixture->file, NULL, NULL);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
  g_object_unref (fixture->session);
  g_object_unref (fixture->demo);
}

static GtkWindow *
show (Fixture *fixture, OrchPage page)
{
  GtkWindow *dialog = orch_export_dialog_new (NULL, fixture->session, page, fixture->file);

  gtk_window_present (dialog);

  return dialog;
}

static void
close_dialog (GtkWindow *dialog)
{
  gtk_window_close (dialog);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_EXPORT_DIALOG) == NULL);
}

static void
wait_for (GtkWindow *dialog, const char *text)
{
  ui_test_wait_until (ui_test_find_label (dialog, text) != NULL);
}

static guint
count_lines (Fixture *fixture)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_load_contents (fixture->file, NULL, &text, NULL, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines) - 1;
}

static gboolean
can_try_again (GtkWindow *dialog)
{
  return gtk_widget_get_visible (ui_test_child (dialog, "again_button"));
}

static void
test_users (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = show (fixture, ORCH_PAGE_USERS);

  wait_for (dialog, " users are in ");
  wait_for (dialog, g_file_peek_path (fixture->file));
  g_assert_false (can_try_again (dialog));
  g_assert_cmpuint (count_lines (fixture), >, N_USERS);
  close_dialog (dialog);
}

/* As the list is filtered. */
static void
test_filtered (Fixture *fixture, gconstpointer data)
{
  OrchUserList *list = orch_session_get_user_list (fixture->session);
  GtkWindow *dialog;

  orch_user_list_set_role (list, ORCH_ROLE_PROXY_ADMIN);
  ui_test_wait_until (orch_paged_list_get_state (ORCH_PAGED_LIST (list)) == ORCH_LIST_READY);
  dialog = show (fixture, ORCH_PAGE_USERS);

  wait_for (dialog, " in ");
  g_assert_cmpuint (count_lines (fixture), ==,
                    1 + orch_paged_list_get_total (ORCH_PAGED_LIST (list)));
  close_dialog (dialog);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = show (fixture, ORCH_PAGE_KEYS);

  wait_for (dialog, " keys are in ");
  g_assert_cmpuint (count_lines (fixture), >, N_USERS);
  close_dialog (dialog);
}

static void
put_something (Fixture *fixture)
{
  g_assert_true (g_file_set_contents (g_file_peek_path (fixture->file), "mine\n", -1, NULL));
}

static void
assert_is_as_before (Fixture *fixture)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_load_contents (fixture->file, NULL, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine\n");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* What was there before stays, and nothing else lies about. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GtkWindow *dialog;

  put_something (fixture);
  g_assert_true (orch_demo_server_set_fault (fixture->demo, "503@/user/list", &error));
  g_assert_no_error (error);
  dialog = show (fixture, ORCH_PAGE_USERS);
  wait_for (dialog, "Nothing was written to ");
  assert_is_as_before (fixture);
  g_assert_true (can_try_again (dialog));

  g_assert_true (orch_demo_server_set_fault (fixture->demo, NULL, &error));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.run", NULL);
  wait_for (dialog, " users are in ");
  g_assert_false (can_try_again (dialog));
  g_assert_cmpuint (count_lines (fixture), >, N_USERS);
  close_dialog (dialog);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GtkWindow *dialog;

  put_something (fixture);
  g_assert_true (orch_demo_server_set_fault (fixture->demo, "hang@/user/list", &error));
  g_assert_no_error (error);
  dialog = show (fixture, ORCH_PAGE_USERS);
  wait_for (dialog, "Reading the list");
  close_dialog (dialog);
  assert_is_as_before (fixture);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;

  g_clear_object (&fixture->file);
  fixture->file = g_file_new_for_path ("/nowhere/list.csv");
  dialog = show (fixture, ORCH_PAGE_USERS);
  wait_for (dialog, "Nothing was written to /nowhere/list.csv.");
  close_dialog (dialog);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  add ("/export-dialog/users", test_users);
  add ("/export-dialog/filtered", test_filtered);
  add ("/export-dialog/keys", test_keys);
  add ("/export-dialog/failure", test_failure);
  add ("/export-dialog/stop", test_stop);
  add ("/export-dialog/no-folder", test_no_folder);

  return g_test_run ();
}
