#pragma once

#include "core/model/usage.h"
#include "ui/common/list-columns.h"

G_BEGIN_DECLS

/* The columns of tables whose rows hold an OrchUsageRow. */
extern const OrchListColumn orch_usage_columns_of_days[];
extern const OrchListColumn orch_usage_columns_of_models[];
extern const OrchListColumn orch_usage_columns_of_keys[];

void orch_usage_columns_fill (GtkColumnView *table, GListModel *rows);

G_END_DECLS
