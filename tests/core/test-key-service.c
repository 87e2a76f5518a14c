#include "config.h"

#include "core/services/key-service-private.h"
#include "service-fixture.h"

#define LIST "/key/list"
#define BLOCK "/key/block"

static GPtrArray *
list_keys (ClientFixture *fixture, const char *user_id, GError **error)
{
  g_autoptr (OrchServer) server = orch_server_new (fixture->client, "1.106.2");
  g_autoptr (OrchKeyService) service = orch_key_service_new (server);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_list_of_user_async (service, user_id, NULL, test_keep_result_cb, &result);

  return orch_key_service_list_of_user_finish (service, test_wait_result (&result), error);
}

/* One page with the keys `first`, `first` + 1, … `last` of the user "u". */
static void
reply_page (ClientFixture *fixture, guint first, guint last, guint page, guint n_pages)
{
  g_autoptr (GString) body = g_string_new ("{\"keys\": [");

  for (guint i = first; i <= last; i++)
    g_string_append_printf (body, "%s{\"token\": \"%u\", \"user_id\": \"u\"}", i > first ? "," : "",
                            i);
  g_string_append_printf (body, "], \"current_page\": %u, \"total_pages\": %u}", page, n_pages);
  test_server_reply (fixture->server, LIST, 200, body->str);
}

static void
test_lists (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) before = g_date_time_new_utc (2026, 11, 1, 0, 0, 0);
  g_autoptr (GDateTime) after = g_date_time_new_utc (2026, 12, 1, 0, 0, 0);
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, LIST, 200,
                     "{\"keys\": [{\"token\": \"a1\", \"key_alias\": \"laptop\","
                     " \"key_name\": \"sk-...6789\", \"user_id\": \"u 1\", \"team_id\": \"t\","
                     " \"spend\": 1.5, \"blocked\": true, \"expires\": \"2026-11-24T00:00:00Z\","
                     " \"last_active\": \"2026-11-02T10:00:00Z\"},"
                     " {\"token\": \"a2\", \"key_alias\": \"\", \"key_name\": \"sk-...0000\","
                     " \"user_id\": \"u 1\", \"blocked\": null, \"expires\": null},"
                     " {\"token\": \"a3\", \"user_id\": \"u 1\"}],"
                     " \"total_count\": 3, \"current_page\": 1, \"total_pages\": 1}");

  g_autoptr (GPtrArray) keys = list_keys (fixture, "u 1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 3);
  service_assert_n_requests (fixture, 1);
  service_get_request (fixture,
                       "GET " LIST "?user_id=u%201&return_full_object=true&page=1&size=100");

  OrchKey *key = keys->pdata[0];
  g_assert_cmpstr (orch_key_get_id (key), ==, "a1");
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "laptop");
  g_assert_cmpstr (orch_key_get_user_id (key), ==, "u 1");
  g_assert_cmpstr (orch_key_get_team_id (key), ==, "t");
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 1.5);
  g_assert_true (orch_key_is_blocked (key));
  g_assert_false (orch_key_is_expired (key, before));
  g_assert_true (orch_key_is_expired (key, after));
  g_assert_cmpint (g_date_time_get_day_of_month (orch_key_get_last_active (key)), ==, 2);

  key = keys->pdata[1];
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "sk-...0000");
  g_assert_null (orch_key_get_team_id (key));
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 0);
  g_assert_false (orch_key_is_blocked (key));
  g_assert_false (orch_key_is_expired (key, after));
  g_assert_null (orch_key_get_last_active (key));
  g_assert_cmpstr (orch_key_get_display_name (keys->pdata[2]), ==, "a3");
}

static void
test_recorded (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, LIST, "key_list_full");

  g_autoptr (GPtrArray) keys = list_keys (fixture, "probe-List01", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, >=, 1);
  g_assert_cmpstr (orch_key_get_display_name (keys->pdata[0]), ==, "probe-List-blk");
  g_assert_true (orch_key_is_blocked (keys->pdata[0]));
}

/* A key that was made between the requests moves one to the next page: it comes twice. */
static void
test_all_pages (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reply_page (fixture, 1, 100, 1, 3);
  reply_page (fixture, 100, 199, 2, 3);
  reply_page (fixture, 200, 210, 3, 3);

  g_autoptr (GPtrArray) keys = list_keys (fixture, "u", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 210);
  g_assert_cmpstr (orch_key_get_id (keys->pdata[209]), ==, "210");
  service_assert_n_requests (fixture, 3);
  service_get_request (fixture, "GET " LIST "?user_id=u&return_full_object=true&page=3&size=100");
}

