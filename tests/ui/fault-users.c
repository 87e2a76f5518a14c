#include "config.h"

#include "fault-walk.h"
#include "ui-test.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/users/user-keys.h"

/* What is done to users. */

#define N_USERS 300
#define USER_ID "user-000007"

static gpointer
users_page (FaultWalk *walk)
{
  return fault_walk_get_page (walk, "users");
}

static gpointer
user_page (FaultWalk *walk)
{
  return fault_walk_get_page (walk, "user");
}

static OrchPagedList *
get_list (FaultWalk *walk)
{
  return orch_session_get_list (walk->session, ORCH_PAGE_USERS);
}

static gboolean
shows_rows (FaultWalk *walk)
{
  return g_str_equal (fault_walk_page (walk), "users")
         && g_str_equal (fault_walk_state (users_page (walk)), "table")
         && !fault_walk_bar_is_shown (users_page (walk))
         && g_list_model_get_n_items (G_LIST_MODEL (get_list (walk))) == N_USERS;
}

/* The list may have failed alone, or the connection. */
static void
load_again (FaultWalk *walk)
{
  if (g_str_equal (fault_walk_page (walk), "users"))
    fault_walk_act (walk, "users", "users.retry");
  else
    fault_walk_open_session (walk);
}

static gboolean
is_loaded (FaultWalk *walk, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (get_list (walk)), position);

  return row != NULL && orch_paged_row_get_item (row) != NULL;
}

static void
scroll_to_end (FaultWalk *walk)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (ui_test_child (users_page (walk), "scroller"));

  ui_test_wait_until (gtk_adjustment_get_upper (adjustment) > 5000);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static gboolean
shows_end (FaultWalk *walk)
{
  return shows_rows (walk) && is_loaded (walk, N_USERS - 1);
}

static void
check_rows_stay (FaultWalk *walk)
{
  g_assert_cmpstr (fault_walk_state (users_page (walk)), ==, "table");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_list (walk))), >, 0);
  g_assert_true (is_loaded (walk, 0));
  g_assert_true (fault_walk_bar_is_shown (users_page (walk)));
  g_assert_nonnull (fault_walk_find_text ("last updated: "));
}

static void
search (FaultWalk *walk)
{
  gtk_editable_set_text (ui_test_child (users_page (walk), "search_entry"), USER_ID);
}

static gboolean
shows_found (FaultWalk *walk)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_list (walk))) == 1
         && !fault_walk_bar_is_shown (users_page (walk))
         && fault_walk_find_text ("1 user found") != NULL;
}

static void
check_search_stays (FaultWalk *walk)
{
  GtkEditable *entry = ui_test_child (users_page (walk), "search_entry");

  check_rows_stay (walk);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, USER_ID);
  /* The rows are those of the last search, and so is their number. */
  g_assert_nonnull (fault_walk_find_text ("300 users"));
  g_assert_null (fault_walk_find_text ("300 users found"));
}

static void
sort (FaultWalk *walk)
{
  GtkColumnView *view = ui_test_child (users_page (walk), "table");
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr (GtkColumnViewColumn) second = g_list_model_get_item (columns, 1);

  gtk_column_view_sort_by_column (view, second, GTK_SORT_DESCENDING);
}

static gboolean
is_sorted (FaultWalk *walk)
{
  return orch_paged_list_get_state (get_list (walk)) == ORCH_LIST_READY && shows_found (walk);
}

static void
open_user (FaultWalk *walk)
{
  g_signal_emit_by_name (ui_test_child (users_page (walk), "table"), "activate", 0);
}

static gboolean
shows_user (FaultWalk *walk)
{
  return fault_walk_shows_record (walk, "user");
}

static void
check_user_stays (FaultWalk *walk)
{
  g_assert_cmpstr (fault_walk_state (user_page (walk)), ==, "record");
  g_assert_nonnull (fault_walk_find_text (USER_ID));
}

static void
refresh_user (FaultWalk *walk)
{
  fault_walk_act (walk, "user", "user.refresh");
}

static gboolean
spend_is_zero (FaultWalk *walk)
{
  return ui_test_find_label (ui_test_child (user_page (walk), "spend_card"), "$0.00") != NULL;
}

static void
reset_spend (FaultWalk *walk)
{
  if (spend_is_zero (walk))
    return;

  fault_walk_act (walk, "user", "user.reset-spend");
  ui_test_answer ("_Reset spend");
}

/* With the keys, which are read from where the next step reads. */
static gboolean
shows_new_user (FaultWalk *walk)
{
  OrchPagedList *keys = orch_user_keys_get_list (ui_test_child (user_page (walk), "keys"));

  return fault_walk_dialog_is_closed (walk) && keys != NULL
         && orch_paged_list_get_state (keys) == ORCH_LIST_READY;
}

static void
update_user (FaultWalk *walk)
{
  fault_walk_open_dialog (walk, "user", "user.edit");
  fault_walk_type (walk, "user_alias", "Typed");
  fault_walk_send (walk);
}

