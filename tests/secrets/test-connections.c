#include "config.h"

#include "secrets/connections.h"
#include "secrets/memory-key-store.h"
#include "test-server.h"

#define KEY "sk-test-of-connections"
#define ADDRESS "https://litellm.example.com"

typedef struct {
  GSettings *settings;
  OrchMemoryKeyStore *keyring;
  OrchConnections *connections;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new (ORCH_APP_ID);
  g_settings_reset (fixture->settings, "connections");
  g_settings_reset (fixture->settings, "last-connection");
  fixture->keyring = orch_memory_key_store_new ();
  fixture->connections =
      orch_connections_new (fixture->settings, ORCH_KEY_STORE (fixture->keyring));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->connections);
  g_assert_finalize_object (fixture->keyring);
  g_object_unref (fixture->settings);
}

/* As the next start finds it. */
static OrchConnections *
start_again (Fixture *fixture)
{
  return orch_connections_new (fixture->settings, ORCH_KEY_STORE (fixture->keyring));
}

static guint
count (OrchConnections *connections)
{
  return g_list_model_get_n_items (G_LIST_MODEL (connections));
}

static OrchConnection *
add (Fixture *fixture, const char *name, gboolean remember)
{
  return orch_connections_add (fixture->connections, name, ADDRESS, remember);
}

static gboolean
store (Fixture *fixture, OrchConnection *connection, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_connections_store_key_async (fixture->connections, connection, key, NULL,
                                    test_keep_result_cb, &result);

  return orch_connections_store_key_finish (fixture->connections, test_wait_result (&result),
                                            error);
}

static OrchSecret *
look_up (OrchConnections *connections, OrchConnection *connection, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_connections_lookup_key_async (connections, connection, NULL, test_keep_result_cb, &result);

  return orch_connections_lookup_key_finish (connections, test_wait_result (&result), error);
}

static void
assert_key (OrchConnections *connections, OrchConnection *connection, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchSecret) key = look_up (connections, connection, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected);
}

static gboolean
remove_connection (Fixture *fixture, OrchConnection *connection, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_connections_remove_async (fixture->connections, connection, NULL, test_keep_result_cb,
                                 &result);

  return orch_connections_remove_finish (fixture->connections, test_wait_result (&result), error);
}

