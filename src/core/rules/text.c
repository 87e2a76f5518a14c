#include "config.h"

#include "core/rules/text.h"

/**
 * orch_text_strip:
 * @text: a text in UTF-8
 *
 * Removes white space of any kind, as pasting brings it along, from both ends.
 *
 * Returns: (transfer full): the rest of @text
 */
char *
orch_text_strip (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);

  const char *end = text + strlen (text);
  while (end > text) {
    const char *last = g_utf8_prev_char (end);

    if (!g_unichar_isspace (g_utf8_get_char (last)))
      break;
    end = last;
  }

  return g_strndup (text, end - text);
}

/**
 * orch_text_escape_pattern:
 * @text: a text in UTF-8, taken literally
 *
 * Escapes what LiteLLM takes for a pattern where it searches for a part of a text (contract §6.1).
 *
 * Returns: (transfer full): a pattern that matches @text
 */
char *
orch_text_escape_pattern (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  GString *escaped = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '%' || *p == '_' || *p == '\\')
      g_string_append_c (escaped, '\\');
    g_string_append_c (escaped, *p);
  }

  return g_string_free (escaped, FALSE);
}

/**
 * orch_text_contains:
 * @text: (nullable): a text in UTF-8
 * @part: a part of it, perhaps in other letter case
 *
 * Returns: whether @part is in @text, as the proxy searches; %NULL contains nothing
 */
gboolean
orch_text_contains (const char *text, const char *part)
{
  g_return_val_if_fail (part != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_part = g_utf8_casefold (part, -1);

  return strstr (folded_text, folded_part) != NULL;
}

/*
 * orch_text_has_control_character:
 * @text: valid UTF-8
 *
 * Returns: whether there is something in it that nobody would see
 */
gboolean
orch_text_has_control_character (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}
