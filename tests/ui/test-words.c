#include "config.h"

#include "core/model/key-fields.h"
#include "core/model/user-fields.h"
#include "ui/common/words.h"

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” does not contain “%s”", text, part);
}

static void
assert_words (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 3);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
test_every_error (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = ORCH_ERROR_FAILED; code <= ORCH_ERROR_SERVER; code++) {
    g_autoptr (GError) error = g_error_new_literal (ORCH_ERROR, code, "");
    char *words = orch_words_error (error);

    assert_words (words);
    if (!g_hash_table_add (seen, words))
      g_error ("two errors have the words “%s”", words);
  }
}

static void
test_server_text (void)
{
  static const struct {
    OrchErrorCode code;
    gboolean told;
  } cases[] = {
    { ORCH_ERROR_FAILED, TRUE },       { ORCH_ERROR_INVALID, TRUE },
    { ORCH_ERROR_SERVER, TRUE },       { ORCH_ERROR_NOT_PERMITTED, TRUE },
    { ORCH_ERROR_ENTERPRISE, TRUE },   { ORCH_ERROR_TLS, TRUE },
    { ORCH_ERROR_KEY_UNKNOWN, FALSE }, { ORCH_ERROR_KEY_MALFORMED, FALSE },
    { ORCH_ERROR_NOT_LITELLM, FALSE }, { ORCH_ERROR_REFUSED, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error =
        g_error_new_literal (ORCH_ERROR, cases[i].code, "unbelievable cause");
    g_autofree char *words = orch_words_error (error);

    g_assert_cmpint (strstr (words, "unbelievable cause") != NULL, ==, cases[i].told);
  }
}

static void
test_server_text_is_cut (void)
{
  g_autofree char *chatter = g_strnfill (100000, 'x');
  g_autoptr (GError) error = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_SERVER, chatter);
  g_autofree char *words = orch_words_error (error);

  g_assert_cmpint (g_utf8_strlen (words, -1), <, 600);
}

static void
test_lost_answer (void)
{
  g_autoptr (GError) error = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_TIMED_OUT, "");
  g_autofree char *before = orch_words_error (error);
  g_autofree char *after = NULL;

  g_assert_null (strstr (before, "not known"));
  orch_error_set_may_have_happened (error);
  after = orch_words_error (error);
  g_assert_true (g_str_has_prefix (after, before));
  assert_contains (after, "It is not known whether the server has done it.");
}

static void
test_redirect_names_the_address (void)
{
  g_autoptr (GError) error = orch_error_new_redirected (302, "https://elsewhere.example.org/");
  g_autofree char *words = orch_words_error (error);

  assert_contains (words, "https://elsewhere.example.org/");
}

static void
test_rate_limit_names_the_pause (void)
{
  g_autoptr (GError) one = orch_error_new_rate_limited (NULL, 1);
  g_autoptr (GError) many = orch_error_new_rate_limited (NULL, 30);
  g_autofree char *one_words = orch_words_error (one);
  g_autofree char *many_words = orch_words_error (many);

  assert_contains (one_words, "in 1 second.");
  assert_contains (many_words, "in 30 seconds.");
}

static void
test_foreign_error (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Disk is full");
  g_autofree char *words = orch_words_error (error);

  g_assert_cmpstr (words, ==, "Disk is full");
}

static void
test_roles (void)
{
  for (OrchRole role = ORCH_ROLE_NONE; role <= ORCH_ROLE_OTHER; role++)
    assert_words (orch_words_role (role));

  g_assert_cmpstr (orch_words_role_name ("proxy_admin"), ==, "Administrator");
  g_assert_cmpstr (orch_words_role_name ("internal_user_viewer"), ==, "Internal user (view only)");
  g_assert_cmpstr (orch_words_role_name (NULL), ==, "No role");
  g_assert_cmpstr (orch_words_role_name ("org_admin"), ==, "org_admin");
}

static void
test_fields (void)
{
  static const char *const names[ORCH_USER_N_FIELDS] = {
    [ORCH_USER_ALIAS] = "Alias",
    [ORCH_USER_EMAIL] = "Email",
    [ORCH_USER_ROLE] = "Role",
    [ORCH_USER_MAX_BUDGET] = "Max budget",
    [ORCH_USER_BUDGET_DURATION] = "Budget duration",
    [ORCH_USER_SPEND] = "Spend",
    [ORCH_USER_TPM_LIMIT] = "TPM limit",
    [ORCH_USER_RPM_LIMIT] = "RPM limit",
    [ORCH_USER_MODELS] = "Models",
    [ORCH_USER_METADATA] = "Metadata",
  };

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    g_assert_cmpstr (orch_words_field (orch_user_field (i)), ==, names[i]);
}

static void
test_values (void)
{
  static const char *const models[] = { "gpt-4o", "claude" };
  g_autofree char *long_text = g_strnfill (5000, 'x');
  const struct {
    OrchUserField field;
    GVariant *value;
    const char *text;
  } cases[] = {
    { ORCH_USER_MAX_BUDGET, g_variant_new_double (42.5), "$42.50" },
    { ORCH_USER_MAX_BUDGET, NULL, "no limit" },
    { ORCH_USER_TPM_LIMIT, g_variant_new_int64 (500), "500" },
    { ORCH_USER_TPM_LIMIT, NULL, "no limit" },
    { ORCH_USER_BUDGET_DURATION, g_variant_new_string ("30d"), "30d" },
    { ORCH_USER_BUDGET_DURATION, NULL, "no budget reset" },
    { ORCH_USER_ROLE, g_variant_new_string ("proxy_admin"), "Administrator" },
    { ORCH_USER_ROLE, NULL, "No role" },
    { ORCH_USER_ALIAS, g_variant_new_string ("Ann"), "Ann" },
    { ORCH_USER_ALIAS, NULL, "empty" },
    { ORCH_USER_MODELS, g_variant_new_strv (models, G_N_ELEMENTS (models)), "gpt-4o, claude" },
    { ORCH_USER_METADATA, g_variant_new_string ("{}"), "{}" },
  };
  g_autoptr (GVariant) long_value = g_variant_ref_sink (g_variant_new_string (long_text));
  g_autofree char *cut = orch_words_field_value (orch_user_field (ORCH_USER_METADATA), long_value);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) value =
        cases[i].value != NULL ? g_variant_ref_sink (cases[i].value) : NULL;
    g_autofree char *text = orch_words_field_value (orch_user_field (cases[i].field), value);

    g_assert_cmpstr (text, ==, cases[i].text);
  }

  g_assert_cmpint (g_utf8_strlen (cut, -1), <, 600);
  g_assert_true (g_str_has_suffix (cut, "…"));
}

