#include "config.h"

#include "core/services/key-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define WRITE "/key/generate"
#define READ "/key/info"

/* Secrets for tests alone. */
#define SECRET "sk-generate-0123456789"
#define SERVERS_SECRET "sk-server-chose-98765"

static const char *const values_text =
    "{\"max_budget\": 42.5, \"litellm_budget_table\": {\"soft_budget\": 40.0},"
    " \"models\": [\"a\"], \"metadata\": {\"b\": 2, \"model_tpm_limit\": {\"a\": 7}}}";

static const char *const chosen_keys_forbidden =
    "{\"error\": {\"message\": \"{'error': 'Custom API key values are disabled by your"
    " administrator. Keys must be auto-generated.'}\", \"type\": \"internal_server_error\","
    " \"param\": null, \"code\": \"403\"}}";

static OrchKeyMaterial *
create_material (const char *alias)
{
  return orch_key_material_new ("u 1", alias, SECRET);
}

/* A reply of /key/generate that hands over `secret`. */
static char *
make_reply (const char *secret, const char *user_id)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, secret);

  return g_strdup_printf ("{\"key\": \"%s\", \"token\": \"%s\", \"token_id\": \"%s\","
                          " \"user_id\": \"%s\", \"key_alias\": \"laptop\", \"max_budget\": 42.5,"
                          " \"models\": [\"a\"], \"metadata\": {\"b\": 2},"
                          " \"model_tpm_limit\": {\"a\": 7}, \"litellm_budget_table\": null}",
                          secret, material->key_id, material->key_id, user_id);
}

static void
reply_generated (ClientFixture *fixture, const char *secret)
{
  g_autofree char *reply = make_reply (secret, "u 1");

  test_server_reply (fixture->server, WRITE, 200, reply);
}

/* The record of the key of `secret`: the values, with one member of `source`. */
static void
reply_record (ClientFixture *fixture, const char *secret, const char *source, const char *member)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, secret);
  g_autofree char *with_user = key_mix (values_text, "{\"user_id\": \"u 1\"}", "user_id");
  g_autofree char *with_alias = key_mix (with_user, "{\"key_alias\": \"laptop\"}", "key_alias");
  g_autofree char *row = key_mix (with_alias, source, member);
  g_autofree char *body =
      g_strdup_printf ("{\"key\": \"%s\", \"info\": %s}", material->key_id, row);

  test_server_reply (fixture->server, READ, 200, body);
}

static OrchKeyMaterial *
generate_with (ClientFixture *fixture, const char *alias, const char *key_type, const char *values,
               OrchKey **key, OrchChanges **not_taken, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (OrchKeyMaterial) material = create_material (alias);
  g_autoptr (OrchChanges) changes = key_create_values (values);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_generate_async (service, material, key_type, changes, NULL, test_keep_result_cb,
                                   &result);
  /* It has its own copies. */
  g_clear_pointer (&material, orch_key_material_free);
  g_clear_pointer (&changes, orch_changes_free);

  return orch_key_service_generate_finish (service, test_wait_result (&result), key, not_taken,
                                           error);
}

static OrchKeyMaterial *
generate (ClientFixture *fixture, OrchKey **key, OrchChanges **not_taken, GError **error)
{
  return generate_with (fixture, "laptop", NULL, values_text, key, not_taken, error);
}

/* A secret is not printed. */
static void
assert_secret (const OrchKeyMaterial *material, const char *secret)
{
  g_autoptr (OrchKeyMaterial) expected = orch_key_material_new (NULL, NULL, secret);

  g_assert_true (strcmp (material->secret, secret) == 0);
  g_assert_cmpstr (material->key_id, ==, expected->key_id);
}

