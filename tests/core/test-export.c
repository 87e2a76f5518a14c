#include "config.h"

#include "core/services/export.h"
#include "service-fixture.h"

#define USERS "/user/list"
#define KEYS "/key/list"

#define USER_HEADER                                                                                \
  "\"user_id\",\"user_alias\",\"user_email\",\"user_role\",\"max_budget\",\"budget_duration\","    \
  "\"spend\",\"tpm_limit\",\"rpm_limit\",\"models\",\"key_count\",\"teams\",\"budget_reset_at\","  \
  "\"created_at\",\"updated_at\"\n"

#define KEY_ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Users "u00000" and so on. */
static void
reply_users (ClientFixture *fixture, guint first, guint n, guint total)
{
  g_autoptr (GString) body = g_string_new ("{\"users\": [");

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (body, "%s{\"user_id\": \"u%05u\"}", i > first ? "," : "", i);
  g_string_append_printf (body, "], \"total\": %u}", total);

  test_server_reply (fixture->server, USERS, 200, body->str);
}

static OrchExport *
create_users (ClientFixture *fixture, const OrchUserQuery *query)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);

  return orch_export_new_users (service, query);
}

static gboolean
run (OrchExport *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_export_run_async (self, stream, cancellable, test_keep_result_cb, &result);

  return orch_export_run_finish (self, test_wait_result (&result), error);
}

/* Everything that an export writes, which succeeds. */
static char *
run_to_text (OrchExport *self)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (run (self, stream, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
assert_has_each_once (const char *text, guint n)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, n + 2);
  for (guint i = 0; i < n; i++) {
    g_autofree char *cell = g_strdup_printf ("\"u%05u\"", i);

    g_assert_true (g_str_has_prefix (lines[i + 1], cell));
  }
}

static void
count_cb (OrchExport *self, gpointer user_data)
{
  guint *n = user_data;

  g_assert_cmpuint (orch_export_get_n_rows (self), >, *n);
  *n = orch_export_get_n_rows (self);
}

/* Whatever the order on the screen. */
static void
test_pages (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { .search = (char *) "u_",
                                .role = ORCH_ROLE_PROXY_ADMIN,
                                .sort = ORCH_USER_SORT_SPEND,
                                .descending = TRUE };
  g_autoptr (OrchExport) self = create_users (fixture, &query);
  GPtrArray *log = test_server_get_log (fixture->server);
  guint n_told = 0;

  reply_users (fixture, 0, 100, 250);
  reply_users (fixture, 100, 100, 250);
  reply_users (fixture, 200, 50, 250);
  g_signal_connect (self, "progress", G_CALLBACK (count_cb), &n_told);

  g_autofree char *text = run_to_text (self);
  g_assert_true (g_str_has_prefix (text, USER_HEADER));
  assert_has_each_once (text, 250);
  g_assert_cmpuint (n_told, ==, 250);
  g_assert_cmpuint (orch_export_get_total (self), ==, 250);
  g_assert_true (orch_export_is_exact (self));

  g_assert_cmpuint (log->len, ==, 3);
  g_assert_cmpstr (log->pdata[2], ==,
                   "GET /user/list?page=3&page_size=100&sort_by=user_id&sort_order=asc"
                   "&search=u%5C_&role=proxy_admin");
}

static void
test_nobody (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { 0 };
  g_autoptr (OrchExport) self = create_users (fixture, &query);

  reply_users (fixture, 0, 0, 0);

  g_autofree char *text = run_to_text (self);
  g_assert_cmpstr (text, ==, USER_HEADER);
  g_assert_true (orch_export_is_exact (self));
  service_assert_n_requests (fixture, 1);
}

/* A user who comes in on the first page pushes its last one onto the second. */
static void
test_row_came_in (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { 0 };
  g_autoptr (OrchExport) self = create_users (fixture, &query);

  reply_users (fixture, 0, 100, 120);
  reply_users (fixture, 99, 21, 121);

  g_autofree char *text = run_to_text (self);
  assert_has_each_once (text, 120);
  g_assert_cmpuint (orch_export_get_total (self), ==, 121);
  g_assert_false (orch_export_is_exact (self));
}

/* One who goes pulls another one from the second page onto the first, where nobody sees it: what
 * was written is as many as there are, all the same. */
static void
test_row_went (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { 0 };
  g_autoptr (OrchExport) self = create_users (fixture, &query);

  reply_users (fixture, 0, 100, 120);
  reply_users (fixture, 101, 19, 119);

  g_autofree char *text = run_to_text (self);
  g_assert_nonnull (text);
  g_assert_cmpuint (orch_export_get_n_rows (self), ==, orch_export_get_total (self));
  g_assert_false (orch_export_is_exact (self));
}

