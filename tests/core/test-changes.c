#include "config.h"

#include "core/client/json.h"
#include "core/model/changes.h"
#include "core/model/user-fields.h"

static char *
write_changes (OrchChanges *changes)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  json_object_set_string_member (body, "user_id", "u");
  orch_changes_write (changes, body);

  return orch_json_to_text (node, FALSE);
}

static void
test_empty (void)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autofree char *body = write_changes (changes);

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 0);
  g_assert_null (orch_changes_find (changes, "spend"));
  g_assert_cmpstr (body, ==, "{\"user_id\":\"u\"}");
}

static OrchChanges *
make_changes (void)
{
  OrchChanges *changes = orch_changes_new ();

  orch_changes_add (changes, orch_user_field (ORCH_USER_MAX_BUDGET), NULL,
                    g_variant_new_double (42.5));
  orch_changes_add (changes, orch_user_field (ORCH_USER_BUDGET_DURATION),
                    g_variant_new_string ("30d"), NULL);
  orch_changes_add (changes, orch_user_field (ORCH_USER_ALIAS), g_variant_new_string ("x"), NULL);

  return changes;
}

static void
test_writes_only_changes (void)
{
  g_autoptr (OrchChanges) changes = make_changes ();
  g_autofree char *body = write_changes (changes);

  g_assert_cmpstr (
      body, ==,
      "{\"user_id\":\"u\",\"max_budget\":42.5,\"budget_duration\":null,\"user_alias\":\"\"}");
}

static void
test_finds (void)
{
  g_autoptr (OrchChanges) changes = make_changes ();
  const OrchChange *change = orch_changes_find (changes, "budget_duration");

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 3);
  g_assert_true (change == orch_changes_get (changes, 1));
  g_assert_true (change->field == orch_user_field (ORCH_USER_BUDGET_DURATION));
  g_assert_cmpstr (g_variant_get_string (change->from, NULL), ==, "30d");
  g_assert_null (change->to);
  g_assert_null (orch_changes_find (changes, "spend"));
}

static void
test_copy_outlives_original (void)
{
  OrchChanges *changes = make_changes ();
  g_autoptr (OrchChanges) copy = orch_changes_copy (changes);
  g_autofree char *body = write_changes (changes);

  orch_changes_free (changes);

  g_autofree char *copied_body = write_changes (copy);
  g_assert_cmpstr (copied_body, ==, body);
}

static void
test_keeps_callers_reference (void)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_double (1));

  orch_changes_add (changes, orch_user_field (ORCH_USER_SPEND), value, value);
  g_clear_pointer (&changes, orch_changes_free);

  g_assert_cmpfloat (g_variant_get_double (value), ==, 1);
}

static void
test_refuses_field_twice (void)
{
  g_autoptr (OrchChanges) changes = make_changes ();

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*orch_changes_find*");
  orch_changes_add (changes, orch_user_field (ORCH_USER_ALIAS), NULL, NULL);
  g_test_assert_expected_messages ();

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/changes/empty", test_empty);
  g_test_add_func ("/changes/writes-only-changes", test_writes_only_changes);
  g_test_add_func ("/changes/finds", test_finds);
  g_test_add_func ("/changes/copy-outlives-original", test_copy_outlives_original);
  g_test_add_func ("/changes/keeps-callers-reference", test_keeps_callers_reference);
  g_test_add_func ("/changes/refuses-field-twice", test_refuses_field_twice);

  return g_test_run ();
}
