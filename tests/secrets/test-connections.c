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
  while (g_strcmp0 (orch_memory_key_store_get_label (fixture->keyring, id),
                    "LiteLLM Orchestrator: Office")
         != 0)
    g_main_context_iteration (NULL, TRUE);
  assert_key (fixture->connections, connection, KEY);

  next = start_again (fixture);
  g_assert_cmpstr (orch_connection_get_name (orch_connections_find (next, id)), ==, "Office");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/connections/" name, Fixture, NULL, set_up, function, tear_down)

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
  ADD ("rename", test_rename);

  return g_test_run ();
}
