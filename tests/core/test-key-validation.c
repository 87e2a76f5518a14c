#include "config.h"

#include "core/model/key-fields.h"
#include "core/rules/validation.h"

typedef struct {
  const char *text;
  const char *value; /* (nullable): GVariant text, NULL for unset */
} Good;

typedef struct {
  const char *text;
  OrchProblem problem;
} Bad;

static void
check_good (OrchKeyField field, const char *decimal_mark, const Good *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autoptr (GVariant) expected = NULL;
    g_autoptr (GVariant) value = NULL;
    OrchFinding finding;

    g_test_message ("field %u, case %" G_GSIZE_FORMAT, field, i);
    if (cases[i].value != NULL)
      expected = g_variant_ref_sink (g_variant_new_parsed (cases[i].value, NULL));

    g_assert_true (orch_validation_parse (orch_key_field (field), cases[i].text, decimal_mark,
                                          &value, &finding));
    g_assert_cmpint (finding.problem, ==, ORCH_PROBLEM_NONE);
    if (expected == NULL)
      g_assert_null (value);
    else
      g_assert_cmpvariant (value, expected);
  }
}

static void
check_bad (OrchKeyField field, const char *decimal_mark, const Bad *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autoptr (GVariant) value = NULL;
    OrchFinding finding;

    g_test_message ("field %u, case %" G_GSIZE_FORMAT, field, i);
    g_assert_false (orch_validation_parse (orch_key_field (field), cases[i].text, decimal_mark,
                                           &value, &finding));
    g_assert_cmpint (finding.problem, ==, cases[i].problem);
    g_assert_null (value);
  }
}

