#include "config.h"

#include "core/services/key-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define READ "/key/info"
#define WRITE "/key/update"
#define LIST "/key/list"

/* A key before a save of every field, and after; what somebody else made of it. */
static const char *const before_text =
    "{\"token\": \"a1\", \"key_alias\": \"old\", \"max_budget\": 10.0,"
    " \"litellm_budget_table\": {\"soft_budget\": 5.0}, \"budget_id\": \"b\","
    " \"budget_duration\": \"30d\","
    " \"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 1.0, \"reset_at\": null}],"
    " \"spend\": 3.5, \"tpm_limit\": 100, \"rpm_limit\": 10, \"max_parallel_requests\": 1,"
    " \"models\": [\"gpt-4o\"], \"allowed_routes\": [\"llm_api_routes\"],"
    " \"expires\": \"2000-01-01T00:00:00+00:00\", \"blocked\": null, \"auto_rotate\": null,"
    " \"rotation_interval\": null, \"user_id\": \"u\","
    " \"metadata\": {\"a\": 1, \"tags\": [\"kept\"], \"model_tpm_limit\": {\"gpt-4o\": 1},"
    " \"model_rpm_limit\": {\"gpt-4o\": 2}}}";
static const char *const after_text =
    "{\"token\": \"a1\", \"key_alias\": \"new\", \"max_budget\": 42.5,"
    " \"litellm_budget_table\": {\"soft_budget\": 40.0}, \"budget_id\": \"b\","
    " \"budget_duration\": null, \"budget_limits\": [],"
    " \"spend\": 0.0, \"tpm_limit\": 200, \"rpm_limit\": null, \"max_parallel_requests\": 2,"
    " \"models\": [], \"allowed_routes\": [], \"expires\": null, \"blocked\": true,"
    " \"auto_rotate\": true, \"rotation_interval\": \"30d\", \"user_id\": \"u\","
    " \"metadata\": {\"b\": 2, \"tags\": [\"kept\"], \"model_tpm_limit\": {\"gpt-4o\": 7},"
    " \"model_rpm_limit\": {}}}";
static const char *const other_text =
    "{\"token\": \"a1\", \"key_alias\": \"else\", \"max_budget\": 7.0,"
    " \"litellm_budget_table\": {\"soft_budget\": 6.0}, \"budget_id\": \"b\","
    " \"budget_duration\": \"7d\","
    " \"budget_limits\": [{\"budget_duration\": \"7d\", \"max_budget\": 9.0}],"
    " \"spend\": 99.0, \"tpm_limit\": 300, \"rpm_limit\": 30, \"max_parallel_requests\": 3,"
    " \"models\": [\"x\"], \"allowed_routes\": [\"info_routes\"],"
    " \"expires\": \"2001-01-01T00:00:00+00:00\", \"blocked\": null, \"auto_rotate\": null,"
    " \"rotation_interval\": \"7d\", \"user_id\": \"u\","
    " \"metadata\": {\"y\": 1, \"tags\": [\"kept\"], \"model_tpm_limit\": {\"gpt-4o\": 8},"
    " \"model_rpm_limit\": {\"gpt-4o\": 9}}}";

static void
reply_record (ClientFixture *fixture, const char *row)
{
  g_autofree char *body = g_strdup_printf ("{\"key\": \"a1\", \"info\": %s}", row);

  test_server_reply (fixture->server, READ, 200, body);
}

static void
reply_free_alias (ClientFixture *fixture)
{
  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_count\": 0}");
}

static OrchUpdateOutcome
update_by (ClientFixture *fixture, OrchKey *key, const OrchChanges *changes, gboolean overwrite,
           OrchChanges **details, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchChanges) copy = orch_changes_copy (changes);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_update_async (service, key, copy, overwrite, NULL, test_keep_result_cb, &result);
  /* It has its own copy. */
  g_clear_pointer (&copy, orch_changes_free);

  return orch_key_service_update_finish (service, test_wait_result (&result), details, error);
}