static void
test_failure (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { 0 };
  g_autoptr (OrchExport) self = create_users (fixture, &query);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  reply_users (fixture, 0, 100, 120);
  test_server_reply (fixture->server, USERS, 403, "{\"detail\": {\"error\": \"no\"}}");

  g_assert_false (run (self, stream, NULL, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
  g_assert_cmpuint (orch_export_get_n_rows (self), ==, 100);

  /* Once more, from the beginning. */
  test_server_forget_replies (fixture->server, USERS);
  reply_users (fixture, 0, 100, 120);
  reply_users (fixture, 100, 20, 120);
  g_autofree char *text = run_to_text (self);
  assert_has_each_once (text, 120);
  g_assert_true (orch_export_is_exact (self));
}

static void
test_full_disk (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { 0 };
  g_autoptr (OrchExport) self = create_users (fixture, &query);
  char buffer[1000];
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new (buffer, sizeof buffer, NULL, NULL);
  g_autoptr (GError) error = NULL;

  reply_users (fixture, 0, 100, 120);
  reply_users (fixture, 100, 20, 120);

  g_assert_false (run (self, stream, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_cancel (ClientFixture *fixture, gconstpointer data)
{
  const OrchUserQuery query = { 0 };
  g_autoptr (OrchExport) self = create_users (fixture, &query);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reply_users (fixture, 0, 100, 120);
  orch_export_run_async (self, stream, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "GET /user/list?page=1");
  test_server_hang (fixture->server, USERS);
  service_wait_for_request (fixture, "GET /user/list?page=2");
  g_cancellable_cancel (cancellable);

  g_assert_false (orch_export_run_finish (self, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static char *
export_key (ClientFixture *fixture, const char *key)
{
  const OrchKeyQuery query = { .filter = ORCH_KEY_FILTER_BLOCKED, .sort = ORCH_KEY_SORT_ALIAS };
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchExport) self = orch_export_new_keys (service, &query);
  g_autoptr (JsonNode) team =
      json_from_string ("{\"team_id\": \"t\", \"team_alias\": \"Sales\"}", NULL);
  g_autoptr (GPtrArray) teams = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *body = g_strdup_printf ("{\"keys\": [%s], \"total_count\": 1}", key);

  g_ptr_array_add (teams, orch_team_new_from_json (json_node_get_object (team)));
  orch_teams_take (orch_server_get_teams (orch_key_service_get_server (service)), teams, TRUE);

  test_server_reply (fixture->server, KEYS, 200, body);

  return run_to_text (self);
}

/* Numbers, times and lists as a program reads them; a name that is a formula; no metadata. */
static void
test_key (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *text = export_key (
      fixture,
      "{\"token\": \"" KEY_ID "\", \"key_alias\": \"=1+1 \\\"x\\\"\", \"key_name\": \"sk-...abcd\","
      " \"user_id\": \"ü, ñ\", \"team_id\": \"t\", \"created_by\": \"admin\", \"spend\": 0.1,"
      " \"max_budget\": 1234567.5, \"budget_duration\": \"30d\", \"models\": [\"a\", \"b\"],"
      " \"tpm_limit\": 9007199254740992, \"blocked\": true, \"expires\": \"2026-01-02T03:04:05Z\","
      " \"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 5.0}],"
      " \"metadata\": {\"password\": \"hunter2\", \"model_rpm_limit\": {\"a\": 3}},"
      " \"created_at\": \"2025-12-31T23:59:59.5+01:00\"}");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (
      lines[0], ==,
      "\"token\",\"key_alias\",\"max_budget\",\"soft_budget\",\"budget_duration\","
      "\"budget_limits\",\"spend\",\"tpm_limit\",\"rpm_limit\",\"max_parallel_requests\","
      "\"models\",\"model_tpm_limit\",\"model_rpm_limit\",\"allowed_routes\",\"expires\","
      "\"blocked\",\"auto_rotate\",\"rotation_interval\",\"status\",\"key_name\",\"user_id\","
      "\"team_id\",\"team_alias\",\"organization_id\",\"created_by\",\"key_type\","
      "\"budget_reset_at\",\"created_at\",\"updated_at\",\"last_active\",\"last_rotation_at\","
      "\"key_rotation_at\"");
  g_assert_cmpstr (
      lines[1], ==,
      "\"" KEY_ID "\",\"'=1+1 \"\"x\"\"\",\"1234567.5\",\"\",\"30d\","
      "\"[{\"\"budget_duration\"\":\"\"1d\"\",\"\"max_budget\"\":5.0}]\",\"0.1\","
      "\"9007199254740992\",\"\",\"\",\"a, b\",\"\",\"{\"\"a\"\":3}\",\"\","
      "\"2026-01-02T03:04:05Z\",\"true\",\"\",\"\",\"blocked\",\"sk-...abcd\",\"ü, ñ\","
      "\"t\",\"Sales\",\"\",\"admin\",\"\",\"\",\"2025-12-31T22:59:59.500000Z\",\"\",\"\",\"\","
      "\"\"");
}

static void
test_key_query (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *text = export_key (fixture, "{\"token\": \"" KEY_ID "\"}");

  g_assert_nonnull (text);
  g_assert_cmpstr (service_get_request (fixture, "GET"), ==,
                   "GET /key/list?return_full_object=true&page=1&size=100&status=revoked");
}

static void
add (const char *path, void (*test) (ClientFixture *fixture, gconstpointer data))
{
  g_test_add (path, ClientFixture, NULL, client_fixture_set_up, test, service_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/export/pages", test_pages);
  add ("/export/nobody", test_nobody);
  add ("/export/row-came-in", test_row_came_in);
  add ("/export/row-went", test_row_went);
  add ("/export/failure", test_failure);
  add ("/export/full-disk", test_full_disk);
  add ("/export/cancel", test_cancel);
  add ("/export/key", test_key);
  add ("/export/key-query", test_key_query);

  return g_test_run ();
}
