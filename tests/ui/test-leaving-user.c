#include "config.h"

#include "core/client/json.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/keys/key-job-dialog.h"
#include "ui/users/user-page.h"

/* Deleting a user, and blocking the keys of somebody who leaves. */

#define LIST "/key/list"
#define BLOCK "/key/block"
#define DELETE "/user/delete"
#define ROW                                                                                        \
  "{\"user_id\": \"ann\", \"user_alias\": \"Ann\", \"user_role\": \"internal_user\","              \
  " \"spend\": 3.25}"

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  OrchUser *user;       /* (owned) */
  GtkWidget *window;    /* (unowned) */
  OrchUserPage *page;   /* (unowned) */
  GtkWidget *dialog;    /* (owned) (nullable) */
  char *deleted;        /* (owned) (nullable): text of the signal */
  gboolean was_shown;
  gboolean closed;
} Fixture;

/* The connection's own key has the ID "own". */
static void
open_session (Fixture *fixture)
{
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (fixture->server), "sk-test-0000000000");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, "/user/list", "user_list_page");
  test_server_reply (fixture->server, "/key/info", 200,
                     "{\"key\": \"own\", \"info\": {\"user_id\": \"me\"}}");
  test_server_reply (fixture->server, "/v2/user/info", 200,
                     "{\"user_id\": \"me\", \"user_role\": \"proxy_admin\"}");
  test_server_reply (fixture->server, "/v2/user/info", 200, ROW);
  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");

  fixture->session = orch_session_new (client);
  orch_session_open_async (fixture->session, NULL, test_keep_result_cb, &result);
  orch_session_open_finish (fixture->session, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
deleted_cb (Fixture *fixture, const char *text, gboolean is_shown)
{
  g_assert_null (fixture->deleted);
  fixture->deleted = g_strdup (text);
  fixture->was_shown = is_shown;
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
set_up_page (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  g_autoptr (JsonNode) node = orch_json_parse (ROW, -1, NULL, NULL, NULL);

  fixture->server = test_server_new ();
  open_session (fixture);
  fixture->user = orch_user_new_from_json (json_node_get_object (node));
  fixture->page = g_object_new (ORCH_TYPE_USER_PAGE, NULL);
  g_signal_connect_swapped (fixture->page, "deleted", G_CALLBACK (deleted_cb), fixture);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (fixture->page));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_present (GTK_WINDOW (fixture->window));
  orch_user_page_set_user (fixture->page, fixture->session, fixture->user);
}

static void
set_up_dialog (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  open_session (fixture);
  fixture->user = orch_user_new ("ann");
  if (data != NULL)
    test_server_reply (fixture->server, LIST, 200, data);
  else
    test_server_reply_fixture (fixture->server, LIST, "key_info_403");
  fixture->dialog = g_object_ref (
      GTK_WIDGET (orch_key_job_dialog_new_for_user (NULL, fixture->session, fixture->user)));
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  if (fixture->dialog != NULL && !fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_clear_object (&fixture->dialog);
  g_object_unref (fixture->user);
  g_object_unref (fixture->session);
  g_free (fixture->deleted);
  test_server_free (fixture->server);
}

static gboolean
label_is (GtkWidget *button, gconstpointer text)
{
  return gtk_widget_get_mapped (button)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), text) == 0;
}

static GtkWidget *
find_button (GtkWidget *window, const char *label)
{
  return ui_test_find (window, GTK_TYPE_BUTTON, label_is, label);
}

static GtkWidget *
ask_to_delete (Fixture *fixture)
{
  GtkWidget *question;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "user.delete", NULL);
  ui_test_wait_until ((question = ui_test_find_question ()) != NULL);
  g_assert_false (gtk_widget_is_sensitive (ui_test_child (fixture->page, "delete_button")));

  return question;
}

static void
answer (GtkWidget *question, const char *label)
{
  GtkWidget *button = find_button (question, label);

  ui_test_wait_until (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  ui_test_wait_until (ui_test_find_question () == NULL);
}

static void
test_question (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  test_server_reply (fixture->server, LIST, 200,
                     "{\"keys\": [{\"token\": \"a\", \"user_id\": \"ann\", \"team_id\": \"t\"},"
                     " {\"token\": \"b\", \"user_id\": \"ann\"}], \"total_count\": 2}");
  question = ask_to_delete (fixture);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (question)),
                            "Ann (ann) has spent $3.25."));
  g_assert_false (gtk_widget_is_sensitive (find_button (question, "_Delete")));
  g_assert_nonnull (ui_test_find_label (question, "Counting"));
  ui_test_wait_until (ui_test_find_label (question, "2 API keys will be deleted, too. 1 of them "
                                                    "belongs to a team.")
                      != NULL);
  answer (question, "_Cancel");
  ui_test_wait_until (gtk_widget_is_sensitive (ui_test_child (fixture->page, "delete_button")));
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
  g_assert_null (fixture->deleted);
}

static void
reply_no_keys (Fixture *fixture)
{
  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_count\": 0}");
}

