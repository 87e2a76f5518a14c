#include "config.h"

#include "core/client/json.h"
#include "core/model/changes.h"
#include "core/model/key-fields.h"

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

static GVariant *
parse_value (const char *text)
{
  return text != NULL ? g_variant_ref_sink (g_variant_new_parsed (text, NULL)) : NULL;
}

/* Reads a field from the record in which it is the only value. */
static GVariant *
read_field (OrchKeyField index, const char *json_value)
{
  const OrchField *field = orch_key_field (index);
  g_autofree char *text =
      field->parent != NULL
          ? g_strdup_printf ("{\"%s\": {\"%s\": %s}}", field->parent, field->name, json_value)
          : g_strdup_printf ("{\"%s\": %s}", field->name, json_value);
  g_autoptr (JsonObject) row = parse_object (text);

  return orch_field_read (field, row);
}

static char *
write_field (OrchKeyField field, const char *value)
{
  g_autoptr (GVariant) parsed = parse_value (value);
  g_autoptr (JsonNode) node = orch_field_write (orch_key_field (field), parsed);

  return orch_json_to_text (node, FALSE);
}

static void
test_table (void)
{
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    const OrchField *field = orch_key_field (i);

    g_test_message ("%s", field->name);
    for (OrchKeyField j = 0; j < i; j++)
      g_assert_cmpstr (field->name, !=, orch_key_field (j)->name);
    if (field->kind == ORCH_FIELD_MONEY || field->kind == ORCH_FIELD_RATE
        || field->kind == ORCH_FIELD_WINDOWS || field->kind == ORCH_FIELD_LIMITS) {
      g_assert_cmpfloat (field->minimum, ==, 0);
      g_assert_cmpfloat (field->maximum, >, 0);
    }
    g_assert_cmpint (field->moves_by_itself, ==, i == ORCH_KEY_SPEND);
    g_assert_cmpint (field->is_path, ==, i == ORCH_KEY_ALIAS);
    g_assert_cmpint (field->is_interval, ==, i == ORCH_KEY_ROTATION_INTERVAL);
    g_assert_cmpint (field->reserved != NULL, ==, i == ORCH_KEY_METADATA);
  }

  g_assert_cmpfloat (orch_key_field (ORCH_KEY_MAX_PARALLEL_REQUESTS)->maximum, ==, G_MAXINT32);
  g_assert_cmpfloat (orch_key_field (ORCH_KEY_TPM_LIMIT)->maximum, ==, 0x1p53);
  g_assert_cmpstr (orch_key_field (ORCH_KEY_BUDGET_DURATION)->side_effects[0], ==,
                   "budget_reset_at");
  g_assert_cmpstr (orch_key_field (ORCH_KEY_AUTO_ROTATE)->side_effects[0], ==, "key_rotation_at");
}

/* Contract §2.1: what an owner's update is refused for. */
static void
test_admin_only (void)
{
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    gboolean expected = i == ORCH_KEY_MAX_BUDGET || i == ORCH_KEY_SOFT_BUDGET
                        || i == ORCH_KEY_BUDGET_LIMITS || i == ORCH_KEY_SPEND
                        || i == ORCH_KEY_ALLOWED_ROUTES;

    g_test_message ("%s", orch_key_field (i)->name);
    g_assert_cmpint (orch_key_field (i)->admin_only, ==, expected);
  }
}

/* Contract §12.4. */
static void
test_needs (void)
{
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    OrchFeature update = ORCH_FEATURE_ALWAYS;
    OrchFeature clear = ORCH_FEATURE_ALWAYS;

    if (i == ORCH_KEY_SOFT_BUDGET)
      update = clear = ORCH_FEATURE_UPDATE_SOFT_BUDGET;
    if (i == ORCH_KEY_BUDGET_LIMITS)
      update = clear = ORCH_FEATURE_BUDGET_LIMITS;
    if (i == ORCH_KEY_BUDGET_DURATION)
      clear = ORCH_FEATURE_CLEAR_KEY_BUDGET_DURATION;

    g_test_message ("%s", orch_key_field (i)->name);
    g_assert_cmpint (orch_key_field (i)->update_needs, ==, update);
    g_assert_cmpint (orch_key_field (i)->clear_needs, ==, clear);
  }
}

