#include "config.h"

#include "test-server.h"

#include "connections-test.h"

void
connections_test_set_up (ConnectionsTest *self)
{
  self->settings = g_settings_new (ORCH_APP_ID);
  self->keyring = orch_memory_key_store_new ();
  self->connections = orch_connections_new (self->settings, ORCH_KEY_STORE (self->keyring));
  self->connector = orch_connector_new (self->connections);
  g_assert_cmpuint (connections_test_count (self), ==, 0);
}

void
connections_test_tear_down (ConnectionsTest *self)
{
  orch_connector_close (self->connector);
  while (connections_test_count (self) > 0)
    orch_connections_forget (self->connections, connections_test_get (self, 0));
  g_settings_reset (self->settings, "last-connection");

  g_clear_object (&self->connector);
  g_clear_object (&self->connections);
  g_clear_object (&self->keyring);
  g_clear_object (&self->settings);
}

OrchConnection *
connections_test_add (ConnectionsTest *self, const char *name, const char *address, const char *key)
{
  OrchConnection *connection = orch_connections_add (self->connections, name, address, TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_connections_store_key_async (self->connections, connection, key, NULL, test_keep_result_cb,
                                    &result);
  orch_connections_store_key_finish (self->connections, test_wait_result (&result), &error);
  g_assert_no_error (error);

  return connection;
}

guint
connections_test_count (ConnectionsTest *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->connections));
}

OrchConnection *
connections_test_get (ConnectionsTest *self, guint position)
{
  g_autoptr (OrchConnection) connection =
      g_list_model_get_item (G_LIST_MODEL (self->connections), position);

  return connection;
}

gboolean
connections_test_has_key (ConnectionsTest *self, OrchConnection *connection, const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchSecret) found = NULL;

  orch_key_store_lookup_async (ORCH_KEY_STORE (self->keyring), orch_connection_get_id (connection),
                               NULL, NULL, test_keep_result_cb, &result);
  found = orch_key_store_lookup_finish (ORCH_KEY_STORE (self->keyring), test_wait_result (&result),
                                        NULL);

  return g_strcmp0 (found, key) == 0;
}

void
connections_test_fail (ConnectionsTest *self, int code)
{
  g_autoptr (GError) error =
      code >= 0 ? g_error_new_literal (ORCH_KEY_STORE_ERROR, code, "A keyring's text") : NULL;

  orch_memory_key_store_set_error (self->keyring, error);
}

static char *
start_no_demo (const OrchDemoOptions *options, char **key, GError **error)
{
  g_assert_not_reached ();
}

OrchApplication *
connections_test_new_application (void)
{
  g_autoptr (OrchKeyStore) keyring = ORCH_KEY_STORE (orch_memory_key_store_new ());
  OrchApplication *application = orch_application_new (start_no_demo, keyring);
  g_autoptr (GError) error = NULL;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  return application;
}