static void
test_deletes (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  reply_no_keys (fixture);
  test_server_reply (fixture->server, DELETE, 200, "1");
  question = ask_to_delete (fixture);
  ui_test_wait_until (ui_test_find_label (question, "has no API keys") != NULL);
  answer (question, "_Delete");
  ui_test_wait_until (fixture->deleted != NULL);
  g_assert_cmpstr (fixture->deleted, ==, "Deleted “Ann”");
  g_assert_true (fixture->was_shown);
  g_assert_cmpuint (test_server_count (fixture->server, "POST " DELETE " {\"user_ids\":[\"ann\"]}"),
                    ==, 1);
}

static void
test_count_fails (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  test_server_reply_fixture (fixture->server, LIST, "key_info_403");
  test_server_reply_fixture (fixture->server, DELETE, "user_delete_404");
  question = ask_to_delete (fixture);
  ui_test_wait_until (ui_test_find_label (question, "is not known") != NULL);
  /* It can be answered all the same; somebody else was faster. */
  answer (question, "_Delete");
  ui_test_wait_until (fixture->deleted != NULL);
  g_assert_cmpstr (fixture->deleted, ==, "“Ann” had been deleted already");
}

static void
test_delete_fails (Fixture *fixture, gconstpointer data)
{
  reply_no_keys (fixture);
  test_server_reply_fixture (fixture->server, DELETE, "error_401_role");
  answer (ask_to_delete (fixture), "_Delete");
  ui_test_wait_until (ui_test_find_label (fixture->window, "You are not allowed") != NULL);
  g_assert_null (fixture->deleted);
  g_assert_true (gtk_widget_is_sensitive (ui_test_child (fixture->page, "delete_button")));
}

/* What was begun goes on when another user is shown. */
static void
test_deleted_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) other = orch_user_new ("bob");

  reply_no_keys (fixture);
  test_server_reply (fixture->server, DELETE, 200, "1");
  answer (ask_to_delete (fixture), "_Delete");
  orch_user_page_set_user (fixture->page, fixture->session, other);
  ui_test_wait_until (fixture->deleted != NULL);
  g_assert_false (fixture->was_shown);
}

static void
test_oneself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) me = orch_user_new ("me");
  GtkWidget *button = ui_test_child (fixture->page, "delete_button");

  orch_user_set_value (me, ORCH_USER_SPEND, g_variant_new_double (1));
  orch_user_page_set_user (fixture->page, fixture->session, me);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "You are signed in as this user.");
}

/* Three keys to block, one that is blocked and the connection's own. */
#define KEYS                                                                                       \
  "{\"total_count\": 5, \"keys\": ["                                                               \
  "{\"token\": \"one\", \"user_id\": \"ann\", \"key_alias\": \"laptop\", \"spend\": 1.5,"          \
  " \"team_id\": \"sales\", \"last_active\": \"2026-11-02T10:00:00Z\"},"                           \
  "{\"token\": \"before\", \"user_id\": \"ann\", \"blocked\": true},"                              \
  "{\"token\": \"two\", \"user_id\": \"ann\", \"expires\": \"2020-01-01T00:00:00Z\"},"             \
  "{\"token\": \"own\", \"user_id\": \"ann\"},"                                                    \
  "{\"token\": \"three\", \"user_id\": \"ann\"}]}"

static const char *
state (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->dialog, "states"));
}

static const char *
summary (Fixture *fixture)
{
  return gtk_label_get_text (ui_test_child (fixture->dialog, "summary_label"));
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return ui_test_find_label (fixture->dialog, text) != NULL;
}

static gboolean
offers (Fixture *fixture, const char *label)
{
  GtkWidget *button = find_button (fixture->dialog, label);

  return button != NULL && gtk_widget_is_sensitive (button);
}

static void
activate (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (fixture->dialog, action, NULL);
}

static void
reply_blocked (Fixture *fixture, const char *id)
{
  g_autofree char *body = g_strdup_printf ("{\"token\": \"%s\", \"blocked\": true}", id);

  test_server_reply (fixture->server, BLOCK, 200, body);
}

static void
test_asks (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (state (fixture), ==, "loading");
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));
  g_assert_cmpstr (summary (fixture), ==,
                   "3 keys of ann will be blocked: the server will refuse them until they are "
                   "unblocked. 1 more is blocked already. The key that you are signed in with is "
                   "left out.");
  ui_test_wait_until (shows (fixture, "laptop"));
  g_assert_true (shows (fixture, "Team sales · $1.50 · last used 2 Nov 2026"));
  g_assert_true (shows (fixture, "$0.00 · expired"));
  g_assert_true (shows (fixture, "Was blocked before"));
  g_assert_true (shows (fixture, "Left out: you are signed in with this key"));
  g_assert_true (offers (fixture, "_Block"));
  g_assert_true (offers (fixture, "_Cancel"));
  g_assert_false (offers (fixture, "_Stop"));

  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

