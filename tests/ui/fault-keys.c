#include "config.h"

#include "fault-walk.h"
#include "list-test.h"
#include "ui-test.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/keys/key-page.h"
#include "ui/keys/secret-dialog.h"

/* What is done to keys. */

#define OWNER "demo-user"
#define SEVERAL 3

static gpointer
keys_page (FaultWalk *walk)
{
  return fault_walk_get_page (walk, "keys");
}

static OrchPagedList *
get_list (FaultWalk *walk)
{
  return orch_session_get_list (walk->session, ORCH_PAGE_KEYS);
}

/* (nullable): in a row of the table */
static OrchKey *
get_listed (FaultWalk *walk, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (get_list (walk)), position);

  return row != NULL ? orch_paged_row_get_item (row) : NULL;
}

/* On the page. */
static OrchKey *
get_key (FaultWalk *walk)
{
  return orch_key_page_get_key (fault_walk_get_page (walk, "key"));
}

static void
list_keys (FaultWalk *walk)
{
  gtk_widget_activate_action (GTK_WIDGET (walk->window), "win.page", "s", "keys");
}

static gboolean
shows_keys (FaultWalk *walk)
{
  return g_str_equal (fault_walk_page (walk), "keys")
         && g_str_equal (fault_walk_state (keys_page (walk)), "table")
         && !fault_walk_bar_is_shown (keys_page (walk))
         && orch_paged_list_get_state (get_list (walk)) == ORCH_LIST_READY;
}

static void
list_again (FaultWalk *walk)
{
  fault_walk_act (walk, "keys", "keys.retry");
}

/* With money that was spent, so that it can be reset. */
static OrchKey *
find_used (FaultWalk *walk)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  guint i = 0;

  while (orch_key_get_status (get_listed (walk, i), now) != ORCH_KEY_STATUS_ACTIVE
         || orch_key_get_spend (get_listed (walk, i)) == 0)
    i++;

  return get_listed (walk, i);
}

static void
search (FaultWalk *walk)
{
  gtk_editable_set_text (ui_test_child (keys_page (walk), "search_entry"),
                         orch_key_get_id (find_used (walk)));
}

static gboolean
shows_found (FaultWalk *walk)
{
  return shows_keys (walk) && g_str_equal (list_test_footer (keys_page (walk)), "1 key found");
}

static void
check_rows_stay (FaultWalk *walk)
{
  GtkEditable *entry = ui_test_child (keys_page (walk), "search_entry");

  g_assert_cmpstr (fault_walk_state (keys_page (walk)), ==, "table");
  g_assert_nonnull (get_listed (walk, 1));
  g_assert_true (fault_walk_bar_is_shown (keys_page (walk)));
  g_assert_cmpuint (strlen (gtk_editable_get_text (entry)), ==, 64);
}

static void
open_key (FaultWalk *walk)
{
  g_signal_emit_by_name (ui_test_child (keys_page (walk), "table"), "activate", 0);
}

static gboolean
shows_key (FaultWalk *walk)
{
  return fault_walk_shows_record (walk, "key");
}

static void
check_key_stays (FaultWalk *walk)
{
  g_assert_cmpstr (fault_walk_state (fault_walk_get_page (walk, "key")), ==, "record");
  g_assert_nonnull (fault_walk_find_text (orch_key_get_display_name (get_key (walk))));
}

static void
refresh_key (FaultWalk *walk)
{
  fault_walk_act (walk, "key", "key.refresh");
}

static void
update_alias (FaultWalk *walk, const char *alias)
{
  fault_walk_open_dialog (walk, "key", "key.edit");
  fault_walk_type (walk, "key_alias", alias);
  fault_walk_send (walk);
}

static void
update_early (FaultWalk *walk)
{
  update_alias (walk, "typed-early");
}

static void
check_early_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "key_alias", "typed-early");
  fault_walk_check_look (walk, FALSE);
}

static void
update_later (FaultWalk *walk)
{
  update_alias (walk, "typed-later");
}

static void
check_later_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "key_alias", "typed-later");
  fault_walk_check_look (walk, FALSE);
}

static void
update (FaultWalk *walk)
{
  update_alias (walk, "typed");
}

static void
check_save_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "key_alias", "typed");
  fault_walk_check_look (walk, walk->fault->is_undecided);
}

static void
look_and_save (FaultWalk *walk)
{
  fault_walk_look_and_send (walk, "The server does not have your value of: ");
}

static gboolean
is_updated (FaultWalk *walk)
{
  return fault_walk_dialog_is_closed (walk)
         && g_strcmp0 (orch_key_get_alias (get_key (walk)), "typed") == 0;
}

static void
block (FaultWalk *walk)
{
  if (orch_key_is_blocked (get_key (walk)))
    return;

  ui_test_dismiss_toasts (walk->window);
  fault_walk_act (walk, "key", "key.block");
  ui_test_answer ("_Block");
}

static gboolean
is_blocked (FaultWalk *walk)
{
  return orch_key_is_blocked (get_key (walk)) && fault_walk_find_text ("Blocked “") != NULL;
}