static void
test_generates (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) wanted = create_material ("laptop");
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *read = g_strconcat ("GET " READ "?key=", wanted->key_id, NULL);

  reply_generated (fixture, SECRET);
  reply_record (fixture, SECRET, "{\"spend\": 0.0}", "spend");

  g_autoptr (OrchKeyMaterial) material = generate (fixture, &key, &not_taken, &error);
  g_assert_no_error (error);
  g_assert_null (not_taken);
  assert_secret (material, SECRET);
  g_assert_cmpstr (material->user_id, ==, "u 1");
  g_assert_cmpstr (material->alias, ==, "laptop");
  g_assert_cmpstr (orch_key_get_id (key), ==, wanted->key_id);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "laptop");
  g_assert_nonnull (orch_key_get_record (key));

  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, read);
  service_assert_sent (fixture, WRITE,
                       "{\"key\": \"" SECRET "\", \"user_id\": \"u 1\", \"key_alias\": \"laptop\","
                       " \"max_budget\": 42.5, \"soft_budget\": 40.0, \"models\": [\"a\"],"
                       " \"metadata\": {\"b\": 2}, \"model_tpm_limit\": {\"a\": 7}}");
}

/* Without an alias there is nothing to look for, and what is unset is not sent. */
static void
test_sends_only_values (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reply_generated (fixture, SECRET);
  reply_record (fixture, SECRET, NULL, "max_budget");

  g_autoptr (OrchKeyMaterial) material =
      generate_with (fixture, NULL, "llm_api", "{\"expires\": null}", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (material);
  service_assert_n_requests (fixture, 2);
  service_assert_sent (
      fixture, WRITE, "{\"key\": \"" SECRET "\", \"user_id\": \"u 1\", \"key_type\": \"llm_api\"}");
}

static void
test_unset_values (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (OrchKeyMaterial) material = create_material (NULL);
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (values, orch_key_field (ORCH_KEY_MAX_BUDGET), NULL, NULL);
  orch_changes_add (values, orch_key_field (ORCH_KEY_ALIAS), NULL, g_variant_new_string ("not it"));
  reply_generated (fixture, SECRET);
  reply_record (fixture, SECRET, NULL, "max_budget");
  orch_key_service_generate_async (service, material, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  test_wait_result (&result);
  service_assert_sent (fixture, WRITE, "{\"key\": \"" SECRET "\", \"user_id\": \"u 1\"}");
}

static void
test_names_dropped_field (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *source;
    const char *member;
    const char *field;
  } cases[] = {
    { "{\"max_budget\": 41.5}", "max_budget", "max_budget" },
    { "{\"litellm_budget_table\": null}", "litellm_budget_table", "soft_budget" },
    { NULL, "models", "models" },
    { "{\"key_alias\": null}", "key_alias", "key_alias" },
    { "{\"metadata\": {\"model_tpm_limit\": {\"a\": 7}}}", "metadata", "metadata" },
  };

  reply_generated (fixture, SECRET);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    reply_record (fixture, SECRET, cases[i].source, cases[i].member);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchChanges) not_taken = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (OrchKeyMaterial) material = generate (fixture, NULL, &not_taken, &error);

    g_assert_no_error (error);
    g_assert_nonnull (material);
    g_assert_cmpuint (orch_changes_get_n (not_taken), ==, 1);
    g_assert_cmpstr (orch_changes_get (not_taken, 0)->field->name, ==, cases[i].field);
  }
}

/* The key exists, whatever became of the last request; the reply has some values elsewhere. */
static void
test_record_not_read (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *reply = make_reply (SECRET, "u 1");
  g_autofree char *dropped = key_mix (reply, "{\"max_budget\": null}", "max_budget");
  g_autoptr (OrchChanges) none = NULL;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (OrchKey) key = NULL;

  test_server_reply (fixture->server, WRITE, 200, reply);
  test_server_reply (fixture->server, WRITE, 200, dropped);
  test_server_reply_fixture (fixture->server, READ, "key_info_403");

  g_autoptr (OrchKeyMaterial) first = generate (fixture, &key, &none, NULL);
  assert_secret (first, SECRET);
  g_assert_null (none);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "laptop");
  g_assert_null (orch_key_get_record (key));

  g_autoptr (OrchKeyMaterial) second = generate (fixture, NULL, &not_taken, NULL);
  g_assert_nonnull (second);
  g_assert_cmpuint (orch_changes_get_n (not_taken), ==, 1);
  g_assert_cmpstr (orch_changes_get (not_taken, 0)->field->name, ==, "max_budget");
}