static void
test_blocks (Fixture *fixture, gconstpointer data)
{
  reply_blocked (fixture, "one");
  test_server_reply_fixture (fixture->server, BLOCK, "key_block_403");
  reply_blocked (fixture, "three");
  reply_blocked (fixture, "two");
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));

  activate (fixture, "dialog.run");
  g_assert_cmpstr (summary (fixture), ==, "Blocking keys…");
  g_assert_true (offers (fixture, "_Stop"));
  g_assert_false (offers (fixture, "_Block"));
  ui_test_wait_until (offers (fixture, "_Try again"));
  g_assert_cmpstr (summary (fixture), ==,
                   "2 keys were blocked. 1 could not be blocked. The key that you are signed in "
                   "with is left out.");
  g_assert_true (shows (fixture, "You are not allowed to do this."));
  g_assert_true (offers (fixture, "_Close"));

  activate (fixture, "dialog.run");
  ui_test_wait_until (!offers (fixture, "_Stop"));
  g_assert_cmpstr (summary (fixture), ==,
                   "3 keys were blocked. The key that you are signed in with is left out.");
  g_assert_false (offers (fixture, "_Try again"));
  g_assert_false (shows (fixture, "You are not allowed"));
  g_assert_cmpuint (test_server_count (fixture->server, "POST " BLOCK), ==, 4);
  g_assert_cmpuint (test_server_count (fixture->server, "POST " BLOCK " {\"key\":\"own\"}"), ==, 0);
}

/* Closing stops first, so that the outcome is seen. */
static void
test_stops (Fixture *fixture, gconstpointer data)
{
  reply_blocked (fixture, "one");
  test_server_hang (fixture->server, BLOCK);
  reply_blocked (fixture, "two");
  reply_blocked (fixture, "three");
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));

  activate (fixture, "dialog.run");
  ui_test_wait_until (test_server_count (fixture->server, "POST " BLOCK " {\"key\":\"two\"}") == 1);
  g_assert_true (shows (fixture, "Being blocked"));
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (offers (fixture, "_Go on"));
  g_assert_false (fixture->closed);
  g_assert_true (
      g_str_has_prefix (summary (fixture), "1 key was blocked. Stopped: 2 keys were not blocked."));

  activate (fixture, "dialog.run");
  ui_test_wait_until (g_str_has_prefix (summary (fixture), "3 keys were blocked."));
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);
}

static void
test_stop_button (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, BLOCK);
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));
  activate (fixture, "dialog.run");
  ui_test_wait_until (test_server_count (fixture->server, "POST " BLOCK) == 1);
  activate (fixture, "dialog.stop");
  ui_test_wait_until (offers (fixture, "_Go on"));
  g_assert_true (g_str_has_prefix (summary (fixture), "0 keys were blocked. Stopped: 3 keys"));
}

static void
test_gone_while_blocking (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, BLOCK);
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));
  activate (fixture, "dialog.run");
  ui_test_wait_until (test_server_count (fixture->server, "POST " BLOCK) == 1);
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);
  for (guint i = 0; i < 10; i++)
    ui_test_iterate ();
  g_assert_cmpuint (test_server_count (fixture->server, "POST " BLOCK), ==, 1);
}

static void
test_all_blocked (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));
  g_assert_cmpstr (summary (fixture), ==, "All keys that could be blocked are blocked already.");
  g_assert_false (offers (fixture, "_Block"));
  g_assert_true (offers (fixture, "_Close"));
}

static void
test_no_keys (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (g_str_equal (state (fixture), "none"));
  g_assert_false (offers (fixture, "_Block"));
}

static void
test_reading_fails (Fixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, LIST, 200, KEYS);
  ui_test_wait_until (g_str_equal (state (fixture), "error"));
  g_assert_true (shows (fixture, "You are not allowed to do this."));
  activate (fixture, "dialog.read");
  ui_test_wait_until (g_str_equal (state (fixture), "keys"));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function)                                                                        \
  g_test_add ("/delete-user/" path, Fixture, NULL, set_up_page, function, tear_down)
  ADD ("question", test_question);
  ADD ("deletes", test_deletes);
  ADD ("count-fails", test_count_fails);
  ADD ("fails", test_delete_fails);
  ADD ("behind", test_deleted_behind);
  ADD ("oneself", test_oneself);
#undef ADD
#define ADD(path, keys, function)                                                                  \
  g_test_add ("/block-keys-dialog/" path, Fixture, keys, set_up_dialog, function, tear_down)
  ADD ("asks", KEYS, test_asks);
  ADD ("blocks", KEYS, test_blocks);
  ADD ("stops", KEYS, test_stops);
  ADD ("stop-button", KEYS, test_stop_button);
  ADD ("gone-while-blocking", KEYS, test_gone_while_blocking);
  ADD ("all-blocked",
       "{\"keys\": [{\"token\": \"a\", \"user_id\": \"ann\", \"blocked\": true}],"
       " \"total_count\": 1}",
       test_all_blocked);
  ADD ("no-keys", "{\"keys\": [], \"total_count\": 0}", test_no_keys);
  ADD ("reading-fails", NULL, test_reading_fails);
#undef ADD

  return g_test_run ();
}
