#include "config.h"

#include "core/client/json.h"
#include "core/rules/replacement-plan.h"
#include "key-fixture.h"

#define NOW G_GINT64_CONSTANT (1800000000)

static OrchReplacementPlan *
make_plan (const char *record, const OrchChanges *changes, OrchRole role)
{
  g_autoptr (JsonNode) node = key_parse (record);
  g_autoptr (OrchIdentity) identity = orch_identity_new (ORCH_IDENTITY_USER, "me", role);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOW);

  return orch_replacement_plan_new (json_node_get_object (node), changes, identity, now);
}

static void
assert_names (char **names, const char *expected)
{
  g_autofree char *text = g_strjoinv (" ", names);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_object (JsonObject *object, const char *expected)
{
  g_autoptr (JsonNode) node = key_parse (expected);

  g_assert_true (json_object_equal (object, json_node_get_object (node)));
}

static const char *const whole =
    "{\"token\": \"a\", \"key_alias\": \"laptop\", \"user_id\": \"me\", \"created_by\": \"me\","
    " \"models\": [\"m\"], \"aliases\": {\"x\": \"m\"}, \"config\": {\"y\": 1},"
    " \"metadata\": {\"own\": 1, \"model_rpm_limit\": {\"m\": 3}, \"rpm_limit_type\": \"dynamic\","
    "  \"tags\": [\"t\"], \"throttle_on_budget_exceeded\": true, \"guardrails\": []},"
    " \"max_parallel_requests\": 4, \"tpm_limit\": 5, \"rpm_limit\": 6, \"tpd_limit\": 7,"
    " \"max_budget\": 8.5, \"litellm_budget_table\": {\"soft_budget\": 2.5}, \"budget_id\": \"b\","
    " \"budget_duration\": \"30d\", \"spend\": 1.5, \"blocked\": true, \"team_id\": \"t\","
    " \"org_id\": \"o\", \"allowed_cache_controls\": [\"no-cache\"], \"access_group_ids\": [\"g\"],"
    " \"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 2.0, \"reset_at\": \"x\"}],"
    " \"auto_rotate\": true, \"rotation_interval\": \"30d\", \"allowed_routes\": [\"/a\"],"
    " \"permissions\": {\"p\": true}, \"expires\": \"2036-01-01T00:00:00Z\", \"last_active\": null,"
    " \"created_at\": \"2026-01-01T00:00:00Z\", \"total_spend\": 3.0, \"rotation_count\": 0, "
    "\"model_max_budget\": {}}";

static void
test_administrator (void)
{
  g_autoptr (OrchReplacementPlan) plan = make_plan (whole, NULL, ORCH_ROLE_PROXY_ADMIN);

  g_assert_cmpint (plan->refusal, ==, ORCH_REPLACEMENT_REFUSAL_NONE);
  g_assert_cmpint (plan->editing, ==, ORCH_REPLACEMENT_EDITING_SAME);
  g_assert_cmpstr (plan->alias, ==, "laptop");
  g_assert_cmpstr (plan->user_id, ==, "me");
  g_assert_null (plan->key_type);
  assert_names (plan->carried,
                "max_budget soft_budget budget_duration budget_limits spend tpm_limit rpm_limit"
                " max_parallel_requests models model_rpm_limit blocked auto_rotate"
                " rotation_interval metadata aliases config tpd_limit allowed_cache_controls"
                " team_id organization_id access_group_ids permissions metadata.rpm_limit_type"
                " metadata.throttle_on_budget_exceeded allowed_routes");
  assert_names (plan->computed, "expires budget_reset_at key_rotation_at");
  assert_names (plan->lost, "metadata.tags created_at total_spend budget_id");
  assert_object (plan->members,
                 "{\"aliases\": {\"x\": \"m\"}, \"config\": {\"y\": 1}, \"tpd_limit\": 7,"
                 " \"allowed_cache_controls\": [\"no-cache\"], \"team_id\": \"t\","
                 " \"organization_id\": \"o\", \"access_group_ids\": [\"g\"],"
                 " \"permissions\": {\"p\": true}, \"allowed_routes\": [\"/a\"],"
                 " \"metadata\": {\"own\": 1, \"rpm_limit_type\": \"dynamic\","
                 "  \"throttle_on_budget_exceeded\": true}}");
  g_assert_null (orch_changes_find (plan->values, "key_alias"));
  g_assert_nonnull (orch_changes_find (plan->values, "model_rpm_limit"));
}

/* What only administrators may set is lost, if nothing becomes wider by it. */
static void
test_owner (void)
{
  g_autofree char *no_permissions = key_mix (whole, NULL, "permissions");
  g_autofree char *record =
      key_mix (no_permissions, "{\"allowed_routes\": [\"info_routes\"]}", "allowed_routes");
  g_autoptr (OrchReplacementPlan) plan = make_plan (record, NULL, ORCH_ROLE_INTERNAL_USER);

  g_assert_cmpint (plan->refusal, ==, ORCH_REPLACEMENT_REFUSAL_NONE);
  g_assert_cmpstr (plan->key_type, ==, "read_only");
  g_assert_false (json_object_has_member (plan->members, "allowed_routes"));
  g_assert_true (json_object_has_member (plan->shown, "allowed_routes"));
  assert_names (plan->lost, "access_group_ids metadata.tags metadata.throttle_on_budget_exceeded"
                            " created_at total_spend budget_id");
}

static void
test_refusals (void)
{
  static const struct {
    const char *members;
    OrchReplacementRefusal for_owner;
    OrchReplacementRefusal for_admin;
  } cases[] = {
    { "\"allowed_routes\": []", ORCH_REPLACEMENT_REFUSAL_NONE, ORCH_REPLACEMENT_REFUSAL_NONE },
    { "\"allowed_routes\": [\"llm_api_routes\"]", ORCH_REPLACEMENT_REFUSAL_NONE,
      ORCH_REPLACEMENT_REFUSAL_NONE },
    { "\"allowed_routes\": [\"llm_api_routes\", \"/b\"]", ORCH_REPLACEMENT_REFUSAL_ROUTES,
      ORCH_REPLACEMENT_REFUSAL_NONE },
    { "\"allowed_routes\": [\"management_routes\"]", ORCH_REPLACEMENT_REFUSAL_ROUTES,
      ORCH_REPLACEMENT_REFUSAL_NONE },
    { "\"metadata\": {\"denied_passthrough_routes\": [\"/c\"]}", ORCH_REPLACEMENT_REFUSAL_ROUTES,
      ORCH_REPLACEMENT_REFUSAL_ROUTES },
    { "\"permissions\": {\"p\": true}", ORCH_REPLACEMENT_REFUSAL_PERMISSIONS,
      ORCH_REPLACEMENT_REFUSAL_NONE },
    { "\"permissions\": {}", ORCH_REPLACEMENT_REFUSAL_NONE, ORCH_REPLACEMENT_REFUSAL_NONE },
    { "\"object_permission_id\": \"o\"", ORCH_REPLACEMENT_REFUSAL_PERMISSIONS,
      ORCH_REPLACEMENT_REFUSAL_PERMISSIONS },
    { "\"expires\": \"2020-01-01T00:00:00Z\"", ORCH_REPLACEMENT_REFUSAL_EXPIRED,
      ORCH_REPLACEMENT_REFUSAL_EXPIRED },
    { "\"status\": \"deleted\", \"expires\": \"2020-01-01T00:00:00Z\"",
      ORCH_REPLACEMENT_REFUSAL_DELETED, ORCH_REPLACEMENT_REFUSAL_DELETED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *record =
        g_strdup_printf ("{\"token\": \"a\", \"user_id\": \"me\", %s}", cases[i].members);
    g_autoptr (OrchReplacementPlan) owner = make_plan (record, NULL, ORCH_ROLE_INTERNAL_USER);
    g_autoptr (OrchReplacementPlan) admin = make_plan (record, NULL, ORCH_ROLE_PROXY_ADMIN);

    g_test_message ("%s", cases[i].members);
    g_assert_cmpint (owner->refusal, ==, cases[i].for_owner);
    g_assert_cmpint (admin->refusal, ==, cases[i].for_admin);
  }
}

static void
test_editing (void)
{
  static const struct {
    const char *user_id;
    const char *created_by;
    OrchReplacementEditing editing;
  } cases[] = {
    { "\"me\"", "\"me\"", ORCH_REPLACEMENT_EDITING_SAME },
    { "\"me\"", "\"boss\"", ORCH_REPLACEMENT_EDITING_GAINED },
    { "\"ada\"", "\"ada\"", ORCH_REPLACEMENT_EDITING_LOST },
    { "\"ada\"", "\"me\"", ORCH_REPLACEMENT_EDITING_SAME },
    { "null", "null", ORCH_REPLACEMENT_EDITING_SAME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *record =
        g_strdup_printf ("{\"token\": \"a\", \"user_id\": %s, \"created_by\": %s}",
                         cases[i].user_id, cases[i].created_by);
    g_autoptr (OrchReplacementPlan) plan = make_plan (record, NULL, ORCH_ROLE_PROXY_ADMIN);

    g_assert_cmpint (plan->editing, ==, cases[i].editing);
  }
}

static void
test_changes (void)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_ALIAS), NULL, g_variant_new_string ("new"));
  orch_changes_add (changes, orch_key_field (ORCH_KEY_MAX_BUDGET), NULL, NULL);
  orch_changes_add (changes, orch_key_field (ORCH_KEY_EXPIRES), NULL, NULL);
  orch_changes_add (changes, orch_key_field (ORCH_KEY_METADATA), NULL,
                    g_variant_new_string ("{\"other\": 2}"));
  orch_changes_add (changes, orch_key_field (ORCH_KEY_ROTATION_INTERVAL), NULL, NULL);
  g_autoptr (OrchReplacementPlan) plan = make_plan (whole, changes, ORCH_ROLE_PROXY_ADMIN);

  g_assert_cmpstr (plan->alias, ==, "new");
  g_assert_null (orch_changes_find (plan->values, "max_budget"));
  g_assert_null (orch_changes_find (plan->values, "expires"));
  g_assert_null (orch_changes_find (plan->values, "auto_rotate"));
  g_assert_true (g_strv_contains ((const char *const *) plan->lost, "auto_rotate"));
  assert_object (json_object_get_object_member (plan->members, "metadata"),
                 "{\"other\": 2, \"rpm_limit_type\": \"dynamic\","
                 " \"throttle_on_budget_exceeded\": true}");
}

