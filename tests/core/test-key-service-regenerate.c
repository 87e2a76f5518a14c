#include "config.h"

#include "core/rules/regeneration.h"
#include "core/services/key-service.h"
#include "demo/demo-server.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define WRITE "/key/regenerate"
#define READ "/key/info"

/* A secret for tests alone. */
#define SECRET "sk-regenerate-0123456789"

/* A key on the demo server's Enterprise edition. */
typedef struct {
  OrchDemoServer *demo;      /* (owned) */
  OrchServer *server;        /* (owned) */
  OrchKeyService *service;   /* (owned) */
  OrchKey *key;              /* (owned) */
  OrchKeyMaterial *old;      /* (owned): its material */
  OrchKeyMaterial *material; /* (owned): the new one */
} Fixture;

static OrchKey *
generate (Fixture *fixture, const char *values_text)
{
  g_autoptr (OrchChanges) values = key_create_values (values_text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchKey *key = NULL;

  orch_key_service_generate_async (fixture->service, fixture->old, NULL, values, NULL,
                                   test_keep_result_cb, &result);
  g_autoptr (OrchKeyMaterial) material = orch_key_service_generate_finish (
      fixture->service, test_wait_result (&result), &key, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (material);

  return key;
}

static void
set_up (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GError) error = NULL;

  fixture->demo = orch_demo_server_new (5);
  orch_demo_server_set_enterprise (fixture->demo, TRUE);
  g_assert_true (orch_demo_server_start (fixture->demo, 0, &error));
  client = orch_client_new (orch_demo_server_get_url (fixture->demo), ORCH_DEMO_ADMIN_KEY);
  fixture->server = orch_server_new (client, SERVICE_NEWEST);
  fixture->service = orch_key_service_new (fixture->server);
  fixture->old = orch_key_material_new_random ("demo-user", "laptop");
  fixture->material = orch_key_material_new_random ("demo-user", "laptop");
  fixture->key = generate (fixture, values != NULL ? values : "{\"max_budget\": 5.0}");
}

static void
tear_down (Fixture *fixture, gconstpointer values)
{
  g_clear_object (&fixture->key);
  g_clear_object (&fixture->service);
  g_clear_object (&fixture->server);
  g_clear_pointer (&fixture->old, orch_key_material_free);
  g_clear_pointer (&fixture->material, orch_key_material_free);
  g_clear_object (&fixture->demo);
}

static OrchKeyMaterial *
regenerate (Fixture *fixture, const OrchChanges *changes, gboolean overwrite, const char *grace,
            OrchKey **key, OrchChanges **details, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_regenerate_user_key_async (fixture->service, fixture->key, fixture->material,
                                              changes, overwrite, grace, NULL, test_keep_result_cb,
                                              &result);

  return orch_key_service_regenerate_user_key_finish (fixture->service, test_wait_result (&result),
                                                      key, details, error);
}

/* Whether somebody can sign in with a secret. */
static gboolean
works (Fixture *fixture, const OrchKeyMaterial *material)
{
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (fixture->demo), material->secret);
  g_autoptr (JsonNode) reply =
      client_call (client, orch_request_new_get ("key", "info", NULL), NULL, NULL);

  return reply != NULL;
}

