#include "config.h"

#include "core/client/error.h"
#include "pending-test.h"
#include "test-wait.h"
#include "ui-test.h"
#include "ui/connect/own-key.h"
#include "ui/keys/finish-replacement.h"

typedef struct {
  PendingTest pending;
  guint n_not_kept; /* how often `key-not-kept` was told */
} Fixture;

static void
not_kept_cb (Fixture *fixture)
{
  fixture->n_not_kept++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  pending_test_set_up (&fixture->pending, FALSE);
  g_signal_connect_swapped (fixture->pending.test.connector, "key-not-kept",
                            G_CALLBACK (not_kept_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  pending_test_tear_down (&fixture->pending);
}

static OrchConnector *
connector (Fixture *fixture)
{
  return fixture->pending.test.connector;
}

static OrchKeyService *
take_over (Fixture *fixture, const OrchKeyMaterial *material, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_own_key_take_over_async (connector (fixture), material, NULL, test_keep_result_cb, &result);

  return orch_own_key_take_over_finish (test_wait_result (&result), error);
}

static gboolean
finish (Fixture *fixture, OrchReplacement *replacement, const OrchKeyMaterial *material,
        gboolean delete_old, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_finish_replacement_async (connector (fixture), replacement, material, delete_old, NULL,
                                 test_keep_result_cb, &result);

  return orch_finish_replacement_finish (test_wait_result (&result), error);
}

static void
assert_alive (Fixture *fixture, const char *key_id, gboolean alive)
{
  g_autoptr (OrchKey) key = pending_test_read (&fixture->pending, key_id);

  g_assert_cmpint (key != NULL, ==, alive);
}

static const char *
signed_in_key_id (Fixture *fixture)
{
  return orch_session_get_identity (orch_connector_get_session (connector (fixture)))->key_id;
}

/* --- taking over --- */

static void
test_takes_over (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  OrchSession *session = orch_connector_get_session (connector (fixture));
  g_autoptr (OrchKeyMaterial) new = pending_test_generate (pending, "demo-admin", "new");
  g_autoptr (OrchKeyService) service = NULL;
  g_autoptr (OrchKey) old = orch_key_new (pending->own->key_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  service = take_over (fixture, new, &error);
  g_assert_no_error (error);
  g_assert_true (connections_test_has_key (&pending->test, pending->connection, new->secret));
  g_assert_true (orch_connector_get_session (connector (fixture)) == session);

  /* It does not use the old one. */
  orch_key_service_delete_async (service, old, NULL, test_keep_result_cb, &result);
  orch_key_service_delete_finish (service, test_wait_result (&result), &error);
  g_assert_no_error (error);
  assert_alive (fixture, pending->own->key_id, FALSE);
  assert_alive (fixture, new->key_id, TRUE);
}

/* The server does not take it. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchKeyMaterial) unknown = orch_key_material_new_random ("demo-admin", "new");
  g_autoptr (GError) error = NULL;

  g_assert_null (take_over (fixture, unknown, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN);
  g_assert_true (pending_test_has_key (pending, pending->connection, pending->own->secret));
  g_assert_true (
      connections_test_has_key (&pending->test, pending->connection, pending->own->secret));
}

static void
test_unlisted (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchConnection) unlisted =
      orch_connection_new ("Unlisted", orch_demo_server_get_url (pending->demo));
  g_autoptr (OrchKeyMaterial) new = pending_test_generate (pending, "demo-admin", "new");
  g_autoptr (OrchKeyService) service = NULL;
  g_autoptr (GError) error = NULL;

  orch_connector_open_with_key (connector (fixture), unlisted, pending->own->secret);
  pending_test_wait_until_open (pending);
  service = take_over (fixture, new, &error);
  g_assert_no_error (error);
  g_assert_true (pending_test_has_key (pending, unlisted, new->secret));
  g_assert_true (connections_test_has_key (&pending->test, unlisted, NULL));
}

static void
test_not_kept (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchKeyMaterial) new = pending_test_generate (pending, "demo-admin", "new");
  g_autoptr (OrchKeyService) service = NULL;
  g_autoptr (GError) error = NULL;

  connections_test_fail (&pending->test, ORCH_KEY_STORE_ERROR_LOCKED);
  service = take_over (fixture, new, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_not_kept, ==, 1);
  g_assert_true (pending_test_has_key (pending, pending->connection, new->secret));
}

/* --- finishing --- */

static void
test_finish_own (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchSession) before = g_object_ref (orch_connector_get_session (connector (fixture)));
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);
  const OrchKeyMaterial *material = orch_replacement_get_material (replacement);
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (orch_replacement_is_of_connection (replacement));
  finish (fixture, replacement, material, TRUE, &error);
  g_assert_no_error (error);
  pending_test_wait_until_open (pending);

  g_assert_true (orch_connector_get_connection (connector (fixture)) == pending->connection);
  g_assert_true (orch_connector_get_session (connector (fixture)) != before);
  g_assert_cmpstr (signed_in_key_id (fixture), ==, material->key_id);
  g_assert_true (connections_test_has_key (&pending->test, pending->connection, material->secret));
  assert_alive (fixture, pending->own->key_id, FALSE);
  key = pending_test_read (pending, material->key_id);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "own");
}

