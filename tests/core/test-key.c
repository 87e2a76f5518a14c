#include "config.h"

#include "core/client/json.h"
#include "core/model/key.h"
#include "fixture.h"

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

static OrchKey *
parse_key (const char *text)
{
  g_autoptr (JsonObject) row = parse_object (text);

  return orch_key_new_from_json (row);
}

static void
assign_text (OrchKey *key, const char *text)
{
  g_autoptr (JsonObject) row = parse_object (text);

  orch_key_assign_json (key, row);
}

static JsonObject *
load_row (const char *fixture, guint index)
{
  g_autoptr (JsonObject) body = fixture_load_body (fixture);

  return json_object_ref (
      json_array_get_object_element (json_object_get_array_member (body, "keys"), index));
}

/* What the reader of GET /key/info makes of the reply. */
static JsonObject *
load_info (void)
{
  g_autoptr (JsonObject) body = fixture_load_body ("key_info_ok");
  JsonObject *info = json_object_get_object_member (body, "info");

  json_object_set_string_member (info, "token", json_object_get_string_member (body, "key"));

  return json_object_ref (info);
}

static void
count_cb (OrchKey *key, guint *count)
{
  (*count)++;
}

static void
count_changes (OrchKey *key, guint *count)
{
  *count = 0;
  g_signal_connect (key, "changed", G_CALLBACK (count_cb), count);
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
assert_value (OrchKey *key, OrchKeyField field, const char *expected)
{
  GVariant *value = orch_key_get_value (key, field);

  g_test_message ("%s", orch_key_field (field)->name);
  if (expected == NULL) {
    g_assert_null (value);
  } else {
    g_autoptr (GVariant) parsed = g_variant_ref_sink (g_variant_new_parsed (expected, NULL));

    g_assert_nonnull (value);
    g_assert_cmpvariant (value, parsed);
  }
}

static void
test_list_row (void)
{
  g_autoptr (JsonObject) row = load_row ("key_list_full", 0);
  g_autoptr (OrchKey) key = orch_key_new_from_json (row);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_cmpstr (orch_key_get_id (key), ==,
                   "dddf6a6d3a4b8f08b5d1d925c259a4431ea7b063d1cef44bb7f0fcc9dd41c898");
  g_assert_cmpstr (orch_key_get_alias (key), ==, "probe-List-blk");
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "probe-List-blk");
  g_assert_cmpstr (orch_key_get_masked_name (key), ==, "sk-...6789");
  g_assert_cmpstr (orch_key_get_user_id (key), ==, "probe-List01");
  g_assert_null (orch_key_get_team_id (key));
  g_assert_null (orch_key_get_organization_id (key));
  g_assert_cmpstr (orch_key_get_created_by (key), ==, "default_user_id");
  g_assert_cmpstr (orch_key_get_key_type (key), ==, "default");
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 0);
  g_assert_false (orch_key_get_max_budget (key, NULL));
  g_assert_null (orch_key_get_budget_duration (key));
  g_assert_null (orch_key_get_budget_reset_at (key));
  assert_time (orch_key_get_created_at (key), "2026-11-23T21:39:33.651000Z");
  assert_time (orch_key_get_updated_at (key), "2026-11-23T21:39:33.651000Z");
  g_assert_null (orch_key_get_last_active (key));
  g_assert_null (orch_key_get_expires (key));
  g_assert_true (orch_key_is_blocked (key));
  g_assert_false (orch_key_is_deleted (key));
  g_assert_cmpint (orch_key_get_status (key, now), ==, ORCH_KEY_STATUS_BLOCKED);
  g_assert_false (orch_key_get_team_budget (key, NULL, NULL));
  g_assert_false (orch_key_get_user_budget (key, NULL, NULL));
  g_assert_null (orch_key_get_record (key));
}

