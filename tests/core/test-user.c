#include "config.h"

#include "core/client/json.h"
#include "core/model/user.h"
#include "fixture.h"

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

static OrchUser *
parse_user (const char *text)
{
  g_autoptr (JsonObject) row = parse_object (text);

  return orch_user_new_from_json (row);
}

static OrchUser *
load_updated_user (void)
{
  g_autoptr (JsonObject) body = fixture_load_body ("user_update_ok");

  return orch_user_new_from_json (json_object_get_object_member (body, "data"));
}

static void
assign_text (OrchUser *user, const char *text)
{
  g_autoptr (JsonObject) row = parse_object (text);

  orch_user_assign_json (user, row);
}

static void
count_cb (OrchUser *user, guint *count)
{
  (*count)++;
}

static void
count_changes (OrchUser *user, guint *count)
{
  *count = 0;
  g_signal_connect (user, "changed", G_CALLBACK (count_cb), count);
}

static void
assert_time (GDateTime *time, const char *iso8601)
{
  g_assert_nonnull (time);

  g_autoptr (GDateTime) utc = g_date_time_to_utc (time);
  g_autofree char *text = g_date_time_format_iso8601 (utc);
  g_assert_cmpstr (text, ==, iso8601);
}

static void
test_reads_record (void)
{
  g_autoptr (OrchUser) user = load_updated_user ();
  double max_budget = -1;

  g_assert_nonnull (user);
  g_assert_cmpstr (orch_user_get_id (user), ==, "probe-upd");
  g_assert_cmpstr (orch_user_get_alias (user), ==, "ok");
  g_assert_cmpstr (orch_user_get_email (user), ==, "base@example.invalid");
  g_assert_cmpint (orch_user_get_role (user), ==, ORCH_ROLE_INTERNAL_USER);
  g_assert_cmpstr (orch_user_get_role_name (user), ==, "internal_user");
  g_assert_true (orch_user_get_max_budget (user, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 5);
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 3);
  g_assert_cmpstr (orch_user_get_budget_duration (user), ==, "30d");
  assert_time (orch_user_get_budget_reset_at (user), "2026-12-01T00:00:00Z");
  assert_time (orch_user_get_created_at (user), "2026-11-23T21:38:19.567000Z");
  assert_time (orch_user_get_updated_at (user), "2026-11-23T21:38:48.774000Z");
  g_assert_cmpint (g_strv_length ((char **) orch_user_get_teams (user)), ==, 0);
  g_assert_null (orch_user_get_sso_id (user));
  g_assert_cmpint (orch_user_get_key_count (user), ==, -1);

  GVariant *tpm = orch_user_get_value (user, ORCH_USER_TPM_LIMIT);
  GVariant *metadata = orch_user_get_value (user, ORCH_USER_METADATA);
  g_assert_cmpint (g_variant_get_int64 (tpm), ==, 100);
  g_assert_cmpstr (g_variant_get_string (metadata, NULL), ==, "{\n  \"k\": \"v\"\n}");
}

static void
test_reads_list (void)
{
  g_autoptr (JsonObject) body = fixture_load_body ("user_list_page");
  JsonArray *rows = json_object_get_array_member (body, "users");

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    g_autoptr (OrchUser) user = orch_user_new_from_json (json_array_get_object_element (rows, i));

    g_assert_cmpstr (orch_user_get_alias (user), ==, "Same");
    g_assert_null (orch_user_get_email (user));
    g_assert_false (orch_user_get_max_budget (user, NULL));
    g_assert_nonnull (orch_user_get_value (user, ORCH_USER_SPEND));
    g_assert_cmpfloat (orch_user_get_spend (user), ==, 0);
    g_assert_null (orch_user_get_value (user, ORCH_USER_MODELS));
    g_assert_null (orch_user_get_value (user, ORCH_USER_METADATA));
    g_assert_null (orch_user_get_budget_reset_at (user));
    g_assert_cmpint (orch_user_get_key_count (user), ==, 0);
  }
}

static void
test_reads_teams_and_sso_id (void)
{
  g_autoptr (OrchUser) user =
      parse_user ("{\"user_id\": \"u\", \"teams\": [\"t1\", \"t2\"], \"sso_user_id\": \"s\","
                  " \"key_count\": 7}");

  g_assert_cmpstr (orch_user_get_teams (user)[0], ==, "t1");
  g_assert_cmpstr (orch_user_get_teams (user)[1], ==, "t2");
  g_assert_null (orch_user_get_teams (user)[2]);
  g_assert_cmpstr (orch_user_get_sso_id (user), ==, "s");
  g_assert_cmpint (orch_user_get_key_count (user), ==, 7);
}