/* It is asked once more, without the secret, and nothing else of it is another. */
static void
test_server_chooses (ClientFixture *fixture, gconstpointer data)
{
  GPtrArray *log = test_server_get_log (fixture->server);
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, WRITE, 403, chosen_keys_forbidden);
  reply_generated (fixture, SERVERS_SECRET);
  reply_record (fixture, SERVERS_SECRET, "{\"spend\": 0.0}", "spend");

  g_autoptr (OrchKeyMaterial) material =
      generate_with (fixture, NULL, NULL, "{\"max_budget\": 42.5}", &key, NULL, &error);
  g_assert_no_error (error);
  assert_secret (material, SERVERS_SECRET);
  g_assert_cmpstr (orch_key_get_id (key), ==, material->key_id);
  service_assert_n_requests (fixture, 3);
  g_assert_true (g_str_has_prefix (log->pdata[0], "POST " WRITE " {\"key\":"));
  g_assert_cmpstr (log->pdata[1], ==, "POST " WRITE " {\"user_id\":\"u 1\",\"max_budget\":42.5}");
}

/* A server that forbids it whatever is sent is not asked for ever. */
static void
test_server_always_forbids (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, WRITE, 403, chosen_keys_forbidden);
  g_assert_null (generate_with (fixture, NULL, NULL, "{}", NULL, NULL, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
  service_assert_n_requests (fixture, 2);
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code, const char *field,
              gboolean may_have_happened)
{
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material = generate (fixture, &key, &not_taken, &error);

  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (material);
  g_assert_null (key);
  g_assert_null (not_taken);
  g_assert_cmpstr (orch_error_get_field (error), ==, field);
  g_assert_cmpint (orch_error_may_have_happened (error), ==, may_have_happened);
  g_assert_null (strstr (error->message, SECRET));
}

static void
test_alias_taken (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, WRITE, "key_generate_400_alias");
  assert_fails (fixture, ORCH_ERROR_EXISTS, "key_alias", FALSE);
  service_assert_n_requests (fixture, 1);
}

static void
test_refused (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    const char *message;
    OrchErrorCode code;
    const char *field;
  } cases[] = {
    { 500, "Invalid duration format", ORCH_ERROR_INVALID, "duration" },
    { 500, "Unsupported duration unit, passed duration: 1y", ORCH_ERROR_INVALID, "duration" },
    { 500, "Internal Server Error, Invalid model_max_budget: You must have an enterprise license",
      ORCH_ERROR_ENTERPRISE, NULL },
    { 400, "max_budget (5.0) cannot exceed the caller's own max_budget (2.0).", ORCH_ERROR_INVALID,
      "max_budget" },
    { 400, "max_budget must be a non-negative finite number. Received: -1.0", ORCH_ERROR_INVALID,
      "max_budget" },
    { 400, "Invalid key_alias", ORCH_ERROR_INVALID, "key_alias" },
    { 403, "User can only create keys for themselves.", ORCH_ERROR_NOT_PERMITTED, NULL },
    /* Old proxies repeat what was sent. */
    { 400, "LiteLLM Virtual Key must start with 'sk-'. Received: " SECRET, ORCH_ERROR_INVALID,
      NULL },
  };

  test_server_reply_fixture (fixture->server, WRITE, "key_generate_400");
  test_server_reply_fixture (fixture->server, WRITE, "key_generate_400_alias");
  test_server_reply_fixture (fixture->server, WRITE, "error_401_role");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body =
        g_strdup_printf ("{\"error\": {\"message\": \"%s\", \"type\": \"internal_server_error\","
                         " \"param\": null, \"code\": \"%u\"}}",
                         cases[i].message, cases[i].status);

    test_server_reply (fixture->server, WRITE, cases[i].status, body);
  }

  assert_fails (fixture, ORCH_ERROR_INVALID, "budget_duration", FALSE);
  assert_fails (fixture, ORCH_ERROR_EXISTS, "key_alias", FALSE);
  assert_fails (fixture, ORCH_ERROR_NOT_PERMITTED, NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_fails (fixture, cases[i].code, cases[i].field, FALSE);
}

