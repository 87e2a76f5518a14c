#pragma once

#include "core/client/client.h"
#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_MODELS_ROW (orch_models_row_get_type ())

/**
 * OrchModelsRow:
 *
 * Edits a list of models: each that was chosen is a chip, more are typed or chosen from what the
 * server offers. Any name can be typed; one that the server does not offer is marked.
 *
 * Properties: `special-names` (GtkStringList): names that are no models but are offered, too.
 */
G_DECLARE_FINAL_TYPE (OrchModelsRow, orch_models_row, ORCH, MODELS_ROW, OrchFieldRow)

void orch_models_row_set_offered (OrchModelsRow *self, const char *const *names);
void orch_models_row_load_offered (OrchModelsRow *self, OrchClient *client);

G_END_DECLS
