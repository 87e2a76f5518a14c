#include "config.h"

#include "core/model/user-fields.h"
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
check_good (OrchUserField field, const char *decimal_mark, const Good *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autoptr (GVariant) expected = NULL;
    g_autoptr (GVariant) value = NULL;
    OrchFinding finding;

    g_test_message ("field %u, case %" G_GSIZE_FORMAT, field, i);
    if (cases[i].value != NULL)
      expected = g_variant_ref_sink (g_variant_new_parsed (cases[i].value, NULL));

    g_assert_true (orch_validation_parse (orch_user_field (field), cases[i].text, decimal_mark,
                                          &value, &finding));
    g_assert_cmpint (finding.problem, ==, ORCH_PROBLEM_NONE);
    if (expected == NULL)
      g_assert_null (value);
    else
      g_assert_cmpvariant (value, expected);
  }
}

static void
check_bad (OrchUserField field, const char *decimal_mark, const Bad *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autoptr (GVariant) value = NULL;
    OrchFinding finding;

    g_test_message ("field %u, case %" G_GSIZE_FORMAT, field, i);
    g_assert_false (orch_validation_parse (orch_user_field (field), cases[i].text, decimal_mark,
                                           &value, &finding));
    g_assert_cmpint (finding.problem, ==, cases[i].problem);
    g_assert_null (value);
  }
}

static void
test_text (void)
{
  static const Good good[] = {
    { "Ada", "'Ada'" },
    { "  Ada Lovelace\n", "'Ada Lovelace'" },
    { "\xc2\xa0"
      "Zoë\xe2\x80\x89",
      "'Zoë'" },
    { "", NULL },
    { " \t", NULL },
  };
  static const Bad bad[] = {
    { "A\nB", ORCH_PROBLEM_CONTROL_CHARACTER },
    { "A\x07", ORCH_PROBLEM_CONTROL_CHARACTER },
    { "A\xc2\x80", ORCH_PROBLEM_CONTROL_CHARACTER },
    { "A\xff", ORCH_PROBLEM_NOT_UTF8 },
  };

  check_good (ORCH_USER_ALIAS, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_ALIAS, ".", bad, G_N_ELEMENTS (bad));
}

/* No user gets an ID that nobody could use (contract §10): white space goes, empty is none. */
static void
test_user_id (void)
{
  static const Good good[] = { { "", NULL }, { " \t", NULL }, { " a/b c ", "a/b c" } };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GVariant) value = NULL;
    OrchFinding finding;

    g_assert_true (
        orch_validation_parse (orch_user_id_field (), good[i].text, ".", &value, &finding));
    g_assert_cmpstr (value != NULL ? g_variant_get_string (value, NULL) : NULL, ==, good[i].value);
  }
}