static void
test_info (void)
{
  g_autoptr (JsonObject) info = load_info ();
  g_autoptr (OrchKey) key = orch_key_new_from_json (info);
  double budget = 0;

  assert_value (key, ORCH_KEY_ALIAS, "'probe-rep-adm-adm'");
  assert_value (key, ORCH_KEY_MAX_BUDGET, "50.0");
  assert_value (key, ORCH_KEY_SOFT_BUDGET, "20.0");
  assert_value (key, ORCH_KEY_BUDGET_DURATION, "'30d'");
  assert_value (key, ORCH_KEY_BUDGET_LIMITS, "[('1d', 9.0)]");
  assert_value (key, ORCH_KEY_SPEND, "12.5");
  assert_value (key, ORCH_KEY_TPM_LIMIT, "int64 1000");
  assert_value (key, ORCH_KEY_RPM_LIMIT, "int64 100");
  assert_value (key, ORCH_KEY_MAX_PARALLEL_REQUESTS, "int64 7");
  assert_value (key, ORCH_KEY_MODELS, "['gpt-4o']");
  assert_value (key, ORCH_KEY_MODEL_TPM_LIMIT, "{'gpt-4o': int64 4}");
  assert_value (key, ORCH_KEY_MODEL_RPM_LIMIT, "{'gpt-4o': int64 3}");
  assert_value (key, ORCH_KEY_ALLOWED_ROUTES, "['llm_api_routes', 'info_routes']");
  assert_value (key, ORCH_KEY_BLOCKED, NULL);
  assert_value (key, ORCH_KEY_AUTO_ROTATE, "true");
  assert_value (key, ORCH_KEY_ROTATION_INTERVAL, "'30d'");
  assert_time (orch_key_get_expires (key), "2026-12-03T21:39:26Z");
  assert_time (orch_key_get_budget_reset_at (key), "2026-12-01T00:00:00Z");
  g_assert_true (orch_key_get_max_budget (key, &budget));
  g_assert_cmpfloat (budget, ==, 50);
  g_assert_cmpstr (orch_key_get_budget_duration (key), ==, "30d");

  const char *metadata = g_variant_get_string (orch_key_get_value (key, ORCH_KEY_METADATA), NULL);
  g_assert_nonnull (strstr (metadata, "nested"));
  g_assert_null (strstr (metadata, "model_rpm_limit"));
  g_assert_null (strstr (metadata, "rpm_limit_type"));
}

static void
test_organization (void)
{
  static const char *const rows[] = {
    "{\"token\": \"a\", \"org_id\": \"o\"}",
    "{\"token\": \"a\", \"organization_id\": \"o\"}",
    "{\"token\": \"a\", \"organization_id\": null, \"org_id\": \"o\"}",
    "{\"token\": \"a\", \"organization_id\": \"o\", \"org_id\": null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (OrchKey) key = parse_key (rows[i]);

    g_test_message ("case %u", i);
    g_assert_cmpstr (orch_key_get_organization_id (key), ==, "o");
    assign_text (key, "{\"org_id\": null}");
    g_assert_null (orch_key_get_organization_id (key));
  }
}

static void
test_budgets_above (void)
{
  g_autoptr (OrchKey) key =
      parse_key ("{\"token\": \"a\", \"team_spend\": 1.5, \"team_max_budget\": 10,"
                 " \"user_spend\": null, \"user_max_budget\": 0.0}");
  double spend = 7;
  double budget = 7;

  g_assert_true (orch_key_get_team_budget (key, &spend, &budget));
  g_assert_cmpfloat (spend, ==, 1.5);
  g_assert_cmpfloat (budget, ==, 10);
  g_assert_true (orch_key_get_user_budget (key, &spend, &budget));
  g_assert_cmpfloat (spend, ==, 0);
  g_assert_cmpfloat (budget, ==, 0);
  g_assert_true (orch_key_get_team_budget (key, NULL, NULL));

  assign_text (key, "{\"team_max_budget\": null, \"user_max_budget\": \"much\"}");
  spend = budget = 7;
  g_assert_false (orch_key_get_team_budget (key, &spend, &budget));
  g_assert_false (orch_key_get_user_budget (key, &spend, &budget));
  g_assert_cmpfloat (spend, ==, 7);
  g_assert_cmpfloat (budget, ==, 7);
}

