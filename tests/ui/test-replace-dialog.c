#include "config.h"

#include "rotation-dialog-test.h"

/* What somebody has left there. */
static void
test_rivals (RotationDialogTest *test, gconstpointer data)
{
  g_autoptr (OrchKey) rival = rotation_dialog_test_generate (test, "ci~12345678");

  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  ui_test_send (test->dialog);
  ui_test_answer ("_Cancel");
  ui_test_wait_until (!ui_test_is_sending (test->dialog));
  g_assert_cmpuint (test->n_rotated, ==, 0);

  ui_test_send (test->dialog);
  ui_test_answer ("_Replace key");
  ui_test_wait_until (test->closed);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
}

static void
test_deleted (RotationDialogTest *test, gconstpointer data)
{
  OrchKeyService *service = orch_session_get_key_service (test->session);
  g_autoptr (GAsyncResult) result = NULL;

  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  orch_key_service_delete_async (service, test->key, NULL, test_keep_result_cb, &result);
  g_assert_true (orch_key_service_delete_finish (service, test_wait_result (&result), NULL));
  rotation_dialog_test_send (test);
  g_assert_nonnull (ui_test_message (test->dialog));
  g_assert_cmpuint (rotation_dialog_test_count_requests (test, GENERATE), ==, 1); /* the old key */
}

static void
test_refused (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  rotation_dialog_test_set_fault (test, "429@" GENERATE);
  rotation_dialog_test_send (test);
  g_assert_nonnull (ui_test_message (test->dialog));
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
  g_assert_cmpuint (rotation_dialog_test_count_pending (test), ==, 1); /* the same secret */
}

/* What the person has saved is good for every attempt. */
static void
test_shown_first (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  rotation_dialog_test_count_requests (test, GENERATE);
  rotation_dialog_test_set_fault (test, "429@" GENERATE);
  ui_test_send (test->dialog);
  rotation_dialog_test_save_first (test, GENERATE);
  ui_test_wait_until (!ui_test_is_sending (test->dialog));
  g_assert_nonnull (ui_test_message (test->dialog));

  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
  g_assert_true (test->is_saved);
}

static void
test_replaces (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  rotation_dialog_test_assert_says (test, "Max budget");
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
  g_assert_true (test->is_replacement);
  g_assert_true (test->delete_old);
  g_assert_true (rotation_dialog_test_old_key_is_there (test));
  g_assert_cmpuint (rotation_dialog_test_count_requests (test, REGENERATE), ==, 0);
}

static void
test_keeps_old (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  orch_field_row_set_text (rotation_dialog_test_row (test, "_Delete the old key"), NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test,
                                       "“ci” has a second key. Both work until you finish it.");
  g_assert_false (test->delete_old);
}

static void
test_lost_and_found (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  rotation_dialog_test_set_fault (test, "reset@" GENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_says (test, "It is not known whether the server has done it.");
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_look (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
}

static void
test_lost_and_not_done (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  rotation_dialog_test_set_fault (test, "500@" GENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_look (test);
  rotation_dialog_test_assert_says (test, "There is no new key. You can try again.");
  ui_test_wait_until (rotation_dialog_test_count_pending (test) == 0);
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
}

/* An administrator's rows say what it is before anything is sent; the plan needs the key. */
static void
test_plan_fails (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_close (test);
  rotation_dialog_test_set_fault (test, "503@GET /key/info");
  rotation_dialog_test_open (test);
  ui_test_wait_until (ui_test_message (test->dialog) != NULL);
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
}

/* Only whoever is no administrator may meet a server that has not told its edition. */
static void
test_owner_replaces (RotationDialogTest *test, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (test->dialog, "Stays as it is") != NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
  g_assert_cmpuint (rotation_dialog_test_count_requests (test, REGENERATE), ==, 1);
}

int
main (int argc, char *argv[])
{
  static const RotationDialogSetting community = { FALSE, TRUE, ORCH_DEMO_MASTER_KEY };
  static const RotationDialogSetting community_no_keyring = { FALSE, FALSE, ORCH_DEMO_MASTER_KEY };
  static const RotationDialogSetting owner = { FALSE, TRUE, ORCH_DEMO_USER_KEY };

  ui_test_init (&argc, &argv);

#define ADD(name, setting, function)                                                               \
  g_test_add ("/replace-dialog/" name, RotationDialogTest, &setting, rotation_dialog_test_set_up,  \
              function, rotation_dialog_test_tear_down)
  ADD ("rivals", community, test_rivals);
  ADD ("deleted", community, test_deleted);
  ADD ("refused", community, test_refused);
  ADD ("shown-first", community_no_keyring, test_shown_first);
  ADD ("replaces", community, test_replaces);
  ADD ("keeps-old", community, test_keeps_old);
  ADD ("lost-and-found", community, test_lost_and_found);
  ADD ("lost-and-not-done", community, test_lost_and_not_done);
  ADD ("plan-fails", community, test_plan_fails);
  ADD ("owner-replaces", owner, test_owner_replaces);
#undef ADD

  return g_test_run ();
}
