#include "config.h"

#include "pending-test.h"
#include "test-wait.h"
#include "ui-test.h"
#include "ui/keys/pending-dialog.h"
#include "ui/keys/pending-row.h"
#include "ui/keys/secret-dialog.h"

typedef struct {
  PendingTest pending;
  OrchKeyMaterial *laptop; /* (owned): a key of `demo-user` */
  GtkWindow *dialog;       /* (unowned): open, or gone */
  guint n_changed;
  char *finished; /* (owned) (nullable): what was told when the dialog closed by itself */
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
finished_cb (Fixture *fixture, const char *text)
{
  g_assert_null (fixture->finished);
  fixture->finished = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  pending_test_set_up (&fixture->pending, FALSE);
  fixture->laptop = pending_test_generate (&fixture->pending, "demo-user", "laptop");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (ui_test_find_window (ORCH_TYPE_PENDING_DIALOG) != NULL)
    gtk_window_destroy (fixture->dialog);
  g_free (fixture->finished);
  orch_key_material_free (fixture->laptop);
  pending_test_tear_down (&fixture->pending);
}

/* --- the dialog --- */

static gboolean
is_open (void)
{
  return ui_test_find_window (ORCH_TYPE_PENDING_DIALOG) != NULL;
}

/* The only row. */
static GtkWidget *
get_row (Fixture *fixture)
{
  GtkListBox *list = ui_test_child (fixture->dialog, "list");

  return GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0));
}

static gboolean
is_busy (Fixture *fixture)
{
  return gtk_spinner_get_spinning (ui_test_child (get_row (fixture), "spinner"));
}

static void
open_dialog (Fixture *fixture)
{
  fixture->dialog =
      orch_pending_dialog_new (NULL, fixture->pending.test.connector, fixture->pending.handover);
  g_signal_connect_swapped (fixture->dialog, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "finished", G_CALLBACK (finished_cb), fixture);
  gtk_window_present (fixture->dialog);
}

/* Opens it where one key waits, and waits until that was looked up. */
static void
open_and_look (Fixture *fixture)
{
  open_dialog (fixture);
  g_assert_nonnull (get_row (fixture));
  ui_test_wait_until (!is_busy (fixture));
}

static const char *
get_state (Fixture *fixture)
{
  return gtk_label_get_text (ui_test_child (get_row (fixture), "state_label"));
}

static void
assert_state (Fixture *fixture, const char *words)
{
  if (strstr (get_state (fixture), words) == NULL)
    g_error ("“%s” does not hold “%s”", get_state (fixture), words);
}

/* @buttons: the names of those that are to be seen, in their order */
static void
assert_buttons (Fixture *fixture, const char *buttons)
{
  static const char *const names[] = { "look", "show", "finish", "undo", "leave", "forget" };
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *id = g_strconcat (names[i], "_button", NULL);

    if (gtk_widget_get_visible (ui_test_child (get_row (fixture), id)))
      g_string_append_printf (seen, "%s%s", seen->len > 0 ? " " : "", names[i]);
  }

  g_assert_cmpstr (seen->str, ==, buttons);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (get_row (fixture), action, NULL));
}

static void
wait_for_state (Fixture *fixture, const char *words)
{
  ui_test_wait_until (get_row (fixture) != NULL && !is_busy (fixture)
                      && strstr (get_state (fixture), words) != NULL);
}

static void
wait_until_finished (Fixture *fixture, const char *words)
{
  ui_test_wait_until (fixture->finished != NULL);
  g_assert_nonnull (strstr (fixture->finished, words));
  ui_test_wait_until (!is_open ());
}

/* Shows the secret, which has to be this key's, and says that it was saved. */
static void
save_secret (Fixture *fixture, const char *key_id)
{
  GtkWidget *dialog;

  act (fixture, "pending.show-secret");
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) != NULL);
  dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG);
  g_assert_nonnull (ui_test_find_label (dialog, key_id));
  gtk_widget_activate_action (dialog, "secret.saved", NULL);
}

static void
assert_alive (Fixture *fixture, const char *key_id, const char *alias)
{
  g_autoptr (OrchKey) key = pending_test_read (&fixture->pending, key_id);

  g_assert_cmpstr (key != NULL ? orch_key_get_alias (key) : NULL, ==, alias);
}

