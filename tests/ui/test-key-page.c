#include "config.h"

#include "session-test.h"
#include "ui-test.h"
#include "ui/keys/key-page.h"
#include "ui/keys/update-key-dialog.h"

/* What happens to a key on its page. The connection's own key has the ID "own". */

#define INFO "/key/info"
#define LONG_AGO "2026-01-02T03:04:05Z"

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  GtkWidget *window;    /* (unowned) */
  OrchKeyPage *page;    /* (unowned) */
  OrchKey *key;         /* (owned) */
  char *deleted;        /* (owned) (nullable): text of the signal */
  char *owner;          /* (owned) (nullable): whose page was asked for */
  gboolean was_shown;
} Fixture;

/* Who looks at which key. */
typedef struct {
  const char *role;
  const char *id;
  const char *fields;
} Case;

static const Case plain = { "proxy_admin", "one",
                            "\"key_alias\": \"laptop\", \"key_name\": \"sk-...abcd\","
                            " \"user_id\": \"ann\", \"created_by\": \"me\", \"spend\": 3.25,"
                            " \"max_budget\": 10, \"last_active\": \"" LONG_AGO "\"" };
static const Case own = { "proxy_admin", "own",
                          "\"key_alias\": \"mine\", \"user_id\": \"me\", \"spend\": 1" };

static const Case rotated = {
  "proxy_admin", "one",
  "\"key_alias\": \"laptop\", \"spend\": 1, \"user_id\": \"ann\", \"auto_rotate\": true,"
  " \"rotation_interval\": \"30d\","
  " \"last_rotation_at\": \"" LONG_AGO "\","
  " \"key_rotation_at\": \"" LONG_AGO "\""
};

static void
deleted_cb (Fixture *fixture, const char *text, gboolean is_shown)
{
  fixture->deleted = g_strdup (text);
  fixture->was_shown = is_shown;
}

static void
user_activated_cb (Fixture *fixture, const char *user_id)
{
  fixture->owner = g_strdup (user_id);
}

static char *
write_info (const char *id, const char *fields)
{
  return g_strdup_printf ("{\"key\": \"%s\", \"info\": {%s}}", id, fields);
}

static void
reply_info (Fixture *fixture, const char *id, const char *fields)
{
  g_autofree char *body = write_info (id, fields);

  test_server_reply (fixture->server, INFO, 200, body);
}

static void
open_session (Fixture *fixture, const Case *test)
{
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (fixture->server), "sk-test-0000000000");
  g_autofree char *user =
      g_strdup_printf ("{\"user_id\": \"me\", \"user_role\": \"%s\"}", test->role);

  if (g_str_equal (test->role, "proxy_admin"))
    test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  else
    test_server_reply_fixture (fixture->server, "/user/list", "user_list_403");
  reply_info (fixture, "own", "\"user_id\": \"me\"");
  reply_info (fixture, test->id, test->fields);
  test_server_reply (fixture->server, "/v2/user/info", 200, user);
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");
  fixture->session = session_test_open (client);
  ui_test_wait_until (orch_server_get_settled (orch_session_get_server (fixture->session)));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Case *test = data;
  GtkWidget *overlay = adw_toast_overlay_new ();

  fixture->server = test_server_new ();
  open_session (fixture, test);
  fixture->key = orch_key_new (test->id);
  fixture->page = g_object_new (ORCH_TYPE_KEY_PAGE, NULL);
  g_signal_connect_swapped (fixture->page, "deleted", G_CALLBACK (deleted_cb), fixture);
  g_signal_connect_swapped (fixture->page, "user-activated", G_CALLBACK (user_activated_cb),
                            fixture);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (fixture->page));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_present (GTK_WINDOW (fixture->window));

  orch_key_page_set_key (fixture->page, fixture->session, fixture->key);
  ui_test_wait_until (g_str_equal (
      gtk_stack_get_visible_child_name (ui_test_child (fixture->page, "states")), "record"));
  ui_test_wait_until (!gtk_spinner_get_spinning (ui_test_child (fixture->page, "busy_spinner")));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->key);
  g_object_unref (fixture->session);
  g_free (fixture->deleted);
  g_free (fixture->owner);
  test_server_free (fixture->server);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return ui_test_find_label (fixture->window, text) != NULL;
}