static void
test_status (void)
{
  static const struct {
    const char *row;
    OrchKeyStatus status;
  } cases[] = {
    { "{\"token\": \"a\"}", ORCH_KEY_STATUS_ACTIVE },
    { "{\"token\": \"a\", \"status\": \"active\", \"blocked\": false}", ORCH_KEY_STATUS_ACTIVE },
    { "{\"token\": \"a\", \"expires\": \"2026-06-02T00:00:00Z\"}", ORCH_KEY_STATUS_ACTIVE },
    { "{\"token\": \"a\", \"expires\": \"2026-05-31T00:00:00Z\"}", ORCH_KEY_STATUS_EXPIRED },
    { "{\"token\": \"a\", \"expires\": \"2026-05-31T00:00:00Z\", \"blocked\": true}",
      ORCH_KEY_STATUS_BLOCKED },
    { "{\"token\": \"a\", \"blocked\": true, \"deleted_at\": \"2026-05-31T00:00:00Z\"}",
      ORCH_KEY_STATUS_DELETED },
    { "{\"token\": \"a\", \"status\": \"deleted\"}", ORCH_KEY_STATUS_DELETED },
    { "{\"token\": \"a\", \"deleted_at\": null}", ORCH_KEY_STATUS_ACTIVE },
  };
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 6, 1, 0, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchKey) key = parse_key (cases[i].row);
    g_autoptr (OrchKey) copy = orch_key_copy (key);

    g_test_message ("case %u", i);
    g_assert_cmpint (orch_key_get_status (key, now), ==, cases[i].status);
    g_assert_cmpint (orch_key_get_status (copy, now), ==, cases[i].status);
  }

  g_autoptr (JsonObject) row = load_row ("key_list_deleted", 0);
  g_autoptr (OrchKey) deleted = orch_key_new_from_json (row);
  g_assert_true (orch_key_is_deleted (deleted));
}

static void
test_display_name (void)
{
  g_autoptr (OrchKey) key =
      parse_key ("{\"token\": \"a\", \"key_name\": \"\", \"key_alias\": \"\"}");

  g_assert_null (orch_key_get_alias (key));
  g_assert_null (orch_key_get_masked_name (key));
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "a");

  assign_text (key, "{\"key_name\": \"sk-...abcd\"}");
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "sk-...abcd");
  assign_text (key, "{\"key_alias\": \"laptop\"}");
  g_assert_cmpstr (orch_key_get_display_name (key), ==, "laptop");
}

static void
test_needs_id (void)
{
  g_assert_null (parse_key ("{\"key_alias\": \"laptop\"}"));
}

/* A record that mentions less says nothing about the rest. */
static void
test_keeps_unmentioned (void)
{
  g_autoptr (JsonObject) info = load_info ();
  g_autoptr (OrchKey) key = orch_key_new_from_json (info);
  guint count;

  count_changes (key, &count);
  assign_text (key, "{\"blocked\": true, \"litellm_budget_table\": null, \"budget_id\": \"b\"}");
  g_assert_cmpuint (count, ==, 1);
  g_assert_true (orch_key_is_blocked (key));
  assert_value (key, ORCH_KEY_SOFT_BUDGET, "20.0");
  assert_value (key, ORCH_KEY_MAX_BUDGET, "50.0");
  g_assert_cmpstr (orch_key_get_user_id (key), ==, "probe-own");

  assign_text (key, "{\"litellm_budget_table\": null, \"budget_id\": null}");
  assert_value (key, ORCH_KEY_SOFT_BUDGET, NULL);
  g_assert_cmpuint (count, ==, 2);
}

static void
test_announces_once (void)
{
  g_autoptr (JsonObject) info = load_info ();
  g_autoptr (OrchKey) key = orch_key_new ("5f34");
  g_autoptr (OrchKey) fresh = orch_key_new_from_json (info);
  guint count;

  count_changes (key, &count);
  orch_key_assign_json (key, info);
  g_assert_cmpuint (count, ==, 1);
  orch_key_assign_json (key, info);
  orch_key_assign (key, fresh);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpstr (orch_key_get_id (key), ==, "5f34");

  orch_key_set_value (key, ORCH_KEY_ALIAS, g_variant_new_string ("new"));
  orch_key_set_value (key, ORCH_KEY_ALIAS, g_variant_new_string ("new"));
  g_assert_cmpuint (count, ==, 2);
  orch_key_set_value (key, ORCH_KEY_ALIAS, NULL);
  g_assert_cmpuint (count, ==, 3);
  g_assert_null (orch_key_get_alias (key));
}

