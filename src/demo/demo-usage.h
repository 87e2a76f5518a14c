#pragma once

#include "demo/demo-models.h"

G_BEGIN_DECLS

/**
 * OrchDemoUsage:
 *
 * What was used on each day: by the made-up people, of whom it is computed when it is asked for,
 * and what the models were called for since. To be used by one thread.
 */
typedef struct _OrchDemoUsage OrchDemoUsage;

/**
 * OrchDemoAmounts:
 * @spend: USD
 */
typedef struct {
  double spend;
  gint64 prompt_tokens;
  gint64 completion_tokens;
  gint64 n_succeeded;
  gint64 n_failed;
} OrchDemoAmounts;

/**
 * OrchDemoUse:
 * @day: since 1970-01-01, UTC
 * @token: the hash of the key
 * @user_id: (nullable): whose key it is
 * @model: (nullable): NULL: there is none of the name that was asked for
 *
 * What one key used of one model on one day, or a part of that.
 */
typedef struct {
  gint64 day;
  const char *token;
  const char *user_id;
  const OrchDemoModel *model;
  OrchDemoAmounts amounts;
} OrchDemoUse;

/**
 * OrchDemoUsageQuery:
 * @user_id: (nullable): whose; NULL: anybody's
 * @token: (nullable): with which key; NULL: any
 */
typedef struct {
  gint64 first_day;
  gint64 last_day;
  const char *user_id;
  const char *token;
} OrchDemoUsageQuery;

typedef void (*OrchDemoUsageFunc) (const OrchDemoUse *use, gpointer user_data);

OrchDemoUsage *orch_demo_usage_new (guint n_people, gint64 epoch);
void orch_demo_usage_free (OrchDemoUsage *self);

void orch_demo_usage_add (OrchDemoUsage *self, const OrchDemoUse *use);
void orch_demo_usage_foreach (OrchDemoUsage *self, const OrchDemoUsageQuery *query,
                              OrchDemoUsageFunc func, gpointer user_data);

void orch_demo_amounts_add (OrchDemoAmounts *self, const OrchDemoAmounts *more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoUsage, orch_demo_usage_free)

G_END_DECLS
