#include "config.h"

#include "pending-dialog-test.h"
#include "ui-test.h"
#include "ui/keys/secret-dialog.h"

static OrchReplacement *
replace (PendingDialogTest *fixture)
{
  return pending_test_replace (&fixture->pending, fixture->laptop->key_id);
}

static const char *
new_id (OrchReplacement *replacement)
{
  return orch_replacement_get_record (replacement)->new_key_id;
}

static void
test_finish (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "Both keys work");
  pending_dialog_assert_buttons (fixture, "show finish undo leave");
  pending_dialog_save_secret (fixture, new_id (replacement));
  ui_test_wait_until (!pending_test_is_pending (&fixture->pending, new_id (replacement)));
  pending_dialog_assert_buttons (fixture, "finish undo leave");

  pending_dialog_act (fixture, "pending.finish");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), fixture->laptop->key_id));
  ui_test_answer ("_Cancel");
  pending_dialog_assert_alive (fixture, fixture->laptop->key_id, "laptop");

  pending_dialog_act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  pending_dialog_wait_until_finished (fixture, "laptop has been replaced");
  pending_dialog_assert_alive (fixture, fixture->laptop->key_id, NULL);
  pending_dialog_assert_alive (fixture, new_id (replacement), "laptop");
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 0);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* The secret was not saved: it is still offered afterwards. */
static void
test_finish_before_saving (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_dialog_open_and_look (fixture);
  pending_dialog_act (fixture, "pending.finish");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "has not been saved"));
  ui_test_answer ("_Delete");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_buttons (fixture, "show");
  pending_dialog_assert_alive (fixture, new_id (replacement), "laptop");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_undo (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_dialog_open_and_look (fixture);
  pending_dialog_act (fixture, "pending.undo");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), new_id (replacement)));
  ui_test_answer ("_Delete");
  pending_dialog_wait_until_finished (fixture, "laptop is as it was");
  pending_dialog_assert_alive (fixture, fixture->laptop->key_id, "laptop");
  pending_dialog_assert_alive (fixture, new_id (replacement), NULL);
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 0);
}

static void
test_keep_both (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);
  g_autoptr (OrchKey) new = NULL;

  pending_dialog_open_and_look (fixture);
  pending_dialog_act (fixture, "pending.leave");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_buttons (fixture, "show");
  pending_dialog_save_secret (fixture, new_id (replacement));
  pending_dialog_wait_until_finished (fixture, "laptop has been saved");
  pending_dialog_assert_alive (fixture, fixture->laptop->key_id, "laptop");
  new = pending_test_read (&fixture->pending, new_id (replacement));
  g_assert_nonnull (new);
}

static void
test_old_gone (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "Somebody has deleted the old key. The new one works.");
  pending_dialog_assert_buttons (fixture, "show finish");

  /* Nothing is deleted, so nothing is asked. */
  pending_dialog_act (fixture, "pending.finish");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_alive (fixture, new_id (replacement), "laptop");
}

static void
test_new_gone (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_test_delete (&fixture->pending, new_id (replacement));
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture,
                               "Somebody has deleted the new key. The old one goes on working.");
  pending_dialog_assert_buttons (fixture, "forget");
  pending_dialog_act (fixture, "pending.forget");
  pending_dialog_wait_until_finished (fixture, "forgotten");
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 0);
}

static void
test_both_gone (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_test_delete (&fixture->pending, new_id (replacement));
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "and the old one is gone, too");
  pending_dialog_assert_buttons (fixture, "forget");
}

static void
test_not_replaced (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = NULL;

  pending_test_break (&fixture->pending, "502@/key/generate");
  replacement = replace (fixture);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATING);
  pending_test_break (&fixture->pending, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "The new key was not created. The old one is as it was.");
  pending_dialog_assert_buttons (fixture, "forget");
}

/* The answer was lost, and the new key is there. */
static void
test_generated (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = NULL;

  pending_test_break (&fixture->pending, "cut@/key/generate");
  replacement = replace (fixture);
  pending_test_break (&fixture->pending, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "Both keys work");
  pending_dialog_assert_buttons (fixture, "show finish undo leave");
}

/* The answer to the deletion is lost: it is looked up again, and only the alias is left. */
static void
test_lost_deletion (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_dialog_open_and_look (fixture);
  pending_test_break (&fixture->pending, "cut@/key/delete");
  pending_dialog_act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  pending_dialog_wait_for_state (fixture, "Whether the old key was deleted is not known.");
  pending_dialog_assert_buttons (fixture, "look show");

  pending_test_break (&fixture->pending, NULL);
  pending_dialog_act (fixture, "pending.look");
  pending_dialog_wait_for_state (fixture, "Only its alias is not right yet");
  pending_dialog_assert_buttons (fixture, "show finish leave");
  pending_dialog_act (fixture, "pending.finish");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_alive (fixture, new_id (replacement), "laptop");
}

