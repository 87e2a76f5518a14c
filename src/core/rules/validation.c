#include "config.h"

#include "core/client/json.h"
#include "core/model/role.h"
#include "core/rules/amounts.h"
#include "core/rules/duration-check.h"
#include "core/rules/expiry.h"
#include "core/rules/names.h"
#include "core/rules/number.h"
#include "core/rules/text.h"
#include "core/rules/validation.h"

#define SWITCHED_ON "true"

static gboolean
has_space (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

/* What every mail system would refuse; the rest is for the mail system to know. */
static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  if (at == NULL || at == text || strchr (at + 1, '@') != NULL || has_space (text))
    return FALSE;

  const char *domain = at + 1;

  return *domain != '\0' && *text != '.' && at[-1] != '.' && *domain != '.'
         && !g_str_has_suffix (domain, ".") && strstr (text, "..") == NULL;
}

/* What the proxy refuses in a text of which it may make a path: ".." between slashes, and two
 * separators that are no control characters. */
static OrchProblem
check_path (const char *text)
{
  g_auto (GStrv) segments = g_strsplit (text, "/", -1);

  if (strstr (text, "\u2028") != NULL || strstr (text, "\u2029") != NULL)
    return ORCH_PROBLEM_CONTROL_CHARACTER;

  return g_strv_contains ((const char *const *) segments, "..") ? ORCH_PROBLEM_PATH
                                                                : ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_text (const OrchField *field, const char *text, GVariant **value)
{
  OrchProblem problem = field->is_path ? check_path (text) : ORCH_PROBLEM_NONE;

  if (orch_text_has_control_character (text))
    return ORCH_PROBLEM_CONTROL_CHARACTER;
  if (problem == ORCH_PROBLEM_NONE)
    *value = g_variant_new_string (text);

  return problem;
}

static OrchProblem
parse_email (const char *text, GVariant **value)
{
  if (orch_text_has_control_character (text))
    return ORCH_PROBLEM_CONTROL_CHARACTER;
  if (!is_email (text))
    return ORCH_PROBLEM_EMAIL;

  *value = g_variant_new_string (text);

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_role (const char *text, GVariant **value)
{
  if (orch_role_from_string (text) == ORCH_ROLE_OTHER)
    return ORCH_PROBLEM_UNKNOWN_ROLE;

  *value = g_variant_new_string (text);

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_money (const OrchField *field, const char *text, const char *decimal_mark, GVariant **value)
{
  double number;
  OrchProblem problem =
      orch_number_parse_decimal (text, decimal_mark, field->minimum, field->maximum, &number);

  if (problem == ORCH_PROBLEM_NONE)
    *value = g_variant_new_double (number);

  return problem;
}

static OrchProblem
parse_rate (const OrchField *field, const char *text, const char *decimal_mark, GVariant **value)
{
  gint64 number;
  OrchProblem problem =
      orch_number_parse_whole (text, decimal_mark, field->minimum, field->maximum, &number);

  if (problem == ORCH_PROBLEM_NONE)
    *value = g_variant_new_int64 (number);

  return problem;
}

static OrchProblem
parse_duration (const OrchField *field, const char *text, GVariant **value)
{
  OrchProblem problem = orch_duration_check (text, field->is_interval);

  if (problem == ORCH_PROBLEM_NONE)
    *value = g_variant_new_string (text);

  return problem;
}

static OrchProblem
parse_expiry (const char *text, GVariant **value)
{
  gint64 time;
  OrchProblem problem = orch_expiry_parse (text, &time);

  if (problem == ORCH_PROBLEM_NONE)
    *value = g_variant_new_int64 (time);

  return problem;
}

/* Only a switch writes this. */
static OrchProblem
parse_switch (const char *text, GVariant **value)
{
  if (g_str_equal (text, SWITCHED_ON))
    *value = g_variant_new_boolean (TRUE);

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_names (const OrchField *field, const char *text, GVariant **value)
{
  g_autoptr (GPtrArray) names = orch_names_parse (text);

  for (guint i = 0; i < names->len; i++)
    if (orch_text_has_control_character (g_ptr_array_index (names, i)))
      return ORCH_PROBLEM_CONTROL_CHARACTER;

  if (names->len > 0)
    *value = g_variant_new_strv ((const char *const *) names->pdata, names->len);
  else if (field->clear == ORCH_CLEAR_NEVER)
    return ORCH_PROBLEM_CANNOT_CLEAR;

  return ORCH_PROBLEM_NONE;
}

static gboolean
has_reserved_member (const OrchField *field, JsonObject *object)
{
  for (gsize i = 0; field->reserved != NULL && field->reserved[i] != NULL; i++)
    if (json_object_has_member (object, field->reserved[i]))
      return TRUE;

  return FALSE;
}

static OrchProblem
parse_json (const OrchField *field, const char *text, GVariant **value, OrchFinding *finding)
{
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, &finding->line, &finding->column, NULL);

  if (node == NULL)
    return ORCH_PROBLEM_JSON;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return ORCH_PROBLEM_NOT_AN_OBJECT;
  if (has_reserved_member (field, json_node_get_object (node)))
    return ORCH_PROBLEM_RESERVED_NAME;

  if (json_object_get_size (json_node_get_object (node)) > 0)
    *value = g_variant_new_take_string (orch_json_to_text (node, TRUE));
  else if (field->clear == ORCH_CLEAR_NEVER)
    return ORCH_PROBLEM_CANNOT_CLEAR;

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_empty (const OrchField *field)
{
  if (field->clear != ORCH_CLEAR_NEVER)
    return ORCH_PROBLEM_NONE;

  /* Zero is how such a number is "cleared". */
  return field->kind == ORCH_FIELD_MONEY || field->kind == ORCH_FIELD_RATE
             ? ORCH_PROBLEM_EMPTY
             : ORCH_PROBLEM_CANNOT_CLEAR;
}

static OrchProblem
parse (const OrchField *field, const char *typed, const char *decimal_mark, GVariant **value,
       OrchFinding *finding)
{
  if (!g_utf8_validate (typed, -1, NULL))
    return ORCH_PROBLEM_NOT_UTF8;

  g_autofree char *text = orch_text_strip (typed);
  if (*text == '\0')
    return parse_empty (field);

  switch (field->kind) {
  case ORCH_FIELD_TEXT:
    return parse_text (field, text, value);
  case ORCH_FIELD_EMAIL:
    return parse_email (text, value);
  case ORCH_FIELD_ROLE:
    return parse_role (text, value);
  case ORCH_FIELD_MONEY:
    return parse_money (field, text, decimal_mark, value);
  case ORCH_FIELD_RATE:
    return parse_rate (field, text, decimal_mark, value);
  case ORCH_FIELD_DURATION:
    return parse_duration (field, text, value);
  case ORCH_FIELD_NAMES:
    return parse_names (field, text, value);
  case ORCH_FIELD_JSON:
    return parse_json (field, typed, value, finding);
  case ORCH_FIELD_SWITCH:
    return parse_switch (text, value);
  case ORCH_FIELD_EXPIRY:
    return parse_expiry (text, value);
  case ORCH_FIELD_WINDOWS:
    return orch_amounts_parse_windows (field, text, decimal_mark, value);
  case ORCH_FIELD_LIMITS:
    return orch_amounts_parse_limits (field, text, decimal_mark, value);
  }

  g_assert_not_reached ();
}

/**
 * orch_validation_parse:
 * @field: what the text is meant for
 * @text: what was typed
 * @decimal_mark: what the locale writes before decimals; a "." is always understood
 * @value: (out) (transfer full) (nullable): the value, of the type that #OrchFieldKind names, %NULL
 *   for unset
 * @finding: (out): what is wrong, and where
 *
 * Checks what was typed, and reads it. The proxy itself accepts nearly anything (contract §0.5).
 *
 * Only what a person has edited should be checked: the proxy may hold what this refuses, and a
 * field that cannot be cleared may be unset all the same.
 *
 * Returns: %TRUE if @value can be sent
 */
gboolean
orch_validation_parse (const OrchField *field, const char *text, const char *decimal_mark,
                       GVariant **value, OrchFinding *finding)
{
  GVariant *parsed = NULL;

  g_return_val_if_fail (field != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (decimal_mark != NULL && *decimal_mark != '\0', FALSE);
  g_return_val_if_fail (value != NULL, FALSE);
  g_return_val_if_fail (finding != NULL, FALSE);

  *finding = (OrchFinding){ 0 };
  finding->problem = parse (field, text, decimal_mark, &parsed, finding);
  *value = parsed != NULL ? g_variant_ref_sink (parsed) : NULL;

  return finding->problem == ORCH_PROBLEM_NONE;
}

/**
 * orch_validation_to_text:
 * @field: whose value it is
 * @value: (nullable): a value of @field, %NULL for unset
 * @decimal_mark: what the locale writes before decimals
 *
 * Makes the text with which an editor opens; orch_validation_parse() reads it back to @value, but
 * for what it refuses, and for an expiry, which is written to the minute.
 *
 * Returns: (transfer full): a text, "" for unset
 */
char *
orch_validation_to_text (const OrchField *field, GVariant *value, const char *decimal_mark)
{
  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (decimal_mark != NULL && *decimal_mark != '\0', NULL);

  if (value == NULL)
    return g_strdup ("");

  switch (field->kind) {
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_ROLE:
  case ORCH_FIELD_DURATION:
  case ORCH_FIELD_JSON:
    return g_variant_dup_string (value, NULL);
  case ORCH_FIELD_MONEY:
    return orch_number_to_text (g_variant_get_double (value), decimal_mark);
  case ORCH_FIELD_RATE:
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));
  case ORCH_FIELD_NAMES: {
    g_autofree const char **names = g_variant_get_strv (value, NULL);

    return orch_names_to_text (names);
  }
  case ORCH_FIELD_SWITCH:
    return g_strdup (SWITCHED_ON);
  case ORCH_FIELD_EXPIRY:
    return orch_expiry_to_text (g_variant_get_int64 (value));
  case ORCH_FIELD_WINDOWS:
    return orch_amounts_windows_to_text (value, decimal_mark);
  case ORCH_FIELD_LIMITS:
    return orch_amounts_limits_to_text (value);
  }

  g_assert_not_reached ();
}