static void
test_key_values (void)
{
  static const struct {
    OrchKeyField field;
    const char *value; /* (nullable) */
    const char *text;
  } cases[] = {
    { ORCH_KEY_BLOCKED, "true", "on" },
    { ORCH_KEY_BLOCKED, NULL, "off" },
    { ORCH_KEY_EXPIRES, NULL, "never" },
    { ORCH_KEY_BUDGET_LIMITS, "[('1d', 5.0), ('30d', 99.5)]", "$5.00 per 1d, $99.50 per 30d" },
    { ORCH_KEY_BUDGET_LIMITS, NULL, "no limit" },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{'a': int64 1, 'b': 20}", "a = 1, b = 20" },
    { ORCH_KEY_MODEL_RPM_LIMIT, NULL, "no limit" },
    { ORCH_KEY_ROTATION_INTERVAL, "'30d'", "30d" },
    { ORCH_KEY_ROTATION_INTERVAL, NULL, "empty" },
    { ORCH_KEY_BUDGET_DURATION, NULL, "no budget reset" },
  };
  g_autoptr (GVariant) expiry = g_variant_ref_sink (g_variant_new_int64 (1796333966));
  g_autofree char *time = orch_words_field_value (orch_key_field (ORCH_KEY_EXPIRES), expiry);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) value =
        cases[i].value != NULL ? g_variant_ref_sink (g_variant_new_parsed (cases[i].value, NULL))
                               : NULL;
    g_autofree char *text = orch_words_field_value (orch_key_field (cases[i].field), value);

    g_assert_cmpstr (text, ==, cases[i].text);
  }

  assert_contains (time, "2026");
  assert_contains (time, "21:39");
}

static void
test_every_finding (void)
{
  const OrchField *field = orch_user_field (ORCH_USER_ALIAS);
  OrchFinding none = { ORCH_PROBLEM_NONE };

  for (OrchProblem problem = ORCH_PROBLEM_EMPTY; problem <= ORCH_PROBLEM_TWICE; problem++) {
    OrchFinding finding = { problem };
    g_autofree char *words = orch_words_finding (field, &finding);

    assert_words (words);
  }

  g_assert_null (orch_words_finding (field, &none));
}

static void
test_finding_details (void)
{
  OrchFinding json = { ORCH_PROBLEM_JSON, 3, 7 };
  OrchFinding cannot_clear = { ORCH_PROBLEM_CANNOT_CLEAR };
  OrchFinding duration = { ORCH_PROBLEM_DURATION };
  g_autofree char *json_words = orch_words_finding (orch_user_field (ORCH_USER_METADATA), &json);
  g_autofree char *models_words =
      orch_words_finding (orch_user_field (ORCH_USER_MODELS), &cannot_clear);
  g_autofree char *duration_words =
      orch_words_finding (orch_user_field (ORCH_USER_BUDGET_DURATION), &duration);

  g_assert_true (g_str_has_prefix (json_words, "Line 3, column 7: "));
  assert_contains (models_words, "no-default-models");
  assert_contains (duration_words, "30d, 12h or 1mo");
}

static void
test_addresses (void)
{
  for (OrchAddressProblem problem = ORCH_ADDRESS_EMPTY; problem <= ORCH_ADDRESS_MALFORMED;
       problem++)
    assert_words (orch_words_address_problem (problem));

  g_assert_null (orch_words_address_problem (ORCH_ADDRESS_OK));
}

static void
test_reasons (void)
{
  for (OrchReason reason = ORCH_REASON_NOTHING_SPENT; reason <= ORCH_REASON_NOT_TOLD; reason++)
    assert_words (orch_words_reason (reason));

  g_assert_null (orch_words_reason (ORCH_REASON_NONE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/error/every-code", test_every_error);
  g_test_add_func ("/words/error/server-text", test_server_text);
  g_test_add_func ("/words/error/server-text-is-cut", test_server_text_is_cut);
  g_test_add_func ("/words/error/redirect-names-the-address", test_redirect_names_the_address);
  g_test_add_func ("/words/lost-answer", test_lost_answer);
  g_test_add_func ("/words/error/rate-limit-names-the-pause", test_rate_limit_names_the_pause);
  g_test_add_func ("/words/error/foreign", test_foreign_error);
  g_test_add_func ("/words/roles", test_roles);
  g_test_add_func ("/words/fields", test_fields);
  g_test_add_func ("/words/values", test_values);
  g_test_add_func ("/words/key-values", test_key_values);
  g_test_add_func ("/words/finding/every-problem", test_every_finding);
  g_test_add_func ("/words/finding/details", test_finding_details);
  g_test_add_func ("/words/addresses", test_addresses);
  g_test_add_func ("/words/reasons", test_reasons);

  return g_test_run ();
}