static void
assert_refused (Fixture *fixture, const OrchChanges *changes, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (regenerate (fixture, changes, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_false (orch_error_may_have_happened (error));
  g_assert_true (works (fixture, fixture->old));
  g_assert_false (works (fixture, fixture->material));
}

static void
test_regenerates (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material =
      regenerate (fixture, NULL, FALSE, NULL, &key, &details, &error);

  g_assert_no_error (error);
  g_assert_null (details);
  g_assert_cmpstr (material->key_id, ==, fixture->material->key_id);
  g_assert_cmpstr (material->user_id, ==, "demo-user");
  g_assert_cmpstr (orch_key_get_id (key), ==, material->key_id);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "laptop");
  g_assert_cmpstr (orch_key_get_user_id (key), ==, "demo-user");
  g_assert_true (orch_key_get_max_budget (key, NULL));
  g_assert_nonnull (orch_key_get_record (key));
  g_assert_cmpint (orch_server_get_edition (fixture->server), ==, ORCH_EDITION_ENTERPRISE);
  g_assert_false (works (fixture, fixture->old));
  g_assert_true (works (fixture, material));
}

static void
test_grace_period (Fixture *fixture, gconstpointer values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material =
      regenerate (fixture, NULL, FALSE, "24h", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (works (fixture, fixture->old));
  g_assert_true (works (fixture, material));
}

static void
test_changes (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchKey) edited = orch_key_copy (fixture->key);
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (GError) error = NULL;

  orch_key_set_value (edited, ORCH_KEY_ALIAS, g_variant_new_string ("desktop"));
  orch_key_set_value (edited, ORCH_KEY_MAX_BUDGET, NULL);
  orch_key_set_value (edited, ORCH_KEY_TPM_LIMIT, g_variant_new_int64 (7));
  orch_key_set_value (edited, ORCH_KEY_METADATA, g_variant_new_string ("{\"b\": 2}"));
  g_autoptr (OrchChanges) changes = orch_key_diff (fixture->key, edited);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (OrchKeyMaterial) material =
      regenerate (fixture, changes, FALSE, NULL, &key, &details, &error);
  g_autoptr (OrchChanges) left = NULL;

  g_assert_no_error (error);
  g_assert_null (details);
  left = orch_key_diff (edited, key);
  g_assert_cmpuint (orch_changes_get_n (left), ==, 0);
}

/* What an expired key must be told: when it expires from now on. */
static void
test_expired (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) log = NULL;

  orch_key_material_free (fixture->old);
  fixture->old = orch_key_material_new (NULL, NULL, ORCH_DEMO_EXPIRED_KEY);
  g_clear_object (&fixture->key);
  fixture->key = orch_key_new (fixture->old->key_id);
  g_strfreev (orch_demo_server_take_log (fixture->demo));
  g_assert_null (regenerate (fixture, NULL, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_EXPIRED);
  g_clear_error (&error);
  log = orch_demo_server_take_log (fixture->demo);
  g_assert_cmpuint (g_strv_length (log), ==, 1); /* nothing was sent but the question */

  orch_changes_add (changes, orch_key_field (ORCH_KEY_EXPIRES), NULL, NULL);
  g_autoptr (OrchKeyMaterial) material =
      regenerate (fixture, changes, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (works (fixture, material));
}

static void
test_soft_budget (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchChanges) changes =
      key_create_values ("{\"litellm_budget_table\": {\"soft_budget\": 5.0}}");

  assert_refused (fixture, changes, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_FIELD);
}

/* Somebody else changes what is being changed. */
static void
test_conflict (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_MAX_BUDGET), g_variant_new_double (4),
                    g_variant_new_double (6));
  g_assert_null (regenerate (fixture, changes, FALSE, NULL, NULL, &details, &error));
  g_assert_error (error, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_CHANGED);
  g_assert_nonnull (orch_changes_find (details, "max_budget"));
  g_assert_true (works (fixture, fixture->old));
  g_clear_error (&error);

  g_autoptr (OrchKeyMaterial) material =
      regenerate (fixture, changes, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (material);
}

static void
test_alias_taken (Fixture *fixture, gconstpointer values)
{
  g_autoptr (OrchKeyMaterial) first = g_steal_pointer (&fixture->old);
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  fixture->old = orch_key_material_new_random ("demo-user", "desktop");
  g_clear_object (&fixture->key);
  fixture->key = generate (fixture, "{}");
  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS), g_variant_new_string ("desktop"),
                    g_variant_new_string ("laptop"));
  assert_refused (fixture, changes, ORCH_ERROR, ORCH_ERROR_EXISTS);
}

/* The refusal is told from all others, and the edition is known from then on. */
static void
test_community (Fixture *fixture, gconstpointer values)
{
  orch_demo_server_set_enterprise (fixture->demo, FALSE);
  assert_refused (fixture, NULL, ORCH_ERROR, ORCH_ERROR_ENTERPRISE);
  g_assert_cmpint (orch_server_get_edition (fixture->server), ==, ORCH_EDITION_COMMUNITY);
}