static void
test_needs_id (void)
{
  g_autoptr (OrchUser) empty = parse_user ("{\"user_id\": \"\"}");

  g_assert_nonnull (empty);
  g_assert_cmpstr (orch_user_get_id (empty), ==, "");
  g_assert_null (parse_user ("{}"));
  g_assert_null (parse_user ("{\"user_id\": null}"));
  g_assert_null (parse_user ("{\"user_id\": 5}"));
}

static void
test_knows_nothing_at_first (void)
{
  g_autoptr (OrchUser) user = orch_user_new ("u");

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    g_assert_null (orch_user_get_value (user, i));
  g_assert_cmpint (orch_user_get_role (user), ==, ORCH_ROLE_NONE);
  g_assert_null (orch_user_get_role_name (user));
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 0);
  g_assert_cmpint (orch_user_get_key_count (user), ==, -1);
  g_assert_null (orch_user_get_teams (user)[0]);
}

static void
test_display_name (void)
{
  g_autoptr (OrchUser) user = parse_user ("{\"user_id\": \"u\", \"user_alias\": \"\"}");

  g_assert_cmpstr (orch_user_get_display_name (user), ==, "u");
  orch_user_set_value (user, ORCH_USER_EMAIL, g_variant_new_string ("a@b.c"));
  g_assert_cmpstr (orch_user_get_display_name (user), ==, "a@b.c");
  orch_user_set_value (user, ORCH_USER_ALIAS, g_variant_new_string ("Ada"));
  g_assert_cmpstr (orch_user_get_display_name (user), ==, "Ada");
}

static void
test_announces_changes_once (void)
{
  g_autoptr (OrchUser) user = load_updated_user ();
  g_autoptr (JsonObject) body = fixture_load_body ("user_update_ok");
  guint count;

  count_changes (user, &count);
  orch_user_assign_json (user, json_object_get_object_member (body, "data"));
  g_assert_cmpuint (count, ==, 0);

  assign_text (user, "{\"spend\": 4, \"max_budget\": null, \"teams\": [\"t\"], \"key_count\": 2,"
                     " \"sso_user_id\": \"s\", \"updated_at\": null}");
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 4);
  g_assert_false (orch_user_get_max_budget (user, NULL));
  g_assert_cmpstr (orch_user_get_teams (user)[0], ==, "t");
  g_assert_null (orch_user_get_updated_at (user));

  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (4));
  g_assert_cmpuint (count, ==, 1);
  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (0));
  g_assert_cmpuint (count, ==, 2);
}

static void
test_keeps_what_is_not_mentioned (void)
{
  g_autoptr (OrchUser) user = load_updated_user ();

  assign_text (user, "{\"user_id\": \"other\", \"spend\": 9.5}");

  g_assert_cmpstr (orch_user_get_id (user), ==, "probe-upd");
  g_assert_cmpfloat (orch_user_get_spend (user), ==, 9.5);
  g_assert_cmpstr (orch_user_get_budget_duration (user), ==, "30d");
  g_assert_nonnull (orch_user_get_budget_reset_at (user));
  g_assert_nonnull (orch_user_get_value (user, ORCH_USER_METADATA));
}

static void
test_order_of_metadata_is_no_change (void)
{
  g_autoptr (OrchUser) user =
      parse_user ("{\"user_id\": \"u\", \"metadata\": {\"a\": 1, \"b\": 2}}");
  guint count;

  count_changes (user, &count);
  assign_text (user, "{\"metadata\": {\"b\": 2, \"a\": 1}}");
  g_assert_cmpuint (count, ==, 0);
}

static void
test_assigns_what_is_known (void)
{
  g_autoptr (OrchUser) user =
      parse_user ("{\"user_id\": \"u\", \"tpm_limit\": 5, \"rpm_limit\": 6, \"key_count\": 3,"
                  " \"teams\": [\"t\"], \"budget_reset_at\": \"2026-12-01T00:00:00Z\"}");
  g_autoptr (OrchUser) fresh =
      parse_user ("{\"user_id\": \"u\", \"rpm_limit\": null, \"budget_reset_at\": null,"
                  " \"sso_user_id\": \"s\"}");
  guint count;

  count_changes (user, &count);
  orch_user_assign (user, fresh);

  g_assert_cmpuint (count, ==, 1);
  g_assert_nonnull (orch_user_get_value (user, ORCH_USER_TPM_LIMIT));
  g_assert_null (orch_user_get_value (user, ORCH_USER_RPM_LIMIT));
  g_assert_null (orch_user_get_budget_reset_at (user));
  g_assert_cmpint (orch_user_get_key_count (user), ==, 3);
  g_assert_cmpstr (orch_user_get_teams (user)[0], ==, "t");
  g_assert_cmpstr (orch_user_get_sso_id (user), ==, "s");

  orch_user_assign (user, fresh);
  g_assert_cmpuint (count, ==, 1);
}