static OrchUpdateOutcome
update (ClientFixture *fixture, OrchKey *key, const char *after, gboolean overwrite,
        OrchChanges **details, GError **error)
{
  g_autoptr (OrchChanges) changes = key_create_changes (before_text, after);

  return update_by (fixture, key, changes, overwrite, details, error);
}

static void
assert_outcome (ClientFixture *fixture, const char *after, gboolean overwrite,
                OrchUpdateOutcome expected, const char *only_detail)
{
  g_autoptr (OrchKey) key = key_create (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome = update (fixture, key, after, overwrite, &details, &error);

  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, expected);
  if (only_detail == NULL) {
    g_assert_null (details);
  } else {
    g_assert_cmpuint (orch_changes_get_n (details), ==, 1);
    g_assert_cmpstr (orch_changes_get (details, 0)->field->name, ==, only_detail);
  }
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code, gboolean may_have_happened)
{
  g_autoptr (OrchKey) key = key_create (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (update (fixture, key, after_text, FALSE, &details, &error), ==,
                   ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_cmpint (orch_error_may_have_happened (error), ==, may_have_happened);
  if (code == ORCH_ERROR_EXISTS)
    g_assert_cmpstr (orch_error_get_field (error), ==, "key_alias");
  g_assert_null (details);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "old");
}

static void
test_saves (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) key = key_create (before_text);
  g_autoptr (OrchKey) wanted = key_create (after_text);
  g_autoptr (OrchKey) older = key_create (other_text);
  g_autoptr (GError) error = NULL;

  orch_key_set_asked_at (older, g_get_monotonic_time ());
  reply_record (fixture, before_text);
  reply_free_alias (fixture);
  test_server_reply (fixture->server, WRITE, 200, after_text);
  g_assert_cmpint (update (fixture, key, after_text, FALSE, NULL, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);

  service_assert_n_requests (fixture, 3);
  service_get_request (fixture, "GET " READ "?key=a1");
  service_get_request (fixture, "GET " LIST "?key_alias=new&page=1&size=2");
  service_assert_sent (fixture, WRITE,
                       "{\"key\": \"a1\", \"key_alias\": \"new\", \"max_budget\": 42.5,"
                       " \"soft_budget\": 40.0, \"budget_duration\": null, \"budget_limits\": [],"
                       " \"spend\": 0.0, \"tpm_limit\": 200, \"rpm_limit\": null,"
                       " \"max_parallel_requests\": 2, \"models\": [], \"allowed_routes\": [],"
                       " \"duration\": \"-1\", \"blocked\": true, \"auto_rotate\": true,"
                       " \"rotation_interval\": \"30d\", \"model_tpm_limit\": {\"gpt-4o\": 7},"
                       " \"metadata\": {\"b\": 2, \"tags\": [\"kept\"],"
                       " \"model_tpm_limit\": {\"gpt-4o\": 7}}}");

  /* An answer that was asked for before does not undo it. */
  orch_key_assign (key, older);
  g_autoptr (OrchChanges) left = orch_key_diff (key, wanted);
  g_assert_cmpuint (orch_changes_get_n (left), ==, 0);
}

/* What was not changed is not sent, and what does not depend on it is not asked. */
static void
test_sends_only_changes (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *after = key_mix (before_text, after_text, "max_budget");

  reply_record (fixture, before_text);
  test_server_reply (fixture->server, WRITE, 200, after);
  assert_outcome (fixture, after, FALSE, ORCH_UPDATE_SAVED, NULL);
  service_assert_n_requests (fixture, 2);
  service_assert_sent (fixture, WRITE, "{\"key\": \"a1\", \"max_budget\": 42.5}");
}

static void
test_takes_alias_away (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *after = key_mix (before_text, NULL, "key_alias");
  g_autoptr (OrchKey) key = key_create (before_text);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GVariant) alias = g_variant_ref_sink (g_variant_new_string ("old"));
  g_autofree char *stored = key_mix (after, "{\"key_alias\": null}", "key_alias");
  g_autoptr (GError) error = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS), alias, NULL);
  reply_record (fixture, before_text);
  test_server_reply (fixture->server, WRITE, 200, stored);
  g_assert_cmpint (update_by (fixture, key, changes, FALSE, NULL, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);
  g_assert_null (orch_key_get_alias (key));
  service_assert_n_requests (fixture, 2);
  service_assert_sent (fixture, WRITE, "{\"key\": \"a1\", \"key_alias\": null}");
}