/* Spend moves by itself, and an expiry is what is left of it. */
static void
test_equal (void)
{
  static const struct {
    const char *source;
    const char *member;
    gboolean equal;
  } cases[] = {
    { "{\"spend\": 2.5}", "spend", TRUE },
    { "{\"expires\": \"2036-01-01T00:00:30Z\"}", "expires", TRUE },
    { "{\"expires\": \"2036-01-02T00:00:00Z\"}", "expires", FALSE },
    { "{\"key_alias\": \"desktop\"}", "key_alias", FALSE },
    { "{\"max_budget\": 9.0}", "max_budget", FALSE },
    { "{\"tpd_limit\": 8}", "tpd_limit", FALSE },
    { NULL, "blocked", FALSE },
    { "{\"user_id\": \"ada\"}", "user_id", FALSE },
    { "{\"allowed_routes\": [\"llm_api_routes\"]}", "allowed_routes", FALSE },
  };
  g_autoptr (OrchReplacementPlan) plan = make_plan (whole, NULL, ORCH_ROLE_PROXY_ADMIN);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *record = key_mix (whole, cases[i].source, cases[i].member);
    g_autoptr (OrchReplacementPlan) other = make_plan (record, NULL, ORCH_ROLE_PROXY_ADMIN);

    g_test_message ("%s", cases[i].member);
    g_assert_cmpint (orch_replacement_plan_equal (plan, other), ==, cases[i].equal);
  }
}

