#include "config.h"

#include "core/services/key-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define BLOCK "/key/block"
#define UNBLOCK "/key/unblock"
#define UPDATE "/key/update"
#define RESET "/key/a1/reset_spend"
#define DELETE "/key/delete"

static const char *const key_text = "{\"token\": \"a1\", \"key_alias\": \"old\", \"spend\": 1.5}";

static void
count_cb (guint *count)
{
  (*count)++;
}

/* Whatever was asked for before the write is older, when it comes at last. */
static void
assert_not_undone (OrchKey *key, gint64 before)
{
  g_autoptr (OrchKey) older = key_create ("{\"token\": \"a1\", \"key_alias\": \"older\"}");

  orch_key_set_asked_at (older, before);
  orch_key_assign (key, older);
  g_assert_cmpstr (orch_key_get_alias (key), !=, "older");
}

static gboolean
set_blocked (ClientFixture *fixture, OrchKey *key, gboolean blocked, gboolean by_update,
             GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_set_blocked_async (service, key, blocked, by_update, NULL, test_keep_result_cb,
                                      &result);

  return orch_key_service_set_blocked_finish (service, test_wait_result (&result), error);
}

static void
assert_blocks (ClientFixture *fixture, gboolean blocked, gboolean by_update)
{
  g_autoptr (OrchKey) key = key_create (key_text);
  g_autoptr (GVariant) before = g_variant_ref_sink (g_variant_new_boolean (TRUE));
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint n_changes = 0;

  orch_key_set_value (key, ORCH_KEY_BLOCKED, blocked ? NULL : before);
  g_signal_connect_swapped (key, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (set_blocked (fixture, key, blocked, by_update, &error));
  g_assert_no_error (error);
  g_assert_cmpint (orch_key_is_blocked (key), ==, blocked);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "laptop");
  g_assert_cmpuint (n_changes, ==, 1);
  service_assert_n_requests (fixture, 1);
  assert_not_undone (key, start);
}

static void
test_blocks (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, BLOCK, 200,
                     "{\"token\": \"a1\", \"key_alias\": \"laptop\", \"blocked\": true}");
  assert_blocks (fixture, TRUE, FALSE);
  service_assert_sent (fixture, BLOCK, "{\"key\": \"a1\"}");
}

static void
test_unblocks (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, UNBLOCK, 200,
                     "{\"token\": \"a1\", \"key_alias\": \"laptop\", \"blocked\": null}");
  assert_blocks (fixture, FALSE, FALSE);
  service_assert_sent (fixture, UNBLOCK, "{\"key\": \"a1\"}");
}

/* The way of an owner (contract §5). */
static void
test_blocks_by_update (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (
      fixture->server, UPDATE, 200,
      "{\"key\": \"a1\", \"token\": \"a1\", \"key_alias\": \"laptop\", \"blocked\": true}");
  assert_blocks (fixture, TRUE, TRUE);
  service_assert_sent (fixture, UPDATE, "{\"key\": \"a1\", \"blocked\": true}");
}

static void
test_unblocks_by_update (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (
      fixture->server, UPDATE, 200,
      "{\"key\": \"a1\", \"token\": \"a1\", \"key_alias\": \"laptop\", \"blocked\": false}");
  assert_blocks (fixture, FALSE, TRUE);
  service_assert_sent (fixture, UPDATE, "{\"key\": \"a1\", \"blocked\": false}");
}

