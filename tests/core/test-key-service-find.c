#include "config.h"

#include "core/services/key-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define WRITE "/key/generate"
#define READ "/key/info"
#define LIST "/key/list"

static const char *const values_text = "{\"max_budget\": 42.5}";
static const char *const no_keys = "{\"keys\": [], \"total_count\": 0}";

/* A service, and a key whose answer was lost. */
typedef struct {
  ClientFixture parent;
  OrchKeyService *service;   /* (owned) */
  OrchKeyMaterial *material; /* (owned) */
  gint64 sent_at;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer alias)
{
  client_fixture_set_up (&fixture->parent, NULL);
  fixture->service = service_new_key_service (&fixture->parent, NULL);
  fixture->material = orch_key_material_new_random ("u 1", alias);
}

static void
tear_down (Fixture *fixture, gconstpointer alias)
{
  g_assert_finalize_object (fixture->service);
  orch_key_material_free (fixture->material);
  client_fixture_tear_down (&fixture->parent, NULL);
}

static void
reply_record (Fixture *fixture, const char *user_id, const char *max_budget)
{
  g_autofree char *body = g_strdup_printf (
      "{\"key\": \"%s\", \"info\": {\"key_alias\": \"laptop\", \"user_id\": \"%s\","
      " \"max_budget\": %s}}",
      fixture->material->key_id, user_id, max_budget);

  test_server_reply (fixture->parent.server, READ, 200, body);
}

static OrchKey *
find (Fixture *fixture, OrchChanges **not_taken, GError **error)
{
  g_autoptr (OrchChanges) values = key_create_values (values_text);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_find_generated_async (fixture->service, fixture->material, values,
                                         fixture->sent_at, NULL, test_keep_result_cb, &result);
  g_clear_pointer (&values, orch_changes_free);

  return orch_key_service_find_generated_finish (fixture->service, test_wait_result (&result),
                                                 not_taken, error);
}

static void
assert_not_found (Fixture *fixture, OrchErrorCode code)
{
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (find (fixture, &not_taken, &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (not_taken);
}

static void
test_finds (Fixture *fixture, gconstpointer alias)
{
  g_autoptr (OrchChanges) none = NULL;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;

  reply_record (fixture, "u 1", "42.5");
  reply_record (fixture, "u 1", "41.5");

  g_autoptr (OrchKey) key = find (fixture, &none, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_cmpstr (orch_key_get_id (key), ==, fixture->material->key_id);
  g_assert_nonnull (orch_key_get_record (key));
  service_assert_n_requests (&fixture->parent, 1);

  g_autoptr (OrchKey) other = find (fixture, &not_taken, &error);
  g_assert_no_error (error);
  g_assert_nonnull (other);
  g_assert_nonnull (orch_changes_find (not_taken, "max_budget"));
}

static void
test_not_created (Fixture *fixture, gconstpointer alias)
{
  test_server_reply_fixture (fixture->parent.server, READ, "key_info_404_master");
  test_server_reply_fixture (fixture->parent.server, READ, "key_info_403");
  reply_record (fixture, "u 2", "42.5");
  assert_not_found (fixture, ORCH_ERROR_NOT_FOUND);
  /* It cannot be seen, or it is somebody else's. */
  assert_not_found (fixture, ORCH_ERROR_NOT_PERMITTED);
  assert_not_found (fixture, ORCH_ERROR_NOT_FOUND);
  service_assert_n_requests (&fixture->parent, 3);
}

/* The server says that it chooses the secret, and its answer is lost. */
static void
lose_servers_secret (Fixture *fixture)
{
  g_autoptr (OrchChanges) values = key_create_values (values_text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->parent.server, WRITE, 403,
                     "{\"error\": {\"message\": \"{'error': 'Custom API key values are disabled by"
                     " your administrator. Keys must be auto-generated.'}\","
                     " \"type\": \"internal_server_error\", \"param\": null, \"code\": \"403\"}}");
  test_server_close_without_reply (fixture->parent.server, WRITE);
  orch_key_service_generate_async (fixture->service, fixture->material, NULL, values, NULL,
                                   test_keep_result_cb, &result);
  g_assert_null (orch_key_service_generate_finish (fixture->service, test_wait_result (&result),
                                                   NULL, NULL, &error));
  g_assert_true (orch_error_may_have_happened (error));

  test_server_reply_fixture (fixture->parent.server, READ, "key_info_404_master");
}

static void
test_finds_by_alias (Fixture *fixture, gconstpointer alias)
{
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->parent.server, LIST, 200,
                     "{\"keys\": [\"hash\", {\"user_id\": \"u 1\"}, {\"token\": \"a0\","
                     " \"user_id\": \"u 2\", \"key_alias\": \"laptop\"}, {\"token\": \"a1\","
                     " \"user_id\": \"u 1\","
                     " \"key_alias\": \"laptop\", \"max_budget\": null}], \"total_count\": 4}");
  lose_servers_secret (fixture);

  g_autoptr (OrchKey) key = find (fixture, &not_taken, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_key_get_id (key), ==, "a1");
  g_assert_null (not_taken);
  service_get_request (&fixture->parent, "GET " LIST "?user_id=u%201&return_full_object=true"
                                         "&key_alias=laptop");
}

/* What was there before is not what was created. */
static void
test_older_key (Fixture *fixture, gconstpointer alias)
{
  const char *reply = "{\"keys\": [{\"token\": \"a1\", \"user_id\": \"u 1\","
                      " \"key_alias\": \"laptop\", \"created_at\": \"2026-11-28T12:00:00Z\"}],"
                      " \"total_count\": 1}";
  g_autoptr (GDateTime) later = g_date_time_new_utc (2026, 11, 28, 12, 6, 0);
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->parent.server, LIST, 200, reply);
  test_server_reply (fixture->parent.server, LIST, 200, reply);
  lose_servers_secret (fixture);
  fixture->sent_at = g_date_time_to_unix (later);
  assert_not_found (fixture, ORCH_ERROR_NOT_FOUND);

  /* Clocks differ a little. */
  test_server_reply_fixture (fixture->parent.server, READ, "key_info_404_master");
  fixture->sent_at -= 2 * 60;
  g_autoptr (OrchKey) key = find (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_key_get_id (key), ==, "a1");
}

static void
test_no_such_alias (Fixture *fixture, gconstpointer alias)
{
  test_server_reply (fixture->parent.server, LIST, 200, no_keys);
  test_server_reply (fixture->parent.server, LIST, 200, "[]");
  test_server_reply_fixture (fixture->parent.server, LIST, "error_429_rate_limit");
  lose_servers_secret (fixture);
  assert_not_found (fixture, ORCH_ERROR_NOT_FOUND);
  assert_not_found (fixture, ORCH_ERROR_BAD_REPLY);
  assert_not_found (fixture, ORCH_ERROR_RATE_LIMITED);
}

static void
test_no_alias (Fixture *fixture, gconstpointer alias)
{
  lose_servers_secret (fixture);
  assert_not_found (fixture, ORCH_ERROR_BAD_REPLY);
  g_assert_cmpuint (test_server_count (fixture->parent.server, "GET " LIST), ==, 0);
}

#define ADD(name, alias, function)                                                                 \
  g_test_add ("/key-service-find/" name, Fixture, alias, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("finds", "laptop", test_finds);
  ADD ("not-created", "laptop", test_not_created);
  ADD ("finds-by-alias", "laptop", test_finds_by_alias);
  ADD ("older-key", "laptop", test_older_key);
  ADD ("no-such-alias", "laptop", test_no_such_alias);
  ADD ("no-alias", NULL, test_no_alias);

  return g_test_run ();
}
