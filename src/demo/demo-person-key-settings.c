#include "config.h"

#include "demo/demo-draw.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-person-key-settings.h"

static const char *const MODELS[][3] = {
  { NULL },
  { NULL },
  { "gpt-4o", NULL },
  { "gpt-4o", "claude-sonnet", NULL },
  { "gpt-4o-mini", NULL },
  { "all-proxy-models", NULL },
};

/* After those of demo-person-keys.c. */
typedef enum {
  DRAW_GUARDED = 32,
  DRAW_MODELS,
  DRAW_MODEL_LIMIT,
  DRAW_PARALLEL,
  DRAW_ROTATED,
  DRAW_RPM,
  DRAW_SOFT,
  DRAW_TAGGED,
  DRAW_TEAM,
  DRAW_TYPE,
  DRAW_WINDOWS,
} Draw;

static guint
draw (guint index, guint number, Draw what)
{
  return (guint) (orch_demo_draw (orch_demo_person_key_get_thing (index, number), what) >> 32);
}

static const struct {
  const char *type;
  const char *routes; /* (nullable) */
  guint percent;      /* of keys, with those above it */
} TYPES[] = {
  { "llm_api", "llm_api_routes", 12 },
  { "read_only", "info_routes", 16 },
  { "management", "management_routes", 18 },
  { "default", NULL, 100 },
};

static guint
draw_type (guint index, guint number)
{
  guint luck = draw (index, number, DRAW_TYPE) % 100;
  guint i = 0;

  while (luck >= TYPES[i].percent)
    i++;

  return i;
}

const char *
orch_demo_person_key_get_type (guint index, guint number)
{
  return TYPES[draw_type (index, number)].type;
}

/* The only routes that the key may call; NULL: all. */
const char *
orch_demo_person_key_get_routes (guint index, guint number)
{
  return TYPES[draw_type (index, number)].routes;
}

/* NULL: a key of the person's own. */
const char *
orch_demo_person_key_get_team (guint index, guint number)
{
  return draw (index, number, DRAW_TEAM) % 2 == 0 ? orch_demo_person_get_team (index) : NULL;
}

/* None: all. */
const char *const *
orch_demo_person_key_get_models (guint index, guint number)
{
  return MODELS[draw (index, number, DRAW_MODELS) % G_N_ELEMENTS (MODELS)];
}

/* Requests per minute; below 0: unlimited. */
gint64
orch_demo_person_key_get_rpm_limit (guint index, guint number)
{
  return draw (index, number, DRAW_RPM) % 6 == 0 ? 60 : -1;
}

/* Requests at the same time; below 0: unlimited. */
gint64
orch_demo_person_key_get_parallel_limit (guint index, guint number)
{
  return draw (index, number, DRAW_PARALLEL) % 9 == 0 ? 5 : -1;
}

/* Requests per minute to one model; below 0: unlimited. */
gint64
orch_demo_person_key_get_model_limit (guint index, guint number)
{
  return draw (index, number, DRAW_MODEL_LIMIT) % 11 == 0 ? 20 : -1;
}

/* USD; below 0: none. */
double
orch_demo_person_key_get_soft_budget (guint index, guint number)
{
  double budget = orch_demo_person_key_get_budget (index, number);

  return budget > 0 && draw (index, number, DRAW_SOFT) % 3 == 0 ? budget * 0.8 : -1.0;
}

/* Whether it has a budget for a day and another for a month. */
gboolean
orch_demo_person_key_has_windows (guint index, guint number)
{
  return draw (index, number, DRAW_WINDOWS) % 12 == 0;
}

/* USD, in each of them. */
double
orch_demo_person_key_get_window_spend (guint index, guint number)
{
  return orch_demo_person_key_has_windows (index, number)
             ? orch_demo_person_key_get_spend (index, number) / 16
             : 0.0;
}

/* Whether the proxy changes its secret every thirty days. */
gboolean
orch_demo_person_key_is_rotated (guint index, guint number)
{
  return draw (index, number, DRAW_ROTATED) % 10 == 0;
}

gboolean
orch_demo_person_key_is_tagged (guint index, guint number)
{
  return draw (index, number, DRAW_TAGGED) % 7 == 0;
}

gboolean
orch_demo_person_key_is_guarded (guint index, guint number)
{
  return draw (index, number, DRAW_GUARDED) % 23 == 0;
}
