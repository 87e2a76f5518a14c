#include "config.h"

#include "connections-test.h"
#include "core/client/error.h"
#include "demo/demo-server.h"
#include "pending-test.h"
#include "test-server.h"
#include "ui-test.h"

#define OTHER_KEY ORCH_DEMO_USER_KEY

static OrchDemoServer *demo; /* (owned) */

typedef struct {
  ConnectionsTest test;
  GError *not_kept; /* (owned) (nullable): what `key-not-kept` told */
} Fixture;

static void
key_not_kept_cb (Fixture *fixture, const GError *error)
{
  g_assert_null (fixture->not_kept);
  fixture->not_kept = g_error_copy (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  connections_test_set_up (&fixture->test);
  g_signal_connect_swapped (fixture->test.connector, "key-not-kept", G_CALLBACK (key_not_kept_cb),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  connections_test_tear_down (&fixture->test);
  g_clear_error (&fixture->not_kept);
}

static OrchConnectorState
state (Fixture *fixture)
{
  return orch_connector_get_state (fixture->test.connector);
}

static gboolean
is_over (Fixture *fixture)
{
  return state (fixture) == ORCH_CONNECTOR_CLOSED || state (fixture) == ORCH_CONNECTOR_OPEN;
}

static void
assert_failed (Fixture *fixture, GQuark domain, int code)
{
  ui_test_wait_until (is_over (fixture));
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_CLOSED);
  g_assert_true (
      g_error_matches (orch_connector_get_error (fixture->test.connector), domain, code));
  g_assert_null (orch_connector_get_session (fixture->test.connector));
}

static void
assert_open (Fixture *fixture)
{
  ui_test_wait_until (is_over (fixture));
  g_assert_no_error ((GError *) orch_connector_get_error (fixture->test.connector));
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_OPEN);
  g_assert_nonnull (orch_connector_get_session (fixture->test.connector));
}

static void
open_typed (Fixture *fixture, const char *key, OrchConnection *replaced, gboolean remember)
{
  g_autoptr (OrchConnection) typed = orch_connection_new ("Typed", orch_demo_server_get_url (demo));

  orch_connector_open_typed (fixture->test.connector, typed, replaced, key, remember);
}

static OrchConnection *
add (Fixture *fixture, const char *key)
{
  return connections_test_add (&fixture->test, "Kept", orch_demo_server_get_url (demo), key);
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, ORCH_DEMO_ADMIN_KEY);

  orch_connector_open (fixture->test.connector, connection);
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_KEYRING);
  assert_open (fixture);
  g_assert_true (orch_connector_get_connection (fixture->test.connector) == connection);
  g_assert_true (orch_connections_get_last_used (fixture->test.connections) == connection);

  orch_connector_close (fixture->test.connector);
  g_assert_null (orch_connector_get_session (fixture->test.connector));
  g_assert_null (orch_connector_get_connection (fixture->test.connector));
}

static void
test_typed (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection;

  open_typed (fixture, ORCH_DEMO_ADMIN_KEY, NULL, TRUE);
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 0);
  assert_open (fixture);

  connection = connections_test_get (&fixture->test, 0);
  g_assert_true (orch_connector_get_connection (fixture->test.connector) == connection);
  g_assert_cmpstr (orch_connection_get_name (connection), ==, "Typed");
  g_assert_true (orch_connection_get_remembered (connection));
  ui_test_wait_until (!orch_connection_get_key_for_this_run (connection));
  g_assert_true (connections_test_has_key (&fixture->test, connection, ORCH_DEMO_ADMIN_KEY));
  g_assert_null (fixture->not_kept);
}

static void
test_for_this_run (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection;

  open_typed (fixture, ORCH_DEMO_ADMIN_KEY, NULL, FALSE);
  assert_open (fixture);

  connection = connections_test_get (&fixture->test, 0);
  g_assert_false (orch_connection_get_remembered (connection));
  g_assert_true (connections_test_has_key (&fixture->test, connection, NULL));
  g_assert_null (orch_connections_get_last_used (fixture->test.connections));

  /* It can be opened again as long as the program runs. */
  orch_connector_close (fixture->test.connector);
  orch_connector_open (fixture->test.connector, connection);
  assert_open (fixture);
}