/* Whatever the keyring is asked in the background holds the connections. */
static void
wait_for_keyring (Fixture *fixture)
{
  while (G_OBJECT (fixture->connections)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
make_keyring_fail (Fixture *fixture, OrchKeyStoreError code)
{
  g_autoptr (GError) error = g_error_new_literal (ORCH_KEY_STORE_ERROR, code, "told to fail");

  orch_memory_key_store_set_error (fixture->keyring, error);
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchConnections) next = NULL;
  OrchConnection *found;

  orch_connection_set_certificate_authority (connection, "PEM");
  orch_connection_set_allow_plain_http (connection, TRUE);
  orch_connections_set_last_used (fixture->connections, connection);
  g_assert_true (store (fixture, connection, KEY, &error));
  g_assert_no_error (error);
  g_assert_false (orch_connection_get_key_for_this_run (connection));
  g_assert_cmpstr (
      orch_memory_key_store_get_label (fixture->keyring, orch_connection_get_id (connection)), ==,
      "LiteLLM Orchestrator: Work");

  next = start_again (fixture);
  g_assert_cmpuint (count (next), ==, 1);
  found = orch_connections_get_last_used (next);
  g_assert_nonnull (found);
  g_assert_true (orch_connections_find (next, orch_connection_get_id (connection)) == found);
  g_assert_cmpstr (orch_connection_get_name (found), ==, "Work");
  g_assert_cmpstr (orch_connection_get_address (found), ==, ADDRESS);
  g_assert_cmpstr (orch_connection_get_certificate_authority (found), ==, "PEM");
  g_assert_true (orch_connection_get_allow_plain_http (found));
  g_assert_true (orch_connection_get_remembered (found));
  assert_key (next, found, KEY);
}

static void
test_this_run (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Once", FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchConnections) next = NULL;

  orch_connections_set_last_used (fixture->connections, connection);
  g_assert_true (store (fixture, connection, KEY, &error));
  g_assert_no_error (error);
  g_assert_true (orch_connection_get_key_for_this_run (connection));
  g_assert_false (orch_connection_get_remembered (connection));
  g_assert_null (
      orch_memory_key_store_get_label (fixture->keyring, orch_connection_get_id (connection)));
  assert_key (fixture->connections, connection, KEY);

  next = start_again (fixture);
  g_assert_cmpuint (count (next), ==, 0);
  g_assert_null (orch_connections_get_last_used (next));
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GError) error = NULL;

  make_keyring_fail (fixture, ORCH_KEY_STORE_ERROR_LOCKED);
  g_assert_false (store (fixture, connection, KEY, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_LOCKED);
  g_assert_true (orch_connection_get_key_for_this_run (connection));
  g_assert_true (orch_connection_get_remembered (connection));
  assert_key (fixture->connections, connection, KEY);
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (fixture->connections, connection, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autofree char *id = g_strdup (orch_connection_get_id (connection));
  g_autofree char *last = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;
  g_autoptr (OrchConnection) orphan = NULL;

  add (fixture, "Home", TRUE);
  orch_connections_set_last_used (fixture->connections, connection);
  g_assert_true (store (fixture, connection, KEY, &error));
  g_assert_true (remove_connection (fixture, connection, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (count (fixture->connections), ==, 1);
  g_assert_null (orch_connections_find (fixture->connections, id));
  g_assert_null (orch_memory_key_store_get_label (fixture->keyring, id));
  ids = g_settings_get_strv (fixture->settings, "connections");
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  last = g_settings_get_string (fixture->settings, "last-connection");
  g_assert_cmpstr (last, ==, "");

  orphan = orch_connection_new_remembered (id);
  g_assert_cmpstr (orch_connection_get_name (orphan), ==, "");
  g_assert_cmpstr (orch_connection_get_address (orphan), ==, "");
}

/* The key would stay behind, so the connection does too, until the person decides. */
static void
test_remove_locked (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GError) error = NULL;

  make_keyring_fail (fixture, ORCH_KEY_STORE_ERROR_LOCKED);
  g_assert_false (remove_connection (fixture, connection, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_LOCKED);
  g_assert_cmpuint (count (fixture->connections), ==, 1);

  orch_connections_forget (fixture->connections, connection);
  g_assert_cmpuint (count (fixture->connections), ==, 0);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  const char *id = orch_connection_get_id (connection);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchConnections) next = NULL;

  g_assert_true (store (fixture, connection, KEY, &error));
  orch_connections_rename (fixture->connections, connection, "Office");
  wait_for_keyring (fixture);
  g_assert_cmpstr (orch_memory_key_store_get_label (fixture->keyring, id), ==,
                   "LiteLLM Orchestrator: Office");
  assert_key (fixture->connections, connection, KEY);

  next = start_again (fixture);
  g_assert_cmpstr (orch_connection_get_name (orch_connections_find (next, id)), ==, "Office");
}

static void
test_remove_this_run (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Once", FALSE);
  g_autoptr (GError) error = NULL;

  make_keyring_fail (fixture, ORCH_KEY_STORE_ERROR_UNAVAILABLE);
  g_assert_true (store (fixture, connection, KEY, &error));
  g_assert_true (remove_connection (fixture, connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture->connections), ==, 0);
}

/* The name is the person's; that the keyring shows the old one is no reason to refuse it. */
static void
test_rename_locked (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  const char *id = orch_connection_get_id (connection);
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, connection, KEY, &error));
  make_keyring_fail (fixture, ORCH_KEY_STORE_ERROR_LOCKED);
  orch_connections_rename (fixture->connections, connection, "Office");
  wait_for_keyring (fixture);

  g_assert_cmpstr (orch_connection_get_name (connection), ==, "Office");
  g_assert_cmpstr (orch_memory_key_store_get_label (fixture->keyring, id), ==,
                   "LiteLLM Orchestrator: Work");
}

static void
test_rename_this_run (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Once", FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, connection, KEY, &error));
  orch_connections_rename (fixture->connections, connection, "Once again");
  wait_for_keyring (fixture);

  g_assert_cmpstr (orch_connection_get_name (connection), ==, "Once again");
  g_assert_null (
      orch_memory_key_store_get_label (fixture->keyring, orch_connection_get_id (connection)));
}

static void
slow_changed_cb (OrchConnections *connections, GParamSpec *pspec, GString *seen)
{
  gboolean slow;

  g_object_get (connections, "keyring-slow", &slow, NULL);
  g_string_append (seen, slow ? "slow " : "answered ");
}

/* The key can be used from the start, and is kept for good when the keyring answers at last. */
static void
test_slow (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  orch_connections_set_patience (fixture->connections, 20);
  orch_memory_key_store_set_delay (fixture->keyring, 200);
  g_signal_connect (fixture->connections, "notify::keyring-slow", G_CALLBACK (slow_changed_cb),
                    seen);

  orch_connections_store_key_async (fixture->connections, connection, KEY, NULL,
                                    test_keep_result_cb, &result);
  g_assert_true (orch_connection_get_key_for_this_run (connection));
  assert_key (fixture->connections, connection, KEY);

  g_assert_true (
      orch_connections_store_key_finish (fixture->connections, test_wait_result (&result), &error));
  g_assert_no_error (error);
  g_assert_false (orch_connection_get_key_for_this_run (connection));
  g_assert_cmpstr (seen->str, ==, "slow answered ");
}

static void
test_last_key_wins (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchConnections) next = NULL;

  orch_memory_key_store_set_delay (fixture->keyring, 50);
  orch_connections_store_key_async (fixture->connections, connection, "sk-first", NULL,
                                    test_keep_result_cb, &result);
  g_assert_true (store (fixture, connection, KEY, &error));
  g_assert_no_error (error);
  g_assert_false (
      orch_connections_store_key_finish (fixture->connections, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  next = start_again (fixture);
  assert_key (next, orch_connections_find (next, orch_connection_get_id (connection)), KEY);
}

/* A key that was about to be stored must not come back after its connection. */
static void
test_remove_while_storing (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autofree char *id = g_strdup (orch_connection_get_id (connection));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_memory_key_store_set_delay (fixture->keyring, 50);
  orch_connections_store_key_async (fixture->connections, connection, KEY, NULL,
                                    test_keep_result_cb, &result);
  g_assert_true (remove_connection (fixture, connection, &error));
  g_assert_no_error (error);
  g_assert_false (
      orch_connections_store_key_finish (fixture->connections, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (orch_memory_key_store_get_label (fixture->keyring, id));
}

/* `data` says after how many iterations of the main loop. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Work", TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, connection, KEY, &error));
  orch_memory_key_store_set_delay (fixture->keyring, 60 * 1000);
  if (data == NULL)
    g_cancellable_cancel (cancellable);

  orch_connections_lookup_key_async (fixture->connections, connection, cancellable,
                                     test_keep_result_cb, &found);
  orch_connections_remove_async (fixture->connections, connection, cancellable, test_keep_result_cb,
                                 &removed);
  orch_connections_store_key_async (fixture->connections, connection, "sk-second", cancellable,
                                    test_keep_result_cb, &stored);
  for (int i = 0; i < GPOINTER_TO_INT (data); i++)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);

  g_assert_null (
      orch_connections_lookup_key_finish (fixture->connections, test_wait_result (&found), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (
      orch_connections_remove_finish (fixture->connections, test_wait_result (&removed), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (
      orch_connections_store_key_finish (fixture->connections, test_wait_result (&stored), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* It was not kept, so it is for this run. */
  g_assert_cmpuint (count (fixture->connections), ==, 1);
  g_assert_true (orch_connection_get_key_for_this_run (connection));
}

/* Each process reads what the other has written, and loses nothing of it. */
static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new (ORCH_APP_ID);
  g_autoptr (OrchConnections) other =
      orch_connections_new (settings, ORCH_KEY_STORE (fixture->keyring));
  OrchConnection *ours = add (fixture, "Ours", TRUE);
  OrchConnection *theirs = orch_connections_add (other, "Theirs", ADDRESS, TRUE);
  g_autoptr (OrchConnection) mirror = NULL;

  g_assert_cmpuint (count (fixture->connections), ==, 2);
  g_assert_cmpuint (count (other), ==, 2);
  mirror = g_list_model_get_item (G_LIST_MODEL (fixture->connections), 1);
  g_assert_cmpstr (orch_connection_get_id (mirror), ==, orch_connection_get_id (theirs));
  g_assert_cmpstr (orch_connection_get_name (mirror), ==, "Theirs");

  orch_connection_set_name (theirs, "Renamed");
  g_assert_cmpstr (orch_connection_get_name (mirror), ==, "Renamed");

  orch_connections_forget (other, orch_connections_find (other, orch_connection_get_id (ours)));
  g_assert_cmpuint (count (fixture->connections), ==, 1);
  g_assert_cmpuint (count (other), ==, 1);
}

static void
test_bad_ids (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "", "../elsewhere/", "work", NULL };

  g_settings_set_strv (fixture->settings, "connections", ids);
  g_assert_cmpuint (count (fixture->connections), ==, 0);
  add (fixture, "Work", TRUE);
  g_assert_cmpuint (count (fixture->connections), ==, 1);
}

static void
items_changed_cb (GListModel *list, guint position, guint n_removed, guint n_added, GString *seen)
{
  g_string_append_printf (seen, "%u-%u+%u ", position, n_removed, n_added);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->connections);
  g_autoptr (GString) seen = g_string_new (NULL);
  OrchConnection *first;

  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), seen);
  first = add (fixture, "First", TRUE);
  add (fixture, "Second", FALSE);
  orch_connections_forget (fixture->connections, first);

  g_assert_cmpstr (seen->str, ==, "0-0+1 1-0+1 0-1+0 ");
  g_assert_true (g_list_model_get_item_type (list) == ORCH_TYPE_CONNECTION);
  g_assert_null (g_list_model_get_item (list, 1));
}

#define ADD_WITH(name, data, function)                                                             \
  g_test_add ("/connections/" name, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)
#define ADD(name, function) ADD_WITH (name, 0, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("remembered", test_remembered);
  ADD ("this-run", test_this_run);
  ADD ("locked", test_locked);
  ADD ("no-key", test_no_key);
  ADD ("remove", test_remove);
  ADD ("remove-locked", test_remove_locked);
  ADD ("remove-this-run", test_remove_this_run);
  ADD ("rename", test_rename);
  ADD ("rename-locked", test_rename_locked);
  ADD ("rename-this-run", test_rename_this_run);
  ADD ("slow", test_slow);
  ADD ("last-key-wins", test_last_key_wins);
  ADD ("remove-while-storing", test_remove_while_storing);
  ADD_WITH ("cancel-before", 0, test_cancel);
  ADD_WITH ("cancel-at-once", 1, test_cancel);
  ADD_WITH ("cancel-later", 20, test_cancel);
  ADD ("two-processes", test_two_processes);
  ADD ("bad-ids", test_bad_ids);
  ADD ("list", test_list);

  return g_test_run ();
}
