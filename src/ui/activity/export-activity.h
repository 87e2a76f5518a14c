#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

char *orch_export_activity_to_csv (GListModel *entries);
void orch_export_activity (GtkWidget *parent, GListModel *entries);

G_END_DECLS