static void
test_reads_values (void)
{
  static const struct {
    OrchKeyField field;
    const char *json;
    const char *value;
  } cases[] = {
    { ORCH_KEY_ALIAS, "\"laptop\"", "'laptop'" },
    { ORCH_KEY_SOFT_BUDGET, "20", "20.0" },
    { ORCH_KEY_BLOCKED, "true", "true" },
    { ORCH_KEY_EXPIRES, "\"2026-12-03T21:39:26.006000+00:00\"", "int64 1796333966" },
    { ORCH_KEY_EXPIRES, "\"2026-12-03T21:39:26Z\"", "int64 1796333966" },
    { ORCH_KEY_EXPIRES, "\"2026-12-03 21:39:26.006000+00:00\"", "int64 1796333966" },
    { ORCH_KEY_EXPIRES, "\"2026-12-03T22:39:26+01:00\"", "int64 1796333966" },
    { ORCH_KEY_BUDGET_LIMITS,
      "[{\"reset_at\": \"2026-11-24T00:00:00Z\", \"max_budget\": 9.5, \"budget_duration\": \"1d\"},"
      " {\"max_budget\": 0, \"budget_duration\": \"30d\"}]",
      "[('1d', 9.5), ('30d', 0.0)]" },
    { ORCH_KEY_BUDGET_LIMITS,
      "[null, 5, {\"max_budget\": 1}, {\"budget_duration\": \"1d\"},"
      " {\"max_budget\": -1.0, \"budget_duration\": \"bad\"}]",
      "[('bad', -1.0)]" },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{\"b\": 2, \"a\": 1, \"c\": 1.5, \"d\": null}",
      "{'a': int64 1, 'b': 2}" },
    { ORCH_KEY_MODEL_TPM_LIMIT, "{\"m\": 4.0}", "{'m': int64 4}" },
    { ORCH_KEY_ROTATION_INTERVAL, "\"3mo\"", "'3mo'" },
    { ORCH_KEY_ALLOWED_ROUTES, "[\"info_routes\"]", "['info_routes']" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) value = read_field (cases[i].field, cases[i].json);
    g_autoptr (GVariant) expected = parse_value (cases[i].value);

    g_test_message ("case %u", i);
    g_assert_nonnull (value);
    g_assert_cmpvariant (value, expected);
    g_assert_false (g_variant_is_floating (value));
  }
}

static void
test_reads_unset (void)
{
  static const char *const empty[ORCH_KEY_N_FIELDS] = {
    [ORCH_KEY_ALIAS] = "\"\"",           [ORCH_KEY_BLOCKED] = "false",
    [ORCH_KEY_AUTO_ROTATE] = "false",    [ORCH_KEY_MODELS] = "[]",
    [ORCH_KEY_METADATA] = "{}",          [ORCH_KEY_BUDGET_LIMITS] = "[]",
    [ORCH_KEY_MODEL_RPM_LIMIT] = "{}",   [ORCH_KEY_EXPIRES] = "\"\"",
    [ORCH_KEY_MODEL_TPM_LIMIT] = "null",
  };
  static const char *const wrong[] = { "\"x\"", "7.5", "[5]", "{\"a\": \"b\"}" };
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (JsonObject) no_parents =
      parse_object ("{\"metadata\": null, \"litellm_budget_table\": null}");

  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    const OrchField *field = orch_key_field (i);

    g_test_message ("%s", field->name);
    g_assert_null (orch_field_read (field, nothing));
    g_assert_null (orch_field_read (field, no_parents));
    g_assert_null (read_field (i, "null"));
    if (empty[i] != NULL)
      g_assert_null (read_field (i, empty[i]));
    if (field->kind == ORCH_FIELD_SWITCH || field->kind == ORCH_FIELD_EXPIRY
        || field->kind == ORCH_FIELD_WINDOWS || field->kind == ORCH_FIELD_LIMITS)
      for (guint j = 0; j < G_N_ELEMENTS (wrong); j++)
        g_assert_null (read_field (i, wrong[j]));
  }
}

