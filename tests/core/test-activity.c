#include "config.h"

#include "core/model/activity.h"
#include "core/model/user.h"
#include "key-fixture.h"

/* Every kind of field, before and after. */
static const char *const before_text =
    "{\"token\": \"0123\", \"key_alias\": \"a \\\"b\\\"\", \"max_budget\": 5.0, "
    "\"budget_duration\": \"30d\","
    " \"tpm_limit\": 100, \"models\": [\"x\"], \"expires\": \"2036-01-01T00:00:00Z\","
    " \"blocked\": true, \"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 1.5}],"
    " \"metadata\": {\"same\": 1, \"token\": \"value-old\", \"gone\": 1,"
    " \"model_tpm_limit\": {\"x\": 7}}}";
static const char *const after_text =
    "{\"token\": \"0123\", \"key_alias\": \"c\", \"max_budget\": 7.25, \"budget_duration\": null,"
    " \"tpm_limit\": 200, \"models\": [\"x\", \"y\"], \"expires\": \"2037-01-01T00:00:00Z\","
    " \"blocked\": null, \"budget_limits\": [{\"budget_duration\": \"7d\", \"max_budget\": 2.0}],"
    " \"metadata\": {\"same\": 1, \"token\": \"value-new\", \"fresh\": {\"a\": 1},"
    " \"model_tpm_limit\": {\"x\": 8}}}";

static OrchActivity *
create (void)
{
  g_autoptr (OrchChanges) changes = key_create_changes (before_text, after_text);
  OrchActivity *activity = orch_activity_new (ORCH_ACTIVITY_UPDATE_KEY, "0123", "laptop", changes);

  orch_activity_set_origin (activity, "Team", "https://proxy.example.org", "boss");
  orch_activity_set_previous_id (activity, "4567");
  orch_activity_set_outcome (activity, ORCH_ACTIVITY_FAILED, "no\nway");

  return activity;
}

static void
assert_same_changes (OrchActivity *activity, OrchActivity *other)
{
  const OrchChanges *changes = orch_activity_get_changes (activity);
  const OrchChanges *others = orch_activity_get_changes (other);

  g_assert_cmpuint (orch_changes_get_n (changes), ==, orch_changes_get_n (others));
  for (guint i = 0; i < orch_changes_get_n (changes); i++) {
    const OrchChange *change = orch_changes_get (changes, i);
    const OrchChange *same = orch_changes_get (others, i);

    g_assert_true (change->field == same->field);
    g_assert_true (orch_field_equal (change->field, change->from, same->from));
    g_assert_true (orch_field_equal (change->field, change->to, same->to));
  }
}

static void
test_text (void)
{
  g_autoptr (OrchActivity) activity = create ();
  g_autofree char *text = orch_activity_to_text (activity);
  g_autoptr (OrchActivity) again = orch_activity_new_from_text (text);
  g_autofree char *same_text = NULL;

  g_assert_null (strchr (text, '\n'));
  g_assert_nonnull (again);
  g_assert_cmpint (orch_activity_get_action (again), ==, ORCH_ACTIVITY_UPDATE_KEY);
  g_assert_cmpint (orch_activity_get_outcome (again), ==, ORCH_ACTIVITY_FAILED);
  g_assert_cmpstr (orch_activity_get_record_id (again), ==, "0123");
  g_assert_cmpstr (orch_activity_get_previous_id (again), ==, "4567");
  g_assert_cmpstr (orch_activity_get_name (again), ==, "laptop");
  g_assert_cmpstr (orch_activity_get_connection (again), ==, "Team");
  g_assert_cmpstr (orch_activity_get_address (again), ==, "https://proxy.example.org");
  g_assert_cmpstr (orch_activity_get_user_id (again), ==, "boss");
  g_assert_cmpstr (orch_activity_get_text (again), ==, "no\nway");
  g_assert_cmpint (
      g_date_time_compare (orch_activity_get_time (again), orch_activity_get_time (activity)), ==,
      0);

  g_assert_cmpuint (orch_changes_get_n (orch_activity_get_changes (activity)), ==, 10);
  assert_same_changes (activity, again);
  same_text = orch_activity_to_text (again);
  g_assert_cmpstr (same_text, ==, text);
}

/* Nobody can tell which entry holds a credential. */
static void
test_metadata (void)
{
  g_autoptr (OrchActivity) activity = create ();
  const OrchChange *change = orch_changes_find (orch_activity_get_changes (activity), "metadata");
  g_autofree char *text = orch_activity_to_text (activity);

  g_assert_cmpstr (g_variant_get_string (change->from, NULL), ==, "token, gone");
  g_assert_cmpstr (g_variant_get_string (change->to, NULL), ==, "token, fresh");
  g_assert_null (strstr (text, "value-"));
}

static void
test_unreadable (void)
{
  static const char *const texts[] = {
    "",
    "{",
    "[]",
    "{}",
    "{\"time\": \"2026-01-01T00:00:00Z\", \"action\": \"fly\", \"outcome\": \"done\"}",
    "{\"time\": \"2026-01-01T00:00:00Z\", \"action\": \"update-key\", \"outcome\": \"good\"}",
    "{\"time\": 5, \"action\": \"update-key\", \"outcome\": \"done\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (orch_activity_new_from_text (texts[i]));
}

/* A newer version may know more. */
static void
test_unknown_changes (void)
{
  g_autoptr (OrchActivity) activity = orch_activity_new_from_text (
      "{\"time\": \"2026-01-01T00:00:00Z\", \"action\": \"update-user\", \"outcome\": \"done\","
      " \"changes\": [1, {\"field\": \"wings\", \"old\": 1, \"new\": 2},"
      " {\"field\": \"max_budget\", \"old\": \"five\", \"new\": 2.0},"
      " {\"field\": \"tpm_limit\", \"old\": null, \"new\": 2},"
      " {\"field\": \"tpm_limit\", \"old\": null, \"new\": 3}]}");
  const OrchChanges *changes = orch_activity_get_changes (activity);

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 1);
  g_assert_cmpint (g_variant_get_int64 (orch_changes_get (changes, 0)->to), ==, 2);
}

static void
test_split (void)
{
  g_autoptr (OrchActivity) activity = create ();
  g_autoptr (OrchChanges) not_taken = orch_changes_new ();
  g_autoptr (OrchActivity) failed = NULL;

  orch_changes_add (not_taken, orch_key_field (ORCH_KEY_MAX_BUDGET), NULL, NULL);
  failed = orch_activity_split (activity, not_taken);

  g_assert_cmpint (orch_activity_get_outcome (failed), ==, ORCH_ACTIVITY_FAILED);
  g_assert_cmpuint (orch_changes_get_n (orch_activity_get_changes (activity)), ==, 9);
  g_assert_cmpuint (orch_changes_get_n (orch_activity_get_changes (failed)), ==, 1);
  g_assert_nonnull (orch_changes_find (orch_activity_get_changes (failed), "max_budget"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/activity/text", test_text);
  g_test_add_func ("/activity/metadata", test_metadata);
  g_test_add_func ("/activity/unreadable", test_unreadable);
  g_test_add_func ("/activity/unknown-changes", test_unknown_changes);
  g_test_add_func ("/activity/split", test_split);

  return g_test_run ();
}