static void
unblock (FaultWalk *walk)
{
  if (!orch_key_is_blocked (get_key (walk)))
    return;

  ui_test_dismiss_toasts (walk->window);
  fault_walk_act (walk, "key", "key.unblock");
}

static gboolean
is_unblocked (FaultWalk *walk)
{
  return !orch_key_is_blocked (get_key (walk)) && fault_walk_find_text ("Unblocked “") != NULL;
}

static void
reset_spend (FaultWalk *walk)
{
  if (orch_key_get_spend (get_key (walk)) == 0)
    return;

  ui_test_dismiss_toasts (walk->window);
  fault_walk_act (walk, "key", "key.reset-spend");
  ui_test_answer ("_Reset spend");
}

static gboolean
spend_is_zero (FaultWalk *walk)
{
  return orch_key_get_spend (get_key (walk)) == 0
         && fault_walk_find_text ("Spend was reset") != NULL;
}

/* Whose secret was shown last. */
static char new_key_id[65];

/* As no keyring keeps it, it is shown before anything is sent. */
static void
save_secret (void)
{
  GtkWidget *dialog;

  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  gtk_toggle_button_set_active (ui_test_child (dialog, "show_button"), TRUE);
  g_autofree char *key_id = g_compute_checksum_for_string (
      G_CHECKSUM_SHA256, gtk_label_get_text (ui_test_child (dialog, "secret_label")), -1);
  g_strlcpy (new_key_id, key_id, sizeof new_key_id);
  gtk_widget_activate_action (dialog, "secret.saved", NULL);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) == NULL);
}

static void
create (FaultWalk *walk, const char *alias)
{
  fault_walk_open_dialog (walk, "keys", "keys.new");
  fault_walk_type (walk, "user_id", OWNER);
  fault_walk_type (walk, "key_alias", alias);
  fault_walk_send (walk);
}

static void
go_back (FaultWalk *walk)
{
  gtk_widget_activate_action (GTK_WIDGET (walk->window), "win.back", NULL);
  ui_test_wait_until (shows_keys (walk));
}

static void
create_early (FaultWalk *walk)
{
  go_back (walk);
  create (walk, "new-early");
  if (walk->expected == NULL)
    save_secret ();
}

static void
create_early_again (FaultWalk *walk)
{
  fault_walk_send (walk);
  save_secret ();
}

static void
check_new_early_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "key_alias", "new-early");
  fault_walk_check_field (walk, "user_id", OWNER);
  fault_walk_check_look (walk, FALSE);
}

static void
create_key (FaultWalk *walk)
{
  go_back (walk);
  create (walk, "new");
  save_secret ();
}

static void
check_new_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "key_alias", "new");
  fault_walk_check_field (walk, "user_id", OWNER);
  fault_walk_check_look (walk, walk->fault->is_undecided);
}

static void
create_again (FaultWalk *walk)
{
  fault_walk_look_and_send (walk, "The key was not created.");
}

static gboolean
shows_new_key (FaultWalk *walk)
{
  return fault_walk_dialog_is_closed (walk) && shows_key (walk);
}

/* The server has the key whose secret was shown. */
static void
check_new_key (FaultWalk *walk)
{
  g_assert_cmpstr (orch_key_get_id (get_key (walk)), ==, new_key_id);
}

static void
delete_key (FaultWalk *walk)
{
  fault_walk_act (walk, "key", "key.delete");
  ui_test_answer ("_Delete");
}

static void
delete_again (FaultWalk *walk)
{
  if (!walk->fault->is_done)
    delete_key (walk);
}

static gboolean
has_outcome (const char *words)
{
  GtkWidget *job = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG);

  return job != NULL
         && strstr (gtk_label_get_text (ui_test_child (job, "summary_label")), words) != NULL;
}

/* Until all have had their turn. */
static void
do_to_several (FaultWalk *walk, const char *action, const char *verb, const char *outcome)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  guint n = 0;

  gtk_toggle_button_set_active (ui_test_child (keys_page (walk), "select_button"), TRUE);
  for (guint i = 0; n < SEVERAL; i++)
    if (orch_key_get_status (get_listed (walk, i), now) == ORCH_KEY_STATUS_ACTIVE) {
      g_signal_emit_by_name (ui_test_child (keys_page (walk), "table"), "activate", i);
      n++;
    }
  gtk_widget_activate_action (ui_test_child (keys_page (walk), "selection_bar"), action, NULL);
  ui_test_answer (verb);
  ui_test_wait_until (has_outcome (outcome));
}

static void
block_several (FaultWalk *walk)
{
  fault_walk_act (walk, "keys", "keys.clear");
  ui_test_wait_until (shows_keys (walk) && !shows_found (walk) && get_listed (walk, 20) != NULL);
  do_to_several (walk, "selection.block", "_Block", "keys were blocked.");
}

static gboolean
has_blocked_all (FaultWalk *walk)
{
  return has_outcome ("3 keys were blocked.");
}

