#include "config.h"

#include "core/services/key-job.h"
#include "core/services/session.h"
#include "demo/demo-server.h"
#include "key-fixture.h"
#include "service-fixture.h"

/* A session on the demo server, which answers as a real proxy does. */
typedef struct {
  OrchDemoServer *demo;    /* (owned) */
  OrchSession *session;    /* (owned) */
  OrchKeyService *service; /* of the session */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->demo = orch_demo_server_new (5);
  g_assert_true (orch_demo_server_start (fixture->demo, 0, &error));
  g_assert_no_error (error);

  client = orch_client_new (orch_demo_server_get_url (fixture->demo), secret);
  fixture->session = orch_session_new (client);
  fixture->service = orch_session_get_key_service (fixture->session);
  orch_session_set_first_page (fixture->session, ORCH_PAGE_KEYS);
  orch_session_open_async (fixture->session, NULL, test_keep_result_cb, &result);
  g_assert_true (orch_session_open_finish (fixture->session, test_wait_result (&result), &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer secret)
{
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->demo);
}

static const char *
get_user_id (Fixture *fixture)
{
  const char *user_id = orch_session_get_identity (fixture->session)->user_id;

  return user_id != NULL ? user_id : "somebody";
}

static OrchKeyMaterial *
generate (Fixture *fixture, const OrchKeyMaterial *wanted, const char *values, OrchKey **key,
          OrchChanges **not_taken, GError **error)
{
  g_autoptr (OrchChanges) changes = key_create_values (values);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_generate_async (fixture->service, wanted, NULL, changes, NULL,
                                   test_keep_result_cb, &result);

  return orch_key_service_generate_finish (fixture->service, test_wait_result (&result), key,
                                           not_taken, error);
}

static OrchKey *
create (Fixture *fixture, const char *alias, const char *values)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new_random (get_user_id (fixture), alias);
  g_autoptr (OrchChanges) not_taken = NULL;
  g_autoptr (GError) error = NULL;
  OrchKey *key = NULL;
  g_autoptr (OrchKeyMaterial) material =
      generate (fixture, wanted, values, &key, &not_taken, &error);

  g_assert_no_error (error);
  g_assert_null (not_taken);
  g_assert_cmpstr (material->key_id, ==, wanted->key_id);

  return key;
}

static OrchUpdateOutcome
update (Fixture *fixture, OrchKey *key, OrchKey *edited, OrchChanges **details, GError **error)
{
  g_autoptr (OrchChanges) changes = orch_key_diff (key, edited);
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_update_async (fixture->service, key, changes, FALSE, NULL, test_keep_result_cb,
                                 &result);

  return orch_key_service_update_finish (fixture->service, test_wait_result (&result), details,
                                         error);
}

static OrchKey *
read_key (Fixture *fixture, const char *key_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_read_async (fixture->service, key_id, NULL, test_keep_result_cb, &result);

  return orch_key_service_read_finish (fixture->service, test_wait_result (&result), error);
}

static const char *const all_values =
    "{\"max_budget\": 42.5, \"litellm_budget_table\": {\"soft_budget\": 40.0},"
    " \"budget_duration\": \"30d\", \"tpm_limit\": 100, \"rpm_limit\": 10,"
    " \"max_parallel_requests\": 2, \"models\": [\"gpt-4o\"], \"expires\": "
    "\"2036-01-01T00:00:00Z\","
    " \"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 1.5}],"
    " \"metadata\": {\"a\": 1, \"model_tpm_limit\": {\"gpt-4o\": 7}}}";