static void
test_unlisted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchConnection) connection =
      orch_connection_new ("Other", orch_demo_server_get_url (demo));

  orch_connector_open_with_key (fixture->test.connector, connection, ORCH_DEMO_ADMIN_KEY);
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_OPENING);
  assert_open (fixture);
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 0);
}

/* What was kept is replaced by what works, and by nothing else. */
static void
test_replaces_key (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "sk-nobody-knows-this");

  orch_connector_open (fixture->test.connector, connection);
  assert_failed (fixture, ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN);
  g_assert_true (orch_connector_get_connection (fixture->test.connector) == connection);

  open_typed (fixture, "sk-nobody-knows-this-either", connection, TRUE);
  assert_failed (fixture, ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN);
  g_assert_true (connections_test_has_key (&fixture->test, connection, "sk-nobody-knows-this"));
  g_assert_cmpstr (orch_connection_get_name (connection), ==, "Kept");

  open_typed (fixture, OTHER_KEY, connection, TRUE);
  assert_open (fixture);
  ui_test_wait_until (!orch_connection_get_key_for_this_run (connection));
  g_assert_true (connections_test_has_key (&fixture->test, connection, OTHER_KEY));
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 1);
  g_assert_cmpstr (orch_connection_get_name (connection), ==, "Typed");
}

static void
test_keyring_without_key (Fixture *fixture, gconstpointer data)
{
  static const int codes[] = { ORCH_KEY_STORE_ERROR_FAILED, ORCH_KEY_STORE_ERROR_LOCKED,
                               ORCH_KEY_STORE_ERROR_UNAVAILABLE };
  OrchConnection *connection = add (fixture, ORCH_DEMO_ADMIN_KEY);
  OrchConnection *other;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    connections_test_fail (&fixture->test, codes[i]);
    orch_connector_open (fixture->test.connector, connection);
    assert_failed (fixture, ORCH_KEY_STORE_ERROR, codes[i]);
  }

  connections_test_fail (&fixture->test, -1);
  other = orch_connections_add (fixture->test.connections, "No key",
                                orch_demo_server_get_url (demo), TRUE);
  orch_connector_open (fixture->test.connector, other);
  assert_failed (fixture, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND);
}

static void
test_keyring_refuses (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection;

  connections_test_fail (&fixture->test, ORCH_KEY_STORE_ERROR_LOCKED);
  open_typed (fixture, ORCH_DEMO_ADMIN_KEY, NULL, TRUE);
  assert_open (fixture);
  ui_test_wait_until (fixture->not_kept != NULL);
  g_assert_error (fixture->not_kept, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_LOCKED);

  /* For this run it goes on. */
  connection = connections_test_get (&fixture->test, 0);
  g_assert_true (orch_connection_get_key_for_this_run (connection));
  orch_connector_close (fixture->test.connector);
  orch_connector_open (fixture->test.connector, connection);
  assert_open (fixture);
}

/* Neither the wait for the keyring nor the next attempt is disturbed by an earlier one. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "sk-nobody-knows-this");
  g_autoptr (TestServer) server = test_server_new ();
  g_autoptr (OrchConnection) hanging = orch_connection_new ("Hangs", test_server_get_url (server));

  orch_memory_key_store_set_delay (fixture->test.keyring, 50);
  orch_connector_open (fixture->test.connector, connection);
  orch_connector_close (fixture->test.connector);
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_CLOSED);
  g_assert_null (orch_connector_get_error (fixture->test.connector));

  test_server_hang (server, "/user/list");
  test_server_hang (server, "/key/info");
  test_server_hang (server, "/public/model_hub/info");
  orch_connector_open (fixture->test.connector, connection);
  orch_connector_open_with_key (fixture->test.connector, hanging, "sk-something-0000");
  ui_test_wait_until (test_server_count (server, "GET /user/list") > 0);
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_OPENING);

  open_typed (fixture, ORCH_DEMO_ADMIN_KEY, NULL, FALSE);
  assert_open (fixture);
}

static void
test_damaged_authority (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, ORCH_DEMO_ADMIN_KEY);

  orch_connection_set_certificate_authority (connection, "not a certificate");
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (is_over (fixture));
  g_assert_nonnull (orch_connector_get_error (fixture->test.connector));
  g_assert_cmpint (state (fixture), ==, ORCH_CONNECTOR_CLOSED);
}

/* --- the connection's own key got a new secret, and the answer was lost, or the program ended ---
 */