static void
test_lost_answer (ClientFixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, WRITE);
  test_server_reply (fixture->server, WRITE, 500,
                     "{\"error\": {\"message\": \"{'error': 'Internal Server Error.'}\","
                     " \"type\": \"internal_server_error\", \"param\": null, \"code\": \"500\"}}");
  assert_fails (fixture, ORCH_ERROR_CONNECTION_LOST, NULL, TRUE);
  assert_fails (fixture, ORCH_ERROR_SERVER, NULL, TRUE);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 2);
}

static void
test_bad_reply (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *good = make_reply (SECRET, "u 1");
  g_autofree char *of_other = make_reply (SECRET, "u 2");
  g_autofree char *other_secret = make_reply (SERVERS_SECRET, "u 1");
  g_autofree char *no_id = key_mix (good, NULL, "token");
  g_autofree char *other_id = key_mix (good, "{\"token\": \"a1\"}", "token");
  const char *const bodies[] = { "[]", "{}", of_other, other_secret, no_id, other_id };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, WRITE, 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_fails (fixture, ORCH_ERROR_BAD_REPLY, NULL, TRUE);
}

/* A secret that somebody has already is answered as if the key were new (contract §3). */
static void
test_secret_exists (ClientFixture *fixture, gconstpointer data)
{
  reply_generated (fixture, SECRET);
  reply_record (fixture, SECRET, "{\"user_id\": \"u 2\"}", "user_id");
  assert_fails (fixture, ORCH_ERROR_BAD_REPLY, NULL, TRUE);
}

/* A reply that does not repeat the secret. */
static void
test_silent_reply (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *good = make_reply (SECRET, "u 1");
  g_autofree char *without_secret = key_mix (good, NULL, "key");
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, WRITE, 200, without_secret);
  reply_record (fixture, SECRET, "{\"spend\": 0.0}", "spend");
  g_autoptr (OrchKeyMaterial) material = generate (fixture, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_secret (material, SECRET);
}

/* The last moment at which the person can be told the secret. */
static void
test_cancel_while_reading (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (OrchKeyMaterial) wanted = create_material (NULL);
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (GError) error = NULL;

  reply_generated (fixture, SECRET);
  test_server_hang (fixture->server, READ);
  orch_key_service_generate_async (service, wanted, NULL, values, cancellable, test_keep_result_cb,
                                   &result);
  service_wait_for_request (fixture, "GET " READ);
  g_cancellable_cancel (cancellable);

  g_autoptr (OrchKeyMaterial) material =
      orch_key_service_generate_finish (service, test_wait_result (&result), &key, NULL, &error);
  g_assert_no_error (error);
  assert_secret (material, SECRET);
  g_assert_nonnull (key);

  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&service));
}

/* A key without a user belongs to nobody. */
static void
test_needs_user (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, SECRET);
  g_autoptr (OrchChanges) values = orch_changes_new ();

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*user_id != NULL*failed*");
  orch_key_service_generate_async (service, material, NULL, values, NULL, NULL, NULL);
  g_test_assert_expected_messages ();
  service_assert_n_requests (fixture, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-service-generate/" name, ClientFixture, NULL, client_fixture_set_up, function, \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("generates", test_generates);
  ADD ("sends-only-values", test_sends_only_values);
  ADD ("unset-values", test_unset_values);
  ADD ("names-dropped-field", test_names_dropped_field);
  ADD ("record-not-read", test_record_not_read);
  ADD ("server-chooses", test_server_chooses);
  ADD ("server-always-forbids", test_server_always_forbids);
  ADD ("alias-taken", test_alias_taken);
  ADD ("refused", test_refused);
  ADD ("lost-answer", test_lost_answer);
  ADD ("bad-reply", test_bad_reply);
  ADD ("secret-exists", test_secret_exists);
  ADD ("silent-reply", test_silent_reply);
  ADD ("cancel-while-reading", test_cancel_while_reading);
  ADD ("needs-user", test_needs_user);

  return g_test_run ();
}