/* In the menu. */
static gboolean
has_item (Fixture *fixture, const char *label)
{
  GMenuModel *menu = ui_test_child (fixture->page, "key_menu");

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++) {
    g_autofree char *found = NULL;

    if (g_menu_model_get_item_attribute (menu, i, "label", "s", &found)
        && g_str_equal (found, label))
      return TRUE;
  }

  return FALSE;
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL);
}

static gboolean
was_sent (Fixture *fixture, const char *request)
{
  return test_server_count (fixture->server, request) == 1;
}

static void
test_shows_all (Fixture *fixture, gconstpointer data)
{
  g_assert_true (shows (fixture, "laptop"));
  g_assert_true (shows (fixture, "Active"));
  g_assert_true (shows (fixture, "Owner: ann"));
  g_assert_true (shows (fixture, "$3.25"));
  g_assert_true (shows (fixture, "$6.75 left"));
  g_assert_true (shows (fixture, "Never"));
  g_assert_true (shows (fixture, "sk-...abcd"));
  g_assert_true (shows (fixture, "2 Jan 2026"));
  g_assert_true (gtk_widget_get_sensitive (ui_test_child (fixture->page, "edit_button")));
  g_assert_true (has_item (fixture, "_Block"));
  g_assert_false (has_item (fixture, "_Unblock"));
  g_assert_true (has_item (fixture, "_Copy key ID"));
  g_assert_true (has_item (fixture, "_Reset key spend"));
  g_assert_true (has_item (fixture, "_Delete key"));
}

static const Case governed = { "proxy_admin", "one",
                               "\"key_alias\": \"laptop\", \"spend\": 3, \"max_budget\": 10,"
                               " \"team_id\": \"sales\", \"team_spend\": 95,"
                               " \"team_max_budget\": 100, \"expires\": \"2020-01-01T00:00:00Z\","
                               " \"blocked\": null, \"budget_limits\":"
                               " [{\"budget_duration\": \"1d\", \"max_budget\": 5}],"
                               " \"router_settings\": {\"deep\": [1, 2]}" };

static void
test_names_what_governs (Fixture *fixture, gconstpointer data)
{
  g_assert_true (shows (fixture, "$7.00 left\nThe team’s budget ends first: $95.00 of $100.00\n"
                                 "$5.00 per 1d"));
  g_assert_true (shows (fixture, "No owner · Team sales"));
  g_assert_true (shows (fixture, "Expired"));
}

