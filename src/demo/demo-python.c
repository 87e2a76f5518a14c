#include "config.h"

#include <math.h>
#include <string.h>

#include "demo/demo-python.h"

/* Digits of a number, the fewest that tell it apart from all others. */
static void
write_digits (double number, char *digits, gsize size, int *exponent)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gsize n = 0;

  for (int precision = 0; precision <= 16; precision++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%de", precision);
    g_ascii_formatd (text, sizeof text, format, number);
    if (g_ascii_strtod (text, NULL) == number)
      break;
  }

  for (const char *c = text; *c != '\0' && *c != 'e' && n + 1 < size; c++) {
    if (g_ascii_isdigit (*c))
      digits[n++] = *c;
  }
  digits[n] = '\0';
  *exponent = (int) g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10);
}

static void
append_plain (GString *text, const char *digits, int exponent)
{
  int n = (int) strlen (digits);

  if (exponent < 0) {
    g_string_append (text, "0.");
    for (int i = -1; i > exponent; i--)
      g_string_append_c (text, '0');
    g_string_append (text, digits);
    return;
  }

  for (int i = 0; i <= MAX (exponent, n - 1); i++) {
    if (i == exponent + 1)
      g_string_append_c (text, '.');
    g_string_append_c (text, i < n ? digits[i] : '0');
  }
  if (n <= exponent + 1)
    g_string_append (text, ".0");
}

char *
orch_demo_python_dup_number (double number)
{
  GString *text;
  char digits[24];
  int exponent;

  if (isnan (number))
    return g_strdup ("nan");
  if (isinf (number))
    return g_strdup (number > 0 ? "inf" : "-inf");

  text = g_string_new (signbit (number) ? "-" : "");
  write_digits (fabs (number), digits, sizeof digits, &exponent);
  if (exponent >= -4 && exponent < 16) {
    append_plain (text, digits, exponent);
  } else {
    g_string_append_c (text, digits[0]);
    if (digits[1] != '\0')
      g_string_append_printf (text, ".%s", digits + 1);
    g_string_append_printf (text, "e%c%02d", exponent < 0 ? '-' : '+', ABS (exponent));
  }

  return g_string_free (text, FALSE);
}

/* In single quotes, or in double ones where there is a single one inside. */
char *
orch_demo_python_dup_text (const char *text)
{
  char quote = strchr (text, '\'') != NULL && strchr (text, '"') == NULL ? '"' : '\'';
  GString *quoted = g_string_new (NULL);

  g_string_append_c (quoted, quote);
  for (; *text != '\0'; text++) {
    if (*text == '\n') {
      g_string_append (quoted, "\\n");
      continue;
    }
    if (*text == quote || *text == '\\')
      g_string_append_c (quoted, '\\');
    g_string_append_c (quoted, *text);
  }
  g_string_append_c (quoted, quote);

  return g_string_free (quoted, FALSE);
}

char *
orch_demo_python_dup_list (const char *const *texts)
{
  GString *list = g_string_new ("[");

  for (gsize i = 0; texts[i] != NULL; i++) {
    g_autofree char *text = orch_demo_python_dup_text (texts[i]);

    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", text);
  }
  g_string_append_c (list, ']');

  return g_string_free (list, FALSE);
}
