#include "config.h"

#include "core/services/model-service.h"
#include "key-fixture.h"
#include "service-fixture.h"

#define KEY "{\"token\": \"a1\", \"user_id\": \"u\", \"blocked\": true, \"spend\": 0.0}"
#define RECORD "{\"key\": \"a1\", \"info\": {\"user_id\": \"u\", \"max_budget\": 1.0}}"
#define UPDATED "{\"token\": \"a1\", \"max_budget\": 1.0}"
#define LISTED "{\"keys\": [" KEY "], \"total_count\": 1}"
#define RESET "{\"key_hash\": \"a1\", \"spend\": 0.0}"

/* What an operation is called with; all of them are given the same. */
typedef struct {
  OrchKeyService *service;
  OrchClient *client;
  OrchKey *key;
  OrchChanges *changes;
  OrchKeyMaterial *material;
} Subject;

typedef void (*Begin) (const Subject *subject, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
typedef gboolean (*End) (const Subject *subject, GAsyncResult *result, GError **error);

/* One request of an operation: the replies before it, the one that hangs, and its own. */
typedef struct {
  const char *name;
  Begin begin;
  End end;
  const char *first_path; /* (nullable) */
  const char *first_reply;
  const char *path;
  const char *reply;
} Operation;

static void
begin_list (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  const OrchKeyQuery query = { .descending = TRUE };

  orch_key_service_list_async (subject->service, &query, 1, 50, cancellable, callback, user_data);
}

static gboolean
end_list (const Subject *subject, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) keys = orch_key_service_list_finish (subject->service, result, NULL, error);

  return keys != NULL;
}

static void
begin_list_of_user (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  orch_key_service_list_of_user_async (subject->service, "u", cancellable, callback, user_data);
}

static gboolean
end_list_of_user (const Subject *subject, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) keys =
      orch_key_service_list_of_user_finish (subject->service, result, error);

  return keys != NULL;
}

static void
begin_read (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  orch_key_service_read_async (subject->service, "a1", cancellable, callback, user_data);
}

static gboolean
end_read (const Subject *subject, GAsyncResult *result, GError **error)
{
  g_autoptr (OrchKey) key = orch_key_service_read_finish (subject->service, result, error);

  return key != NULL;
}

static void
begin_update (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  orch_key_service_update_async (subject->service, subject->key, subject->changes, TRUE,
                                 cancellable, callback, user_data);
}

static gboolean
end_update (const Subject *subject, GAsyncResult *result, GError **error)
{
  return orch_key_service_update_finish (subject->service, result, NULL, error)
         != ORCH_UPDATE_FAILED;
}

static void
begin_rename (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS), NULL, g_variant_new_string ("new"));
  orch_key_service_update_async (subject->service, subject->key, changes, TRUE, cancellable,
                                 callback, user_data);
}

static void
begin_check (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  orch_key_service_check_async (subject->service, subject->key, subject->changes, cancellable,
                                callback, user_data);
}

static gboolean
end_check (const Subject *subject, GAsyncResult *result, GError **error)
{
  return orch_key_service_check_finish (subject->service, result, NULL, error)
         != ORCH_UPDATE_FAILED;
}

static void
begin_generate (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  orch_key_service_generate_async (subject->service, subject->material, NULL, subject->changes,
                                   cancellable, callback, user_data);
}

static gboolean
end_generate (const Subject *subject, GAsyncResult *result, GError **error)
{
  g_autoptr (OrchKeyMaterial) material =
      orch_key_service_generate_finish (subject->service, result, NULL, NULL, error);

  return material != NULL;
}

static void
begin_find (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  orch_key_service_find_generated_async (subject->service, subject->material, subject->changes, 0,
                                         cancellable, callback, user_data);
}

static gboolean
end_find (const Subject *subject, GAsyncResult *result, GError **error)
{
  g_autoptr (OrchKey) key =
      orch_key_service_find_generated_finish (subject->service, result, NULL, error);

  return key != NULL;
}

static void
begin_block (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  orch_key_service_set_blocked_async (subject->service, subject->key, TRUE, FALSE, cancellable,
                                      callback, user_data);
}

static void
begin_block_by_update (const Subject *subject, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  orch_key_service_set_blocked_async (subject->service, subject->key, TRUE, TRUE, cancellable,
                                      callback, user_data);
}

static gboolean
end_block (const Subject *subject, GAsyncResult *result, GError **error)
{
  return orch_key_service_set_blocked_finish (subject->service, result, error);
}

static void
begin_reset (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  orch_key_service_reset_spend_async (subject->service, subject->key, cancellable, callback,
                                      user_data);
}

static gboolean
end_reset (const Subject *subject, GAsyncResult *result, GError **error)
{
  return orch_key_service_reset_spend_finish (subject->service, result, error);
}

static void
begin_delete (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  orch_key_service_delete_async (subject->service, subject->key, cancellable, callback, user_data);
}

static gboolean
end_delete (const Subject *subject, GAsyncResult *result, GError **error)
{
  return orch_key_service_delete_finish (subject->service, result, error);
}

static void
begin_models (const Subject *subject, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  orch_model_service_list_async (subject->client, cancellable, callback, user_data);
}

