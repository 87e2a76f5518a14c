#include "config.h"

#include "core/client/json.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/keys/update-key-dialog.h"

#define KEY_ID "c0ffee"

/* Replaced in a copy of it to say what the server has. */
#define ROW                                                                                        \
  "{\"token\": \"c0ffee\", \"key_alias\": \"ci\", \"user_id\": \"ann\", \"created_by\": \"ann\","  \
  " \"spend\": 3.25, \"max_budget\": 10.0, \"budget_duration\": \"30d\", \"tpm_limit\": null,"     \
  " \"rpm_limit\": 5, \"max_parallel_requests\": null, \"models\": [\"gpt-4o\"],"                  \
  " \"metadata\": {\"team\": \"sales\"}, \"blocked\": null, \"expires\": "                         \
  "\"2040-01-31T18:30:00Z\"}"

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  OrchKey *key;         /* (owned) */
  GtkWidget *dialog;    /* (owned): gone from the screen once it was closed */
  GtkWidget *form;
  char *saved; /* (owned) (nullable): text of the signal */
  gboolean closed;
} Fixture;

static void
saved_cb (Fixture *fixture, const char *text)
{
  g_assert_null (fixture->saved);
  fixture->saved = g_strdup (text);
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = orch_json_parse (ROW, -1, NULL, NULL, NULL);

  fixture->server = test_server_new ();
  fixture->session = session_test_open_master (fixture->server);
  fixture->key = orch_key_new_from_json (json_node_get_object (node));
  fixture->dialog =
      g_object_ref (GTK_WIDGET (orch_update_key_dialog_new (NULL, fixture->session, fixture->key)));
  fixture->form = ui_test_child (fixture->dialog, "form");
  g_signal_connect_swapped (fixture->dialog, "saved", G_CALLBACK (saved_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (!fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_unref (fixture->dialog);
  g_object_unref (fixture->key);
  g_object_unref (fixture->session);
  g_free (fixture->saved);
  test_server_free (fixture->server);
}

static OrchFieldRow *
row (Fixture *fixture, const char *name)
{
  return ORCH_FIELD_ROW (ui_test_child (fixture->form, name));
}

static void
type (Fixture *fixture, const char *name, const char *text)
{
  orch_field_row_set_text (row (fixture, name), text);
}

static char *
change_row (const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (ROW, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);

  return g_strjoinv (to, parts);
}

/* From now on; what opened the session is not said again. */
static void
reply_to_read (Fixture *fixture, const char *key_row)
{
  g_autofree char *body = g_strdup_printf ("{\"key\": \"" KEY_ID "\", \"info\": %s}", key_row);

  test_server_forget_replies (fixture->server, "/key/info");
  test_server_reply (fixture->server, "/key/info", 200, body);
  test_server_reply (fixture->server, "/key/list", 200, "{\"keys\": [], \"total_count\": 0}");
}

static void
reply_to_write (Fixture *fixture, const char *key_row)
{
  test_server_reply (fixture->server, "/key/update", 200, key_row);
}

static const char *
last_write (Fixture *fixture)
{
  GPtrArray *log = test_server_get_log (fixture->server);

  for (guint i = log->len; i > 0; i--)
    if (g_str_has_prefix (log->pdata[i - 1], "POST "))
      return log->pdata[i - 1];

  return NULL;
}

static void
assert_contains (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("“%s” does not contain “%s”", text, part);
}

static void
send (Fixture *fixture)
{
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog) || fixture->closed);
}

static void
test_sends_only_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = change_row ("10.0", "42.5");
  double max_budget;

  g_assert_false (ui_test_can_send (fixture->dialog));
  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "max_budget", "42.5");
  send (fixture);

  g_assert_true (fixture->closed);
  g_assert_cmpstr (fixture->saved, ==, "Saved “Max budget”");
  g_assert_cmpstr (last_write (fixture), ==,
                   "POST /key/update {\"key\":\"" KEY_ID "\",\"max_budget\":42.5}");
  /* Every page that shows the key changes. */
  g_assert_true (orch_key_get_max_budget (fixture->key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 42.5);
}