static void
test_finish_without_material (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);
  g_autoptr (GError) error = NULL;

  g_assert_false (finish (fixture, replacement, NULL, TRUE, &error));
  g_assert_error (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_OWN_KEY);
  assert_alive (fixture, pending->own->key_id, TRUE);
  g_assert_true (pending_test_has_key (pending, pending->connection, pending->own->secret));
}

/* Something goes wrong after the connection's old key is gone: it is opened again all the same. */
static void
test_finish_own_fails_late (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);
  const OrchKeyMaterial *material = orch_replacement_get_material (replacement);
  g_autoptr (GError) error = NULL;

  pending_test_break (pending, "503@/key/update");
  g_assert_false (finish (fixture, replacement, material, TRUE, &error));
  g_assert_nonnull (error);
  pending_test_break (pending, NULL);
  pending_test_wait_until_open (pending);
  g_assert_cmpstr (signed_in_key_id (fixture), ==, material->key_id);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_RENAMING);
}

/* The old key is still there: the pages stay, and it can be tried again. */
static void
test_finish_own_fails_early (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  OrchSession *session = orch_connector_get_session (connector (fixture));
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, pending->own->key_id);
  const OrchKeyMaterial *material = orch_replacement_get_material (replacement);
  g_autoptr (GError) error = NULL;

  pending_test_set_alias (pending, pending->own->key_id, "renamed");
  g_assert_false (finish (fixture, replacement, material, TRUE, &error));
  g_assert_error (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_true (orch_connector_get_session (connector (fixture)) == session);

  g_clear_error (&error);
  orch_replacement_set_overwrite (replacement, TRUE);
  finish (fixture, replacement, material, TRUE, &error);
  g_assert_no_error (error);
  pending_test_wait_until_open (pending);
  g_assert_cmpstr (signed_in_key_id (fixture), ==, material->key_id);
}

/* Of another key: the session stays what it is. */
static void
test_finish_other (Fixture *fixture, gconstpointer data)
{
  PendingTest *pending = &fixture->pending;
  OrchSession *session = orch_connector_get_session (connector (fixture));
  g_autoptr (OrchKeyMaterial) other = pending_test_generate (pending, "demo-user", "laptop");
  g_autoptr (OrchReplacement) replacement = pending_test_replace (pending, other->key_id);
  g_autoptr (GError) error = NULL;

  finish (fixture, replacement, orch_replacement_get_material (replacement), FALSE, &error);
  g_assert_no_error (error);
  assert_alive (fixture, other->key_id, TRUE);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_KEPT);

  finish (fixture, replacement, orch_replacement_get_material (replacement), TRUE, &error);
  g_assert_no_error (error);
  assert_alive (fixture, other->key_id, FALSE);
  g_assert_true (orch_connector_get_session (connector (fixture)) == session);
  g_assert_true (pending_test_has_key (pending, pending->connection, pending->own->secret));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function)                                                                        \
  g_test_add ("/own-key/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("takes-over", test_takes_over);
  ADD ("refused", test_refused);
  ADD ("unlisted", test_unlisted);
  ADD ("not-kept", test_not_kept);
  ADD ("finish-own", test_finish_own);
  ADD ("finish-without-material", test_finish_without_material);
  ADD ("finish-own-fails-late", test_finish_own_fails_late);
  ADD ("finish-own-fails-early", test_finish_own_fails_early);
  ADD ("finish-other", test_finish_other);
#undef ADD

  return g_test_run ();
}