static void
test_empty_page_ends (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_pages\": 1000000}");

  g_autoptr (GPtrArray) keys = list_keys (fixture, "u", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 0);
  service_assert_n_requests (fixture, 1);
}

/* An unknown filter is ignored by LiteLLM (contract §12.1): nobody else's key gets in. */
static void
test_leaves_foreign_keys_out (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, LIST, 200,
                     "{\"keys\": [{\"token\": \"a\", \"user_id\": \"u2\"}, \"hash\", {},"
                     " {\"token\": \"b\", \"user_id\": null}, {\"token\": \"c\","
                     " \"user_id\": \"u\"}], \"total_pages\": 1}");

  g_autoptr (GPtrArray) keys = list_keys (fixture, "u", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpstr (orch_key_get_id (keys->pdata[0]), ==, "c");
}

static void
test_list_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{\"keys\": {}}", "{\"keys\": []}" };
  g_autoptr (GError) refused = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, LIST, 200, bodies[i]);
  test_server_reply_fixture (fixture->server, LIST, "key_info_403");

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (list_keys (fixture, "u", &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  }

  g_assert_null (list_keys (fixture, "u", &refused));
  g_assert_error (refused, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
}

static OrchKey *
create_key (const char *id)
{
  g_autoptr (JsonObject) row = json_object_new ();

  json_object_set_string_member (row, "token", id);

  return orch_key_new_from_json (row);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static gboolean
block (ClientFixture *fixture, OrchKey *key, GError **error)
{
  g_autoptr (OrchServer) server = orch_server_new (fixture->client, "1.106.2");
  g_autoptr (OrchKeyService) service = orch_key_service_new (server);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_block_async (service, key, NULL, test_keep_result_cb, &result);

  return orch_key_service_block_finish (service, test_wait_result (&result), error);
}

static void
test_blocks (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) key = create_key ("a1");
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_signal_connect_swapped (key, "changed", G_CALLBACK (count_cb), &n_changes);
  test_server_reply (fixture->server, BLOCK, 200,
                     "{\"token\": \"a1\", \"key_alias\": \"laptop\", \"blocked\": true}");
  g_assert_true (block (fixture, key, &error));
  g_assert_no_error (error);
  g_assert_true (orch_key_is_blocked (key));
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "laptop");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpstr (service_get_request (fixture, "POST"), ==, "POST " BLOCK " {\"key\":\"a1\"}");
}

static void
assert_block_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (OrchKey) key = create_key ("a1");
  g_autoptr (GError) error = NULL;

  g_assert_false (block (fixture, key, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
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

  assert_block_fails (fixture, ORCH_ERROR_NOT_PERMITTED);
  assert_block_fails (fixture, ORCH_ERROR_NOT_FOUND);
  /* Version 1.81, about the key that is to be blocked: nobody may be signed out by it. */
  assert_block_fails (fixture, ORCH_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_block_fails (fixture, ORCH_ERROR_BAD_REPLY);
}

static void
test_cancel (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = orch_server_new (fixture->client, "1.106.2");
  g_autoptr (OrchKeyService) service = orch_key_service_new (server);
  g_autoptr (OrchKey) key = create_key ("a1");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) blocked = NULL;
  g_autoptr (GError) list_error = NULL;
  g_autoptr (GError) block_error = NULL;

  reply_page (fixture, 1, 100, 1, 2);
  test_server_hang (fixture->server, LIST);
  test_server_hang (fixture->server, BLOCK);
  orch_key_service_list_of_user_async (service, "u", cancellable, test_keep_result_cb, &listed);
  orch_key_service_block_async (service, key, cancellable, test_keep_result_cb, &blocked);
  service_wait_for_request (fixture, "GET " LIST "?user_id=u&return_full_object=true&page=2");
  service_wait_for_request (fixture, "POST " BLOCK);
  g_cancellable_cancel (cancellable);

  g_assert_null (
      orch_key_service_list_of_user_finish (service, test_wait_result (&listed), &list_error));
  g_assert_error (list_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (
      orch_key_service_block_finish (service, test_wait_result (&blocked), &block_error));
  g_assert_error (block_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&listed);
  g_clear_object (&blocked);
  g_assert_finalize_object (g_steal_pointer (&service));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-service/" name, ClientFixture, NULL, client_fixture_set_up, function,          \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lists", test_lists);
  ADD ("recorded", test_recorded);
  ADD ("all-pages", test_all_pages);
  ADD ("empty-page-ends", test_empty_page_ends);
  ADD ("leaves-foreign-keys-out", test_leaves_foreign_keys_out);
  ADD ("list-fails", test_list_fails);
  ADD ("blocks", test_blocks);
  ADD ("block-fails", test_block_fails);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