static guint
count_waiting (Fixture *fixture)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (fixture->pending.handover);

  return waiting->len;
}

/* --- secrets --- */

static void
test_exists (Fixture *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  open_and_look (fixture);
  assert_state (fixture, "Its secret has not been saved");
  assert_buttons (fixture, "show");
  g_assert_nonnull (ui_test_find_label (fixture->dialog, "laptop"));

  save_secret (fixture, fixture->laptop->key_id);
  wait_until_finished (fixture, "laptop has been saved");
  g_assert_false (pending_test_is_pending (&fixture->pending, fixture->laptop->key_id));
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

static void
test_not_created (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", NULL);

  pending_test_keep (&fixture->pending, material, NULL);
  open_and_look (fixture);
  assert_state (fixture, "was not created");
  assert_buttons (fixture, "forget");

  act (fixture, "pending.forget");
  wait_until_finished (fixture, "forgotten");
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

static void
test_not_regenerated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", "laptop");

  pending_test_keep (&fixture->pending, material, fixture->laptop->key_id);
  open_and_look (fixture);
  assert_state (fixture, "Its old secret goes on working");
  assert_buttons (fixture, "forget");
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  open_and_look (fixture);
  assert_state (fixture, "The key was deleted");
  assert_buttons (fixture, "forget");
}

/* The keyring has lost it, or does not give it. */
static void
test_keyring (Fixture *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  open_and_look (fixture);
  connections_test_fail (&fixture->pending.test, ORCH_KEY_STORE_ERROR_LOCKED);
  act (fixture, "pending.show-secret");
  wait_for_state (fixture, "Is it locked?");
  assert_buttons (fixture, "show");

  connections_test_fail (&fixture->pending.test, ORCH_KEY_STORE_ERROR_NOT_FOUND);
  act (fixture, "pending.show-secret");
  wait_for_state (fixture, "does not have the secret any more");
  assert_buttons (fixture, "show forget");
  connections_test_fail (&fixture->pending.test, -1);
  act (fixture, "pending.forget");
  wait_until_finished (fixture, "forgotten");
}

/* The server does not answer; the secret can be had all the same. */
static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_test_break (&fixture->pending, "500@/key/info");
  open_and_look (fixture);
  assert_state (fixture, "internal problem");
  assert_buttons (fixture, "look show");

  pending_test_break (&fixture->pending, NULL);
  act (fixture, "pending.look");
  assert_buttons (fixture, "");
  wait_for_state (fixture, "Its secret has not been saved");
}

/* One row each; whoever closes the window leaves the rest. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) lost = orch_key_material_new_random ("demo-user", NULL);

  pending_test_keep (&fixture->pending, lost, NULL);
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  open_and_look (fixture);
  wait_for_state (fixture, "was not created");
  act (fixture, "pending.forget");
  wait_for_state (fixture, "Its secret has not been saved");
  g_assert_true (is_open ());
  g_assert_null (fixture->finished);
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "has been forgotten") != NULL);

  gtk_window_close (fixture->dialog);
  ui_test_wait_until (!is_open ());
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
}

/* --- replacements --- */

static OrchReplacement *
replace (Fixture *fixture)
{
  return pending_test_replace (&fixture->pending, fixture->laptop->key_id);
}

static const char *
new_id (OrchReplacement *replacement)
{
  return orch_replacement_get_record (replacement)->new_key_id;
}