/* Whose answer was lost may be done. */
static void
check_several_told (FaultWalk *walk, const char *done, const char *not_done)
{
  g_autofree char *outcome = g_strjoin (
      " ", done,
      walk->fault->is_undecided ? "For 3 keys it is not known whether the server has done it."
                                : not_done,
      NULL);

  g_assert_true (has_outcome (outcome));
}

static void
check_block_told (FaultWalk *walk)
{
  check_several_told (walk, "0 keys were blocked.", "3 could not be blocked.");
}

static void
delete_several (FaultWalk *walk)
{
  do_to_several (walk, "selection.delete", "_Delete", "keys were deleted.");
}

static gboolean
has_deleted_all (FaultWalk *walk)
{
  return has_outcome ("3 keys were deleted.");
}

static void
check_delete_told (FaultWalk *walk)
{
  check_several_told (walk, "0 keys were deleted.", "3 could not be deleted.");
}

static void
run_again (FaultWalk *walk)
{
  gtk_widget_activate_action (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG), "dialog.run", NULL);
}

static void
close_job (FaultWalk *walk)
{
  gtk_toggle_button_set_active (ui_test_child (keys_page (walk), "select_button"), FALSE);
  gtk_window_close (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG));
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG) == NULL && shows_keys (walk));
}

static const FaultStep steps[] = {
  { .name = "list all keys",
    .path = "/key/list",
    .start = list_keys,
    .is_finished = shows_keys,
    .retry = list_again },
  { .name = "search for a key",
    .path = "/key/list",
    .start = search,
    .is_finished = shows_found,
    .check_kept = check_rows_stay,
    .retry = list_again },
  { .name = "open a key",
    .path = "/key/info",
    .query = "key=", /* who is signed in is asked for as well */
    .start = open_key,
    .is_finished = shows_key,
    .check_kept = check_key_stays,
    .retry = refresh_key },
  { .name = "update key: read before the save",
    .path = "/key/info",
    .query = "key=", /* who is signed in is asked for as well */
    .n_writes = 1,
    .start = update_early,
    .is_finished = fault_walk_dialog_is_closed,
    .check_kept = check_early_stays,
    .retry = fault_walk_send },
  { .name = "update key: is the alias free?",
    .path = "/key/list",
    .query = "key_alias=",
    .n_writes = 1,
    .start = update_later,
    .is_finished = fault_walk_dialog_is_closed,
    .check_kept = check_later_stays,
    .retry = fault_walk_send },
  { .name = "update key: save",
    .path = "/key/update",
    .is_write = TRUE,
    .n_writes = 1,
    .start = update,
    .is_finished = is_updated,
    .check_kept = check_save_stays,
    .retry = look_and_save },
  { .name = "block key",
    .path = "/key/block",
    .is_write = TRUE,
    .n_writes = 1,
    .is_done = "Blocked “",
    .is_not_done = "The key was not blocked",
    .start = block,
    .is_finished = is_blocked,
    .retry = block },
  { .name = "unblock key",
    .path = "/key/unblock",
    .is_write = TRUE,
    .n_writes = 1,
    .is_done = "Unblocked “",
    .is_not_done = "The key was not unblocked",
    .start = unblock,
    .is_finished = is_unblocked,
    .retry = unblock },
  { .name = "reset key spend",
    .path = "/key/*/reset_spend",
    .is_write = TRUE,
    .n_writes = 1,
    .is_done = "Spend was reset",
    .is_not_done = "Spend was not reset",
    .start = reset_spend,
    .is_finished = spend_is_zero,
    .retry = reset_spend },
  { .name = "new key: is the alias free?",
    .path = "/key/list",
    .query = "key_alias=",
    .n_writes = 1,
    .start = create_early,
    .is_finished = shows_new_key,
    .check_kept = check_new_early_stays,
    .retry = create_early_again,
    .finish = check_new_key },
  { .name = "new key",
    .path = "/key/generate",
    .is_write = TRUE,
    .n_writes = 1,
    .start = create_key,
    .is_finished = shows_new_key,
    .check_kept = check_new_stays,
    .retry = create_again,
    .finish = check_new_key },
  { .name = "delete key",
    .path = "/key/delete",
    .is_write = TRUE,
    .n_writes = 1,
    .is_done = "Deleted “",
    .is_not_done = "The key was not deleted",
    .start = delete_key,
    .is_finished = shows_keys,
    .retry = delete_again },
  { .name = "block 3 keys",
    .path = "/key/block",
    .is_write = TRUE,
    .n_writes = SEVERAL,
    .start = block_several,
    .is_finished = has_blocked_all,
    .check_kept = check_block_told,
    .retry = run_again,
    .finish = close_job },
  { .name = "delete 3 keys",
    .path = "/key/delete",
    .is_write = TRUE,
    .n_writes = SEVERAL,
    .start = delete_several,
    .is_finished = has_deleted_all,
    .check_kept = check_delete_told,
    .retry = run_again,
    .finish = close_job },
};

void
fault_keys_run (FaultWalk *walk)
{
  fault_walk_run (walk, steps, G_N_ELEMENTS (steps));
}