static void
assert_block_fails (ClientFixture *fixture, gboolean blocked, OrchErrorCode code)
{
  g_autoptr (OrchKey) key = key_create (key_text);
  g_autoptr (GError) error = NULL;

  g_assert_false (set_blocked (fixture, key, blocked, FALSE, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_cmpint (orch_error_may_have_happened (error), ==, code == ORCH_ERROR_BAD_REPLY);
  g_assert_false (orch_key_is_blocked (key));
}

static void
test_block_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "null",
    "{}",
    "{\"token\": \"a2\", \"blocked\": true}",
    "{\"token\": \"a1\"}",
    "{\"token\": \"a1\", \"blocked\": false}",
  };

  test_server_reply_fixture (fixture->server, BLOCK, "key_block_403");
  test_server_reply_fixture (fixture->server, BLOCK, "key_block_404");
  test_server_reply_fixture (fixture->server, BLOCK, "key_block_401_target");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, BLOCK, 200, bodies[i]);

  assert_block_fails (fixture, TRUE, ORCH_ERROR_NOT_PERMITTED);
  assert_block_fails (fixture, TRUE, ORCH_ERROR_NOT_FOUND);
  /* Version 1.81, about the key that is to be blocked: nobody may be signed out by it. */
  assert_block_fails (fixture, TRUE, ORCH_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_block_fails (fixture, TRUE, ORCH_ERROR_BAD_REPLY);
}

static void
test_unblock_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "{\"token\": \"a1\"}",
                                        "{\"token\": \"a1\", \"blocked\": true}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, UNBLOCK, 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_block_fails (fixture, FALSE, ORCH_ERROR_BAD_REPLY);
}

static gboolean
reset_spend (ClientFixture *fixture, const char *version, OrchKey *key, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, version);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_reset_spend_async (service, key, NULL, test_keep_result_cb, &result);

  return orch_key_service_reset_spend_finish (service, test_wait_result (&result), error);
}

static void
assert_resets (ClientFixture *fixture, const char *version)
{
  g_autoptr (OrchKey) key = key_create (key_text);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint n_changes = 0;

  g_signal_connect_swapped (key, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (reset_spend (fixture, version, key, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 0);
  g_assert_cmpuint (n_changes, ==, 1);
  service_assert_n_requests (fixture, 1);
  assert_not_undone (key, start);
}

static void
test_resets_spend (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, RESET, 200,
                     "{\"key_hash\": \"a1\", \"spend\": 0.0, \"previous_spend\": 1.5,"
                     " \"max_budget\": 7.0, \"budget_reset_at\": null}");
  assert_resets (fixture, "1.93.2");
  service_assert_sent (fixture, RESET, "{\"reset_to\": 0.0}");
}

static void
test_resets_spend_old_proxy (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, UPDATE, 200,
                     "{\"key\": \"a1\", \"token\": \"a1\", \"spend\": 0}");
  assert_resets (fixture, "1.81.0");
  service_assert_sent (fixture, UPDATE, "{\"key\": \"a1\", \"spend\": 0.0}");
}

static void
test_reset_waits_for_version (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) key = key_create (key_text);

  test_server_reply (fixture->server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");
  test_server_reply (fixture->server, RESET, 200, "{\"key_hash\": \"a1\", \"spend\": 0.0}");
  g_assert_true (reset_spend (fixture, NULL, key, NULL));
  service_assert_n_requests (fixture, 2);
}

static void
assert_reset_fails (ClientFixture *fixture, const char *version, OrchErrorCode code)
{
  g_autoptr (OrchKey) key = key_create (key_text);
  g_autoptr (GError) error = NULL;

  g_assert_false (reset_spend (fixture, version, key, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_cmpint (orch_error_may_have_happened (error), ==, code == ORCH_ERROR_BAD_REPLY);
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 1.5);
}

static void
test_reset_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "[]",
    "{\"spend\": 0.0}",
    "{\"key_hash\": \"a2\", \"spend\": 0.0}",
    "{\"key_hash\": \"a1\"}",
    "{\"key_hash\": \"a1\", \"spend\": 1.5}",
  };

  test_server_reply_fixture (fixture->server, RESET, "reset_spend_403");
  test_server_reply_fixture (fixture->server, RESET, "reset_spend_400");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, RESET, 200, bodies[i]);

  assert_reset_fails (fixture, SERVICE_NEWEST, ORCH_ERROR_NOT_PERMITTED);
  assert_reset_fails (fixture, SERVICE_NEWEST, ORCH_ERROR_INVALID);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_reset_fails (fixture, SERVICE_NEWEST, ORCH_ERROR_BAD_REPLY);
}