/* Everything that is sent is stored, and nothing else is changed. */
static void
test_admins_key (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKey) key = create (fixture, "laptop", all_values);
  g_autoptr (OrchKey) edited = orch_key_copy (key);
  g_autoptr (OrchKey) stored = NULL;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (OrchChanges) left = NULL;
  g_autoptr (GError) error = NULL;

  orch_key_set_value (edited, ORCH_KEY_ALIAS, g_variant_new_string ("desktop"));
  orch_key_set_value (edited, ORCH_KEY_MAX_BUDGET, NULL);
  orch_key_set_value (edited, ORCH_KEY_EXPIRES, NULL);
  orch_key_set_value (edited, ORCH_KEY_MODELS, NULL);
  orch_key_set_value (edited, ORCH_KEY_MODEL_TPM_LIMIT, NULL);
  orch_key_set_value (edited, ORCH_KEY_SPEND, g_variant_new_double (1.5));
  orch_key_set_value (edited, ORCH_KEY_METADATA, g_variant_new_string ("{\"b\": 2}"));
  g_assert_cmpint (update (fixture, key, edited, &details, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);

  stored = read_key (fixture, orch_key_get_id (key), &error);
  g_assert_no_error (error);
  left = orch_key_diff (edited, stored);
  g_assert_cmpuint (orch_changes_get_n (left), ==, 0);
}

static void
test_alias_taken (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKey) first = create (fixture, "laptop", "{}");
  g_autoptr (OrchKey) second = create (fixture, "desktop", "{}");
  g_autoptr (OrchKey) edited = orch_key_copy (second);
  g_autoptr (GError) error = NULL;

  orch_key_set_value (edited, ORCH_KEY_ALIAS, g_variant_new_string ("laptop"));
  g_assert_cmpint (update (fixture, second, edited, NULL, &error), ==, ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_EXISTS);
  g_assert_cmpstr (orch_error_get_field (error), ==, "key_alias");
}

/* Somebody else changes what is being changed. */
static void
test_conflict (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKey) key = create (fixture, NULL, "{\"tpm_limit\": 1}");
  g_autoptr (OrchKey) same = orch_key_copy (key);
  g_autoptr (OrchKey) first = orch_key_copy (key);
  g_autoptr (OrchKey) second = orch_key_copy (key);
  g_autoptr (OrchChanges) details = NULL;

  orch_key_set_value (first, ORCH_KEY_TPM_LIMIT, g_variant_new_int64 (2));
  orch_key_set_value (second, ORCH_KEY_TPM_LIMIT, g_variant_new_int64 (3));
  g_assert_cmpint (update (fixture, key, first, NULL, NULL), ==, ORCH_UPDATE_SAVED);
  g_assert_cmpint (update (fixture, same, second, &details, NULL), ==, ORCH_UPDATE_CONFLICT);
  g_assert_nonnull (orch_changes_find (details, "tpm_limit"));
}

static void
run (Fixture *fixture, OrchKeyJobKind kind, OrchKey *key)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (OrchKeyJob) job = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (keys, g_object_ref (key));
  job =
      orch_key_job_new (fixture->service, kind, orch_session_get_identity (fixture->session), keys);
  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_WAITING), ==, 1);
  orch_key_job_run_async (job, NULL, test_keep_result_cb, &result);
  g_assert_true (orch_key_job_run_finish (job, test_wait_result (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (orch_key_job_count (job, ORCH_KEY_JOB_DONE), ==, 1);
}

/* Blocked, unblocked and deleted by whom it belongs to: an administrator, or a user. */
static void
test_jobs (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKey) key = create (fixture, "mine", "{}");
  g_autoptr (OrchKey) stored = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GError) error = NULL;

  run (fixture, ORCH_KEY_JOB_BLOCK, key);
  g_assert_true (orch_key_is_blocked (key));
  run (fixture, ORCH_KEY_JOB_UNBLOCK, key);
  g_assert_false (orch_key_is_blocked (key));
  run (fixture, ORCH_KEY_JOB_DELETE, key);
  stored = read_key (fixture, orch_key_get_id (key), &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_key_get_status (stored, now), ==, ORCH_KEY_STATUS_DELETED);
}

static void
test_resets_spend (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKey) key = create (fixture, NULL, "{\"spend\": 4.5}");
  g_autoptr (OrchKey) stored = NULL;

  g_assert_cmpfloat (orch_key_get_spend (key), ==, 4.5);
  run (fixture, ORCH_KEY_JOB_RESET_SPEND, key);
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 0);
  stored = read_key (fixture, orch_key_get_id (key), NULL);
  g_assert_cmpfloat (orch_key_get_spend (stored), ==, 0);
}