static void
test_recorded (ClientFixture *fixture, gconstpointer data)
{
  static const char id[] = "57f44486622abb6d01f46779a0341f12cdf66c66dfa72c2c3f7a5e3fe2f58d40";
  g_autoptr (OrchKey) key = orch_key_new (id);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autofree char *record = g_strdup_printf ("{\"key\": \"%s\", \"info\": {}}", id);
  g_autoptr (GError) error = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_TPM_LIMIT), NULL, g_variant_new_int64 (7));
  test_server_reply (fixture->server, READ, 200, record);
  test_server_reply_fixture (fixture->server, WRITE, "key_update_ok");
  g_assert_cmpint (update_by (fixture, key, changes, FALSE, NULL, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "probe-whole");
}

/* The proxy answers 200 and keeps the old value of one field. */
static void
test_names_dropped_field (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "key_alias", "max_budget", "budget_limits", "models",
                                       "expires",   "blocked",    "auto_rotate" };
  g_autofree char *soft = key_mix (after_text, before_text, "litellm_budget_table");

  reply_record (fixture, before_text);
  reply_free_alias (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *kept = key_mix (after_text, before_text, names[i]);
    g_autofree char *silent = key_mix (after_text, NULL, names[i]);

    test_server_reply (fixture->server, WRITE, 200, kept);
    test_server_reply (fixture->server, WRITE, 200, silent);
  }
  test_server_reply (fixture->server, WRITE, 200, soft);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (names); i++)
    assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_PARTLY, names[i / 2]);
  assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_PARTLY, "soft_budget");
}

static void
test_conflict (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *member;
    const char *field;
  } cases[] = {
    { "key_alias", "key_alias" },
    { "max_budget", "max_budget" },
    { "litellm_budget_table", "soft_budget" },
    { "budget_duration", "budget_duration" },
    { "budget_limits", "budget_limits" },
    { "tpm_limit", "tpm_limit" },
    { "models", "models" },
    { "allowed_routes", "allowed_routes" },
    { "expires", "expires" },
    { "rotation_interval", "rotation_interval" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *row = key_mix (before_text, other_text, cases[i].member);

    reply_record (fixture, row);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_CONFLICT, cases[i].field);

  service_assert_n_requests (fixture, G_N_ELEMENTS (cases));
}

static void
test_conflict_values (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) key = key_create (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  reply_record (fixture, other_text);
  g_assert_cmpint (update (fixture, key, after_text, FALSE, &details, &error), ==,
                   ORCH_UPDATE_CONFLICT);
  g_assert_no_error (error);

  /* Spend moves by itself. */
  g_assert_null (orch_changes_find (details, "spend"));
  const OrchChange *change = orch_changes_find (details, "key_alias");
  g_assert_cmpstr (g_variant_get_string (change->from, NULL), ==, "else");
  g_assert_cmpstr (g_variant_get_string (change->to, NULL), ==, "new");
  g_assert_cmpstr (orch_key_get_alias (key), ==, "old");
}

/* Other entries of the metadata are kept as they are now, not as they were. */
static void
test_overwrites (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *after = key_mix (before_text, after_text, "metadata");

  reply_record (fixture, other_text);
  test_server_reply (fixture->server, WRITE, 200, after);
  assert_outcome (fixture, after, TRUE, ORCH_UPDATE_SAVED, NULL);
  service_assert_sent (fixture, WRITE,
                       "{\"key\": \"a1\", \"model_tpm_limit\": {\"gpt-4o\": 7},"
                       " \"metadata\": {\"b\": 2, \"tags\": [\"kept\"],"
                       " \"model_tpm_limit\": {\"gpt-4o\": 7}}}");
}