static void
test_missing (void)
{
  g_autoptr (OrchReplacementPlan) plan = make_plan (whole, NULL, ORCH_ROLE_PROXY_ADMIN);
  g_autofree char *same = key_mix (whole, "{\"organization_id\": \"o\"}", "organization_id");
  g_autofree char *no_budget = key_mix (same, NULL, "max_budget");
  g_autofree char *other_config = key_mix (no_budget, "{\"config\": {\"y\": 2}}", "config");
  g_autoptr (JsonNode) good = key_parse (same);
  g_autoptr (JsonNode) bad = key_parse (other_config);
  g_auto (GStrv) missing = orch_replacement_plan_find_missing (plan, json_node_get_object (bad));

  g_assert_null (orch_replacement_plan_find_missing (plan, json_node_get_object (good)));
  assert_names (missing, "max_budget config");
}

static void
test_temporary_alias (void)
{
  g_autofree char *alias = orch_replacement_make_temporary_alias ("a~b", "0123456789abcdef");
  static const char *const others[] = {
    "a~b", "a~b~0123456", "a~b~012345678", "a~b~0123456X", "a~c~01234567", "a~b-01234567", ""
  };

  g_assert_cmpstr (alias, ==, "a~b~01234567");
  g_assert_null (orch_replacement_make_temporary_alias (NULL, "0123456789abcdef"));
  g_assert_true (orch_replacement_is_temporary_alias (alias, "a~b"));
  g_assert_false (orch_replacement_is_temporary_alias (NULL, "a~b"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (orch_replacement_is_temporary_alias (others[i], "a~b"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/replacement-plan/administrator", test_administrator);
  g_test_add_func ("/replacement-plan/owner", test_owner);
  g_test_add_func ("/replacement-plan/refusals", test_refusals);
  g_test_add_func ("/replacement-plan/editing", test_editing);
  g_test_add_func ("/replacement-plan/changes", test_changes);
  g_test_add_func ("/replacement-plan/equal", test_equal);
  g_test_add_func ("/replacement-plan/missing", test_missing);
  g_test_add_func ("/replacement-plan/temporary-alias", test_temporary_alias);

  return g_test_run ();
}
