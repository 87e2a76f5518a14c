#include "config.h"

#include "core/client/json.h"
#include "core/model/role.h"
#include "core/rules/duration.h"
#include "core/rules/number.h"
#include "core/rules/text.h"
#include "core/rules/validation.h"

/* A budget period longer than a human life is a mistake; the proxy fails from the year 9999 on. */
#define MAXIMUM_DURATION_SECONDS (G_GUINT64_CONSTANT (100) * 366 * 24 * 60 * 60)

static const guint64 unit_seconds[] = {
  [ORCH_DURATION_SECONDS] = 1,
  [ORCH_DURATION_MINUTES] = 60,
  [ORCH_DURATION_HOURS] = 60 * 60,
  [ORCH_DURATION_DAYS] = 24 * 60 * 60,
  [ORCH_DURATION_WEEKS] = 7 * 24 * 60 * 60,
  [ORCH_DURATION_MONTHS] = 31 * 24 * 60 * 60,
};

static gboolean
has_control_character (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

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

static OrchProblem
explain_duration (const char *text)
{
  const char *unit = text + strspn (text, "0123456789");

  if (unit == text)
    return ORCH_PROBLEM_DURATION;
  if (*unit == 'y' || *unit == 'Y')
    return ORCH_PROBLEM_DURATION_YEARS;
  if (strspn (text, "0") == (gsize) (unit - text))
    return ORCH_PROBLEM_DURATION_ZERO;

  return ORCH_PROBLEM_DURATION;
}

static OrchProblem
parse_text (const char *text, GVariant **value)
{
  if (has_control_character (text))
    return ORCH_PROBLEM_CONTROL_CHARACTER;

  *value = g_variant_new_string (text);

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_email (const char *text, GVariant **value)
{
  if (has_control_character (text))
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
parse_duration (const char *text, GVariant **value)
{
  OrchDurationUnit unit;
  guint count;

  if (!orch_duration_parse (text, &count, &unit))
    return explain_duration (text);
  if (unit == ORCH_DURATION_MONTHS && count != 1)
    return ORCH_PROBLEM_DURATION_MONTHS;
  if (count > MAXIMUM_DURATION_SECONDS / unit_seconds[unit])
    return ORCH_PROBLEM_TOO_LARGE;

  *value = g_variant_new_string (text);

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_names (const OrchField *field, const char *text, GVariant **value)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ",\n", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; parts[i] != NULL; i++) {
    g_autofree char *name = orch_text_strip (parts[i]);

    if (has_control_character (name))
      return ORCH_PROBLEM_CONTROL_CHARACTER;
    if (*name != '\0' && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_ptr_array_add (names, g_steal_pointer (&name));
  }

  if (names->len > 0)
    *value = g_variant_new_strv ((const char *const *) names->pdata, names->len);
  else if (field->clear == ORCH_CLEAR_NEVER)
    return ORCH_PROBLEM_CANNOT_CLEAR;

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_json (const OrchField *field, const char *text, GVariant **value, OrchFinding *finding)
{
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, &finding->line, &finding->column, NULL);

  if (node == NULL)
    return ORCH_PROBLEM_JSON;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return ORCH_PROBLEM_NOT_AN_OBJECT;

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
    return parse_text (text, value);
  case ORCH_FIELD_EMAIL:
    return parse_email (text, value);
  case ORCH_FIELD_ROLE:
    return parse_role (text, value);
  case ORCH_FIELD_MONEY:
    return parse_money (field, text, decimal_mark, value);
  case ORCH_FIELD_RATE:
    return parse_rate (field, text, decimal_mark, value);
  case ORCH_FIELD_DURATION:
    return parse_duration (text, value);
  case ORCH_FIELD_NAMES:
    return parse_names (field, text, value);
  case ORCH_FIELD_JSON:
    return parse_json (field, typed, value, finding);
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
 * Makes the text with which an editor opens; orch_validation_parse() reads it back to @value.
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

    return g_strjoinv (", ", (char **) names);
  }
  }

  g_assert_not_reached ();
}