static void
test_reset_fails_old_proxy (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, UPDATE, "key_update_403_budget");
  test_server_reply (fixture->server, UPDATE, 200, "{\"token\": \"a2\", \"spend\": 0.0}");
  test_server_reply (fixture->server, UPDATE, 200, "{\"token\": \"a1\", \"spend\": 1.5}");
  assert_reset_fails (fixture, "1.81.0", ORCH_ERROR_NOT_PERMITTED);
  assert_reset_fails (fixture, "1.81.0", ORCH_ERROR_BAD_REPLY);
  assert_reset_fails (fixture, "1.81.0", ORCH_ERROR_BAD_REPLY);
}

static gboolean delete (ClientFixture *fixture, const char *key_id, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (OrchKey) key = orch_key_new (key_id);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_delete_async (service, key, NULL, test_keep_result_cb, &result);

  return orch_key_service_delete_finish (service, test_wait_result (&result), error);
}

static void
test_deletes (ClientFixture *fixture, gconstpointer data)
{
  static const char id[] = "cf2a7ba00d78df0ba5814ec3b065871c1e8fc17af4f4cd180a7220beec5d6e17";
  g_autofree char *body = g_strdup_printf ("{\"keys\": [\"%s\"]}", id);
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, DELETE, "key_delete_ok");
  g_assert_true (delete (fixture, id, &error));
  g_assert_no_error (error);
  service_assert_n_requests (fixture, 1);
  service_assert_sent (fixture, DELETE, body);
}

static void
assert_delete_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (delete (fixture, "a1", &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_cmpint (orch_error_may_have_happened (error), ==,
                   code == ORCH_ERROR_BAD_REPLY || code == ORCH_ERROR_CONNECTION_LOST);
}

static void
test_delete_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{}", "{\"deleted_keys\": []}",
                                        "{\"deleted_keys\": [\"a2\"]}" };

  test_server_reply_fixture (fixture->server, DELETE, "key_delete_403");
  test_server_reply_fixture (fixture->server, DELETE, "key_delete_404");
  /* Version 1.81, to an owner (contract §12.5). */
  test_server_reply (
      fixture->server, DELETE, 500,
      "{\"error\": {\"message\": \"Authentication Error, Failed to delete all tokens\","
      " \"type\": \"auth_error\", \"param\": \"None\", \"code\": \"500\"}}");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, DELETE, 200, bodies[i]);
  test_server_close_without_reply (fixture->server, DELETE);

  assert_delete_fails (fixture, ORCH_ERROR_NOT_PERMITTED);
  assert_delete_fails (fixture, ORCH_ERROR_NOT_FOUND);
  assert_delete_fails (fixture, ORCH_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_delete_fails (fixture, ORCH_ERROR_BAD_REPLY);
  assert_delete_fails (fixture, ORCH_ERROR_CONNECTION_LOST);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-service-writes/" name, ClientFixture, NULL, client_fixture_set_up, function,   \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("blocks", test_blocks);
  ADD ("unblocks", test_unblocks);
  ADD ("blocks-by-update", test_blocks_by_update);
  ADD ("unblocks-by-update", test_unblocks_by_update);
  ADD ("block-fails", test_block_fails);
  ADD ("unblock-fails", test_unblock_fails);
  ADD ("resets-spend", test_resets_spend);
  ADD ("resets-spend-old-proxy", test_resets_spend_old_proxy);
  ADD ("reset-waits-for-version", test_reset_waits_for_version);
  ADD ("reset-fails", test_reset_fails);
  ADD ("reset-fails-old-proxy", test_reset_fails_old_proxy);
  ADD ("deletes", test_deletes);
  ADD ("delete-fails", test_delete_fails);

  return g_test_run ();
}
