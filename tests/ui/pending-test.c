#include "config.h"

#include "key-fixture.h"
#include "test-wait.h"
#include "ui-test.h"

#include "pending-test.h"

static OrchKeyService *
create_service (PendingTest *self, const char *key)
{
  g_autoptr (OrchClient) client = orch_client_new (orch_demo_server_get_url (self->demo), key);
  g_autoptr (OrchServer) server = orch_server_new (client, ORCH_NEWEST_TESTED_VERSION);

  return orch_key_service_new (server);
}

void
pending_test_set_up (PendingTest *self, gboolean enterprise)
{
  g_autoptr (GError) error = NULL;

  self->demo = orch_demo_server_new (5);
  orch_demo_server_set_enterprise (self->demo, enterprise);
  orch_demo_server_start (self->demo, 0, &error);
  g_assert_no_error (error);
  self->admins = create_service (self, ORCH_DEMO_ADMIN_KEY);
  self->own = pending_test_generate (self, "demo-admin", "own");

  connections_test_set_up (&self->test);
  self->connection = connections_test_add (
      &self->test, "Own", orch_demo_server_get_url (self->demo), self->own->secret);
  orch_connector_open (self->test.connector, self->connection);
  pending_test_wait_until_open (self);
}

void
pending_test_tear_down (PendingTest *self)
{
  g_clear_object (&self->handover);
  connections_test_tear_down (&self->test);
  g_clear_object (&self->admins);
  g_clear_pointer (&self->own, orch_key_material_free);
  g_clear_object (&self->demo);
}

void
pending_test_wait_until_open (PendingTest *self)
{
  OrchConnector *connector = self->test.connector;

  ui_test_wait_until (orch_connector_get_state (connector) == ORCH_CONNECTOR_OPEN
                      || orch_connector_get_state (connector) == ORCH_CONNECTOR_CLOSED);
  g_assert_no_error ((GError *) orch_connector_get_error (connector));
  g_assert_cmpint (orch_connector_get_state (connector), ==, ORCH_CONNECTOR_OPEN);

  g_clear_object (&self->handover);
  self->handover =
      orch_handover_new (orch_connector_get_session (connector),
                         orch_connections_get_pending_secrets (
                             self->test.connections, orch_connector_get_connection (connector)));
}

void
pending_test_break (PendingTest *self, const char *fault)
{
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_fault (self->demo, fault, &error);
  g_assert_no_error (error);
}

OrchKeyMaterial *
pending_test_generate (PendingTest *self, const char *user_id, const char *alias)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new_random (user_id, alias);
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchKeyMaterial *material;

  orch_key_service_generate_async (self->admins, wanted, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  material = orch_key_service_generate_finish (self->admins, test_wait_result (&result), NULL, NULL,
                                               &error);
  g_assert_no_error (error);

  return material;
}

void
pending_test_delete (PendingTest *self, const char *key_id)
{
  g_autoptr (OrchKey) key = orch_key_new (key_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_key_service_delete_async (self->admins, key, NULL, test_keep_result_cb, &result);
  orch_key_service_delete_finish (self->admins, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

OrchKey *
pending_test_read (PendingTest *self, const char *key_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKey) key = NULL;

  orch_key_service_read_async (self->admins, key_id, NULL, test_keep_result_cb, &result);
  key = orch_key_service_read_finish (self->admins, test_wait_result (&result), NULL);

  return key != NULL && !orch_key_is_deleted (key) ? g_steal_pointer (&key) : NULL;
}

void
pending_test_set_alias (PendingTest *self, const char *key_id, const char *alias)
{
  g_autoptr (OrchKey) key = orch_key_new (key_id);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS), NULL, g_variant_new_string (alias));
  orch_key_service_update_async (self->admins, key, changes, TRUE, NULL, test_keep_result_cb,
                                 &result);
  g_assert_cmpint (
      orch_key_service_update_finish (self->admins, test_wait_result (&result), NULL, NULL), ==,
      ORCH_UPDATE_SAVED);
}

void
pending_test_keep (PendingTest *self, const OrchKeyMaterial *material, const char *old_key_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_handover_keep_async (self->handover, material, old_key_id, NULL, test_keep_result_cb,
                            &result);
  orch_handover_keep_finish (self->handover, test_wait_result (&result), &error);
  g_assert_no_error (error);
  orch_handover_leave (self->handover, material->key_id);
}

gboolean
pending_test_is_pending (PendingTest *self, const char *key_id)
{
  return orch_pending_secrets_find (orch_handover_get_pending (self->handover), key_id) != NULL;
}

gboolean
pending_test_regenerate_own (PendingTest *self, const OrchKeyMaterial *material)
{
  g_autoptr (OrchKey) key = pending_test_read (self, self->own->key_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKeyMaterial) answered = NULL;

  g_assert_nonnull (key);
  orch_key_service_regenerate_user_key_async (self->admins, key, material, NULL, FALSE, NULL, NULL,
                                              test_keep_result_cb, &result);
  answered = orch_key_service_regenerate_user_key_finish (self->admins, test_wait_result (&result),
                                                          NULL, NULL, NULL);

  return answered != NULL;
}

OrchReplacement *
pending_test_replace (PendingTest *self, const char *old_key_id)
{
  OrchSession *session = orch_connector_get_session (self->test.connector);
  g_autoptr (OrchKey) old = orch_key_new (old_key_id);
  OrchReplacement *replacement = orch_replacement_new (
      orch_session_get_key_service (session), old, NULL, orch_session_get_identity (session),
      orch_pending_secrets_get_journal (orch_handover_get_pending (self->handover)));
  g_autoptr (GAsyncResult) prepared = NULL;
  g_autoptr (GAsyncResult) generated = NULL;
  g_autoptr (GError) error = NULL;

  orch_replacement_prepare_async (replacement, NULL, test_keep_result_cb, &prepared);
  orch_replacement_prepare_finish (replacement, test_wait_result (&prepared), &error);
  g_assert_no_error (error);
  pending_test_keep (self, orch_replacement_get_material (replacement), old_key_id);
  orch_replacement_generate_async (replacement, NULL, test_keep_result_cb, &generated);
  orch_replacement_generate_finish (replacement, test_wait_result (&generated), NULL);

  return replacement;
}

gboolean
pending_test_has_key (PendingTest *self, OrchConnection *connection, const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchSecret) found = NULL;

  orch_connections_lookup_key_async (self->test.connections, connection, NULL, test_keep_result_cb,
                                     &result);
  found =
      orch_connections_lookup_key_finish (self->test.connections, test_wait_result (&result), NULL);

  return g_strcmp0 (found, key) == 0;
}