/* Only what no other row says, and only when it is asked for. */
static void
test_tells_everything (Fixture *fixture, gconstpointer data)
{
  GtkWidget *facts = ui_test_child (fixture->page, "facts_row");

  g_assert_false (shows (fixture, "router_settings"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (facts), TRUE);
  ui_test_wait_until (shows (fixture, "router_settings"));
  g_assert_true (shows (fixture, "\"deep\""));
  g_assert_false (shows (fixture, "key_alias"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (facts), FALSE);
  g_assert_null (ui_test_find_label (facts, "\"deep\""));
}

/* It is the server's doing, and it may not. */
static void
test_tells_rotation (Fixture *fixture, gconstpointer data)
{
  g_assert_true (shows (fixture, "Every 30d, if rotation is enabled on the server"));
  g_assert_true (shows (fixture, "Last rotation"));
  g_assert_true (shows (fixture, "Next rotation"));
}

static void
test_opens_owner (Fixture *fixture, gconstpointer data)
{
  gboolean handled;

  g_signal_emit_by_name (ui_test_child (fixture->page, "summary_label"), "activate-link", "owner",
                         &handled);
  g_assert_true (handled);
  g_assert_cmpstr (fixture->owner, ==, "ann");
}

static void
test_edits (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  act (fixture, "key.edit");
  ui_test_wait_until ((dialog = ui_test_find_window (ORCH_TYPE_UPDATE_KEY_DIALOG)) != NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_blocks (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/block", 200, "{\"token\": \"one\", \"blocked\": true}");
  act (fixture, "key.block");
  ui_test_answer ("_Block");
  ui_test_wait_until (shows (fixture, "Blocked “laptop”"));
  g_assert_true (was_sent (fixture, "POST /key/block {\"key\":\"one\"}"));
  g_assert_false (has_item (fixture, "_Block"));

  /* Needs no question. */
  test_server_reply (fixture->server, "/key/unblock", 200,
                     "{\"token\": \"one\", \"blocked\": false}");
  ui_test_dismiss_toasts (fixture->window);
  act (fixture, "key.unblock");
  ui_test_wait_until (shows (fixture, "Unblocked “laptop”"));
  g_assert_true (has_item (fixture, "_Block"));
}

static void
test_takes_back (Fixture *fixture, gconstpointer data)
{
  act (fixture, "key.block");
  ui_test_answer ("_Cancel");
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);

  /* And can be asked again. */
  ui_test_wait_until ((act (fixture, "key.block"), ui_test_find_question () != NULL));
  ui_test_answer ("_Cancel");
}

static void
test_block_refused (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/block", "key_block_403");
  act (fixture, "key.block");
  ui_test_answer ("_Block");
  ui_test_wait_until (shows (fixture, "The key was not blocked. You are not allowed"));
}

/* The answer was lost: the page looks what the server has. */
static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, "/key/block");
  test_server_forget_replies (fixture->server, INFO);
  reply_info (fixture, "one", "\"key_alias\": \"laptop\", \"spend\": 3.25, \"blocked\": true");
  act (fixture, "key.block");
  ui_test_answer ("_Block");
  ui_test_wait_until (shows (fixture, "Blocked “laptop”"));

  ui_test_dismiss_toasts (fixture->window);
  test_server_close_without_reply (fixture->server, "/key/one/reset_spend");
  test_server_forget_replies (fixture->server, INFO);
  reply_info (fixture, "one", "\"key_alias\": \"laptop\", \"spend\": 3.25, \"blocked\": true");
  act (fixture, "key.reset-spend");
  ui_test_answer ("_Reset spend");
  ui_test_wait_until (shows (fixture, "Spend was not reset."));
  g_assert_false (shows (fixture, "It is not known"));
}

static void
test_resets_spend (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/one/reset_spend", 200,
                     "{\"key_hash\": \"one\", \"spend\": 0.0, \"previous_spend\": 3.25}");
  act (fixture, "key.reset-spend");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (ui_test_find_label (ui_test_find_question (), "laptop (ann) has spent $3.25."));
  ui_test_answer ("_Reset spend");
  ui_test_wait_until (shows (fixture, "Spend was reset"));
  /* There is nothing left to be reset. */
  act (fixture, "key.reset-spend");
  g_assert_null (ui_test_find_question ());
}

static void
test_deletes (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/delete", 200, "{\"deleted_keys\": [\"one\"]}");
  act (fixture, "key.delete");
  ui_test_answer ("_Delete");
  ui_test_wait_until (fixture->deleted != NULL);
  g_assert_cmpstr (fixture->deleted, ==, "Deleted “laptop”");
  g_assert_true (fixture->was_shown);
}

static void
test_deleted_before (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, "/key/delete", "key_delete_404");
  act (fixture, "key.delete");
  ui_test_answer ("_Delete");
  ui_test_wait_until (fixture->deleted != NULL);
  g_assert_cmpstr (fixture->deleted, ==, "“laptop” had been deleted already");
}

static gboolean
is_delete (GtkWidget *button, gconstpointer data)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), "_Delete") == 0;
}

/* Somebody still uses the key. */
static void
test_types_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *row = g_strdup_printf ("{\"token\": \"one\", \"last_active\": \"%s\"}", time);
  g_autoptr (JsonNode) node = json_from_string (row, NULL);
  GtkWidget *entry, *button;

  orch_key_assign_json (fixture->key, json_node_get_object (node));
  act (fixture, "key.delete");
  ui_test_wait_until (ui_test_find_question () != NULL);
  g_assert_nonnull (
      ui_test_find_label (ui_test_find_question (), "It was last used 0 minutes ago."));
  entry = ui_test_find (ui_test_find_question (), GTK_TYPE_ENTRY, NULL, NULL);
  button = ui_test_find (ui_test_find_question (), GTK_TYPE_BUTTON, is_delete, NULL);
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (entry), "lap");
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (entry), " laptop");
  g_assert_true (gtk_widget_is_sensitive (button));
  ui_test_answer ("_Cancel");
}