static void
assert_no_conflict (ClientFixture *fixture, const char *fresh)
{
  reply_record (fixture, fresh);
  reply_free_alias (fixture);
  test_server_reply (fixture->server, WRITE, 200, after_text);
  assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_SAVED, NULL);
}

static void
test_no_conflict (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *spent = key_mix (before_text, other_text, "spend");
  /* Version 1.81 does not tell them (contract §12.6). */
  g_autofree char *silent = key_mix (before_text, NULL, "budget_limits");

  assert_no_conflict (fixture, spent);
  assert_no_conflict (fixture, silent);
  assert_no_conflict (fixture, after_text);
}

/* Two keys of one alias can exist, and the key itself may be among them. */
static void
test_alias_taken (ClientFixture *fixture, gconstpointer data)
{
  static const char *const taken[] = {
    "{\"keys\": [\"other\"], \"total_count\": 1}",
    "{\"keys\": [\"a1\", \"other\"], \"total_count\": 2}",
  };

  reply_record (fixture, before_text);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    test_server_reply (fixture->server, LIST, 200, taken[i]);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    assert_fails (fixture, ORCH_ERROR_EXISTS, FALSE);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

static void
test_alias_of_the_key (ClientFixture *fixture, gconstpointer data)
{
  reply_record (fixture, before_text);
  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [\"a1\", null], \"total_count\": 1}");
  test_server_reply (fixture->server, WRITE, 200, after_text);
  assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_SAVED, NULL);
}

/* Whoever may not look is told by the proxy itself. */
static void
test_alias_not_seen (ClientFixture *fixture, gconstpointer data)
{
  reply_record (fixture, before_text);
  test_server_reply_fixture (fixture->server, LIST, "key_info_403");
  test_server_reply_fixture (fixture->server, LIST, "error_403_key_routes");
  test_server_reply_fixture (fixture->server, WRITE, "key_update_400_alias");
  for (guint i = 0; i < 2; i++)
    assert_fails (fixture, ORCH_ERROR_EXISTS, FALSE);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 2);
}

static void
test_alias_not_checked (ClientFixture *fixture, gconstpointer data)
{
  reply_record (fixture, before_text);
  test_server_reply (fixture->server, LIST, 200, "{\"keys\": 1}");
  test_server_reply_fixture (fixture->server, LIST, "error_429_rate_limit");
  assert_fails (fixture, ORCH_ERROR_BAD_REPLY, FALSE);
  assert_fails (fixture, ORCH_ERROR_RATE_LIMITED, FALSE);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

static void
test_unknown_key (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, READ, "key_info_404_master");
  assert_fails (fixture, ORCH_ERROR_NOT_FOUND, FALSE);
  service_assert_n_requests (fixture, 1);
}

/* Version 1.81 answers 401 about the key that is to be updated: nobody may be signed out by it. */
static const char *const unknown_on_1_81 =
    "{\"error\": {\"message\": \"Authentication Error, invalid user key - user key does not exist"
    " in db. User Key=a1\", \"type\": \"auth_error\", \"param\": \"None\", \"code\": \"401\"}}";

