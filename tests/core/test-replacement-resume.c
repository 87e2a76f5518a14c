#include "config.h"

#include "core/client/error.h"
#include "replacement-fixture.h"
#include "service-fixture.h"

static OrchReplacement *
create_prepared (ReplacementFixture *fixture)
{
  OrchReplacement *replacement = replacement_create (fixture, NULL);

  g_assert_true (replacement_prepare (replacement, NULL));

  return replacement;
}

static void
assert_resumes_to (OrchReplacement *replacement, OrchReplacementStep step)
{
  g_autoptr (GError) error = NULL;

  replacement_resume (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, step);
}

static void
assert_alive (ReplacementFixture *fixture, const char *key_id, gboolean alive)
{
  g_autoptr (OrchKey) key = replacement_read (fixture, key_id);

  g_assert_cmpint (key != NULL, ==, alive);
}

/* Fails generating so that nobody knows what became of it. */
static void
lose_generating (ReplacementFixture *fixture, OrchReplacement *replacement, const char *fault)
{
  g_autoptr (GError) error = NULL;

  replacement_break (fixture, fault);
  g_assert_false (replacement_generate (replacement, &error));
  g_assert_true (orch_error_may_have_happened (error));
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATING);
  g_assert_cmpint (orch_replacement_get_new_life (replacement), ==, ORCH_REPLACEMENT_LIFE_UNKNOWN);
  g_assert_cmpuint (orch_replacement_journal_get_records (fixture->journal)->len, ==, 1);
  replacement_break (fixture, NULL);
}

/* The answer is lost after the proxy has done its work; the secret is known. */
static void
test_generated (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = create_prepared (fixture);
  g_autoptr (GError) error = NULL;

  lose_generating (fixture, replacement, "cut@/key/generate");
  assert_resumes_to (replacement, ORCH_REPLACEMENT_GENERATED);
  g_assert_nonnull (orch_replacement_get_material (replacement));
  g_assert_nonnull (orch_replacement_get_new_key (replacement));
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DONE);
}

static void
test_not_generated (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = create_prepared (fixture);

  lose_generating (fixture, replacement, "502@/key/generate");
  assert_resumes_to (replacement, ORCH_REPLACEMENT_UNDONE);
  g_assert_cmpuint (orch_replacement_journal_get_records (fixture->journal)->len, ==, 0);
  assert_alive (fixture, orch_key_get_id (fixture->key), TRUE);
}

/* The server has refused it: nothing has begun. */
static void
test_refused (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = create_prepared (fixture);
  g_autoptr (GError) error = NULL;

  replacement_break (fixture, "503@/key/generate");
  g_assert_false (replacement_generate (replacement, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_PREPARED);
  g_assert_cmpuint (orch_replacement_journal_get_records (fixture->journal)->len, ==, 0);
  replacement_break (fixture, NULL);
  g_clear_error (&error);
  replacement_generate (replacement, &error);
  g_assert_no_error (error);
}

/* The server has chosen the secret, and nobody was told: the key is found by its alias. */
static void
test_stray (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = create_prepared (fixture);
  g_autoptr (OrchReplacementRecord) record =
      orch_replacement_record_copy (orch_replacement_get_record (replacement));
  g_autoptr (OrchReplacement) later = NULL;
  g_autoptr (OrchKey) old = g_object_ref (fixture->key);
  static const char *const faults[] = { "503@/key/list", "503@/key/delete" };

  replacement_use_key (fixture, record->temporary_alias, "{}");
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop~"), ==, 1);
  record->step = ORCH_REPLACEMENT_GENERATING;
  later = orch_replacement_new_from_record (fixture->service, record, fixture->identity,
                                            fixture->journal);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GError) error = NULL;

    replacement_break (fixture, faults[i]);
    g_assert_false (replacement_resume (later, &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
    g_assert_cmpint (orch_replacement_get_step (later), ==, ORCH_REPLACEMENT_GENERATING);
  }
  replacement_break (fixture, NULL);
  assert_resumes_to (later, ORCH_REPLACEMENT_UNDONE);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop~"), ==, 0);
  assert_alive (fixture, orch_key_get_id (old), TRUE);
}

static void
test_server_chooses (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = create_prepared (fixture);
  g_autofree char *wanted = g_strdup (orch_replacement_get_record (replacement)->new_key_id);
  const OrchReplacementRecord *record = orch_replacement_get_record (replacement);
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  replacement_generate (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->new_key_id, !=, wanted);
  g_assert_cmpstr (orch_replacement_get_material (replacement)->key_id, ==, record->new_key_id);
  g_assert_cmpuint (orch_replacement_journal_get_records (fixture->journal)->len, ==, 1);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (orch_replacement_journal_get_records (fixture->journal)->len, ==, 0);
}

/* Without an alias nothing tells a key that the server has made from another one. */
static void
test_stray_without_alias (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) known = NULL;
  g_autoptr (OrchReplacement) replacement = NULL;
  g_autoptr (GError) error = NULL;

  replacement_use_key (fixture, NULL, "{}");
  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  known = replacement_begin (fixture); /* the service learns it */
  g_assert_true (replacement_undo (known, NULL));

  replacement = create_prepared (fixture);
  lose_generating (fixture, replacement, "502@/key/generate");
  g_assert_false (replacement_resume (replacement, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATING);
  g_assert_cmpint (orch_replacement_get_new_life (replacement), ==, ORCH_REPLACEMENT_LIFE_UNKNOWN);
}

/* Confirming is lost at the deletion: it has happened, or not. */
static void
test_deleting (ReplacementFixture *fixture, gconstpointer secret)
{
  static const struct {
    const char *fault;
    OrchReplacementStep step;
  } cases[] = {
    { "502@/key/delete", ORCH_REPLACEMENT_GENERATED },
    { "cut@/key/delete", ORCH_REPLACEMENT_RENAMING },
  };
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    replacement_break (fixture, cases[i].fault);
    g_assert_false (replacement_confirm (replacement, NULL));
    g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DELETING);
    g_assert_cmpint (orch_replacement_get_old_life (replacement), ==,
                     ORCH_REPLACEMENT_LIFE_UNKNOWN);
    replacement_break (fixture, NULL);
    assert_resumes_to (replacement, cases[i].step);
  }

  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 1);
}

