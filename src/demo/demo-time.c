#include "config.h"

#include <string.h>

#include "demo/demo-time.h"

static char *
format (gint64 time, char separator, const char *zone)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (seconds, "%Y-%m-%d");
  g_autofree char *clock = g_date_time_format (seconds, "%H:%M:%S");
  g_autofree char *fraction = NULL;

  /* Python leaves out a fraction of zero. */
  if (time % G_USEC_PER_SEC != 0)
    fraction = g_strdup_printf (".%06d", (int) (time % G_USEC_PER_SEC));

  return g_strdup_printf ("%s%c%s%s%s", date, separator, clock, fraction != NULL ? fraction : "",
                          zone);
}

/* µs of the epoch; the database keeps whole milliseconds. */
gint64
orch_demo_time_get_now (void)
{
  return g_get_real_time () / 1000 * 1000;
}

/* The form of lists and of /v2/user/info. */
char *
orch_demo_time_to_text (gint64 time)
{
  return format (time, 'T', "Z");
}

/* The form of /key/info. */
char *
orch_demo_time_to_offset_text (gint64 time)
{
  return format (time, 'T', "+00:00");
}

/* The form in the message about an expired key. */
char *
orch_demo_time_to_python_text (gint64 time)
{
  return format (time, ' ', "+00:00");
}

/* Only the beginning has to be a duration. A unit that goes on with other letters is good too, but
 * means a day to the proxy, whatever the count. */
static gboolean
parse_duration (const char *duration, guint64 *count, char *unit)
{
  static const struct {
    const char *name;
    const char *meaning;
  } words[] = {
    { "hourly", "1h" },
    { "daily", "1d" },
    { "weekly", "1w" },
    { "monthly", "1mo" },
  };
  gboolean in_months;
  char *end;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_ascii_strcasecmp (duration, words[i].name) == 0)
      duration = words[i].meaning;
  }

  if (!g_ascii_isdigit (*duration))
    return FALSE;

  *count = g_ascii_strtoull (duration, &end, 10);
  if (*count == 0 || *count > 100000000)
    return FALSE;

  in_months = g_str_has_prefix (end, "mo");
  if (*end == '\0' || strchr ("smhdw", *end) == NULL || (in_months && *count != 1))
    return FALSE;

  *unit = in_months ? 'M' : *end;
  if (g_ascii_isalpha (end[in_months ? 2 : 1])) {
    *unit = 'd';
    *count = 1;
  }
  return TRUE;
}

static GDateTime *
get_midnight (GDateTime *now)
{
  return g_date_time_new_utc (g_date_time_get_year (now), g_date_time_get_month (now),
                              g_date_time_get_day_of_month (now), 0, 0, 0);
}

static GDateTime *
get_next_month (GDateTime *now)
{
  g_autoptr (GDateTime) first =
      g_date_time_new_utc (g_date_time_get_year (now), g_date_time_get_month (now), 1, 0, 0, 0);

  return g_date_time_add_months (first, 1);
}

/* The next multiple of @count hours since midnight; past the day's end it wraps into tomorrow. */
static GDateTime *
get_next_hour (GDateTime *now, GDateTime *midnight, int count)
{
  gint64 hour = (g_date_time_get_hour (now) / count + 1) * (gint64) count;

  return g_date_time_add_hours (midnight, (int) (hour < 24 ? hour : 24 + hour % 24));
}

static GDateTime *
get_next_days (GDateTime *now, GDateTime *midnight, int count)
{
  switch (count) {
  case 7:
    return g_date_time_add_days (midnight, 8 - g_date_time_get_day_of_week (now));
  case 30:
    return get_next_month (now);
  default:
    return g_date_time_add_days (midnight, count);
  }
}

/* When a budget is reset next (contract, section 1.1); FALSE for what the proxy takes for no
 * duration. */
gboolean
orch_demo_time_get_next_reset (const char *duration, gint64 now, gint64 *reset)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) midnight = get_midnight (time);
  g_autoptr (GDateTime) next = NULL;
  guint64 count;
  char unit;
  int n;

  if (!parse_duration (duration, &count, &unit))
    return FALSE;

  n = (int) count;
  switch (unit) {
  case 's':
    next = g_date_time_add_seconds (time, n - g_date_time_get_second (time) % n);
    break;
  case 'm':
    next = g_date_time_add_full (time, 0, 0, 0, 0, n - g_date_time_get_minute (time) % n,
                                 -g_date_time_get_second (time));
    break;
  case 'h':
    next = get_next_hour (time, midnight, n);
    break;
  case 'd':
    next = get_next_days (time, midnight, n);
    break;
  case 'w':
    next = get_next_days (time, midnight, 7 * n);
    break;
  default:
    next = get_next_month (time);
    break;
  }

  if (next == NULL)
    return FALSE;

  *reset = g_date_time_to_unix (next) * G_USEC_PER_SEC;
  return TRUE;
}

/* A number, and where its unit begins; NULL: the text does not begin with a number. */
static const char *
split_duration (const char *duration, guint64 *count)
{
  static const struct {
    const char *name;
    const char *meaning;
  } words[] = {
    { "hourly", "1h" },
    { "daily", "24h" },
    { "weekly", "7d" },
    { "monthly", "30d" },
  };
  g_autofree char *word = g_strstrip (g_strdup (duration));
  char *end;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_ascii_strcasecmp (word, words[i].name) == 0)
      duration = words[i].meaning;
  }
  if (!g_ascii_isdigit (*duration))
    return NULL;

  *count = g_ascii_strtoull (duration, &end, 10);
  return end;
}

/* When a key with this duration expires: exactly that much later. FALSE: no duration. */
gboolean
orch_demo_time_add_duration (const char *duration, gint64 now, gint64 *time)
{
  static const struct {
    char unit;
    gint64 span;
  } units[] = {
    { 's', G_TIME_SPAN_SECOND }, { 'm', G_TIME_SPAN_MINUTE },  { 'h', G_TIME_SPAN_HOUR },
    { 'd', G_TIME_SPAN_DAY },    { 'w', 7 * G_TIME_SPAN_DAY },
  };
  guint64 count;
  const char *unit = split_duration (duration, &count);

  if (unit == NULL || *unit == '\0' || count > 1000000000)
    return FALSE;

  if (g_str_has_prefix (unit, "mo")) {
    g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
    g_autoptr (GDateTime) end = g_date_time_add_months (start, (int) MIN (count, 12000));

    *time = g_date_time_to_unix (end) * G_USEC_PER_SEC + now % G_USEC_PER_SEC;
    return TRUE;
  }

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (*unit == units[i].unit) {
      *time = now + MIN ((gint64) count, G_MAXINT64 / 100 / units[i].span) * units[i].span;
      return TRUE;
    }
  }

  return FALSE;
}

/* Why a text is no duration, in the words of the proxy: (transfer full). */
char *
orch_demo_time_dup_duration_error (const char *duration)
{
  guint64 count;

  if (split_duration (duration, &count) == NULL)
    return g_strdup ("Invalid duration format");

  return g_strdup_printf ("Unsupported duration unit, passed duration: %s", duration);
}
