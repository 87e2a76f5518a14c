#include "config.h"

#include "demo/demo-draw.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-usage.h"

/* Everybody's use is that of so many, so that it comes quickly. */
#define MAX_PEOPLE 1000

/* 1970-01-01 was a Thursday. */
#define FIRST_WEEKDAY 3
#define SATURDAY 5

struct _OrchDemoUsage {
  guint n_people;
  gint64 epoch; /* when the people were made up, µs */
  GArray *uses; /* (owned) (element-type OrchDemoUse): since then */
};

typedef enum {
  DRAW_USED = 1,
  DRAW_MODEL,
  DRAW_COUNT,
  DRAW_FAILED,
  DRAW_PROMPT,
  DRAW_COMPLETION,
} Draw;

static void
clear_use (gpointer data)
{
  OrchDemoUse *use = data;

  g_free ((char *) use->token);
  g_free ((char *) use->user_id);
}

OrchDemoUsage *
orch_demo_usage_new (guint n_people, gint64 epoch)
{
  OrchDemoUsage *self = g_new0 (OrchDemoUsage, 1);

  self->n_people = n_people;
  self->epoch = epoch;
  self->uses = g_array_new (FALSE, FALSE, sizeof (OrchDemoUse));
  g_array_set_clear_func (self->uses, clear_use);

  return self;
}

void
orch_demo_usage_free (OrchDemoUsage *self)
{
  g_array_unref (self->uses);
  g_free (self);
}

/* The chat models of the person. */
static const OrchDemoModel *
draw_model (guint index, guint64 thing)
{
  const char *const *names = orch_demo_person_get_models (index);
  gsize n_models;
  const OrchDemoModel *models = orch_demo_models_get (&n_models);
  guint first = (guint) (orch_demo_draw (thing, DRAW_MODEL) % n_models);

  for (gsize i = 0; i < n_models; i++) {
    const OrchDemoModel *model = &models[(first + i) % n_models];

    if (model->output_cost > 0 && orch_demo_models_allow ((char **) names, model->name))
      return model;
  }

  return models;
}

static OrchDemoAmounts
draw_amounts (guint64 thing, const OrchDemoModel *model)
{
  gint64 n = 1 + (gint64) (orch_demo_draw (thing, DRAW_COUNT) % 60);
  OrchDemoAmounts amounts = { 0 };

  if (orch_demo_draw (thing, DRAW_FAILED) % 4 == 0)
    amounts.n_failed = 1 + n / 12;
  amounts.n_succeeded = n;
  amounts.prompt_tokens = n * (300 + (gint64) (orch_demo_draw (thing, DRAW_PROMPT) % 4000));
  amounts.completion_tokens = n * (100 + (gint64) (orch_demo_draw (thing, DRAW_COMPLETION) % 900));
  amounts.spend = (double) amounts.prompt_tokens * model->input_cost
                  + (double) amounts.completion_tokens * model->output_cost;

  return amounts;
}

/* Few people work at weekends. */
static gboolean
is_used (guint64 thing, gint64 day)
{
  guint percent = (day + FIRST_WEEKDAY) % 7 >= SATURDAY ? 6 : 35;

  return orch_demo_draw (thing, DRAW_USED) % 100 < percent;
}

static void
visit_key (OrchDemoUsage *self, guint index, guint number, const OrchDemoUsageQuery *query,
           OrchDemoUsageFunc func, gpointer user_data)
{
  guint64 key = orch_demo_person_key_get_thing (index, number);
  gint64 created = orch_demo_person_key_get_created (index, number, self->epoch);
  gint64 last = orch_demo_person_key_get_last_active (index, number, self->epoch);
  char token[ORCH_DEMO_TOKEN_SIZE], user_id[ORCH_DEMO_TEXT_SIZE];
  OrchDemoUse use = { .token = token, .user_id = user_id };

  orch_demo_person_key_write_token (index, number, token);
  orch_demo_person_write_id (index, user_id);
  if ((query->token != NULL && !g_str_equal (query->token, token))
      || (query->user_id != NULL && !g_str_equal (query->user_id, user_id)))
    return;

  for (use.day = MAX (query->first_day, created / G_TIME_SPAN_DAY + 1);
       use.day <= MIN (query->last_day, last / G_TIME_SPAN_DAY); use.day++) {
    guint64 thing = orch_demo_draw (key, (guint) use.day) >> 8;

    if (!is_used (thing, use.day))
      continue;

    use.model = draw_model (index, thing);
    use.amounts = draw_amounts (thing, use.model);
    func (&use, user_data);
  }
}

static void
visit_people (OrchDemoUsage *self, const OrchDemoUsageQuery *query, OrchDemoUsageFunc func,
              gpointer user_data)
{
  guint first = 0, end = MIN (self->n_people, MAX_PEOPLE), number;

  if (query->token != NULL) {
    if (!orch_demo_person_keys_find (query->token, self->n_people, &first, &number))
      return;
    end = first + 1;
  } else if (query->user_id != NULL) {
    if (!orch_demo_people_find (query->user_id, self->n_people, &first))
      return;
    end = first + 1;
  }

  for (guint i = first; i < end; i++)
    for (guint j = 0; j < orch_demo_person_get_key_count (i); j++)
      visit_key (self, i, j, query, func, user_data);
}

/* Keeps what was used just now. */
void
orch_demo_usage_add (OrchDemoUsage *self, const OrchDemoUse *use)
{
  OrchDemoUse copy = *use;

  copy.token = g_strdup (use->token);
  copy.user_id = g_strdup (use->user_id);
  g_array_append_val (self->uses, copy);
}

/* What was used, in no order. It stays when the key or the user is deleted. */
void
orch_demo_usage_foreach (OrchDemoUsage *self, const OrchDemoUsageQuery *query,
                         OrchDemoUsageFunc func, gpointer user_data)
{
  visit_people (self, query, func, user_data);

  for (guint i = 0; i < self->uses->len; i++) {
    const OrchDemoUse *use = &g_array_index (self->uses, OrchDemoUse, i);

    if (use->day >= query->first_day && use->day <= query->last_day
        && (query->user_id == NULL || g_strcmp0 (query->user_id, use->user_id) == 0)
        && (query->token == NULL || g_str_equal (query->token, use->token)))
      func (use, user_data);
  }
}

void
orch_demo_amounts_add (OrchDemoAmounts *self, const OrchDemoAmounts *more)
{
  self->spend += more->spend;
  self->prompt_tokens += more->prompt_tokens;
  self->completion_tokens += more->completion_tokens;
  self->n_succeeded += more->n_succeeded;
  self->n_failed += more->n_failed;
}
