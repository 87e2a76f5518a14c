#include "config.h"

#include "secrets/connections.h"
#include "secrets/memory-key-store.h"
#include "test-wait.h"

#define SECRET "sk-test-of-pending-secrets"

typedef struct {
  GSettings *settings;
  OrchMemoryKeyStore *keyring;
  OrchConnections *connections;
  OrchConnection *connection;  /* of @connections */
  OrchPendingSecrets *pending; /* of @connections */
  OrchKeyMaterial *material;
  guint n_changes;
} Fixture;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
set_up (Fixture *fixture, gconstpointer this_run)
{
  fixture->settings = g_settings_new (ORCH_APP_ID);
  g_settings_reset (fixture->settings, "connections");
  fixture->keyring = orch_memory_key_store_new ();
  fixture->connections =
      orch_connections_new (fixture->settings, ORCH_KEY_STORE (fixture->keyring));
  fixture->connection = orch_connections_add (fixture->connections, "Work",
                                              "https://litellm.example.com", this_run == NULL);
  fixture->pending =
      orch_connections_get_pending_secrets (fixture->connections, fixture->connection);
  fixture->material = orch_key_material_new ("ada", "laptop", SECRET);
  g_signal_connect_swapped (fixture->pending, "changed", G_CALLBACK (count_cb),
                            &fixture->n_changes);
}

static void
tear_down (Fixture *fixture, gconstpointer this_run)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->connections);
  g_assert_finalize_object (fixture->keyring);
  g_object_unref (fixture->settings);
  orch_key_material_free (fixture->material);
}

static gboolean
store (Fixture *fixture, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_pending_secrets_store_async (fixture->pending, fixture->material, "old", cancellable,
                                    test_keep_result_cb, &result);

  return orch_pending_secrets_store_finish (fixture->pending, test_wait_result (&result), error);
}

static OrchKeyMaterial *
look_up (OrchPendingSecrets *pending, const char *key_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_pending_secrets_lookup_async (pending, key_id, NULL, test_keep_result_cb, &result);

  return orch_pending_secrets_lookup_finish (pending, test_wait_result (&result), error);
}

static gboolean
remove_secret (OrchPendingSecrets *pending, const char *key_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_pending_secrets_remove_async (pending, key_id, NULL, test_keep_result_cb, &result);

  return orch_pending_secrets_remove_finish (pending, test_wait_result (&result), error);
}

/* As the next start finds it. */
static OrchPendingSecrets *
start_again (Fixture *fixture)
{
  return orch_pending_secrets_new (fixture->connection, ORCH_KEY_STORE (fixture->keyring));
}

static guint
count (OrchPendingSecrets *pending)
{
  return orch_pending_secrets_get_items (pending)->len;
}

