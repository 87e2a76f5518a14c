#include "config.h"

#include "core/services/user-service.h"
#include "service-fixture.h"

#define WRITE "/user/new"
#define READ "/user/info"

static const char *const values_text =
    "{\"user_id\": \"u 1\", \"user_alias\": \"Ann\", \"user_email\": \"ann@example.org\","
    " \"user_role\": \"internal_user\", \"max_budget\": 42.5, \"budget_duration\": \"30d\","
    " \"tpm_limit\": 200, \"rpm_limit\": 20, \"models\": [\"a\", \"b\"], \"metadata\": {\"c\": 1}}";

static JsonNode *
parse (const char *text)
{
  JsonNode *node = json_from_string (text, NULL);

  g_assert_nonnull (node);

  return node;
}

static OrchChanges *
create_values (const char *text)
{
  g_autoptr (JsonNode) node = parse (text);
  JsonObject *row = json_node_get_object (node);
  OrchChanges *values = orch_changes_new ();

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    g_autoptr (GVariant) value = orch_field_read (orch_user_field (i), row);

    if (value != NULL)
      orch_changes_add (values, orch_user_field (i), NULL, value);
  }

  g_autoptr (GVariant) id = orch_field_read (orch_user_id_field (), row);
  if (id != NULL)
    orch_changes_add (values, orch_user_id_field (), NULL, id);

  return values;
}

static OrchUser *
create (ClientFixture *fixture, const char *text, OrchChanges **not_taken, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchChanges) values = create_values (text);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_create_async (service, values, NULL, test_keep_result_cb, &result);
  /* It has its own copy. */
  g_clear_pointer (&values, orch_changes_free);

  return orch_user_service_create_finish (service, test_wait_result (&result), not_taken, error);
}

static void
reply_record (ClientFixture *fixture, const char *row)
{
  g_autofree char *body = g_strdup_printf ("{\"user_id\": \"u 1\", \"user_info\": %s}", row);

  test_server_reply (fixture->server, READ, 200, body);
}

/* `values_text` with another value of one member, or without it if that is NULL. */
static char *
mix (const char *member, const char *value)
{
  g_autoptr (JsonNode) node = parse (values_text);

  json_object_remove_member (json_node_get_object (node), member);
  if (value != NULL)
    json_object_set_member (json_node_get_object (node), member, parse (value));

  return json_to_string (node, FALSE);
}

static void
test_all_fields (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchChanges) not_taken = NULL;

  test_server_reply (fixture->server, WRITE, 200, values_text);
  reply_record (fixture, values_text);

  g_autoptr (OrchUser) user = create (fixture, values_text, &not_taken, &error);
  g_assert_no_error (error);
  g_assert_null (not_taken);
  g_assert_cmpstr (orch_user_get_id (user), ==, "u 1");
  g_assert_cmpstr (orch_user_get_email (user), ==, "ann@example.org");

  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, "GET " READ "?user_id=u%201");
  service_assert_sent (fixture, WRITE,
                       "{\"user_id\": \"u 1\", \"user_alias\": \"Ann\","
                       " \"user_email\": \"ann@example.org\", \"user_role\": \"internal_user\","
                       " \"max_budget\": 42.5, \"budget_duration\": \"30d\", \"tpm_limit\": 200,"
                       " \"rpm_limit\": 20, \"models\": [\"a\", \"b\"], \"metadata\": {\"c\": 1},"
                       " \"auto_create_key\": false}");
}

/* The proxy makes the ID, and what it has as defaults is taken over. */
static void
test_id_of_proxy (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, WRITE, 200,
                     "{\"user_id\": \"made\", \"user_role\": \"internal_user\", \"key\": \"\"}");
  test_server_reply (fixture->server, READ, 200,
                     "{\"user_info\": {\"user_id\": \"made\", \"user_role\": \"internal_user\","
                     " \"max_budget\": 5.0}}");

  g_autoptr (OrchUser) user = create (fixture, "{\"user_role\": \"internal_user\"}", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_user_get_id (user), ==, "made");
  g_assert_true (orch_user_get_max_budget (user, NULL));
  service_assert_sent (fixture, WRITE,
                       "{\"user_role\": \"internal_user\", \"auto_create_key\": false}");
}