/* The list of the session finds what was created, and tells it from what was deleted. */
static void
test_lists (Fixture *fixture, gconstpointer secret)
{
  OrchKeyList *list = orch_session_get_key_list (fixture->session);
  g_autoptr (OrchKey) kept = create (fixture, "odd_100%_kept", "{}");
  g_autoptr (OrchKey) deleted = create (fixture, "odd_100%_deleted", "{}");
  const OrchKeyFilter filters[] = { ORCH_KEY_FILTER_ALL, ORCH_KEY_FILTER_DELETED };
  OrchKey *expected[] = { kept, deleted };
  guint deadline = test_deadline_add ();

  run (fixture, ORCH_KEY_JOB_DELETE, deleted);
  orch_key_list_set_search (list, "D_100%_");
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++) {
    g_autoptr (OrchPagedRow) row = NULL;

    orch_key_list_set_filter (list, filters[i]);
    while (orch_paged_list_get_state (ORCH_PAGED_LIST (list)) == ORCH_LIST_LOADING)
      g_main_context_iteration (NULL, TRUE);
    g_assert_no_error (orch_paged_list_get_error (ORCH_PAGED_LIST (list)));
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
    row = g_list_model_get_item (G_LIST_MODEL (list), 0);
    g_assert_cmpstr (orch_key_get_id (orch_paged_row_get_item (row)), ==,
                     orch_key_get_id (expected[i]));
  }
  g_source_remove (deadline);
}

/* An owner may set a budget once, and never change it (contract §2.1, §3). */
static void
test_owners_budget (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKey) key = create (fixture, NULL, "{\"max_budget\": 5.0}");
  g_autoptr (OrchKey) edited = orch_key_copy (key);
  g_autoptr (GError) error = NULL;

  orch_key_set_value (edited, ORCH_KEY_MAX_BUDGET, g_variant_new_double (6));
  g_assert_cmpint (update (fixture, key, edited, NULL, &error), ==, ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
}

static void
test_server_chooses (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new_random (get_user_id (fixture), "x");
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  g_autoptr (OrchKeyMaterial) material = generate (fixture, wanted, "{}", &key, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (material->key_id, !=, wanted->key_id);
  g_assert_cmpstr (orch_key_get_id (key), ==, material->key_id);
}

/* The answer is lost after the proxy has done its work: the key is found, with its known secret. */
static void
test_lost_answer (Fixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new_random (get_user_id (fixture), "x");
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (orch_demo_server_set_fault (fixture->demo, "cut@/key/generate", &error));
  g_assert_null (generate (fixture, wanted, "{}", NULL, NULL, &error));
  g_assert_true (orch_error_may_have_happened (error));
  g_clear_error (&error);

  orch_key_service_find_generated_async (fixture->service, wanted, values, 0, NULL,
                                         test_keep_result_cb, &result);
  g_autoptr (OrchKey) key = orch_key_service_find_generated_finish (
      fixture->service, test_wait_result (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_key_get_id (key), ==, wanted->key_id);
}

#define ADD(name, secret, function)                                                                \
  g_test_add ("/key-life/" name, Fixture, secret, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("admins-key", ORCH_DEMO_ADMIN_KEY, test_admins_key);
  ADD ("master-keys-key", ORCH_DEMO_MASTER_KEY, test_admins_key);
  ADD ("alias-taken", ORCH_DEMO_ADMIN_KEY, test_alias_taken);
  ADD ("conflict", ORCH_DEMO_ADMIN_KEY, test_conflict);
  ADD ("admins-jobs", ORCH_DEMO_ADMIN_KEY, test_jobs);
  ADD ("owners-jobs", ORCH_DEMO_USER_KEY, test_jobs);
  ADD ("resets-spend", ORCH_DEMO_ADMIN_KEY, test_resets_spend);
  ADD ("lists", ORCH_DEMO_ADMIN_KEY, test_lists);
  ADD ("owners-list", ORCH_DEMO_USER_KEY, test_lists);
  ADD ("owners-budget", ORCH_DEMO_USER_KEY, test_owners_budget);
  ADD ("server-chooses", ORCH_DEMO_ADMIN_KEY, test_server_chooses);
  ADD ("lost-answer", ORCH_DEMO_ADMIN_KEY, test_lost_answer);

  return g_test_run ();
}
