#include "config.h"

#include <string.h>

#include "demo/demo-like.h"

struct _OrchDemoPart {
  char *pattern; /* (owned) */
  char *plain;   /* (owned) (nullable): in lower case; NULL: there are wildcards in it */
};

/* Whether both begin with the same letter, in any case. */
static gboolean
is_same_letter (const char *a, const char *b)
{
  if ((guchar) *a < 0x80 || (guchar) *b < 0x80)
    return g_ascii_tolower (*a) == g_ascii_tolower (*b);

  return g_unichar_tolower (g_utf8_get_char (a)) == g_unichar_tolower (g_utf8_get_char (b));
}

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
      for (; *text != '\0'; text = g_utf8_next_char (text)) {
        if (orch_demo_is_like (text, pattern))
          return TRUE;
      }
      return FALSE;
    }

    if (*text == '\0')
      return FALSE;

    if (*pattern != '_') {
      if (*pattern == '\\' && pattern[1] != '\0')
        pattern++;
      if (!is_same_letter (pattern, text))
        return FALSE;
    }
    text = g_utf8_next_char (text);
    pattern = g_utf8_next_char (pattern);
  }

  return *text == '\0';
}

/* (transfer full) (nullable): the pattern of texts that contain this one, wildcards and all. */
char *
orch_demo_dup_pattern (const char *text)
{
  return text != NULL ? g_strdup_printf ("%%%s%%", text) : NULL;
}

/* (transfer full) (nullable): nothing of nothing */
OrchDemoPart *
orch_demo_part_new (const char *text)
{
  OrchDemoPart *self;

  if (text == NULL)
    return NULL;

  self = g_new0 (OrchDemoPart, 1);
  self->pattern = orch_demo_dup_pattern (text);
  if (strpbrk (text, "%_\\") == NULL)
    self->plain = g_ascii_strdown (text, -1);

  return self;
}

void
orch_demo_part_free (OrchDemoPart *self)
{
  g_free (self->pattern);
  g_free (self->plain);
  g_free (self);
}

/* Whether a text contains it, in any case. */
gboolean
orch_demo_part_is_in (const OrchDemoPart *self, const char *text)
{
  return orch_demo_is_like (text, self->pattern);
}

/* The same of a text that has no capital letters. */
gboolean
orch_demo_part_is_in_plain (const OrchDemoPart *self, const char *lower)
{
  if (self->plain == NULL)
    return orch_demo_is_like (lower, self->pattern);

  return strstr (lower, self->plain) != NULL;
}