static void
test_finish (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  open_and_look (fixture);
  assert_state (fixture, "Both keys work");
  assert_buttons (fixture, "show finish undo leave");
  save_secret (fixture, new_id (replacement));
  ui_test_wait_until (!pending_test_is_pending (&fixture->pending, new_id (replacement)));
  assert_buttons (fixture, "finish undo leave");

  act (fixture, "pending.finish");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), fixture->laptop->key_id));
  ui_test_answer ("_Cancel");
  assert_alive (fixture, fixture->laptop->key_id, "laptop");

  act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  wait_until_finished (fixture, "laptop has been replaced");
  assert_alive (fixture, fixture->laptop->key_id, NULL);
  assert_alive (fixture, new_id (replacement), "laptop");
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* The secret was not saved: it is still offered afterwards. */
static void
test_finish_before_saving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  open_and_look (fixture);
  act (fixture, "pending.finish");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "has not been saved"));
  ui_test_answer ("_Delete");
  wait_for_state (fixture, "Its secret has not been saved");
  assert_buttons (fixture, "show");
  assert_alive (fixture, new_id (replacement), "laptop");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  open_and_look (fixture);
  act (fixture, "pending.undo");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), new_id (replacement)));
  ui_test_answer ("_Delete");
  wait_until_finished (fixture, "laptop is as it was");
  assert_alive (fixture, fixture->laptop->key_id, "laptop");
  assert_alive (fixture, new_id (replacement), NULL);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

static void
test_keep_both (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);
  g_autoptr (OrchKey) new = NULL;

  open_and_look (fixture);
  act (fixture, "pending.leave");
  wait_for_state (fixture, "Its secret has not been saved");
  assert_buttons (fixture, "show");
  save_secret (fixture, new_id (replacement));
  wait_until_finished (fixture, "laptop has been saved");
  assert_alive (fixture, fixture->laptop->key_id, "laptop");
  new = pending_test_read (&fixture->pending, new_id (replacement));
  g_assert_nonnull (new);
}

static void
test_old_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  open_and_look (fixture);
  assert_state (fixture, "Somebody has deleted the old key. The new one works.");
  assert_buttons (fixture, "show finish");

  /* Nothing is deleted, so nothing is asked. */
  act (fixture, "pending.finish");
  wait_for_state (fixture, "Its secret has not been saved");
  assert_alive (fixture, new_id (replacement), "laptop");
}

static void
test_new_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_test_delete (&fixture->pending, new_id (replacement));
  open_and_look (fixture);
  assert_state (fixture, "Somebody has deleted the new key. The old one goes on working.");
  assert_buttons (fixture, "forget");
  act (fixture, "pending.forget");
  wait_until_finished (fixture, "forgotten");
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

static void
test_both_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  pending_test_delete (&fixture->pending, new_id (replacement));
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  open_and_look (fixture);
  assert_state (fixture, "and the old one is gone, too");
  assert_buttons (fixture, "forget");
}

static void
test_not_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = NULL;

  pending_test_break (&fixture->pending, "502@/key/generate");
  replacement = replace (fixture);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATING);
  pending_test_break (&fixture->pending, NULL);
  open_and_look (fixture);
  assert_state (fixture, "The new key was not created. The old one is as it was.");
  assert_buttons (fixture, "forget");
}

/* The answer was lost, and the new key is there. */
static void
test_generated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = NULL;

  pending_test_break (&fixture->pending, "cut@/key/generate");
  replacement = replace (fixture);
  pending_test_break (&fixture->pending, NULL);
  open_and_look (fixture);
  assert_state (fixture, "Both keys work");
  assert_buttons (fixture, "show finish undo leave");
}

/* The answer to the deletion is lost: it is looked up again, and only the alias is left. */
static void
test_lost_deletion (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  open_and_look (fixture);
  pending_test_break (&fixture->pending, "cut@/key/delete");
  act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  wait_for_state (fixture, "Whether the old key was deleted is not known.");
  assert_buttons (fixture, "look show");

  pending_test_break (&fixture->pending, NULL);
  act (fixture, "pending.look");
  wait_for_state (fixture, "Only its alias is not right yet");
  assert_buttons (fixture, "show finish leave");
  act (fixture, "pending.finish");
  wait_for_state (fixture, "Its secret has not been saved");
  assert_alive (fixture, new_id (replacement), "laptop");
}

static void
test_alias_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);
  g_autoptr (OrchKeyMaterial) thief = NULL;

  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  thief = pending_test_generate (&fixture->pending, "demo-user", "laptop");
  open_and_look (fixture);
  act (fixture, "pending.finish");
  wait_for_state (fixture, "Another key has the alias meanwhile");
  assert_buttons (fixture, "show finish leave");
  g_assert_cmpstr (gtk_button_get_label (ui_test_child (get_row (fixture), "leave_button")), ==,
                   "_Keep this alias");

  pending_test_set_alias (&fixture->pending, thief->key_id, "other");
  act (fixture, "pending.finish");
  wait_for_state (fixture, "Its secret has not been saved");
  assert_alive (fixture, new_id (replacement), "laptop");
}

