#pragma once

#include <glib.h>

G_BEGIN_DECLS

void orch_csv_append_cell (GString *rows, const char *text);
void orch_csv_end_row (GString *rows);
char *orch_csv_unprotect (char *text);

G_END_DECLS