static gboolean
end_models (const Subject *subject, GAsyncResult *result, GError **error)
{
  g_auto (GStrv) names = orch_model_service_list_finish (subject->client, result, error);

  return names != NULL;
}

static const Operation operations[] = {
  { "list", begin_list, end_list, NULL, NULL, "/key/list", LISTED },
  { "list-of-user", begin_list_of_user, end_list_of_user, NULL, NULL, "/key/list", LISTED },
  { "read", begin_read, end_read, NULL, NULL, "/key/info", RECORD },
  { "update-read", begin_update, end_update, "/key/update", UPDATED, "/key/info", RECORD },
  { "update-write", begin_update, end_update, "/key/info", RECORD, "/key/update", UPDATED },
  { "update-alias", begin_rename, end_update, "/key/info", RECORD, "/key/list", NULL },
  { "check", begin_check, end_check, NULL, NULL, "/key/info", RECORD },
  { "generate", begin_generate, end_generate, NULL, NULL, "/key/generate", NULL },
  { "find", begin_find, end_find, NULL, NULL, "/key/info", NULL },
  { "block", begin_block, end_block, NULL, NULL, "/key/block", KEY },
  { "block-by-update", begin_block_by_update, end_block, NULL, NULL, "/key/update", KEY },
  { "reset-spend", begin_reset, end_reset, NULL, NULL, "/key/a1/reset_spend", RESET },
  { "delete", begin_delete, end_delete, NULL, NULL, "/key/delete", "{\"deleted_keys\": [\"a1\"]}" },
  { "models", begin_models, end_models, NULL, NULL, "/models", "{\"data\": []}" },
};

static void
subject_init (Subject *subject, ClientFixture *fixture)
{
  subject->service = service_new_key_service (fixture, SERVICE_NEWEST);
  subject->client = fixture->client;
  subject->key = key_create ("{\"token\": \"a1\", \"user_id\": \"u\", \"spend\": 1.5}");
  subject->changes = key_create_values ("{\"max_budget\": 1.0}");
  subject->material = orch_key_material_new_random ("u", "laptop");
}

/* Whoever was cancelled holds nothing any more. */
static void
subject_clear (Subject *subject)
{
  g_assert_finalize_object (subject->service);
  g_assert_finalize_object (subject->key);
  orch_changes_free (subject->changes);
  orch_key_material_free (subject->material);
}

static void
assert_cancelled (const Operation *operation, const Subject *subject, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (operation->end (subject, test_wait_result (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (result);
}

static void
test_before (ClientFixture *fixture, gconstpointer data)
{
  const Operation *operation = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  Subject subject;

  subject_init (&subject, fixture);
  g_cancellable_cancel (cancellable);
  operation->begin (&subject, cancellable, test_keep_result_cb, &result);
  assert_cancelled (operation, &subject, &result);
  subject_clear (&subject);
  service_assert_n_requests (fixture, 0);
}

static gboolean
is_asked (ClientFixture *fixture, const char *path)
{
  g_autofree char *get = g_strconcat ("GET ", path, NULL);
  g_autofree char *post = g_strconcat ("POST ", path, NULL);

  return test_server_count (fixture->server, get) + test_server_count (fixture->server, post) > 0;
}

static void
test_during (ClientFixture *fixture, gconstpointer data)
{
  const Operation *operation = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  guint deadline = test_deadline_add ();
  Subject subject;

  subject_init (&subject, fixture);
  if (operation->first_path != NULL)
    test_server_reply (fixture->server, operation->first_path, 200, operation->first_reply);
  test_server_hang (fixture->server, operation->path);
  operation->begin (&subject, cancellable, test_keep_result_cb, &result);
  while (!is_asked (fixture, operation->path))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_null (result);

  g_cancellable_cancel (cancellable);
  assert_cancelled (operation, &subject, &result);
  subject_clear (&subject);
}

static void
test_after (ClientFixture *fixture, gconstpointer data)
{
  const Operation *operation = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Subject subject;

  subject_init (&subject, fixture);
  if (operation->first_path != NULL)
    test_server_reply (fixture->server, operation->first_path, 200, operation->first_reply);
  test_server_reply (fixture->server, operation->path, 200, operation->reply);

  /* It works, and then it is cancelled between its end and the look at it. */
  operation->begin (&subject, NULL, test_keep_result_cb, &result);
  g_assert_true (operation->end (&subject, test_wait_result (&result), &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  operation->begin (&subject, cancellable, test_keep_result_cb, &result);
  test_wait_result (&result);
  g_cancellable_cancel (cancellable);
  assert_cancelled (operation, &subject, &result);
  subject_clear (&subject);
}

static void
add (const Operation *operation, const char *when, void (*test) (ClientFixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/key-cancel/%s/%s", operation->name, when);

  g_test_add (path, ClientFixture, operation, client_fixture_set_up, test,
              service_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++) {
    add (&operations[i], "before", test_before);
    add (&operations[i], "during", test_during);
    /* The rest is looked at by test-key-service-generate: it ends well. */
    if (operations[i].reply != NULL)
      add (&operations[i], "after", test_after);
  }

  return g_test_run ();
}