/* Whether a record that does not have the value says that it is unset. */
static void
test_told (void)
{
  static const struct {
    OrchKeyField field;
    const char *row;
    gboolean told;
  } cases[] = {
    { ORCH_KEY_ALIAS, "{\"key_alias\": null}", TRUE },
    { ORCH_KEY_ALIAS, "{}", FALSE },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{\"metadata\": null}", TRUE },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{\"metadata\": {\"a\": 1}}", TRUE },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{\"model_rpm_limit\": {\"m\": 1}}", FALSE },
    { ORCH_KEY_SOFT_BUDGET, "{\"litellm_budget_table\": {\"soft_budget\": null}}", TRUE },
    { ORCH_KEY_SOFT_BUDGET, "{\"litellm_budget_table\": null, \"budget_id\": null}", TRUE },
    /* The reply to an update leaves the table out. */
    { ORCH_KEY_SOFT_BUDGET, "{\"litellm_budget_table\": null, \"budget_id\": \"b\"}", FALSE },
    { ORCH_KEY_SOFT_BUDGET, "{\"litellm_budget_table\": null}", FALSE },
    { ORCH_KEY_SOFT_BUDGET, "{\"soft_budget\": null, \"budget_id\": null}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) row = parse_object (cases[i].row);

    g_test_message ("case %u", i);
    g_assert_cmpint (orch_field_is_told (orch_key_field (cases[i].field), row), ==, cases[i].told);
  }
}

static void
test_reads_metadata_without_reserved (void)
{
  g_autoptr (GVariant) value =
      read_field (ORCH_KEY_METADATA, "{\"a\": {\"tags\": [1]}, \"tags\": [\"x\"],"
                                     " \"model_rpm_limit\": {\"m\": 1}, \"guardrails\": [],"
                                     " \"rpm_limit_type\": \"x\"}");
  g_autoptr (GVariant) nothing_left = read_field (ORCH_KEY_METADATA, "{\"tags\": []}");

  g_assert_cmpstr (g_variant_get_string (value, NULL), ==,
                   "{\n  \"a\": {\n    \"tags\": [\n      1\n    ]\n  }\n}");
  g_assert_null (nothing_left);
}

static void
test_writes_values (void)
{
  static const struct {
    OrchKeyField field;
    const char *value;
    const char *json;
  } cases[] = {
    { ORCH_KEY_BLOCKED, "true", "true" },
    { ORCH_KEY_BUDGET_LIMITS, "[('1d', 5.0), ('30d', 9.5)]",
      "[{\"budget_duration\":\"1d\",\"max_budget\":5.0},"
      "{\"budget_duration\":\"30d\",\"max_budget\":9.5}]" },
    { ORCH_KEY_MODEL_TPM_LIMIT, "{'a': int64 1, 'b': 2}", "{\"a\":1,\"b\":2}" },
    { ORCH_KEY_MAX_PARALLEL_REQUESTS, "int64 5", "5" },
    { ORCH_KEY_EXPIRES, "int64 0", "\"0s\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = write_field (cases[i].field, cases[i].value);

    g_test_message ("case %u", i);
    g_assert_cmpstr (json, ==, cases[i].json);
  }
}

/* What is left may be a second less when it is written. */
static void
test_writes_what_is_left (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *value = g_strdup_printf ("int64 %" G_GINT64_FORMAT, now + 3600);
  g_autofree char *json = write_field (ORCH_KEY_EXPIRES, value);
  char *unit;
  gint64 left = g_ascii_strtoll (json + 1, &unit, 10);

  g_assert_cmpint (json[0], ==, '"');
  g_assert_cmpint (left, <=, 3600);
  g_assert_cmpint (left, >=, 3590);
  g_assert_cmpstr (unit, ==, "s\"");
}

static void
test_writes_unset (void)
{
  static const char *const expected[ORCH_KEY_N_FIELDS] = {
    [ORCH_KEY_ALIAS] = "null",
    [ORCH_KEY_MAX_BUDGET] = "null",
    [ORCH_KEY_SOFT_BUDGET] = "null",
    [ORCH_KEY_BUDGET_DURATION] = "null",
    [ORCH_KEY_BUDGET_LIMITS] = "[]",
    [ORCH_KEY_SPEND] = NULL,
    [ORCH_KEY_TPM_LIMIT] = "null",
    [ORCH_KEY_RPM_LIMIT] = "null",
    [ORCH_KEY_MAX_PARALLEL_REQUESTS] = "null",
    [ORCH_KEY_MODELS] = "[]",
    [ORCH_KEY_MODEL_TPM_LIMIT] = NULL,
    [ORCH_KEY_MODEL_RPM_LIMIT] = NULL,
    [ORCH_KEY_ALLOWED_ROUTES] = "[]",
    [ORCH_KEY_EXPIRES] = "\"-1\"",
    [ORCH_KEY_BLOCKED] = "false",
    [ORCH_KEY_AUTO_ROTATE] = "false",
    [ORCH_KEY_ROTATION_INTERVAL] = "null",
    [ORCH_KEY_METADATA] = "{}",
  };

  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    OrchFieldClear clear = orch_key_field (i)->clear;

    g_test_message ("%s", orch_key_field (i)->name);
    if (expected[i] != NULL) {
      g_autofree char *json = write_field (i, NULL);

      g_assert_cmpstr (json, ==, expected[i]);
    } else {
      g_assert_true (clear == ORCH_CLEAR_NEVER || clear == ORCH_CLEAR_METADATA);
    }
  }
}

static void
test_never_clears_metadata_in_vain (void)
{
  if (g_test_subprocess ()) {
    orch_field_write (orch_key_field (ORCH_KEY_MODEL_RPM_LIMIT), NULL);
    return;
  }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*ORCH_CLEAR_METADATA*");
}

static void
test_equal (void)
{
  static const struct {
    OrchKeyField field;
    const char *a, *b;
    gboolean equal;
  } cases[] = {
    { ORCH_KEY_EXPIRES, "int64 1000", "int64 1060", TRUE },
    { ORCH_KEY_EXPIRES, "int64 1060", "int64 1000", TRUE },
    { ORCH_KEY_EXPIRES, "int64 1000", "int64 1061", FALSE },
    { ORCH_KEY_EXPIRES, "int64 0", NULL, FALSE },
    { ORCH_KEY_BLOCKED, "true", "true", TRUE },
    { ORCH_KEY_BLOCKED, "true", NULL, FALSE },
    { ORCH_KEY_BUDGET_LIMITS, "[('1d', 5.0)]", "[('1d', 5.0)]", TRUE },
    { ORCH_KEY_BUDGET_LIMITS, "[('1d', 5.0)]", "[('1d', 5.5)]", FALSE },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{'a': int64 1}", "{'a': int64 1}", TRUE },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{'a': int64 1}", "{'a': int64 2}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) a = parse_value (cases[i].a);
    g_autoptr (GVariant) b = parse_value (cases[i].b);

    g_test_message ("case %u", i);
    g_assert_cmpint (orch_field_equal (orch_key_field (cases[i].field), a, b), ==, cases[i].equal);
  }
}

static void
test_changes_use_other_name (void)
{
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (JsonObject) body = json_object_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_EXPIRES), g_variant_new_int64 (5), NULL);
  orch_changes_write (changes, body);

  g_assert_cmpuint (json_object_get_size (body), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (body, "duration"), ==, "-1");
}

