#pragma once

#include <json-glib/json-glib.h>

#include "core/model/field.h"

G_BEGIN_DECLS

/**
 * OrchChange:
 *
 * One field of a save. A %NULL value is "unset".
 */
typedef struct {
  const OrchField *field;
  GVariant *from; /* (nullable) */
  GVariant *to;   /* (nullable) */
} OrchChange;

/**
 * OrchChanges:
 *
 * The fields that a save sets or clears, and nothing else.
 */
typedef struct _OrchChanges OrchChanges;

OrchChanges *orch_changes_new (void);
OrchChanges *orch_changes_copy (const OrchChanges *self);
void orch_changes_free (OrchChanges *self);

void orch_changes_add (OrchChanges *self, const OrchField *field, GVariant *from, GVariant *to);
guint orch_changes_get_n (const OrchChanges *self);
const OrchChange *orch_changes_get (const OrchChanges *self, guint index);
const OrchChange *orch_changes_find (const OrchChanges *self, const char *field_name);

void orch_changes_write (const OrchChanges *self, JsonObject *body);
OrchChanges *orch_changes_find_not_taken (const OrchChanges *self, JsonObject *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchChanges, orch_changes_free)

G_END_DECLS