static void
set_up_own (PendingTest *own, gconstpointer data)
{
  pending_test_set_up (own, TRUE);
}

static void
tear_down_own (PendingTest *own, gconstpointer data)
{
  pending_test_tear_down (own);
}

static void
test_lost_regenerate (PendingTest *own, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) new = orch_key_material_new_random ("demo-admin", "own");

  pending_test_keep (own, new, own->own->key_id);
  pending_test_break (own, "cut@/key/regenerate");
  g_assert_false (pending_test_regenerate_own (own, new));
  pending_test_break (own, NULL);

  orch_connector_open (own->test.connector, own->connection);
  pending_test_wait_until_open (own);
  ui_test_wait_until (connections_test_has_key (&own->test, own->connection, new->secret));
  g_assert_true (pending_test_is_pending (own, new->key_id));

  orch_connector_open (own->test.connector, own->connection);
  pending_test_wait_until_open (own);
}

/* A second new secret came before the connection got the first one. */
static void
test_regenerated_twice (PendingTest *own, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) first = orch_key_material_new_random ("demo-admin", "own");
  g_autoptr (OrchKeyMaterial) second = orch_key_material_new_random ("demo-admin", "own");
  g_autoptr (OrchKeyMaterial) before = NULL;

  pending_test_keep (own, first, own->own->key_id);
  g_assert_true (pending_test_regenerate_own (own, first));
  pending_test_keep (own, second, first->key_id);
  before = g_steal_pointer (&own->own);
  own->own = orch_key_material_copy (first);
  g_assert_true (pending_test_regenerate_own (own, second));

  g_assert_true (pending_test_has_key (own, own->connection, before->secret));
  orch_connector_open (own->test.connector, own->connection);
  pending_test_wait_until_open (own);
  g_assert_true (pending_test_has_key (own, own->connection, second->secret));
}

/* The connection's key works: nothing else is tried. */
static void
test_key_works (PendingTest *own, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) new = pending_test_generate (own, "demo-admin", "other");

  pending_test_keep (own, new, own->own->key_id);
  orch_connector_open (own->test.connector, own->connection);
  pending_test_wait_until_open (own);
  g_assert_cmpstr (
      orch_session_get_identity (orch_connector_get_session (own->test.connector))->key_id, ==,
      own->own->key_id);
  g_assert_true (pending_test_has_key (own, own->connection, own->own->secret));
}

/* Neither works, or the new one is of another key. */
static void
test_nothing_works (PendingTest *own, gconstpointer data)
{
  OrchConnector *connector = own->test.connector;
  g_autoptr (OrchKeyMaterial) unknown = orch_key_material_new_random ("demo-admin", "own");
  g_autoptr (OrchKeyMaterial) other = pending_test_generate (own, "demo-admin", "other");

  pending_test_keep (own, unknown, own->own->key_id);
  pending_test_keep (own, other, "another-key-id");
  pending_test_delete (own, own->own->key_id);
  orch_connector_open (connector, own->connection);
  ui_test_wait_until (orch_connector_get_state (connector) == ORCH_CONNECTOR_CLOSED);
  g_assert_true (
      g_error_matches (orch_connector_get_error (connector), ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN));
  g_assert_true (pending_test_has_key (own, own->connection, own->own->secret));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  ui_test_init (&argc, &argv);
  demo = orch_demo_server_new (30);
  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/connector/remembered", test_remembered);
  ADD ("/connector/typed", test_typed);
  ADD ("/connector/for-this-run", test_for_this_run);
  ADD ("/connector/unlisted", test_unlisted);
  ADD ("/connector/replaces-key", test_replaces_key);
  ADD ("/connector/keyring-without-key", test_keyring_without_key);
  ADD ("/connector/keyring-refuses", test_keyring_refuses);
  ADD ("/connector/given-up", test_given_up);
  ADD ("/connector/damaged-authority", test_damaged_authority);
#undef ADD

#define ADD(path, function)                                                                        \
  g_test_add (path, PendingTest, NULL, set_up_own, function, tear_down_own)
  ADD ("/connector/lost-regenerate", test_lost_regenerate);
  ADD ("/connector/regenerated-twice", test_regenerated_twice);
  ADD ("/connector/key-works", test_key_works);
  ADD ("/connector/nothing-works", test_nothing_works);
#undef ADD

  status = g_test_run ();
  g_clear_object (&demo);

  return status;
}
