#include "config.h"

#include "demo/demo-like.h"

/* PostgreSQL's ILIKE. */
gboolean
orch_demo_is_like (const char *text, const char *pattern)
{
  while (*pattern != '\0') {
    if (*pattern == '%') {
      while (*pattern == '%')
        pattern++;
      if (*pattern == '\0')
        return TRUE;
      for (; *text != '\0'; text++) {
        if (orch_demo_is_like (text, pattern))
          return TRUE;
      }
      return FALSE;
    }

    if (*text == '\0')
      return FALSE;

    if (*pattern == '_') {
      text = g_utf8_next_char (text);
    } else {
      if (*pattern == '\\' && pattern[1] != '\0')
        pattern++;
      if (g_ascii_tolower (*pattern) != g_ascii_tolower (*text))
        return FALSE;
      text++;
    }
    pattern++;
  }

  return *text == '\0';
}

/* (transfer full) (nullable): the pattern of texts that contain this one, wildcards and all. */
char *
orch_demo_dup_pattern (const char *text)
{
  return text != NULL ? g_strdup_printf ("%%%s%%", text) : NULL;
}
