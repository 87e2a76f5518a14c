#include "config.h"

#include <string.h>

#include "demo/demo-draw.h"
#include "demo/demo-names.h"
#include "demo/demo-teams.h"
#include "demo/demo-people.h"

/* Where the odd user IDs begin: few enough people for a small test have plain ones. */
#define FIRST_ODD 20

typedef struct {
  const char *id;
  const char *alias;
  const char *email;
  const char *role;
} FixedPerson;

static const FixedPerson FIXED[ORCH_DEMO_N_FIXED_PEOPLE] = {
  { "demo-admin", "Ana Duarte", "ana.duarte@example.com", "proxy_admin" },
  { "demo-admin-viewer", "Viktor Lindqvist", "viktor.lindqvist@example.com", "proxy_admin_viewer" },
  { "demo-user", "Uma Prasad", "uma.prasad@example.com", "internal_user" },
  { "demo-user-viewer", "Wen Takeda", "wen.takeda@example.com", "internal_user_viewer" },
};

static const char *const ODD_IDS[] = {
  "a b",       "ü/ñ",         "a+b&c=d", "5f0c6d1e-8a3b-4c9d-9e21-7b6a5c4d3e2f", "auth0|64f1c2a9",
  "100%_real", "back\\slash", "who?#1",
};

static const char *const DOMAINS[] = {
  "example.com",
  "example.org",
  "eng.example.com",
  "research.example.com",
};

static const char *const DEPARTMENTS[] = {
  "platform", "research", "support", "finance", "sales",
};

static const char *const DURATIONS[] = { "30d", "30d", "30d", "7d", "1mo", "1d" };

static const double BUDGETS[] = { -1.0, 25.0, 100.0, 500.0, 1000.0 };

static const char *const MODELS[][4] = {
  { NULL },
  { "gpt-4o", NULL },
  { "gpt-4o", "claude-sonnet", NULL },
  { "all-proxy-models", NULL },
};

/* What a number is drawn for: each use sees numbers of its own. */
typedef enum {
  DRAW_BUDGET = 1,
  DRAW_CREATED,
  DRAW_DURATION,
  DRAW_KEYS,
  DRAW_SPEND,
  DRAW_UPDATED,
} Draw;

static gboolean
is_odd (guint index)
{
  return index >= FIRST_ODD && index < FIRST_ODD + G_N_ELEMENTS (ODD_IDS);
}

/* Those without a number in their ID have one too, after all others, to draw the rest from. */
static guint
get_number (guint index)
{
  if (orch_demo_people_is_unnumbered (index))
    return ORCH_DEMO_MAX_USERS + index;

  return index < FIRST_ODD ? index + 1 - ORCH_DEMO_N_FIXED_PEOPLE
                           : index + 1 - ORCH_DEMO_N_FIXED_PEOPLE - G_N_ELEMENTS (ODD_IDS);
}

/* Writes by hand: a search writes the texts of everybody. Returns the new end. */
char *
orch_demo_append_number (char *end, guint number, guint width)
{
  char digits[16];
  guint n = 0;

  do {
    digits[n++] = '0' + number % 10;
    number /= 10;
  } while (number > 0);

  for (; width > n; width--)
    *end++ = '0';
  while (n > 0)
    *end++ = digits[--n];
  *end = '\0';

  return end;
}

void
orch_demo_person_write_id (guint index, char *buffer)
{
  if (index < ORCH_DEMO_N_FIXED_PEOPLE)
    g_stpcpy (buffer, FIXED[index].id);
  else if (is_odd (index))
    g_stpcpy (buffer, ODD_IDS[index - FIRST_ODD]);
  else
    orch_demo_append_number (g_stpcpy (buffer, "user-"), get_number (index), 6);
}

gboolean
orch_demo_person_write_alias (guint index, char *buffer)
{
  guint number;
  char *end;

  if (index < ORCH_DEMO_N_FIXED_PEOPLE) {
    g_stpcpy (buffer, FIXED[index].alias);
    return TRUE;
  }

  number = get_number (index);
  if (number % 37 == 0)
    return FALSE;

  end = g_stpcpy (buffer, orch_demo_names_get_first (number)->shown);
  end = g_stpcpy (end, " ");
  g_stpcpy (end, orch_demo_names_get_last (number)->shown);
  return TRUE;
}

gboolean
orch_demo_person_write_email (guint index, char *buffer)
{
  guint number;
  char *end;

  if (index < ORCH_DEMO_N_FIXED_PEOPLE) {
    g_stpcpy (buffer, FIXED[index].email);
    return TRUE;
  }

  number = get_number (index);
  if (number % 41 == 0)
    return FALSE;

  end = g_stpcpy (buffer, orch_demo_names_get_first (number)->ascii);
  end = g_stpcpy (end, ".");
  end = g_stpcpy (end, orch_demo_names_get_last (number)->ascii);
  end = orch_demo_append_number (g_stpcpy (end, "."), number, 0);
  g_stpcpy (g_stpcpy (end, "@"), DOMAINS[number % G_N_ELEMENTS (DOMAINS)]);
  return TRUE;
}

