#include "config.h"

#include "core/client/json.h"
#include "core/model/user-fields.h"

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

static GVariant *
read_field (OrchUserField field, const char *json_value)
{
  const OrchField *row = orch_user_field (field);
  g_autofree char *text = g_strdup_printf ("{\"%s\": %s}", row->name, json_value);
  g_autoptr (JsonObject) object = parse_object (text);

  return orch_field_read (row, object);
}

static char *
write_field (OrchUserField field, GVariant *value)
{
  g_autoptr (JsonNode) node = orch_field_write (orch_user_field (field), value);

  return orch_json_to_text (node, FALSE);
}

static void
test_table (void)
{
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    const OrchField *field = orch_user_field (i);

    g_assert_nonnull (field->name);
    for (OrchUserField j = 0; j < i; j++)
      g_assert_cmpstr (field->name, !=, orch_user_field (j)->name);
    if (field->kind == ORCH_FIELD_MONEY || field->kind == ORCH_FIELD_RATE)
      g_assert_cmpfloat (field->maximum, >, field->minimum);
    g_assert_cmpint (field->moves_by_itself, ==, i == ORCH_USER_SPEND);
  }

  g_assert_cmpstr (orch_user_field (ORCH_USER_BUDGET_DURATION)->side_effects[0], ==,
                   "budget_reset_at");
}

static void
test_reads_values (void)
{
  static const struct {
    OrchUserField field;
    const char *json;
    const char *value;
  } cases[] = {
    { ORCH_USER_ALIAS, "\"Zoë\"", "'Zoë'" },
    { ORCH_USER_EMAIL, "\"a@b.c\"", "'a@b.c'" },
    { ORCH_USER_ROLE, "\"internal_user\"", "'internal_user'" },
    { ORCH_USER_ROLE, "\"customer\"", "'customer'" },
    { ORCH_USER_MAX_BUDGET, "42.5", "42.5" },
    { ORCH_USER_MAX_BUDGET, "0.0", "0.0" },
    { ORCH_USER_MAX_BUDGET, "-1.0", "-1.0" },
    { ORCH_USER_SPEND, "0", "0.0" },
    { ORCH_USER_SPEND, "7", "7.0" },
    { ORCH_USER_TPM_LIMIT, "0", "int64 0" },
    { ORCH_USER_RPM_LIMIT, "9007199254740992", "int64 9007199254740992" },
    { ORCH_USER_BUDGET_DURATION, "\"30d\"", "'30d'" },
    { ORCH_USER_MODELS, "[\"b\", \"a\"]", "['b', 'a']" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) value = read_field (cases[i].field, cases[i].json);
    g_autoptr (GVariant) expected =
        g_variant_ref_sink (g_variant_new_parsed (cases[i].value, NULL));

    g_test_message ("case %u", i);
    g_assert_nonnull (value);
    g_assert_true (g_variant_equal (value, expected));
    g_assert_false (g_variant_is_floating (value));
  }
}

static void
test_reads_unset (void)
{
  static const char *const empty[ORCH_USER_N_FIELDS] = {
    [ORCH_USER_ALIAS] = "\"\"",           [ORCH_USER_EMAIL] = "\"\"", [ORCH_USER_ROLE] = "\"\"",
    [ORCH_USER_BUDGET_DURATION] = "\"\"", [ORCH_USER_MODELS] = "[]",  [ORCH_USER_METADATA] = "{}",
  };
  g_autoptr (JsonObject) nothing = json_object_new ();

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    g_test_message ("%s", orch_user_field (i)->name);
    g_assert_null (orch_field_read (orch_user_field (i), nothing));
    g_assert_null (read_field (i, "null"));
    if (empty[i] != NULL)
      g_assert_null (read_field (i, empty[i]));
  }
}

static void
test_reads_wrong_type_as_unset (void)
{
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    gboolean is_text = i == ORCH_USER_ALIAS || i == ORCH_USER_EMAIL || i == ORCH_USER_ROLE
                       || i == ORCH_USER_BUDGET_DURATION;

    g_test_message ("%s", orch_user_field (i)->name);
    g_assert_null (read_field (i, "true"));
    if (i != ORCH_USER_METADATA)
      g_assert_null (read_field (i, "{\"a\": 1}"));
    if (i != ORCH_USER_MODELS)
      g_assert_null (read_field (i, "[\"a\"]"));
    if (is_text)
      g_assert_null (read_field (i, "5"));
    if (i == ORCH_USER_MODELS || i == ORCH_USER_METADATA)
      g_assert_null (read_field (i, "\"a\""));
  }
}

static void
test_reads_metadata_as_text (void)
{
  g_autoptr (GVariant) value = read_field (ORCH_USER_METADATA, "{\"a\": {\"b\": [0.1, 1]}}");

  g_assert_cmpstr (g_variant_get_string (value, NULL), ==,
                   "{\n  \"a\": {\n    \"b\": [\n      0.1,\n      1\n    ]\n  }\n}");
}