/* A lost answer would lock everybody out, unless the old secret works for a while. */
static void
test_server_chooses (Fixture *fixture, gconstpointer values)
{
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  assert_refused (fixture, NULL, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_NEEDS_GRACE);

  g_autoptr (OrchKeyMaterial) material =
      regenerate (fixture, NULL, FALSE, "1h", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (material->key_id, !=, fixture->material->key_id);
  g_assert_true (works (fixture, material));
  g_assert_true (works (fixture, fixture->old));
}

static OrchKey *
find (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_find_regenerated_async (fixture->service, fixture->material, NULL,
                                           test_keep_result_cb, &result);

  return orch_key_service_find_regenerated_finish (fixture->service, test_wait_result (&result),
                                                   error);
}

/* The answer is lost before or after the proxy has done its work. It is sent once. */
static void
test_lost_answer (Fixture *fixture, gconstpointer values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) missing = NULL;
  g_auto (GStrv) log = NULL;
  guint n_writes = 0;

  g_assert_null (find (fixture, &missing));
  g_assert_error (missing, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);

  g_strfreev (orch_demo_server_take_log (fixture->demo));
  g_assert_true (orch_demo_server_set_fault (fixture->demo, "cut@/key/regenerate", &error));
  g_assert_null (regenerate (fixture, NULL, FALSE, NULL, NULL, NULL, &error));
  g_assert_true (orch_error_may_have_happened (error));
  g_clear_error (&error);
  log = orch_demo_server_take_log (fixture->demo);
  for (guint i = 0; log[i] != NULL; i++)
    n_writes += g_str_has_prefix (log[i], "POST ");
  g_assert_cmpuint (n_writes, ==, 1);

  g_autoptr (OrchKey) key = find (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_key_get_id (key), ==, fixture->material->key_id);
  g_assert_cmpstr (orch_key_get_alias (key), ==, "laptop");
}

static void
test_deleted (Fixture *fixture, gconstpointer values)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_key_service_delete_async (fixture->service, fixture->key, NULL, test_keep_result_cb,
                                 &result);
  g_assert_true (
      orch_key_service_delete_finish (fixture->service, test_wait_result (&result), &error));
  g_assert_null (regenerate (fixture, NULL, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);
}

/* --- with a server that answers otherwise than a proxy does --- */

static OrchKeyMaterial *
regenerate_on_fake (ClientFixture *fixture, const char *changes_text, OrchChanges **details,
                    GError **error)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, NULL);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new ("u", NULL, SECRET);
  g_autoptr (OrchKey) key = orch_key_new ("a1");
  g_autoptr (OrchChanges) changes = changes_text != NULL ? key_create_values (changes_text) : NULL;
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_regenerate_user_key_async (service, key, material, changes, TRUE, NULL, NULL,
                                              test_keep_result_cb, &result);

  return orch_key_service_regenerate_user_key_finish (service, test_wait_result (&result), NULL,
                                                      details, error);
}

static void
reply_record (ClientFixture *fixture, const char *key_id, const char *members)
{
  g_autofree char *body =
      g_strdup_printf ("{\"key\": \"%s\", \"info\": {\"user_id\": \"u\"%s}}", key_id, members);

  test_server_reply (fixture->server, READ, 200, body);
}

static void
reply_regenerated (ClientFixture *fixture, const char *secret, const char *key_id)
{
  g_autofree char *body = g_strdup_printf (
      "{\"key\": \"%s\", \"token_id\": \"%s\", \"token\": null, \"user_id\": \"u\"}", secret,
      key_id);

  test_server_reply (fixture->server, WRITE, 200, body);
}

