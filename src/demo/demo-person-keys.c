#include "config.h"

#include <string.h>

#include "demo/demo-draw.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"

/* An odd number and its inverse modulo 2^64: with them a token tells its key. */
#define SCRAMBLE G_GUINT64_CONSTANT (0xd1342543de82ef95)
#define UNSCRAMBLE G_GUINT64_CONSTANT (0x572b5ee77a54e3bd)

/* Keys draw from numbers that no person has. */
#define FIRST_KEY (G_GUINT64_CONSTANT (1) << 40)

/* What keys are for, and where that comes in the alphabet. */
static const struct {
  const char *name;
  guint rank;
} PURPOSES[] = {
  { "laptop", 3 }, { "ci", 2 },      { "notebook", 4 },   { "batch", 1 },
  { "agent", 0 },  { "staging", 6 }, { "production", 5 },
};

static const double BUDGETS[] = { -1.0, -1.0, 5.0, 20.0, 50.0 };

typedef enum {
  DRAW_ACTIVE = 1,
  DRAW_BLOCKED,
  DRAW_BUDGET,
  DRAW_CREATED,
  DRAW_EXPIRES,
  DRAW_MAKER,
  DRAW_PURPOSE,
  DRAW_TOKEN, /* and the two after it */
  DRAW_UPDATED = DRAW_TOKEN + 3,
} Draw;

/* What numbers are drawn for. */
guint64
orch_demo_person_key_get_thing (guint index, guint number)
{
  return FIRST_KEY + (guint64) index * ORCH_DEMO_MAX_PERSON_KEYS + number;
}

static gint64
get_milliseconds (double microseconds)
{
  return (gint64) microseconds / 1000 * 1000;
}

static char *
append_hex (char *end, guint64 word)
{
  for (guint shift = 64; shift > 0; shift -= 4)
    *end++ = "0123456789abcdef"[(word >> (shift - 4)) & 0xf];
  *end = '\0';

  return end;
}

/* 64 hexadecimal digits, as those of a hash. */
void
orch_demo_person_key_write_token (guint index, guint number, char *buffer)
{
  guint64 key = orch_demo_person_key_get_thing (index, number);
  char *end = append_hex (buffer, key * SCRAMBLE);

  for (guint i = 0; i < 3; i++)
    end = append_hex (end, orch_demo_draw (key, DRAW_TOKEN + i));
}

/* The first sixteen digits of the token. */
guint64
orch_demo_person_key_get_token_start (guint index, guint number)
{
  return orch_demo_person_key_get_thing (index, number) * SCRAMBLE;
}

static guint
draw_purpose (guint index, guint number)
{
  return orch_demo_draw (orch_demo_person_key_get_thing (index, number), DRAW_PURPOSE)
         % G_N_ELEMENTS (PURPOSES);
}

/* What the key is for. */
const char *
orch_demo_person_key_get_purpose (guint index, guint number)
{
  return PURPOSES[draw_purpose (index, number)].name;
}

/* As with users, some have none. */
static gboolean
has_alias (guint index, guint number)
{
  return orch_demo_person_key_get_thing (index, number) % 19 != 0;
}

/* A number by which aliases are in the order of their texts; those without one come last. */
guint64
orch_demo_person_key_get_alias_rank (guint index, guint number)
{
  guint shown = number + 1;
  guint digits = shown < 10 ? shown * 11 : (shown / 10) * 11 + 1 + shown % 10;

  if (!has_alias (index, number))
    return G_MAXUINT64;

  return ((guint64) PURPOSES[draw_purpose (index, number)].rank << 40) + ((guint64) index << 8)
         + digits;
}

gboolean
orch_demo_person_key_write_alias (guint index, guint number, char *buffer)
{
  char *end;

  if (!has_alias (index, number))
    return FALSE;

  end = g_stpcpy (g_stpcpy (buffer, orch_demo_person_key_get_purpose (index, number)), "-");
  end = g_stpcpy (orch_demo_append_number (end, index, 6), "-");
  orch_demo_append_number (end, number + 1, 0);
  return TRUE;
}

/* USD. Each key spent half of what the ones before it left of the person's spend. */
double
orch_demo_person_key_get_spend (guint index, guint number)
{
  double share = orch_demo_person_get_spend (index) / (double) (2u << number);

  return (double) (gint64) (share * 1e6) / 1e6;
}

/* USD; below 0: unlimited. */
double
orch_demo_person_key_get_budget (guint index, guint number)
{
  return BUDGETS[orch_demo_draw (orch_demo_person_key_get_thing (index, number), DRAW_BUDGET)
                 % G_N_ELEMENTS (BUDGETS)];
}

