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
