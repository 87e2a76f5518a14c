#include "config.h"

#include "core/client/error.h"
#include "replacement-fixture.h"
#include "service-fixture.h"

static void
assert_alive (ReplacementFixture *fixture, const char *key_id, gboolean alive)
{
  g_autoptr (OrchKey) key = replacement_read (fixture, key_id);

  g_assert_cmpint (key != NULL, ==, alive);
}

static void
assert_error (GError **error, OrchReplacementError code)
{
  g_assert_error (*error, ORCH_REPLACEMENT_ERROR, (int) code);
  g_clear_error (error);
}

static guint
count_journal (ReplacementFixture *fixture)
{
  return orch_replacement_journal_get_records (fixture->journal)->len;
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* By an administrator, and by the owner. At no moment is there no key. */
static void
test_whole (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_create (fixture, NULL);
  const OrchReplacementRecord *record = orch_replacement_get_record (replacement);
  g_autoptr (OrchKey) made = NULL;
  g_autoptr (OrchKey) stored = NULL;
  g_autoptr (OrchChanges) left = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *old_id = g_strdup (orch_key_get_id (fixture->key));
  guint n_changes = 0;

  g_signal_connect_swapped (replacement, "changed", G_CALLBACK (count_cb), &n_changes);
  replacement_prepare (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_plan (replacement)->refusal, ==,
                   ORCH_REPLACEMENT_REFUSAL_NONE);
  g_assert_cmpuint (orch_replacement_get_rivals (replacement)->len, ==, 0);
  g_assert_cmpstr (orch_replacement_get_material (replacement)->key_id, ==, record->new_key_id);
  g_assert_cmpuint (count_journal (fixture), ==, 0);
  assert_alive (fixture, record->new_key_id, FALSE);

  replacement_generate (replacement, &error);
  g_assert_no_error (error);
  g_assert_null (orch_replacement_get_missing (replacement));
  g_assert_cmpint (orch_replacement_get_old_life (replacement), ==, ORCH_REPLACEMENT_LIFE_ALIVE);
  g_assert_cmpint (orch_replacement_get_new_life (replacement), ==, ORCH_REPLACEMENT_LIFE_ALIVE);
  g_assert_cmpuint (count_journal (fixture), ==, 1);
  assert_alive (fixture, old_id, TRUE);
  made = replacement_read (fixture, record->new_key_id);
  g_assert_cmpstr (orch_key_get_alias (made), ==, record->temporary_alias);
  g_assert_cmpstr (orch_key_get_user_id (made), ==, "demo-user");

  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DONE);
  g_assert_cmpint (orch_replacement_get_old_life (replacement), ==, ORCH_REPLACEMENT_LIFE_GONE);
  g_assert_cmpuint (count_journal (fixture), ==, 0);
  g_assert_cmpuint (n_changes, ==, 6);
  assert_alive (fixture, old_id, FALSE);
  stored = replacement_read (fixture, record->new_key_id);
  left = orch_key_diff (fixture->key, stored);
  g_assert_cmpuint (orch_changes_get_n (left), ==, 0);
  g_assert_cmpstr (orch_key_get_alias (orch_replacement_get_new_key (replacement)), ==, "laptop");
}

static void
test_without_alias (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = NULL;
  g_autoptr (GError) error = NULL;

  replacement_use_key (fixture, NULL, "{}");
  replacement = replacement_begin (fixture);
  g_assert_null (orch_replacement_get_record (replacement)->temporary_alias);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DONE);
}

static void
test_with_changes (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (OrchReplacement) replacement = NULL;
  g_autoptr (OrchKey) stored = NULL;
  g_autoptr (GError) error = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS), g_variant_new_string ("laptop"),
                    g_variant_new_string ("desktop"));
  orch_changes_add (changes, orch_key_field (ORCH_KEY_TPM_LIMIT), NULL, g_variant_new_int64 (9));
  replacement = replacement_create (fixture, changes);
  g_assert_true (replacement_prepare (replacement, NULL));
  g_assert_true (replacement_generate (replacement, NULL));
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  stored = replacement_read (fixture, orch_replacement_get_record (replacement)->new_key_id);
  g_assert_cmpstr (orch_key_get_alias (stored), ==, "desktop");
  g_assert_cmpint (g_variant_get_int64 (orch_key_get_value (stored, ORCH_KEY_TPM_LIMIT)), ==, 9);
}