/* The reply repeats what was sent; only the record tells what was stored. */
static void
test_names_dropped_field (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "user_alias", "max_budget", "models", "metadata" };
  static const char *const others[] = { "null", "41.5", NULL, "{}" };

  test_server_reply (fixture->server, WRITE, 200, values_text);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *row = mix (names[i], others[i]);

    reply_record (fixture, row);
  }

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (OrchChanges) not_taken = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (OrchUser) user = create (fixture, values_text, &not_taken, &error);
    g_assert_no_error (error);
    g_assert_nonnull (user);
    g_assert_cmpuint (orch_changes_get_n (not_taken), ==, 1);
    g_assert_cmpstr (orch_changes_get (not_taken, 0)->field->name, ==, names[i]);
  }
}

/* The user exists, whatever became of the second request. */
static void
test_record_not_read (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *row = mix ("user_alias", "null");
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, WRITE, 200, row);
  test_server_reply_fixture (fixture->server, READ, "user_info_403");

  g_autoptr (OrchUser) user = create (fixture, values_text, &not_taken, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_user_get_id (user), ==, "u 1");
  g_assert_nonnull (orch_changes_find (not_taken, "user_alias"));
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code, const char *field)
{
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchUser) user = create (fixture, values_text, &not_taken, &error);

  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (user);
  g_assert_null (not_taken);
  g_assert_cmpstr (orch_error_get_field (error), ==, field);
}

static void
test_refused (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *fixture;
    OrchErrorCode code;
    const char *field;
  } cases[] = {
    { "user_new_409", ORCH_ERROR_EXISTS, "user_id" },
    { "user_new_409_email", ORCH_ERROR_EXISTS, "user_email" },
    { "user_new_422", ORCH_ERROR_INVALID, "user_role" },
    { "user_new_401", ORCH_ERROR_NOT_PERMITTED, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    test_server_reply_fixture (fixture->server, WRITE, cases[i].fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_fails (fixture, cases[i].code, cases[i].field);
  service_assert_n_requests (fixture, G_N_ELEMENTS (cases));
}

static void
test_bad_reply (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "1", "{}", "{\"user_id\": \"\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, WRITE, 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_fails (fixture, ORCH_ERROR_BAD_REPLY, NULL);
}

static void
test_lost_answer (ClientFixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, WRITE);
  assert_fails (fixture, ORCH_ERROR_CONNECTION_LOST, NULL);
  service_assert_n_requests (fixture, 1);
}

static void
cancel_while (ClientFixture *fixture, const char *request)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchChanges) values = create_values (values_text);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_user_service_create_async (service, values, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, request);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      orch_user_service_create_finish (service, test_wait_result (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&service));
}

static void
test_cancel_while_writing (ClientFixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, WRITE);
  cancel_while (fixture, "POST " WRITE);
}

static void
test_cancel_while_reading (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, WRITE, 200, values_text);
  test_server_hang (fixture->server, READ);
  cancel_while (fixture, "GET " READ);
}

/* What would make a user that nobody can update (contract §10) is a mistake of the caller. */
static void
test_unusable_id (ClientFixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "", "  ", " ann", "ann\n" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
    g_autoptr (OrchChanges) values = create_values ("{\"user_role\": \"internal_user\"}");

    orch_changes_add (values, orch_user_id_field (), NULL, g_variant_new_string (ids[i]));
    g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*is_usable_id*failed*");
    orch_user_service_create_async (service, values, NULL, NULL, NULL);
    g_test_assert_expected_messages ();
  }

  service_assert_n_requests (fixture, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/user-create/" name, ClientFixture, NULL, client_fixture_set_up, function,          \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("all-fields", test_all_fields);
  ADD ("id-of-proxy", test_id_of_proxy);
  ADD ("names-dropped-field", test_names_dropped_field);
  ADD ("record-not-read", test_record_not_read);
  ADD ("refused", test_refused);
  ADD ("bad-reply", test_bad_reply);
  ADD ("lost-answer", test_lost_answer);
  ADD ("cancel-while-writing", test_cancel_while_writing);
  ADD ("cancel-while-reading", test_cancel_while_reading);
  ADD ("unusable-id", test_unusable_id);

  return g_test_run ();
}