static void
test_refused (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *fixture;
    OrchErrorCode code;
  } cases[] = {
    { "key_update_400_alias", ORCH_ERROR_EXISTS },
    { "key_update_403_owner", ORCH_ERROR_NOT_PERMITTED },
    { "key_update_403_budget", ORCH_ERROR_NOT_PERMITTED },
    { "key_update_404", ORCH_ERROR_NOT_FOUND },
    { "key_update_422", ORCH_ERROR_INVALID },
    { "key_update_enterprise", ORCH_ERROR_ENTERPRISE },
    { "error_401_role", ORCH_ERROR_NOT_PERMITTED },
    { "key_block_401_target", ORCH_ERROR_NOT_FOUND },
  };

  reply_record (fixture, before_text);
  reply_free_alias (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    test_server_reply_fixture (fixture->server, WRITE, cases[i].fixture);
  test_server_reply (fixture->server, WRITE, 401, unknown_on_1_81);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_fails (fixture, cases[i].code, FALSE);
  assert_fails (fixture, ORCH_ERROR_NOT_FOUND, FALSE);
}

static void
test_bad_reply (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{}", "{\"key\": \"a1\"}", "{\"token\": \"a2\"}" };

  reply_record (fixture, before_text);
  reply_free_alias (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, WRITE, 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_fails (fixture, ORCH_ERROR_BAD_REPLY, TRUE);
}

static void
test_lost_answer (ClientFixture *fixture, gconstpointer data)
{
  reply_record (fixture, before_text);
  reply_free_alias (fixture);
  test_server_close_without_reply (fixture->server, WRITE);
  assert_fails (fixture, ORCH_ERROR_CONNECTION_LOST, TRUE);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 1);
}

static OrchUpdateOutcome
check (ClientFixture *fixture, OrchKey *key, OrchChanges **details, GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchChanges) changes = key_create_changes (before_text, after_text);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_check_async (service, key, changes, NULL, test_keep_result_cb, &result);

  return orch_key_service_check_finish (service, test_wait_result (&result), details, error);
}

/* What became of a save, seen by reading. */
static void
test_check (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *half = key_mix (after_text, before_text, "models");
  g_autoptr (OrchKey) key = key_create (before_text);
  g_autoptr (OrchChanges) none = NULL;
  g_autoptr (OrchChanges) one = NULL;
  g_autoptr (OrchChanges) all = NULL;
  g_autoptr (GError) error = NULL;

  reply_record (fixture, before_text);
  reply_record (fixture, half);
  reply_record (fixture, after_text);
  test_server_reply_fixture (fixture->server, READ, "key_info_404_master");

  g_assert_cmpint (check (fixture, key, &all, NULL), ==, ORCH_UPDATE_PARTLY);
  g_assert_cmpuint (orch_changes_get_n (all), ==, ORCH_KEY_N_FIELDS);
  g_assert_cmpint (check (fixture, key, &one, NULL), ==, ORCH_UPDATE_PARTLY);
  g_assert_cmpuint (orch_changes_get_n (one), ==, 1);
  g_assert_cmpstr (orch_changes_get (one, 0)->field->name, ==, "models");
  g_assert_cmpint (check (fixture, key, &none, NULL), ==, ORCH_UPDATE_SAVED);
  g_assert_null (none);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "new");
  g_assert_cmpint (check (fixture, key, &none, &error), ==, ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);

  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/key-service-update/" name, ClientFixture, NULL, client_fixture_set_up, function,   \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("saves", test_saves);
  ADD ("sends-only-changes", test_sends_only_changes);
  ADD ("takes-alias-away", test_takes_alias_away);
  ADD ("recorded", test_recorded);
  ADD ("names-dropped-field", test_names_dropped_field);
  ADD ("conflict", test_conflict);
  ADD ("conflict-values", test_conflict_values);
  ADD ("overwrites", test_overwrites);
  ADD ("no-conflict", test_no_conflict);
  ADD ("alias-taken", test_alias_taken);
  ADD ("alias-of-the-key", test_alias_of_the_key);
  ADD ("alias-not-seen", test_alias_not_seen);
  ADD ("alias-not-checked", test_alias_not_checked);
  ADD ("unknown-key", test_unknown_key);
  ADD ("refused", test_refused);
  ADD ("bad-reply", test_bad_reply);
  ADD ("lost-answer", test_lost_answer);
  ADD ("check", test_check);

  return g_test_run ();
}