static void
test_alias_taken (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);
  g_autoptr (OrchKeyMaterial) thief = NULL;

  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  thief = pending_test_generate (&fixture->pending, "demo-user", "laptop");
  pending_dialog_open_and_look (fixture);
  pending_dialog_act (fixture, "pending.finish");
  pending_dialog_wait_for_state (fixture, "Another key has the alias meanwhile");
  pending_dialog_assert_buttons (fixture, "show finish leave");
  g_assert_cmpstr (
      gtk_button_get_label (ui_test_child (pending_dialog_get_row (fixture), "leave_button")), ==,
      "_Keep this alias");

  pending_test_set_alias (&fixture->pending, thief->key_id, "other");
  pending_dialog_act (fixture, "pending.finish");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_alive (fixture, new_id (replacement), "laptop");
}

/* Somebody deletes the old key after it was looked up. */
static void
test_changed (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_dialog_open_and_look (fixture);
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  pending_dialog_act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  ui_test_wait_until (ui_test_find_question () != NULL);
  ui_test_answer ("_Cancel");
  pending_dialog_assert_state (fixture, "changed or deleted the old key");

  pending_dialog_act (fixture, "pending.finish");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_alive (fixture, new_id (replacement), "laptop");
}

/* The first close stops what is being written, and tells. */
static void
test_close_while_writing (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_dialog_open_and_look (fixture);
  pending_test_break (&fixture->pending, "hang@/key/delete");
  pending_dialog_act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  ui_test_wait_until (strstr (pending_dialog_get_state (fixture), "Being changed") != NULL);
  ui_test_wait_until (
      orch_replacement_journal_get_records (
          orch_pending_secrets_get_journal (orch_handover_get_pending (fixture->pending.handover)))
          ->len
      == 1);
  gtk_window_close (fixture->dialog);
  ui_test_wait_until (!pending_dialog_is_busy (fixture));
  g_assert_true (pending_dialog_is_open ());

  pending_test_break (&fixture->pending, NULL);
  gtk_window_close (fixture->dialog);
  ui_test_wait_until (!pending_dialog_is_open ());
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 1);
}

/* --- the connection's own key --- */

static const char *
signed_in_key_id (PendingDialogTest *fixture)
{
  return orch_session_get_identity (orch_connector_get_session (fixture->pending.test.connector))
      ->key_id;
}

static void
test_own (PendingDialogTest *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);
  const OrchKeyMaterial *material = orch_replacement_get_material (replacement);

  pending_dialog_open_and_look (fixture);
  pending_dialog_save_secret (fixture, material->key_id);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) == NULL);
  /* The connection does not have it yet. */
  g_assert_true (pending_test_is_pending (pending, material->key_id));
  pending_dialog_assert_buttons (fixture, "finish undo leave");

  pending_dialog_act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  pending_dialog_wait_until_finished (fixture, "own has been replaced");
  pending_test_wait_until_open (pending);
  g_assert_cmpstr (signed_in_key_id (fixture), ==, material->key_id);
  g_assert_true (connections_test_has_key (&pending->test, pending->connection, material->secret));
  ui_test_wait_until (!pending_test_is_pending (pending, material->key_id));
  pending_dialog_assert_alive (fixture, pending->own->key_id, NULL);
}

/* Its secret was saved and dropped before: the connection cannot get the new key from here. */
static void
test_own_without_secret (PendingDialogTest *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);

  orch_handover_drop (pending->handover, new_id (replacement));
  ui_test_wait_until (!pending_test_is_pending (pending, new_id (replacement)));
  pending_dialog_open_and_look (fixture);
  pending_dialog_act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  pending_dialog_wait_for_state (fixture, "This connection still uses the old key");
  pending_dialog_assert_alive (fixture, pending->own->key_id, "own");
}

/* The connection uses the new key already: who undoes it would be locked out. */
static void
test_own_not_undone (PendingDialogTest *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);

  orch_connector_open_with_key (pending->test.connector, pending->connection,
                                orch_replacement_get_material (replacement)->secret);
  pending_test_wait_until_open (pending);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_buttons (fixture, "show finish leave");
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function)                                                                        \
  g_test_add ("/pending-replacement/" path, PendingDialogTest, NULL, pending_dialog_set_up,        \
              function, pending_dialog_tear_down)
  ADD ("finish", test_finish);
  ADD ("finish-before-saving", test_finish_before_saving);
  ADD ("undo", test_undo);
  ADD ("keep-both", test_keep_both);
  ADD ("old-gone", test_old_gone);
  ADD ("new-gone", test_new_gone);
  ADD ("both-gone", test_both_gone);
  ADD ("not-replaced", test_not_replaced);
  ADD ("generated", test_generated);
  ADD ("lost-deletion", test_lost_deletion);
  ADD ("alias-taken", test_alias_taken);
  ADD ("changed", test_changed);
  ADD ("close-while-writing", test_close_while_writing);
  ADD ("own", test_own);
  ADD ("own-without-secret", test_own_without_secret);
  ADD ("own-not-undone", test_own_not_undone);
#undef ADD

  return g_test_run ();
}