static void
test_email (void)
{
  static const Good good[] = {
    { "a@b", "'a@b'" },
    { " ada+x@mail.example.org ", "'ada+x@mail.example.org'" },
    { "zoë@bücher.example", "'zoë@bücher.example'" },
    { "", NULL },
  };
  static const Bad bad[] = {
    { "not an email", ORCH_PROBLEM_EMAIL },
    { "ada", ORCH_PROBLEM_EMAIL },
    { "@example.org", ORCH_PROBLEM_EMAIL },
    { "ada@", ORCH_PROBLEM_EMAIL },
    { "a@b@c", ORCH_PROBLEM_EMAIL },
    { "a b@c.d", ORCH_PROBLEM_EMAIL },
    { "a@b c.d", ORCH_PROBLEM_EMAIL },
    { "a@\xc2\xa0"
      "b.c",
      ORCH_PROBLEM_EMAIL },
    { "a@.b.c", ORCH_PROBLEM_EMAIL },
    { "a@b.c.", ORCH_PROBLEM_EMAIL },
    { "a@b..c", ORCH_PROBLEM_EMAIL },
    { ".a@b.c", ORCH_PROBLEM_EMAIL },
    { "a.@b.c", ORCH_PROBLEM_EMAIL },
    { "a..b@c.d", ORCH_PROBLEM_EMAIL },
    { "a\x01@b.c", ORCH_PROBLEM_CONTROL_CHARACTER },
  };

  check_good (ORCH_USER_EMAIL, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_EMAIL, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_role (void)
{
  static const Good good[] = {
    { "proxy_admin", "'proxy_admin'" },
    { "proxy_admin_viewer", "'proxy_admin_viewer'" },
    { "internal_user", "'internal_user'" },
    { "internal_user_viewer", "'internal_user_viewer'" },
  };
  static const Bad bad[] = {
    { "customer", ORCH_PROBLEM_UNKNOWN_ROLE },
    { "Proxy_Admin", ORCH_PROBLEM_UNKNOWN_ROLE },
    { "", ORCH_PROBLEM_CANNOT_CLEAR },
  };

  check_good (ORCH_USER_ROLE, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_ROLE, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_money (void)
{
  static const Good good[] = {
    { "42.5", "42.5" },
    { "0", "0.0" },
    { " 7 ", "7.0" },
    { ".5", "0.5" },
    { "5.", "5.0" },
    { "007", "7.0" },
    { "0.000001", "0.000001" },
    { "-0", "0.0" },
    { "", NULL },
    { "1.234", "1.234" },
    { "1000000000000", "1e12" },
  };
  static const Bad bad[] = {
    { "abc", ORCH_PROBLEM_NOT_A_NUMBER },
    { "$5", ORCH_PROBLEM_NOT_A_NUMBER },
    { "5 USD", ORCH_PROBLEM_NOT_A_NUMBER },
    { "+5", ORCH_PROBLEM_NOT_A_NUMBER },
    { "1e3", ORCH_PROBLEM_NOT_A_NUMBER },
    { "0x10", ORCH_PROBLEM_NOT_A_NUMBER },
    { ".", ORCH_PROBLEM_NOT_A_NUMBER },
    { "-", ORCH_PROBLEM_NOT_A_NUMBER },
    { "--1", ORCH_PROBLEM_NOT_A_NUMBER },
    { "1-", ORCH_PROBLEM_NOT_A_NUMBER },
    { ",", ORCH_PROBLEM_NOT_A_NUMBER },
    { "４２", ORCH_PROBLEM_NOT_A_NUMBER },
    { "nan", ORCH_PROBLEM_NOT_FINITE },
    { "NaN", ORCH_PROBLEM_NOT_FINITE },
    { "inf", ORCH_PROBLEM_NOT_FINITE },
    { "-Infinity", ORCH_PROBLEM_NOT_FINITE },
    { "1e400", ORCH_PROBLEM_NOT_FINITE },
    { "-1", ORCH_PROBLEM_NEGATIVE },
    { "-0.01", ORCH_PROBLEM_NEGATIVE },
    { "1000000000001", ORCH_PROBLEM_TOO_LARGE },
    { "99999999999999999999999999999999999999", ORCH_PROBLEM_TOO_LARGE },
    { "1,5", ORCH_PROBLEM_GROUPED },
    { "1,234.56", ORCH_PROBLEM_GROUPED },
    { "1.234,56", ORCH_PROBLEM_GROUPED },
    { "1.234.567", ORCH_PROBLEM_GROUPED },
    { "1 234", ORCH_PROBLEM_GROUPED },
    { "1\xc2\xa0"
      "234",
      ORCH_PROBLEM_GROUPED },
    { "1\xe2\x80\xaf"
      "234",
      ORCH_PROBLEM_GROUPED },
    { "1'234", ORCH_PROBLEM_GROUPED },
    { "1’234", ORCH_PROBLEM_GROUPED },
    { "1_234", ORCH_PROBLEM_GROUPED },
    { "-1,5", ORCH_PROBLEM_GROUPED },
  };

  check_good (ORCH_USER_MAX_BUDGET, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_MAX_BUDGET, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_money_with_comma (void)
{
  static const Good good[] = {
    { "42,5", "42.5" },   { "42.5", "42.5" },         { "1,234", "1.234" },
    { "0.125", "0.125" }, { "1234.567", "1234.567" }, { ",5", "0.5" },
  };
  static const Bad bad[] = {
    { "1.234", ORCH_PROBLEM_GROUPED },    { "-1.234", ORCH_PROBLEM_GROUPED },
    { "1,234.56", ORCH_PROBLEM_GROUPED }, { "1.234,56", ORCH_PROBLEM_GROUPED },
    { "1,2,3", ORCH_PROBLEM_GROUPED },    { "-1,5", ORCH_PROBLEM_NEGATIVE },
  };

  check_good (ORCH_USER_MAX_BUDGET, ",", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_MAX_BUDGET, ",", bad, G_N_ELEMENTS (bad));
}

static void
test_spend_needs_a_value (void)
{
  static const Good good[] = { { "0", "0.0" } };
  static const Bad bad[] = { { "", ORCH_PROBLEM_EMPTY } };

  check_good (ORCH_USER_SPEND, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_SPEND, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_rate (void)
{
  static const Good good[] = {
    { "0", "int64 0" },
    { " 100 ", "int64 100" },
    { "9007199254740992", "int64 9007199254740992" },
    { "", NULL },
  };
  static const Bad bad[] = {
    { "-1", ORCH_PROBLEM_NEGATIVE },
    { "1.5", ORCH_PROBLEM_NOT_WHOLE },
    { "1.000", ORCH_PROBLEM_NOT_WHOLE },
    { "2.0", ORCH_PROBLEM_NOT_WHOLE },
    { "1,000", ORCH_PROBLEM_GROUPED },
    { "9007199254740993", ORCH_PROBLEM_TOO_LARGE },
    { "99999999999999999999", ORCH_PROBLEM_TOO_LARGE },
    { "-99999999999999999999", ORCH_PROBLEM_NEGATIVE },
    { "many", ORCH_PROBLEM_NOT_A_NUMBER },
    { "nan", ORCH_PROBLEM_NOT_FINITE },
  };
  static const Bad bad_with_comma[] = {
    { "1,5", ORCH_PROBLEM_NOT_WHOLE },
    { "1.000", ORCH_PROBLEM_GROUPED },
  };

  check_good (ORCH_USER_TPM_LIMIT, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_TPM_LIMIT, ".", bad, G_N_ELEMENTS (bad));
  check_bad (ORCH_USER_TPM_LIMIT, ",", bad_with_comma, G_N_ELEMENTS (bad_with_comma));
}

static void
test_duration (void)
{
  static const Good good[] = {
    { "30d", "'30d'" },       { " 1mo ", "'1mo'" }, { "Daily", "'Daily'" },
    { "36500d", "'36500d'" }, { "", NULL },
  };
  static const Bad bad[] = {
    { "1y", ORCH_PROBLEM_DURATION_YEARS },    { "10 years", ORCH_PROBLEM_DURATION },
    { "2Y", ORCH_PROBLEM_DURATION_YEARS },    { "2mo", ORCH_PROBLEM_DURATION_MONTHS },
    { "12mo", ORCH_PROBLEM_DURATION_MONTHS }, { "0d", ORCH_PROBLEM_DURATION_ZERO },
    { "00mo", ORCH_PROBLEM_DURATION_ZERO },   { "0", ORCH_PROBLEM_DURATION_ZERO },
    { "30D", ORCH_PROBLEM_DURATION },         { "-1d", ORCH_PROBLEM_DURATION },
    { "1d junk", ORCH_PROBLEM_DURATION },     { "5", ORCH_PROBLEM_DURATION },
    { "soon", ORCH_PROBLEM_DURATION },        { "3000000d", ORCH_PROBLEM_TOO_LARGE },
    { "9999w", ORCH_PROBLEM_TOO_LARGE },      { "4294967295s", ORCH_PROBLEM_TOO_LARGE },
  };

  check_good (ORCH_USER_BUDGET_DURATION, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_BUDGET_DURATION, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_names (void)
{
  static const Good good[] = {
    { "gpt-4o", "['gpt-4o']" },
    { "b, a", "['b', 'a']" },
    { "a,\n\n b ,,a\r\nc/d e\n", "['a', 'b', 'c/d e']" },
    { "\"a,b\", c", "['a,b', 'c']" },
    { "x, \"a \"\"b\"\", c\" ", "['x', 'a \"b\", c']" },
    { "\"a,b\"c", "['a,bc']" },
    { "\"a, b", "['\"a', 'b']" },
    { "a\"b, \"\"", "['a\"b']" },
  };
  static const Bad bad[] = {
    { "", ORCH_PROBLEM_CANNOT_CLEAR },
    { " , \n,", ORCH_PROBLEM_CANNOT_CLEAR },
    { "a\x01, b", ORCH_PROBLEM_CONTROL_CHARACTER },
    { "a\tb", ORCH_PROBLEM_CONTROL_CHARACTER },
    { "a\xff", ORCH_PROBLEM_NOT_UTF8 },
  };

  check_good (ORCH_USER_MODELS, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_MODELS, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_json (void)
{
  static const Good good[] = {
    { "{\"a\": 1}", "'{\\n  \"a\": 1\\n}'" },
    { "\n {\"a\":\"ü\"} \n", "'{\\n  \"a\": \"ü\"\\n}'" },
  };
  static const Bad bad[] = {
    { "", ORCH_PROBLEM_CANNOT_CLEAR },
    { "{}", ORCH_PROBLEM_CANNOT_CLEAR },
    { "[1]", ORCH_PROBLEM_NOT_AN_OBJECT },
    { "\"a\"", ORCH_PROBLEM_NOT_AN_OBJECT },
    { "null", ORCH_PROBLEM_NOT_AN_OBJECT },
    { "{\"a\": 1e400}", ORCH_PROBLEM_JSON },
    { "{\"a\": NaN}", ORCH_PROBLEM_JSON },
    { "{'a': 1}", ORCH_PROBLEM_JSON },
    { "{\"a\": 1,}", ORCH_PROBLEM_JSON },
    { "{\"a\": 1} x", ORCH_PROBLEM_JSON },
    { "{\"a\": \"\xff\"}", ORCH_PROBLEM_NOT_UTF8 },
  };

  check_good (ORCH_USER_METADATA, ".", good, G_N_ELEMENTS (good));
  check_bad (ORCH_USER_METADATA, ".", bad, G_N_ELEMENTS (bad));
}

static void
test_json_position (void)
{
  g_autoptr (GVariant) value = NULL;
  OrchFinding finding;

  g_assert_false (orch_validation_parse (orch_user_field (ORCH_USER_METADATA),
                                         "\n{\n  \"a\": 1,\n  \"b\" 2\n}", ".", &value, &finding));
  g_assert_cmpint (finding.problem, ==, ORCH_PROBLEM_JSON);
  g_assert_cmpuint (finding.line, ==, 4);
  g_assert_cmpuint (finding.column, ==, 7);
}

/* What an editor opens with must not be a change. */
static void
check_round_trip (OrchUserField index, GVariant *value, const char *decimal_mark)
{
  const OrchField *field = orch_user_field (index);
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  g_autofree char *text = orch_validation_to_text (field, sunk, decimal_mark);
  g_autoptr (GVariant) parsed = NULL;
  OrchFinding finding;

  g_assert_true (orch_validation_parse (field, text, decimal_mark, &parsed, &finding));
  g_assert_true (orch_field_equal (field, sunk, parsed));
}

static void
test_round_trip (void)
{
  static const double money[] = { 0,      1,        42.5,   0.1,     0.3,          1e12,
                                  1.005,  0.000675, 1e-7,   5e-324,  123456789.01, 205.04056,
                                  1.234,  999.125,  1e-300, 1 / 3.0, 2.5e11 / 7,   0.1 + 0.2,
                                  100000, 1234.567, 12.25 };
  static const gint64 rates[] = { 0, 1, 1000, G_GINT64_CONSTANT (9007199254740992) };
  static const char *const texts[] = { "Ada", "Zoë \"Z\" <x>", "日本", "a,b", "1.5", "💶" };
  static const char *const emails[] = { "a@b.c", "zoë@bücher.example" };
  static const char *const roles[] = { "proxy_admin", "internal_user_viewer" };
  static const char *const durations[] = { "1s", "45m", "24h", "30d", "2w", "1mo", "WEEKLY" };
  static const char *const objects[] = { "{\"a\":{\"b\":[0.1,1,null,true,\"\\n\\\"\"]}}" };
  static const char *const names[] = { "gpt-4o", "a/b",      "Modell größer", "all-proxy-models",
                                       "a,b",    "\"a\" \"", " a ",           "a\"b",
                                       NULL };
  static const char *const marks[] = { ".", ",", "٫" };

  for (guint m = 0; m < G_N_ELEMENTS (marks); m++) {
    for (guint i = 0; i < G_N_ELEMENTS (money); i++)
      check_round_trip (ORCH_USER_MAX_BUDGET, g_variant_new_double (money[i]), marks[m]);
    for (guint i = 0; i < 1000; i++)
      check_round_trip (ORCH_USER_SPEND, g_variant_new_double (g_test_rand_double_range (0, 1e5)),
                        marks[m]);
    for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
      check_round_trip (ORCH_USER_TPM_LIMIT, g_variant_new_int64 (rates[i]), marks[m]);
  }

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    check_round_trip (ORCH_USER_ALIAS, g_variant_new_string (texts[i]), ".");
  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    check_round_trip (ORCH_USER_EMAIL, g_variant_new_string (emails[i]), ".");
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    check_round_trip (ORCH_USER_ROLE, g_variant_new_string (roles[i]), ".");
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    check_round_trip (ORCH_USER_BUDGET_DURATION, g_variant_new_string (durations[i]), ".");
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    check_round_trip (ORCH_USER_METADATA, g_variant_new_string (objects[i]), ".");
  check_round_trip (ORCH_USER_MODELS, g_variant_new_strv (names, -1), ".");
}

static void
test_to_text (void)
{
  static const struct {
    OrchUserField field;
    const char *value;
    const char *text;
  } cases[] = {
    { ORCH_USER_MAX_BUDGET, "42.5", "42,5" },    { ORCH_USER_MAX_BUDGET, "0.1", "0,1" },
    { ORCH_USER_MAX_BUDGET, "5.0", "5" },        { ORCH_USER_MAX_BUDGET, "1e12", "1000000000000" },
    { ORCH_USER_SPEND, "0.000675", "0,000675" }, { ORCH_USER_SPEND, "1e-7", "0,0000001" },
    { ORCH_USER_SPEND, "-1.5", "-1,5" },         { ORCH_USER_TPM_LIMIT, "int64 1000", "1000" },
    { ORCH_USER_MODELS, "['a', 'b']", "a, b" },  { ORCH_USER_ALIAS, "'Ada'", "Ada" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed (cases[i].value, NULL));
    g_autofree char *text = orch_validation_to_text (orch_user_field (cases[i].field), value, ",");

    g_test_message ("case %u", i);
    g_assert_cmpstr (text, ==, cases[i].text);
  }

  for (OrchUserField field = 0; field < ORCH_USER_N_FIELDS; field++) {
    g_autofree char *text = orch_validation_to_text (orch_user_field (field), NULL, ".");

    g_assert_cmpstr (text, ==, "");
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/validation/text", test_text);
  g_test_add_func ("/validation/user-id", test_user_id);
  g_test_add_func ("/validation/email", test_email);
  g_test_add_func ("/validation/role", test_role);
  g_test_add_func ("/validation/money", test_money);
  g_test_add_func ("/validation/money-with-comma", test_money_with_comma);
  g_test_add_func ("/validation/spend-needs-a-value", test_spend_needs_a_value);
  g_test_add_func ("/validation/rate", test_rate);
  g_test_add_func ("/validation/duration", test_duration);
  g_test_add_func ("/validation/names", test_names);
  g_test_add_func ("/validation/json", test_json);
  g_test_add_func ("/validation/json-position", test_json_position);
  g_test_add_func ("/validation/round-trip", test_round_trip);
  g_test_add_func ("/validation/to-text", test_to_text);

  return g_test_run ();
}