static void
test_own_key (Fixture *fixture, gconstpointer data)
{
  static const char *const questions[][2] = { { "key.block", "_Block" },
                                              { "key.delete", "_Delete" } };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    ui_test_wait_until ((act (fixture, questions[i][0]), ui_test_find_question () != NULL));
    g_assert_nonnull (
        ui_test_find_label (ui_test_find_question (), "You are signed in with this key"));
    ui_test_answer ("_Cancel");
    ui_test_wait_until (ui_test_find_question () == NULL);
  }
}

static const Case self_made = { "internal_user", "mine",
                                "\"key_alias\": \"mine\", \"user_id\": \"me\","
                                " \"created_by\": \"me\", \"spend\": 1" };
static const Case given = { "internal_user", "given",
                            "\"key_alias\": \"given\", \"user_id\": \"me\","
                            " \"created_by\": \"boss\", \"spend\": 1" };
static const Case looked_at = { "proxy_admin_viewer", "one",
                                "\"key_alias\": \"laptop\", \"user_id\": \"ann\", \"spend\": 1" };
static const Case gone = { "proxy_admin", "one",
                           "\"key_alias\": \"laptop\", \"user_id\": \"ann\", \"spend\": 1,"
                           " \"status\": \"deleted\"" };

/* An owner blocks with an update (contract §5), and resets no spend. */
static void
test_owner (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, "/key/update", 200,
                     "{\"token\": \"mine\", \"blocked\": true}");
  g_assert_false (has_item (fixture, "_Reset key spend"));
  act (fixture, "key.block");
  ui_test_answer ("_Block");
  ui_test_wait_until (shows (fixture, "Blocked “mine”"));
  g_assert_true (was_sent (fixture, "POST /key/update"));
}

static void
test_not_self_made (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = ui_test_child (fixture->page, "edit_button");
  GtkWidget *menu_button = ui_test_child (fixture->page, "menu_button");

  g_assert_true (gtk_widget_get_visible (button));
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_nonnull (gtk_widget_get_tooltip_text (button));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (menu_button), "Block – "));
  g_assert_null (strstr (gtk_widget_get_tooltip_text (menu_button), "Delete key – "));
  g_assert_true (has_item (fixture, "_Block"));
  act (fixture, "key.block");
  g_assert_null (ui_test_find_question ());
}

static void
test_viewer (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->page, "edit_button")));
  g_assert_true (has_item (fixture, "_Copy key ID"));
  g_assert_false (has_item (fixture, "_Block"));
  g_assert_false (has_item (fixture, "_Delete key"));
}

static void
test_deleted_key (Fixture *fixture, gconstpointer data)
{
  g_assert_true (shows (fixture, "Deleted"));
  g_assert_false (gtk_widget_is_sensitive (ui_test_child (fixture->page, "edit_button")));
  act (fixture, "key.delete");
  g_assert_null (ui_test_find_question ());
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  orch_key_page_set_key (fixture->page, NULL, NULL);
  g_assert_null (orch_key_page_get_key (fixture->page));
  act (fixture, "key.copy-id");
  act (fixture, "key.refresh");
  act (fixture, "key.edit");
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test, function)                                                                  \
  g_test_add ("/key-page/" path, Fixture, &test, set_up, function, tear_down)
  ADD ("shows-all", plain, test_shows_all);
  ADD ("names-what-governs", governed, test_names_what_governs);
  ADD ("tells-everything", governed, test_tells_everything);
  ADD ("tells-rotation", rotated, test_tells_rotation);
  ADD ("opens-owner", plain, test_opens_owner);
  ADD ("edits", plain, test_edits);
  ADD ("blocks", plain, test_blocks);
  ADD ("takes-back", plain, test_takes_back);
  ADD ("block-refused", plain, test_block_refused);
  ADD ("lost-answer", plain, test_lost_answer);
  ADD ("resets-spend", plain, test_resets_spend);
  ADD ("deletes", plain, test_deletes);
  ADD ("deleted-before", plain, test_deleted_before);
  ADD ("types-name", plain, test_types_name);
  ADD ("own-key", own, test_own_key);
  ADD ("owner", self_made, test_owner);
  ADD ("not-self-made", given, test_not_self_made);
  ADD ("viewer", looked_at, test_viewer);
  ADD ("deleted-key", gone, test_deleted_key);
  ADD ("nothing", plain, test_nothing);
#undef ADD

  return g_test_run ();
}