static void
test_clears (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = change_row ("\"2040-01-31T18:30:00Z\"", "null");

  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "expires", NULL);
  send (fixture);
  g_assert_cmpstr (fixture->saved, ==, "Saved “Expires”");
  assert_contains (last_write (fixture), "\"duration\":\"-1\"");
}

static void
test_blocks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = change_row ("\"blocked\": null", "\"blocked\": true");

  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "blocked", "true");
  send (fixture);
  g_assert_cmpstr (fixture->saved, ==, "Saved “Blocked”");
  g_assert_true (orch_key_is_blocked (fixture->key));
}

static void
test_partly (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = change_row ("10.0", "42.5");

  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "max_budget", "42.5");
  type (fixture, "max_parallel_requests", "3");
  type (fixture, "models", "o3");
  send (fixture);
  g_assert_cmpstr (fixture->saved, ==,
                   "Saved, but the server did not take: Max parallel requests, Models");
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autofree char *theirs = change_row ("2040-01-31", "2041-01-31");
  g_autofree char *stored = change_row ("\"2040-01-31T18:30:00Z\"", "null");
  const char *body;

  reply_to_read (fixture, theirs);
  reply_to_write (fixture, stored);
  type (fixture, "expires", NULL);
  ui_test_send (fixture->dialog);
  ui_test_wait_until (ui_test_find_question () != NULL);
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (ui_test_find_question ()));
  assert_contains (body, "Expires");
  assert_contains (body, "31 Jan 2041");
  assert_contains (body, "never");
  g_assert_null (last_write (fixture));

  ui_test_answer ("_Overwrite");
  ui_test_wait_until (fixture->saved != NULL);
}

static void
test_alias_taken (Fixture *fixture, gconstpointer data)
{
  reply_to_read (fixture, ROW);
  test_server_reply_fixture (fixture->server, "/key/update", "key_update_400_alias");
  type (fixture, "key_alias", "other");
  send (fixture);
  g_assert_cmpstr (orch_field_row_get_message (row (fixture, "key_alias")), ==,
                   "Another key has this alias.");
  g_assert_null (ui_test_message (fixture->dialog));
  g_assert_true (ui_test_can_send (fixture->dialog));
  g_assert_false (fixture->closed);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  reply_to_read (fixture, ROW);
  test_server_reply_fixture (fixture->server, "/key/update", "key_update_403_budget");
  type (fixture, "max_budget", "42.5");
  send (fixture);
  assert_contains (ui_test_message (fixture->dialog), "Nothing was saved. ");
  assert_contains (ui_test_message (fixture->dialog), "not allowed");
}

static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = change_row ("10.0", "42.5");

  reply_to_read (fixture, ROW);
  test_server_close_without_reply (fixture->server, "/key/update");
  type (fixture, "max_budget", "42.5");
  send (fixture);
  assert_contains (ui_test_message (fixture->dialog), "It is not known");

  reply_to_read (fixture, stored);
  gtk_widget_activate_action (fixture->dialog, "dialog.look", NULL);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog) || fixture->closed);
  g_assert_cmpstr (fixture->saved, ==, "Saved “Max budget”");
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test)                                                                            \
  g_test_add ("/update-key-dialog/" path, Fixture, NULL, set_up, test, tear_down)

  ADD ("sends-only-changes", test_sends_only_changes);
  ADD ("clears", test_clears);
  ADD ("blocks", test_blocks);
  ADD ("partly", test_partly);
  ADD ("conflict", test_conflict);
  ADD ("alias-taken", test_alias_taken);
  ADD ("refused", test_refused);
  ADD ("lost-answer", test_lost_answer);

#undef ADD

  return g_test_run ();
}
