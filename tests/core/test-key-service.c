#include "config.h"

#include "core/services/key-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define INFO "/key/info"
#define LIST "/key/list"

/* Recorded, see tests/fixtures. */
#define RECORDED_ID "5f3422d5acc81b8f2e1a60f26860dec3e3fa97c598e8b910a85010d9c5e791d9"

static OrchKey *
read_key (ClientFixture *fixture, const char *key_id, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_read_async (service, key_id, NULL, test_keep_result_cb, &result);

  return orch_key_service_read_finish (service, test_wait_result (&result), error);
}

static void
test_reads (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, INFO, "key_info_ok");

  g_autoptr (OrchKey) key = read_key (fixture, RECORDED_ID, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_key_get_id (key), ==, RECORDED_ID);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "probe-rep-adm-adm");
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 12.5);
  g_assert_true (orch_key_get_max_budget (key, NULL));
  /* All that the server tells, and not only what has a place of its own. */
  g_assert_true (json_object_has_member (orch_key_get_record (key), "budget_limits_usage"));
  g_assert_cmpstr (service_get_request (fixture, "GET"), ==, "GET " INFO "?key=" RECORDED_ID);
  service_assert_n_requests (fixture, 1);
}

static void
test_read_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "[]",
    "{\"key\": \"a1\"}",
    "{\"key\": \"a1\", \"info\": []}",
    "{\"info\": {\"token\": \"a1\"}}",
    "{\"key\": \"a2\", \"info\": {\"token\": \"a1\"}}",
  };
  static const OrchErrorCode codes[] = { ORCH_ERROR_NOT_FOUND, ORCH_ERROR_NOT_PERMITTED };

  test_server_reply_fixture (fixture->server, INFO, "key_info_404_master");
  test_server_reply_fixture (fixture->server, INFO, "key_info_403");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, INFO, 200, bodies[i]);

  for (guint i = 0; i < G_N_ELEMENTS (codes) + G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_key (fixture, "a1", &error));
    g_assert_error (error, ORCH_ERROR,
                    (int) (i < G_N_ELEMENTS (codes) ? codes[i] : ORCH_ERROR_BAD_REPLY));
    g_assert_false (orch_error_may_have_happened (error));
  }
}

static GPtrArray *
list_keys (ClientFixture *fixture, const char *user_id, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_list_of_user_async (service, user_id, NULL, test_keep_result_cb, &result);

  return orch_key_service_list_of_user_finish (service, test_wait_result (&result), error);
}

/* One page with the keys `first`, `first` + 1, … `last` of the user "u". */
static void
reply_page (ClientFixture *fixture, guint first, guint last, guint total)
{
  g_autoptr (GString) body = g_string_new ("{\"keys\": [");

  for (guint i = first; i <= last; i++)
    g_string_append_printf (body, "%s{\"token\": \"%u\", \"user_id\": \"u\"}", i > first ? "," : "",
                            i);
  g_string_append_printf (body, "], \"total_count\": %u}", total);
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
  g_assert_cmpstr (service_get_request (fixture, "GET"), ==,
                   "GET " LIST "?user_id=u%201&return_full_object=true&page=1&size=100");

  OrchKey *key = keys->pdata[0];
  g_assert_cmpstr (orch_key_get_id (key), ==, "a1");
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "laptop");
  g_assert_cmpstr (orch_key_get_team_id (key), ==, "t");
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 1.5);
  g_assert_true (orch_key_is_blocked (key));
  g_assert_false (orch_key_is_expired (key, before));
  g_assert_true (orch_key_is_expired (key, after));

  key = keys->pdata[1];
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "sk-...0000");
  g_assert_false (orch_key_is_blocked (key));
  g_assert_cmpstr (orch_key_get_display_name (keys->pdata[2]), ==, "a3");
}

static void
test_recorded (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, LIST, "key_list_full");
  test_server_reply_fixture (fixture->server, LIST, "key_list_empty");

  g_autoptr (GPtrArray) keys = list_keys (fixture, "probe-List01", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, >=, 1);
  g_assert_cmpstr (orch_key_get_display_name (keys->pdata[0]), ==, "probe-List-blk");
  g_assert_true (orch_key_is_blocked (keys->pdata[0]));

  g_autoptr (GPtrArray) none = list_keys (fixture, "no-such", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

/* A key that was made between the requests moves one to the next page: it comes twice. */
static void
test_all_pages (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reply_page (fixture, 1, 100, 210);
  reply_page (fixture, 100, 199, 211);
  reply_page (fixture, 200, 210, 211);

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

  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_count\": 1000000}");

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
                     " \"user_id\": \"u\"}], \"total_count\": 5}");

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
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_LITELLM);
  }

  g_assert_null (list_keys (fixture, "u", &refused));
  g_assert_error (refused, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
}

static void
test_cancel_between_pages (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reply_page (fixture, 1, 100, 200);
  test_server_hang (fixture->server, LIST);
  orch_key_service_list_of_user_async (service, "u", cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "GET " LIST "?user_id=u&return_full_object=true&page=2");
  g_cancellable_cancel (cancellable);
  g_assert_null (
      orch_key_service_list_of_user_finish (service, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&service));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-service/" name, ClientFixture, NULL, client_fixture_set_up, function,          \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("reads", test_reads);
  ADD ("read-fails", test_read_fails);
  ADD ("lists", test_lists);
  ADD ("recorded", test_recorded);
  ADD ("all-pages", test_all_pages);
  ADD ("empty-page-ends", test_empty_page_ends);
  ADD ("leaves-foreign-keys-out", test_leaves_foreign_keys_out);
  ADD ("list-fails", test_list_fails);
  ADD ("cancel-between-pages", test_cancel_between_pages);

  return g_test_run ();
}