/* NULL: the budget is never reset. */
const char *
orch_demo_person_key_get_duration (guint index, guint number)
{
  return orch_demo_person_key_get_budget (index, number) < 0 ? NULL : "30d";
}

/* Tokens per minute; below 0: unlimited. */
gint64
orch_demo_person_key_get_tpm_limit (guint index, guint number)
{
  return orch_demo_person_key_get_thing (index, number) % 5 == 0 ? 20000 : -1;
}

gboolean
orch_demo_person_key_is_blocked (guint index, guint number)
{
  return orch_demo_draw (orch_demo_person_key_get_thing (index, number), DRAW_BLOCKED) % 20 == 0;
}

/* Whether the person made the key, or an administrator. */
gboolean
orch_demo_person_key_is_self_made (guint index, guint number)
{
  return orch_demo_draw (orch_demo_person_key_get_thing (index, number), DRAW_MAKER) % 2 == 0;
}

/* Microseconds of the epoch, after the person was created and before @now. */
gint64
orch_demo_person_key_get_created (guint index, guint number, gint64 now)
{
  gint64 person = orch_demo_person_get_created (index, now);
  double part =
      orch_demo_draw_fraction (orch_demo_person_key_get_thing (index, number), DRAW_CREATED);

  return person + get_milliseconds (part * (double) (now - person));
}

gint64
orch_demo_person_key_get_updated (guint index, guint number, gint64 now)
{
  gint64 created = orch_demo_person_key_get_created (index, number, now);
  double part =
      orch_demo_draw_fraction (orch_demo_person_key_get_thing (index, number), DRAW_UPDATED);

  return created + get_milliseconds (part * (double) (now - created));
}

/* 0: never. A third expires within 90 days, a part of these did already. */
gint64
orch_demo_person_key_get_expires (guint index, guint number, gint64 now)
{
  guint64 luck = orch_demo_draw (orch_demo_person_key_get_thing (index, number), DRAW_EXPIRES);
  gint64 expires = now + ((gint64) (luck % 91) - 20) * G_TIME_SPAN_DAY;

  if (luck % 3 != 0 || expires <= orch_demo_person_key_get_created (index, number, now))
    return 0;

  return expires / 1000 * 1000;
}

/* 0: never. */
gint64
orch_demo_person_key_get_last_active (guint index, guint number, gint64 now)
{
  gint64 created = orch_demo_person_key_get_created (index, number, now);
  double part =
      orch_demo_draw_fraction (orch_demo_person_key_get_thing (index, number), DRAW_ACTIVE);

  if (orch_demo_person_key_get_spend (index, number) <= 0)
    return 0;

  return created + get_milliseconds (part * (double) (now - created));
}

gboolean
orch_demo_person_keys_find (const char *token, guint n_people, guint *index, guint *number)
{
  char buffer[ORCH_DEMO_TOKEN_SIZE];
  g_autofree char *start = g_strndup (token, 16);
  guint64 word, key;

  if (strlen (token) != ORCH_DEMO_TOKEN_SIZE - 1
      || !g_ascii_string_to_unsigned (start, 16, 0, G_MAXUINT64, &word, NULL))
    return FALSE;

  key = word * UNSCRAMBLE - FIRST_KEY;
  if (key / ORCH_DEMO_MAX_PERSON_KEYS >= n_people)
    return FALSE;

  *index = (guint) (key / ORCH_DEMO_MAX_PERSON_KEYS);
  *number = (guint) (key % ORCH_DEMO_MAX_PERSON_KEYS);
  orch_demo_person_key_write_token (*index, *number, buffer);
  return *number < orch_demo_person_get_key_count (*index) && strcmp (token, buffer) == 0;
}

gboolean
orch_demo_person_keys_find_alias (const char *alias, guint n_people, guint *index, guint *number)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];
  const char *dash = strchr (alias, '-');
  char *end;
  guint64 person, shown;

  if (dash == NULL)
    return FALSE;
  person = g_ascii_strtoull (dash + 1, &end, 10);
  shown = *end == '-' ? g_ascii_strtoull (end + 1, NULL, 10) : 0;
  if (person >= n_people || shown < 1 || shown > orch_demo_person_get_key_count ((guint) person))
    return FALSE;

  *index = (guint) person;
  *number = (guint) shown - 1;
  return orch_demo_person_key_write_alias (*index, *number, buffer) && strcmp (alias, buffer) == 0;
}