static OrchChanges *
make_changes (void)
{
  OrchChanges *changes = orch_changes_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_EXPIRES), NULL, g_variant_new_int64 (1000));
  orch_changes_add (changes, orch_key_field (ORCH_KEY_MODEL_RPM_LIMIT),
                    g_variant_new_parsed ("{'m': int64 1}", NULL), NULL);
  orch_changes_add (changes, orch_key_field (ORCH_KEY_MODEL_TPM_LIMIT), NULL,
                    g_variant_new_parsed ("{'m': int64 2}", NULL));

  return changes;
}

static void
test_finds_not_taken (void)
{
  static const struct {
    const char *row;
    const char *not_taken; /* names, each with a space behind it */
  } cases[] = {
    { "{\"expires\": \"1970-01-01T00:16:40Z\", \"metadata\": {\"model_tpm_limit\": {\"m\": 2}}}",
      "" },
    { "{\"expires\": \"1970-01-01T00:17:40Z\", \"metadata\": {\"model_tpm_limit\": {\"m\": 2}}}",
      "" },
    { "{\"expires\": \"1970-01-01T00:17:41Z\", \"metadata\": {\"model_tpm_limit\": {\"m\": 2}}}",
      "expires " },
    { "{\"expires\": null, \"metadata\": null}", "expires model_tpm_limit " },
    { "{\"expires\": null, \"metadata\": {\"model_rpm_limit\": {\"m\": 1}}}",
      "expires model_rpm_limit model_tpm_limit " },
    { "{}", "expires model_rpm_limit model_tpm_limit " },
  };
  g_autoptr (OrchChanges) changes = make_changes ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) row = parse_object (cases[i].row);
    g_autoptr (OrchChanges) not_taken = orch_changes_find_not_taken (changes, row);
    g_autoptr (GString) names = g_string_new (NULL);

    for (guint j = 0; j < orch_changes_get_n (not_taken); j++)
      g_string_append_printf (names, "%s ", orch_changes_get (not_taken, j)->field->name);

    g_test_message ("case %u", i);
    g_assert_cmpstr (names->str, ==, cases[i].not_taken);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-fields/table", test_table);
  g_test_add_func ("/key-fields/admin-only", test_admin_only);
  g_test_add_func ("/key-fields/needs", test_needs);
  g_test_add_func ("/key-fields/reads-values", test_reads_values);
  g_test_add_func ("/key-fields/reads-unset", test_reads_unset);
  g_test_add_func ("/key-fields/told", test_told);
  g_test_add_func ("/key-fields/reads-metadata-without-reserved",
                   test_reads_metadata_without_reserved);
  g_test_add_func ("/key-fields/writes-values", test_writes_values);
  g_test_add_func ("/key-fields/writes-what-is-left", test_writes_what_is_left);
  g_test_add_func ("/key-fields/writes-unset", test_writes_unset);
  g_test_add_func ("/key-fields/never-clears-metadata-in-vain", test_never_clears_metadata_in_vain);
  g_test_add_func ("/key-fields/equal", test_equal);
  g_test_add_func ("/key-fields/changes-use-other-name", test_changes_use_other_name);
  g_test_add_func ("/key-fields/finds-not-taken", test_finds_not_taken);

  return g_test_run ();
}