static void
test_copy_is_apart (void)
{
  g_autoptr (OrchUser) user =
      parse_user ("{\"user_id\": \"u\", \"spend\": 1, \"teams\": [\"t\"], \"key_count\": 3,"
                  " \"created_at\": \"2026-12-01T00:00:00Z\", \"sso_user_id\": \"s\"}");
  g_autoptr (OrchUser) copy = orch_user_copy (user);

  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (2));

  g_assert_cmpstr (orch_user_get_id (copy), ==, "u");
  g_assert_cmpfloat (orch_user_get_spend (copy), ==, 1);
  g_assert_cmpstr (orch_user_get_teams (copy)[0], ==, "t");
  g_assert_cmpint (orch_user_get_key_count (copy), ==, 3);
  g_assert_cmpstr (orch_user_get_sso_id (copy), ==, "s");
  assert_time (orch_user_get_created_at (copy), "2026-12-01T00:00:00Z");
}

static void
test_diff (void)
{
  g_autoptr (OrchUser) before = load_updated_user ();
  g_autoptr (OrchUser) after = orch_user_copy (before);
  g_autoptr (OrchChanges) none = orch_user_diff (before, after);

  g_assert_cmpuint (orch_changes_get_n (none), ==, 0);

  orch_user_set_value (after, ORCH_USER_SPEND, g_variant_new_double (3.25));
  orch_user_set_value (after, ORCH_USER_BUDGET_DURATION, NULL);
  orch_user_set_value (after, ORCH_USER_METADATA, g_variant_new_string ("{ \"k\": \"v\" }"));

  g_autoptr (OrchChanges) changes = orch_user_diff (before, after);
  g_assert_cmpuint (orch_changes_get_n (changes), ==, 2);

  const OrchChange *duration = orch_changes_get (changes, 0);
  g_assert_cmpstr (duration->field->name, ==, "budget_duration");
  g_assert_cmpstr (g_variant_get_string (duration->from, NULL), ==, "30d");
  g_assert_null (duration->to);

  const OrchChange *spend = orch_changes_get (changes, 1);
  g_assert_cmpstr (spend->field->name, ==, "spend");
  g_assert_cmpfloat (g_variant_get_double (spend->to), ==, 3.25);
}

/* LiteLLM 1.93 tells the rate limits in the list but not in /v2/user/info. */
static void
test_ignorance_is_no_difference (void)
{
  g_autoptr (OrchUser) before = parse_user ("{\"user_id\": \"u\", \"tpm_limit\": 5}");
  g_autoptr (OrchUser) after = parse_user ("{\"user_id\": \"u\", \"spend\": 1}");
  g_autoptr (OrchChanges) changes = orch_user_diff (before, after);

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 1);
  g_assert_nonnull (orch_changes_find (changes, "spend"));
}

static void
test_roles (void)
{
  for (OrchRole role = ORCH_ROLE_PROXY_ADMIN; role < ORCH_ROLE_OTHER; role++)
    g_assert_cmpint (orch_role_from_string (orch_role_to_string (role)), ==, role);

  g_assert_cmpint (orch_role_from_string (NULL), ==, ORCH_ROLE_NONE);
  g_assert_cmpint (orch_role_from_string (""), ==, ORCH_ROLE_NONE);
  g_assert_cmpint (orch_role_from_string ("Proxy_Admin"), ==, ORCH_ROLE_OTHER);
  g_assert_cmpint (orch_role_from_string ("customer"), ==, ORCH_ROLE_OTHER);
  g_assert_null (orch_role_to_string (ORCH_ROLE_NONE));
  g_assert_null (orch_role_to_string (ORCH_ROLE_OTHER));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/user/reads-record", test_reads_record);
  g_test_add_func ("/user/reads-list", test_reads_list);
  g_test_add_func ("/user/reads-teams-and-sso-id", test_reads_teams_and_sso_id);
  g_test_add_func ("/user/needs-id", test_needs_id);
  g_test_add_func ("/user/knows-nothing-at-first", test_knows_nothing_at_first);
  g_test_add_func ("/user/display-name", test_display_name);
  g_test_add_func ("/user/announces-changes-once", test_announces_changes_once);
  g_test_add_func ("/user/keeps-what-is-not-mentioned", test_keeps_what_is_not_mentioned);
  g_test_add_func ("/user/order-of-metadata-is-no-change", test_order_of_metadata_is_no_change);
  g_test_add_func ("/user/assigns-what-is-known", test_assigns_what_is_known);
  g_test_add_func ("/user/copy-is-apart", test_copy_is_apart);
  g_test_add_func ("/user/diff", test_diff);
  g_test_add_func ("/user/ignorance-is-no-difference", test_ignorance_is_no_difference);
  g_test_add_func ("/user/roles", test_roles);

  return g_test_run ();
}