static void
test_writes_values (void)
{
  static const struct {
    OrchUserField field;
    const char *value;
    const char *json;
  } cases[] = {
    { ORCH_USER_ALIAS, "'Zoë \"Z\"'", "\"Zoë \\\"Z\\\"\"" },
    { ORCH_USER_EMAIL, "'a@b.c'", "\"a@b.c\"" },
    { ORCH_USER_ROLE, "'proxy_admin'", "\"proxy_admin\"" },
    { ORCH_USER_MAX_BUDGET, "42.5", "42.5" },
    { ORCH_USER_SPEND, "0.0", "0.0" },
    { ORCH_USER_TPM_LIMIT, "int64 0", "0" },
    { ORCH_USER_RPM_LIMIT, "int64 9007199254740992", "9007199254740992" },
    { ORCH_USER_BUDGET_DURATION, "'1mo'", "\"1mo\"" },
    { ORCH_USER_MODELS, "['b', 'a']", "[\"b\",\"a\"]" },
    { ORCH_USER_METADATA, "'{\"a\": 1}'", "{\"a\":1}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed (cases[i].value, NULL));
    g_autofree char *json = write_field (cases[i].field, value);

    g_test_message ("case %u", i);
    g_assert_cmpstr (json, ==, cases[i].json);
  }
}

static void
test_writes_unset (void)
{
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    const OrchField *field = orch_user_field (i);

    if (field->clear != ORCH_CLEAR_NEVER) {
      g_autofree char *json = write_field (i, NULL);

      g_test_message ("%s", field->name);
      g_assert_cmpstr (json, ==, field->clear == ORCH_CLEAR_NULL ? "null" : "\"\"");
    }
  }
}

static void
test_never_clears_in_vain (void)
{
  if (g_test_subprocess ()) {
    orch_field_write (orch_user_field (ORCH_USER_MODELS), NULL);
    return;
  }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*ORCH_CLEAR_NEVER*");
}

static gboolean
are_equal (OrchUserField field, const char *a, const char *b)
{
  g_autoptr (GVariant) value_a = a ? g_variant_ref_sink (g_variant_new_parsed (a, NULL)) : NULL;
  g_autoptr (GVariant) value_b = b ? g_variant_ref_sink (g_variant_new_parsed (b, NULL)) : NULL;

  return orch_field_equal (orch_user_field (field), value_a, value_b);
}

static void
test_equal (void)
{
  g_assert_true (are_equal (ORCH_USER_ALIAS, "'a'", "'a'"));
  g_assert_false (are_equal (ORCH_USER_ALIAS, "'a'", "'A'"));
  g_assert_true (are_equal (ORCH_USER_MAX_BUDGET, NULL, NULL));
  g_assert_false (are_equal (ORCH_USER_MAX_BUDGET, NULL, "0.0"));
  g_assert_false (are_equal (ORCH_USER_MAX_BUDGET, "0.0", NULL));
  g_assert_true (are_equal (ORCH_USER_SPEND, "0.0", "-0.0"));
  g_assert_false (are_equal (ORCH_USER_SPEND, "0.1", "0.10000000000000002"));
  g_assert_true (are_equal (ORCH_USER_TPM_LIMIT, "int64 5", "int64 5"));
  g_assert_false (are_equal (ORCH_USER_TPM_LIMIT, "int64 5", "int64 6"));
  g_assert_true (are_equal (ORCH_USER_MODELS, "['a', 'b']", "['a', 'b']"));
  g_assert_false (are_equal (ORCH_USER_MODELS, "['a', 'b']", "['b', 'a']"));
}

static void
test_equal_json (void)
{
  static const char *const same[][2] = {
    { "{\"a\": 1, \"b\": [1, {\"c\": null}]}", "{\"b\":[1,{\"c\":null}],\"a\":1}" },
    { "{\"a\": 1}", "{\"a\": 1.0}" },
    { "{\"a\": 100.0}", "{\"a\": 1e2}" },
    { "{\"a\": \"\\u00e9\"}", "{\"a\": \"é\"}" },
  };
  static const char *const different[][2] = {
    { "{\"a\": 1}", "{\"a\": \"1\"}" },       { "{\"a\": 1}", "{\"a\": true}" },
    { "{\"a\": 1}", "{\"a\": 2}" },           { "{\"a\": 1}", "{\"a\": 1.5}" },
    { "{\"a\": [1, 2]}", "{\"a\": [2, 1]}" }, { "{\"a\": null}", "{\"b\": null}" },
    { "{\"a\": 1}", "{\"a\": 1, \"b\": 2}" }, { "{\"a\": 1}", "nonsense" },
  };
  const OrchField *field = orch_user_field (ORCH_USER_METADATA);

  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autoptr (GVariant) a = g_variant_ref_sink (g_variant_new_string (same[i][0]));
    g_autoptr (GVariant) b = g_variant_ref_sink (g_variant_new_string (same[i][1]));

    g_test_message ("case %u", i);
    g_assert_true (orch_field_equal (field, a, b));
    g_assert_true (orch_field_equal (field, b, a));
  }

  for (guint i = 0; i < G_N_ELEMENTS (different); i++) {
    g_autoptr (GVariant) a = g_variant_ref_sink (g_variant_new_string (different[i][0]));
    g_autoptr (GVariant) b = g_variant_ref_sink (g_variant_new_string (different[i][1]));

    g_test_message ("case %u", i);
    g_assert_false (orch_field_equal (field, a, b));
    g_assert_false (orch_field_equal (field, b, a));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/field/table", test_table);
  g_test_add_func ("/field/reads-values", test_reads_values);
  g_test_add_func ("/field/reads-unset", test_reads_unset);
  g_test_add_func ("/field/reads-wrong-type-as-unset", test_reads_wrong_type_as_unset);
  g_test_add_func ("/field/reads-metadata-as-text", test_reads_metadata_as_text);
  g_test_add_func ("/field/writes-values", test_writes_values);
  g_test_add_func ("/field/writes-unset", test_writes_unset);
  g_test_add_func ("/field/never-clears-in-vain", test_never_clears_in_vain);
  g_test_add_func ("/field/equal", test_equal);
  g_test_add_func ("/field/equal-json", test_equal_json);

  return g_test_run ();
}