/* Each fact is announced by itself: a team's budget, a time, the end of a key. */
static void
test_announces_facts (void)
{
  static const char *const rows[] = {
    "{\"team_max_budget\": 5}",
    "{\"team_max_budget\": 6}",
    "{\"team_max_budget\": null}",
    "{\"last_active\": \"2026-06-01T00:00:00Z\"}",
    "{\"created_by\": \"ada\"}",
    "{\"deleted_at\": \"2026-06-01T00:00:00Z\"}",
    "{\"expires\": \"2026-06-01T00:00:00Z\"}",
    "{\"expires\": \"2026-06-01T00:00:01Z\"}",
  };
  g_autoptr (OrchKey) key = orch_key_new ("a");
  guint count;

  count_changes (key, &count);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i]);
    assign_text (key, rows[i]);
    g_assert_cmpuint (count, ==, i + 1);
    assign_text (key, rows[i]);
    g_assert_cmpuint (count, ==, i + 1);
  }
  assert_time (orch_key_get_expires (key), "2026-06-01T00:00:01Z");
}

static void
test_expires_follows (void)
{
  g_autoptr (OrchKey) key =
      parse_key ("{\"token\": \"a\", \"expires\": \"2026-06-01T00:00:00.9Z\"}");

  assert_time (orch_key_get_expires (key), "2026-06-01T00:00:00Z");
  g_assert_true (orch_key_get_expires (key) == orch_key_get_expires (key));
  assign_text (key, "{\"expires\": \"2026-06-01T00:00:30+00:00\"}");
  assert_time (orch_key_get_expires (key), "2026-06-01T00:00:30Z");
  orch_key_set_value (key, ORCH_KEY_EXPIRES, NULL);
  g_assert_null (orch_key_get_expires (key));
}

static void
test_overtaken_answer_is_left (void)
{
  g_autoptr (OrchKey) key = parse_key ("{\"token\": \"a\", \"spend\": 2.0}");
  g_autoptr (OrchKey) old = parse_key ("{\"token\": \"a\", \"spend\": 1.0}");
  g_autoptr (OrchKey) newer = parse_key ("{\"token\": \"a\", \"spend\": 3.0}");

  orch_key_set_asked_at (key, 20);
  orch_key_set_asked_at (old, 10);
  orch_key_set_asked_at (newer, 30);
  orch_key_assign (key, old);
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 2);
  orch_key_assign (key, newer);
  g_assert_cmpfloat (orch_key_get_spend (key), ==, 3);
}

static void
test_diff (void)
{
  g_autoptr (JsonObject) info = load_info ();
  g_autoptr (OrchKey) key = orch_key_new_from_json (info);
  g_autoptr (OrchKey) edited = orch_key_copy (key);
  g_autoptr (OrchKey) unknown = orch_key_new ("a");
  g_autoptr (OrchChanges) none = orch_key_diff (key, edited);
  g_autoptr (OrchChanges) nothing_known = orch_key_diff (key, unknown);

  g_assert_cmpuint (orch_changes_get_n (none), ==, 0);
  g_assert_cmpuint (orch_changes_get_n (nothing_known), ==, 0);

  orch_key_set_value (edited, ORCH_KEY_MAX_BUDGET, NULL);
  orch_key_set_value (edited, ORCH_KEY_ALIAS, g_variant_new_string ("new"));
  g_autoptr (OrchChanges) changes = orch_key_diff (key, edited);

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 2);
  g_assert_true (orch_changes_get (changes, 0)->field == orch_key_field (ORCH_KEY_ALIAS));
  g_assert_cmpfloat (g_variant_get_double (orch_changes_get (changes, 1)->from), ==, 50);
  g_assert_null (orch_changes_get (changes, 1)->to);
}

static void
test_copy_is_whole (void)
{
  g_autoptr (JsonObject) info = load_info ();
  g_autoptr (OrchKey) key = orch_key_new_from_json (info);

  orch_key_set_record (key, info);
  g_autoptr (OrchKey) copy = orch_key_copy (key);

  g_assert_cmpstr (orch_key_get_id (copy), ==, orch_key_get_id (key));
  g_assert_cmpstr (orch_key_get_masked_name (copy), ==, "sk-...6789");
  g_assert_cmpstr (orch_key_get_created_by (copy), ==, "default_user_id");
  assert_time (orch_key_get_budget_reset_at (copy), "2026-12-01T00:00:00Z");
  assert_value (copy, ORCH_KEY_SPEND, "12.5");
  g_assert_true (orch_key_get_record (copy) == orch_key_get_record (key));
}