static void
test_body (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new ("u", NULL, SECRET);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  reply_record (fixture, "a1", ", \"metadata\": {\"tags\": [\"x\"]}");
  reply_regenerated (fixture, SECRET, wanted->key_id);
  reply_record (fixture, wanted->key_id, ", \"metadata\": {\"b\": 3}");
  g_autoptr (OrchKeyMaterial) material =
      regenerate_on_fake (fixture, "{\"metadata\": {\"b\": 2}}", &details, &error);
  g_assert_no_error (error);
  g_assert_nonnull (material);
  g_assert_nonnull (orch_changes_find (details, "metadata"));
  service_assert_sent (fixture, WRITE,
                       "{\"new_key\": \"" SECRET "\", \"key\": \"a1\","
                       " \"metadata\": {\"tags\": [\"x\"], \"b\": 2}}");
}

/* Without the record the secret is handed over all the same. */
static void
test_no_record (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new ("u", NULL, SECRET);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  reply_record (fixture, "a1", "");
  reply_regenerated (fixture, SECRET, wanted->key_id);
  test_server_reply_fixture (fixture->server, READ, "key_info_403");
  g_autoptr (OrchKeyMaterial) material =
      regenerate_on_fake (fixture, "{\"tpm_limit\": 2}", &details, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (material->key_id, ==, wanted->key_id);
  g_assert_null (details);
}

static void
test_other_answers (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) wanted = orch_key_material_new ("u", NULL, SECRET);
  g_autoptr (OrchKeyMaterial) other = orch_key_material_new ("u", NULL, SECRET "-other");

  reply_record (fixture, "a1", "");
  reply_regenerated (fixture, SECRET, other->key_id);
  reply_regenerated (fixture, other->secret, other->key_id);
  test_server_reply (fixture->server, WRITE, 200, "{}");
  test_server_reply (fixture->server, WRITE, 200, "[]");
  for (guint i = 0; i < 4; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (regenerate_on_fake (fixture, NULL, NULL, &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
    g_assert_true (orch_error_may_have_happened (error));
    g_assert_null (strstr (error->message, SECRET));
  }
}

/* Whatever the status, as on old proxies. */
static void
test_enterprise_refusals (ClientFixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 500, 403, 400, 402 };

  reply_record (fixture, "a1", "");
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autofree char *text =
        g_strconcat ("{\"error\": {\"message\": \"", i == 0 ? "Internal Server Error, " : "",
                     "Regenerating Virtual Keys is an Enterprise feature, You must be a LiteLLM "
                     "Enterprise user to use this feature.\", \"type\": "
                     "\"internal_server_error\", \"param\": \"None\", \"code\": \"500\"}}",
                     NULL);
    g_autoptr (GError) error = NULL;

    test_server_reply (fixture->server, WRITE, statuses[i], text);
    g_assert_null (regenerate_on_fake (fixture, NULL, NULL, &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_ENTERPRISE);
    g_assert_false (orch_error_may_have_happened (error));
  }
}

static void
test_no_key (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, READ, "key_info_404_master");
  g_assert_null (regenerate_on_fake (fixture, NULL, NULL, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);
  service_assert_n_requests (fixture, 1);
}

#define ADD(name, function, values)                                                                \
  g_test_add ("/key-service-regenerate/" name, Fixture, values, set_up, function, tear_down)
#define ADD_FAKE(name, function)                                                                   \
  g_test_add ("/key-service-regenerate/" name, ClientFixture, NULL, client_fixture_set_up,         \
              function, service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("regenerates", test_regenerates, NULL);
  ADD ("grace-period", test_grace_period, NULL);
  ADD ("changes", test_changes, NULL);
  ADD ("expired", test_expired, NULL);
  ADD ("soft-budget", test_soft_budget, NULL);
  ADD ("conflict", test_conflict, NULL);
  ADD ("alias-taken", test_alias_taken, NULL);
  ADD ("community", test_community, NULL);
  ADD ("server-chooses", test_server_chooses, NULL);
  ADD ("lost-answer", test_lost_answer, NULL);
  ADD ("deleted", test_deleted, NULL);
  ADD_FAKE ("body", test_body);
  ADD_FAKE ("no-record", test_no_record);
  ADD_FAKE ("other-answers", test_other_answers);
  ADD_FAKE ("enterprise-refusals", test_enterprise_refusals);
  ADD_FAKE ("no-key", test_no_key);

  return g_test_run ();
}
