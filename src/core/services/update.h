#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "core/model/changes.h"
#include "core/services/update-outcome.h"

G_BEGIN_DECLS

/**
 * OrchUpdate:
 * @record: (owned): the user or key that is saved
 * @changes: (owned): what to save
 * @overwrite: whether foreign changes of the same fields are known and do not matter
 * @fresh: (owned) (nullable): the proxy's record, read before the write
 * @details: (owned) (nullable): what the outcome is about
 *
 * A save, or a look at what became of one: the data of its task, and what is the same for all
 * kinds of records.
 */
typedef struct {
  GObject *record;
  OrchChanges *changes;
  gboolean overwrite;
  JsonObject *fresh;
  OrchChanges *details;
} OrchUpdate;

OrchUpdate *orch_update_new (gpointer record, const OrchChanges *changes, gboolean overwrite);
void orch_update_free (OrchUpdate *self);

gboolean orch_update_take_fresh (OrchUpdate *self, JsonObject *row);
OrchUpdateOutcome orch_update_compare (OrchUpdate *self, JsonObject *row);
OrchChanges *orch_update_get_real_changes (const OrchUpdate *self);

OrchUpdateOutcome orch_update_finish (GTask *task, OrchChanges **details, GError **error);

G_END_DECLS