/* Nothing that could be a secret or a password stays in the record that is shown. */
static void
test_record_has_no_secret (void)
{
  g_autoptr (OrchKey) key = orch_key_new ("a");
  g_autoptr (JsonObject) row = parse_object (
      "{\"token\": \"a\", \"key\": \"sk-secret\", \"api_key\": \"sk-secret\", \"models\": [\"m\"],"
      " \"user\": {\"password\": \"hash\"}, \"created_by_user\": {\"password\": \"hash\"},"
      " \"litellm_organization_table\": {\"users\": [{\"password\": \"hash\", \"name\": \"n\"}]},"
      " \"metadata\": {\"password\": \"mine\"}}");
  guint count;

  count_changes (key, &count);
  orch_key_set_record (key, row);
  orch_key_set_record (key, row);
  g_assert_cmpuint (count, ==, 1);

  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), orch_key_get_record (key));
  g_autofree char *text = orch_json_to_text (node, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"token\":\"a\",\"models\":[\"m\"],"
                   "\"litellm_organization_table\":{\"users\":[{\"name\":\"n\"}]},"
                   "\"metadata\":{\"password\":\"mine\"}}");
  g_assert_true (json_object_has_member (row, "key"));
}

static void
test_record_stays_fresh (void)
{
  g_autoptr (JsonObject) info = load_info ();
  g_autoptr (OrchKey) key = orch_key_new_from_json (info);
  g_autoptr (OrchKey) of_list = NULL;
  JsonObject *record;

  orch_key_set_record (key, info);
  g_autoptr (OrchKey) copy = orch_key_copy (key);
  assign_text (key, "{\"token\": \"x\", \"key\": \"sk-secret\", \"spend\": 13.5,"
                    " \"litellm_budget_table\": null, \"budget_id\": \"b\", \"new\": 1}");

  record = orch_key_get_record (key);
  g_assert_cmpfloat (json_object_get_double_member (record, "spend"), ==, 13.5);
  g_assert_cmpstr (json_object_get_string_member (record, "status"), ==, "active");
  g_assert_false (json_object_has_member (record, "key"));
  g_assert_false (json_object_has_member (record, "new"));
  g_assert_nonnull (json_object_get_object_member (record, "litellm_budget_table"));
  g_assert_cmpfloat (json_object_get_double_member (orch_key_get_record (copy), "spend"), ==, 12.5);

  /* A row of a list has no record, and takes none away. */
  of_list = parse_key ("{\"token\": \"x\", \"spend\": 14.0}");
  orch_key_assign (key, of_list);
  g_assert_true (orch_key_get_record (key) == record);
  orch_key_assign (key, copy);
  g_assert_true (orch_key_get_record (key) == orch_key_get_record (copy));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key/list-row", test_list_row);
  g_test_add_func ("/key/info", test_info);
  g_test_add_func ("/key/organization", test_organization);
  g_test_add_func ("/key/budgets-above", test_budgets_above);
  g_test_add_func ("/key/status", test_status);
  g_test_add_func ("/key/display-name", test_display_name);
  g_test_add_func ("/key/needs-id", test_needs_id);
  g_test_add_func ("/key/keeps-unmentioned", test_keeps_unmentioned);
  g_test_add_func ("/key/announces-once", test_announces_once);
  g_test_add_func ("/key/announces-facts", test_announces_facts);
  g_test_add_func ("/key/expires-follows", test_expires_follows);
  g_test_add_func ("/key/overtaken-answer-is-left", test_overtaken_answer_is_left);
  g_test_add_func ("/key/diff", test_diff);
  g_test_add_func ("/key/copy-is-whole", test_copy_is_whole);
  g_test_add_func ("/key/record-has-no-secret", test_record_has_no_secret);
  g_test_add_func ("/key/record-stays-fresh", test_record_stays_fresh);

  return g_test_run ();
}