static void
test_undo (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  replacement_break (fixture, "503@/key/delete");
  g_assert_false (replacement_undo (replacement, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATED);

  /* The answer is lost; the second time there is nothing left to do. */
  replacement_break (fixture, "cut@/key/delete");
  g_assert_false (replacement_undo (replacement, NULL));
  replacement_break (fixture, NULL);
  replacement_undo (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_UNDONE);
  g_assert_cmpint (orch_replacement_get_new_life (replacement), ==, ORCH_REPLACEMENT_LIFE_GONE);
  g_assert_cmpuint (count_journal (fixture), ==, 0);
  assert_alive (fixture, orch_key_get_id (fixture->key), TRUE);
}

/* Both go on, until it is finished after a restart. */
static void
test_keep_old (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (OrchReplacement) later = NULL;
  g_autoptr (GError) error = NULL;

  orch_replacement_set_delete_old (replacement, FALSE);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_KEPT);
  assert_alive (fixture, orch_key_get_id (fixture->key), TRUE);

  later = replacement_restart (fixture, replacement);
  replacement_resume (later, &error);
  g_assert_no_error (error);
  g_assert_null (orch_replacement_get_material (later));
  g_assert_cmpint (orch_replacement_get_step (later), ==, ORCH_REPLACEMENT_KEPT);
  replacement_confirm (later, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (later), ==, ORCH_REPLACEMENT_DONE);
  assert_alive (fixture, orch_key_get_id (fixture->key), FALSE);
}

static void
test_leave (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (OrchReplacement) new = replacement_create (fixture, NULL);

  orch_replacement_leave (new);
  orch_replacement_leave (replacement);
  g_assert_cmpuint (count_journal (fixture), ==, 0);
  assert_alive (fixture, orch_key_get_id (fixture->key), TRUE);
  assert_alive (fixture, orch_replacement_get_record (replacement)->new_key_id, TRUE);
}