/* NULL: the person was made without a role. */
const char *
orch_demo_person_get_role (guint index)
{
  guint number;

  if (index < ORCH_DEMO_N_FIXED_PEOPLE)
    return FIXED[index].role;

  number = get_number (index);
  if (number % 500 == 0)
    return "proxy_admin";
  if (number % 50 == 0)
    return "proxy_admin_viewer";
  if (number % 10 == 0)
    return "internal_user_viewer";
  if (number % 97 == 0)
    return NULL;
  return "internal_user";
}

const char *
orch_demo_person_get_department (guint index)
{
  return DEPARTMENTS[get_number (index) % G_N_ELEMENTS (DEPARTMENTS)];
}

/* NULL: no team. */
const char *
orch_demo_person_get_team (guint index)
{
  guint number = get_number (index);

  return number % 3 == 0 ? orch_demo_team_get (number)->id : NULL;
}

const char *const *
orch_demo_person_get_models (guint index)
{
  return MODELS[get_number (index) % G_N_ELEMENTS (MODELS)];
}

/* NULL: the budget is never reset. */
const char *
orch_demo_person_get_duration (guint index)
{
  if (orch_demo_person_get_budget (index) < 0 || get_number (index) % 11 == 0)
    return NULL;

  return DURATIONS[orch_demo_draw (index, DRAW_DURATION) % G_N_ELEMENTS (DURATIONS)];
}

/* USD. One in ten never used the proxy; most of the others spent little. */
double
orch_demo_person_get_spend (guint index)
{
  double luck = orch_demo_draw_fraction (index, DRAW_SPEND);

  if (luck < 0.1)
    return 0.0;

  /* Six decimals, as a database would have rounded it. */
  return (double) (gint64) (luck * luck * luck * 500.0 * 1e6) / 1e6;
}

/* USD; below 0: unlimited. */
double
orch_demo_person_get_budget (guint index)
{
  return BUDGETS[orch_demo_draw (index, DRAW_BUDGET) % G_N_ELEMENTS (BUDGETS)];
}

/* Tokens per minute; below 0: unlimited. */
gint64
orch_demo_person_get_tpm_limit (guint index)
{
  return get_number (index) % 3 == 0 ? 100000 : -1;
}

/* Requests per minute; below 0: unlimited. */
gint64
orch_demo_person_get_rpm_limit (guint index)
{
  return get_number (index) % 3 == 0 ? 600 : -1;
}

/* Requests at the same time; below 0: unlimited. */
gint64
orch_demo_person_get_parallel_limit (guint index)
{
  return get_number (index) % 7 == 0 ? 8 : -1;
}

guint
orch_demo_person_get_key_count (guint index)
{
  if (index < ORCH_DEMO_N_FIXED_PEOPLE)
    return 0;

  return orch_demo_draw (index, DRAW_KEYS) % 13;
}

/* Microseconds of the epoch, in the two years before @now; whole milliseconds, as the proxy's. */
gint64
orch_demo_person_get_created (guint index, gint64 now)
{
  gint64 age = (gint64) (orch_demo_draw_fraction (index, DRAW_CREATED) * 730.0 * G_TIME_SPAN_DAY);

  return (now - age) / 1000 * 1000;
}

gint64
orch_demo_person_get_updated (guint index, gint64 now)
{
  gint64 created = orch_demo_person_get_created (index, now);
  gint64 later =
      (gint64) (orch_demo_draw_fraction (index, DRAW_UPDATED) * (double) (now - created));

  return (created + later) / 1000 * 1000;
}

gboolean
orch_demo_people_find (const char *id, guint n_people, guint *index)
{
  guint64 number;

  for (guint i = 0; i < ORCH_DEMO_N_FIXED_PEOPLE; i++) {
    if (strcmp (id, FIXED[i].id) == 0) {
      *index = i;
      return TRUE;
    }
  }

  for (guint i = 0; i < G_N_ELEMENTS (ODD_IDS); i++) {
    if (strcmp (id, ODD_IDS[i]) == 0) {
      *index = FIRST_ODD + i;
      return *index < n_people;
    }
  }

  if (!g_str_has_prefix (id, "user-") || strlen (id) != strlen ("user-000001")
      || !g_ascii_string_to_unsigned (id + strlen ("user-"), 10, 1, G_MAXUINT32, &number, NULL)
      || number > n_people - orch_demo_people_count_unnumbered (n_people))
    return FALSE;

  *index = orch_demo_people_get_numbered ((guint) number);
  return TRUE;
}

guint
orch_demo_people_count_unnumbered (guint n_people)
{
  guint odd = n_people > FIRST_ODD ? MIN (n_people - FIRST_ODD, G_N_ELEMENTS (ODD_IDS)) : 0;

  return ORCH_DEMO_N_FIXED_PEOPLE + odd;
}

/* The index of one of the people whose IDs have no number, counted from 0. */
guint
orch_demo_people_get_unnumbered (guint position)
{
  return position < ORCH_DEMO_N_FIXED_PEOPLE ? position
                                             : position - ORCH_DEMO_N_FIXED_PEOPLE + FIRST_ODD;
}

gboolean
orch_demo_people_is_unnumbered (guint index)
{
  return index < ORCH_DEMO_N_FIXED_PEOPLE || is_odd (index);
}

/* The index of user-00000N, counted from 1. */
guint
orch_demo_people_get_numbered (guint number)
{
  guint index = number - 1 + ORCH_DEMO_N_FIXED_PEOPLE;

  return index < FIRST_ODD ? index : index + G_N_ELEMENTS (ODD_IDS);
}
