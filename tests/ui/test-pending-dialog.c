#include "config.h"

#include "pending-dialog-test.h"
#include "ui-test.h"

static void
test_exists (PendingDialogTest *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "Make sure that its secret is saved");
  pending_dialog_assert_buttons (fixture, "show");
  g_assert_nonnull (ui_test_find_label (fixture->dialog, "laptop"));

  pending_dialog_save_secret (fixture, fixture->laptop->key_id);
  pending_dialog_wait_until_finished (fixture, "laptop has been saved");
  g_assert_false (pending_test_is_pending (&fixture->pending, fixture->laptop->key_id));
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

/* What is hidden takes no room. */
static void
assert_at_start (PendingDialogTest *fixture)
{
  GtkWidget *buttons = ui_test_child (pending_dialog_get_row (fixture), "buttons");
  GtkWidget *button = ui_test_child (pending_dialog_get_row (fixture), "forget_button");
  graphene_rect_t bounds;

  ui_test_wait_until (gtk_widget_get_width (button) > 0);
  g_assert_true (gtk_widget_compute_bounds (button, buttons, &bounds));
  g_assert_cmpfloat (bounds.origin.x, <, 1);
}

static void
test_not_created (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", NULL);

  pending_test_keep (&fixture->pending, material, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "There is no key with this secret");
  pending_dialog_assert_buttons (fixture, "forget");
  assert_at_start (fixture);

  pending_dialog_act (fixture, "pending.forget");
  pending_dialog_wait_until_finished (fixture, "forgotten");
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 0);
}

static void
test_not_created_with_alias (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", "phone");

  pending_test_keep (&fixture->pending, material, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "The key was not created");
  pending_dialog_assert_buttons (fixture, "forget");
}

/* The server makes all secrets itself, and its answer was lost: the alias tells the key. */
static void
test_stray (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", "laptop");

  pending_test_keep (&fixture->pending, material, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "but a new one with this alias");
  pending_dialog_assert_buttons (fixture, "delete forget");

  pending_test_break (&fixture->pending, "500@/key/delete");
  pending_dialog_act (fixture, "pending.delete");
  ui_test_answer ("_Delete");
  pending_dialog_wait_for_state (fixture, "internal problem");
  pending_dialog_assert_alive (fixture, fixture->laptop->key_id, "laptop");

  pending_test_break (&fixture->pending, NULL);
  pending_dialog_act (fixture, "pending.delete");
  ui_test_answer ("_Delete");
  pending_dialog_wait_until_finished (fixture, "laptop has been deleted");
  pending_dialog_assert_alive (fixture, fixture->laptop->key_id, NULL);
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 0);
}

static void
test_not_regenerated (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", "laptop");

  pending_test_keep (&fixture->pending, material, fixture->laptop->key_id);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "Its old secret goes on working");
  pending_dialog_assert_buttons (fixture, "forget");
}

/* The server makes all secrets itself, and its answer was lost. */
static void
test_other_secret (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", "laptop");
  g_autoptr (OrchKeyMaterial) gone = orch_key_material_new_random ("demo-user", NULL);

  pending_test_keep (&fixture->pending, material, gone->key_id);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "has another secret by now");
  pending_dialog_assert_buttons (fixture, "forget");
}

static void
test_old_key_deleted (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("demo-user", "laptop");

  pending_test_keep (&fixture->pending, material, fixture->laptop->key_id);
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "The key was deleted, or");
}

static void
test_deleted (PendingDialogTest *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_test_delete (&fixture->pending, fixture->laptop->key_id);
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "The key was deleted");
  pending_dialog_assert_buttons (fixture, "forget");
}

/* The keyring has lost it, or does not give it. */
static void
test_keyring (PendingDialogTest *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_dialog_open_and_look (fixture);
  connections_test_fail (&fixture->pending.test, ORCH_KEY_STORE_ERROR_LOCKED);
  pending_dialog_act (fixture, "pending.show-secret");
  pending_dialog_wait_for_state (fixture, "The keyring is locked.");
  pending_dialog_assert_buttons (fixture, "show");

  connections_test_fail (&fixture->pending.test, ORCH_KEY_STORE_ERROR_NOT_FOUND);
  pending_dialog_act (fixture, "pending.show-secret");
  pending_dialog_wait_for_state (fixture, "does not have the secret any more");
  pending_dialog_assert_buttons (fixture, "show forget");
  connections_test_fail (&fixture->pending.test, -1);
  pending_dialog_act (fixture, "pending.forget");
  pending_dialog_wait_until_finished (fixture, "forgotten");
}

/* The server does not answer; the secret can be had all the same. */
static void
test_unreachable (PendingDialogTest *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_test_break (&fixture->pending, "500@/key/info");
  pending_dialog_open_and_look (fixture);
  pending_dialog_assert_state (fixture, "internal problem");
  pending_dialog_assert_buttons (fixture, "look show");

  pending_test_break (&fixture->pending, NULL);
  pending_dialog_act (fixture, "pending.look");
  pending_dialog_assert_buttons (fixture, "");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
}

/* One row each; whoever closes the window leaves the rest. */
static void
test_several (PendingDialogTest *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) lost = orch_key_material_new_random ("demo-user", NULL);

  pending_test_keep (&fixture->pending, lost, NULL);
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_dialog_open_and_look (fixture);
  pending_dialog_wait_for_state (fixture, "There is no key with this secret");
  pending_dialog_act (fixture, "pending.forget");
  pending_dialog_wait_for_state (fixture, "Make sure that its secret is saved");
  g_assert_true (pending_dialog_is_open ());
  g_assert_null (fixture->finished);
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "has been forgotten") != NULL);

  gtk_window_close (fixture->dialog);
  ui_test_wait_until (!pending_dialog_is_open ());
  g_assert_cmpuint (pending_dialog_count_waiting (fixture), ==, 1);
}

/* Whoever leaves the connection leaves the dialog, too. */
static void
test_disconnected (PendingDialogTest *fixture, gconstpointer data)
{
  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  pending_dialog_open_and_look (fixture);
  orch_connector_close (fixture->pending.test.connector);
  ui_test_wait_until (!pending_dialog_is_open ());
  g_assert_null (fixture->finished);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function)                                                                        \
  g_test_add ("/pending-dialog/" path, PendingDialogTest, NULL, pending_dialog_set_up, function,   \
              pending_dialog_tear_down)
  ADD ("exists", test_exists);
  ADD ("not-created", test_not_created);
  ADD ("not-created-with-alias", test_not_created_with_alias);
  ADD ("stray", test_stray);
  ADD ("not-regenerated", test_not_regenerated);
  ADD ("other-secret", test_other_secret);
  ADD ("old-key-deleted", test_old_key_deleted);
  ADD ("deleted", test_deleted);
  ADD ("keyring", test_keyring);
  ADD ("unreachable", test_unreachable);
  ADD ("several", test_several);
  ADD ("disconnected", test_disconnected);
#undef ADD

  return g_test_run ();
}