static void
test_refused (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = NULL;
  g_autoptr (GVariant) routes = g_variant_ref_sink (g_variant_new_parsed ("['/models']"));
  g_autoptr (GError) error = NULL;

  replacement_change (fixture, orch_key_get_id (fixture->key), ORCH_KEY_ALLOWED_ROUTES, routes);
  replacement = replacement_create (fixture, NULL);
  g_assert_true (replacement_prepare (replacement, &error));
  g_assert_false (replacement_generate (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_REFUSED);
  assert_alive (fixture, orch_replacement_get_record (replacement)->new_key_id, FALSE);
}

/* Somebody else changes the key between preparing and generating. */
static void
test_changed_before (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_create (fixture, NULL);
  const char *old_id = orch_key_get_id (fixture->key);
  g_autoptr (GError) error = NULL;

  g_assert_true (replacement_prepare (replacement, NULL));
  replacement_change (fixture, old_id, ORCH_KEY_MAX_BUDGET, g_variant_new_double (1));
  g_assert_false (replacement_generate (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_PREPARED);

  g_assert_true (replacement_prepare (replacement, NULL));
  replacement_delete (fixture, old_id);
  g_assert_false (replacement_generate (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 0);
  g_assert_false (replacement_prepare (replacement, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);
}

/* Or between generating and confirming. */
static void
test_changed_after (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  const char *old_id = orch_key_get_id (fixture->key);
  g_autoptr (GError) error = NULL;

  replacement_change (fixture, old_id, ORCH_KEY_BLOCKED, g_variant_new_boolean (TRUE));
  g_assert_false (replacement_confirm (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_GENERATED);
  assert_alive (fixture, old_id, TRUE);

  orch_replacement_set_overwrite (replacement, TRUE);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DONE);
}

static void
test_old_gone (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  replacement_delete (fixture, orch_key_get_id (fixture->key));
  g_assert_false (replacement_confirm (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_cmpint (orch_replacement_get_old_life (replacement), ==, ORCH_REPLACEMENT_LIFE_GONE);

  orch_replacement_set_overwrite (replacement, TRUE);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 1);
}

/* Nobody is left without a key. */
static void
test_new_gone (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autoptr (GError) error = NULL;

  replacement_delete (fixture, orch_replacement_get_record (replacement)->new_key_id);
  g_assert_false (replacement_confirm (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE);
  assert_alive (fixture, orch_key_get_id (fixture->key), TRUE);
  g_assert_false (replacement_resume (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE);
  g_assert_cmpint (orch_replacement_get_old_life (replacement), ==, ORCH_REPLACEMENT_LIFE_ALIVE);
}

static void
test_alias_taken (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) replacement = replacement_begin (fixture);
  g_autofree char *new_id = g_strdup (orch_replacement_get_record (replacement)->new_key_id);
  g_autoptr (GError) error = NULL;
  g_autofree char *thief = NULL;

  replacement_delete (fixture, orch_key_get_id (fixture->key));
  orch_replacement_set_overwrite (replacement, TRUE);
  replacement_use_key (fixture, "laptop", "{}");
  thief = g_strdup (orch_key_get_id (fixture->key));
  g_assert_false (replacement_confirm (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_RENAMING);
  assert_alive (fixture, new_id, TRUE);

  replacement_delete (fixture, thief);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DONE);
}

/* Two programs at the same key: the second one sees what the first is doing. */
static void
test_rival_before (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) first = replacement_begin (fixture);
  g_autoptr (OrchReplacement) second = replacement_create (fixture, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *rivals;

  g_assert_true (replacement_prepare (second, &error));
  rivals = orch_replacement_get_rivals (second);
  g_assert_cmpuint (rivals->len, ==, 1);
  g_assert_cmpstr (orch_key_get_id (rivals->pdata[0]), ==,
                   orch_replacement_get_record (first)->new_key_id);

  /* It goes on nevertheless: whoever is first wins. */
  g_assert_true (replacement_generate (second, &error));
  g_assert_true (replacement_confirm (first, &error));
  g_assert_false (replacement_confirm (second, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_true (replacement_undo (second, &error));
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 1);
}

/* So that the server's clock tells what comes from what was. */
static void
wait_for_another_millisecond (void)
{
  gint64 now = g_get_real_time () / 1000;

  while (g_get_real_time () / 1000 == now)
    g_thread_yield ();
}

/* Both prepare before either generates: the later one gives up by itself. */
static void
test_rival_meanwhile (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) first = replacement_create (fixture, NULL);
  g_autoptr (OrchReplacement) second = replacement_create (fixture, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (replacement_prepare (first, NULL));
  g_assert_true (replacement_prepare (second, NULL));
  g_assert_true (replacement_generate (first, NULL));
  wait_for_another_millisecond ();
  g_assert_false (replacement_generate (second, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_RIVAL);
  g_assert_cmpint (orch_replacement_get_step (second), ==, ORCH_REPLACEMENT_UNDONE);
  assert_alive (fixture, orch_replacement_get_record (second)->new_key_id, FALSE);

  replacement_confirm (first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 1);
}

/* Both at the same moment: just one is left, and it works. */
static void
test_rivals_at_once (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) a = replacement_create (fixture, NULL);
  g_autoptr (OrchReplacement) b = replacement_create (fixture, NULL);
  g_autoptr (GAsyncResult) result_a = NULL;
  g_autoptr (GAsyncResult) result_b = NULL;
  g_autoptr (GError) error = NULL;
  gboolean a_goes_on, b_goes_on;

  g_assert_true (replacement_prepare (a, NULL));
  g_assert_true (replacement_prepare (b, NULL));
  orch_replacement_generate_async (a, NULL, test_keep_result_cb, &result_a);
  orch_replacement_generate_async (b, NULL, test_keep_result_cb, &result_b);
  a_goes_on = orch_replacement_generate_finish (a, test_wait_result (&result_a), NULL);
  b_goes_on = orch_replacement_generate_finish (b, test_wait_result (&result_b), NULL);
  g_assert_cmpint (a_goes_on, !=, b_goes_on);

  replacement_confirm (a_goes_on ? a : b, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 1);
}

/* Two that ignored each other confirm at the same moment: one of them is told. */
static void
test_confirmed_at_once (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchReplacement) a = replacement_begin (fixture);
  g_autoptr (OrchReplacement) b = replacement_begin (fixture);
  g_autoptr (GAsyncResult) result_a = NULL;
  g_autoptr (GAsyncResult) result_b = NULL;
  g_autoptr (GError) error = NULL;
  gboolean a_is_done, b_is_done;

  orch_replacement_confirm_async (a, NULL, test_keep_result_cb, &result_a);
  orch_replacement_confirm_async (b, NULL, test_keep_result_cb, &result_b);
  a_is_done = orch_replacement_confirm_finish (a, test_wait_result (&result_a), &error);
  b_is_done = orch_replacement_confirm_finish (b, test_wait_result (&result_b),
                                               error == NULL ? &error : NULL);
  g_assert_cmpint (a_is_done, !=, b_is_done);
  assert_error (&error, ORCH_REPLACEMENT_ERROR_CHANGED);
  g_assert_cmpint (orch_replacement_get_step (a_is_done ? b : a), ==, ORCH_REPLACEMENT_GENERATED);
  g_assert_true (replacement_undo (a_is_done ? b : a, NULL));
  g_assert_cmpuint (replacement_count_keys (fixture, "laptop"), ==, 1);
}

/* The connection's own key is deleted only by a session that uses the new one. */
static void
test_own_key (ReplacementFixture *fixture, gconstpointer secret)
{
  g_autoptr (OrchKeyService) own = NULL;
  g_autoptr (OrchKeyService) next = NULL;
  g_autoptr (OrchReplacement) replacement = NULL;
  g_autoptr (OrchReplacement) other = replacement_create (fixture, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (orch_replacement_is_of_connection (other));
  own = replacement_new_service (fixture, fixture->material->secret);
  g_set_object (&fixture->service, own);
  fixture->identity->key_id = g_strdup (orch_key_get_id (fixture->key));
  replacement = replacement_begin (fixture);
  g_assert_true (orch_replacement_is_of_connection (replacement));
  g_assert_false (replacement_confirm (replacement, &error));
  assert_error (&error, ORCH_REPLACEMENT_ERROR_OWN_KEY);
  assert_alive (fixture, orch_key_get_id (fixture->key), TRUE);

  next = replacement_new_service (fixture, orch_replacement_get_material (replacement)->secret);
  orch_replacement_set_service (replacement, next);
  replacement_confirm (replacement, &error);
  g_assert_no_error (error);
  g_assert_cmpint (orch_replacement_get_step (replacement), ==, ORCH_REPLACEMENT_DONE);
}

#define ADD(name, secret, function)                                                                \
  g_test_add ("/replacement/" name, ReplacementFixture, secret, replacement_fixture_set_up,        \
              function, replacement_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole-by-administrator", ORCH_DEMO_ADMIN_KEY, test_whole);
  ADD ("whole-by-owner", ORCH_DEMO_USER_KEY, test_whole);
  ADD ("without-alias", ORCH_DEMO_ADMIN_KEY, test_without_alias);
  ADD ("with-changes", ORCH_DEMO_ADMIN_KEY, test_with_changes);
  ADD ("undo", ORCH_DEMO_ADMIN_KEY, test_undo);
  ADD ("keep-old", ORCH_DEMO_USER_KEY, test_keep_old);
  ADD ("leave", ORCH_DEMO_ADMIN_KEY, test_leave);
  ADD ("refused", ORCH_DEMO_USER_KEY, test_refused);
  ADD ("changed-before", ORCH_DEMO_ADMIN_KEY, test_changed_before);
  ADD ("changed-after", ORCH_DEMO_ADMIN_KEY, test_changed_after);
  ADD ("old-gone", ORCH_DEMO_ADMIN_KEY, test_old_gone);
  ADD ("new-gone", ORCH_DEMO_ADMIN_KEY, test_new_gone);
  ADD ("alias-taken", ORCH_DEMO_ADMIN_KEY, test_alias_taken);
  ADD ("rival-before", ORCH_DEMO_ADMIN_KEY, test_rival_before);
  ADD ("rival-meanwhile", ORCH_DEMO_ADMIN_KEY, test_rival_meanwhile);
  ADD ("rivals-at-once", ORCH_DEMO_ADMIN_KEY, test_rivals_at_once);
  ADD ("confirmed-at-once", ORCH_DEMO_ADMIN_KEY, test_confirmed_at_once);
  ADD ("own-key", ORCH_DEMO_USER_KEY, test_own_key);

  return g_test_run ();
}
