#include "config.h"

#include "core/rules/amounts.h"
#include "core/rules/duration-check.h"
#include "core/rules/number.h"
#include "core/rules/text.h"

/* Between an amount and its duration. It is part of the notation, as "d" and "mo" are, and the same
 * in every language; a comma cannot do it, because that is a decimal mark, too. */
#define PER "per"

static char *
strip_piece (const char *start, gsize length)
{
  g_autofree char *piece = g_strndup (start, length);

  return orch_text_strip (piece);
}

/* The next "per" that is no part of another word. */
static const char *
find_per (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_strncasecmp (p, PER, strlen (PER)) == 0 && (p == text || !g_ascii_isalpha (p[-1]))
        && !g_ascii_isalpha (p[strlen (PER)]))
      return p;

  return NULL;
}

/*
 * orch_amounts_parse_windows:
 *
 * Reads budget windows: "5 per 1d, 100 per 30d" in USD, with a comma, semicolon or line break
 * between them.
 */
OrchProblem
orch_amounts_parse_windows (const OrchField *field, const char *text, const char *decimal_mark,
                            GVariant **value)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sd)"));
  g_autoptr (GHashTable) durations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *p = text; *p != '\0';) {
    const char *per = find_per (p);
    double usd;

    if (per == NULL)
      return ORCH_PROBLEM_WINDOWS;

    const char *end = per + strlen (PER);
    gsize length = strcspn (end, ",;\n");
    g_autofree char *amount = strip_piece (p, per - p);
    g_autofree char *duration = strip_piece (end, length);

    if (*amount == '\0' || *duration == '\0')
      return ORCH_PROBLEM_WINDOWS;

    OrchProblem problem =
        orch_number_parse_decimal (amount, decimal_mark, field->minimum, field->maximum, &usd);
    if (problem == ORCH_PROBLEM_NONE)
      problem = orch_duration_check (duration, FALSE);
    if (problem != ORCH_PROBLEM_NONE)
      return problem;

    g_variant_builder_add (&builder, "(sd)", duration, usd);
    if (!g_hash_table_add (durations, g_steal_pointer (&duration)))
      return ORCH_PROBLEM_TWICE;

    p = end + length;
    if (*p != '\0')
      p++;
  }

  *value = g_variant_builder_end (&builder);

  return ORCH_PROBLEM_NONE;
}

static OrchProblem
parse_limit (const OrchField *field, const char *text, const char *decimal_mark, GTree *limits)
{
  const char *sign = strrchr (text, '=');
  gint64 number;

  if (orch_text_has_control_character (text))
    return ORCH_PROBLEM_CONTROL_CHARACTER;
  if (sign == NULL)
    return ORCH_PROBLEM_LIMITS;

  g_autofree char *name = strip_piece (text, sign - text);
  g_autofree char *amount = orch_text_strip (sign + 1);

  if (*name == '\0' || *amount == '\0')
    return ORCH_PROBLEM_LIMITS;
  if (g_tree_lookup (limits, name) != NULL)
    return ORCH_PROBLEM_TWICE;

  OrchProblem problem =
      orch_number_parse_whole (amount, decimal_mark, field->minimum, field->maximum, &number);
  if (problem == ORCH_PROBLEM_NONE)
    g_tree_insert (limits, g_steal_pointer (&name), g_memdup2 (&number, sizeof number));

  return problem;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

static gboolean
add_limit (gpointer name, gpointer number, gpointer builder)
{
  g_variant_builder_add (builder, "{sx}", (const char *) name, *(gint64 *) number);

  return FALSE;
}

/*
 * orch_amounts_parse_limits:
 *
 * Reads limits of models: "gpt-4o = 10, claude-3 = 5", with a comma or line break between them. Of
 * the signs the last one counts, because a name may hold any.
 */
OrchProblem
orch_amounts_parse_limits (const OrchField *field, const char *text, const char *decimal_mark,
                           GVariant **value)
{
  g_auto (GStrv) pieces = g_strsplit_set (text, ",\n", -1);
  g_autoptr (GTree) limits = g_tree_new_full (compare_names, NULL, g_free, g_free);

  for (gsize i = 0; pieces[i] != NULL; i++) {
    g_autofree char *piece = orch_text_strip (pieces[i]);

    if (*piece == '\0')
      continue;

    OrchProblem problem = parse_limit (field, piece, decimal_mark, limits);
    if (problem != ORCH_PROBLEM_NONE)
      return problem;
  }

  if (g_tree_nnodes (limits) > 0) {
    g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sx}"));

    g_tree_foreach (limits, add_limit, &builder);
    *value = g_variant_builder_end (&builder);
  }

  return ORCH_PROBLEM_NONE;
}

/*
 * orch_amounts_windows_to_text:
 *
 * Writes budget windows as orch_amounts_parse_windows () reads them.
 */
char *
orch_amounts_windows_to_text (GVariant *value, const char *decimal_mark)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *duration;
  double usd;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&sd)", &duration, &usd)) {
    g_autofree char *amount = orch_number_to_text (usd, decimal_mark);

    g_string_append_printf (text, "%s%s " PER " %s", text->len > 0 ? ", " : "", amount, duration);
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/*
 * orch_amounts_limits_to_text:
 *
 * Writes limits of models as orch_amounts_parse_limits () reads them.
 */
char *
orch_amounts_limits_to_text (GVariant *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *name;
  gint64 limit;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&sx}", &name, &limit))
    g_string_append_printf (text, "%s%s = %" G_GINT64_FORMAT, text->len > 0 ? ", " : "", name,
                            limit);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