static void
assert_text (OrchKeyField field, const char *value, const char *decimal_mark, const char *expected)
{
  g_autoptr (GVariant) parsed = g_variant_ref_sink (g_variant_new_parsed (value, NULL));
  g_autofree char *text = orch_validation_to_text (orch_key_field (field), parsed, decimal_mark);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_alias (void)
{
  static const Good good[] = {
    { "laptop", "'laptop'" },
    { " a/b ", "'a/b'" },
    { "release-1.0..2", "'release-1.0..2'" },
    { "a../b", "'a../b'" },
    { "...", "'...'" },
    { "schlüssel", "'schlüssel'" },
    { "", NULL },
    { "  ", NULL },
  };
  static const Bad bad[] = {
    { "../x", ORCH_PROBLEM_PATH },
    { "x/..", ORCH_PROBLEM_PATH },
    { "x/../y", ORCH_PROBLEM_PATH },
    { "..", ORCH_PROBLEM_PATH },
    { "a\tb", ORCH_PROBLEM_CONTROL_CHARACTER },
    { "a\xe2\x80\xa8"
      "b",
      ORCH_PROBLEM_CONTROL_CHARACTER },
    { "a\xe2\x80\xa9"
      "b",
      ORCH_PROBLEM_CONTROL_CHARACTER },
  };

  check_good (ORCH_KEY_ALIAS, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_KEY_ALIAS, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_ranges (void)
{
  static const Good good[] = { { "2147483647", "int64 2147483647" }, { "0", "int64 0" } };
  static const Bad bad[] = { { "2147483648", ORCH_PROBLEM_TOO_LARGE },
                             { "-1", ORCH_PROBLEM_NEGATIVE } };

  check_good (ORCH_KEY_MAX_PARALLEL_REQUESTS, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_KEY_MAX_PARALLEL_REQUESTS, ".", bad, G_N_ELEMENTS (bad));
}

/* What a user's list cannot be, a key's can: empty. */
static void
test_can_be_empty (void)
{
  static const Good good[] = { { "", NULL }, { " , ", NULL } };
  static const Good json[] = { { "", NULL }, { "{}", NULL } };

  check_good (ORCH_KEY_MODELS, ".", good, G_N_ELEMENTS (good));
  check_good (ORCH_KEY_ALLOWED_ROUTES, ".", good, G_N_ELEMENTS (good));
  check_good (ORCH_KEY_MODEL_RPM_LIMIT, ".", good, G_N_ELEMENTS (good));
  check_good (ORCH_KEY_METADATA, ".", json, G_N_ELEMENTS (json));
}

static void
test_interval (void)
{
  static const Good good[] = {
    { "3mo", "'3mo'" }, { "1mo", "'1mo'" }, { "30d", "'30d'" }, { "", NULL }
  };
  static const Bad bad[] = {
    { "daily", ORCH_PROBLEM_DURATION },      { "1y", ORCH_PROBLEM_DURATION_YEARS },
    { "0d", ORCH_PROBLEM_DURATION_ZERO },    { "bad", ORCH_PROBLEM_DURATION },
    { "99999999d", ORCH_PROBLEM_TOO_LARGE },
  };
  static const Good budget_good[] = { { "daily", "'daily'" } };
  static const Bad budget_bad[] = { { "3mo", ORCH_PROBLEM_DURATION_MONTHS } };

  check_good (ORCH_KEY_ROTATION_INTERVAL, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_KEY_ROTATION_INTERVAL, ".", bad, G_N_ELEMENTS (bad));
  check_good (ORCH_KEY_BUDGET_DURATION, ".", budget_good, G_N_ELEMENTS (budget_good));
  check_bad (ORCH_KEY_BUDGET_DURATION, ".", budget_bad, G_N_ELEMENTS (budget_bad));
}

static void
test_switch (void)
{
  static const Good good[] = { { "true", "true" }, { "", NULL }, { "false", NULL } };

  check_good (ORCH_KEY_BLOCKED, ".", good, G_N_ELEMENTS (good));
  assert_text (ORCH_KEY_BLOCKED, "true", ".", "true");
}

/* The zone of the tests is Berlin's, see main (). */
static void
test_expiry (void)
{
  static const Good good[] = {
    { "2099-12-31 18:00", "int64 4102419600" },
    { " 2099-07-01 18:00\n", "int64 4086604800" },
    { "2099-12-31", "int64 4102441140" },
    { "2096-02-29 00:00", "int64 3981308400" },
    { "", NULL },
  };
  static const Bad bad[] = {
    { "soon", ORCH_PROBLEM_DATE },
    { "31.12.2099", ORCH_PROBLEM_DATE },
    { "2099-12-31 18", ORCH_PROBLEM_DATE },
    { "2099-12-31  18:00", ORCH_PROBLEM_DATE },
    { "2099-12-31T18:00", ORCH_PROBLEM_DATE },
    { "2099-12-31 18:00:00", ORCH_PROBLEM_DATE },
    { "2099-02-29", ORCH_PROBLEM_DATE },
    { "2099-13-01", ORCH_PROBLEM_DATE },
    { "2099-12-31 24:00", ORCH_PROBLEM_DATE },
    { "2099-12-31 18:60", ORCH_PROBLEM_DATE },
    { "0000-01-01", ORCH_PROBLEM_DATE },
    { "2020-01-01", ORCH_PROBLEM_IN_THE_PAST },
    { "0001-01-01 00:00", ORCH_PROBLEM_IN_THE_PAST },
    { "9999-01-01", ORCH_PROBLEM_TOO_LATE },
  };

  check_good (ORCH_KEY_EXPIRES, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_KEY_EXPIRES, ".", bad, G_N_ELEMENTS (bad));
  assert_text (ORCH_KEY_EXPIRES, "int64 4102419600", ".", "2099-12-31 18:00");
  assert_text (ORCH_KEY_EXPIRES, "int64 4086604859", ".", "2099-07-01 18:00");
  assert_text (ORCH_KEY_EXPIRES, "int64 9223372036854775807", ".", "");
}

static void
test_windows (void)
{
  static const Good good[] = {
    { "5 per 1d", "[('1d', 5.0)]" },
    { " 5.25 per 1d , 100 per 30d,", "[('1d', 5.25), ('30d', 100.0)]" },
    { "0 PER 1mo; 1 per weekly", "[('1mo', 0.0), ('weekly', 1.0)]" },
    { "5 per 1d\n6 per 2d", "[('1d', 5.0), ('2d', 6.0)]" },
    { "5per1d", "[('1d', 5.0)]" },
    { "", NULL },
  };
  static const Good german[] = {
    { "5,25 per 1d, 100,5 per 30d", "[('1d', 5.25), ('30d', 100.5)]" },
    { ",5 per 1d,,25 per 2d", "[('1d', 0.5), ('2d', 0.25)]" },
  };
  static const Bad bad[] = {
    { "5", ORCH_PROBLEM_WINDOWS },
    { "5 per", ORCH_PROBLEM_WINDOWS },
    { "per 1d", ORCH_PROBLEM_WINDOWS },
    { "5 per 1d, 6", ORCH_PROBLEM_WINDOWS },
    { "5 per 1d, per 2d", ORCH_PROBLEM_WINDOWS },
    { "5 super 1d", ORCH_PROBLEM_WINDOWS },
    { "5 persons", ORCH_PROBLEM_WINDOWS },
    { "$5 per 1d", ORCH_PROBLEM_NOT_A_NUMBER },
    { "-1 per 1d", ORCH_PROBLEM_NEGATIVE },
    { "9999999999999 per 1d", ORCH_PROBLEM_TOO_LARGE },
    { "5 per bad", ORCH_PROBLEM_DURATION },
    { "5 per 2mo", ORCH_PROBLEM_DURATION_MONTHS },
    { "5 per 1d 6 per 2d", ORCH_PROBLEM_DURATION },
    { "5 per 1d, 6 per 1d", ORCH_PROBLEM_TWICE },
  };

  check_good (ORCH_KEY_BUDGET_LIMITS, ".", good, G_N_ELEMENTS (good));
  check_good (ORCH_KEY_BUDGET_LIMITS, ",", german, G_N_ELEMENTS (german));
  check_bad (ORCH_KEY_BUDGET_LIMITS, ".", bad, G_N_ELEMENTS (bad));
  assert_text (ORCH_KEY_BUDGET_LIMITS, "[('1d', 5.5), ('30d', 100.0)]", ".",
               "5.5 per 1d, 100 per 30d");
  assert_text (ORCH_KEY_BUDGET_LIMITS, "[('1d', 5.5), ('30d', 100.0)]", ",",
               "5,5 per 1d, 100 per 30d");
}

static void
test_limits (void)
{
  static const Good good[] = {
    { "gpt-4o = 10", "{'gpt-4o': int64 10}" },
    { "b=2,a = 1\n c =3,", "{'a': int64 1, 'b': 2, 'c': 3}" },
    { "x=y/z = 0", "{'x=y/z': int64 0}" },
    { "my model = 1", "{'my model': int64 1}" },
    { " , ", NULL },
  };
  static const Bad bad[] = {
    { "gpt-4o", ORCH_PROBLEM_LIMITS },
    { "gpt-4o 10", ORCH_PROBLEM_LIMITS },
    { "= 10", ORCH_PROBLEM_LIMITS },
    { "gpt-4o =", ORCH_PROBLEM_LIMITS },
    { "a = 1,000", ORCH_PROBLEM_LIMITS },
    { "a = 1.5", ORCH_PROBLEM_NOT_WHOLE },
    { "a = -1", ORCH_PROBLEM_NEGATIVE },
    { "a = 9007199254740993", ORCH_PROBLEM_TOO_LARGE },
    { "a = many", ORCH_PROBLEM_NOT_A_NUMBER },
    { "a = 1, a = 2", ORCH_PROBLEM_TWICE },
    { "a\tb = 1", ORCH_PROBLEM_CONTROL_CHARACTER },
  };

  check_good (ORCH_KEY_MODEL_RPM_LIMIT, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_KEY_MODEL_TPM_LIMIT, ".", bad, G_N_ELEMENTS (bad));
  assert_text (ORCH_KEY_MODEL_RPM_LIMIT, "{'a': int64 1, 'x=y': 20}", ".", "a = 1, x=y = 20");
}

static void
test_metadata_reserves_names (void)
{
  static const Good good[] = {
    { "{\"own\": {\"tags\": 1}}", "'{\n  \"own\": {\n    \"tags\": 1\n  }\n}'" },
  };
  static const Bad bad[] = {
    { "{\"tags\": [\"x\"]}", ORCH_PROBLEM_RESERVED_NAME },
    { "{\"own\": 1, \"guardrails\": []}", ORCH_PROBLEM_RESERVED_NAME },
    { "{\"model_rpm_limit\": {}}", ORCH_PROBLEM_RESERVED_NAME },
    { "{\"allowed_passthrough_routes\": null}", ORCH_PROBLEM_RESERVED_NAME },
    { "[]", ORCH_PROBLEM_NOT_AN_OBJECT },
  };

  check_good (ORCH_KEY_METADATA, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_KEY_METADATA, ".", bad, G_N_ELEMENTS (bad));
}

int
main (int argc, char *argv[])
{
  /* Berlin's rules, without the data base of time zones. */
  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-validation/alias", test_alias);
  g_test_add_func ("/key-validation/ranges", test_ranges);
  g_test_add_func ("/key-validation/can-be-empty", test_can_be_empty);
  g_test_add_func ("/key-validation/interval", test_interval);
  g_test_add_func ("/key-validation/switch", test_switch);
  g_test_add_func ("/key-validation/expiry", test_expiry);
  g_test_add_func ("/key-validation/windows", test_windows);
  g_test_add_func ("/key-validation/limits", test_limits);
  g_test_add_func ("/key-validation/metadata-reserves-names", test_metadata_reserves_names);

  return g_test_run ();
}
