#include "config.h"

#include "core/rules/undo.h"
#include "key-fixture.h"

static OrchChanges *
plan_at (OrchActivityAction action, OrchActivityOutcome outcome, const char *before,
         const char *after, const char *version)
{
  g_autofree char *key_before = key_mix (before, "{\"token\": \"0123\"}", "token");
  g_autofree char *key_after = key_mix (after, "{\"token\": \"0123\"}", "token");
  g_autoptr (OrchChanges) changes = key_create_changes (key_before, key_after);
  g_autoptr (OrchActivity) activity = orch_activity_new (action, "0123", NULL, changes);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2030, 1, 1, 0, 0, 0);

  orch_activity_set_outcome (activity, outcome, NULL);

  return orch_undo_plan (activity, version, now);
}

static OrchChanges *
plan (const char *before, const char *after)
{
  return plan_at (ORCH_ACTIVITY_UPDATE_KEY, ORCH_ACTIVITY_DONE, before, after,
                  ORCH_NEWEST_TESTED_VERSION);
}

static void
assert_plan (const char *before, const char *after, gboolean possible)
{
  g_autoptr (OrchChanges) changes = plan (before, after);

  g_assert_cmpint (changes != NULL, ==, possible);
}

static void
test_reverse (void)
{
  g_autoptr (OrchChanges) changes = plan ("{\"max_budget\": 5.0, \"tpm_limit\": null}",
                                          "{\"max_budget\": 7.0, \"tpm_limit\": 9}");

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 2);
  g_assert_cmpfloat (g_variant_get_double (orch_changes_find (changes, "max_budget")->from), ==, 7);
  g_assert_cmpfloat (g_variant_get_double (orch_changes_find (changes, "max_budget")->to), ==, 5);
  g_assert_null (orch_changes_find (changes, "tpm_limit")->to);
}

static void
test_fields (void)
{
  assert_plan ("{\"max_budget\": null}", "{\"max_budget\": 7.0}", TRUE);
  assert_plan ("{\"models\": [\"a\"]}", "{\"models\": []}", TRUE);
  assert_plan ("{\"metadata\": {\"a\": 1}}", "{\"metadata\": {\"a\": 2}}", FALSE);
  assert_plan ("{\"metadata\": {\"a\": 1}, \"tpm_limit\": 1}",
               "{\"metadata\": {\"a\": 2}, \"tpm_limit\": 2}", FALSE);
  assert_plan ("{\"spend\": 5.0}", "{\"spend\": 0.0}", FALSE);
  assert_plan ("{\"expires\": \"2031-01-01T00:00:00Z\"}", "{\"expires\": null}", TRUE);
  assert_plan ("{\"expires\": \"2029-01-01T00:00:00Z\"}", "{\"expires\": null}", FALSE);
}

/* What the proxy cannot take back. */
static void
test_versions (void)
{
  g_autoptr (OrchChanges) changes =
      plan_at (ORCH_ACTIVITY_UPDATE_KEY, ORCH_ACTIVITY_DONE, "{\"budget_duration\": null}",
               "{\"budget_duration\": \"1d\"}", ORCH_OLDEST_TESTED_VERSION);

  g_assert_null (changes);
  assert_plan ("{\"budget_duration\": null}", "{\"budget_duration\": \"1d\"}", TRUE);
}

static void
test_actions (void)
{
  static const gboolean possible[ORCH_ACTIVITY_N_ACTIONS] = {
    [ORCH_ACTIVITY_UPDATE_KEY] = TRUE,
    [ORCH_ACTIVITY_UPDATE_USER] = TRUE,
    [ORCH_ACTIVITY_BLOCK_KEY] = TRUE,
    [ORCH_ACTIVITY_UNBLOCK_KEY] = TRUE,
  };

  for (OrchActivityAction action = 0; action < ORCH_ACTIVITY_N_ACTIONS; action++) {
    for (OrchActivityOutcome outcome = 0; outcome < ORCH_ACTIVITY_N_OUTCOMES; outcome++) {
      g_autoptr (OrchChanges) changes =
          plan_at (action, outcome, "{\"tpm_limit\": 1}", "{\"tpm_limit\": 2}", NULL);

      g_assert_cmpint (changes != NULL, ==, possible[action] && outcome == ORCH_ACTIVITY_DONE);
    }
  }
}

static OrchActivity *
create_entry (const char *key_id, const char *before, const char *after,
              OrchActivityOutcome outcome)
{
  g_autofree char *key_before = key_mix (before, "{\"token\": \"0123\"}", "token");
  g_autofree char *key_after = key_mix (after, "{\"token\": \"0123\"}", "token");
  g_autoptr (OrchChanges) changes = key_create_changes (key_before, key_after);
  OrchActivity *activity = orch_activity_new (ORCH_ACTIVITY_UPDATE_KEY, key_id, NULL, changes);

  orch_activity_set_outcome (activity, outcome, NULL);

  return activity;
}

static void
assert_superseded (const char *key_id, const char *before, const char *after,
                   OrchActivityOutcome outcome, gboolean superseded)
{
  g_autoptr (GListStore) journal = g_list_store_new (ORCH_TYPE_ACTIVITY);
  g_autoptr (OrchActivity) older =
      create_entry ("0123", "{\"max_budget\": 5.0}", "{\"max_budget\": 7.0}", ORCH_ACTIVITY_DONE);
  g_autoptr (OrchActivity) newer = create_entry (key_id, before, after, outcome);

  g_list_store_append (journal, newer);
  g_list_store_append (journal, older);
  g_assert_cmpint (orch_undo_is_superseded (older, G_LIST_MODEL (journal)), ==, superseded);
  g_assert_false (orch_undo_is_superseded (newer, G_LIST_MODEL (journal)));
}

static void
test_superseded (void)
{
  static const char *const seven = "{\"max_budget\": 7.0}";
  static const char *const five = "{\"max_budget\": 5.0}";

  assert_superseded ("0123", seven, five, ORCH_ACTIVITY_DONE, TRUE);
  assert_superseded ("0123", seven, five, ORCH_ACTIVITY_FAILED, FALSE);
  assert_superseded ("other", seven, five, ORCH_ACTIVITY_DONE, FALSE);
  assert_superseded ("0123", "{\"tpm_limit\": 1}", "{\"tpm_limit\": 2}", ORCH_ACTIVITY_DONE, FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/undo/reverse", test_reverse);
  g_test_add_func ("/undo/fields", test_fields);
  g_test_add_func ("/undo/versions", test_versions);
  g_test_add_func ("/undo/actions", test_actions);
  g_test_add_func ("/undo/superseded", test_superseded);

  return g_test_run ();
}