static void
update_user_early (FaultWalk *walk)
{
  fault_walk_open_dialog (walk, "user", "user.edit");
  fault_walk_type (walk, "user_alias", "Typed early");
  fault_walk_send (walk);
}

static void
check_update_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "user_alias", "Typed early");
  fault_walk_check_look (walk, FALSE);
}

static void
check_save_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "user_alias", "Typed");
  fault_walk_check_look (walk, walk->fault->is_undecided);
}

static void
look_and_save (FaultWalk *walk)
{
  fault_walk_look_and_send (walk, "The server does not have your value of: Alias");
}

static void
create_user (FaultWalk *walk)
{
  gtk_widget_activate_action (GTK_WIDGET (walk->window), "win.back", NULL);
  fault_walk_open_dialog (walk, "users", "users.new");
  fault_walk_type (walk, "user_id", "typed-one");
  fault_walk_send (walk);
}

static void
check_new_user_stays (FaultWalk *walk)
{
  fault_walk_check_field (walk, "user_id", "typed-one");
  fault_walk_check_look (walk, walk->fault->is_undecided);
}

static void
create_again (FaultWalk *walk)
{
  fault_walk_look_and_send (walk, "The user was not created.");
}

static void
delete_user (FaultWalk *walk)
{
  gpointer dialog = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG);

  if (dialog != NULL)
    gtk_window_destroy (dialog);
  fault_walk_act (walk, "user", "user.delete");
  ui_test_answer ("_Delete");
}

static void
delete_again (FaultWalk *walk)
{
  if (!walk->fault->is_done)
    delete_user (walk);
}

static gboolean
shows_list (FaultWalk *walk)
{
  return g_str_equal (fault_walk_page (walk), "users");
}

static void
read_keys (FaultWalk *walk)
{
  fault_walk_act (walk, "user", "user.block-keys");
}

static gboolean
has_read_keys (FaultWalk *walk)
{
  gpointer dialog = ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG);

  return dialog != NULL && !g_str_equal (fault_walk_state (dialog), "error")
         && !g_str_equal (fault_walk_state (dialog), "loading");
}

static void
read_keys_again (FaultWalk *walk)
{
  gtk_widget_activate_action (ui_test_find_window (ORCH_TYPE_KEY_JOB_DIALOG), "dialog.read", NULL);
}

static const FaultStep steps[] = {
  { .name = "connect: who is signed in",
    .path = "/key/info",
    .start = fault_walk_open_session,
    .is_finished = shows_rows,
    .retry = load_again },
  { .name = "connect: first rows",
    .path = "/user/list",
    .start = fault_walk_open_session,
    .is_finished = shows_rows,
    .retry = load_again },
  { .name = "scroll to a later page",
    .path = "/user/list",
    .start = scroll_to_end,
    .is_finished = shows_end,
    .check_kept = check_rows_stay,
    .retry = load_again },
  { .name = "search",
    .path = "/user/list",
    .start = search,
    .is_finished = shows_found,
    .check_kept = check_search_stays,
    .retry = load_again },
  { .name = "sort",
    .path = "/user/list",
    .start = sort,
    .is_finished = is_sorted,
    .check_kept = check_rows_stay,
    .retry = load_again },
  { .name = "open a user",
    .path = "/v2/user/info",
    .query = "user_id=" USER_ID, /* who is signed in is read as well */
    .start = open_user,
    .is_finished = shows_user,
    .check_kept = check_user_stays,
    .retry = refresh_user },
  { .name = "reset spend",
    .path = "/user/update",
    .is_write = TRUE,
    .n_writes = 1,
    .is_done = "Spend was reset",
    .is_not_done = "Spend was not reset",
    .start = reset_spend,
    .is_finished = spend_is_zero,
    .retry = reset_spend },
  { .name = "update user: read before the save",
    .path = "/v2/user/info",
    .query = "user_id=" USER_ID, /* who is signed in is read as well */
    .n_writes = 1,
    .start = update_user_early,
    .is_finished = fault_walk_dialog_is_closed,
    .check_kept = check_update_stays,
    .retry = fault_walk_send },
  { .name = "update user: save",
    .path = "/user/update",
    .is_write = TRUE,
    .n_writes = 1,
    .start = update_user,
    .is_finished = fault_walk_dialog_is_closed,
    .check_kept = check_save_stays,
    .retry = look_and_save },
  { .name = "new user",
    .path = "/user/new",
    .is_write = TRUE,
    .n_writes = 1,
    .start = create_user,
    .is_finished = shows_new_user,
    .check_kept = check_new_user_stays,
    .retry = create_again },
  { .name = "block all keys: read them",
    .path = "/key/list",
    .start = read_keys,
    .is_finished = has_read_keys,
    .retry = read_keys_again },
  { .name = "delete user",
    .path = "/user/delete",
    .is_write = TRUE,
    .n_writes = 1,
    .is_done = "Deleted “",
    .is_not_done = "The user was not deleted",
    .start = delete_user,
    .is_finished = shows_list,
    .retry = delete_again },
};

void
fault_users_run (FaultWalk *walk)
{
  fault_walk_run (walk, steps, G_N_ELEMENTS (steps));
}
