#include "config.h"

#include "core/rules/duration.h"

static const char *const unit_texts[] = {
  [ORCH_DURATION_SECONDS] = "s", [ORCH_DURATION_MINUTES] = "m", [ORCH_DURATION_HOURS] = "h",
  [ORCH_DURATION_DAYS] = "d",    [ORCH_DURATION_WEEKS] = "w",   [ORCH_DURATION_MONTHS] = "mo",
};

/* LiteLLM takes these in any case. */
static const struct {
  const char *word;
  OrchDurationUnit unit;
} words[] = {
  { "hourly", ORCH_DURATION_HOURS },
  { "daily", ORCH_DURATION_DAYS },
  { "weekly", ORCH_DURATION_WEEKS },
  { "monthly", ORCH_DURATION_MONTHS },
};

static gboolean
parse_word (const char *text, OrchDurationUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_ascii_strcasecmp (text, words[i].word) == 0) {
      *unit = words[i].unit;
      return TRUE;
    }
  }

  return FALSE;
}

static gboolean
parse_unit (const char *text, OrchDurationUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (unit_texts); i++) {
    if (g_str_equal (text, unit_texts[i])) {
      *unit = i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * orch_duration_parse:
 * @text: a text
 * @count: (out) (optional): how many units, at least 1
 * @unit: (out) (optional): which unit
 *
 * Reads a duration of the form `<number><s|m|h|d|w|mo>`, or one of the words hourly, daily, weekly
 * and monthly (contract §1.1). Stricter than the proxy, which stores "1d junk" too: nothing may
 * come before, between or after, and no sign or leading zero.
 *
 * Returns: %TRUE if @text is a duration; otherwise @count and @unit are untouched
 */
gboolean
orch_duration_parse (const char *text, guint *count, OrchDurationUnit *unit)
{
  OrchDurationUnit parsed_unit;
  guint64 parsed_count = 1;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!parse_word (text, &parsed_unit)) {
    char *end;

    if (*text < '1' || *text > '9')
      return FALSE;

    parsed_count = g_ascii_strtoull (text, &end, 10);
    if (parsed_count > G_MAXUINT || !parse_unit (end, &parsed_unit))
      return FALSE;
  }

  if (count != NULL)
    *count = parsed_count;
  if (unit != NULL)
    *unit = parsed_unit;

  return TRUE;
}
