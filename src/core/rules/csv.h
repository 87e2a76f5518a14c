#pragma once

#include <glib.h>

G_BEGIN_DECLS

void orch_csv_append_cell (GString *rows, const char *text);
void orch_csv_end_row (GString *rows);

G_END_DECLS