/* Somebody deletes the old key after it was looked up. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  open_and_look (fixture);
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  ui_test_wait_until (ui_test_find_question () != NULL);
  ui_test_answer ("_Cancel");
  assert_state (fixture, "changed or deleted the old key");

  act (fixture, "pending.finish");
  wait_for_state (fixture, "Its secret has not been saved");
  assert_alive (fixture, new_id (replacement), "laptop");
}

/* The first close stops what is being written, and tells. */
static void
test_close_while_writing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement = replace (fixture);

  open_and_look (fixture);
  pending_test_break (&fixture->pending, "hang@/key/delete");
  act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  ui_test_wait_until (strstr (get_state (fixture), "Being changed") != NULL);
  ui_test_wait_until (
      orch_replacement_journal_get_records (
          orch_pending_secrets_get_journal (orch_handover_get_pending (fixture->pending.handover)))
          ->len
      == 1);
  gtk_window_close (fixture->dialog);
  ui_test_wait_until (!is_busy (fixture));
  g_assert_true (is_open ());

  pending_test_break (&fixture->pending, NULL);
  gtk_window_close (fixture->dialog);
  ui_test_wait_until (!is_open ());
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
}

/* --- the connection's own key --- */

static const char *
signed_in_key_id (Fixture *fixture)
{
  return orch_session_get_identity (orch_connector_get_session (fixture->pending.test.connector))
      ->key_id;
}

static void
test_own (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);
  const OrchKeyMaterial *material = orch_replacement_get_material (replacement);

  open_and_look (fixture);
  save_secret (fixture, material->key_id);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) == NULL);
  /* The connection does not have it yet. */
  g_assert_true (pending_test_is_pending (pending, material->key_id));
  assert_buttons (fixture, "finish undo leave");

  act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  wait_until_finished (fixture, "own has been replaced");
  pending_test_wait_until_open (pending);
  g_assert_cmpstr (signed_in_key_id (fixture), ==, material->key_id);
  g_assert_true (connections_test_has_key (&pending->test, pending->connection, material->secret));
  ui_test_wait_until (!pending_test_is_pending (pending, material->key_id));
  assert_alive (fixture, pending->own->key_id, NULL);
}

/* Its secret was saved and dropped before: the connection cannot get the new key from here. */
static void
test_own_without_secret (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);

  orch_handover_drop (pending->handover, new_id (replacement));
  ui_test_wait_until (!pending_test_is_pending (pending, new_id (replacement)));
  open_and_look (fixture);
  act (fixture, "pending.finish");
  ui_test_answer ("_Delete");
  wait_for_state (fixture, "This connection still uses the old key");
  assert_alive (fixture, pending->own->key_id, "own");
}

/* The connection uses the new key already: who undoes it would be locked out. */
static void
test_own_not_undone (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);

  orch_connector_open_with_key (pending->test.connector, pending->connection,
                                orch_replacement_get_material (replacement)->secret);
  pending_test_wait_until_open (pending);
  open_and_look (fixture);
  assert_buttons (fixture, "show finish leave");
}

/* Whoever leaves the connection leaves the dialog, too. */
static void
test_disconnected (Fixture *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  open_and_look (fixture);
  orch_connector_close (fixture->pending.test.connector);
  ui_test_wait_until (!is_open ());
  g_assert_null (fixture->finished);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function)                                                                        \
  g_test_add ("/pending-dialog/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("exists", test_exists);
  ADD ("not-created", test_not_created);
  ADD ("not-regenerated", test_not_regenerated);
  ADD ("deleted", test_deleted);
  ADD ("keyring", test_keyring);
  ADD ("unreachable", test_unreachable);
  ADD ("several", test_several);
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
  ADD ("disconnected", test_disconnected);
#undef ADD

  return g_test_run ();
}
