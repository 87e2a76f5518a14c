#pragma once

#include <json-glib/json-glib.h>

#include "core/model/changes.h"

G_BEGIN_DECLS

/**
 * OrchFieldValues:
 *
 * The values of a record's editable fields, and which of them somebody told: the rest is unset only
 * for want of knowledge.
 */
typedef struct {
  const OrchField *fields; /* (not owned): a model's table */
  guint n_fields;
  guint known;       /* as bits */
  GVariant **values; /* (owned): each (nullable): unset */
} OrchFieldValues;

void orch_field_values_init (OrchFieldValues *self, const OrchField *fields, guint n_fields);
void orch_field_values_clear (OrchFieldValues *self);

gboolean orch_field_values_take (OrchFieldValues *self, guint index, GVariant *value);
gboolean orch_field_values_take_row (OrchFieldValues *self, JsonObject *row);
gboolean orch_field_values_take_known (OrchFieldValues *self, const OrchFieldValues *fresh);

const char *orch_field_values_get_text (const OrchFieldValues *self, guint index);
gboolean orch_field_values_get_money (const OrchFieldValues *self, guint index, double *usd);
OrchChanges *orch_field_values_diff (const OrchFieldValues *before, const OrchFieldValues *after);

G_END_DECLS
