#include "config.h"

#include "rotation-test.h"
#include "ui-test.h"
#include "ui/common/close-guard.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/keys/rotate-into-file.h"

typedef struct {
  RotationFixture base;
  GtkWindow *window; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  rotation_test_set_up (&fixture->base, data);
  fixture->window = g_object_ref_sink (GTK_WINDOW (adw_window_new ()));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->window);
  rotation_test_tear_down (&fixture->base, data);
}

static void
ask (Fixture *fixture)
{
  orch_rotate_into_this_file (fixture->window, fixture->base.handover, fixture->base.keys,
                              fixture->base.file);
}

static void
assert_asks (const char *text)
{
  GtkWidget *question;

  ui_test_wait_until ((question = ui_test_find_question ()) != NULL
                      && ui_test_find_label (question, text) != NULL);
}

/* (transfer none) */
static GtkWindow *
wait_for_dialog (void)
{
  GtkWindow *dialog;

  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG)) != NULL);

  return dialog;
}

static void
wait_for_text (GtkWindow *dialog, const char *text)
{
  ui_test_wait_until (ui_test_find_label (dialog, text) != NULL);
}

static void
close_dialog (GtkWindow *dialog)
{
  gtk_window_close (dialog);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG) == NULL);
}

static void
test_rotates (Fixture *fixture, gconstpointer data)
{
  const char *path = g_file_peek_path (fixture->base.file);
  GtkWindow *dialog;

  ask (fixture);
  assert_asks ("3 keys will get new secrets. Their old secrets stop working.");
  assert_asks (path);
  g_assert_false (g_file_query_exists (fixture->base.file, NULL));
  ui_test_answer ("_Rotate");

  dialog = wait_for_dialog ();
  wait_for_text (dialog, "3 keys have new secrets.");
  wait_for_text (dialog, path);
  g_assert_nonnull (ui_test_find_label (dialog, "Has a new secret"));
  close_dialog (dialog);
  rotation_test_assert_rows (&fixture->base, "one:done two:done three:done");
  rotation_test_assert_all_rotated (&fixture->base);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  ask (fixture);
  ui_test_answer ("_Cancel");
  ui_test_wait_until (ui_test_find_question () == NULL);
  g_assert_false (g_file_query_exists (fixture->base.file, NULL));
  rotation_test_assert_none_rotated (&fixture->base);
}

static void
test_file_exists (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (fixture->base.file), "mine", -1, NULL));
  ask (fixture);
  ui_test_answer ("_Rotate");
  assert_asks ("The File Can’t Be Created");
  ui_test_answer ("_Cancel");
  g_assert_true (
      g_file_get_contents (g_file_peek_path (fixture->base.file), &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "mine");
  rotation_test_assert_none_rotated (&fixture->base);
}

/* Whoever closes it stops it, after the key whose turn it is. */
static void
test_closed_while_running (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;

  rotation_test_set_fault (&fixture->base, "delay:500*1@" ROTATION_GENERATE);
  ask (fixture);
  ui_test_answer ("_Rotate");
  dialog = wait_for_dialog ();
  ui_test_wait_until (rotation_test_count_requests (&fixture->base, ROTATION_GENERATE) > 0);
  g_assert_true (orch_close_guard_refuse ());
  gtk_window_close (dialog);
  wait_for_text (dialog, "Stopping");

  wait_for_text (dialog, "1 key has a new secret. Stopped: 2 keys still have their old secrets.");
  g_assert_false (orch_close_guard_refuse ());
  rotation_test_assert_rows (&fixture->base, "one:done");

  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.run", NULL);
  wait_for_text (dialog, "3 keys have new secrets.");
  close_dialog (dialog);
  rotation_test_assert_all_rotated (&fixture->base);
}

static void
test_says_why (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;

  rotation_test_set_fault (&fixture->base, "500@" ROTATION_DELETE);
  ask (fixture);
  ui_test_answer ("_Rotate");
  dialog = wait_for_dialog ();
  wait_for_text (dialog, "3 are not finished: you find them among the unfinished keys.");
  g_assert_nonnull (ui_test_find_label (dialog, "The new secret is in the file, but"));
  g_assert_false (gtk_widget_get_visible (ui_test_child (dialog, "run_button")));
  close_dialog (dialog);
}

/* Where there is nothing to do, there is no file. */
static void
test_own_only (Fixture *fixture, gconstpointer data)
{
  const OrchIdentity *identity = orch_session_get_identity (fixture->base.session);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWindow *dialog;

  g_ptr_array_add (keys, orch_key_new (identity->key_id));
  orch_rotate_into_this_file (fixture->window, fixture->base.handover, keys, fixture->base.file);
  dialog = wait_for_dialog ();
  wait_for_text (dialog, "There is nothing to do.");
  wait_for_text (dialog, "rotate it alone");
  g_assert_false (g_file_query_exists (fixture->base.file, NULL));
  close_dialog (dialog);
}

/* The own key is among others. */
static void
test_asks_without_own (Fixture *fixture, gconstpointer data)
{
  const OrchIdentity *identity = orch_session_get_identity (fixture->base.session);

  g_ptr_array_add (fixture->base.keys, orch_key_new (identity->key_id));
  ask (fixture);
  assert_asks ("The key that you are signed in with is left out.");
  ui_test_answer ("_Cancel");
}

static void
test_chooses (Fixture *fixture, gconstpointer data)
{
  GtkFileChooser *chooser;
  g_autofree char *name = NULL;

  orch_rotate_into_file (fixture->window, fixture->base.handover, fixture->base.keys);
  ui_test_wait_until ((chooser = ui_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) != NULL);
  name = gtk_file_chooser_get_current_name (chooser);
  g_assert_cmpstr (name, ==, "keys.csv");
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_CANCEL);
  ui_test_wait_until (ui_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  g_assert_null (ui_test_find_question ());
  rotation_test_assert_none_rotated (&fixture->base);
}

int
main (int argc, char *argv[])
{
  static const RotationSetting community = { FALSE, TRUE, ORCH_DEMO_MASTER_KEY };

  static const RotationSetting admin = { FALSE, TRUE, ORCH_DEMO_ADMIN_KEY };

  ui_test_init (&argc, &argv);

#define ADD_AS(name, setting, test)                                                                \
  g_test_add ("/rotate-into-file/" name, Fixture, &setting, set_up, test, tear_down)
#define ADD(name, test) ADD_AS (name, community, test)
  ADD ("rotates", test_rotates);
  ADD ("cancelled", test_cancelled);
  ADD ("file-exists", test_file_exists);
  ADD ("closed-while-running", test_closed_while_running);
  ADD ("says-why", test_says_why);
  ADD ("chooses", test_chooses);
  ADD_AS ("own-only", admin, test_own_only);
  ADD_AS ("asks-without-own", admin, test_asks_without_own);
#undef ADD
#undef ADD_AS

  return g_test_run ();
}