static void
assert_secret (OrchPendingSecrets *pending, const char *key_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material = look_up (pending, key_id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (material->secret, ==, SECRET);
  g_assert_cmpstr (material->user_id, ==, "ada");
  g_assert_cmpstr (material->alias, ==, "laptop");
}

static void
make_keyring_fail (Fixture *fixture, gboolean fail)
{
  g_autoptr (GError) error =
      g_error_new_literal (ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_UNAVAILABLE, "told to fail");

  orch_memory_key_store_set_error (fixture->keyring, fail ? error : NULL);
}

static void
test_life (Fixture *fixture, gconstpointer this_run)
{
  const char *key_id = fixture->material->key_id;
  g_autoptr (OrchPendingSecrets) next = NULL;
  g_autoptr (OrchPendingSecrets) last = NULL;
  g_autofree char *settings = NULL;
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (GError) error = NULL;
  const OrchPendingSecret *item;

  store (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_changes, >, 0);
  assert_secret (fixture->pending, key_id);
  stored = orch_connection_read_list (fixture->connection, ORCH_CONNECTION_PENDING_SECRETS);
  settings = g_variant_print (stored, TRUE);
  g_assert_nonnull (strstr (settings, key_id));
  g_assert_null (strstr (settings, SECRET));

  next = start_again (fixture);
  g_assert_cmpuint (count (next), ==, 1);
  item = orch_pending_secrets_find (next, key_id);
  g_assert_cmpstr (item->old_key_id, ==, "old");
  g_assert_cmpint (item->made_at, >, 0);
  g_assert_true (item->is_kept);
  assert_secret (next, key_id);

  remove_secret (next, key_id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (next), ==, 0);
  g_assert_null (orch_pending_secrets_find (next, key_id));
  last = start_again (fixture);
  g_assert_cmpuint (count (last), ==, 0);
  g_assert_null (look_up (last, key_id, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND);
}

/* Two of one connection, of which one is stored again. */
static void
test_several (Fixture *fixture, gconstpointer this_run)
{
  g_autoptr (OrchKeyMaterial) first = orch_key_material_copy (fixture->material);
  g_autoptr (OrchPendingSecrets) next = NULL;

  g_assert_true (store (fixture, NULL, NULL));
  orch_key_material_free (fixture->material);
  fixture->material = orch_key_material_new_random (NULL, NULL);
  g_assert_true (store (fixture, NULL, NULL));
  g_assert_true (store (fixture, NULL, NULL));
  g_assert_cmpuint (count (fixture->pending), ==, 2);
  next = start_again (fixture);
  g_assert_cmpuint (count (next), ==, 2);
  g_assert_true (remove_secret (next, fixture->material->key_id, NULL));
  assert_secret (next, first->key_id);
}

/* Without a keyring it is in memory, and the next start has nothing. */
static void
test_no_keyring (Fixture *fixture, gconstpointer this_run)
{
  const char *key_id = fixture->material->key_id;
  g_autoptr (OrchPendingSecrets) next = NULL;
  g_autoptr (GError) error = NULL;

  make_keyring_fail (fixture, TRUE);
  g_assert_false (store (fixture, NULL, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_UNAVAILABLE);
  g_assert_false (orch_pending_secrets_find (fixture->pending, key_id)->is_kept);
  assert_secret (fixture->pending, key_id);
  next = start_again (fixture);
  g_assert_cmpuint (count (next), ==, 0);

  g_assert_true (remove_secret (fixture->pending, key_id, NULL));
  g_assert_cmpuint (count (fixture->pending), ==, 0);
}

static void
test_this_run (Fixture *fixture, gconstpointer this_run)
{
  const char *key_id = fixture->material->key_id;
  g_autoptr (GError) error = NULL;

  g_assert_false (store (fixture, NULL, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_UNAVAILABLE);
  g_assert_cmpuint (count (fixture->pending), ==, 1);
  assert_secret (fixture->pending, key_id);
  g_assert_true (remove_secret (fixture->pending, key_id, NULL));
}

/* It stays until the keyring has let it go. */
static void
test_not_removed (Fixture *fixture, gconstpointer this_run)
{
  const char *key_id = fixture->material->key_id;
  g_autoptr (OrchPendingSecrets) next = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, NULL, NULL));
  make_keyring_fail (fixture, TRUE);
  g_assert_false (remove_secret (fixture->pending, key_id, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_UNAVAILABLE);
  make_keyring_fail (fixture, FALSE);
  next = start_again (fixture);
  assert_secret (next, key_id);
}

/* It may have been kept: it is offered again, and can be removed. */
static void
test_cancelled (Fixture *fixture, gconstpointer this_run)
{
  const char *key_id = fixture->material->key_id;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OrchPendingSecrets) next = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (store (fixture, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_secret (fixture->pending, key_id);
  next = start_again (fixture);
  g_assert_cmpuint (count (next), ==, 1);
  g_assert_true (remove_secret (fixture->pending, key_id, NULL));
}

/* Cancelled when the keyring has it already: removing takes it out of there, too. */
static void
test_cancelled_late (Fixture *fixture, gconstpointer this_run)
{
  const char *key_id = fixture->material->key_id;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OrchPendingSecrets) next = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_memory_key_store_set_delay (fixture->keyring, 60000);
  orch_pending_secrets_store_async (fixture->pending, fixture->material, NULL, cancellable,
                                    test_keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  orch_pending_secrets_store_finish (fixture->pending, test_wait_result (&result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (orch_pending_secrets_find (fixture->pending, key_id)->is_kept);
  g_clear_error (&error);
  orch_memory_key_store_set_delay (fixture->keyring, 0);
  next = start_again (fixture);
  assert_secret (next, key_id);

  g_assert_true (remove_secret (fixture->pending, key_id, NULL));
  g_assert_null (look_up (next, key_id, &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND);
}

/* Two processes with the same connection: neither writes over what the other has noted. */
static void
test_two_processes (Fixture *fixture, gconstpointer this_run)
{
  OrchReplacementRecord ours = { .old_key_id = (char *) "o1",
                                 .new_key_id = (char *) "n1",
                                 .step = ORCH_REPLACEMENT_GENERATING };
  OrchReplacementRecord theirs = { .old_key_id = (char *) "o2",
                                   .new_key_id = (char *) "n2",
                                   .step = ORCH_REPLACEMENT_GENERATED };
  OrchReplacementJournal *journal = orch_pending_secrets_get_journal (fixture->pending);
  g_autoptr (OrchPendingSecrets) other = start_again (fixture);
  g_autoptr (OrchPendingSecrets) next = NULL;
  g_autoptr (OrchPendingSecrets) last = NULL;
  GPtrArray *records;

  orch_replacement_journal_put (journal, &ours);
  orch_replacement_journal_put (orch_pending_secrets_get_journal (other), &theirs);
  ours.step = ORCH_REPLACEMENT_RENAMING;
  orch_replacement_journal_put (journal, &ours);
  next = start_again (fixture);
  records = orch_replacement_journal_get_records (orch_pending_secrets_get_journal (next));
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (((OrchReplacementRecord *) records->pdata[0])->new_key_id, ==, "n1");
  g_assert_cmpint (((OrchReplacementRecord *) records->pdata[0])->step, ==,
                   ORCH_REPLACEMENT_RENAMING);

  orch_replacement_journal_remove (journal, "o1", "n1");
  last = start_again (fixture);
  records = orch_replacement_journal_get_records (orch_pending_secrets_get_journal (last));
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (((OrchReplacementRecord *) records->pdata[0])->new_key_id, ==, "n2");
}

static void
test_wrong_secret (Fixture *fixture, gconstpointer this_run)
{
  g_autoptr (GError) error = NULL;

  orch_key_store_store_async (ORCH_KEY_STORE (fixture->keyring),
                              orch_connection_get_id (fixture->connection), "another", "", SECRET,
                              NULL, NULL, NULL);
  g_assert_null (look_up (fixture->pending, "another", &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_FAILED);
  g_assert_null (strstr (error->message, SECRET));
}

/* What is noted of replacements is there at the next start, but not what makes no sense. */
static void
test_journal (Fixture *fixture, gconstpointer this_run)
{
  OrchReplacementRecord record = { .old_key_id = (char *) "o",
                                   .new_key_id = (char *) "n",
                                   .step = ORCH_REPLACEMENT_GENERATED };
  g_autoptr (OrchPendingSecrets) next = NULL;
  GPtrArray *records;

  orch_connection_write_list (
      fixture->connection, ORCH_CONNECTION_PENDING_SECRETS,
      g_variant_new_parsed ("@aa{sv} [{}, {'key-id': <5>}, {'key-id': <'k'>}]"));
  orch_replacement_journal_put (orch_pending_secrets_get_journal (fixture->pending), &record);
  next = start_again (fixture);
  records = orch_replacement_journal_get_records (orch_pending_secrets_get_journal (next));
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (((OrchReplacementRecord *) records->pdata[0])->new_key_id, ==, "n");
  g_assert_cmpuint (count (next), ==, 1);
}

/* Everything goes with the connection. */
static void
test_removed_connection (Fixture *fixture, gconstpointer this_run)
{
  g_autoptr (OrchConnection) connection = g_object_ref (fixture->connection);
  g_autofree char *id = g_strdup (orch_connection_get_id (connection));
  g_autoptr (OrchConnection) again = NULL;
  g_autoptr (GVariant) left = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) lookup = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (fixture, NULL, NULL));
  orch_connections_remove_async (fixture->connections, connection, NULL, test_keep_result_cb,
                                 &result);
  g_assert_true (
      orch_connections_remove_finish (fixture->connections, test_wait_result (&result), &error));
  orch_key_store_lookup_async (ORCH_KEY_STORE (fixture->keyring), id, fixture->material->key_id,
                               NULL, test_keep_result_cb, &lookup);
  g_assert_null (orch_key_store_lookup_finish (ORCH_KEY_STORE (fixture->keyring),
                                               test_wait_result (&lookup), &error));
  g_assert_error (error, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND);
  again = orch_connection_new_remembered (id);
  left = orch_connection_read_list (again, ORCH_CONNECTION_PENDING_SECRETS);
  g_assert_cmpuint (g_variant_n_children (left), ==, 0);
}

static void
test_same_object (Fixture *fixture, gconstpointer this_run)
{
  OrchConnection *other =
      orch_connections_add (fixture->connections, "Home", "https://home.example.com", TRUE);

  g_assert_true (orch_connections_get_pending_secrets (fixture->connections, fixture->connection)
                 == fixture->pending);
  g_assert_true (orch_connections_get_pending_secrets (fixture->connections, other)
                 != fixture->pending);
}

#define ADD(name, function, this_run)                                                              \
  g_test_add ("/pending-secrets/" name, Fixture, this_run, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("life", test_life, NULL);
  ADD ("several", test_several, NULL);
  ADD ("no-keyring", test_no_keyring, NULL);
  ADD ("this-run", test_this_run, "this run");
  ADD ("not-removed", test_not_removed, NULL);
  ADD ("cancelled", test_cancelled, NULL);
  ADD ("cancelled-late", test_cancelled_late, NULL);
  ADD ("two-processes", test_two_processes, NULL);
  ADD ("wrong-secret", test_wrong_secret, NULL);
  ADD ("journal", test_journal, NULL);
  ADD ("removed-connection", test_removed_connection, NULL);
  ADD ("same-object", test_same_object, NULL);

  return g_test_run ();
}