/* The old key is gone, and the new one is renamed after a restart, or was. */
static void
test_renaming (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (OrchReplacement) later = NULL;
  g_autoptr (OrchKey) stored = NULL;

  replacement_break (fixture, "503@/key/update");
  g_assert_false (replacement_confirm (replacement, NULL));
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_RENAMING);
  replacement_break (fixture, "cut@/key/update");
  later = replacement_restart (fixture, replacement);
  assert_resumes_to (later, ORCH_REPLACEMENT_RENAMING);
  g_assert_false (replacement_confirm (later, NULL));
  replacement_break (fixture, NULL);
  assert_resumes_to (later, ORCH_REPLACEMENT_DONE);
  g_assert_cmpuint (orch_replacement_journal_get_records (fixture->journal)->len, ==, 0);
  stored = replacement_read (fixture, orch_replacement_get_record (later)->new_key_id);
  g_assert_cmpstr (orch_key_get_alias (stored), ==, "laptop");
}

/* The new key goes away before it is renamed. */
static void
test_renaming_nothing (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  replacement_break (fixture, "503@/key/update");
  g_assert_false (replacement_confirm (replacement, NULL));
  replacement_break (fixture, NULL);
  replacement_delete (fixture, orch_replacement_get_record (replacement)->new_key_id);
  g_assert_false (replacement_resume (replacement, &error));
  g_assert_error (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE);
  g_assert_cmpint (orch_replacement_get_old_life (replacement), ==, ORCH_REPLACEMENT_LIFE_GONE);
  g_clear_error (&error);
  g_assert_false (replacement_confirm (replacement, &error));
  g_assert_error (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE);
}

/* The server answers 200, and has not stored the alias. */
static void
test_alias_dropped (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  orch_demo_server_set_dropped_field (fixture->demo, "key_alias");
  g_assert_false (replacement_confirm (replacement, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_RENAMING);
  orch_demo_server_set_dropped_field (fixture->demo, NULL);
  g_assert_true (replacement_confirm (replacement, NULL));
}

/* The server refuses to delete the old key: both go on. */
static void
test_deletion_refused (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  replacement_break (fixture, "503@/key/delete");
  g_assert_false (replacement_confirm (replacement, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATED);
  replacement_break (fixture, NULL);
  g_assert_true (replacement_confirm (replacement, NULL));
}

/* A server that cannot be asked changes nothing, whichever question fails. */
static void
test_offline (ReplacementFixture *fixture, gconstpointer secret)
{
  static const char *const faults[] = { "503@/key/info", "503@/key/list" };
  g_autoptr (OrchReplacement) replacement = replacement_create (fixture, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GError) error = NULL;

    replacement_break (fixture, faults[i]);
    g_assert_false (replacement_prepare (replacement, &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
  }

  replacement_break (fixture, NULL);
  g_assert_true (replacement_prepare (replacement, NULL));
  replacement_break (fixture, "503@/key/info");
  g_assert_false (replacement_generate (replacement, NULL));
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_PREPARED);
  replacement_break (fixture, NULL);
  g_assert_true (replacement_generate (replacement, NULL));
  replacement_break (fixture, "503@/key/info");
  g_assert_false (replacement_confirm (replacement, NULL));
  g_assert_false (replacement_resume (replacement, NULL));
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATED);
}

static void
test_cancelled (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = create_prepared (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  orch_replacement_generate_async (replacement, cancellable, test_keep_result_cb, &result);
  g_assert_false (
      orch_replacement_generate_finish (replacement, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_PREPARED);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop~"), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/replacement-resume/" name, ReplacementFixture, ORCH_DEMO_ADMIN_KEY,                \
              replacement_fixture_set_up, function, replacement_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("generated", test_generated);
  ADD ("not-generated", test_not_generated);
  ADD ("refused", test_refused);
  ADD ("stray", test_stray);
  ADD ("server-chooses", test_server_chooses);
  ADD ("stray-without-alias", test_stray_without_alias);
  ADD ("deleting", test_deleting);
  ADD ("renaming", test_renaming);
  ADD ("renaming-nothing", test_renaming_nothing);
  ADD ("alias-dropped", test_alias_dropped);
  ADD ("deletion-refused", test_deletion_refused);
  ADD ("offline", test_offline);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
