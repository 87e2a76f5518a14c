#include "config.h"

#include "core/client/error.h"
#include "key-fixture.h"
#include "replacement-fixture.h"
#include "test-wait.h"

OrchKeyService *
replacement_new_service (ReplacementFixture *self, const char *secret)
{
  g_autoptr (OrchClient) client = orch_client_new (orch_demo_server_get_url (self->demo), secret);
  g_autoptr (OrchServer) server = orch_server_new (client, ORCH_NEWEST_TESTED_VERSION);

  orch_client_set_retry_pause (client, 1);

  return orch_key_service_new (server);
}

/* Takes the place of the key: the owner makes it. */
void
replacement_use_key (ReplacementFixture *self, const char *alias, const char *values_text)
{
  g_autoptr (OrchKeyService) owners = replacement_new_service (self, ORCH_DEMO_USER_KEY);
  g_autoptr (OrchChanges) values = key_create_values (values_text);
  g_autoptr (OrchKeyMaterial) material = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->key);
  g_clear_pointer (&self->material, orch_key_material_free);
  self->material = orch_key_material_new_random ("demo-user", alias);
  orch_key_service_generate_async (owners, self->material, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  material = orch_key_service_generate_finish (owners, test_wait_result (&result), &self->key, NULL,
                                               &error);
  g_assert_no_error (error);
}

void
replacement_fixture_set_up (ReplacementFixture *self, gconstpointer secret)
{
  g_autoptr (GError) error = NULL;
  gboolean is_owner = g_str_equal (secret, ORCH_DEMO_USER_KEY);

  self->demo = orch_demo_server_new (5);
  g_assert_true (orch_demo_server_start (self->demo, 0, &error));
  self->service = replacement_new_service (self, secret);
  self->admins = replacement_new_service (self, ORCH_DEMO_ADMIN_KEY);
  self->identity = orch_identity_new (ORCH_IDENTITY_USER, is_owner ? "demo-user" : "demo-admin",
                                      is_owner ? ORCH_ROLE_INTERNAL_USER : ORCH_ROLE_PROXY_ADMIN);
  self->journal = orch_replacement_journal_new ();
  replacement_use_key (self, "laptop",
                       "{\"max_budget\": 25.0, \"spend\": 3.5, \"tpm_limit\": 7,"
                       " \"litellm_budget_table\": {\"soft_budget\": 20.0},"
                       " \"budget_duration\": \"30d\", \"models\": [\"gpt-4o\"],"
                       " \"expires\": \"2036-01-01T00:00:00Z\","
                       " \"metadata\": {\"a\": 1, \"model_rpm_limit\": {\"gpt-4o\": 3}}}");
}

void
replacement_fixture_tear_down (ReplacementFixture *self, gconstpointer secret)
{
  g_clear_object (&self->service);
  g_clear_object (&self->admins);
  g_clear_object (&self->journal);
  g_clear_object (&self->key);
  g_clear_pointer (&self->identity, orch_identity_free);
  g_clear_pointer (&self->material, orch_key_material_free);
  g_clear_object (&self->demo);
}

OrchReplacement *
replacement_create (ReplacementFixture *self, const OrchChanges *changes)
{
  return orch_replacement_new (self->service, self->key, changes, self->identity, self->journal);
}

/* As the next start of the program finds it: from what the journal has stored. */
OrchReplacement *
replacement_restart (ReplacementFixture *self, OrchReplacement *replacement)
{
  g_autoptr (GVariant) stored = g_variant_ref_sink (orch_replacement_journal_save (self->journal));
  GPtrArray *records = orch_replacement_journal_get_records (self->journal);

  orch_replacement_journal_load (self->journal, stored);
  g_assert_cmpuint (records->len, ==, 1);

  return orch_replacement_new_from_record (self->service, records->pdata[0], self->identity,
                                           self->journal);
}

/* NULL: it works again. */
void
replacement_break (ReplacementFixture *self, const char *fault)
{
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_fault (self->demo, fault, &error);
  g_assert_no_error (error);
}

gboolean
replacement_prepare (OrchReplacement *replacement, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_replacement_prepare_async (replacement, NULL, test_keep_result_cb, &result);
  return orch_replacement_prepare_finish (replacement, test_wait_result (&result), error);
}

gboolean
replacement_generate (OrchReplacement *replacement, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_replacement_generate_async (replacement, NULL, test_keep_result_cb, &result);
  return orch_replacement_generate_finish (replacement, test_wait_result (&result), error);
}

gboolean
replacement_confirm (OrchReplacement *replacement, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_replacement_confirm_async (replacement, NULL, test_keep_result_cb, &result);
  return orch_replacement_confirm_finish (replacement, test_wait_result (&result), error);
}

gboolean
replacement_undo (OrchReplacement *replacement, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_replacement_undo_async (replacement, NULL, test_keep_result_cb, &result);
  return orch_replacement_undo_finish (replacement, test_wait_result (&result), error);
}

gboolean
replacement_resume (OrchReplacement *replacement, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_replacement_resume_async (replacement, NULL, test_keep_result_cb, &result);
  return orch_replacement_resume_finish (replacement, test_wait_result (&result), error);
}

OrchReplacement *
replacement_begin (ReplacementFixture *self)
{
  OrchReplacement *replacement = replacement_create (self, NULL);
  g_autoptr (GError) error = NULL;

  replacement_prepare (replacement, &error);
  g_assert_no_error (error);
  replacement_generate (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATED);

  return replacement;
}

OrchKey *
replacement_read (ReplacementFixture *self, const char *key_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKey) key = NULL;

  orch_key_service_read_async (self->admins, key_id, NULL, test_keep_result_cb, &result);
  key = orch_key_service_read_finish (self->admins, test_wait_result (&result), NULL);

  return key != NULL && !orch_key_is_deleted (key) ? g_steal_pointer (&key) : NULL;
}

void
replacement_delete (ReplacementFixture *self, const char *key_id)
{
  g_autoptr (OrchKey) key = orch_key_new (key_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_key_service_delete_async (self->admins, key, NULL, test_keep_result_cb, &result);
  orch_key_service_delete_finish (self->admins, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

void
replacement_change (ReplacementFixture *self, const char *key_id, OrchKeyField field,
                    GVariant *value)
{
  g_autoptr (OrchKey) key = orch_key_new (key_id);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (changes, orch_key_field (field), NULL, value);
  orch_key_service_update_async (self->admins, key, changes, TRUE, NULL, test_keep_result_cb,
                                 &result);
  g_assert_cmpint (
      orch_key_service_update_finish (self->admins, test_wait_result (&result), NULL, NULL), ==,
      ORCH_UPDATE_SAVED);
}

guint
replacement_count_keys (ReplacementFixture *self, const char *search)
{
  OrchKeyQuery query = { .search = (char *) search, .descending = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  orch_key_service_list_async (self->admins, &query, 1, 50, NULL, test_keep_result_cb, &result);
  keys = orch_key_service_list_finish (self->admins, test_wait_result (&result), NULL, NULL);
  g_assert_nonnull (keys);

  return keys->len;
}
